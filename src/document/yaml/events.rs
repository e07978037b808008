//! One pass over the events of a text: what `serde_yaml` would not survive, and what it refuses
//! without saying where.
//!
//! Nothing is expanded here: an alias costs what its anchor was measured to cost.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScanError, Span};

use super::{MAX_ALIAS_BYTES, MAX_ALIAS_NODES, MAX_DEPTH};
use crate::document::problem::Problem;
use crate::document::spans::{lex, unfold};

/// A key that stands twice in one mapping.
#[derive(Debug)]
pub(super) struct Duplicate {
    pub(super) key: String,
    pub(super) first_line: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What the events hold beside data.
#[derive(Debug, Default)]
pub(super) struct Inspection {
    /// Where a second document begins.
    pub(super) second_document: Option<(usize, usize)>,
    /// The first key that stands twice.
    pub(super) duplicate: Option<Duplicate>,
    /// Where `{{` opens a mapping whose first key is a mapping: a template nobody filled in.
    pub(super) template: Option<(usize, usize)>,
    /// Where the parser gave up, and its words.
    pub(super) error: Option<((usize, usize), String)>,
}

/// What a node costs when an alias repeats it.
#[derive(Clone, Copy, Default)]
struct Cost {
    nodes: usize,
    bytes: usize,
}

impl Cost {
    fn add(&mut self, other: Cost) {
        self.nodes = self.nodes.saturating_add(other.nodes);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// A collection that is open.
struct Frame {
    anchor: usize,
    cost: Cost,
    /// The keys of a mapping with their lines; `None` for a sequence.
    keys: Option<HashMap<String, usize>>,
    children: usize,
    start: usize,
}

/// Reads all events of `text`.
///
/// # Errors
/// Nesting or aliases beyond their limits. A text that is no YAML is not an error here: it is told
/// in [`Inspection::error`].
pub(super) fn inspect(text: &str) -> Result<Inspection, Problem> {
    let mut unfolded: Option<String> = None;
    for _ in 0..unfold::MAX_TRIES {
        let parsed = unfolded.as_deref().unwrap_or(text);
        let mut pass = Pass::default();
        let refused = pass.run(parsed)?;
        let next = refused.and_then(|error| {
            let at = lex::byte_of_char(parsed, 0, error.marker().index());
            unfold::unfold(parsed, &error, at)
        });
        if next.is_none() {
            return Ok(pass.found);
        }
        unfolded = next;
    }
    Err(Problem::unreadable(
        (1, 1),
        "too many lists in brackets are not indented",
        "Indent what stands between brackets",
    ))
}

#[derive(Default)]
struct Pass {
    found: Inspection,
    frames: Vec<Frame>,
    /// What each anchor costs; `None` while its node is open.
    anchors: HashMap<usize, Option<Cost>>,
    followed: Cost,
    documents: usize,
}

impl Pass {
    /// Sees all events of `text`, and returns what the parser refused.
    fn run(&mut self, text: &str) -> Result<Option<ScanError>, Problem> {
        for event in Parser::new_from_str(text) {
            match event {
                Ok((event, span)) => self.see(event, span)?,
                Err(error) => {
                    self.fail(&error)?;
                    return Ok(Some(error));
                }
            }
        }
        Ok(None)
    }

    fn see(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.found.second_document = Some(place(span.start));
                }
            }
            Event::Scalar(text, _, anchor, _) => {
                self.key(&text, span);
                let cost = Cost { nodes: 1, bytes: text.len() };
                self.close(anchor, cost);
            }
            Event::Alias(anchor) => {
                let cost = self.follow(anchor, span)?;
                self.close(0, cost);
            }
            Event::SequenceStart(anchor, _) => self.open(anchor, None, span)?,
            Event::MappingStart(anchor, _) => self.open(anchor, Some(HashMap::new()), span)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.frames.pop() {
                    self.close(frame.anchor, frame.cost);
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn open(
        &mut self,
        anchor: usize,
        keys: Option<HashMap<String, usize>>,
        span: Span,
    ) -> Result<(), Problem> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(too_deep(place(span.start)));
        }
        if let Some(parent) = self.frames.last()
            && parent.keys.is_some()
            && keys.is_some()
            && parent.children == 0
            && parent.start + 1 == span.start.index()
        {
            self.found.template.get_or_insert(place(span.start));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.frames.push(Frame {
            anchor,
            cost: Cost { nodes: 1, bytes: 0 },
            keys,
            children: 0,
            start: span.start.index(),
        });
        Ok(())
    }

    /// A node is complete: its anchor gets its cost, and so does the collection around it.
    fn close(&mut self, anchor: usize, cost: Cost) {
        if anchor > 0 {
            self.anchors.insert(anchor, Some(cost));
        }
        if let Some(parent) = self.frames.last_mut() {
            parent.children += 1;
            parent.cost.add(cost);
        }
    }

    fn follow(&mut self, anchor: usize, span: Span) -> Result<Cost, Problem> {
        let at = place(span.start);
        let Some(cost) = self.anchors.get(&anchor).copied().flatten() else {
            return Err(Problem::unreadable(
                at,
                "an alias stands inside the very node that it repeats",
                "Write the value out instead of the alias",
            ));
        };
        self.followed.add(cost);
        if self.followed.nodes > MAX_ALIAS_NODES || self.followed.bytes > MAX_ALIAS_BYTES {
            return Err(Problem::unreadable(
                at,
                format!(
                    "aliases multiply the file to more than {MAX_ALIAS_NODES} values \
                     or {MAX_ALIAS_BYTES} bytes"
                ),
                "Write the values out instead of repeating them by alias",
            ));
        }
        Ok(cost)
    }

    fn key(&mut self, text: &str, span: Span) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let Some(keys) = frame.keys.as_mut() else {
            return;
        };
        if !frame.children.is_multiple_of(2) || self.found.duplicate.is_some() {
            return;
        }
        let (line, column) = place(span.start);
        if let Some(first_line) = keys.insert(text.to_owned(), line) {
            self.found.duplicate =
                Some(Duplicate { key: text.to_owned(), first_line, line, column });
        }
    }

    fn fail(&mut self, error: &ScanError) -> Result<(), Problem> {
        let at = place(*error.marker());
        if error.info().contains("recursion limit") {
            return Err(too_deep(at));
        }
        self.found.error = Some((at, error.info().to_owned()));
        Ok(())
    }
}

fn too_deep(at: (usize, usize)) -> Problem {
    Problem::unreadable(
        at,
        format!("lists and mappings are nested more than {MAX_DEPTH} levels deep"),
        "Flatten the value: an item needs three levels at most",
    )
}

fn place(mark: Marker) -> (usize, usize) {
    (mark.line(), mark.col() + 1)
}
