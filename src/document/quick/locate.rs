//! Where things stand in a text that took the fast lane: the lines are walked, and no tree is built.

use std::cell::{Cell, OnceCell};

use super::flow::{flow, separated};
use super::{Line, Reader, split_key, split_quoted_key, unindented};
use crate::document::Style;
use crate::document::spans::Segment;

/// A text that is known to be written plainly.
pub(in crate::document) struct Plain<'t> {
    text: &'t str,
    /// Whether something was asked already.
    asked: Cell<bool>,
    /// The keys of the file itself, found at the second question: one or two are asked about an item,
    /// many about a pack.
    keys: OnceCell<Vec<(&'t str, Reader<'t>)>>,
}

/// What a key or a dash leads to.
enum Below {
    /// A mapping or a list whose entries begin in this column.
    Map(usize),
    List(usize),
    /// Something on the same line that has no parts.
    Leaf,
    /// Brackets, which begin at this byte.
    Flow(usize),
}

impl<'t> Plain<'t> {
    /// The text, if it is written plainly; it is read only where nobody has looked.
    pub(in crate::document) fn of(text: &'t str, style: Style) -> Option<Self> {
        let is_plain = match style {
            Style::Plain => true,
            Style::Other => false,
            Style::Unknown => super::read(text).is_some(),
        };
        is_plain.then(|| Self { text, asked: Cell::new(false), keys: OnceCell::new() })
    }

    /// How much of a path is written, in segments, and the byte at which the last of them begins: its
    /// key, or its entry of a list.
    pub(in crate::document) fn locate(&self, path: &[Segment]) -> Option<(usize, usize)> {
        let mut reader = self.beginning();
        let mut at = reader.line?.start;
        let mut below = Below::Map(0);
        for (n, segment) in path.iter().enumerate() {
            let found = match (segment, below) {
                (Segment::Key(key), Below::Map(_)) if n == 0 => self.key(key, &mut reader),
                (segment, Below::Flow(start)) => self.in_brackets(start, segment),
                (Segment::Key(key), Below::Map(indent)) => reader.key(indent, key),
                (Segment::Index(index), Below::List(indent)) => reader.entry(indent, *index),
                _ => None,
            };
            let Some((start, inner)) = found else { return Some((n, at)) };
            (at, below) = (start, inner);
        }
        Some((path.len(), at))
    }

    /// A reader at the first line that holds something.
    fn beginning(&self) -> Reader<'t> {
        let mut reader = Reader { text: self.text, next: 0, line: None };
        reader.advance();
        if reader.content() == Some("---") {
            reader.advance();
        }
        reader
    }

    /// Goes to a key of the file itself.
    fn key(&self, wanted: &str, reader: &mut Reader<'t>) -> Option<(usize, Below)> {
        if !self.asked.replace(true) {
            return reader.key(0, wanted);
        }
        let keys = self.keys.get_or_init(|| {
            let mut keys = Vec::with_capacity(16);
            let mut reader = self.beginning();
            while let Some(line) = reader.line {
                if line.indent == 0
                    && let Some((key, _)) = split_key(reader.part(line.start, line.end))
                {
                    keys.push((key, reader));
                }
                reader.advance();
            }
            keys
        });
        let (_, found) = keys.iter().find(|(key, _)| *key == wanted)?;
        *reader = *found;
        reader.key(0, wanted)
    }

    /// Goes to a part of what stands in brackets on one line.
    fn in_brackets(&self, start: usize, wanted: &Segment) -> Option<(usize, Below)> {
        let text = self.text.get(start..)?;
        let line = text.split('\n').next()?;
        let at = |rest: &str| start + line.len() - rest.len();
        let mut rest = unindented(line.get(1..)?);
        let close = if line.starts_with('{') { b'}' } else { b']' };
        for n in 0.. {
            if rest.is_empty() || rest.as_bytes().first() == Some(&close) {
                return None;
            }
            let (found, value) = match (close, wanted) {
                (b'}', wanted) => {
                    let (key, after) = split_key(rest).or_else(|| split_quoted_key(rest))?;
                    let value = unindented(after);
                    (matches!(wanted, Segment::Key(wanted) if wanted == key), value)
                }
                (_, Segment::Index(index)) => (*index == n, rest),
                (_, Segment::Key(_)) => return None,
            };
            if found {
                let is_flow = value.starts_with(['[', '{']);
                let below = if is_flow { Below::Flow(at(value)) } else { Below::Leaf };
                return Some((at(rest), below));
            }
            let (_, after) = flow(value, 0)?;
            rest = separated(after, close)?;
        }
        None
    }
}

impl Reader<'_> {
    /// Goes to a key of the mapping that the current line begins.
    fn key(&mut self, indent: usize, wanted: &str) -> Option<(usize, Below)> {
        while let Some(line) = self.line {
            if line.indent < indent {
                return None;
            }
            // What stands deeper belongs to the key before, and so do dashes in the same column.
            if line.indent == indent
                && let Some((key, rest)) = split_key(self.part(line.start, line.end))
                && key == wanted
            {
                let below = self.below(unindented(rest), indent, true);
                return Some((line.start, below));
            }
            self.advance();
        }
        None
    }

    /// Goes to an entry of the list that the current line begins.
    fn entry(&mut self, indent: usize, wanted: usize) -> Option<(usize, Below)> {
        let mut seen = 0;
        while let Some(line) = self.line {
            let content = self.part(line.start, line.end);
            let dash = content.starts_with("- ");
            if line.indent < indent || (line.indent == indent && !dash) {
                return None;
            }
            if line.indent == indent {
                if seen == wanted {
                    let rest = unindented(content.get(2..)?);
                    let start = line.end - rest.len();
                    if split_key(rest).is_none() {
                        return Some((start, self.below(rest, indent, false)));
                    }
                    // The first key stands on the line of the dash.
                    let inner = indent + (start - line.start);
                    self.line = Some(Line { indent: inner, start, end: line.end });
                    return Some((start, Below::Map(inner)));
                }
                seen += 1;
            }
            self.advance();
        }
        None
    }

    /// What stands behind an indicator on the current line, and moves to where it begins.
    fn below(&mut self, rest: &str, indent: usize, in_map: bool) -> Below {
        let end = self.line.map_or(0, |line| line.end);
        match rest.bytes().next() {
            None | Some(b'#') => {
                self.advance();
                let Some(line) = self.line else { return Below::Leaf };
                let dash = self.content().is_some_and(|content| content.starts_with("- "));
                if dash && (line.indent > indent || (line.indent == indent && in_map)) {
                    Below::List(line.indent)
                } else if line.indent > indent {
                    Below::Map(line.indent)
                } else {
                    Below::Leaf
                }
            }
            Some(b'[' | b'{') => Below::Flow(end - rest.len()),
            Some(_) => Below::Leaf,
        }
    }
}
