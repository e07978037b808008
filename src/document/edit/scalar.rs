//! One scalar as text: which quotes it needs to be read back as exactly this text, by readers of
//! YAML 1.2 and of YAML 1.1 (PyYAML, Ruby, libyaml) alike.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::document::spans::Style;

/// Where a scalar is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    /// Between brackets or braces.
    pub(crate) flow: bool,
    /// In a file that quotes everything, as JSON does.
    pub(crate) json: bool,
}

/// The scalar on one line, in the wanted style where that can hold it.
pub(crate) fn on_one_line(text: &str, wanted: Style, site: Site) -> String {
    match wanted {
        _ if site.json => double(text),
        Style::Double => double(text),
        Style::Single if single_can_hold(text) => single(text),
        Style::Single => double(text),
        _ if plain_can_hold(text, site.flow) => text.to_owned(),
        _ if text.contains(['"', '\\']) && !text.contains('\'') && single_can_hold(text) => {
            single(text)
        }
        _ => double(text),
    }
}

fn double(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other if is_printable(other) => quoted.push(other),
            other => {
                let code = u32::from(other);
                // Writing to a string cannot fail.
                let _ = match code {
                    0..=0xff => write!(quoted, "\\x{code:02X}"),
                    0x100..=0xffff => write!(quoted, "\\u{code:04X}"),
                    _ => write!(quoted, "\\U{code:08X}"),
                };
            }
        }
    }
    quoted.push('"');
    quoted
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn single_can_hold(text: &str) -> bool {
    text.chars().all(is_printable)
}

/// Whether a character may stand in a file as it is: no control, no line break of any standard, no
/// byte order mark.
pub(crate) fn is_printable(character: char) -> bool {
    !matches!(character,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text without quotes is read back as this text, and as text.
pub(crate) fn plain_can_hold(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if matches!(
        first,
        '-' | '?'
            | ':'
            | ','
            | '['
            | ']'
            | '{'
            | '}'
            | '#'
            | '&'
            | '*'
            | '!'
            | '|'
            | '>'
            | '\''
            | '"'
            | '%'
            | '@'
            | '`'
            | '='
    ) {
        return false;
    }
    if first.is_whitespace() || text.ends_with(char::is_whitespace) || text.ends_with(':') {
        return false;
    }
    if !text.chars().all(is_printable) || text.contains(": ") || text.contains(" #") {
        return false;
    }
    if text.starts_with("...") || text.starts_with("<<") {
        return false;
    }
    if flow && text.contains([',', '[', ']', '{', '}', ':', '?']) {
        return false;
    }
    is_text_to_all(text)
}

/// Whether no schema takes a plain scalar for null, a truth value, a number or a moment. A
/// calendar date is let through: files write dates plain, and gonogo reads them as text.
fn is_text_to_all(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
    ) {
        return false;
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return true;
    }
    !(may_be_number(&lower) || is_moment(text)) || is_date(text)
}

/// Whether every character may stand in some schema's number: decimal, hexadecimal, octal,
/// binary, with underscores, in base 60, infinite or not a number.
fn may_be_number(lower: &str) -> bool {
    lower.bytes().all(|byte| {
        matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'x' | b'o' | b'_' | b'.' | b':' | b'+' | b'-'
            | b',' | b'i' | b'n')
    })
}

/// A date followed by a time.
fn is_moment(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4
        && text.as_bytes().get(4) == Some(&b'-')
        && text.bytes().filter(|byte| *byte == b':').count() >= 1
        && text.bytes().filter(u8::is_ascii_digit).count() >= 8
}

/// A date that is in the calendar: readers of YAML 1.1 refuse a file with one that is not.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && text.parse::<NaiveDate>().is_ok()
}

/// A text as the lines of a literal block scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Literal<'t> {
    /// `|` with what has to follow it.
    pub(crate) header: String,
    /// The lines, without their indentation; an empty one gets none.
    pub(crate) lines: Vec<&'t str>,
}

/// The text as a literal block scalar indented by `step`, or `None` where that cannot hold it or
/// would hide something (blanks at the end of a line).
pub(crate) fn literal(text: &str, step: usize) -> Option<Literal<'_>> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let may_stand = |line: &str| {
        !line.ends_with([' ', '\t']) && line.chars().all(|c| c == '\t' || is_printable(c))
    };
    if body.is_empty() || body.ends_with('\n') || !body.split('\n').all(may_stand) {
        return None;
    }
    let lines: Vec<&str> = body.split('\n').collect();
    let first = lines.iter().find(|line| !line.is_empty())?;
    let mut header = String::from("|");
    if first.starts_with([' ', '\t']) {
        if !(1..=9).contains(&step) {
            return None;
        }
        header.push_str(&step.to_string());
    }
    if body.len() == text.len() {
        header.push('-');
    }
    Some(Literal { header, lines })
}
