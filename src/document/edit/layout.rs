//! How a file is laid out, so that what is added looks like what is there.

use crate::document::spans::lex;
use crate::document::spans::{Body, Flow, Node};

/// The habits of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// How much further to the right a nested mapping stands.
    pub(super) step: usize,
    /// How much further to the right the `-` of a list stands than its key.
    pub(super) list_offset: usize,
    /// Whether short lists stand in brackets.
    pub(super) flow_lists: bool,
}

impl Layout {
    /// The habits that the nodes of a text show; where they show none, gonogo's own.
    pub(super) fn of(text: &str, root: &Node) -> Self {
        let mut seen = Seen::default();
        seen.visit(text, root);
        Self {
            step: seen.step.unwrap_or(2),
            list_offset: seen.list_offset.unwrap_or(2),
            flow_lists: seen.flow_list || seen.list_offset.is_none(),
        }
    }
}

#[derive(Default)]
struct Seen {
    step: Option<usize>,
    list_offset: Option<usize>,
    flow_list: bool,
}

impl Seen {
    fn visit(&mut self, text: &str, node: &Node) {
        for item in node.items() {
            self.visit(text, &item.node);
        }
        if !matches!(node.body, Body::Map { flow: Flow::Block, .. }) {
            return;
        }
        for entry in node.entries() {
            let from = lex::column(text, entry.start);
            let column = || lex::column(text, entry.value.inner.start);
            match &entry.value.body {
                Body::Map { flow: Flow::Block, .. } => {
                    self.step.get_or_insert(column().saturating_sub(from).max(1));
                }
                Body::List { flow: false, .. } => {
                    self.list_offset.get_or_insert(column().saturating_sub(from));
                }
                Body::List { flow: true, .. } => self.flow_list = true,
                _ => {}
            }
            self.visit(text, &entry.value);
        }
    }
}

/// The line break that a new line beside the one that holds `at` gets: the same as that line's,
/// or as the one before it where the text ends without.
pub(super) fn line_break(text: &str, at: usize) -> &'static str {
    let end = lex::line_end(text, at);
    let own = lex::part(text, end..lex::next_line(text, end));
    let before = lex::part(text, 0..lex::line_start(text, at));
    match if own.is_empty() { before } else { own } {
        crlf if crlf.ends_with("\r\n") => "\r\n",
        cr if cr.ends_with('\r') => "\r",
        _ => "\n",
    }
}
