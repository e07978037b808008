//! Drawing a form.

use ratatui::layout::Rect;

use super::{Check, Form, FormField, Text};
use crate::text;
use crate::tui::app::App;
use crate::tui::overlays::{centred, input};
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// The cells of the column of labels.
const LABELS: usize = 20;
/// How many lines of a block of text are shown.
const BLOCK: u16 = 3;

/// Draws the form over whatever is below it.
pub(crate) fn draw(app: &App, form: &Form, screen: Rect, paint: &mut Paint<'_>) {
    let width = 96.min(screen.width.saturating_sub(2));
    let fields: u16 = form.fields.iter().map(field_height).sum();
    let candidates = u16::try_from(form.candidates.len()).unwrap_or(0);
    // Room for the candidates is kept, so that the form does not jump as one types.
    let offers = form.fields.iter().any(|f| f.suggestions != super::Suggestions::None);
    let list = if offers { 7 } else { 1 };
    let height = (fields + list + 4).min(screen.height);
    let area = centred(screen, width, height);
    paint.clear(area);
    let needed = form
        .fields
        .iter()
        .filter(|field| matches!(form.check(app, field), Check::Needed | Check::Wrong(_)))
        .count();
    let count = if needed == 0 { String::new() } else { format!("{needed} needed") };
    let inside = paint.panel(area, &form.title, &count, "", true);
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    // On a low screen the fields above the one with the focus scroll away.
    let above: u16 = form.fields.iter().take(form.focus + 1).map(field_height).sum();
    let mut hidden = above.saturating_sub(inside.height.saturating_sub(2));
    let mut y = inside.y + u16::from(inside.height > fields + 2);
    for (n, field) in form.fields.iter().enumerate() {
        let height = field_height(field);
        if hidden >= height {
            hidden -= height;
            continue;
        }
        if y + height > inside.bottom() {
            break;
        }
        draw_field(app, form, n, field, Rect { y, height, ..inside }, paint);
        y += height;
    }
    let rest = Rect { y: y + 1, height: inside.bottom().saturating_sub(y + 1), ..inside };
    let room = usize::from(inside.width);
    if let Some((_, question)) = &form.asked {
        let style = paint.style(Role::Warning);
        paint.put(rest.x, rest.y, room, &format!("{question}  y yes  n no"), style);
        paint.cursor = None;
        return;
    }
    if let Some(error) = &form.error {
        let style = paint.style(Role::Error);
        paint.put(rest.x, rest.y, room, &format!("! {error}"), style);
        return;
    }
    if candidates == 0 {
        let style = paint.style(Role::Dim);
        let hint = form.focused().map(|field| field.hint).unwrap_or_default();
        paint.put(rest.x, rest.y, room, hint, style);
        return;
    }
    for (n, (y, candidate)) in (rest.y..rest.bottom()).zip(&form.candidates).enumerate() {
        let chosen = form.chosen == Some(n);
        let style = paint.style(if chosen { Role::Selected } else { Role::Text });
        let dim = if chosen { style } else { paint.style(Role::Dim) };
        let sign = if chosen { "> " } else { "  " };
        let about = format!("  {}", candidate.about);
        paint.pieces(rest.x, y, room, &[(sign, style), (&candidate.value, style), (&about, dim)]);
    }
}

fn field_height(field: &FormField) -> u16 {
    if field.text.is_block() { BLOCK } else { 1 }
}

fn draw_field(
    app: &App,
    form: &Form,
    n: usize,
    field: &FormField,
    area: Rect,
    paint: &mut Paint<'_>,
) {
    let focused = n == form.focus && form.asked.is_none();
    let width = usize::from(area.width);
    let labels = LABELS.min(width / 3);
    let label_style = paint.style(if focused { Role::Accent } else { Role::Dim });
    let sign = if focused { "> " } else { "  " };
    paint.put(area.x, area.y, labels, &format!("{sign}{}", field.label), label_style);
    let (note, note_role) = match form.check(app, field) {
        Check::Quiet => (String::new(), Role::Dim),
        Check::Good(words) => (words, Role::Ok),
        Check::Needed => ("needed".to_owned(), Role::Warning),
        Check::Wrong(words) => (format!("! {words}"), Role::Error),
    };
    let x = area.x + u16::try_from(labels).unwrap_or(0);
    let room = width.saturating_sub(labels);
    // What is said of a field stands behind it; a block of text has the whole width, and what is
    // said of it under its label.
    let note_room = if field.text.is_block() { 0 } else { (room / 2).min(text::width(&note) + 1) };
    let style = paint.style(note_role);
    if field.text.is_block() {
        paint.put(area.x + 2, area.y + 1, labels.saturating_sub(3), &note, style);
    } else if note_room > 1 {
        paint.right(area.x, area.y, width, &text::fit(&note, note_room - 1), style);
    }
    let room = room.saturating_sub(note_room + 2);
    let bracket = paint.style(Role::Border);
    for row in area.y..area.bottom() {
        paint.put(x, row, 1, "[", bracket);
        let end = x + u16::try_from(room).unwrap_or(0) + 1;
        paint.put(end, row, 1, "]", bracket);
    }
    match &field.text {
        Text::Line(line) => input(paint, x + 1, area.y, room, line, Role::Text, focused),
        Text::Block(block) => draw_block(paint, x + 1, area, room, block, focused),
    }
}

/// Draws the lines around the cursor, each scrolled sideways as far as the cursor needs.
fn draw_block(
    paint: &mut Paint<'_>,
    x: u16,
    area: Rect,
    width: usize,
    block: &ratatui_textarea::TextArea<'_>,
    focused: bool,
) {
    let ratatui_textarea::DataCursor(row, column) = block.cursor();
    let first = row.saturating_sub(usize::from(area.height) - 1);
    let style = paint.style(Role::Text);
    for (y, (n, line)) in (area.y..area.bottom()).zip(block.lines().iter().enumerate().skip(first))
    {
        if n == row {
            let typed = tui_input::Input::new(line.clone()).with_cursor(column);
            input(paint, x, y, width, &typed, Role::Text, focused);
        } else {
            paint.field(x, y, width, line, style);
        }
    }
}
