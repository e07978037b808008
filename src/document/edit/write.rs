//! A value as text, in one line or in many.

use super::scalar::{Site, literal, on_one_line};
use crate::document::spans::Style;
use crate::model::value::Value;

/// Lines longer than this are not made from parts that could stand on lines of their own.
const WIDE: usize = 100;

/// How a new value is to be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Writer {
    /// How much further to the right a nested mapping stands.
    pub(crate) step: usize,
    /// How much further to the right the `-` of a list stands than its key.
    pub(crate) list_offset: usize,
    /// Whether short lists stand in brackets.
    pub(crate) flow_lists: bool,
    /// Whether short mappings in a list stand in braces.
    pub(crate) flow_entries: bool,
    /// How scalars are written where they need no quotes.
    pub(crate) scalars: Style,
}

/// The value on one line, as it stands between brackets.
pub(crate) fn in_flow(value: &Value, scalars: Style, json: bool) -> String {
    let site = Site { flow: true, json };
    match value {
        Value::Text(text) => on_one_line(text, scalars, site),
        Value::List(list) => {
            let entries: Vec<_> = list.iter().map(|entry| in_flow(entry, scalars, json)).collect();
            format!("[{}]", entries.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| {
                    format!("{}: {}", key_text(key, site), in_flow(value, scalars, json))
                })
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A key as it stands before its colon.
pub(crate) fn key_text(key: &str, site: Site) -> String {
    on_one_line(key, Style::Plain, site)
}

impl Writer {
    /// `key: value` as lines without line breaks, the first indented by `column` too.
    pub(crate) fn entry(&self, key: &str, value: &Value, column: usize) -> Vec<String> {
        let key = key_text(key, Site { flow: false, json: false });
        let mut lines = vec![format!("{}{key}:", " ".repeat(column))];
        self.value(value, column, &mut lines);
        lines
    }

    /// `- value` as lines, the `-` in `column`.
    pub(crate) fn item(&self, value: &Value, column: usize) -> Vec<String> {
        let indent = " ".repeat(column);
        match value {
            Value::Map(entries) if !entries.is_empty() && !self.fits_in_braces(value, column) => {
                let mut lines = Vec::new();
                for (key, value) in entries {
                    lines.extend(self.entry(key, value, column + 2));
                }
                if let Some(first) = lines.first_mut() {
                    *first = format!("{indent}- {}", first.trim_start());
                }
                lines
            }
            Value::Map(_) | Value::List(_) => {
                vec![format!("{indent}- {}", in_flow(value, self.scalars, false))]
            }
            Value::Text(_) => {
                let mut lines = vec![format!("{indent}-")];
                self.value(value, column, &mut lines);
                lines
            }
        }
    }

    /// Adds a value after the last line, which ends with the indicator that leads to it and stands
    /// in `column`.
    pub(crate) fn value(&self, value: &Value, column: usize, lines: &mut Vec<String>) {
        let tail = match value {
            Value::Text(text) => {
                let block = text.contains('\n').then(|| literal(text, self.step)).flatten();
                if let Some(block) = block {
                    push_to_last(lines, &block.header);
                    let indent = " ".repeat(column + self.step);
                    lines.extend(block.lines.iter().map(|line| indented(&indent, line)));
                    return;
                }
                on_one_line(text, self.scalars, Site { flow: false, json: false })
            }
            Value::List(list) if !list.is_empty() && !self.fits_in_brackets(list, column) => {
                for entry in list {
                    lines.extend(self.item(entry, column + self.list_offset));
                }
                return;
            }
            Value::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    lines.extend(self.entry(key, value, column + self.step));
                }
                return;
            }
            Value::List(_) | Value::Map(_) => in_flow(value, self.scalars, false),
        };
        push_to_last(lines, &tail);
    }

    fn fits_in_brackets(&self, list: &[Value], column: usize) -> bool {
        let short = |entry: &Value| matches!(entry, Value::Text(text) if !text.contains('\n'));
        self.flow_lists
            && list.iter().all(short)
            && column + in_flow(&Value::List(list.to_vec()), self.scalars, false).len() < WIDE
    }

    fn fits_in_braces(&self, value: &Value, column: usize) -> bool {
        let Value::Map(entries) = value else { return false };
        let short = |value: &Value| matches!(value, Value::Text(text) if !text.contains('\n'));
        self.flow_entries
            && entries.iter().all(|(_, value)| short(value))
            && column + in_flow(value, self.scalars, false).len() < WIDE
    }
}

/// A line of a block scalar: an empty one gets no indentation, so that no blanks end a line.
pub(crate) fn indented(indent: &str, line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{indent}{line}") }
}

fn push_to_last(lines: &mut [String], tail: &str) {
    if let Some(last) = lines.last_mut() {
        last.push(' ');
        last.push_str(tail);
    }
}
