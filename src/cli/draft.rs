//! `status`, `undo`, `redo`, `discard`: the draft.

use chrono::NaiveDate;

use super::args::{Format, TextOrJson};
use super::output::Tone;
use super::{Context, Failure};
use crate::model::draft::Step;
use crate::model::finding::{Subject, Verdict};
use crate::report::{decisions, json};
use crate::rules::Findings;
use crate::tui::now;
use crate::workspace::load::{Loaded, decided_but_gone};

/// How many of the findings that hold the launch are named.
const NAMED: usize = 20;

pub(super) fn status(context: &Context, args: &Format) -> Result<(), Failure> {
    let (_, loaded) = context.load()?;
    status_of(context, &loaded, now().date_naive(), args.format)
}

/// What `status` says of what was loaded, on a day.
pub(super) fn status_of(
    context: &Context,
    loaded: &Loaded,
    today: NaiveDate,
    format: TextOrJson,
) -> Result<(), Failure> {
    let findings = Findings::of(&loaded.board, today);
    let rows = loaded.draft.rows();
    let out = &context.out;
    if format == TextOrJson::Json {
        let found = findings.all().map(json::finding).collect::<Vec<_>>();
        out.json(
            "status",
            &[
                ("launch", serde_json::json!(loaded.board.launch.name)),
                ("verdict", json::verdict(findings.verdict())),
                ("conflicts", loaded.conflicts.iter().map(json::conflict).collect()),
                ("decisions", rows.iter().map(|row| json::row(row, &loaded.board)).collect()),
                ("findings", serde_json::json!(found)),
            ],
        )?;
        return Ok(());
    }
    if !loaded.board.launch.name.is_empty() {
        let days = match loaded.board.days_left(today) {
            Some(days) if days > 0 => format!(", {days} days left"),
            Some(0) => ", launch day".to_owned(),
            Some(days) => format!(", {} days ago", -days),
            None => String::new(),
        };
        out.pieces(&[(&loaded.board.launch.name, Some(Tone::Bold)), (&days, None)])?;
    }
    if let Some(as_of) = &loaded.head.as_of {
        out.line(&format!("The board {as_of}."))?;
    } else if rows.is_empty() {
        out.line("No decisions since the last commit.")?;
    } else {
        let s = if rows.len() == 1 { "" } else { "s" };
        out.line(&format!("{} decision{s} not committed:", rows.len()))?;
        for row in &rows {
            let why = decisions::rationale(row).map(|why| format!(": {why}")).unwrap_or_default();
            out.line(&format!("  {} {}{why}", row.target, decisions::changes(row, &loaded.board)))?;
        }
    }
    for conflict in &loaded.conflicts {
        let (target, words) = (&conflict.target, conflict.words());
        out.note(&format!("{target}: {words}; choose: gonogo resolve {target} theirs, or ours"));
    }
    for remark in loaded.remarks.iter().cloned().chain(decided_but_gone(&loaded.gone)) {
        out.note(&remark);
    }
    let tone = match findings.verdict() {
        Verdict::Go => Tone::Good,
        Verdict::NoGo(_) => Tone::Warn,
    };
    let counts = findings.counts();
    let mut words = format!(": {} blocking, {} warnings", counts.block, counts.warn);
    if counts.waived > 0 {
        words.push_str(&format!(", {} waived", counts.waived));
    }
    out.pieces(&[(findings.verdict().word(), Some(tone)), (&words, None)])?;
    let blocking: Vec<_> = findings.all().filter(|f| f.blocks()).collect();
    for finding in blocking.iter().take(NAMED) {
        let about = match &finding.subject {
            Subject::Item(id) => id.to_string(),
            Subject::Pack(id) => format!("pack {id}"),
            Subject::File(path) => finding.spot.as_ref().map_or(path.clone(), |at| at.to_string()),
        };
        out.pieces(&[
            ("  ", None),
            (finding.rule, Some(Tone::Dim)),
            (" ", None),
            (&about, Some(Tone::Bold)),
            (": ", None),
            (&finding.message, None),
        ])?;
    }
    if blocking.len() > NAMED {
        out.line(&format!("  and {} more", blocking.len() - NAMED))?;
    }
    Ok(())
}

pub(super) fn undo(context: &Context) -> Result<(), Failure> {
    let (mut workspace, loaded) = context.load()?;
    if loaded.draft.last().is_none() {
        return Err(Failure::Refused("nothing to undo since the last commit".to_owned()));
    }
    let step = workspace.undo(loaded.draft.last())?;
    said(context, "Undone", &step, &loaded)
}

pub(super) fn redo(context: &Context) -> Result<(), Failure> {
    let (mut workspace, loaded) = context.load()?;
    if loaded.draft.next().is_none() {
        return Err(Failure::Refused("nothing to redo".to_owned()));
    }
    let step = workspace.redo(loaded.draft.next())?;
    said(context, "Done again", &step, &loaded)
}

fn said(context: &Context, word: &str, step: &Step, loaded: &Loaded) -> Result<(), Failure> {
    let words = decisions::done(step, &loaded.board);
    Ok(context.out.line(&format!("{word}: {words}"))?)
}

pub(super) fn discard(context: &Context) -> Result<(), Failure> {
    let (mut workspace, loaded) = context.load()?;
    let count = loaded.draft.rows().len();
    if loaded.draft.is_empty() {
        return Ok(context.out.line("No decisions since the last commit.")?);
    }
    workspace.discard()?;
    let s = if count == 1 { "" } else { "s" };
    Ok(context.out.line(&format!("Discarded {count} decision{s}."))?)
}
