//! What the views that are lists share, and the list of findings.

#![deny(clippy::disallowed_methods)]

use ratatui::layout::Rect;

use super::app::App;
use super::findings::FindingsView;
use super::item::text;
use super::item::view::{draw_lines, lines};
use super::keymap::Action;
use super::paint::{Paint, first_shown};
use super::theme::Role;
use crate::model::finding::{Severity, Subject};
use crate::text::{Align, cell, fit, width as cells};

/// Splits a view into a list and the detail of what the cursor is on.
pub(super) fn split(area: Rect) -> (Rect, Rect, Rect) {
    let heading = Rect { height: 1, ..area };
    let detail_height = (area.height / 3).clamp(4, 18);
    let list_height = area.height.saturating_sub(detail_height + 1);
    let list = Rect { y: area.y + 1, height: list_height, ..area };
    let detail = Rect { y: list.bottom(), height: detail_height, ..area };
    (heading, list, detail)
}

pub(super) fn heading(paint: &mut Paint<'_>, area: Rect, left: &str, right: &str) {
    let style = paint.style(Role::Accent);
    let room = usize::from(area.width).saturating_sub(2);
    let right = fit(right, room / 2);
    let taken = cells(&right);
    paint.put(area.x + 1, area.y, room.saturating_sub(taken + 1), left, style);
    let dim = paint.style(Role::Dim);
    paint.right(area.x + 1, area.y, room, &right, dim);
}

/// Draws the rows of a list in their window.
pub(super) fn rows(
    paint: &mut Paint<'_>,
    area: Rect,
    cursor: usize,
    count: usize,
    row: impl Fn(usize, usize) -> (String, Role),
) {
    let height = usize::from(area.height);
    let first = first_shown(cursor, height, count);
    for (y, at) in (area.y..area.bottom()).zip(first..count) {
        let width = usize::from(area.width);
        let (words, role) = row(at, width.saturating_sub(1));
        let selected = at == cursor;
        let style = paint.style(if selected { Role::Selected } else { role });
        let sign = if selected { ">" } else { " " };
        paint.field(area.x, y, width, &format!("{sign}{words}"), style);
    }
}

pub(super) fn detail(
    paint: &mut Paint<'_>,
    area: Rect,
    title: &str,
    position: &str,
    paragraphs: &[text::Paragraph],
    scroll: usize,
) {
    paint.rule(Rect { height: 1, ..area }, title, position);
    let body = Rect {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    let lines = lines(paragraphs, usize::from(body.width));
    draw_lines(paint, body, &lines, scroll, "");
}

pub(super) fn position(cursor: usize, count: usize) -> String {
    if count == 0 { String::new() } else { format!("{}/{count}", cursor + 1) }
}

/// The name of what a finding is about.
fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Item(id) => id.to_string(),
        Subject::Pack(id) => format!("pack {id}"),
        Subject::File(path) => path.clone(),
    }
}

/// Every finding, the worst first.
pub(super) fn findings(app: &App, view: &FindingsView, area: Rect, paint: &mut Paint<'_>) {
    let (top, list, below) = split(area);
    // The verdict is that of the launch, whatever a filter leaves in sight.
    let all = app.findings.counts();
    let waived = match all.waived {
        0 => String::new(),
        n => format!(", {n} waived"),
    };
    let shown = match view.search.needle.trim() {
        "" => String::new(),
        needle => format!("filter: {needle}  {} of {}   ", view.list.len(), all.total()),
    };
    let counts = format!(
        "{shown}{}: {} block, {} warn, {} info{waived}",
        app.findings.verdict().word(),
        all.block,
        all.warn,
        all.info
    );
    heading(paint, top, "FINDINGS", &counts);
    if view.list.is_empty() {
        let (words, role) = match all.total() {
            0 => ("Nothing is wrong.", Role::Ok),
            _ => ("No finding is left by this filter; Esc clears it.", Role::Dim),
        };
        let style = paint.style(role);
        paint.put(list.x + 1, list.y, usize::from(list.width).saturating_sub(2), words, style);
        return;
    }
    rows(paint, list, view.cursor, view.list.len(), |at, width| match view.list.get(at) {
        Some(f) => {
            let role = match f.severity {
                _ if f.waived.is_some() => Role::Dim,
                Severity::Block => Role::Blocking,
                Severity::Warn => Role::Warning,
                _ => Role::Dim,
            };
            let about = cell(&subject(&f.subject), 20.min(width / 4), Align::Left);
            let word = if f.waived.is_some() { "waived" } else { f.severity.word() };
            (format!("{word:6} {} {about} {}", f.rule, f.message), role)
        }
        None => (String::new(), Role::Text),
    });
    if let Some(found) = view.selected() {
        let mut paragraphs = text::finding(found);
        if found.mend.is_some() && found.waived.is_none() {
            let key = app.keymap.name(Action::Mend);
            let words = format!("{key} mends it");
            paragraphs.push(text::Paragraph::new("", words, text::Tone::Good));
        }
        if let Some(rule) = crate::rules::rule(found.rule) {
            paragraphs.push(text::Paragraph {
                label: "Why".to_owned(),
                text: rule.why.to_owned(),
                tone: text::Tone::Plain,
            });
        }
        let place = position(view.cursor, view.list.len());
        detail(paint, below, &subject(&found.subject), &place, &paragraphs, 0);
    }
}
