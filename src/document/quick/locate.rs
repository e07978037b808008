//! Where things stand in a text that took the fast lane: the lines are walked, and no tree is built.

use memchr::{memchr_iter, memmem, memrchr};

use super::flow::{flow, separated};
use super::{Line, Reader, split_key, split_quoted_key, unindented};
use crate::document::Style;
use crate::document::spans::Segment;

/// A text that is known to be written plainly.
pub(in crate::document) struct Plain<'t> {
    text: &'t str,
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

/// A plain text without what the block holds that it may end with.
pub(in crate::document) fn without_last_block(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = bytes.len();
    while end > 0 {
        let before = bytes.get(..end - 1).unwrap_or_default();
        let start = memrchr(b'\n', before).map_or(0, |at| at + 1);
        // Neither blank, nor part of a block, nor a comment behind one.
        if !matches!(bytes.get(start), Some(b' ' | b'\n' | b'#')) {
            let line = text.get(start..end).unwrap_or_default().trim_end();
            let is_block = line.ends_with(" |") || line.ends_with(" |-");
            let begins = is_block && !line.contains('#');
            return if begins { text.get(..end).unwrap_or(text) } else { text };
        }
        end = start;
    }
    text
}

impl<'t> Plain<'t> {
    /// The text, if it is written plainly; it is read only where nobody has looked.
    pub(in crate::document) fn of(text: &'t str, style: Style) -> Option<Self> {
        let is_plain = match style {
            Style::Plain => true,
            Style::Other => false,
            Style::Unknown => super::read(text).is_some(),
        };
        is_plain.then_some(Self { text })
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

    /// Goes to a key of the file itself: nothing else begins a line like one.
    fn key(&self, wanted: &str, reader: &mut Reader<'t>) -> Option<(usize, Below)> {
        let key = ["\n", wanted, ":"].concat();
        let begins = self.text.starts_with(key.get(1..)?);
        let start =
            if begins { 0 } else { memmem::find(self.text.as_bytes(), key.as_bytes())? + 1 };
        *reader = Reader { text: self.text, next: start, line: None };
        reader.advance();
        reader.key(0, wanted)
    }

    /// Line and column of a byte, both from 1, the column in characters.
    pub(in crate::document) fn position(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or_default();
        let breaks = memchr_iter(b'\n', before.as_bytes()).count();
        let start = memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        (breaks + 1, before.get(start..).unwrap_or_default().chars().count() + 1)
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
