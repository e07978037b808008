//! The commits that are known, packed, by their ids.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use crate::model::history::Packed;

/// Commits that are known. Whoever knows one knows all that lead to it.
#[derive(Default)]
pub(super) struct Nodes {
    list: Vec<Known>,
    by_id: HashMap<Arc<str>, usize>,
}

/// A commit, with what its order among others depends on.
pub(super) struct Known {
    pub(super) packed: Packed,
    pub(super) id: Arc<str>,
    /// When it was committed, in seconds since 1970.
    pub(super) landed: i64,
    /// The positions of its parents.
    pub(super) parents: Parents,
}

/// The positions of the parents: most commits have one.
#[derive(Default)]
pub(super) struct Parents {
    first: Option<usize>,
    others: Vec<usize>,
}

impl Parents {
    pub(super) fn first(&self) -> Option<usize> {
        self.first
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.first.into_iter().chain(self.others.iter().copied())
    }
}

impl Nodes {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The position of a commit, in hex.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The commit at a position.
    pub(super) fn at(&self, at: usize) -> Option<&Known> {
        self.list.get(at)
    }

    /// The commit with this id, in hex.
    pub(super) fn get(&self, id: &str) -> Option<&Packed> {
        self.at(self.position(id)?).map(|known| &known.packed)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Packed> {
        self.list.iter().map(|known| &known.packed)
    }

    /// Adds commits; every parent is among them, or known already. Where that is not so, nothing is
    /// added, and the answer is no.
    pub(super) fn extend(&mut self, commits: Vec<Packed>) -> bool {
        let known = self.list.len();
        self.list.reserve(commits.len());
        self.by_id.reserve(commits.len());
        for packed in commits {
            let place = packed.place();
            let (id, landed) = (Arc::<str>::from(place.id), place.landed());
            let Entry::Vacant(entry) = self.by_id.entry(Arc::clone(&id)) else { continue };
            entry.insert(self.list.len());
            self.list.push(Known { packed, id, landed, parents: Parents::default() });
        }
        let parents = self.list.iter().skip(known).map(|added| self.parents_of(&added.packed));
        let Some(parents) = parents.collect::<Option<Vec<_>>>() else {
            self.list.drain(known..).for_each(|added| {
                self.by_id.remove(&added.id);
            });
            return false;
        };
        for (added, parents) in self.list.iter_mut().skip(known).zip(parents) {
            added.parents = parents;
        }
        true
    }

    fn parents_of(&self, packed: &Packed) -> Option<Parents> {
        let mut parents = Parents::default();
        for parent in packed.place().parents {
            let at = self.position(parent)?;
            match parents.first {
                None => parents.first = Some(at),
                Some(_) => parents.others.push(at),
            }
        }
        Some(parents)
    }

    /// Only the commits at these positions: with each those that lead to it.
    pub(super) fn only(&self, positions: &[usize]) -> Self {
        let mut nodes = Self::default();
        let kept = positions.iter().filter_map(|at| self.at(*at));
        nodes.extend(kept.map(|known| known.packed.clone()).collect());
        nodes
    }

    /// The commits that stand in a text in a row, each with its length in front; `None` where that does
    /// not make sense.
    pub(super) fn kept(text: String, start: usize) -> Option<Self> {
        let places = places(&text, start)?;
        let text = Arc::new(text);
        let commits = places.into_iter().map(|place| Packed::kept(&text, place));
        let commits = commits.collect::<Option<Vec<_>>>()?;
        let mut nodes = Self::default();
        nodes.extend(commits).then_some(nodes)
    }

    /// Every commit as [`Nodes::kept`] reads them: its length, and what it says.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (String, &str)> {
        self.iter().map(|packed| (format!("{:0LENGTH$x}", packed.text().len()), packed.text()))
    }
}

/// In how many digits a length is written.
const LENGTH: usize = 8;

fn places(text: &str, start: usize) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::new();
    let mut end = start;
    while end < text.len() {
        let begin = end.checked_add(LENGTH)?;
        let length = usize::from_str_radix(text.get(end..begin)?, 16).ok()?;
        end = begin.checked_add(length)?;
        places.push(begin..end);
    }
    (end == text.len()).then_some(places)
}
