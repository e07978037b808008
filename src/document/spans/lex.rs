//! The little that has to be read from the text itself: blanks, comments, lines, quotes.
//!
//! All positions are bytes, and all functions accept any position, also one beyond the end.

/// The byte at a position.
pub(crate) fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// Whether a byte ends a line or separates tokens, or the text is over.
pub(crate) fn is_blank_or_end(byte: Option<u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

fn is_break(byte: Option<u8>) -> bool {
    matches!(byte, Some(b'\n' | b'\r'))
}

/// The part of a text; empty where the range leads nowhere.
pub(crate) fn part(text: &str, range: std::ops::Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// The first byte of the line that holds `at`.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(0, |found| found + 1)
        .max(bom(text).min(at))
}

/// The length of the byte order mark that a text begins with.
pub(crate) fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The end of the line that holds `at`, before its line break.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
}

/// The beginning of the next line, given the end of one; the end of the text if there is none.
pub(crate) fn next_line(text: &str, end: usize) -> usize {
    match (byte(text, end), byte(text, end + 1)) {
        (Some(b'\r'), Some(b'\n')) => end + 2,
        (Some(b'\r' | b'\n'), _) => end + 1,
        _ => end,
    }
}

/// The beginning of the line before the one that begins at `start`.
pub(crate) fn previous_line(text: &str, start: usize) -> Option<usize> {
    let before = part(text, bom(text)..start);
    let bare = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r']))?;
    Some(line_start(text, bom(text) + bare.len()))
}

/// Whether `at` is the first byte of a line.
pub(crate) fn is_line_start(text: &str, at: usize) -> bool {
    at == bom(text) || is_break(at.checked_sub(1).and_then(|before| byte(text, before)))
}

/// The column of `at` in its line, in characters from 0.
pub(crate) fn column(text: &str, at: usize) -> usize {
    part(text, line_start(text, at)..at).chars().count()
}

/// After blanks on the same line.
pub(crate) fn skip_blanks(text: &str, mut at: usize) -> usize {
    while matches!(byte(text, at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// After blanks, line breaks and comments.
pub(crate) fn skip_trivia(text: &str, mut at: usize) -> usize {
    loop {
        match byte(text, at) {
            Some(b' ' | b'\t' | b'\n' | b'\r') => at += 1,
            Some(b'#') if begins_comment(text, at) => at = line_end(text, at),
            _ => return at,
        }
    }
}

/// Whether the `#` at `at` can begin a comment.
fn begins_comment(text: &str, at: usize) -> bool {
    match at.checked_sub(1) {
        None => true,
        Some(before) => {
            is_blank_or_end(byte(text, before))
                || is_line_start(text, at)
                || matches!(byte(text, before), Some(b',' | b'[' | b'{'))
        }
    }
}

/// Whether the rest of the line from `at` on holds no data: blanks and perhaps a comment.
pub(crate) fn only_comment_follows(text: &str, at: usize) -> bool {
    let at = skip_blanks(text, at);
    matches!(byte(text, at), None | Some(b'\n' | b'\r' | b'#'))
}

/// Whether the line that holds `at` holds nothing but blanks before it.
pub(crate) fn only_blanks_precede(text: &str, at: usize) -> bool {
    part(text, line_start(text, at)..at).bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// After the closing quote of the quoted scalar that begins at `at`.
pub(crate) fn skip_quoted(text: &str, at: usize) -> Option<usize> {
    let quote = byte(text, at)?;
    let mut next = at + 1;
    loop {
        let here = byte(text, next)?;
        if here == b'\\' && quote == b'"' {
            next += 2;
        } else if here != quote {
            next += 1;
        } else if quote == b'\'' && byte(text, next + 1) == Some(b'\'') {
            next += 2;
        } else {
            return Some(next + 1);
        }
    }
}

/// After the anchor or tag that begins at `at`.
pub(crate) fn skip_property(text: &str, at: usize, flow: bool) -> usize {
    if part(text, at..at + 2) == "!<" {
        let end = part(text, at..line_end(text, at)).find('>');
        return end.map_or(at, |end| at + end + 1);
    }
    let mut next = at;
    while let Some(here) = byte(text, next) {
        if is_blank_or_end(Some(here)) || (flow && matches!(here, b',' | b'[' | b']' | b'{' | b'}'))
        {
            break;
        }
        next += 1;
    }
    next
}

/// Where the character begins that follows `index` others after `from`.
pub(crate) fn byte_of_char(text: &str, from: usize, index: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices().nth(index).map_or(text.len(), |(at, _)| from + at)
}
