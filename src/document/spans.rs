//! Where things stand: the nodes of a YAML text with their byte ranges.
//!
//! Built only when a finding has to be located or an edit is made. `saphyr-parser` says what the
//! nodes are; where it rounds a range up (quoted scalars, flow collections) or leaves a part out
//! (the header of a block scalar), the text itself is read, see `lex`.

mod build;
pub(crate) mod lex;
pub(crate) mod unfold;

use std::ops::Range;

use super::problem::Problem;
use super::yaml::{self, position};

/// One step on the way to a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into a mapping, by key.
    Key(String),
    /// Into a sequence, by position from 0.
    Index(usize),
}

impl From<&str> for Segment {
    fn from(key: &str) -> Self {
        Segment::Key(key.to_owned())
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Segment::Index(index)
    }
}

/// A range of a text that a person can be pointed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// The column of the first byte, in characters, from 1.
    pub column: usize,
}

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The key, `None` for an entry of a sequence and for the document itself.
    pub key: Option<Span>,
    /// The value; empty where nothing is written.
    pub value: Span,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl Style {
    /// Whether it is `|` or `>`.
    pub fn is_block(self) -> bool {
        matches!(self, Style::Literal | Style::Folded)
    }
}

/// A node of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Just after the indicator that leads to the node (`:`, `-`, `?`, `[`, `{`, `,`) or the
    /// beginning of the document.
    pub lead: usize,
    /// Anchor and tag; empty where there are none.
    pub props: Range<usize>,
    /// The content without anchor and tag. A block scalar begins with its header and ends after
    /// the line break of its last line; a block collection ends with its last entry.
    pub inner: Range<usize>,
    /// Whether it has an anchor.
    pub anchor: bool,
    /// Whether it has a tag.
    pub tag: bool,
    /// What it is.
    pub body: Body,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing is written: null.
    Nothing,
    /// A scalar as it reads, which for a plain one may mean a number or null.
    Scalar {
        /// The text after quotes, escapes and folding.
        text: String,
        /// How it is written.
        style: Style,
    },
    /// `*name`
    Alias,
    /// A sequence.
    List {
        /// Whether it stands in brackets.
        flow: bool,
        /// The entries.
        items: Vec<Item>,
    },
    /// A mapping.
    Map {
        /// How it is written.
        flow: Flow,
        /// The entries.
        entries: Vec<Entry>,
    },
}

/// How a mapping is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// A line or more for each key.
    Block,
    /// In braces.
    Braces,
    /// A single pair in a flow sequence, without braces: `[a: b]`.
    Pair,
}

/// An entry of a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The `-` of a block sequence, the first byte of the node in a flow sequence.
    pub start: usize,
    /// The entry itself.
    pub node: Node,
}

/// An entry of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The `?` of an explicit key, otherwise the first byte of the key.
    pub start: usize,
    /// The key.
    pub key: Node,
    /// The `:`, `None` where there is none.
    pub colon: Option<usize>,
    /// The value.
    pub value: Node,
}

impl Entry {
    /// The byte after the entry.
    pub fn end(&self) -> usize {
        let end = self.value.end();
        self.colon.map_or(self.key.end(), |colon| colon + 1).max(end)
    }
}

impl Node {
    /// The first byte, anchor and tag included.
    pub fn start(&self) -> usize {
        if self.props.is_empty() { self.inner.start } else { self.props.start }
    }

    /// The byte after the last.
    pub fn end(&self) -> usize {
        self.inner.end.max(self.props.end)
    }

    /// Where a value goes that is to stand directly after the indicator, anchor and tag.
    pub fn after_props(&self) -> usize {
        if self.props.is_empty() { self.lead } else { self.props.end }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The style of a scalar.
    pub fn style(&self) -> Option<Style> {
        match &self.body {
            Body::Scalar { style, .. } => Some(*style),
            _ => None,
        }
    }

    /// Whether nothing is written, or what is written plainly means null.
    pub fn is_null(&self) -> bool {
        match &self.body {
            Body::Nothing => true,
            Body::Scalar { text, style: Style::Plain } => {
                !self.tag && matches!(text.as_str(), "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// The block scalar that the node ends with: itself, or the last one of its last entry.
    pub fn last_block_scalar(&self) -> Option<&Node> {
        let mut node = self;
        loop {
            node = match &node.body {
                Body::Scalar { style, .. } if style.is_block() => return Some(node),
                Body::List { flow: false, items } => &items.last()?.node,
                Body::Map { flow: Flow::Block, entries } => &entries.last()?.value,
                _ => return None,
            };
        }
    }

    /// The entries of a mapping.
    pub fn entries(&self) -> &[Entry] {
        match &self.body {
            Body::Map { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The entries of a sequence.
    pub fn items(&self) -> &[Item] {
        match &self.body {
            Body::List { items, .. } => items,
            _ => &[],
        }
    }

    /// The entry of a mapping with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text() == Some(key))
    }
}

/// The nodes of a text.
#[derive(Clone, Debug)]
pub struct Tree<'t> {
    text: &'t str,
    root: Node,
}

impl<'t> Tree<'t> {
    /// Reads where the nodes of `text` stand. Ranges count from the first byte of `text`, a byte
    /// order mark included.
    ///
    /// # Errors
    /// The text is no single YAML document, or one that [`parse`](super::yaml::parse) refuses for
    /// its size, its characters or its depth.
    pub fn build(text: &'t str) -> Result<Self, Problem> {
        yaml::refuse_hostile(text)?;
        Ok(Self { text, root: build::build(text)? })
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The outermost node.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The node that a path leads to. Aliases are not followed.
    pub fn node(&self, path: &[Segment]) -> Option<&Node> {
        let mut node = &self.root;
        for segment in path {
            node = match segment {
                Segment::Key(key) => &node.entry(key)?.value,
                Segment::Index(index) => &node.items().get(*index)?.node,
            };
        }
        Some(node)
    }

    /// Where a path leads, `None` where there is no such node.
    pub fn locate(&self, path: &[Segment]) -> Option<Located> {
        let value = self.span(self.node(path)?);
        let key = match path.split_last() {
            Some((Segment::Key(key), parent)) => {
                Some(self.span(&self.node(parent)?.entry(key)?.key))
            }
            _ => None,
        };
        Some(Located { key, value })
    }

    /// The byte at which what a path leads to begins, its key where it has one; `None` where there is
    /// no such node.
    pub fn start_of(&self, path: &[Segment]) -> Option<usize> {
        let node = match path.split_last() {
            Some((Segment::Key(key), parent)) => &self.node(parent)?.entry(key)?.key,
            _ => self.node(path)?,
        };
        Some(node.start())
    }

    fn span(&self, node: &Node) -> Span {
        let start = node.start();
        let (line, column) = position(self.text, start);
        Span { start, end: node.end(), line, column }
    }
}

#[cfg(test)]
mod tests;
