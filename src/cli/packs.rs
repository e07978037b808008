//! The commands about packs: how ready they are, and what is decided on them.

use super::args::{Evidence, Format, Launch, Signoff, TextOrJson};
use super::decide::{act_on, pack, person, subject};
use super::output::Tone;
use super::{Context, Failure};
use crate::model::decision::Act;
use crate::model::item;
use crate::model::pack::{Consent, LaunchState};
use crate::model::target::Target;
use crate::report::json;
use crate::report::readiness::{Readiness, Standing};
use crate::rules::Findings;
use crate::text::{Align, cell, display, width};
use crate::tui::now;

pub(super) fn list(context: &Context, args: &Format) -> Result<(), Failure> {
    let (_, loaded) = context.load()?;
    let board = &loaded.board;
    let findings = Findings::of(board, now().date_naive());
    let mut rows: Vec<_> =
        board.packs.iter().map(|pack| (pack, Readiness::of(board, &findings, pack))).collect();
    rows.sort_by_key(|(pack, row)| (std::cmp::Reverse(row.standing), pack.id.clone()));
    let out = &context.out;
    if args.format == TextOrJson::Json {
        let packs: Vec<_> = rows.iter().map(|(pack, row)| json::readiness(pack, row)).collect();
        out.json("packs", &[("packs", packs.into())])?;
        return Ok(());
    }
    if rows.is_empty() {
        out.line("No pack was found; packs lie in packs/, one folder with a pack.yaml each.")?;
        return Ok(());
    }
    let widest = rows.iter().map(|(pack, _)| width(&display(pack.id.as_str()))).max();
    let name = widest.unwrap_or(0).clamp(4, 30);
    let head = format!(
        "{}  verdict  behavior  rollback  kill  docs  evidence  signed  open  worst finding",
        cell("pack", name, Align::Left)
    );
    out.pieces(&[(&head, Some(Tone::Dim))])?;
    for (pack, row) in &rows {
        let tone = match row.standing {
            Standing::NoGo => Some(Tone::Warn),
            Standing::Ready => Some(Tone::Good),
            Standing::AtRisk | Standing::Held => None,
        };
        let open = if row.blocking > 0 { format!("{}!!", row.open) } else { row.open.to_string() };
        let worst = row.worst.as_ref().map_or("-".to_owned(), |(r, words)| format!("{r} {words}"));
        let rest = format!(
            "  {:8}  {:8}  {:4}  {:4}  {:8}  {:6}  {open:4}  {worst}",
            row.behavior.to_string(),
            row.rollback.word(),
            row.kill_switch.word(),
            row.docs.word(),
            row.evidence.to_string(),
            row.signed.to_string(),
        );
        let standing = cell(row.standing.word(), 7, Align::Left);
        let id = format!("{}  ", cell(pack.id.as_str(), name, Align::Left));
        out.pieces(&[(&id, Some(Tone::Bold)), (&standing, tone), (&rest, None)])?;
    }
    Ok(())
}

pub(super) fn launch(context: &Context, args: &Launch) -> Result<(), Failure> {
    let Some((word, ids)) = args.words.split_last() else { return Ok(()) };
    let state = LaunchState::from_word(word).ok_or_else(|| {
        Failure::Usage(format!("{word} is no state ({})", LaunchState::WORDS.join(", ")))
    })?;
    act_on(context, &args.deciding, |loaded| {
        let packs: Result<Vec<_>, _> = ids.iter().map(|id| pack(&loaded.board, id)).collect();
        Ok((packs?.into_iter().map(Target::Pack).collect(), Act::Launch(state)))
    })
}

pub(super) fn sign_off(context: &Context, args: &Signoff) -> Result<(), Failure> {
    let verdict = Consent::from_word(&args.verdict).ok_or_else(|| {
        Failure::Usage(format!("{} is no verdict ({})", args.verdict, Consent::WORDS.join(", ")))
    })?;
    act_on(context, &args.deciding, |loaded| {
        let by = person(&loaded.board, &args.by)?.to_string();
        let act = Act::SignOff { role: args.role.clone(), verdict, by, note: args.note.clone() };
        Ok((vec![Target::Pack(pack(&loaded.board, &args.pack)?)], act))
    })
}

pub(super) fn evidence(context: &Context, args: &Evidence) -> Result<(), Failure> {
    act_on(context, &args.deciding, |loaded| {
        let evidence = item::Evidence {
            kind: args.kind.clone(),
            reference: args.reference.clone(),
            by: loaded.user.clone(),
            on: Some(now().date_naive()),
            covers: args.covers.iter().map(|name| name.trim().to_owned()).collect(),
        };
        Ok((vec![subject(&loaded.board, &args.subject)?], Act::Evidence(evidence)))
    })
}
