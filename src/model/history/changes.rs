//! A list of decisions that is as long as the history: they lie packed, and each is unpacked when it
//! is first shown.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::packed::{Packed, PackedChange, PackedCommit};
use super::{Change, Commit};

/// Decisions, each with its commit.
#[derive(Clone, Default)]
pub struct Changes {
    commits: Vec<Told>,
    list: Vec<Entry>,
}

/// A commit whose own changes are in the list.
#[derive(Clone)]
struct Told {
    packed: Packed,
    commit: OnceLock<Arc<Commit>>,
}

#[derive(Clone)]
struct Entry {
    /// The position of the commit.
    commit: usize,
    /// Where it lies among the commit's own changes.
    place: Range<usize>,
    change: OnceLock<Box<Change>>,
}

impl Told {
    fn commit(&self) -> &Arc<Commit> {
        self.commit.get_or_init(|| Arc::new(self.packed.commit().unpack()))
    }
}

impl Changes {
    /// Adds what a commit changed itself.
    pub fn push(&mut self, packed: Packed) {
        let commit = self.commits.len();
        let places = packed.own().places();
        self.list.extend(places.map(|place| Entry { commit, place, change: OnceLock::new() }));
        self.commits.push(Told { packed, commit: OnceLock::new() });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The decision at a position. It is kept as it is unpacked here: ask so for what is shown, and
    /// [`Changes::unpack`] where one after the other is only told.
    pub fn get(&self, at: usize) -> Option<&Change> {
        let entry = self.list.get(at)?;
        let told = self.commits.get(entry.commit)?;
        let change = entry.change.get_or_init(|| {
            Box::new(told.packed.own().at(entry.place.clone()).unpack(told.commit()))
        });
        Some(change)
    }

    /// The decision at a position, for somebody who lets go of it again.
    pub fn unpack(&self, at: usize) -> Option<Change> {
        let entry = self.list.get(at)?;
        let told = self.commits.get(entry.commit)?;
        Some(told.packed.own().at(entry.place.clone()).unpack(told.commit()))
    }

    /// The decision at a position, as it lies packed.
    pub fn packed(&self, at: usize) -> Option<PackedChange<'_>> {
        let entry = self.list.get(at)?;
        Some(self.commits.get(entry.commit)?.packed.own().at(entry.place.clone()))
    }

    /// The commit of the decision at a position, as it lies packed.
    pub fn packed_commit(&self, at: usize) -> Option<PackedCommit<'_>> {
        let entry = self.list.get(at)?;
        Some(self.commits.get(entry.commit)?.packed.commit())
    }

    /// The commit of the decision at a position.
    pub fn commit(&self, at: usize) -> Option<&Arc<Commit>> {
        let entry = self.list.get(at)?;
        self.commits.get(entry.commit).map(Told::commit)
    }

    /// All decisions, unpacked and kept so: for short lists.
    pub fn iter(&self) -> impl Iterator<Item = &Change> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// All decisions, as they lie packed, in order.
    pub fn all_packed(&self) -> impl Iterator<Item = PackedChange<'_>> {
        self.commits.iter().flat_map(|told| told.packed.own().iter())
    }

    /// The commits of the decisions, as they lie packed, in order.
    pub fn packed_deciders(&self) -> impl Iterator<Item = PackedCommit<'_>> {
        let deciders = self.commits.iter().filter(|told| told.packed.own().iter().next().is_some());
        deciders.map(|told| told.packed.commit())
    }

    /// The positions for which a question about the commit, asked once for each, and then one about
    /// the change are both answered with yes.
    pub(super) fn positions(
        &self,
        of_commit: impl Fn(&PackedCommit<'_>) -> bool,
        of_change: impl Fn(usize, &PackedCommit<'_>, &PackedChange<'_>) -> bool,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = 0;
        for told in &self.commits {
            let (commit, own) = (told.packed.commit(), told.packed.own());
            let takes = of_commit(&commit);
            for change in own.iter() {
                if takes && of_change(at, &commit, &change) {
                    found.push(at);
                }
                at += 1;
            }
        }
        found
    }

    /// The other decisions of the commit of the one at a position.
    pub fn beside(&self, at: usize) -> impl Iterator<Item = &Change> {
        let commit = self.list.get(at).map(|entry| entry.commit);
        let of_it = move |at: &usize| self.list.get(*at).map(|entry| entry.commit) == commit;
        let before = (0..at).rev().take_while(of_it).count();
        let others = (at - before..self.len()).take_while(of_it).filter(move |one| *one != at);
        others.filter_map(|at| self.get(at))
    }
}

impl FromIterator<Packed> for Changes {
    fn from_iter<I: IntoIterator<Item = Packed>>(commits: I) -> Self {
        let mut changes = Self::default();
        commits.into_iter().for_each(|packed| changes.push(packed));
        changes
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
