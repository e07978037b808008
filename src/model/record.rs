//! What git's history adds to the picture: whether a way back exists, when a pack last changed, and
//! where an item stood before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::id::{ByName, ColumnId, ItemId, PackId};

/// What is known from git beside the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Tags and revisions that a rollback plan names, and whether they exist.
    pub revisions: BTreeMap<String, bool>,
    /// The day on which what a pack promises last changed: its file, except what is said about it,
    /// and its assets. Packs that did not change within what was looked at are left out.
    pub changed: BTreeMap<PackId, NaiveDate>,
    /// Where items stood before the newest commits.
    pub stood: ByName<ItemId, Stood>,
    /// Pack files for which CODEOWNERS names nobody, where there is a CODEOWNERS.
    pub unowned: BTreeSet<String>,
}

impl Record {
    /// Adds what the history tells, which takes longer to find out than what is at hand. What holds
    /// the launch now goes before where it stood earlier.
    pub fn take_history(&mut self, history: Record) {
        self.changed = history.changed;
        for (item, stood) in history.stood {
            self.stood.entry(item).or_insert(stood);
        }
    }
}

/// Where an item stood, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// The column.
    pub column: ColumnId,
    /// The reason that was written down then.
    pub rationale: Option<String>,
}
