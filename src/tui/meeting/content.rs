//! What one must know of a point, on one screen: what it is, what it says, and what bears on it. What
//! does not fit is said to be left out, with the key that shows it.

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use crate::model::meeting::Point;
use crate::model::target::Target;
use crate::report::briefing::{self, Line, Weight};
use crate::text;
use crate::tui::app::{App, History};
use crate::tui::item::text::reflowed;
use crate::tui::keymap::{Action, Context};
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// The cells of the column of labels.
const LABELS: usize = 11;

/// A line to be drawn.
struct Row {
    /// A word before it, in a column of its own; `None` for running text.
    label: Option<&'static str>,
    text: String,
    role: Role,
}

impl Row {
    fn text(text: impl Into<String>, role: Role) -> Self {
        Self { label: None, text: text.into(), role }
    }

    fn blank() -> Self {
        Self::text("", Role::Text)
    }
}

/// Draws what is known of a point.
pub(super) fn draw(app: &App, point: &Point, scroll: usize, area: Rect, paint: &mut Paint<'_>) {
    let board = &app.board;
    let target = &point.target;
    let width = usize::from(area.width);
    let height = usize::from(area.height);
    let airy = height >= 16;
    let mut rows: Vec<Row> = Vec::new();
    if airy {
        rows.push(Row::blank());
    }
    rows.push(Row::text(format!("{target}  ({})", briefing::topic(point.topic)), Role::Dim));
    let title = text::wrap_clipped(briefing::title(board, target), width, 2);
    rows.extend(title.into_iter().map(|line| Row::text(line, Role::Accent)));
    let facts = briefing::facts(board, target, app.today()).join("   ");
    let facts = text::wrap_clipped(&facts, width, 2);
    rows.extend(facts.into_iter().map(|line| Row::text(line, Role::Text)));
    rows.push(Row::blank());
    let left = height.saturating_sub(rows.len());
    let description = described(app, target, width);
    let lines = lines(app, target);
    let gap = usize::from(!lines.is_empty() && !description.is_empty());
    // What bears on the decision goes first; the description has what is left, and at least half.
    let half = description.len().min(left / 2);
    let told = told(app, &lines, width, left.saturating_sub(half + gap));
    let for_description = description.len().min(left.saturating_sub(told.len() + gap));
    let scroll = scroll.min(description.len().saturating_sub(for_description));
    let cut = description.len() > for_description;
    let shown = description.iter().skip(scroll).take(for_description).enumerate();
    for (n, line) in shown {
        let below = description.len().saturating_sub(scroll + for_description);
        // The last line gives way to the word that there is more.
        let last = cut && below > 0 && n + 1 == for_description;
        rows.push(if last { more(app, below + 1) } else { Row::text(line.as_str(), Role::Text) });
    }
    if gap == 1 {
        rows.push(Row::blank());
    }
    rows.extend(told);
    for (y, row) in (area.y..area.bottom()).zip(&rows) {
        let (mut x, mut room) = (area.x, width);
        if let Some(label) = row.label {
            let style = paint.style(if row.role == Role::Text { Role::Dim } else { row.role });
            paint.put(x, y, LABELS - 1, label, style);
            x += u16::try_from(LABELS).unwrap_or(0);
            room = width.saturating_sub(LABELS);
        }
        let style = paint.style(row.role);
        paint.put(x, y, room, &row.text, style);
    }
}

/// That there is more, and which key shows it.
fn more(app: &App, lines: usize) -> Row {
    let open = app.keymap.name_in(Context::Meeting, Action::Open);
    let s = if lines == 1 { "" } else { "s" };
    Row::text(format!("... {lines} more line{s}: {open} shows all of it"), Role::Warning)
}

/// What bears on the decision.
fn lines(app: &App, target: &Target) -> Vec<Line> {
    let last = last_decision(app, target);
    let asked = app.meeting.as_ref().and_then(|state| state.meeting.asked(target));
    briefing::lines(&app.board, &app.findings, target, last.as_deref(), asked)
}

/// The same in at most so many rows: two a line where there is room, one where there is less. Where that
/// is too much still, the weightiest stay, and the last row says how many are left out.
fn told(app: &App, lines: &[Line], width: usize, most: usize) -> Vec<Row> {
    let room = width.saturating_sub(LABELS).max(1);
    let wrapped = |rows: usize| -> Vec<Row> {
        let line = |line: &Line| -> Vec<Row> {
            let role = match line.weight {
                Weight::Blocks => Role::Blocking,
                Weight::Warns => Role::Warning,
                Weight::Tells => Role::Text,
            };
            let texts = text::wrap_clipped(&line.text, room, rows).into_iter().enumerate();
            let label = line.label;
            texts
                .map(|(n, text)| Row { label: Some(if n == 0 { label } else { "" }), text, role })
                .collect()
        };
        lines.iter().flat_map(line).collect()
    };
    let roomy = wrapped(2);
    if roomy.len() <= most {
        return roomy;
    }
    let rows = wrapped(1);
    if rows.len() <= most || most == 0 {
        return rows.into_iter().take(most).collect();
    }
    let kept = weightiest(lines, most - 1);
    let left_out = rows.len() - kept.len();
    let mut rows: Vec<Row> = rows
        .into_iter()
        .enumerate()
        .filter(|(at, _)| kept.contains(at))
        .map(|(_, row)| row)
        .collect();
    rows.push(more(app, left_out));
    rows
}

/// Which lines stay where there is not room for all: what holds the launch, then one of each sort, so
/// that none is left out by many of another, then the others in their order.
fn weightiest(lines: &[Line], most: usize) -> BTreeSet<usize> {
    let blocks = |line: &Line| line.weight == Weight::Blocks;
    let first = |at: usize| {
        lines.iter().position(|line| Some(line.label) == lines.get(at).map(|l| l.label)) == Some(at)
    };
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| (!lines.get(*at).is_some_and(blocks), !first(*at)));
    order.into_iter().take(most).collect()
}

fn last_decision(app: &App, target: &Target) -> Option<String> {
    match app.histories.get(target)? {
        History::Known(changes) => briefing::last_decision(changes),
        History::Asked | History::Failed(_) => None,
    }
}

fn described(app: &App, target: &Target, width: usize) -> Vec<String> {
    let Some(item) = target.item().and_then(|id| app.item(id)) else { return Vec::new() };
    if item.description.trim().is_empty() {
        return Vec::new();
    }
    reflowed(&item.description).iter().flat_map(|line| text::wrap(line, width)).collect()
}
