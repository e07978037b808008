//! What keys do in the history.

use std::time::Instant;

use crossterm::event::KeyCode;
use tui_input::Input;

use super::{HistoryView, Opened, Pane, Typing};
use crate::model::draft::Step;
use crate::model::history::{ChangeKind, Kept, TERMS, revert};
use crate::tui::app::{App, Layer};
use crate::tui::decide;
use crate::tui::forms;
use crate::tui::keymap::{Action, Key};
use crate::tui::line;
use crate::tui::menu::{Confirm, Confirmed};
use crate::tui::message::Effect;
use crate::tui::packs::{PackView, detail};

/// Carries out an action in the topmost history. `None`: it knows nothing of it.
pub(crate) fn act(app: &mut App, action: Action, at: Instant) -> Option<Vec<Effect>> {
    let Some(Layer::History(view)) = app.layers.last_mut() else { return None };
    match action {
        Action::Open if matches!(view.opened, Some(Opened::Decision)) => return Some(go(app)),
        Action::Open if view.selected().is_some() && view.opened.is_none() => {
            (view.opened, view.scroll) = (Some(Opened::Decision), 0);
        }
        Action::Open => {}
        Action::ShowDiff => return Some(diff(view)),
        Action::RevertChange => return Some(take_back(app, at)),
        Action::FilterHistory | Action::Find => {
            let before = view.filter.clone();
            (view.opened, view.pane) = (None, Pane::Decisions);
            let input = Input::new(before.clone());
            view.typing = Some(Typing { input, before, error: None });
        }
        Action::NextPane => return Some(turn(app, 1)),
        Action::PreviousPane => return Some(turn(app, -1)),
        Action::ScrollDown => view.scroll = view.scroll.saturating_add(1),
        Action::ScrollUp => view.scroll = view.scroll.saturating_sub(1),
        Action::Back | Action::Quit | Action::Cancel if view.opened.is_some() => {
            (view.opened, view.scroll) = (None, 0);
        }
        Action::Back if !view.filter.is_empty() => {
            let (today, launch) = (app.now.date_naive(), app.board.launch.date);
            view.ask("", today, launch);
        }
        Action::Back | Action::Quit | Action::Cancel => {
            app.layers.pop();
            return Some(vec![Effect::LeavePast]);
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Turns to another pane. What changed since the last meeting is worked out when it is first seen.
fn turn(app: &mut App, by: isize) -> Vec<Effect> {
    let today = app.today();
    let Some(Layer::History(view)) = app.layers.last_mut() else { return Vec::new() };
    let count = Pane::ALL.len();
    let at = Pane::ALL.iter().position(|pane| *pane == view.pane).unwrap_or(0);
    let next = (at + count).saturating_add_signed(by) % count;
    view.pane = Pane::ALL.get(next).copied().unwrap_or_default();
    (view.opened, view.scroll) = (None, 0);
    match (view.pane, &view.since) {
        (Pane::Since, None) => vec![Effect::Since(today)],
        _ => Vec::new(),
    }
}

/// Shows what the commit under the cursor changed in the files.
fn diff(view: &mut HistoryView) -> Vec<Effect> {
    let Some(commit) = view.selected().map(|change| change.commit.id.clone()) else {
        return Vec::new();
    };
    view.scroll = 0;
    view.opened = Some(Opened::Diff { commit: commit.clone(), patch: None });
    vec![Effect::Patch(commit)]
}

/// Opens the item or pack that the decision is about.
fn go(app: &mut App) -> Vec<Effect> {
    let Some(Layer::History(view)) = app.layers.last() else { return Vec::new() };
    let Some(change) = view.selected() else { return Vec::new() };
    let target = change.target.clone();
    if !app.board.has(&target) {
        app.say(format!("{target} is not on the board any more."));
        return Vec::new();
    }
    match (target.item(), target.pack()) {
        (Some(id), _) => decide::open_item(app, id),
        (None, Some(id)) => {
            let view = PackView::new(id.clone(), detail::Tab::Findings);
            app.layers.push(Layer::Pack(Box::new(view)));
            Vec::new()
        }
        (None, None) => Vec::new(),
    }
}

/// A key while the filter is typed.
pub(crate) fn filter_key(app: &mut App, mut view: Box<HistoryView>, key: Key) -> Vec<Effect> {
    let (today, launch) = (app.today(), app.board.launch.date);
    let Some(mut typing) = view.typing.take() else {
        app.layers.push(Layer::History(view));
        return Vec::new();
    };
    match (key.code, key.ctrl) {
        (KeyCode::Enter, _) => {
            if let Some(error) = &typing.error {
                app.fail(format!("Filter: {error}"));
                view.typing = Some(typing);
            }
        }
        (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => {
            view.ask(&typing.before, today, launch);
        }
        (KeyCode::Tab, _) => {
            line::complete(&mut typing.input, TERMS.iter().map(|(key, _)| *key), |key| {
                values(&view, key)
            });
            typing.error = view.ask(typing.input.value(), today, launch);
            view.typing = Some(typing);
        }
        _ => {
            forms::line_key(&mut typing.input, key);
            typing.error = view.ask(typing.input.value(), today, launch);
            view.typing = Some(typing);
        }
    }
    app.layers.push(Layer::History(view));
    Vec::new()
}

/// Text that is pasted while the filter is typed.
pub(crate) fn filter_paste(app: &mut App, mut view: Box<HistoryView>, text: &str) {
    let (today, launch) = (app.today(), app.board.launch.date);
    if let Some(mut typing) = view.typing.take() {
        let mut field = forms::Text::Line(typing.input);
        field.paste(text);
        typing.input = Input::new(field.value());
        typing.error = view.ask(typing.input.value(), today, launch);
        view.typing = Some(typing);
    }
    app.layers.push(Layer::History(view));
}

/// What the history can be asked for under a key.
fn values(view: &HistoryView, key: &str) -> Vec<String> {
    let Some(past) = view.past() else { return Vec::new() };
    let changes = &past.timeline.changes;
    let quoted = |text: &str| match text.contains(' ') {
        true => format!("\"{text}\""),
        false => text.to_owned(),
    };
    let mut values: Vec<String> = match key {
        "item" => changes.all_packed().map(|change| change.id.to_owned()).collect(),
        "pack" => changes.all_packed().flat_map(|c| c.packs()).map(str::to_owned).collect(),
        "by" => changes.packed_deciders().map(|commit| quoted(commit.author)).collect(),
        "meeting" => {
            changes.packed_deciders().filter_map(|commit| commit.meeting.map(quoted)).collect()
        }
        "kind" => ChangeKind::ALL.iter().map(|kind| kind.word().to_owned()).collect(),
        _ => Vec::new(),
    };
    values.sort();
    values.dedup();
    values
}

/// Puts the opposite of a decision into the draft. Where some of it was overruled since, that stays,
/// and the rest is asked about.
fn take_back(app: &mut App, at: Instant) -> Vec<Effect> {
    if let Some(why) = &app.read_only {
        let why = format!("Read-only: {why}");
        app.fail(why);
        return Vec::new();
    }
    if app.committing {
        app.say("The commit is still running; decide again when it is done.");
        return Vec::new();
    }
    let Some(Layer::History(view)) = app.layers.last() else { return Vec::new() };
    let Some(change) = view.selected() else {
        app.say("There is no decision here to take back.");
        return Vec::new();
    };
    let reverted = revert(&app.board, change, app.now);
    let kept = reverted.kept.first().map(Kept::words);
    match (reverted.decision, kept) {
        (Some(decision), None) => {
            app.recording = true;
            vec![Effect::Record(Step { decisions: vec![decision] })]
        }
        (Some(decision), Some(kept)) => {
            let step = Box::new(Step { decisions: vec![decision] });
            app.layers.push(Layer::Confirm(Confirm {
                question: format!("Take back the rest? {kept}."),
                opened: at,
                then: Confirmed::Record(step),
            }));
            Vec::new()
        }
        (None, kept) => {
            app.fail(format!("Not taken back: {}.", kept.unwrap_or_default()));
            Vec::new()
        }
    }
}
