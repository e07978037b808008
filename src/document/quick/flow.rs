//! Quotes, and what stands in brackets on one line.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use super::scalar::plain;
use super::{DEEPEST, MOST_KEYS, split_key, split_quoted_key, unindented};
use crate::model::written::Written;

/// A quoted scalar, a list or a mapping at the beginning of `text`, and what follows it.
pub(super) fn flow(text: &str, depth: usize) -> Option<(Written<'_>, &str)> {
    if depth > DEEPEST {
        return None;
    }
    match text.as_bytes().first()? {
        b'"' => {
            let inner = text.get(1..)?;
            let end = memchr2(b'"', b'\\', inner.as_bytes())?;
            let after = inner.get(end..)?.strip_prefix('"')?;
            Some((Written::Text(Cow::Borrowed(inner.get(..end)?)), after))
        }
        b'\'' => {
            let inner = text.get(1..)?;
            let end = memchr(b'\'', inner.as_bytes())?;
            let (held, after) = (inner.get(..end)?, inner.get(end + 1..)?);
            (!after.starts_with('\'')).then_some((Written::Text(Cow::Borrowed(held)), after))
        }
        b'[' => {
            let mut rest = unindented(text.get(1..)?);
            let mut entries = Vec::with_capacity(4);
            while !rest.starts_with(']') {
                let (entry, after) = flow(rest, depth + 1)?;
                entries.push(entry);
                rest = separated(after, b']')?;
            }
            Some((Written::List(entries), rest.get(1..)?))
        }
        b'{' => {
            let mut rest = unindented(text.get(1..)?);
            let mut entries: Vec<(&str, Written<'_>)> = Vec::with_capacity(4);
            while !rest.starts_with('}') {
                let (key, after) = split_key(rest).or_else(|| split_quoted_key(rest))?;
                let after = unindented(after.strip_prefix(' ')?);
                if entries.len() >= MOST_KEYS || entries.iter().any(|(other, _)| *other == key) {
                    return None;
                }
                let (value, after) = flow(after, depth + 1)?;
                entries.push((key, value));
                rest = separated(after, b'}')?;
            }
            Some((Written::Map(entries), rest.get(1..)?))
        }
        _ => {
            let end = memchr3(b',', b']', b'}', text.as_bytes())?;
            let (word, after) = text.split_at_checked(end)?;
            let word = word.trim_end_matches(' ');
            // The reader of places takes a lone hyphen before a bracket for the beginning of a list.
            if has_odd_sign(word.as_bytes()) || word.ends_with(" -") {
                return None;
            }
            Some((plain(word)?, after))
        }
    }
}

/// Whether a sign in a plain word may be an indicator. Of colons, only one before a word or a slash
/// surely is not.
pub(super) fn has_odd_sign(word: &[u8]) -> bool {
    let is_odd = |(at, byte): (usize, &u8)| match byte {
        b'[' | b'{' | b'?' | b'#' => true,
        b':' => !word.get(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'/'),
        _ => false,
    };
    word.iter().enumerate().any(is_odd)
}

/// What follows the comma after an entry, or the bracket that closes.
pub(super) fn separated(after: &str, close: u8) -> Option<&str> {
    let after = unindented(after);
    if after.as_bytes().first() == Some(&close) {
        return Some(after);
    }
    let rest = unindented(after.strip_prefix(',')?);
    // A comma that closes nothing and separates nothing is for the slow lane.
    match rest.as_bytes().first() {
        Some(next) if *next == close || *next == b',' => None,
        _ => Some(rest),
    }
}
