//! What commits changed, packed: one run of text a commit, read where it lies.
//!
//! A long history is held, kept on disk and asked in this form. Whoever asks looks at the part that
//! the question is about and makes nothing of the rest; [`PackedChange::unpack`] makes a [`Change`] of
//! what is shown. Whoever keeps it sees to it that it comes back as it was: what then still makes no
//! sense reads as nothing, never as more than there is.

mod read;
mod write;

use std::ops::Range;
use std::sync::Arc;

use super::{Change, Commit};
use crate::model::packed::Cursor;

pub use crate::model::packed::PackedValue;
pub use read::{PackedChange, PackedChanges, PackedCommit, PackedPlace, Texts};

/// What is known of one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The commit.
    pub commit: Arc<Commit>,
    /// What it changed itself.
    pub own: Vec<Change>,
    /// What a merge changed on the branch that it was made on; as `own` for other commits.
    pub brought: Option<Vec<Change>>,
    /// Whether a shallow clone ends here. What then stands in `brought` is everything there was.
    pub edge: bool,
    /// How many versions of files could not be read.
    pub missing: usize,
}

/// A [`Node`], packed. Cloning it copies no bytes.
#[derive(Clone, Debug)]
pub struct Packed {
    buffer: Arc<String>,
    range: Range<usize>,
}

/// The parts of a packed node.
#[derive(Clone, Copy)]
struct Parts<'a> {
    commit: &'a str,
    own: PackedChanges<'a>,
    brought: Option<PackedChanges<'a>>,
}

impl Packed {
    /// Packs a node.
    pub fn of(node: &Node) -> Self {
        let text = write::node(node);
        Self { range: 0..text.len(), buffer: Arc::new(text) }
    }

    /// A part of a text that was kept; `None` where that cannot be a commit.
    pub fn kept(buffer: &Arc<String>, range: Range<usize>) -> Option<Self> {
        buffer.get(range.clone())?;
        let packed = Self { buffer: Arc::clone(buffer), range };
        let mut cursor = Cursor::new(packed.parts().commit);
        let commit = PackedCommit::read(&mut cursor);
        (cursor.is_whole() && commit.parents.is_whole()).then_some(packed)
    }

    /// The text, as [`Packed::kept`] takes it.
    pub fn text(&self) -> &str {
        self.buffer.get(self.range.clone()).unwrap_or_default()
    }

    fn parts(&self) -> Parts<'_> {
        Parts::read(Cursor::new(self.text()))
    }

    /// The commit.
    pub fn commit(&self) -> PackedCommit<'_> {
        PackedCommit::read(&mut Cursor::new(self.parts().commit))
    }

    /// What the order of commits depends on.
    pub fn place(&self) -> PackedPlace<'_> {
        PackedPlace::read(Cursor::new(self.parts().commit))
    }

    /// What it changed itself.
    pub fn own(&self) -> PackedChanges<'_> {
        self.parts().own
    }

    /// What became of the branch on which it was made.
    pub fn on_the_branch(&self) -> PackedChanges<'_> {
        let parts = self.parts();
        parts.brought.unwrap_or(parts.own)
    }

    /// Whether a shallow clone ends here. What is then told of the branch is everything there was.
    pub fn is_edge(&self) -> bool {
        self.flags() & EDGE != 0
    }

    /// How many versions of files could not be read.
    pub fn missing(&self) -> usize {
        usize::try_from(self.flags() >> MISSING).unwrap_or(usize::MAX)
    }

    fn flags(&self) -> u64 {
        Cursor::new(self.text()).number()
    }
}

const EDGE: u64 = 1;
const BROUGHT: u64 = 2;
/// By how many bits the count of what is missing stands above these.
const MISSING: u32 = 2;

impl<'a> Parts<'a> {
    fn read(mut cursor: Cursor<'a>) -> Self {
        let flags = cursor.number();
        let own = PackedChanges::new(cursor.frame());
        let brought = (flags & BROUGHT != 0).then(|| PackedChanges::new(cursor.frame()));
        Self { commit: cursor.rest(), own, brought }
    }
}

#[cfg(test)]
mod tests;
