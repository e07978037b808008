//! The fast lane of reading: the YAML that people write by hand, and nothing else.
//!
//! `serde_yaml` is the reader of record. It takes some 15 µs for an item, most of it for shapes
//! that items do not have, and a board opens ten thousand of them. What is read here is a small
//! part of YAML: block mappings and lists of plain words, quotes without escapes, brackets on one
//! line, `|` blocks. At anything else this gives up, and `serde_yaml` reads the text from its
//! beginning. That the two say the same wherever this one says anything is held by tests over
//! random texts and over real files; nothing that this gives up on is ever an error here.
//!
//! The program is built for size. The few lines that every line of every file goes through are
//! marked to be inlined all the same.

mod flow;
mod locate;
mod scalar;

use std::borrow::Cow;

use memchr::memchr;

use self::flow::flow;
use self::scalar::{is_odd_word, nothing, plain, without_comment};
use crate::model::written::Written;
use crate::text::is_plain_ascii;

pub(super) use locate::{Plain, without_last_block};

/// Texts beyond this are not hand-written items.
const LARGEST: usize = 64 * 1024;
/// Keys beyond which looking for one that stands twice would take too long.
const MOST_KEYS: usize = 64;
/// Levels beyond which the slow lane counts.
const DEEPEST: usize = 8;

/// What the text says, as [`super::values`] would have it; `None` where it takes the slow lane.
pub(super) fn read(text: &str) -> Option<Written<'_>> {
    if text.len() > LARGEST || !is_simple(text.as_bytes()) {
        return None;
    }
    let mut reader = Reader { text, next: 0, line: None };
    reader.advance();
    if reader.content() == Some("---") {
        reader.advance();
    }
    let first = reader.line?;
    if first.indent > 0 {
        return None;
    }
    let value = reader.map(0, 0)?;
    reader.line.is_none().then_some(value)
}

/// Whether no byte needs a second look: no controls, tabs, carriage returns, byte order marks or
/// line breaks outside ASCII.
fn is_simple(bytes: &[u8]) -> bool {
    /// Bytes that are what they look like: printable ASCII, line feeds, and what most letters of
    /// other alphabets are made of.
    const SIMPLE: [bool; 256] = {
        let mut simple = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            simple[byte] = matches!(byte, 0x0a | 0x20..=0x7e | 0x80..=0xff)
                && !matches!(byte, 0xc2 | 0xe2 | 0xef);
            byte += 1;
        }
        simple
    };
    let is_odd = |(at, byte): (usize, &u8)| match byte {
        _ if SIMPLE[usize::from(*byte)] => false,
        0xc2 => bytes.get(at + 1).is_none_or(|next| *next < 0xa0),
        0xe2 => bytes.get(at + 1) == Some(&0x80),
        _ => true,
    };
    is_plain_ascii(bytes) || !bytes.iter().enumerate().any(is_odd)
}

/// A line that holds something, without its indentation, its break and blanks at its end.
#[derive(Clone, Copy)]
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy)]
struct Reader<'t> {
    text: &'t str,
    /// The beginning of the line after the current one.
    next: usize,
    /// The current line; `None` at the end.
    line: Option<Line>,
}

impl<'t> Reader<'t> {
    #[inline(always)]
    fn part(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    #[inline(always)]
    fn content(&self) -> Option<&'t str> {
        self.line.map(|line| self.part(line.start, line.end))
    }

    /// The line that begins at `start`, with the beginning of the next.
    #[inline(always)]
    fn line_at(&self, start: usize) -> (Line, usize) {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let length = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        let indent = blanks(line);
        let mut end = length;
        while end > indent && line.get(end - 1) == Some(&b' ') {
            end -= 1;
        }
        // What holds nothing but blanks ends where it begins.
        let (from, end) = if indent == length { (0, 0) } else { (indent, end) };
        (Line { indent, start: start + from, end: start + end }, start + length + 1)
    }

    /// Moves to the next line that holds something other than a comment.
    fn advance(&mut self) {
        self.line = None;
        while self.next < self.text.len() {
            let (line, next) = self.line_at(self.next);
            self.next = next;
            if line.start < line.end && self.text.as_bytes().get(line.start) != Some(&b'#') {
                self.line = Some(line);
                return;
            }
        }
    }

    fn map(&mut self, indent: usize, depth: usize) -> Option<Written<'t>> {
        if depth > DEEPEST {
            return None;
        }
        let mut entries: Vec<(&'t str, Written<'t>)> =
            Vec::with_capacity(if depth == 0 { 16 } else { 4 });
        let mut marks = 0;
        while let Some(line) = self.line {
            if line.indent < indent {
                break;
            }
            if line.indent > indent {
                return None;
            }
            let content = self.part(line.start, line.end);
            let (key, rest) = split_key(content)?;
            let mark = mark(key);
            let stands_twice =
                || marks & mark != 0 && entries.iter().any(|(other, _)| *other == key);
            if entries.len() >= MOST_KEYS || stands_twice() {
                return None;
            }
            marks |= mark;
            let value = self.value(rest, indent, depth, true)?;
            entries.push((key, value));
        }
        Some(Written::Map(entries))
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Written<'t>> {
        if depth > DEEPEST {
            return None;
        }
        let mut entries = Vec::new();
        while let Some(line) = self.line {
            let content = self.part(line.start, line.end);
            if line.indent < indent || (line.indent == indent && !content.starts_with("- ")) {
                break;
            }
            if line.indent > indent {
                return None;
            }
            let rest = unindented(content.get(2..)?);
            if let Some(b'-' | b'#') = rest.as_bytes().first() {
                return None;
            }
            let entry = if split_key(rest).is_some() {
                // The first key stands on the line of the dash.
                let start = line.end - rest.len();
                let inner = indent + (start - line.start);
                self.line = Some(Line { indent: inner, start, end: line.end });
                self.map(inner, depth + 1)?
            } else {
                self.value(rest, indent, depth, false)?
            };
            entries.push(entry);
        }
        Some(Written::List(entries))
    }

    /// The value that follows an indicator on the current line, and moves behind it.
    fn value(
        &mut self,
        rest: &'t str,
        indent: usize,
        depth: usize,
        in_map: bool,
    ) -> Option<Written<'t>> {
        let rest = unindented(rest);
        let first = rest.as_bytes().first().copied().unwrap_or(b'#');
        match first {
            b'#' => {
                self.advance();
                let Some(line) = self.line else { return Some(nothing()) };
                let dash = self.content().is_some_and(|content| content.starts_with("- "));
                if dash && (line.indent > indent || (line.indent == indent && in_map)) {
                    self.list(line.indent, depth + 1)
                } else if line.indent > indent {
                    self.map(line.indent, depth + 1)
                } else {
                    Some(nothing())
                }
            }
            b'|' => self.literal(rest, indent),
            b'>' => self.folded(rest, indent),
            b'[' | b'{' | b'"' | b'\'' => {
                let (value, after) = flow(rest, 0)?;
                if !(unindented(after).is_empty() || is_comment(after)) {
                    return None;
                }
                self.advance();
                Some(value)
            }
            _ => {
                let value = plain(without_comment(rest)?)?;
                self.advance();
                // A deeper line would continue the text.
                if self.line.is_some_and(|line| line.indent > indent) {
                    return None;
                }
                Some(value)
            }
        }
    }

    /// Lines that are joined with spaces. Empty lines, deeper lines and blanks at the end of a line
    /// mean more than that, and are for the slow lane.
    fn folded(&mut self, header: &str, indent: usize) -> Option<Written<'t>> {
        let ending = match header {
            ">" => "\n",
            ">-" => "",
            _ => return None,
        };
        let from = self.next;
        let mut column = None;
        let mut lines = 0;
        let mut ended = false;
        while self.next < self.text.len() {
            let (line, next) = self.line_at(self.next);
            if line.start == line.end {
                if line.indent > 0 {
                    return None;
                }
                ended = true;
                self.next = next;
                continue;
            }
            let column = *column.get_or_insert(line.indent);
            if line.indent <= indent {
                break;
            }
            // Without its line break the last line reads differently.
            let has_blanks = self.text.as_bytes().get(line.end) != Some(&b'\n');
            if ended || line.indent != column || has_blanks || next > self.text.len() {
                return None;
            }
            lines += 1;
            self.next = next;
        }
        if lines == 0 {
            return None;
        }
        let mut text = String::with_capacity(self.next - from);
        let mut at = from;
        for n in 0..lines {
            if n > 0 {
                text.push(' ');
            }
            let (line, next) = self.line_at(at);
            text.push_str(self.part(line.start, line.end));
            at = next;
        }
        text.push_str(ending);
        self.advance();
        Some(Written::Text(Cow::Owned(text)))
    }

    fn literal(&mut self, header: &str, indent: usize) -> Option<Written<'t>> {
        let strips = match header {
            "|" => false,
            "|-" => true,
            _ => return None,
        };
        let from = self.next;
        let mut until = from;
        let mut column = None;
        while self.next < self.text.len() {
            let (line, next) = self.line_at(self.next);
            if line.start == line.end {
                // Blanks alone on a line may be content.
                if line.indent > 0 {
                    return None;
                }
                self.next = next;
                continue;
            }
            let column = *column.get_or_insert(line.indent);
            if line.indent < column || column <= indent {
                if line.indent > indent {
                    return None;
                }
                break;
            }
            // Without its line break the last line reads differently.
            if next > self.text.len() {
                return None;
            }
            self.next = next;
            until = next;
        }
        if until == from {
            return None;
        }
        let column = column.unwrap_or_default();
        let mut text = String::with_capacity(until - from);
        let mut at = from;
        while at < until {
            let rest = self.text.as_bytes().get(at..).unwrap_or_default();
            let next = memchr(b'\n', rest).map_or(until, |length| at + length + 1);
            // An empty line has no indentation to take off.
            text.push_str(self.part((at + column).min(next - 1), next));
            at = next;
        }
        if strips {
            text.pop();
        }
        self.advance();
        Some(Written::Text(Cow::Owned(text)))
    }
}

fn is_comment(after: &str) -> bool {
    after.starts_with(' ') && unindented(after).starts_with('#')
}

/// How many blanks a line begins with.
#[inline(always)]
fn blanks(line: &[u8]) -> usize {
    let mut at = 0;
    while line.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The text without the blanks at its beginning.
#[inline(always)]
fn unindented(text: &str) -> &str {
    text.get(blanks(text.as_bytes())..).unwrap_or_default()
}

/// `key: rest`, where the key is a plain word.
#[inline(always)]
fn split_key(content: &str) -> Option<(&str, &str)> {
    let bytes = content.as_bytes();
    let mut end = 0;
    while bytes.get(end).is_some_and(|byte| is_word(*byte)) {
        end += 1;
    }
    let first = bytes.first()?;
    if !(first.is_ascii_alphabetic() || *first == b'_')
        || bytes.get(end) != Some(&b':')
        || bytes.get(end + 1).is_some_and(|next| *next != b' ')
    {
        return None;
    }
    let (key, rest) = (content.get(..end)?, content.get(end + 1..)?);
    (!is_odd_word(key)).then_some((key, rest))
}

/// One bit of many for a key: keys of other bits are other keys.
#[inline(always)]
fn mark(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let end = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte));
    1 << ((end(bytes.first()) * 5 + end(bytes.last()) * 11 + bytes.len()) % 64)
}

/// The same where the key stands in quotes, as `on` does, which YAML 1.1 takes for a truth value.
fn split_quoted_key(content: &str) -> Option<(&str, &str)> {
    let (key, rest) = content.strip_prefix('"')?.split_once('"')?;
    let rest = rest.strip_prefix(':')?;
    (!key.is_empty() && key.bytes().all(is_word) && rest.starts_with(' ')).then_some((key, rest))
}

#[inline(always)]
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests;
