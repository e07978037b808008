//! The commands that decide. They go into the same draft and journal as the board's decisions.

use chrono::NaiveDate;

use super::args::{Assign, Close, Deciding, Defer, Due, Items, Move, Risk, Waive, Withdraw};
use super::{Context, Failure, commit};
use crate::model::board::Board;
use crate::model::conflict;
use crate::model::date;
use crate::model::decision::{Act, Decision, Deferral, Refusal, decide_on};
use crate::model::draft::Step;
use crate::model::finding::Mend;
use crate::model::id::{ItemId, PackId, PersonId};
use crate::model::item::{Evidence, Risk as RiskLevel, Waiver};
use crate::model::launch::PersonOrigin;
use crate::model::target::Target;
use crate::report::decisions;
use crate::rules::{self, Findings};
use crate::tui::now;
use crate::workspace::Workspace;
use crate::workspace::load::Loaded;

pub(super) fn move_to(context: &Context, args: &Move) -> Result<(), Failure> {
    let (ids, column) = split(&args.words)?;
    act(context, ids, &args.deciding, |loaded| {
        let board = &loaded.board;
        let to = board.columns.meant(column).ok_or_else(|| {
            let known: Vec<&str> = board.columns.iter().map(|c| c.id.as_str()).collect();
            Failure::Usage(format!("there is no column {column} (columns: {})", known.join(", ")))
        })?;
        Ok(Act::Move {
            to: to.id.clone(),
            why: args.why.clone(),
            criterion: args.criterion.as_deref().map(Into::into),
        })
    })
}

pub(super) fn assign(context: &Context, args: &Assign) -> Result<(), Failure> {
    if args.none {
        return act(context, &args.words, &args.deciding, |_| Ok(Act::Assign(None)));
    }
    let (ids, owner) = split(&args.words)?;
    act(context, ids, &args.deciding, |loaded| Ok(Act::Assign(Some(person(&loaded.board, owner)?))))
}

pub(super) fn defer(context: &Context, args: &Defer) -> Result<(), Failure> {
    act(context, &args.ids, &args.deciding, |loaded| {
        let board = &loaded.board;
        let today = now().date_naive();
        let revisit = match &args.revisit {
            Some(text) => Some(day(board, text)?),
            // Where nobody says when, it is looked at again two weeks after the launch, when what
            // users met is known.
            None => board
                .launch
                .date
                .and_then(|launch| date::from_person("launch+2w", today, Some(launch))),
        };
        if revisit.is_some_and(|day| day <= today) {
            return Err(Failure::Refused("the date to revisit it must lie ahead".to_owned()));
        }
        let deferral = Deferral::new(board.link(&args.link), &args.risk, revisit)
            .map_err(|error| Failure::from(Refusal::Incomplete(error)))?;
        let owner = args.owner.as_deref().map(|owner| person(board, owner)).transpose()?;
        Ok(Act::Defer { to: None, deferral, owner, why: args.why.clone() })
    })
}

pub(super) fn close(context: &Context, args: &Close) -> Result<(), Failure> {
    act(context, &args.ids, &args.deciding, |loaded| {
        Ok(Act::Close(Evidence {
            kind: None,
            reference: args.evidence.clone(),
            by: loaded.user.clone(),
            on: Some(now().date_naive()),
            covers: Vec::new(),
        }))
    })
}

pub(super) fn withdraw(context: &Context, args: &Withdraw) -> Result<(), Failure> {
    act(context, &args.ids, &args.deciding, |_| Ok(Act::Withdraw { why: args.why.clone() }))
}

pub(super) fn waive(context: &Context, args: &Waive) -> Result<(), Failure> {
    let rule = rules::rule(&args.rule.to_uppercase()).ok_or_else(|| {
        Failure::Usage(format!("there is no rule {}; gonogo explain lists them", args.rule))
    })?;
    if !rules::can_be_waived(rule.id) {
        return Err(Failure::Refused(format!("nobody can accept what {} finds", rule.id)));
    }
    act_on(context, &args.deciding, |loaded| {
        let waiver = Waiver {
            rule: rule.id.to_owned(),
            why: Some(args.why.clone()),
            compensation: Some(args.compensation.clone()),
            by: Some(person(&loaded.board, &args.by)?.to_string()),
            until: Some(day(&loaded.board, &args.until)?),
        };
        Ok((vec![subject(&loaded.board, &args.subject)?], Act::Waive(waiver)))
    })
}

pub(super) fn mend(context: &Context, args: &Items) -> Result<(), Failure> {
    let (mut workspace, mut loaded) = context.load()?;
    writable(&loaded)?;
    let mut decided: Vec<Decision> = Vec::new();
    // Each on top of those before it: a key that gets its right name may mend other findings too.
    let mut board = loaded.board.clone();
    let mut findings = Findings::of(&board, now().date_naive());
    for id in &args.ids {
        let target = subject(&board, id)?;
        while let Some(mend) = next_mend(&findings, &target) {
            let decision = decide_on(&board, &target, &Act::Mend(mend), now())?;
            board.apply(&decision);
            decided.push(decision);
            findings.update(&board, now().date_naive(), std::slice::from_ref(&target));
        }
    }
    if decided.is_empty() {
        return Ok(context.out.line("Nothing there can be mended without a choice.")?);
    }
    record(context, &mut workspace, &mut loaded, decided)?;
    if args.deciding.commit {
        commit::all(context, &mut workspace, &loaded)?;
    }
    Ok(())
}

/// The next change that a finding offers; names come first, since what stands under them counts.
fn next_mend(findings: &Findings, target: &Target) -> Option<Mend> {
    let found = match target {
        Target::Item(id) => findings.for_item(id),
        Target::Pack(id) => findings.for_pack(id),
    };
    let mut offered: Vec<&Mend> = found.iter().filter_map(|f| f.mend.as_ref()).collect();
    offered.sort_by_key(|mend| !matches!(mend, Mend::Rename { .. }));
    offered.first().map(|mend| (*mend).clone())
}

pub(super) fn reopen(context: &Context, args: &Items) -> Result<(), Failure> {
    act(context, &args.ids, &args.deciding, |_| Ok(Act::Reopen))
}

pub(super) fn risk(context: &Context, args: &Risk) -> Result<(), Failure> {
    let (ids, word) = split(&args.words)?;
    let risk = match word {
        "none" => None,
        word => Some(RiskLevel::from_word(word).ok_or_else(|| {
            Failure::Usage(format!("{word} is no risk (low, medium, high, none)"))
        })?),
    };
    act(context, ids, &args.deciding, |_| Ok(Act::Risk(risk)))
}

pub(super) fn due(context: &Context, args: &Due) -> Result<(), Failure> {
    let (ids, text) = split(&args.words)?;
    act(context, ids, &args.deciding, |loaded| match text {
        "none" => Ok(Act::Due(None)),
        text => Ok(Act::Due(Some(day(&loaded.board, text)?))),
    })
}

/// The items, and the word behind them.
pub(super) fn split(words: &[String]) -> Result<(&[String], &str), Failure> {
    match words.split_last() {
        Some((last, ids)) if !ids.is_empty() => Ok((ids, last)),
        _ => Err(Failure::Usage("an item and what to do with it, please".to_owned())),
    }
}

fn day(board: &Board, text: &str) -> Result<NaiveDate, Failure> {
    date::from_person(text, now().date_naive(), board.launch.date).ok_or_else(|| {
        Failure::Usage(format!("{text} is not a date (2026-12-18, fri, +2w, launch+14d)"))
    })
}

pub(super) fn person(board: &Board, id: &str) -> Result<PersonId, Failure> {
    let has_roster = board.people.iter().any(|person| person.origin == PersonOrigin::Roster);
    if board.person(id).is_some() || (!has_roster && !id.contains(char::is_whitespace)) {
        return Ok(id.into());
    }
    let known: Vec<&str> = board.people.iter().map(|person| person.id.as_str()).collect();
    Err(Failure::Usage(format!("nobody is known as {id} (people: {})", known.join(", "))))
}

/// The item that a person means: by its id, or by its id in another case.
pub(super) fn item(board: &Board, id: &str) -> Result<ItemId, Failure> {
    if let Some(item) = board.item(&id.into()) {
        return Ok(item.id.clone());
    }
    let mut alike = board.items().iter().filter(|item| item.id.as_str().eq_ignore_ascii_case(id));
    match (alike.next(), alike.next()) {
        (Some(item), None) => Ok(item.id.clone()),
        _ => Err(Failure::Usage(format!("there is no item {id}; gonogo list shows them"))),
    }
}

/// The pack that a person means: by its id, or by its id in another case.
pub(super) fn pack(board: &Board, id: &str) -> Result<PackId, Failure> {
    let mut alike = board.packs.iter().filter(|pack| pack.id.as_str().eq_ignore_ascii_case(id));
    let exact = board.packs.iter().find(|pack| pack.id.as_str() == id);
    exact
        .or_else(|| alike.next())
        .map(|pack| pack.id.clone())
        .ok_or_else(|| Failure::Usage(format!("there is no pack {id}; gonogo packs shows them")))
}

/// The item or pack that a person means. An item goes before a pack of the same id.
pub(super) fn subject(board: &Board, id: &str) -> Result<Target, Failure> {
    match (item(board, id), pack(board, id)) {
        (Ok(item), _) => Ok(Target::Item(item)),
        (Err(_), Ok(pack)) => Ok(Target::Pack(pack)),
        (Err(_), Err(_)) => Err(Failure::Usage(format!(
            "there is no item or pack {id}; gonogo list and gonogo packs show them"
        ))),
    }
}

/// Decides on all the items or on none of them.
fn act(
    context: &Context,
    ids: &[String],
    deciding: &Deciding,
    make: impl FnOnce(&Loaded) -> Result<Act, Failure>,
) -> Result<(), Failure> {
    act_on(context, deciding, |loaded| {
        let act = make(loaded)?;
        let subject = |id: &String| match act {
            // Who owns a pack is decided as who owns an item.
            Act::Assign(_) => subject(&loaded.board, id),
            _ => item(&loaded.board, id).map(Target::Item),
        };
        let targets: Result<Vec<_>, _> = ids.iter().map(subject).collect();
        Ok((targets?, act))
    })
}

/// Decides on all the targets or on none of them.
pub(super) fn act_on(
    context: &Context,
    deciding: &Deciding,
    make: impl FnOnce(&Loaded) -> Result<(Vec<Target>, Act), Failure>,
) -> Result<(), Failure> {
    let (mut workspace, mut loaded) = context.load()?;
    writable(&loaded)?;
    let (targets, act) = make(&loaded)?;
    let mut decided = Vec::new();
    let mut unchanged = Vec::new();
    for target in &targets {
        match decide_on(&loaded.board, target, &act, now()) {
            // Whoever decides again in sight of a conflict has chosen.
            Ok(decision) => decided.push(conflict::in_sight_of(&loaded.conflicts, decision)),
            Err(Refusal::Nothing(id)) => unchanged.push(id),
            Err(refusal) => return Err(refusal.into()),
        }
    }
    for id in &unchanged {
        let open = loaded.conflicts.iter().find(|conflict| conflict.target == *id);
        context.out.note(&match open {
            Some(conflict) => format!(
                "{id} stands so already in the draft, but {}; gonogo resolve {id} chooses",
                conflict.words()
            ),
            None => format!("{id} stands so already"),
        });
    }
    if !decided.is_empty() {
        record(context, &mut workspace, &mut loaded, decided)?;
    }
    if deciding.commit {
        commit::all(context, &mut workspace, &loaded)?;
    }
    Ok(())
}

pub(super) fn record(
    context: &Context,
    workspace: &mut Workspace,
    loaded: &mut Loaded,
    decisions: Vec<Decision>,
) -> Result<(), Failure> {
    let step = Step { decisions };
    workspace.record(&step)?;
    step.decisions.iter().for_each(|decision| loaded.board.apply(decision));
    loaded.draft = workspace.draft();
    context.out.line(&decisions::done(&step, &loaded.board))?;
    Ok(())
}

/// Refuses before anything is decided where nothing can be committed.
pub(super) fn writable(loaded: &Loaded) -> Result<(), Failure> {
    match &loaded.read_only {
        Some(why) => Err(Failure::Cannot(why.clone())),
        None => Ok(()),
    }
}
