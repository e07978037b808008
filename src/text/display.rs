//! Text made harmless for a terminal, with a width that every terminal agrees on.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::character::{
    cells, compose_hangul, escape, flag_letter, is_joiner, is_pictograph, is_printable,
    is_skin_tone, is_trailing_jamo, is_variation_selector, is_wide_or_narrow_space, takes_joiners,
};
use super::width;

/// Combining marks that one letter may carry; no orthography in use needs more.
pub(super) const MARKS: usize = 4;

/// Cells that one grapheme may take. Conjuncts of Indic scripts can be joined without end.
const GRAPHEME_CELLS: usize = 4;

/// Columns between two tab stops.
const TAB: usize = 4;

/// Makes a text harmless in one row of a terminal.
///
/// Tabs and line ends become one space, line ends at the end of the text nothing. Emoji sequences
/// fall apart into emoji that every terminal draws alike, flags into their letters.
pub fn display(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { display_until(text, usize::MAX) }
}

/// Makes a text harmless in several rows; lines stay lines, tabs become spaces.
///
/// Line ends at the end of the text make no empty rows.
pub fn block(text: &str) -> Vec<String> {
    lines(text).collect()
}

/// The rows of [`block`], one at a time.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    trim_line_ends(text).split('\n').map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains('\t') { expand_tabs(line) } else { display(line).into_owned() }
    })
}

/// [`display`], as far as needed to fill `limit` cells and to know that there is more.
///
/// A title of a megabyte costs no more than what is seen of it.
pub(super) fn display_until(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let first = clean(trim_line_ends(text), limit);
    if first.is_ascii() {
        return Cow::Owned(first);
    }
    // What was taken out can bring neighbours together that now make one grapheme. Almost always
    // the second look finds nothing; text that never comes to rest is shown by its code points.
    let second = clean(&first, usize::MAX);
    if second == first {
        return Cow::Owned(first);
    }
    let third = clean(&second, usize::MAX);
    if third == second {
        return Cow::Owned(third);
    }
    let mut out = String::with_capacity(third.len());
    escape_all(&third, &mut out);
    Cow::Owned(out)
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn trim_line_ends(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r'])
}

fn expand_tabs(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 2 * TAB);
    let mut column = 0;
    for (index, part) in line.split('\t').enumerate() {
        if index > 0 {
            let blanks = TAB - column % TAB;
            out.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        }
        let part = display(part);
        column += width::width(&part);
        out.push_str(&part);
    }
    out
}

fn clean(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    let mut filled = 0;
    let mut previous = None;
    for (offset, cluster) in text.grapheme_indices(true) {
        if filled > limit {
            break;
        }
        let start = out.len();
        match cluster.as_bytes() {
            [byte @ b' '..=b'~'] => out.push(char::from(*byte)),
            b"\t" | b"\n" | b"\r\n" => out.push(' '),
            _ => {
                let next = text[offset + cluster.len()..].chars().next();
                clean_cluster(cluster, previous, next, &mut out);
            }
        }
        filled += width::width(&out[start..]);
        previous = cluster.chars().next_back();
    }
    out
}

/// One grapheme of the input, which becomes none, one or several of the output.
fn clean_cluster(cluster: &str, previous: Option<char>, next: Option<char>, out: &mut String) {
    let mut kept = String::with_capacity(cluster.len());
    let mut base: Option<char> = None;
    let mut before = previous;
    let mut marks = 0;
    let mut left_out = 0;
    let mut chars = cluster.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().or(next);
        if let Some(letter) = flag_letter(c) {
            kept.push(letter);
            base = None;
        } else if is_wide_or_narrow_space(c) {
            kept.extend(std::iter::repeat_n(' ', cells(c)));
            base = None;
        } else if is_joiner(c) {
            let spelling = before.is_some_and(|b| takes_joiners(b) || is_variation_selector(b))
                && after.is_some_and(takes_joiners);
            if !spelling {
                escape(c, &mut kept);
                base = None;
            }
        } else if is_variation_selector(c) && base.is_some() && before == base {
            // Without it the character is drawn in its usual form, whose width is known.
        } else if is_skin_tone(c) && base.is_some_and(is_pictograph) {
            // The hand stays; its colour would cost two cells on one terminal and none on another.
        } else if let Some(syllable) = base.and_then(|b| compose_hangul(b, c)) {
            kept.pop();
            kept.push(syllable);
            base = Some(syllable);
        } else if !is_printable(c)
            || is_trailing_jamo(c)
            || is_skin_tone(c)
            || (base.is_none() && extends_what_is_before(c))
        {
            escape(c, &mut kept);
            base = None;
        } else if cells(c) > 0 {
            kept.push(c);
            base = Some(c);
            marks = 0;
        } else if marks >= MARKS {
            left_out += 1;
        } else {
            marks += 1;
            if is_variation_selector(c) {
                escape(c, &mut kept);
            } else {
                kept.push(c);
            }
        }
        before = Some(c);
    }
    for grapheme in kept.graphemes(true) {
        if is_certain(grapheme) {
            out.push_str(grapheme);
        } else {
            escape_all(grapheme, out);
        }
    }
    if left_out > 0 {
        out.push_str(&format!("<+{left_out}>"));
    }
}

/// Whether terminals that add up characters and terminals that measure graphemes agree.
fn is_certain(grapheme: &str) -> bool {
    let total = width::cells(grapheme);
    let sum: usize = grapheme.chars().map(cells).sum();
    total == sum && (1..=GRAPHEME_CELLS).contains(&total) && grapheme.chars().all(|c| cells(c) <= 2)
}

/// Whether a character would join whatever happens to be drawn before it.
fn extends_what_is_before(c: char) -> bool {
    let mut pair = [b'x', 0, 0, 0, 0];
    let length = c.encode_utf8(&mut pair[1..]).len();
    std::str::from_utf8(&pair[..=length]).is_ok_and(|text| text.graphemes(true).count() == 1)
}

fn escape_all(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii() && is_printable(c) {
            out.push(c);
        } else {
            escape(c, out);
        }
    }
}
