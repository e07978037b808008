//! The root of drawing: the top line, the view, the message line, the hints, and what lies over it.
//!
//! A pure function of the state: nothing is remembered from one frame to the next.

#![deny(clippy::disallowed_methods)]

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::{App, Layer};
use super::board;
use super::forms;
use super::history;
use super::item;
use super::keymap::{Action, Context};
use super::lists;
use super::meeting;
use super::overlays;
use super::packs;
use super::paint::Paint;
use super::review;
use super::theme::Role;
use super::update::context;
use crate::model::finding::Verdict;
use crate::text;

/// The smallest screen on which anything but a word is drawn.
const SMALLEST: (u16, u16) = (60, 15);

/// The rows that are not the view's own: the top line, the message line and the hint line.
struct Frames {
    top: Rect,
    body: Rect,
    message: Rect,
    hints: Option<Rect>,
}

fn frames(app: &App, screen: Rect) -> Frames {
    let hints = !app.screen.presenter;
    let below = if hints { 2 } else { 1 };
    let line = |y| Rect { y, height: 1, ..screen };
    Frames {
        top: line(screen.y),
        body: Rect { y: screen.y + 1, height: screen.height.saturating_sub(1 + below), ..screen },
        message: line(screen.bottom().saturating_sub(below)),
        hints: hints.then(|| line(screen.bottom().saturating_sub(1))),
    }
}

/// The part of the screen on which the board is drawn.
pub(crate) fn board_area(app: &App) -> Rect {
    frames(app, Rect { x: 0, y: 0, width: app.size.0, height: app.size.1 }).body
}

/// Draws the whole screen.
pub(crate) fn draw(app: &App, frame: &mut Frame<'_>) {
    let screen = frame.area();
    let mut paint =
        Paint { buf: frame.buffer_mut(), theme: &app.theme, glyphs: &app.glyphs, cursor: None };
    paint.clear(screen);
    if screen.width < SMALLEST.0 || screen.height < SMALLEST.1 {
        let words = format!("gonogo needs {}x{}", SMALLEST.0, SMALLEST.1);
        let style = paint.style(Role::Warning);
        paint.put(screen.x, screen.y, usize::from(screen.width), &words, style);
        return;
    }
    let frames = frames(app, screen);
    if meeting::is_shown(app) {
        meeting::view::top(app, frames.top, &mut paint);
    } else {
        top(app, frames.top, &mut paint);
    }
    // What is under an overlay stays in sight.
    let view = app.layers.iter().rev().find(|layer| layer.is_view());
    match view {
        None if app.nothing_found && app.board.items().is_empty() => {
            overlays::welcome(app, frames.body, &mut paint)
        }
        None => board::view::draw(app, frames.body, &mut paint),
        Some(Layer::Item(view)) => item::view::draw(app, view, frames.body, &mut paint),
        Some(Layer::Findings(view)) => lists::findings(app, view, frames.body, &mut paint),
        Some(Layer::Packs(view)) => packs::view::draw(app, view, frames.body, &mut paint),
        Some(Layer::Pack(view)) => packs::view::draw_pack(app, view, frames.body, &mut paint),
        Some(Layer::History(view)) => history::view::draw(app, view, frames.body, &mut paint),
        Some(Layer::Review(view)) => review::view::draw(app, view, frames.body, &mut paint),
        Some(Layer::Meeting) => meeting::view::draw(app, frames.body, &mut paint),
        Some(Layer::Minutes(view)) => meeting::draw_minutes(view, frames.body, &mut paint),
        Some(_) => {}
    }
    message(app, frames.message, &mut paint);
    if let Some(area) = frames.hints {
        hints(app, area, &mut paint);
    }
    match app.layers.last() {
        Some(Layer::Form(form)) => forms::view::draw(app, form, screen, &mut paint),
        Some(Layer::Help(help)) => overlays::help(help, screen, &mut paint),
        Some(Layer::Palette(palette)) => overlays::palette(palette, screen, &mut paint),
        Some(Layer::Menu(menu)) => overlays::menu(menu, screen, &mut paint),
        Some(Layer::Votes(view)) => meeting::view::draw_votes(app, view, screen, &mut paint),
        Some(Layer::Confirm(confirm)) => overlays::confirm(confirm, frames.message, &mut paint),
        Some(Layer::Filter(line)) => overlays::filter(app, line, frames.message, &mut paint),
        Some(Layer::History(view)) if view.typing.is_some() => {
            history::view::filter(view, frames.message, &mut paint);
        }
        Some(layer) => {
            if let Some(search) = layer.search() {
                overlays::search(search, frames.message, &mut paint);
            }
        }
        _ => {}
    }
    let cursor = paint.cursor;
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// The top line: the launch, days left, branch, decisions not committed, the verdict.
fn top(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let width = usize::from(area.width);
    let wide = width >= 100;
    let verdict = app.findings.verdict();
    let verdict_words = match verdict {
        Verdict::Go => " GO ".to_owned(),
        Verdict::NoGo(n) if wide => format!(" NO-GO {n} blocking "),
        Verdict::NoGo(n) => format!(" NO-GO {n} "),
    };
    let verdict_style = paint.style(match verdict {
        Verdict::Go => Role::Ok,
        Verdict::NoGo(_) => Role::Blocking,
    });
    let plain = paint.style(Role::Text);
    let dim = paint.style(Role::Dim);
    let name = match app.board.launch.name.trim() {
        "" => "gonogo".to_owned(),
        name => text::fit(name, width / 3),
    };
    let days = app.board.days_left(app.today()).map(|days| match (days, app.board.launch.date) {
        (0, _) => "launch day".to_owned(),
        (1.., Some(date)) if wide => format!("T-{days} days ({})", date.format("%a %-d %b")),
        (1.., _) => format!("T-{days}d"),
        (..0, _) => format!("T+{}d", -days),
    });
    let branch = match (&app.head.branch, &app.head.commit) {
        _ if app.head.as_of.is_some() => String::new(),
        (Some(branch), Some(_)) => branch.clone(),
        (Some(branch), None) => format!("{branch} (no commit yet)"),
        (None, Some(commit)) => format!("detached at {}", commit.get(..8).unwrap_or(commit)),
        (None, None) => String::new(),
    };
    let waiting = app.draft.rows().len();
    let uncommitted = match (waiting, wide) {
        (0, _) => String::new(),
        (1, true) => "1 uncommitted decision".to_owned(),
        (n, true) => format!("{n} uncommitted decisions"),
        (n, false) => format!("{n} uncommitted"),
    };
    let changed = paint.style(Role::Changed);
    let mut pieces: Vec<(String, ratatui::style::Style)> =
        vec![(format!(" {name}"), paint.style(Role::Accent))];
    if let Some(days) = days {
        pieces.push((days, plain));
    }
    if !uncommitted.is_empty() {
        pieces.push((uncommitted, changed));
    }
    if app.committing {
        pieces.push(("committing ...".to_owned(), changed));
    }
    if let Some(state) = &app.meeting {
        let key = app.keymap.name(Action::GoMeeting);
        let meeting = &state.meeting;
        let words =
            format!("meeting {} of {} ({key})", meeting.agreed(), meeting.counted().count());
        pieces.push((words, paint.style(Role::Accent)));
    }
    if let Some(as_of) = &app.head.as_of {
        pieces.insert(1, (as_of.to_uppercase(), paint.style(Role::Warning)));
    } else if app.read_only.is_some() {
        let words = match &app.held_by {
            Some(holder) if wide => format!("read-only: {holder}"),
            _ => "read-only".to_owned(),
        };
        pieces.push((words, paint.style(Role::Warning)));
    }
    if !branch.is_empty() {
        pieces.push((if wide { format!("branch {branch}") } else { branch }, dim));
    }
    if let Some(operation) = &app.head.operation {
        pieces.push((operation.clone(), paint.style(Role::Warning)));
    }
    let room = width.saturating_sub(text::width(&verdict_words) + 1);
    let mut x = area.x;
    for (words, style) in &pieces {
        let left = room.saturating_sub(usize::from(x - area.x));
        if left < 4 {
            break;
        }
        x += paint.put(x, area.y, left, words, *style) + 2;
    }
    let marked = app.screen.marks.len();
    if !app.screen.filter_text.is_empty() || marked > 0 {
        let mut words = String::new();
        if marked > 0 {
            words.push_str(&format!("* {marked} marked  "));
        }
        if !app.screen.filter_text.is_empty() {
            words.push_str(&format!("/ {}", app.screen.filter_text));
        }
        let left = room.saturating_sub(usize::from(x - area.x) + 1);
        paint.right(x, area.y, left, &words, paint.theme.style(Role::Marked));
    }
    let from =
        area.x + u16::try_from(width.saturating_sub(text::width(&verdict_words))).unwrap_or(0);
    paint.put(from, area.y, width, &verdict_words, verdict_style);
}

/// The message line. What does not fit grows upwards over the view until the next key, so that
/// the words of a hook or of git can be read.
fn message(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let Some(notice) = &app.notice else { return };
    let style = paint.style(if notice.error { Role::Error } else { Role::Text });
    let words = if notice.error { format!("! {}", notice.text) } else { notice.text.clone() };
    let width = usize::from(area.width).saturating_sub(2);
    if text::width(&words) <= width {
        paint.put(area.x + 1, area.y, width, &words, style);
        return;
    }
    let mut lines = text::wrap(&words, width);
    lines.truncate(usize::from(area.y / 2).max(1));
    let height = u16::try_from(lines.len()).unwrap_or(1);
    let area = Rect { y: (area.y + 1).saturating_sub(height), height, ..area };
    paint.clear(area);
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        paint.put(area.x + 1, y, width, line, style);
    }
}

/// The hint line: the keys that matter now, from the active key map.
fn hints(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let mut hints: Vec<(String, String)> = Vec::new();
    // Behind a first key, only sequences are left.
    let here = if app.pressed.is_empty() { context(app) } else { Context::Anywhere };
    let hint = |hints: &mut Vec<(String, String)>, action: Action, words: &str| {
        let key = app.keymap.name_in(here, action);
        if !key.is_empty() {
            hints.push((key, words.to_owned()));
        }
    };
    if !app.pressed.is_empty() {
        for (action, words) in [
            (Action::First, "first"),
            (Action::GoBoard, "board"),
            (Action::GoMeeting, "meeting"),
            (Action::GoPacks, "packs"),
            (Action::GoHistory, "history"),
            (Action::GoFindings, "findings"),
        ] {
            hint(&mut hints, action, words);
        }
    } else if let Some(words) = overlays::hints(app.layers.last()) {
        hints.extend(words.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())));
    } else {
        match context(app) {
            Context::Review => {
                if review::holds_back(app) {
                    hint(&mut hints, Action::Conflict, "choose");
                }
                for (action, words) in [
                    (Action::Commit, "commit"),
                    (Action::Include, "include/leave out"),
                    (Action::EditMessage, "edit message"),
                    (Action::NextPane, "next pane"),
                    (Action::ScrollDown, "scroll"),
                    (Action::Back, "back"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::Meeting => {
                let last = app.board.columns.len() - 1;
                hints.push((format!("1-{last}"), "propose".to_owned()));
                for (action, words) in [
                    (Action::Agree, "agreed"),
                    (Action::Park, "park"),
                    (Action::MeetNext, "next"),
                    (Action::Assign, "owner"),
                    (Action::Undo, "undo"),
                    (Action::Pause, "pause"),
                    (Action::GoBoard, "board"),
                    (Action::Review, "minutes"),
                    (Action::Help, "help"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::Minutes => {
                for (action, words) in [
                    (Action::Commit, "commit"),
                    (Action::EditMessage, "edit"),
                    (Action::ScrollDown, "scroll"),
                    (Action::LeaveMeeting, "end without minutes"),
                    (Action::Back, "back"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::Packs if matches!(app.layers.last(), Some(Layer::Pack(_))) => {
                for (action, words) in [
                    (Action::NextPane, "next pane"),
                    (Action::SignPack, "sign off"),
                    (Action::AssignPack, "owner"),
                    (Action::WaivePack, "waive"),
                    (Action::MendPack, "mend"),
                    (Action::Edit, "edit file"),
                    (Action::Back, "back"),
                    (Action::Help, "help"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::Packs => {
                for (action, words) in [
                    (Action::Open, "open"),
                    (Action::SignPack, "sign off"),
                    (Action::AssignPack, "owner"),
                    (Action::Edit, "edit file"),
                    (Action::FindingsOnly, "findings only"),
                    (Action::Explain, "explain"),
                    (Action::GoBoard, "board"),
                    (Action::Help, "help"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::History if is_chart(app) => {
                for (action, words) in [
                    (Action::NextPane, "next pane"),
                    (Action::PreviousPane, "previous"),
                    (Action::Down, "scroll"),
                    (Action::FilterHistory, "filter decisions"),
                    (Action::GoBoard, "board"),
                    (Action::Help, "help"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::History => {
                for (action, words) in [
                    (Action::Open, "open"),
                    (Action::ShowDiff, "diff"),
                    (Action::FilterHistory, "filter"),
                    (Action::RevertChange, "take back"),
                    (Action::NextPane, "charts"),
                    (Action::CopyId, "copy commit id"),
                    (Action::Review, "commit"),
                    (Action::GoBoard, "board"),
                    (Action::Help, "help"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::Anywhere => {
                for (action, words) in
                    [(Action::GoBoard, "board"), (Action::Back, "back"), (Action::Help, "help")]
                {
                    hint(&mut hints, action, words);
                }
            }
            // On an empty board there is nothing to decide on yet.
            Context::Board if app.board.items().is_empty() => {
                for (action, words) in [
                    (Action::NewItem, "new item"),
                    (Action::Reload, "read again"),
                    (Action::Help, "help"),
                    (Action::Quit, "quit"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
            Context::Board | Context::Item => {
                let current = app.current_item();
                if app.conflicts.iter().any(|conflict| conflict.target.item() == current) {
                    hint(&mut hints, Action::Conflict, "conflict");
                }
                let last = app.board.columns.len() - 1;
                hints.push((format!("1-{last}"), "scope".to_owned()));
                for (action, words) in [
                    (Action::Assign, "owner"),
                    (Action::Defer, "defer"),
                    (Action::Open, "open"),
                    (Action::Find, "filter"),
                    (Action::Undo, "undo"),
                    (Action::Review, "commit"),
                    (Action::Help, "help"),
                ] {
                    hint(&mut hints, action, words);
                }
            }
        }
    }
    let key_style = paint.style(Role::Key);
    let word_style = paint.style(Role::Dim);
    let mut x = area.x + 1;
    for (key, words) in hints {
        let left = usize::from(area.right().saturating_sub(x));
        if left < text::width(&key) + text::width(&words) + 2 {
            break;
        }
        x += paint.put(x, area.y, left, &key, key_style) + 1;
        let left = usize::from(area.right().saturating_sub(x));
        x += paint.put(x, area.y, left, &words, word_style) + 2;
    }
}

/// Whether the history shows a text or a chart, in which nothing is chosen.
fn is_chart(app: &App) -> bool {
    let history = app.layers.iter().rev().find_map(|layer| match layer {
        Layer::History(view) => Some(view),
        _ => None,
    });
    history.is_some_and(|view| view.pane.is_read())
}
