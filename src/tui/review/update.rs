//! What keys do in the review.

use std::time::Instant;

use chrono::NaiveDate;

use super::{Pane, ReviewRow, ReviewState};
use crate::model::board::Board;
use crate::model::conflict::{Conflict, Drift, Version};
use crate::model::draft::{Draft, Row};
use crate::model::finding::Verdict;
use crate::model::target::Target;
use crate::rules::Findings;
use crate::tui::app::{App, Layer};
use crate::tui::conflict;
use crate::tui::keymap::Action;
use crate::tui::message::{Effect, TextPurpose};
use crate::workspace::plan::{Plan, Request};

/// Opens the review.
pub(crate) fn open(app: &mut App, at: Instant) -> Vec<Effect> {
    let rows = app.draft.rows();
    if rows.is_empty() {
        app.say("No decisions to commit since the last commit.");
        return Vec::new();
    }
    let rows = rows.into_iter().map(|row| ReviewRow { row, included: true }).collect();
    app.layers.push(Layer::Review(Box::new(ReviewState {
        rows,
        cursor: 0,
        pane: Pane::List,
        scroll: 0,
        message: None,
        sign_off: false,
        leave: Vec::new(),
        plan: None,
        before: Verdict::Go,
        after: Verdict::Go,
        opened: at,
    })));
    replan(app)
}

/// Takes the rows over as the draft has them now, and has the plan worked out anew.
pub(crate) fn refresh(app: &mut App) -> Vec<Effect> {
    let rows = app.draft.rows();
    let Some(review) = review(app) else { return Vec::new() };
    let left_out = |row: &Row| {
        review
            .rows
            .iter()
            .any(|old| !old.included && old.row.decisions.iter().any(|d| row.decisions.contains(d)))
    };
    let rows: Vec<ReviewRow> =
        rows.into_iter().map(|row| ReviewRow { included: !left_out(&row), row }).collect();
    let is_empty = rows.is_empty();
    review.cursor = review.cursor.min(rows.len().saturating_sub(1));
    review.rows = rows;
    if is_empty {
        app.layers.retain(|layer| !matches!(layer, Layer::Review(_)));
        return Vec::new();
    }
    replan(app)
}

/// The open review.
fn review(app: &mut App) -> Option<&mut ReviewState> {
    app.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::Review(review) => Some(&mut **review),
        _ => None,
    })
}

/// The plan is there. What came up while it was made is shown on the cards too.
pub(crate) fn planned(app: &mut App, plan: Result<Box<Plan>, String>) {
    let found: Vec<Conflict> = match &plan {
        Ok(plan) => plan.held.iter().flat_map(|held| held.conflicts().to_vec()).collect(),
        Err(_) => Vec::new(),
    };
    let today = app.now.date_naive();
    // What is held back is not committed, and the verdict does not count on it.
    let after = plan
        .as_ref()
        .ok()
        .filter(|plan| !plan.held.is_empty())
        .map(|plan| verdicts(&app.board, &app.draft, &app.drifted, today, &plan.rows).1);
    let Some(review) = review(app) else { return };
    review.after = after.unwrap_or(review.after);
    review.plan = Some(plan);
    for conflict in found {
        if conflict.version != Version::Index && !app.conflicts.contains(&conflict) {
            app.conflicts.push(conflict);
        }
    }
}

/// A version of a file is left as it is for the decisions on an item or pack.
pub(crate) fn leave(app: &mut App, target: &Target, version: Version) -> Vec<Effect> {
    if let Some(review) = review(app) {
        review.leave.push((target.clone(), version));
    }
    replan(app)
}

/// The decision under the cursor is left out.
pub(crate) fn leave_out(app: &mut App) -> Vec<Effect> {
    if let Some(review) = review(app) {
        let cursor = review.cursor;
        if let Some(row) = review.rows.get_mut(cursor) {
            row.included = false;
        }
    }
    replan(app)
}

/// The verdict of the files as they were committed last, without any decision; and with these rows.
fn verdicts(
    board: &Board,
    draft: &Draft,
    drifted: &[Drift],
    today: NaiveDate,
    rows: &[Row],
) -> (Verdict, Verdict) {
    let mut board = board.clone();
    let decisions: Vec<_> = draft.decisions().collect();
    decisions.iter().rev().for_each(|decision| board.retract(decision));
    for drift in drifted {
        board.set(&drift.target, drift.field, drift.stands.as_ref());
    }
    let before = Findings::of(&board, today).verdict();
    for decision in decisions {
        if rows.iter().any(|row| row.decisions.contains(decision)) {
            board.apply(decision);
        }
    }
    (before, Findings::of(&board, today).verdict())
}

/// Has the plan worked out anew, and the verdicts with it.
pub(crate) fn replan(app: &mut App) -> Vec<Effect> {
    let today = app.now.date_naive();
    let Some(Layer::Review(review)) =
        app.layers.iter_mut().rev().find(|layer| matches!(layer, Layer::Review(_)))
    else {
        return Vec::new();
    };
    let included: Vec<Row> =
        review.rows.iter().filter(|r| r.included).map(|r| r.row.clone()).collect();
    (review.before, review.after) =
        verdicts(&app.board, &app.draft, &app.drifted, today, &included);
    review.plan = None;
    if included.is_empty() {
        return Vec::new();
    }
    let (message, sign_off) = (review.message.clone(), review.sign_off);
    let leave = review.leave.iter().map(|(target, version)| (Some(target.clone()), *version));
    let (rows, leave) = (included, leave.collect());
    let request = Request { rows, message, sign_off, leave, ..Request::default() };
    vec![Effect::Plan { request: Box::new(request), board: Box::new(app.board.clone()) }]
}

/// Carries out an action in the review. `None`: it knows nothing of it.
pub(crate) fn act(app: &mut App, action: Action, at: Instant) -> Option<Vec<Effect>> {
    let page = usize::from(app.size.1).saturating_sub(8).max(2);
    let Some(Layer::Review(review)) = app.layers.last_mut() else { return None };
    match action {
        Action::Down | Action::Up if review.pane == Pane::List => {
            let by = if action == Action::Down { 1 } else { -1 };
            let last = review.rows.len().saturating_sub(1);
            review.cursor = review.cursor.saturating_add_signed(by).min(last);
            review.scroll = 0;
        }
        Action::Down | Action::ScrollDown => review.scroll = review.scroll.saturating_add(1),
        Action::Up | Action::ScrollUp => review.scroll = review.scroll.saturating_sub(1),
        Action::HalfDown | Action::PageDown => {
            review.scroll = review.scroll.saturating_add(page / 2);
        }
        Action::HalfUp | Action::PageUp => review.scroll = review.scroll.saturating_sub(page / 2),
        Action::First if review.pane == Pane::List => review.cursor = 0,
        Action::Last if review.pane == Pane::List => {
            review.cursor = review.rows.len().saturating_sub(1);
        }
        Action::First => review.scroll = 0,
        Action::Last => review.scroll = usize::MAX / 2,
        Action::NextPane | Action::Right => turn(review, true),
        Action::PreviousPane | Action::Left => turn(review, false),
        Action::Include => {
            if let Some(row) = review.rows.get_mut(review.cursor) {
                row.included = !row.included;
            }
            return Some(replan(app));
        }
        Action::IncludeAll => {
            let all = review.rows.iter().all(|row| row.included);
            review.rows.iter_mut().for_each(|row| row.included = !all);
            return Some(replan(app));
        }
        Action::SignOff => {
            review.sign_off = !review.sign_off;
            return Some(replan(app));
        }
        Action::EditMessage => {
            let text = match (&review.message, &review.plan) {
                (Some(message), _) => message.clone(),
                (None, Some(Ok(plan))) => plan.message.clone(),
                _ => return Some(Vec::new()),
            };
            return Some(vec![Effect::EditText { purpose: TextPurpose::CommitMessage, text }]);
        }
        Action::Conflict => return Some(conflict::ask(app)),
        Action::Commit => return Some(commit(app, at)),
        // What is open already need not be opened, and nothing is decided behind the review's back.
        Action::Review => {}
        Action::Undo | Action::Redo => app.say("Leave the review first: Esc."),
        _ => return None,
    }
    Some(Vec::new())
}

fn turn(review: &mut ReviewState, forwards: bool) {
    review.pane = match (review.pane, forwards) {
        (Pane::List, true) | (Pane::Message, false) => Pane::Diff,
        (Pane::Diff, true) | (Pane::List, false) => Pane::Message,
        (Pane::Message, true) | (Pane::Diff, false) => Pane::List,
    };
    review.scroll = 0;
}

fn commit(app: &mut App, at: Instant) -> Vec<Effect> {
    let Some(Layer::Review(review)) = app.layers.last_mut() else { return Vec::new() };
    if App::too_soon(Some(review.opened), at) || app.committing {
        return Vec::new();
    }
    match &review.plan {
        Some(Ok(plan)) if plan.is_empty() => {
            let key = app.keymap.name(Action::Conflict);
            app.fail(format!("Every decision that is included is held back; {key} chooses."));
            Vec::new()
        }
        Some(Ok(plan)) => {
            let plan = plan.clone();
            app.committing = true;
            app.say("Committing ...");
            vec![Effect::Commit(plan)]
        }
        Some(Err(error)) => {
            let error = error.clone();
            app.fail(error);
            Vec::new()
        }
        None if review.rows.iter().any(|row| row.included) => {
            app.say("Still working out what would be committed; press y again.");
            Vec::new()
        }
        None => {
            app.say("Every decision is left out; Space includes one.");
            Vec::new()
        }
    }
}

/// The commit is done.
pub(crate) fn confirmed(app: &mut App, rows: &[Row]) {
    app.draft.settle(rows);
    app.layers.retain(|layer| !matches!(layer, Layer::Review(_)));
    app.histories.clear();
}

/// The message came back from the editor.
pub(crate) fn message_edited(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(Layer::Review(review)) =
        app.layers.iter_mut().rev().find(|layer| matches!(layer, Layer::Review(_)))
    else {
        return Vec::new();
    };
    review.message = Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    replan(app)
}
