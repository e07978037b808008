//! Drawing an item's detail.

use ratatui::layout::Rect;

use super::text::{Paragraph, Tone};
use super::{ItemView, Tab, text};
use crate::tui::app::App;
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// The cells of the column of labels: as many as the longest needs, between these.
const LABELS: std::ops::RangeInclusive<usize> = 12..=20;

/// A line as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) tone: Tone,
    /// The cells of the column of labels before the text; none for running text.
    pub(crate) indent: usize,
}

/// Wraps paragraphs to a width.
pub(crate) fn lines(paragraphs: &[Paragraph], width: usize) -> Vec<Line> {
    let longest = paragraphs.iter().map(|p| crate::text::width(&p.label) + 1).max().unwrap_or(0);
    let labels = longest.clamp(*LABELS.start(), *LABELS.end());
    let mut lines = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        let labelled = !paragraph.label.is_empty();
        let follows = n > 0
            && paragraphs.get(n - 1).is_some_and(|p| !p.label.is_empty())
            && paragraph.text.starts_with("fix: ");
        let indent = if labelled || follows { labels } else { 0 };
        let room = width.saturating_sub(indent).max(1);
        for (at, part) in crate::text::block(&paragraph.text).iter().enumerate() {
            for (n, text) in crate::text::wrap(part, room).into_iter().enumerate() {
                let label = if at == 0 && n == 0 { paragraph.label.clone() } else { String::new() };
                lines.push(Line { label, text, tone: paragraph.tone, indent });
            }
        }
    }
    lines
}

/// Draws lines from `scroll` on; returns how many are left below.
pub(crate) fn draw_lines(
    paint: &mut Paint<'_>,
    area: Rect,
    lines: &[Line],
    scroll: usize,
    needle: &str,
) -> usize {
    let height = usize::from(area.height);
    let scroll = scroll.min(lines.len().saturating_sub(height));
    let needle = needle.to_lowercase();
    for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(scroll)) {
        let width = usize::from(area.width);
        let mut x = area.x;
        if line.indent > 0 {
            let style = paint.style(Role::Dim);
            paint.put(x, y, line.indent - 1, &line.label, style);
            x += u16::try_from(line.indent).unwrap_or(0);
        }
        let room = width.saturating_sub(usize::from(x - area.x));
        let mut style = paint.tone(line.tone);
        if !needle.is_empty() && line.text.to_lowercase().contains(&needle) {
            style = style.patch(paint.style(Role::Marked));
        }
        paint.put(x, y, room, &line.text, style);
    }
    lines.len().saturating_sub(scroll + height)
}

/// Draws the whole detail view.
pub(crate) fn draw(app: &App, view: &ItemView, area: Rect, paint: &mut Paint<'_>) {
    let Some(item) = app.item(&view.id) else { return };
    let mut x = area.x + 1;
    let heading = paint.style(Role::Accent);
    let width = usize::from(area.width).saturating_sub(2);
    paint.put(x, area.y, width, &format!("{}  {}", item.id, item.title), heading);
    for tab in Tab::ALL {
        let found = app.findings.for_item(&item.id).len();
        let name = match tab {
            Tab::Findings if found > 0 => format!(" {} {found} ", tab.title()),
            _ => format!(" {} ", tab.title()),
        };
        let style = paint.style(if tab == view.tab { Role::Selected } else { Role::Dim });
        let left = usize::from(area.right().saturating_sub(x));
        x += paint.put(x, area.y + 1, left, &name, style) + 1;
    }
    if area.height < 4 {
        return;
    }
    let body = Rect {
        x: area.x + 1,
        y: area.y + 3,
        width: area.width.saturating_sub(2),
        height: area.height - 3,
    };
    let paragraphs = text::tab(app, item, view.tab);
    let lines = lines(&paragraphs, usize::from(body.width));
    let below = draw_lines(paint, body, &lines, view.scroll, &view.search.needle);
    let more = match below {
        0 => String::new(),
        1 => "1 more line below".to_owned(),
        below => format!("{below} more lines below"),
    };
    let rule = Rect { y: area.y + 2, height: 1, ..area };
    paint.rule(rule, "", &more);
}
