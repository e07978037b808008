//! What the rules look up, so that no rule has to walk the board.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use crate::model::board::Board;
use crate::model::id::{ByName, ItemId, Names, PackId, PersonId};
use crate::model::item::Item;
use crate::model::launch::{PersonOrigin, handle};
use crate::model::target::Target;

use super::circles::circles;
use super::ties::{Ties, waits_for};

/// Who waits in a circle, what is about a pack, and who is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    circles: ByName<ItemId, Arc<[ItemId]>>,
    /// The items that are about a pack.
    items_on: ByName<PackId, Ids>,
    /// The items that are deferred to a link.
    deferred_to: ByName<String, Ids>,
    /// Ids and addresses from the roster and CODEOWNERS.
    known: Names<String>,
    /// `None` where the board is asked about once, as the gate does.
    ties: Option<Box<Ties>>,
}

/// Ids in their order, each once. Nearly all of these hold one or a few, and are filled in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ids(Vec<ItemId>);

impl Ids {
    pub(super) fn insert(&mut self, id: ItemId) {
        if self.0.last().is_none_or(|last| *last < id) {
            self.0.push(id);
        } else if let Err(at) = self.0.binary_search(&id) {
            self.0.insert(at, id);
        }
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, ItemId> {
        self.0.iter()
    }

    fn remove(&mut self, id: &ItemId) {
        if let Ok(at) = self.0.binary_search(id) {
            self.0.remove(at);
        }
    }
}

impl Index {
    /// What the items of a board say, and who is known, for findings that are not asked for again
    /// after a change.
    pub fn once(board: &Board) -> Self {
        let mut index = Self::default();
        let named = board
            .people
            .iter()
            .filter(|p| matches!(p.origin, PersonOrigin::Roster | PersonOrigin::Codeowners));
        for person in named {
            let names = [person.id.as_str(), &person.email];
            index.known.extend(names.iter().filter(|n| !n.is_empty()).map(|n| handle(n).into()));
        }
        for item in board.items() {
            index.learn(item);
        }
        let waits =
            board.items().iter().filter_map(|item| Some((item.id.clone(), waits_for(item)?)));
        index.circles = circles(&waits.collect());
        index
    }

    /// The same, to be kept beside the board.
    pub(super) fn kept(board: &Board) -> Self {
        Self { ties: Some(Box::new(Ties::of(board))), ..Self::once(board) }
    }

    /// Takes over what became of these items and packs. Returns all that may be judged otherwise
    /// now; `None` where that is not known, since the index was made to be asked once.
    pub(super) fn update(&mut self, board: &Board, targets: &[Target]) -> Option<Stale> {
        let mut ties = self.ties.take()?;
        let mut stale: HashSet<ItemId> = HashSet::new();
        let mut packs: HashSet<PackId> = HashSet::new();
        let mut waits_otherwise = false;
        for target in targets {
            let id = match target {
                Target::Item(id) => id,
                Target::Pack(id) => {
                    packs.insert(id.clone());
                    continue;
                }
            };
            stale.insert(id.clone());
            stale.extend(ties.named_by(id).cloned());
            packs.extend(ties.packs_with(id).cloned());
            stale.extend(self.shares_link_with(&ties, id));
            let before = ties.forget(id);
            for pack in before.packs {
                take_out(&mut self.items_on, &pack, id);
            }
            if let Some(link) = before.link {
                take_out(&mut self.deferred_to, &link, id);
            }
            if let Some(item) = board.item(id) {
                self.learn(item);
                ties.learn(item);
            }
            stale.extend(self.shares_link_with(&ties, id));
            waits_otherwise |= ties.waits().get(id) != before.waits.as_ref();
        }
        if waits_otherwise {
            let before = std::mem::replace(&mut self.circles, circles(ties.waits()));
            let differs = |id: &&ItemId| before.get(*id) != self.circles.get(*id);
            stale.extend(before.keys().chain(self.circles.keys()).filter(differs).cloned());
        }
        // What is found about an item counts for the packs that it is about.
        packs.extend(stale.iter().flat_map(|id| ties.packs_of(id)).cloned());
        self.ties = Some(ties);
        Some(Stale { items: stale, packs })
    }

    fn shares_link_with(&self, ties: &Ties, id: &ItemId) -> impl Iterator<Item = ItemId> {
        let link = ties.link_of(id).and_then(|link| self.deferred_to.get(link));
        link.into_iter().flat_map(Ids::iter).cloned()
    }

    pub(super) fn items_on(&self, pack: &PackId) -> impl Iterator<Item = &ItemId> {
        self.items_on.get(pack).into_iter().flat_map(Ids::iter)
    }

    pub(super) fn deferred_to(&self, link: &str) -> impl Iterator<Item = &ItemId> {
        self.deferred_to.get(link.trim()).into_iter().flat_map(Ids::iter)
    }

    pub(super) fn is_known(&self, person: &PersonId) -> Option<bool> {
        (!self.known.is_empty()).then(|| self.known.contains(handle(person.as_str())))
    }

    pub(super) fn circle(&self, item: &ItemId) -> Option<&[ItemId]> {
        self.circles.get(item).map(|members| &**members)
    }

    fn learn(&mut self, item: &Item) {
        for pack in &item.packs {
            self.items_on.entry(pack.clone()).or_default().insert(item.id.clone());
        }
        if let Some(link) = link_of(item) {
            self.deferred_to.entry(link.to_owned()).or_default().insert(item.id.clone());
        }
    }
}

/// The link of an item's deferral.
pub(super) fn link_of(item: &Item) -> Option<&str> {
    let link = item.deferral.as_ref()?.link.as_deref()?.trim();
    (!link.is_empty()).then_some(link)
}

/// Takes an item out of a set, and the set out of the map where it is empty then.
pub(super) fn take_out<K: Eq + Hash>(map: &mut ByName<K, Ids>, key: &K, id: &ItemId) {
    if let Some(set) = map.get_mut(key) {
        set.remove(id);
        if set.0.is_empty() {
            map.remove(key);
        }
    }
}

/// What may be judged otherwise after a change.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stale {
    pub(super) items: HashSet<ItemId>,
    pub(super) packs: HashSet<PackId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::item::Source;
    use crate::model::testing::{board, item};

    #[test]
    fn who_names_an_item_is_judged_with_it() {
        let mut board = board(&["A", "B"]);
        let mut waiting = item("waiting");
        waiting.blocked_by = vec!["A".into()];
        board.add(waiting);
        let mut repeating = item("repeating");
        repeating.duplicate_of = Some("A".into());
        board.add(repeating);
        board.add(Item::new("A".into(), Source { path: "x".into(), index: None, mapping: 0 }));
        let mut index = Index::kept(&board);
        let target = |id: &str| [Target::Item(id.into())];
        let mut stale: Vec<_> =
            index.update(&board, &target("A")).unwrap().items.into_iter().collect();
        stale.sort();
        assert_eq!(stale, ["A", "A@x", "repeating", "waiting"]);
        assert_eq!(index.update(&board, &target("B")).unwrap().items, HashSet::from(["B".into()]));
    }

    #[test]
    fn what_was_made_to_be_asked_once_does_not_guess_what_depends_on_a_change() {
        let board = board(&["A", "B"]);
        let mut index = Index::once(&board);
        assert_eq!(index.update(&board, &[Target::Item("A".into())]), None);
    }
}
