//! The root of `update`: says which layer takes a message. Each layer knows itself what to do.
//!
//! No I/O and no clock: the time comes in with the message, and what is to be done outside goes out
//! as an effect.

#![deny(clippy::disallowed_methods)]

use std::time::Instant;

use chrono::{DateTime, FixedOffset};
use crossterm::event::{KeyCode, MouseButton, MouseEventKind};

use super::actions::{anywhere, layer_action};
use super::app::{App, History, Layer};
use super::board;
use super::decide;
use super::forms;
use super::history::{self, HistoryView};
use super::item;
use super::keymap::{Action, Context, Key, Meaning};
use super::meeting;
use super::message::{Effect, Msg, TextPurpose};
use super::packs;
use super::reload;
use super::review;
use super::typing::{confirm_key, filter_key, menu_key, palette_key, paste};
use crate::model::record::Record;
use crate::model::target::Target;
use crate::report::decisions;

/// Takes a message.
pub(crate) fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        msg @ (Msg::Key { .. } | Msg::Paste(_) | Msg::Mouse(..)) if app.recording => {
            app.held.push_back(msg);
            Vec::new()
        }
        Msg::Key { key, at, now } => {
            pass_time(app, at, now);
            press(app, key, at)
        }
        Msg::Tick { at, now } => {
            pass_time(app, at, now);
            meeting::tick(app)
        }
        Msg::Held(Ok(held)) => {
            app.recording = false;
            match app.moment {
                Some(at) => meeting::held(app, *held, at),
                None => Vec::new(),
            }
        }
        Msg::Held(Err(error)) | Msg::RecordFailed(error) => {
            app.recording = false;
            meeting::refused(app);
            app.fail(format!("Not done: {error}"));
            Vec::new()
        }
        Msg::Met(entries) => meeting::happened(app, &entries),
        Msg::MinutesPlanned(planned) => {
            meeting::planned(app, planned);
            Vec::new()
        }
        Msg::Paste(text) => paste(app, &text),
        Msg::Mouse(event, at) => mouse(app, event.kind, event.column, event.row, at),
        Msg::Resize(columns, rows) => {
            app.size = (columns, rows);
            Vec::new()
        }
        Msg::Loaded(loaded) => {
            let mut effects = reload::take_in(app, *loaded);
            effects.extend(meeting::loaded(app));
            effects
        }
        Msg::IndexChanged => review::refresh(app),
        Msg::LoadFailed(error) => {
            app.fail(error);
            Vec::new()
        }
        Msg::Recorded(what) => decide::recorded(app, what),
        Msg::Discarded(loaded) => {
            app.recording = false;
            let effects = reload::take(app, *loaded);
            app.say("The draft is forgotten; the files are as they were committed.");
            effects
        }
        Msg::Overtaken(loaded) => {
            app.recording = false;
            let mut effects = reload::take(app, *loaded);
            // The last step is our own.
            app.decided_elsewhere = None;
            app.screen.marks.clear();
            app.say("Done; another gonogo decided here meanwhile, so the board was read again.");
            effects.extend(meeting::overtaken(app));
            effects
        }
        Msg::NotUndone(loaded) => {
            app.recording = false;
            meeting::refused(app);
            let effects = reload::take(app, *loaded);
            app.decided_elsewhere = None;
            let last = app.draft.last().map(|step| decisions::done(step, &app.board));
            let undo = app.keymap.name(Action::Undo);
            app.fail(match last {
                Some(last) => {
                    format!("Nothing was undone: the last decision is another gonogo's. {last}.  {undo} undoes that")
                }
                None => "Nothing was undone: another gonogo has taken the draft.".to_owned(),
            });
            effects
        }
        Msg::Planned(plan) => {
            review::planned(app, plan);
            Vec::new()
        }
        Msg::Committed(Ok(done)) => {
            app.committing = false;
            review::confirmed(app, &done.rows);
            app.say(done.words_with_hooks());
            app.lay_out();
            let mut effects = meeting::committed(app, &done);
            effects.push(Effect::Reload);
            effects
        }
        Msg::Committed(Err(error)) => {
            app.committing = false;
            app.fail(error);
            // What stood in the way may be news: everything is read and planned again.
            let mut effects = vec![Effect::Reload];
            effects.extend(meeting::not_committed(app));
            effects
        }
        Msg::History(id, result) => {
            let known = match result {
                Ok(changes) => History::Known(changes),
                Err(error) => History::Failed(error),
            };
            app.histories.insert(id, known);
            Vec::new()
        }
        Msg::LookedBack(Ok(record)) => {
            looked_back(app, record);
            Vec::new()
        }
        // An error stays until a key: what broke the history may have been told by then.
        Msg::LookedBack(Err(_)) if app.notice.as_ref().is_some_and(|notice| notice.error) => {
            Vec::new()
        }
        Msg::LookedBack(Err(error)) => {
            app.say(format!("The history could not be looked at: {error}"));
            Vec::new()
        }
        Msg::Past(result) => {
            if let Some(view) = history_view(app) {
                view.take(result);
            }
            Vec::new()
        }
        Msg::PastRead(count) => {
            if let Some(view) = history_view(app) {
                view.read = count;
            }
            Vec::new()
        }
        Msg::Since(result) => {
            if let Some(view) = history_view(app) {
                view.since = Some(result);
            }
            Vec::new()
        }
        Msg::Patch(commit, patch) => {
            if let Some(view) = history_view(app) {
                view.take_patch(&commit, patch);
            }
            Vec::new()
        }
        Msg::Edited(edited) => came_back(app, edited),
        Msg::Said(Ok(text)) => {
            app.say(text);
            Vec::new()
        }
        Msg::Said(Err(text)) => {
            app.fail(text);
            Vec::new()
        }
        Msg::Terminated => {
            app.quit = true;
            vec![Effect::Quit]
        }
    }
}

/// Takes over what time it is; a new day changes what is late.
fn pass_time(app: &mut App, at: Instant, now: DateTime<FixedOffset>) {
    if now.date_naive() != app.today() {
        app.now = now;
        app.findings = crate::rules::Findings::of(&app.board, app.today());
        app.read_filter();
        app.lay_out();
    }
    app.now = now;
    app.moment = Some(at);
}

/// The open history, where there is one.
fn history_view(app: &mut App) -> Option<&mut HistoryView> {
    app.layers.iter_mut().find_map(|layer| match layer {
        Layer::History(view) => Some(&mut **view),
        _ => None,
    })
}

/// Takes the keys that waited for the journal, until one of them makes it busy again.
pub(crate) fn take_held(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    while !app.recording {
        let Some(msg) = app.held.pop_front() else { break };
        effects.extend(update(app, msg));
    }
    effects
}

/// Takes over what the newest commits tell, and asks again about what that changes.
fn looked_back(app: &mut App, record: Record) {
    let mut targets: Vec<Target> = Vec::new();
    targets.extend(record.changed.keys().cloned().map(Target::Pack));
    targets.extend(record.stood.keys().cloned().map(Target::Item));
    app.board.record.take_history(record);
    let before = app.findings.counts();
    app.findings.update(&app.board, app.now.date_naive(), &targets);
    if app.findings.counts() != before {
        reload::refresh_layers(app);
        app.lay_out();
    }
}

/// The context in which a key is looked up: that of the topmost layer.
pub(crate) fn context(app: &App) -> Context {
    match app.layers.last() {
        None => Context::Board,
        Some(Layer::Item(_)) => Context::Item,
        Some(Layer::Findings(_)) => Context::Board,
        Some(Layer::History(_)) => Context::History,
        Some(Layer::Review(_)) => Context::Review,
        Some(Layer::Meeting) => Context::Meeting,
        Some(Layer::Minutes(_)) => Context::Minutes,
        Some(Layer::Packs(_) | Layer::Pack(_)) => Context::Packs,
        Some(_) => Context::Anywhere,
    }
}

fn press(app: &mut App, key: Key, at: Instant) -> Vec<Effect> {
    app.notice = None;
    match app.layers.pop() {
        Some(Layer::Form(form)) => return forms::key(app, form, key, at),
        Some(Layer::Filter(line)) => return filter_key(app, line, key),
        Some(Layer::History(view)) if view.typing.is_some() => {
            return history::filter_key(app, view, key);
        }
        Some(Layer::Palette(palette)) => return palette_key(app, palette, key, at),
        Some(Layer::Menu(menu)) => return menu_key(app, menu, key),
        Some(Layer::Confirm(confirm)) => return confirm_key(app, confirm, key, at),
        Some(Layer::Votes(view)) => return meeting::vote_key(app, view, key),
        Some(Layer::Help(mut help)) if help.typing => {
            match key.code {
                KeyCode::Enter => help.typing = false,
                KeyCode::Esc => {
                    help.typing = false;
                    help.filter = tui_input::Input::default();
                }
                _ => {
                    forms::line_key(&mut help.filter, key);
                }
            }
            help.refresh();
            app.layers.push(Layer::Help(help));
            return Vec::new();
        }
        Some(Layer::Findings(mut view)) if view.search.typing.is_some() => {
            view.search.key(key);
            view.lay_out(&app.findings);
            app.layers.push(Layer::Findings(view));
            return Vec::new();
        }
        Some(Layer::Packs(mut view)) if view.search.typing.is_some() => {
            view.search.key(key);
            view.lay_out(&app.board, &app.findings);
            app.layers.push(Layer::Packs(view));
            return Vec::new();
        }
        Some(Layer::Item(mut view)) if view.search.typing.is_some() => {
            let from = view.scroll;
            view.search.key(key);
            let typing = view.search.typing.is_some();
            app.layers.push(Layer::Item(view));
            if typing {
                // The first match from here on is shown as one types.
                if let Some(Layer::Item(view)) = app.layers.last_mut() {
                    view.scroll = from.saturating_sub(1);
                }
                item::search(app, true);
                app.notice = None;
            }
            return Vec::new();
        }
        Some(layer) => app.layers.push(layer),
        None => {}
    }
    app.pressed.push(key);
    match app.keymap.meaning(context(app), &app.pressed) {
        Meaning::Prefix => Vec::new(),
        Meaning::Action(action) => {
            app.pressed.clear();
            run(app, action, at)
        }
        Meaning::Nothing => {
            let alone = app.pressed.len() == 1;
            app.pressed.clear();
            if alone && key.typed().is_some() {
                let help = app.keymap.name(Action::Help);
                app.say(format!("{key} does nothing here.  {help} help"));
            }
            Vec::new()
        }
    }
}

/// Carries out an action in the topmost layer, or else everywhere.
pub(crate) fn run(app: &mut App, action: Action, at: Instant) -> Vec<Effect> {
    if let Some(effects) = meeting::act(app, action, at) {
        return effects;
    }
    // The review has its own keys and nothing is decided while it is open.
    if matches!(app.layers.last(), Some(Layer::Review(_))) {
        if let Some(effects) = review::act(app, action, at) {
            return effects;
        }
    } else if !matches!(app.layers.last(), Some(Layer::Help(_)))
        && app.screen.moving.is_none()
        && let Some(effects) = decide::action(app, action)
    {
        return effects;
    } else if let Some(effects) = packs::decision(app, action) {
        return effects;
    }
    if let Some(effects) = layer_action(app, action, at) {
        return effects;
    }
    anywhere(app, action, at)
}

/// Back from the editor.
fn came_back(app: &mut App, edited: Option<super::message::EditedText>) -> Vec<Effect> {
    match edited {
        None => vec![Effect::Reload],
        Some(edited) => match edited.purpose {
            TextPurpose::FormField => {
                if let Some(Layer::Form(mut form)) = app.layers.pop() {
                    forms::edited(app, &mut form, &edited.text);
                    app.layers.push(Layer::Form(form));
                }
                Vec::new()
            }
            TextPurpose::CommitMessage => review::message_edited(app, &edited.text),
            TextPurpose::Minutes => meeting::edited(app, &edited.text),
        },
    }
}

/// The mouse, when it is on: a click selects, the wheel scrolls.
fn mouse(app: &mut App, kind: MouseEventKind, column: u16, row: u16, at: Instant) -> Vec<Effect> {
    match kind {
        MouseEventKind::ScrollDown => run(app, Action::Down, at),
        MouseEventKind::ScrollUp => run(app, Action::Up, at),
        MouseEventKind::Down(MouseButton::Left) if app.layers.is_empty() => {
            if let Some((lane, card)) = board::view::hit(app, column, row) {
                let again = app.screen.lane == lane
                    && card.is_some()
                    && card == app.screen.lanes.get(lane).map(|lane| lane.cursor);
                app.screen.lane = lane;
                if let (Some(card), Some(lane)) = (card, app.screen.lanes.get_mut(lane)) {
                    lane.cursor = card;
                }
                if again {
                    return run(app, Action::Open, at);
                }
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}
