//! Keys in what lies over a view and takes typing or a choice: the filter line, the palette, menus,
//! questions; and what is pasted.

#![deny(clippy::disallowed_methods)]

use std::time::Instant;

use crossterm::event::KeyCode;

use super::app::{App, Layer};
use super::decide;
use super::forms;
use super::history;
use super::keymap::Key;
use super::line::FilterLine;
use super::meeting;
use super::menu::{Confirm, Confirmed, Menu};
use super::message::Effect;
use super::palette::{Does, Palette};
use super::update::run;

pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    match app.layers.pop() {
        Some(Layer::Form(mut form)) => {
            forms::paste(app, &mut form, text);
            app.layers.push(Layer::Form(form));
        }
        Some(Layer::Filter(mut line)) => {
            let mut field = forms::Text::Line(line.input);
            field.paste(text);
            line.input = tui_input::Input::new(field.value());
            apply_filter(app, &mut line);
            app.layers.push(Layer::Filter(line));
        }
        Some(Layer::Findings(mut view)) if view.search.typing.is_some() => {
            view.search.paste(text);
            view.lay_out(&app.findings);
            app.layers.push(Layer::Findings(view));
        }
        Some(Layer::Packs(mut view)) if view.search.typing.is_some() => {
            view.search.paste(text);
            view.lay_out(&app.board, &app.findings);
            app.layers.push(Layer::Packs(view));
        }
        Some(Layer::History(view)) if view.typing.is_some() => {
            history::filter_paste(app, view, text);
        }
        Some(Layer::Item(mut view)) if view.search.typing.is_some() => {
            view.search.paste(text);
            app.layers.push(Layer::Item(view));
        }
        other => {
            app.layers.extend(other);
            app.say("Pasted text is taken in text fields only; nothing was done.");
        }
    }
    Vec::new()
}

pub(super) fn filter_key(app: &mut App, mut line: Box<FilterLine>, key: Key) -> Vec<Effect> {
    match (key.code, key.ctrl) {
        (KeyCode::Enter, _) | (KeyCode::Char('j'), true) => {
            if let Some(error) = &line.error {
                app.fail(format!("Filter: {error}"));
                app.layers.push(Layer::Filter(line));
                return Vec::new();
            }
            let text = line.input.value().trim().to_owned();
            if !text.is_empty() {
                app.past_filters.retain(|past| *past != text);
                app.past_filters.push(text);
            }
            return Vec::new();
        }
        (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => {
            app.screen.filter_text.clear();
            app.read_filter();
            app.lay_out();
            return Vec::new();
        }
        (KeyCode::Tab, _) => line.complete(&app.board),
        (KeyCode::Up, _) => line.recall(&app.past_filters, true),
        (KeyCode::Down, _) => line.recall(&app.past_filters, false),
        (KeyCode::Char('u'), true) => line.input = tui_input::Input::default(),
        _ => {
            if !line.key(key) {
                app.layers.push(Layer::Filter(line));
                return Vec::new();
            }
        }
    }
    apply_filter(app, &mut line);
    app.layers.push(Layer::Filter(line));
    Vec::new()
}

/// The list follows the filter as it is typed; while it is not understood, it stays as it was.
fn apply_filter(app: &mut App, line: &mut FilterLine) {
    let text = line.input.value();
    match crate::model::filter::Filter::parse(text, app.today(), app.board.launch.date) {
        Ok(filter) => {
            line.error = None;
            app.screen.filter = filter;
            app.screen.filter_text = text.to_owned();
            app.lay_out();
            // Where the current column has nothing left, the first that has is shown.
            app.screen.lane = line.lane;
            if app.screen.current().is_some_and(|lane| lane.cards.is_empty())
                && let Some(n) = app.screen.lanes.iter().position(|lane| !lane.cards.is_empty())
            {
                app.screen.lane = n;
            }
        }
        Err(error) => line.error = Some(error.to_string()),
    }
}

pub(super) fn palette_key(
    app: &mut App,
    mut palette: Box<Palette>,
    key: Key,
    at: Instant,
) -> Vec<Effect> {
    match (key.code, key.ctrl) {
        (KeyCode::Enter, _) | (KeyCode::Char('j'), true) => {
            return match palette.selected() {
                Some(Does::Action(action)) => run(app, action, at),
                Some(Does::Mouse) => {
                    app.mouse = !app.mouse;
                    app.say(if app.mouse { "The mouse is taken." } else { "The mouse is yours." });
                    vec![Effect::Mouse(app.mouse)]
                }
                Some(Does::Discard) => {
                    ask_discard(app, at);
                    Vec::new()
                }
                None => Vec::new(),
            };
        }
        (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => return Vec::new(),
        (KeyCode::Down, _) | (KeyCode::Char('n'), true) => palette.step(1),
        (KeyCode::Up, _) | (KeyCode::Char('p'), true) => palette.step(-1),
        (KeyCode::Tab, _) => palette.complete(),
        _ => {
            if forms::line_key(&mut palette.input, key) {
                palette.refresh();
            }
        }
    }
    app.layers.push(Layer::Palette(palette));
    Vec::new()
}

fn ask_discard(app: &mut App, at: Instant) {
    let waiting = app.draft.rows().len();
    if app.read_only.is_some() || app.committing || app.draft.is_empty() {
        app.say("There is nothing to discard.");
        return;
    }
    let s = if waiting == 1 { "" } else { "s" };
    app.layers.push(Layer::Confirm(Confirm {
        question: format!("Forget {waiting} decision{s} that are not committed?"),
        opened: at,
        then: Confirmed::Discard,
    }));
}

pub(super) fn menu_key(app: &mut App, mut menu: Menu, key: Key) -> Vec<Effect> {
    let last = menu.choices.len().saturating_sub(1);
    match key.code {
        KeyCode::Esc | KeyCode::Char('q') => return Vec::new(),
        KeyCode::Char('c') if key.ctrl => return Vec::new(),
        KeyCode::Down | KeyCode::Right | KeyCode::Tab => menu.cursor = (menu.cursor + 1).min(last),
        KeyCode::Up | KeyCode::Left => menu.cursor = menu.cursor.saturating_sub(1),
        KeyCode::Enter => {
            if let Some(choice) = menu.choices.get(menu.cursor).cloned() {
                return decide::chosen(app, &choice);
            }
        }
        _ => {
            let letter = key.latin().unwrap_or(key).typed();
            let choice = menu.choices.iter().find(|choice| Some(choice.letter) == letter).cloned();
            if let Some(choice) = choice {
                return decide::chosen(app, &choice);
            }
        }
    }
    app.layers.push(Layer::Menu(menu));
    Vec::new()
}

pub(super) fn confirm_key(app: &mut App, confirm: Confirm, key: Key, at: Instant) -> Vec<Effect> {
    let yes = key.latin().unwrap_or(key).typed() == Some('y');
    let no = key.code == KeyCode::Esc
        || key.latin().unwrap_or(key).typed() == Some('n')
        || (key.ctrl && key.code == KeyCode::Char('c'));
    if no {
        return Vec::new();
    }
    if yes && !App::too_soon(Some(confirm.opened), at) {
        return match confirm.then {
            Confirmed::Quit => {
                app.quit = true;
                vec![Effect::Quit]
            }
            Confirmed::Record(step) => {
                app.recording = true;
                vec![Effect::Record(*step)]
            }
            Confirmed::Discard => {
                app.recording = true;
                vec![Effect::Discard]
            }
            Confirmed::LeaveMeeting => meeting::leave(app),
        };
    }
    app.layers.push(Layer::Confirm(confirm));
    Vec::new()
}
