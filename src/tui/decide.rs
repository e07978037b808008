//! From keys to decisions: acts on the items in question, and the questions that an act needs
//! answered first.

#![deny(clippy::disallowed_methods)]

use super::app::{App, History, Layer};
use super::conflict;
use super::forms::{self, Purpose};
use super::item::ItemView;
use super::keymap::Action;
use super::meeting;
use super::menu::{Choice, Menu, Then};
use super::message::{Effect, Recorded};
use super::reload;
use super::review;
use crate::model::column::Role;
use crate::model::conflict::{in_sight_of, is_open};
use crate::model::decision::{Act, Refusal, decide_on};
use crate::model::draft::Step;
use crate::model::id::ItemId;
use crate::model::target::Target;
use crate::report::decisions;

/// Carries out an action that decides something. `None`: it does not.
pub(crate) fn action(app: &mut App, action: Action) -> Option<Vec<Effect>> {
    let decides = matches!(
        action,
        Action::Scope(_)
            | Action::NudgeLeft
            | Action::NudgeRight
            | Action::Assign
            | Action::Defer
            | Action::FollowUp
            | Action::Due
            | Action::Note
            | Action::Rationale
            | Action::Withdraw
            | Action::Close
            | Action::Risk
            | Action::Duplicate
            | Action::Waive
            | Action::Mend
            | Action::NewItem
            | Action::MoveMode
            | Action::Undo
            | Action::Redo
            | Action::Review
            | Action::Conflict
    );
    if !decides {
        return None;
    }
    if !may(app) {
        return Some(Vec::new());
    }
    match action {
        Action::Conflict => return Some(conflict::ask(app)),
        Action::Undo => return Some(undo(app)),
        Action::Redo => return Some(redo(app)),
        Action::NewItem => {
            forms::open(app, Purpose::NewItem, Vec::new());
            return Some(Vec::new());
        }
        Action::Review | Action::MoveMode => return None,
        _ => {}
    }
    let targets = app.targets();
    if targets.is_empty() {
        app.say("There is no item here to decide on.");
        return Some(Vec::new());
    }
    let purpose = match action {
        Action::Scope(digit) => return Some(into_column(app, digit)),
        Action::NudgeLeft => return Some(nudge(app, -1)),
        Action::NudgeRight => return Some(nudge(app, 1)),
        Action::Risk => {
            let current = targets.first().and_then(|id| app.item_of(id)).and_then(|item| item.risk);
            app.layers.push(Layer::Menu(Menu::risk(current)));
            return Some(Vec::new());
        }
        Action::Close => {
            let open = targets.iter().any(|t| app.item_of(t).is_some_and(|item| item.is_open()));
            if !open {
                return Some(act(app, &targets, &Act::Reopen));
            }
            Purpose::Close
        }
        Action::Assign => Purpose::Assign,
        Action::Defer => Purpose::Defer(None),
        Action::FollowUp => Purpose::FollowUp,
        Action::Due => Purpose::Due,
        Action::Note => Purpose::Note,
        Action::Rationale => Purpose::Rationale,
        Action::Withdraw => Purpose::Withdraw,
        Action::Duplicate => Purpose::Duplicate,
        Action::Waive => Purpose::Waive,
        Action::Mend => return Some(mend(app)),
        _ => return None,
    };
    forms::open(app, purpose, targets);
    Some(Vec::new())
}

/// Whether anything can be decided now; says why not where it cannot.
pub(crate) fn may(app: &mut App) -> bool {
    if let Some(why) = &app.read_only {
        let why = format!("Read-only: {why}");
        app.fail(why);
        return false;
    }
    if app.committing {
        app.say("The commit is still running; decide again when it is done.");
        return false;
    }
    true
}

/// Puts the items in question into a column. A deferred one asks first for what is missing.
pub(crate) fn into_column(app: &mut App, position: usize) -> Vec<Effect> {
    let targets = app.targets();
    let Some(column) = app.board.columns.at(position).cloned() else {
        app.say(format!("There is no column {position}."));
        return Vec::new();
    };
    let incomplete = |target: &Target| {
        app.item_of(target).is_some_and(|item| {
            app.board.column_of(item).id != column.id && app.board.deferral_of(item).is_err()
        })
    };
    if column.role == Role::Deferred && targets.iter().any(incomplete) {
        forms::open(app, Purpose::Defer(Some(column.id)), targets);
        return Vec::new();
    }
    act(app, &targets, &Act::Move { to: column.id, why: None, criterion: None })
}

/// One column to the left or right of where each item stands.
fn nudge(app: &mut App, by: isize) -> Vec<Effect> {
    let position = |app: &App| {
        let item = app.targets().first().and_then(|t| app.item_of(t))?;
        app.board.columns.position(app.board.column_of(item).id.as_str())
    };
    let last = app.board.columns.len() - 1;
    match position(app) {
        Some(at) => into_column(app, at.saturating_add_signed(by).min(last)),
        None => Vec::new(),
    }
}

/// Decides for each of the items. Items on which the act changes nothing are passed over.
pub(crate) fn act(app: &mut App, targets: &[Target], act: &Act) -> Vec<Effect> {
    if let Some(why) = &app.read_only {
        let why = format!("Read-only: {why}");
        app.fail(why);
        return Vec::new();
    }
    let mut decided = Vec::new();
    let mut unchanged = None;
    for id in targets {
        match decide_on(&app.board, id, act, app.now) {
            // Whoever decides again in sight of a conflict has chosen.
            Ok(decision) => decided.push(in_sight_of(&app.conflicts, decision)),
            Err(refusal @ Refusal::Nothing(_)) => unchanged = Some(refusal),
            Err(refusal) => {
                app.fail(format!("Not done: {refusal}."));
                return Vec::new();
            }
        }
    }
    if decided.is_empty() {
        match (unchanged, targets.len()) {
            (Some(refusal), 1) => {
                let open = app.conflicts.iter().any(|c| Some(&c.target) == targets.first());
                let key = app.keymap.name(Action::Conflict);
                let hint = if open {
                    format!("  {key} chooses about the conflict")
                } else {
                    String::new()
                };
                app.say(format!("{refusal}.{hint}"));
            }
            (Some(_), _) => app.say("They all stand so already."),
            (None, _) => app.say("There is no item here to decide on."),
        }
        return Vec::new();
    }
    app.recording = true;
    vec![Effect::Record(Step { decisions: decided })]
}

/// Makes the change that the finding in question offers, or else the first one that offers any.
fn mend(app: &mut App) -> Vec<Effect> {
    let Some(target) = app.current_target() else { return Vec::new() };
    let chosen = match app.layers.last() {
        Some(Layer::Findings(view)) => view.selected().cloned(),
        _ => None,
    };
    let found = match &target {
        Target::Item(id) => app.findings.for_item(id),
        Target::Pack(id) => app.findings.for_pack(id),
    };
    let offered = match &chosen {
        Some(finding) => finding.mend.clone(),
        None => found.iter().find_map(|finding| finding.mend.clone()),
    };
    match offered {
        Some(mend) => act(app, &[target], &Act::Mend(mend)),
        None => {
            let edit = app.keymap.name(Action::Edit);
            app.say(format!("Nothing here can be mended without a choice; {edit} opens the file."));
            Vec::new()
        }
    }
}

fn undo(app: &mut App) -> Vec<Effect> {
    let Some(last) = app.draft.last().cloned() else {
        app.say("Nothing to undo since the last commit.");
        return Vec::new();
    };
    if reload::is_foreign(app.decided_elsewhere.take().as_ref(), &app.draft) {
        let undo = app.keymap.name(Action::Undo);
        let done = decisions::done(&last, &app.board);
        app.say(format!("The last decision was made elsewhere: {done}.  {undo} again undoes it"));
        return Vec::new();
    }
    app.recording = true;
    vec![Effect::Undo(last)]
}

fn redo(app: &mut App) -> Vec<Effect> {
    let Some(next) = app.draft.next().cloned() else {
        app.say("Nothing to redo.");
        return Vec::new();
    };
    app.recording = true;
    vec![Effect::Redo(next)]
}

/// The journal has it: now the board may show it.
pub(crate) fn recorded(app: &mut App, what: Recorded) -> Vec<Effect> {
    app.recording = false;
    app.decided_elsewhere = None;
    let undo = app.keymap.name(Action::Undo);
    let mut reload = false;
    let (step, words, back) = match what.clone() {
        Recorded::Made(step) => {
            step.decisions.iter().for_each(|decision| app.board.apply(decision));
            let words = format!("{}.  {undo} undo", decisions::done(&step, &app.board));
            app.draft.push(step.clone());
            (step, words, false)
        }
        Recorded::Undone(step) => {
            let words = format!("Undone: {}.", decisions::done(&step, &app.board));
            // Where the files have moved on, what stood there before is not what stands there now:
            // the board is read again, and shown as it is then.
            reload =
                app.drifted.iter().any(|d| step.decisions.iter().any(|s| s.target == d.target));
            if !reload {
                step.decisions.iter().rev().for_each(|decision| app.board.retract(decision));
            }
            app.draft.undo();
            (step, words, true)
        }
        Recorded::Redone(step) => {
            step.decisions.iter().for_each(|decision| app.board.apply(decision));
            let words = format!("Done again: {}.  {undo} undo", decisions::done(&step, &app.board));
            app.draft.redo();
            (step, words, true)
        }
    };
    app.conflicts.retain(|conflict| is_open(conflict, &app.draft));
    let targets: Vec<Target> = step.decisions.iter().map(|d| d.target.clone()).collect();
    app.findings.update(&app.board, app.now.date_naive(), &targets);
    super::board::moved(app);
    // What was undone, redone or born is what the room wants to see.
    let born =
        step.decisions.iter().any(|d| d.kind == crate::model::decision::DecisionKind::Create);
    if let (true, Some(id)) = (back || born, targets.first().and_then(Target::item)) {
        app.screen.select(id);
    }
    let gone = |id: &ItemId| app.board.item(id).is_none();
    let closed: Vec<bool> =
        app.layers.iter().map(|l| matches!(l, Layer::Item(view) if gone(&view.id))).collect();
    let mut closed = closed.into_iter();
    app.layers.retain(|_| !closed.next().unwrap_or(false));
    for layer in &mut app.layers {
        match layer {
            Layer::Findings(view) => view.lay_out(&app.findings),
            Layer::Packs(view) => view.lay_out(&app.board, &app.findings),
            _ => {}
        }
    }
    app.say(words);
    let mut effects = review::refresh(app);
    if reload {
        effects.push(Effect::Reload);
    }
    effects.extend(meeting::recorded(app, &what));
    effects
}

/// A choice was made in a menu.
pub(crate) fn chosen(app: &mut App, choice: &Choice) -> Vec<Effect> {
    match &choice.then {
        Then::Side(conflict, side) => conflict::chosen(app, conflict, *side),
        Then::Again(conflict) => conflict::decide_again(app, conflict),
        Then::Leave(target, version) => review::leave(app, target, *version),
        Then::LeaveOut => review::leave_out(app),
        Then::Column(n) => into_column(app, *n),
        Then::Risk(risk) => {
            let targets = app.targets();
            act(app, &targets, &Act::Risk(*risk))
        }
        Then::Launch(state) => {
            let targets = app.targets();
            act(app, &targets, &Act::Launch(*state))
        }
        Then::SortPacks(sort) => {
            if let Some(Layer::Packs(view)) = app.layers.last_mut() {
                view.sort = *sort;
                view.lay_out(&app.board, &app.findings);
            }
            Vec::new()
        }
        Then::Sort(sort) => {
            app.screen.sort = *sort;
            app.lay_out();
            app.say(format!("Sorted by {sort}."));
            Vec::new()
        }
        Then::Group(group) => {
            app.screen.group = *group;
            app.lay_out();
            app.say(format!("Grouped by {group}."));
            Vec::new()
        }
    }
}

/// Asks for the history of an item or pack, once.
pub(crate) fn ask_history(app: &mut App, target: Target) -> Vec<Effect> {
    if app.histories.contains_key(&target) {
        return Vec::new();
    }
    let Some(source) = app.board.source_of(&target) else { return Vec::new() };
    app.histories.insert(target.clone(), History::Asked);
    vec![Effect::History(target, source)]
}

/// Opens an item's detail, or turns the open one to another item.
pub(crate) fn open_item(app: &mut App, id: &ItemId) -> Vec<Effect> {
    app.screen.select(id);
    match app.layers.last_mut() {
        Some(Layer::Item(view)) => view.turn_to(id.clone()),
        _ => app.layers.push(Layer::Item(Box::new(ItemView::new(id.clone())))),
    }
    ask_history(app, Target::Item(id.clone()))
}
