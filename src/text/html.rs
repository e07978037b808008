//! Text made harmless where a browser shows it. Whoever writes the page still has to escape it.

use std::borrow::Cow;

use super::character::{
    cells, escape, is_joiner, is_printable, is_variation_selector, is_wide_or_narrow_space,
};
use super::display::MARKS;
use super::record::record;

/// Makes a text one line that a page can show: as [`record`](super::record), and without runs of
/// combining marks, which a browser would draw over the lines above.
pub fn html(text: &str) -> Cow<'_, str> {
    let line = record(text);
    let is_mark = |c: char| cells(c) == 0 && !is_joiner(c) && !is_variation_selector(c);
    let longest = line.split(|c| !is_mark(c)).map(|run| run.chars().count()).max();
    if longest.unwrap_or(0) <= MARKS {
        return line;
    }
    let mut out = String::with_capacity(line.len());
    let mut marks = 0;
    for c in line.chars() {
        if is_mark(c) {
            marks += 1;
            if marks > MARKS {
                continue;
            }
        } else {
            left_out(marks, &mut out);
            marks = 0;
        }
        out.push(c);
    }
    left_out(marks, &mut out);
    Cow::Owned(out)
}

fn left_out(marks: usize, out: &mut String) {
    if marks > MARKS {
        out.push_str(&format!("<+{}>", marks - MARKS));
    }
}

/// Whether some of it is written from right to left, so that it has to be kept apart from what
/// stands beside it.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c,
            '\u{0590}'..='\u{08FF}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}')
    })
}

/// Makes what no reader can see in a whole, escaped page visible: a safety net under [`html`], for a
/// text that somebody wrote into the page without it. Line breaks stay.
pub fn html_document(document: &str) -> Cow<'_, str> {
    let harmless = |c: char| {
        c == '\n'
            || is_printable(c)
            || is_wide_or_narrow_space(c)
            || is_joiner(c)
            || is_variation_selector(c)
            // Letters that attach forwards are printable within a word.
            || (cells(c) > 0 && c.is_alphabetic())
    };
    if document.chars().all(harmless) {
        return Cow::Borrowed(document);
    }
    let mut out = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if harmless(c) {
            out.push(c);
        } else {
            let mut shown = String::new();
            escape(c, &mut shown);
            out.push_str(&shown.replace('<', "&lt;").replace('>', "&gt;"));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_what_is_there_and_no_floods() {
        assert_eq!(html(" a\u{202e}b\nc\x1b[m "), "a<202E>b c<1B>[m");
        assert_eq!(html("e\u{301} caf\u{e9}"), "e\u{301} caf\u{e9}");
        let flood = format!("a{}b", "\u{301}".repeat(100));
        assert_eq!(html(&flood), format!("a{}<+96>b", "\u{301}".repeat(4)));
        assert!(matches!(html("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn nothing_that_nobody_sees_stays_in_a_page() {
        assert_eq!(
            html_document("<p>a\u{202e}\u{200b}b</p>\n"),
            "<p>a&lt;202E&gt;&lt;200B&gt;b</p>\n"
        );
        assert!(matches!(html_document("<p>caf\u{e9} \u{1f469}</p>\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn scripts_from_right_to_left_are_known() {
        assert!(is_right_to_left("refund \u{5d0}\u{5d1}") && is_right_to_left("\u{645}\u{6cc}"));
        assert!(!is_right_to_left("caf\u{e9} \u{6f22}"));
    }
}
