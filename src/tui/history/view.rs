//! Drawing the history.

use ratatui::layout::Rect;

use super::{HistoryView, Opened, Pane, Past, charts, text};
use crate::model::history::Change;
use crate::report::changes;
use crate::text::{Align, cell, width as cells};
use crate::tui::app::App;
use crate::tui::item::text::{Paragraph, Tone};
use crate::tui::item::view::{draw_lines, lines};
use crate::tui::lists::{detail, heading, position, rows, split};
use crate::tui::overlays;
use crate::tui::paint::Paint;
use crate::tui::review::view::draw_patch;
use crate::tui::theme::Role;

/// Below this width there is no room for the whole names of the panes.
const TIGHT: u16 = 78;

/// Draws the whole view.
pub(crate) fn draw(app: &App, view: &HistoryView, area: Rect, paint: &mut Paint<'_>) {
    let (top, list, below) = split(area);
    let place = match view.pane {
        Pane::Decisions => position(view.cursor, view.len()),
        _ => String::new(),
    };
    heading(paint, top, "HISTORY", &place);
    tabs(view, top, cells(&place), paint);
    let whole = Rect { height: area.height.saturating_sub(1), y: area.y + 1, ..area };
    match (&view.past, &view.opened) {
        (None, _) => {
            let words = match view.read {
                0 => "Reading git's history ...".to_owned(),
                n => format!("Reading git's history: {n} commits so far ..."),
            };
            say(paint, list, &words, Role::Dim);
        }
        (Some(Err(error)), _) => say(paint, list, error, Role::Error),
        (Some(Ok(_)), Some(opened)) => draw_opened(view, opened, whole, paint),
        (Some(Ok(past)), None) if view.pane == Pane::Decisions => {
            decisions(app, view, past, (list, below), paint);
        }
        (Some(Ok(_)), None) if view.pane == Pane::Since => since(view, whole, paint),
        (Some(Ok(past)), None) => charts::draw(&past.trend, view.pane, view.scroll, whole, paint),
    }
}

/// The panes, and the filter, in the line of the heading.
fn tabs(view: &HistoryView, top: Rect, place: usize, paint: &mut Paint<'_>) {
    let tight = top.width < TIGHT;
    let mut x = top.x + 9;
    for pane in Pane::ALL {
        let style = paint.style(if pane == view.pane { Role::Selected } else { Role::Dim });
        let left = usize::from(top.right().saturating_sub(x)).saturating_sub(place + 2);
        let title = if tight { pane.short_title() } else { pane.title() };
        x += paint.put(x, top.y, left, &format!(" {title} "), style) + 1;
    }
    if view.pane == Pane::Decisions && view.typing.is_none() && !view.filter.is_empty() {
        let style = paint.style(Role::Marked);
        let left = usize::from(top.right().saturating_sub(x + 14));
        paint.put(x + 1, top.y, left, &format!("f {}", view.filter), style);
    }
}

fn say(paint: &mut Paint<'_>, area: Rect, words: &str, role: Role) {
    let style = paint.style(role);
    paint.put(area.x + 1, area.y, usize::from(area.width).saturating_sub(2), words, style);
}

fn decisions(
    app: &App,
    view: &HistoryView,
    past: &Past,
    (list, below): (Rect, Rect),
    paint: &mut Paint<'_>,
) {
    let mut list = list;
    if let Some(remark) = past.timeline.remark() {
        say(paint, list, &remark, Role::Warning);
        list = Rect { y: list.y + 1, height: list.height.saturating_sub(1), ..list };
    }
    if past.timeline.changes.is_empty() {
        let words = "Git holds no decision yet: the first commit writes the first.";
        return say(paint, list, words, Role::Dim);
    }
    if view.len() == 0 {
        let esc = app.keymap.name(crate::tui::keymap::Action::Back);
        let words = format!("No decision passes this filter.  {esc} clears it");
        return say(paint, list, &words, Role::Dim);
    }
    rows(paint, list, view.cursor, view.len(), |at, width| match view.change(at) {
        Some(change) => (row(change, width), Role::Text),
        None => (String::new(), Role::Text),
    });
    if let Some(change) = view.selected() {
        let title = format!("{} {}", change.target, change.title);
        detail(paint, below, &title, "", &text::short(change), 0);
    }
}

/// What changed since the last meeting.
fn since(view: &HistoryView, area: Rect, paint: &mut Paint<'_>) {
    let compared = match &view.since {
        None => return say(paint, area, "Comparing with the last meeting ...", Role::Dim),
        Some(Err(error)) => return say(paint, area, error, Role::Error),
        Some(Ok(None)) => {
            let words = "No commit records a meeting yet (a Gonogo-Meeting trailer), so there is \
                         nothing to compare with. gonogo changes REV1 REV2 compares any two.";
            let lines =
                lines(&[Paragraph::new("", words, Tone::Plain)], usize::from(area.width) - 2);
            draw_lines(paint, Rect { x: area.x + 1, ..area }, &lines, 0, "");
            return;
        }
        Some(Ok(Some(compared))) => compared,
    };
    let mut paragraphs: Vec<Paragraph> =
        changes::head(compared).map(|line| Paragraph::new("", line, Tone::Plain)).to_vec();
    for (title, changes) in changes::sections(compared) {
        paragraphs.push(Paragraph::new("", "", Tone::Plain));
        paragraphs.push(Paragraph::new("", title, Tone::Heading));
        paragraphs.extend(changes.iter().map(|change| {
            Paragraph::new(change.target.as_str(), changes::words(change), Tone::Plain)
        }));
    }
    let body = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let lines = lines(&paragraphs, usize::from(body.width));
    draw_lines(paint, body, &lines, view.scroll, "");
}

fn row(change: &Change, width: usize) -> String {
    let who = cell(&change.commit.author, 18.min(width / 5), Align::Left);
    let when =
        change.commit.when.format(if width < 100 { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M" });
    let id = cell(change.target.as_str(), 12.min(width / 6), Align::Left);
    let meeting = if change.commit.meeting.is_some() { "m" } else { " " };
    format!("{when} {meeting} {who} {id} {}", change.words())
}

fn draw_opened(view: &HistoryView, opened: &Opened, area: Rect, paint: &mut Paint<'_>) {
    let Some(change) = view.selected() else { return };
    let rule = Rect { height: 1, ..area };
    let body = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    match opened {
        Opened::Decision => {
            let others = view.beside(view.cursor).into_iter();
            let others: Vec<&Change> = others.filter(|c| c.target != change.target).collect();
            let paragraphs = text::whole(change, &others);
            let title = format!("{} {}", change.target, change.title);
            paint.rule(rule, &title, &position(view.cursor, view.len()));
            let lines = lines(&paragraphs, usize::from(body.width));
            draw_lines(paint, body, &lines, view.scroll, "");
        }
        Opened::Diff { commit, patch } => {
            let title = format!("what {} changed", commit.get(..10).unwrap_or(commit));
            paint.rule(rule, &title, "");
            match patch {
                None => say(paint, body, "Reading ...", Role::Dim),
                Some(Err(error)) => say(paint, body, error, Role::Error),
                Some(Ok(patch)) => {
                    draw_patch(&patch.lines().collect::<Vec<_>>(), view.scroll, body, paint)
                }
            }
        }
    }
}

/// The filter as it is typed, with what can be asked for.
pub(crate) fn filter(view: &HistoryView, area: Rect, paint: &mut Paint<'_>) {
    let Some(typing) = &view.typing else { return };
    let style = paint.style(Role::Key);
    let width = usize::from(area.width);
    paint.field(area.x, area.y, width, "f", style);
    let hint = match &typing.error {
        Some(error) => error.clone(),
        None => "item: pack: by: meeting: kind: since: until: words   Tab completes".to_owned(),
    };
    let role = if typing.error.is_some() { Role::Warning } else { Role::Dim };
    let style = paint.style(role);
    let room = width.saturating_sub(cells(typing.input.value()) + 8);
    paint.right(
        area.x + 4 + u16::try_from(width.saturating_sub(room + 5)).unwrap_or(0),
        area.y,
        room,
        &hint,
        style,
    );
    let typed = width.saturating_sub(3).min(cells(typing.input.value()) + 3);
    overlays::input(paint, area.x + 2, area.y, typed, &typing.input, Role::Text, true);
}
