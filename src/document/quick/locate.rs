//! Where things stand in a text that took the fast lane: the lines are walked, and no tree is built.

use super::{Line, Reader, flow, separated, split_key, split_quoted_key};
use crate::document::spans::Segment;

/// A text that is known to be written plainly.
#[derive(Clone, Copy)]
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

impl<'t> Plain<'t> {
    /// The text, if it is written plainly.
    pub(in crate::document) fn of(text: &'t str) -> Option<Self> {
        super::read(text).map(|_| Self { text })
    }

    /// How much of a path is written, in segments, and the byte at which the last of them begins: its
    /// key, or its entry of a list.
    pub(in crate::document) fn locate(self, path: &[Segment]) -> Option<(usize, usize)> {
        let mut reader = Reader { text: self.text, next: 0, line: None };
        reader.advance();
        if reader.content() == Some("---") {
            reader.advance();
        }
        let mut at = reader.line?.start;
        let mut below = Below::Map(0);
        for (n, segment) in path.iter().enumerate() {
            let found = match (segment, below) {
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

    /// Goes to a part of what stands in brackets on one line.
    fn in_brackets(self, start: usize, wanted: &Segment) -> Option<(usize, Below)> {
        let text = self.text.get(start..)?;
        let line = text.split('\n').next()?;
        let at = |rest: &str| start + line.len() - rest.len();
        let mut rest = line.get(1..)?.trim_start_matches(' ');
        let close = if line.starts_with('{') { '}' } else { ']' };
        for n in 0.. {
            if rest.starts_with(close) || rest.is_empty() {
                return None;
            }
            let (found, value) = match (close, wanted) {
                ('}', wanted) => {
                    let (key, after) = split_key(rest).or_else(|| split_quoted_key(rest))?;
                    let value = after.trim_start_matches(' ');
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
                let below = self.below(rest.trim_start_matches(' '), indent, true);
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
                    let rest = content.get(2..)?.trim_start_matches(' ');
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
