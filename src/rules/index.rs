//! What the rules look up, so that no rule has to walk the board.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::model::board::Board;
use crate::model::id::{ItemId, PersonId};
use crate::model::item::Item;
use crate::model::launch::PersonOrigin;

use super::circles::circles;
use super::files::repeated_id;

/// Who names whom, who waits in a circle, and who is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Index {
    /// What an item names; items that name none are left out.
    names: HashMap<ItemId, Vec<ItemId>>,
    /// The same the other way round, also for names that no item has.
    named_by: HashMap<ItemId, BTreeSet<ItemId>>,
    /// What an open item waits for; items that wait for nothing are left out.
    waits: HashMap<ItemId, Vec<ItemId>>,
    circles: HashMap<ItemId, Arc<[ItemId]>>,
    /// Ids and addresses from the roster and CODEOWNERS.
    known: HashSet<String>,
}

impl Index {
    pub(super) fn of(board: &Board) -> Self {
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

    /// Takes over what became of these items. Returns every item that may be judged otherwise now.
    pub(super) fn update(&mut self, board: &Board, items: &[ItemId]) -> HashSet<ItemId> {
        let mut stale: HashSet<ItemId> = HashSet::new();
        let mut waits_otherwise = false;
        for id in items {
            stale.insert(id.clone());
            stale.extend(self.named_by.get(id).into_iter().flatten().cloned());
            let waited_for = self.forget(id);
            if let Some(item) = board.item(id) {
                self.learn(item);
            }
            waits_otherwise |= self.waits.get(id) != waited_for.as_ref();
        }
        if waits_otherwise {
            let before = std::mem::replace(&mut self.circles, circles(&self.waits));
            let differs = |id: &&ItemId| before.get(*id) != self.circles.get(*id);
            stale.extend(before.keys().chain(self.circles.keys()).filter(differs).cloned());
        }
        stale
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
            if let Some(by) = self.named_by.get_mut(&named) {
                by.remove(id);
                if by.is_empty() {
                    self.named_by.remove(&named);
                }
            }
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
    }
}

/// The items that a rule may read beside this one, each once.
fn names(item: &Item) -> Vec<ItemId> {
    let mut names: Vec<ItemId> = item
        .blocked_by
        .iter()
        .chain(&item.duplicate_of)
        .cloned()
        .chain(
            repeated_id(item.id.as_str(), &item.source.path, item.source.index).map(ItemId::from),
        )
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A name without the `@` that CODEOWNERS puts before it.
fn handle(name: &str) -> &str {
    name.strip_prefix('@').unwrap_or(name)
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
        let mut index = Index::of(&board);
        let mut stale: Vec<_> = index.update(&board, &["A".into()]).into_iter().collect();
        stale.sort();
        assert_eq!(stale, ["A", "A@x", "repeating", "waiting"]);
        assert_eq!(index.update(&board, &["B".into()]), HashSet::from(["B".into()]));
    }
}
