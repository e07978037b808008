//! The strip of columns on a narrow screen.

use ratatui::layout::Rect;

use super::lane_title;
use crate::text;
use crate::tui::app::App;
use crate::tui::paint::Paint;
use crate::tui::theme::Role;

/// The words of each tab. Where they do not fit, the columns that are not open lose the word that
/// another title begins with too, since that tells nobody which is which; then they are cut evenly.
fn words(app: &App, width: usize) -> Vec<String> {
    let lanes = &app.screen.lanes;
    let open = app.screen.lane;
    let mut whole: Vec<(String, String)> =
        lanes.iter().map(|lane| (lane_title(app, lane.kind), format!(" {}", lane.open))).collect();
    let fixed: usize = whole.iter().map(|(_, count)| text::width(count) + 3).sum();
    if fixed + whole.iter().map(|(title, _)| text::width(title)).sum::<usize>() > width {
        let titles: Vec<String> = whole.iter().map(|(title, _)| title.clone()).collect();
        for (n, (title, _)) in whole.iter_mut().enumerate().filter(|(n, _)| *n != open) {
            if let Some(short) = without_shared_word(n, &titles) {
                *title = short;
            }
        }
    }
    let longest = whole.iter().map(|(title, _)| text::width(title)).max().unwrap_or(0);
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

/// A title (`1 Launch-critical`) without its first word (`1 critical`), where another title begins
/// with the same one.
fn without_shared_word(n: usize, titles: &[String]) -> Option<String> {
    let parts = |title: &str| -> Option<(String, String, String)> {
        let (digit, name) = title.split_once(' ')?;
        let end = name.find([' ', '-', '_'])?;
        let (word, rest) = name.split_at_checked(end)?;
        let rest = rest.get(1..).filter(|rest| !rest.is_empty())?;
        Some((digit.to_owned(), word.to_lowercase(), rest.to_owned()))
    };
    let (digit, word, rest) = parts(titles.get(n)?)?;
    let shared = titles.iter().enumerate().any(|(other, title)| {
        other != n && parts(title).is_some_and(|(_, theirs, _)| theirs == word)
    });
    shared.then(|| format!("{digit} {rest}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_two_titles_begin_with_tells_nobody_which_is_which() {
        let titles = ["0 Undecided", "1 Launch-critical", "2 launch adjacent", "3 Post-launch"];
        let titles = titles.map(str::to_owned);
        let short = |n| without_shared_word(n, &titles);
        assert_eq!(short(0), None);
        assert_eq!(short(1).as_deref(), Some("1 critical"));
        assert_eq!(short(2).as_deref(), Some("2 adjacent"));
        assert_eq!(short(3), None);
    }
}
