//! Text broken into rows.
//!
//! `textwrap` breaks a long word between characters, not graphemes, and all of the text at once;
//! here a description of a megabyte costs what is seen of it.

use super::display::lines;
use super::fit::fit;
use super::width::{graphemes, width};

/// Makes a text harmless and wraps it into rows of at most `cells`.
///
/// Rows break at spaces, and inside words that are longer than a row, never inside a grapheme. The
/// indentation of a line is kept on its first row. A grapheme wider than a row takes a row of its
/// own as `~`.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    rows(text, cells).collect()
}

/// The first `most` rows of [`wrap`], at the cost of these rows only; the last of them ends in `~`
/// where more follows.
pub fn wrap_clipped(text: &str, cells: usize, most: usize) -> Vec<String> {
    let mut rows: Vec<String> = rows(text, cells).take(most + 1).collect();
    if rows.len() > most {
        rows.truncate(most);
        if let Some(last) = rows.last_mut() {
            if width(last) < cells {
                last.push('~')
            } else {
                *last = fit(&format!("{last}."), cells)
            }
        }
    }
    rows
}

fn rows(text: &str, cells: usize) -> impl Iterator<Item = String> {
    let cells = cells.max(1);
    lines(text).flat_map(move |line| {
        let mut start = Some(0);
        std::iter::from_fn(move || {
            let (row, next) = first_row(&line[start?..], cells);
            start = next.and_then(|offset| start.map(|s| s + offset));
            Some(row)
        })
    })
}

/// The first row of a cleaned line, and where the next one begins.
fn first_row(line: &str, cells: usize) -> (String, Option<usize>) {
    let mut used = 0;
    let mut offset = 0;
    // The last place to break: where the row ends, and where the next one begins.
    let mut gap: Option<(usize, usize)> = None;
    let mut in_word = false;
    let mut word_seen = false;
    for (grapheme, size) in graphemes(line) {
        let end = offset + grapheme.len();
        if grapheme == " " {
            gap = match gap {
                Some((row_end, next)) if !in_word && next == offset => Some((row_end, end)),
                _ if word_seen => Some((offset, end)),
                other => other,
            };
            in_word = false;
        } else {
            in_word = true;
            word_seen = true;
            if used + size > cells {
                let (row_end, next) = gap.unwrap_or((offset, offset));
                if row_end == 0 {
                    // Not even one grapheme fits.
                    return ("~".to_owned(), (end < line.len()).then_some(end));
                }
                return (line[..row_end].trim_end_matches(' ').to_owned(), Some(next));
            }
        }
        used += size;
        offset = end;
    }
    (line.trim_end_matches(' ').to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_seen_to_be() {
        assert_eq!(wrap_clipped("one two", 8, 2), ["one two"]);
        assert_eq!(wrap_clipped("one two three", 8, 2), ["one two", "three"]);
        assert_eq!(wrap_clipped("one two three", 8, 1), ["one two~"]);
        assert_eq!(wrap_clipped("one four three", 8, 1), ["one fou~"]);
        assert_eq!(wrap_clipped("one", 8, 0), [""; 0]);
    }
}
