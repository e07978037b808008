//! The strip of columns on a narrow screen.

use ratatui::layout::Rect;

use super::lane_title;
use crate::text;
use crate::tui::app::App;
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// The words of each tab. Where they do not fit, the titles of the columns that are not open are cut
/// evenly.
fn words(app: &App, width: usize) -> Vec<String> {
    let lanes = &app.screen.lanes;
    let whole: Vec<(String, String)> =
        lanes.iter().map(|lane| (lane_title(app, lane.kind), format!(" {}", lane.open))).collect();
    let fixed: usize = whole.iter().map(|(_, count)| text::width(count) + 3).sum();
    let longest = whole.iter().map(|(title, _)| text::width(title)).max().unwrap_or(0);
    let open = app.screen.lane;
    let cells = |n: usize, title: &str, most: usize| {
        let whole = text::width(title);
        if n == open { whole.min(24) } else { whole.min(most) }
    };
    let fits = |most: usize| {
        let titles = whole.iter().enumerate().map(|(n, (title, _))| cells(n, title, most));
        fixed + titles.sum::<usize>() <= width
    };
    let most = (3..=longest).rev().find(|most| fits(*most)).unwrap_or(3);
    whole
        .iter()
        .enumerate()
        .map(|(n, (title, count))| format!("{}{count}", text::fit(title, cells(n, title, most))))
        .collect()
}

pub(super) fn draw(app: &App, area: Rect, paint: &mut Paint<'_>) {
    let mut x = area.x;
    for (n, word) in words(app, usize::from(area.width)).iter().enumerate() {
        let current = n == app.screen.lane;
        let goal = app.screen.moving == Some(n);
        let (role, words) = match (current, goal) {
            (_, true) => (Role::Marked, format!(">{word}<")),
            (true, false) => (Role::Selected, format!("[{word}]")),
            (false, false) => (Role::Dim, format!(" {word} ")),
        };
        let style = paint.style(role);
        let left = usize::from(area.right().saturating_sub(x));
        x += paint.put(x, area.y, left, &words, style) + 1;
    }
}

/// The lane whose tab stands at a column of the screen.
pub(super) fn hit(app: &App, column: u16) -> Option<usize> {
    let mut x = 0;
    for (n, word) in words(app, usize::from(app.size.0)).iter().enumerate() {
        x += text::width(word) + 3;
        if usize::from(column) < x {
            return Some(n);
        }
    }
    None
}
