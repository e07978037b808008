//! Text made harmless for what is kept and read by other programs: commit messages and CSV.

use std::borrow::Cow;

use super::character::{
    escape, is_joiner, is_printable, is_variation_selector, is_wide_or_narrow_space, takes_joiners,
};

/// Makes a text one line without controls, bidirectional overrides or invisible characters.
///
/// Where [`display`](super::display) changes what terminals measure differently, this keeps it: an
/// emoji or a Persian word is recorded as it was written.
pub fn record(text: &str) -> Cow<'_, str> {
    clean(text.trim(), false)
}

/// The text without controls, bidirectional overrides or invisible characters; line breaks and tabs
/// stay, or become blanks.
fn clean(text: &str, keeps_lines: bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut kept: Option<char> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if c == '\r' && next == Some('\n') {
            continue;
        }
        let keep = if is_variation_selector(c) {
            // One selector chooses a form; a row of them is a way to carry bytes nobody sees.
            kept.is_some_and(|before| !is_variation_selector(before))
        } else if is_joiner(c) {
            kept.is_some_and(|before| takes_joiners(before) || is_variation_selector(before))
                && next.is_some_and(|after| takes_joiners(after) && is_printable(after))
        } else {
            is_printable(c) || is_wide_or_narrow_space(c)
        };
        kept = keep.then_some(c);
        match c {
            _ if keep => out.push(c),
            '\n' | '\t' if keeps_lines => out.push(c),
            '\n' | '\t' => out.push(' '),
            _ => escape(c, &mut out),
        }
    }
    Cow::Owned(out)
}

/// Makes a text the first line of a commit message.
///
/// A `#` in front would make git drop the line as a comment.
pub fn subject(text: &str) -> String {
    let line = record(text);
    line.trim_start_matches(['#', ' ']).to_owned()
}

/// Makes a text a line of a commit message's body that git takes for nothing else.
///
/// A line that looks like a trailer, a comment, the start of a patch or a scissors line is set
/// behind `| `: then neither git nor a reader of `git log` mistakes it for what the program wrote.
pub fn body_line(text: &str) -> String {
    let line = message_line(text);
    if looks_like_trailer(&line) { format!("| {line}") } else { line }
}

/// As [`body_line`], for a paragraph that is not the last one: there git reads no trailers, and
/// `SHOP-014: undecided -> launch-critical` may stand as it is.
///
/// A line of three dashes would end the message for `git interpret-trailers`, and hide the trailers
/// behind it.
pub fn message_line(text: &str) -> String {
    let line = record(text);
    let acts = line.starts_with(['#', '-', '@', '(', '+', '<', '>'])
        || line.starts_with("diff ")
        || line.starts_with("Index: ")
        || line.contains(">8")
        || line.contains("8<");
    if acts { format!("| {line}") } else { line.into_owned() }
}

/// A token and a separator, the way `git interpret-trailers` reads the start of a line.
fn looks_like_trailer(line: &str) -> bool {
    let token = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(line.len());
    token > 0 && line[token..].trim_start().starts_with([':', '='])
}

/// Makes a text the value of a trailer: one line, so that it can neither begin another trailer nor
/// go on as one.
pub fn trailer_value(text: &str) -> String {
    record(text).into_owned()
}

/// Makes a text a field of a CSV or TSV file that a spreadsheet does not compute and that does
/// nothing on a terminal. Lines and tabs in it stay; quoting is the writer's.
///
/// A `'` is put before what a spreadsheet would compute, also behind a `;` and a tab: where a
/// spreadsheet takes those for the end of a cell, whatever stands behind them begins one.
pub fn csv_field(text: &str) -> Cow<'_, str> {
    let computes = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    };
    let clean = clean(text, true);
    let is_blank = |c: char| c == '"' || (c.is_whitespace() && !computes(c));
    let mut out = String::new();
    let mut copied = 0;
    let mut begins = true;
    for (at, c) in clean.char_indices() {
        if begins && computes(c) {
            out.push_str(clean.get(copied..at).unwrap_or_default());
            out.push('\'');
            copied = at;
        }
        // Blanks before a formula do not keep every spreadsheet from computing it.
        begins = matches!(c, ';' | '\t') || (begins && is_blank(c));
    }
    if copied == 0 && out.is_empty() {
        return clean;
    }
    out.push_str(clean.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}
