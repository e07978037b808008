//! What the rules look up, so that no rule has to walk the board.

use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use crate::model::asset::Assets;
use crate::model::board::Board;
use crate::model::id::{ByName, ItemId, Names, PackId, PersonId};
use crate::model::item::Item;
use crate::model::launch::{PersonOrigin, handle};
use crate::model::pack::Pack;
use crate::model::target::Target;

use super::circles::circles;
use super::files::repeated_id;

/// Who names whom, who waits in a circle, and who is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// What an item names; items that name none are left out.
    names: ByName<ItemId, Vec<ItemId>>,
    /// The same the other way round, also for names that no item has.
    named_by: ByName<ItemId, Ids>,
    /// What an open item waits for; items that wait for nothing are left out.
    waits: ByName<ItemId, Vec<ItemId>>,
    circles: ByName<ItemId, Arc<[ItemId]>>,
    /// The packs that an item is about; items that are about none are left out.
    on_packs: ByName<ItemId, Vec<PackId>>,
    /// The same the other way round.
    items_on: ByName<PackId, Ids>,
    /// The packs that name an item, in their file or in their documents. No decision changes that.
    named_by_packs: ByName<ItemId, BTreeSet<PackId>>,
    /// The link of an item's deferral; items without one are left out.
    link: ByName<ItemId, String>,
    /// The same the other way round.
    deferred_to: ByName<String, Ids>,
    /// Ids and addresses from the roster and CODEOWNERS.
    known: Names<String>,
}

/// Ids in their order, each once. Nearly all of these hold one or a few, and are filled in order.
#[derive(Clone, Debug, Default, PartialEq)]
struct Ids(Vec<ItemId>);

impl Ids {
    fn insert(&mut self, id: ItemId) {
        if self.0.last().is_none_or(|last| *last < id) {
            self.0.push(id);
        } else if let Err(at) = self.0.binary_search(&id) {
            self.0.insert(at, id);
        }
    }

    fn remove(&mut self, id: &ItemId) {
        if let Ok(at) = self.0.binary_search(id) {
            self.0.remove(at);
        }
    }
}

impl Index {
    /// What the items of a board say, and who is known. What the packs and their documents say is
    /// for [`Findings::with`](super::Findings::with) to add.
    pub fn of_items(board: &Board) -> Self {
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
        index.circles = circles(&index.waits);
        index
    }

    /// Adds what the packs of the board and their documents say.
    pub(super) fn learn_packs(&mut self, board: &Board) {
        for pack in &board.packs {
            for named in named_by_pack(pack, &board.assets) {
                self.named_by_packs.entry(named).or_default().insert(pack.id.clone());
            }
        }
    }

    /// Takes over what became of these items and packs. Returns all that may be judged otherwise
    /// now.
    pub(super) fn update(&mut self, board: &Board, targets: &[Target]) -> Stale {
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
            stale.extend(self.named_by.get(id).into_iter().flat_map(|ids| &ids.0).cloned());
            packs.extend(self.named_by_packs.get(id).into_iter().flatten().cloned());
            stale.extend(self.shares_link_with(id));
            packs.extend(self.on_packs.get(id).into_iter().flatten().cloned());
            let waited_for = self.forget(id);
            if let Some(item) = board.item(id) {
                self.learn(item);
            }
            stale.extend(self.shares_link_with(id));
            waits_otherwise |= self.waits.get(id) != waited_for.as_ref();
        }
        if waits_otherwise {
            let before = std::mem::replace(&mut self.circles, circles(&self.waits));
            let differs = |id: &&ItemId| before.get(*id) != self.circles.get(*id);
            stale.extend(before.keys().chain(self.circles.keys()).filter(differs).cloned());
        }
        // What is found about an item counts for the packs that it is about.
        for id in &stale {
            packs.extend(self.on_packs.get(id).into_iter().flatten().cloned());
        }
        Stale { items: stale, packs }
    }

    fn shares_link_with(&self, id: &ItemId) -> impl Iterator<Item = ItemId> {
        let link = self.link.get(id).and_then(|link| self.deferred_to.get(link));
        link.into_iter().flat_map(|ids| &ids.0).cloned()
    }

    pub(super) fn items_on(&self, pack: &PackId) -> impl Iterator<Item = &ItemId> {
        self.items_on.get(pack).into_iter().flat_map(|ids| &ids.0)
    }

    pub(super) fn deferred_to(&self, link: &str) -> impl Iterator<Item = &ItemId> {
        self.deferred_to.get(link.trim()).into_iter().flat_map(|ids| &ids.0)
    }

    pub(super) fn is_known(&self, person: &PersonId) -> Option<bool> {
        (!self.known.is_empty()).then(|| self.known.contains(handle(person.as_str())))
    }

    pub(super) fn circle(&self, item: &ItemId) -> Option<&[ItemId]> {
        self.circles.get(item).map(|members| &**members)
    }

    /// Forgets what is known of one item; returns what it waited for.
    fn forget(&mut self, id: &ItemId) -> Option<Vec<ItemId>> {
        for named in self.names.remove(id).unwrap_or_default() {
            take_out(&mut self.named_by, &named, id);
        }
        for pack in self.on_packs.remove(id).unwrap_or_default() {
            take_out(&mut self.items_on, &pack, id);
        }
        if let Some(link) = self.link.remove(id) {
            take_out(&mut self.deferred_to, &link, id);
        }
        self.waits.remove(id)
    }

    fn learn(&mut self, item: &Item) {
        let names = names(item);
        for named in &names {
            self.named_by.entry(named.clone()).or_default().insert(item.id.clone());
        }
        if !names.is_empty() {
            self.names.insert(item.id.clone(), names);
        }
        if item.is_open() && !item.blocked_by.is_empty() {
            self.waits.insert(item.id.clone(), item.blocked_by.clone());
        }
        for pack in &item.packs {
            self.items_on.entry(pack.clone()).or_default().insert(item.id.clone());
        }
        if !item.packs.is_empty() {
            self.on_packs.insert(item.id.clone(), item.packs.clone());
        }
        let link = item.deferral.as_ref().and_then(|deferral| deferral.link.as_deref());
        if let Some(link) = link.map(str::trim).filter(|link| !link.is_empty()) {
            self.link.insert(item.id.clone(), link.to_owned());
            self.deferred_to.entry(link.to_owned()).or_default().insert(item.id.clone());
        }
    }
}

/// Takes an item out of a set, and the set out of the map where it is empty then.
fn take_out<K: Eq + Hash>(map: &mut ByName<K, Ids>, key: &K, id: &ItemId) {
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

/// The items that a rule may read when it looks at a pack, beside those that are about it.
fn named_by_pack(pack: &Pack, assets: &Assets) -> BTreeSet<ItemId> {
    let declared = pack.unsupported.iter().filter_map(|case| case.item.clone());
    let docs = pack.assets.docs.iter().map(|path| pack.resolve(path));
    let mentions = docs.filter_map(|path| assets.page(&path)).flat_map(|page| &page.mentions);
    declared.chain(mentions.map(|mention| mention.word.as_str().into())).collect()
}

/// The items that a rule may read beside this one, each once.
fn names(item: &Item) -> Vec<ItemId> {
    let mut names: Vec<ItemId> = item
        .blocked_by
        .iter()
        .chain(&item.duplicate_of)
        .cloned()
        // A deferral may point to another item.
        .chain(item.deferral.iter().filter_map(|d| Some(d.link.as_deref()?.trim().into())))
        .chain(
            repeated_id(item.id.as_str(), &item.source.path, item.source.index).map(ItemId::from),
        )
        .collect();
    names.sort_unstable();
    names.dedup();
    names
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
        let mut index = Index::of_items(&board);
        index.learn_packs(&board);
        let target = |id: &str| [Target::Item(id.into())];
        let mut stale: Vec<_> = index.update(&board, &target("A")).items.into_iter().collect();
        stale.sort();
        assert_eq!(stale, ["A", "A@x", "repeating", "waiting"]);
        assert_eq!(index.update(&board, &target("B")).items, HashSet::from(["B".into()]));
    }
}
