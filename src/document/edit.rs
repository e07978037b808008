//! The lossless edit: a text, a few changes, and a text that differs in nothing else.
//!
//! A change is turned into splices of byte ranges, so what is outside them stays byte for byte.
//! Then the result is read again and compared with the old data plus the change (`guard`). Where
//! the two are not the same, the caller gets an error and no text: a refusal is always possible, a
//! silent loss never.
//!
//! One splice plan is made and applied at a time and the nodes are read anew after it, so that no
//! plan has to know of another.

mod block;
pub(super) mod compare;
mod difference;
mod flow;
mod guard;
mod layout;
mod plan;
mod rename;
mod replace;
pub(crate) mod scalar;
pub(crate) mod write;

use std::ops::Range;

use super::problem::Problem;
use super::spans::{Node, Segment, Tree};
use super::yaml::{self, position};
use crate::model::value::Value;

pub use rename::rename;

/// A plan may not take more steps than this: one is needed for each key or entry that changes.
const MAX_STEPS: usize = 20_000;

/// One change of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The keys that lead to the value, from the mapping that is edited.
    pub path: Vec<String>,
    /// What is expected to stand there, where that matters: `Some(None)` is nothing, or null.
    pub before: Option<Option<Value>>,
    /// What is to be done.
    pub action: Action,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The key is to hold exactly this. Entries that are the same already are not touched.
    Set(Value),
    /// The key is to be gone.
    Remove,
    /// The list under the key gets one more entry; there need be no list yet.
    Append(Value),
}

impl Change {
    /// Sets the value at `path`, or removes its key where `after` is `None`.
    pub fn set<K: Into<String>>(path: impl IntoIterator<Item = K>, after: Option<Value>) -> Self {
        Self {
            path: path.into_iter().map(Into::into).collect(),
            before: None,
            action: after.map_or(Action::Remove, Action::Set),
        }
    }

    /// Adds an entry to the end of the list at `path`.
    pub fn append<K: Into<String>>(path: impl IntoIterator<Item = K>, entry: Value) -> Self {
        Self {
            path: path.into_iter().map(Into::into).collect(),
            before: None,
            action: Action::Append(entry),
        }
    }

    /// The same change, refused where something else stands there.
    #[must_use]
    pub fn expecting(mut self, before: Option<Value>) -> Self {
        self.before = Some(before);
        self
    }
}

/// Why a change cannot be written into a text. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text cannot be read.
    #[error("{0}")]
    Unreadable(Problem),
    /// There is no mapping to edit.
    #[error("line {line}: {found} stands where a mapping of keys and values is needed")]
    NoMapping {
        /// Where, from 1.
        line: usize,
        /// What stands there.
        found: &'static str,
    },
    /// Something else stands there than was expected.
    #[error("line {line}: `{}` was changed in the meantime", path.join("."))]
    Conflict {
        /// The keys that lead to the value.
        path: Vec<String>,
        /// Where, from 1.
        line: usize,
        /// What was expected.
        expected: Option<Value>,
        /// What stands there.
        found: Option<Value>,
    },
    /// The value is shared: an alias, an anchor that aliases repeat, or a merge key.
    #[error(
        "line {line}: `{}` is shared by an anchor, an alias or a merge key; \
         write the value out in the file first",
        path.join(".")
    )]
    Shared {
        /// The keys that lead to the value.
        path: Vec<String>,
        /// Where, from 1.
        line: usize,
    },
    /// The place is written in a way that is not edited.
    #[error("line {line}: `{}` cannot be edited: {cause}; edit the file by hand", path.join("."))]
    Unsupported {
        /// The keys that lead to the value.
        path: Vec<String>,
        /// Where, from 1.
        line: usize,
        /// What is in the way.
        cause: &'static str,
    },
    /// The result did not read back as the old data plus the change.
    #[error(
        "line {line}: writing `{}` would change more than that ({cause}); edit the file by hand",
        path.join(".")
    )]
    Inexact {
        /// The keys that lead to the value.
        path: Vec<String>,
        /// Where, from 1.
        line: usize,
        /// What the result would have been.
        cause: String,
    },
}

impl EditError {
    /// The line it is about, from 1.
    pub fn line(&self) -> usize {
        match self {
            EditError::Unreadable(problem) => problem.line,
            EditError::NoMapping { line, .. }
            | EditError::Conflict { line, .. }
            | EditError::Shared { line, .. }
            | EditError::Unsupported { line, .. }
            | EditError::Inexact { line, .. } => *line,
        }
    }
}

impl From<Problem> for EditError {
    fn from(problem: Problem) -> Self {
        EditError::Unreadable(problem)
    }
}

/// A range of bytes and what is to stand in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Splice {
    fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }
}

/// The text with the changes made, one after the other, in the mapping that `root` leads to (the
/// whole document where it is empty). New keys stand where `order` has them: after the nearest key
/// before them in `order` that is present, else before the nearest after them, else at the end.
///
/// # Errors
/// The text cannot be read, the mapping is not there, something else stands there than a change
/// expects, or the change cannot be written without changing more than that.
pub fn apply(
    text: &str,
    root: &[Segment],
    order: &[&str],
    changes: &[Change],
) -> Result<String, EditError> {
    let mut current = text.to_owned();
    let mut data = yaml::parse(text)?;
    for change in changes {
        let mut next = make(&current, &data, root, order, change)?;
        // A text that ends with its line keeps doing so: in Markdown the closing fence comes next.
        if current.ends_with(['\n', '\r']) && !next.is_empty() && !next.ends_with(['\n', '\r']) {
            next.push_str(layout::line_break(&current, current.len()));
        }
        if next == current {
            continue;
        }
        let result = reread(&next, change)?;
        guard::check(&current, &data, &next, &result, root, change)?;
        current = next;
        data = result;
    }
    Ok(current)
}

/// Makes one change, without the guard.
fn make(
    text: &str,
    data: &serde_yaml::Value,
    root: &[Segment],
    order: &[&str],
    change: &Change,
) -> Result<String, EditError> {
    let mut current = text.to_owned();
    let mut wanted = None;
    for step in 0..MAX_STEPS {
        let read;
        let data = if step == 0 {
            data
        } else {
            read = reread(&current, change)?;
            &read
        };
        let tree = Tree::build(&current)?;
        let place = plan::Place::find(&tree, data, root, change)?;
        if wanted.is_none() {
            place.expect(change)?;
            wanted = Some(place.wanted(change)?);
        }
        let plan = match &wanted {
            Some(wanted) => place.plan(order, wanted.as_ref())?,
            None => None,
        };
        let Some(next) = plan else { return Ok(current) };
        let result = spliced(&current, next.splices).ok_or_else(|| EditError::Inexact {
            path: change.path.clone(),
            line: line_of(&current, tree.root()),
            cause: "two of its parts overlap".to_owned(),
        })?;
        if next.is_last {
            return Ok(result);
        }
        current = result;
    }
    Err(EditError::Unsupported {
        path: change.path.clone(),
        line: 1,
        cause: "the change has too many parts",
    })
}

/// The data of a text that a change has led to.
fn reread(text: &str, change: &Change) -> Result<serde_yaml::Value, EditError> {
    yaml::parse(text).map_err(|problem| EditError::Inexact {
        path: change.path.clone(),
        line: problem.line,
        cause: problem.cause,
    })
}

/// The text with the splices made; `None` where they overlap or lead out of the text.
fn spliced(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut result = String::with_capacity(text.len() + 128);
    let mut copied = 0;
    for splice in &splices {
        result.push_str(text.get(copied..splice.range.start)?);
        result.push_str(&splice.text);
        copied = splice.range.end;
    }
    result.push_str(text.get(copied..)?);
    Some(result)
}

/// The line of a node, from 1.
fn line_of(text: &str, node: &Node) -> usize {
    position(text, node.start()).0
}

#[cfg(test)]
pub(super) mod tests;
