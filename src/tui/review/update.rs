//! What keys do in the review.

use std::time::Instant;

use super::{Pane, ReviewRow, ReviewState};
use crate::model::draft::Row;
use crate::model::finding::Verdict;
use crate::rules::Findings;
use crate::tui::app::{App, Layer};
use crate::tui::keymap::Action;
use crate::tui::message::{Effect, TextPurpose};
use crate::workspace::plan::Request;

/// Opens the review.
pub(crate) fn open(app: &mut App, at: Instant) -> Vec<Effect> {
    let rows = app.draft.rows();
    if rows.is_empty() {
        app.say("No decisions to commit since the last commit.");
        return Vec::new();
    }
    let rows: Vec<ReviewRow> = rows
        .into_iter()
        .map(|row| {
            let gone = !app.board.has(&row.target);
            let clash = app.conflicts.iter().find(|c| {
                c.target == row.target && row.edits().iter().any(|edit| edit.key() == c.field.key())
            });
            let conflict = match clash {
                _ if gone => Some("its file is gone; the decision stays in the draft".to_owned()),
                Some(clash) => Some(format!(
                    "{} was changed outside to {}; include it to put {} there",
                    clash.field.key(),
                    clash.theirs.as_deref().unwrap_or("nothing"),
                    clash.ours.as_deref().unwrap_or("nothing"),
                )),
                None => None,
            };
            ReviewRow { row, included: conflict.is_none(), conflict }
        })
        .collect();
    app.layers.push(Layer::Review(Box::new(ReviewState {
        rows,
        cursor: 0,
        pane: Pane::List,
        scroll: 0,
        message: None,
        sign_off: false,
        plan: None,
        before: Verdict::Go,
        after: Verdict::Go,
        opened: at,
    })));
    replan(app)
}

/// Has the plan worked out anew, and the verdicts with it.
pub(crate) fn replan(app: &mut App) -> Vec<Effect> {
    let Some(Layer::Review(review)) =
        app.layers.iter_mut().rev().find(|layer| matches!(layer, Layer::Review(_)))
    else {
        return Vec::new();
    };
    // As the files were committed last: without any decision; and with those that are included.
    let today = app.now.date_naive();
    let mut board = app.board.clone();
    let decisions: Vec<_> = app.draft.decisions().collect();
    decisions.iter().rev().for_each(|decision| board.retract(decision));
    review.before = Findings::of(&board, today).verdict();
    let included: Vec<Row> =
        review.rows.iter().filter(|r| r.included).map(|r| r.row.clone()).collect();
    for decision in decisions {
        if included.iter().any(|row| row.decisions.contains(decision)) {
            board.apply(decision);
        }
    }
    review.after = Findings::of(&board, today).verdict();
    review.plan = None;
    let rows: Vec<Row> = included.into_iter().filter(|row| app.board.has(&row.target)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let (message, sign_off) = (review.message.clone(), review.sign_off);
    let request = Request { rows, message, sign_off, ..Request::default() };
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
