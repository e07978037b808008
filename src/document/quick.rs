//! The fast lane of reading: the YAML that people write by hand, and nothing else.
//!
//! `serde_yaml` is the reader of record. It takes some 15 µs for an item, most of it for shapes
//! that items do not have, and a board opens ten thousand of them. What is read here is a small
//! part of YAML: block mappings and lists of plain words, quotes without escapes, brackets on one
//! line, `|` blocks. At anything else this gives up, and `serde_yaml` reads the text from its
//! beginning. That the two say the same wherever this one says anything is held by tests over
//! random texts and over real files; nothing that this gives up on is ever an error here.

mod locate;

use crate::model::value::Value;

pub(super) use locate::Plain;

/// Texts beyond this are not hand-written items.
const LARGEST: usize = 64 * 1024;
/// Keys beyond which looking for one that stands twice would take too long.
const MOST_KEYS: usize = 64;
/// Levels beyond which the slow lane counts.
const DEEPEST: usize = 8;

/// What the text says, as [`super::values`] would have it; `None` where it takes the slow lane.
pub(super) fn read(text: &str) -> Option<Value> {
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
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'\n' | 0x20..=0x7e => true,
        0xc2 => bytes.get(at + 1).is_some_and(|next| *next >= 0xa0),
        0xe2 => bytes.get(at + 1) != Some(&0x80),
        0xef => false,
        0x80..=0xff => true,
        _ => false,
    })
}

/// A line that holds something, without its indentation, its break and blanks at its end.
#[derive(Clone, Copy)]
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

struct Reader<'t> {
    text: &'t str,
    /// The beginning of the line after the current one.
    next: usize,
    /// The current line; `None` at the end.
    line: Option<Line>,
}

impl<'t> Reader<'t> {
    fn part(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn content(&self) -> Option<&'t str> {
        self.line.map(|line| self.part(line.start, line.end))
    }

    /// The line that begins at `start`, with the beginning of the next.
    fn line_at(&self, start: usize) -> (Line, usize) {
        let rest = self.part(start, self.text.len());
        let length = rest.find('\n').unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or_default();
        let indent = line.len() - line.trim_start_matches(' ').len();
        let end = start + line.trim_end_matches(' ').len();
        let line = Line { indent, start: (start + indent).min(end), end };
        (line, start + length + 1)
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

    fn map(&mut self, indent: usize, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let mut entries: Vec<(String, Value)> = Vec::with_capacity(8);
        while let Some(line) = self.line {
            if line.indent < indent {
                break;
            }
            if line.indent > indent {
                return None;
            }
            let content = self.part(line.start, line.end);
            let (key, rest) = split_key(content)?;
            if entries.len() >= MOST_KEYS || entries.iter().any(|(other, _)| other == key) {
                return None;
            }
            let key = key.to_owned();
            let value = self.value(rest, indent, depth, true)?;
            entries.push((key, value));
        }
        Some(Value::Map(entries))
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Value> {
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
            let rest = content.get(2..)?.trim_start_matches(' ');
            if rest.starts_with(['-', '#']) {
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
        Some(Value::List(entries))
    }

    /// The value that follows an indicator on the current line, and moves behind it.
    fn value(&mut self, rest: &'t str, indent: usize, depth: usize, in_map: bool) -> Option<Value> {
        let rest = rest.trim_start_matches(' ');
        let first = rest.bytes().next().unwrap_or(b'#');
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
                if !(after.is_empty()
                    || after.trim_start_matches(' ').is_empty()
                    || is_comment(after))
                {
                    return None;
                }
                self.advance();
                Some(value)
            }
            _ => {
                let text = match rest.find(" #") {
                    Some(end) => rest.get(..end)?.trim_end_matches(' '),
                    None => rest,
                };
                if text.contains(": ") || text.ends_with(':') {
                    return None;
                }
                let value = plain(text)?;
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
    fn folded(&mut self, header: &str, indent: usize) -> Option<Value> {
        let ending = match header {
            ">" => "\n",
            ">-" => "",
            _ => return None,
        };
        let mut text = String::new();
        let mut column = None;
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
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.part(line.start, line.end));
            self.next = next;
        }
        if text.is_empty() {
            return None;
        }
        text.push_str(ending);
        self.advance();
        Some(Value::Text(text))
    }

    fn literal(&mut self, header: &str, indent: usize) -> Option<Value> {
        let strips = match header {
            "|" => false,
            "|-" => true,
            _ => return None,
        };
        let mut text = String::new();
        let mut empty_lines = 0;
        let mut column = None;
        while self.next < self.text.len() {
            let (line, next) = self.line_at(self.next);
            if line.start == line.end {
                // Blanks alone on a line may be content.
                if line.indent > 0 {
                    return None;
                }
                empty_lines += 1;
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
            text.extend(std::iter::repeat_n('\n', empty_lines));
            empty_lines = 0;
            text.push_str(self.part(line.start - (line.indent - column), next));
            self.next = next;
        }
        if text.is_empty() {
            return None;
        }
        if strips {
            text.pop();
        }
        self.advance();
        Some(Value::Text(text))
    }
}

/// A key without a value.
fn nothing() -> Value {
    Value::Text(String::new())
}

fn is_comment(after: &str) -> bool {
    after.starts_with(' ') && after.trim_start_matches(' ').starts_with('#')
}

/// `key: rest`, where the key is a plain word.
fn split_key(content: &str) -> Option<(&str, &str)> {
    let end = content.bytes().position(|byte| !is_word(byte))?;
    let (key, rest) = content.split_at_checked(end)?;
    let rest = rest.strip_prefix(':')?;
    let is_key = key.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && (rest.is_empty() || rest.starts_with(' '))
        && !is_odd_word(key);
    is_key.then_some((key, rest))
}

/// The same where the key stands in quotes, as `on` does, which YAML 1.1 takes for a truth value.
fn split_quoted_key(content: &str) -> Option<(&str, &str)> {
    let (key, rest) = content.strip_prefix('"')?.split_once('"')?;
    let rest = rest.strip_prefix(':')?;
    (!key.is_empty() && key.bytes().all(is_word) && rest.starts_with(' ')).then_some((key, rest))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Words that some schema takes for something else than text.
fn is_odd_word(text: &str) -> bool {
    ["true", "false", "null"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A plain scalar; `None` where it may be something else than its own text.
fn plain(text: &str) -> Option<Value> {
    let first = text.bytes().next()?;
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
    Some(Value::Text(text.to_owned()))
}

/// Whether a text that begins with a digit may be a number that is not printed as it is written.
fn may_be_number(text: &str) -> bool {
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

/// A quoted scalar, a list or a mapping at the beginning of `text`, and what follows it.
fn flow(text: &str, depth: usize) -> Option<(Value, &str)> {
    if depth > DEEPEST {
        return None;
    }
    match text.bytes().next()? {
        b'"' => {
            let inner = text.get(1..)?;
            let end = inner.find(['"', '\\'])?;
            let after = inner.get(end..)?.strip_prefix('"')?;
            Some((Value::Text(inner.get(..end)?.to_owned()), after))
        }
        b'\'' => {
            let inner = text.get(1..)?;
            let (held, after) = inner.split_once('\'')?;
            (!after.starts_with('\'')).then(|| (Value::Text(held.to_owned()), after))
        }
        b'[' => {
            let mut rest = text.get(1..)?.trim_start_matches(' ');
            let mut entries = Vec::new();
            while !rest.starts_with(']') {
                let (entry, after) = flow(rest, depth + 1)?;
                entries.push(entry);
                rest = separated(after, ']')?;
            }
            Some((Value::List(entries), rest.get(1..)?))
        }
        b'{' => {
            let mut rest = text.get(1..)?.trim_start_matches(' ');
            let mut entries: Vec<(String, Value)> = Vec::new();
            while !rest.starts_with('}') {
                let (key, after) = split_key(rest).or_else(|| split_quoted_key(rest))?;
                let after = after.strip_prefix(' ')?.trim_start_matches(' ');
                if entries.len() >= MOST_KEYS || entries.iter().any(|(other, _)| other == key) {
                    return None;
                }
                let (value, after) = flow(after, depth + 1)?;
                entries.push((key.to_owned(), value));
                rest = separated(after, '}')?;
            }
            Some((Value::Map(entries), rest.get(1..)?))
        }
        _ => {
            let end = text.find([',', ']', '}'])?;
            let (word, after) = text.split_at_checked(end)?;
            let word = word.trim_end_matches(' ');
            if word.contains(['[', '{', '?', '#']) || has_odd_colon(word) {
                return None;
            }
            Some((plain(word)?, after))
        }
    }
}

/// Whether a colon may be an indicator: only one before a word or a slash surely is not.
fn has_odd_colon(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b':'
            && !bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'/')
    })
}

/// What follows the comma after an entry, or the bracket that closes.
fn separated(after: &str, close: char) -> Option<&str> {
    let after = after.trim_start_matches(' ');
    if after.starts_with(close) {
        return Some(after);
    }
    let rest = after.strip_prefix(',')?;
    // A comma that closes nothing and separates nothing is for the slow lane.
    let rest = rest.trim_start_matches(' ');
    (!rest.starts_with([close, ','])).then_some(rest)
}

#[cfg(test)]
mod tests;
