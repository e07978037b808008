//! Text cut and padded to a number of cells.

use super::display::{display, display_until};
use super::width::{graphemes, width};

/// What stands at the cut. ASCII, so that it takes one cell everywhere.
const CUT: char = '~';

/// On which side a text stands within its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left, padded at the right.
    Left,
    /// At the right, padded at the left.
    Right,
    /// In the middle.
    Center,
}

/// Makes a text harmless and cuts it to at most `cells`, with `~` where something was cut off.
///
/// A wide grapheme is never halved: the result is then one cell short.
pub fn fit(text: &str, cells: usize) -> String {
    let clean = display_until(text, cells);
    if width(&clean) <= cells {
        return clean.into_owned();
    }
    let mut out = String::with_capacity(cells);
    let mut used = 0;
    for (grapheme, size) in graphemes(&clean) {
        if used + size + 1 > cells {
            break;
        }
        out.push_str(grapheme);
        used += size;
    }
    if cells > 0 {
        out.push(CUT);
    }
    out
}

/// As [`fit`], but cuts at the front: of a path the end says more.
pub fn fit_tail(text: &str, cells: usize) -> String {
    let clean = display(text);
    let total = width(&clean);
    if total <= cells {
        return clean.into_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let mut rest = total;
    let mut start = 0;
    for (grapheme, size) in graphemes(&clean) {
        if rest < cells {
            break;
        }
        rest -= size;
        start += grapheme.len();
    }
    format!("{CUT}{}", &clean[start..])
}

/// As [`fit`], padded with spaces to exactly `cells`.
pub fn cell(text: &str, cells: usize, align: Align) -> String {
    let text = fit(text, cells);
    let blanks = cells.saturating_sub(width(&text));
    let left = match align {
        Align::Left => 0,
        Align::Right => blanks,
        Align::Center => blanks / 2,
    };
    let mut out = String::with_capacity(text.len() + blanks);
    out.extend(std::iter::repeat_n(' ', left));
    out.push_str(&text);
    out.extend(std::iter::repeat_n(' ', blanks - left));
    out
}
