//! Words that stand as they are, without quotes.

use std::borrow::Cow;

use memchr::memchr2;

use crate::model::written::Written;

/// A key without a value.
#[inline(always)]
pub(super) fn nothing() -> Written<'static> {
    Written::Text(Cow::Borrowed(""))
}

/// What stands before a comment on the rest of a line; `None` where a colon may be an indicator.
pub(super) fn without_comment(rest: &str) -> Option<&str> {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr2(b':', b'#', bytes.get(from..).unwrap_or_default()) {
        let at = from + found;
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b':'), None | Some(b' ')) => return None,
            (Some(b'#'), _) if before == Some(&b' ') => {
                return Some(rest.get(..at)?.trim_end_matches(' '));
            }
            _ => from = at + 1,
        }
    }
    Some(rest)
}

/// Words that some schema takes for something else than text.
#[inline(always)]
pub(super) fn is_odd_word(text: &str) -> bool {
    matches!(text.len(), 4 | 5)
        && ["true", "false", "null"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A plain scalar; `None` where it may be something else than its own text.
#[inline(always)]
pub(super) fn plain(text: &str) -> Option<Written<'_>> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_alphanumeric()
        || first >= 0x80
        || matches!(first, b'_' | b'/' | b'(' | b'$' | b'^' | b'~'))
    {
        return None;
    }
    if matches!(text, "~" | "null") {
        return Some(nothing());
    }
    if first == b'~' || (is_odd_word(text) && !matches!(text, "true" | "false")) {
        return None;
    }
    if first.is_ascii_digit() && may_be_number(text) {
        return None;
    }
    Some(Written::Text(Cow::Borrowed(text)))
}

/// Whether a text that begins with a digit may be a number that is not printed as it is written.
pub(super) fn may_be_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().all(u8::is_ascii_digit);
    if digits && bytes.len() <= 18 && (bytes.len() == 1 || bytes.first() != Some(&b'0')) {
        return false;
    }
    let is_date = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let in_other_base =
        text.get(..2).is_some_and(|start| matches!(start, "0x" | "0X" | "0o" | "0O" | "0b" | "0B"));
    !is_date
        && (in_other_base
            || bytes.iter().all(|byte| {
                byte.is_ascii_digit() || matches!(byte, b'_' | b'+' | b'-' | b'.' | b'e' | b'E')
            }))
}
