//! The detail pane: the item under the cursor in a few lines, or as many as there is room for.

use ratatui::layout::Rect;

use super::super::{Card, Lane};
use crate::tui::app::App;
use crate::tui::item::text;
use crate::tui::item::view::{draw_lines, lines};
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

pub(super) fn draw(app: &App, area: Rect, boxed: bool, paint: &mut Paint<'_>) {
    let lane = app.screen.current();
    let position = lane.map(position).unwrap_or_default();
    let (title, paragraphs) = match app.screen.selected() {
        Some(Card::Item(id)) => match app.item(id) {
            Some(item) => (format!("{} {}", item.id, item.title), text::pane(app, item)),
            None => (String::new(), Vec::new()),
        },
        Some(Card::Problem(n)) => match app.board.problems.get(*n) {
            Some(problem) => (problem.path.clone(), text::problem(app, problem)),
            None => (String::new(), Vec::new()),
        },
        None => (String::new(), Vec::new()),
    };
    let inside = if boxed {
        paint.panel(area, &title, &position, "", false)
    } else {
        paint.rule(Rect { height: 1, ..area }, &title, &position);
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
    };
    let body = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let lines = if boxed {
        lines(&paragraphs, usize::from(body.width))
    } else {
        lines(&text::short(&paragraphs), usize::from(body.width))
    };
    let below = draw_lines(paint, body, &lines, app.screen.pane_scroll, "");
    if below > 0 && boxed {
        let words = format!(
            " {below} more lines, {} scrolls ",
            app.keymap.name(crate::tui::keymap::Action::ScrollDown)
        );
        let style = paint.style(Role::Border);
        paint.put(
            area.x + 2,
            area.bottom() - 1,
            usize::from(area.width).saturating_sub(4),
            &words,
            style,
        );
    }
}

fn position(lane: &Lane) -> String {
    match lane.cards.len() {
        0 => String::new(),
        count => format!("{}/{count}", lane.cursor + 1),
    }
}
