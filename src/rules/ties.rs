//! What hangs together: who is to be judged again when an item changes.

use std::collections::BTreeSet;

use crate::model::asset::Assets;
use crate::model::board::Board;
use crate::model::id::{ByName, ItemId, PackId};
use crate::model::item::Item;
use crate::model::pack::Pack;

use super::files::repeated_id;
use super::index::{Ids, link_of, take_out};

/// Who names whom and waits for whom, on which packs, and with which link.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ties {
    /// What an item names; items that name none are left out.
    names: ByName<ItemId, Vec<ItemId>>,
    /// The same the other way round, also for names that no item has.
    named_by: ByName<ItemId, Ids>,
    /// What an open item waits for; items that wait for nothing are left out.
    waits: ByName<ItemId, Vec<ItemId>>,
    /// The packs that an item is about; items that are about none are left out.
    on_packs: ByName<ItemId, Vec<PackId>>,
    /// The packs that name an item, in their file or in their documents. No decision changes that.
    named_by_packs: ByName<ItemId, BTreeSet<PackId>>,
    /// The link of an item's deferral; items without one are left out.
    link: ByName<ItemId, String>,
}

/// What an item said before it changed.
pub(super) struct Before {
    pub(super) packs: Vec<PackId>,
    pub(super) link: Option<String>,
    pub(super) waits: Option<Vec<ItemId>>,
}

impl Ties {
    pub(super) fn of(board: &Board) -> Self {
        let mut ties = Self::default();
        for item in board.items() {
            ties.learn(item);
        }
        for pack in &board.packs {
            for named in named_by_pack(pack, &board.assets) {
                ties.named_by_packs.entry(named).or_default().insert(pack.id.clone());
            }
        }
        ties
    }

    /// The items that name this one.
    pub(super) fn named_by(&self, id: &ItemId) -> impl Iterator<Item = &ItemId> {
        self.named_by.get(id).into_iter().flat_map(Ids::iter)
    }

    /// The packs that this item is about, or that name it.
    pub(super) fn packs_with(&self, id: &ItemId) -> impl Iterator<Item = &PackId> {
        self.named_by_packs.get(id).into_iter().flatten().chain(self.packs_of(id))
    }

    /// The packs that this item is about.
    pub(super) fn packs_of(&self, id: &ItemId) -> impl Iterator<Item = &PackId> {
        self.on_packs.get(id).into_iter().flatten()
    }

    pub(super) fn link_of(&self, id: &ItemId) -> Option<&String> {
        self.link.get(id)
    }

    /// What each open item waits for.
    pub(super) fn waits(&self) -> &ByName<ItemId, Vec<ItemId>> {
        &self.waits
    }

    /// Forgets what is known of one item.
    pub(super) fn forget(&mut self, id: &ItemId) -> Before {
        for named in self.names.remove(id).unwrap_or_default() {
            take_out(&mut self.named_by, &named, id);
        }
        Before {
            packs: self.on_packs.remove(id).unwrap_or_default(),
            link: self.link.remove(id),
            waits: self.waits.remove(id),
        }
    }

    pub(super) fn learn(&mut self, item: &Item) {
        let names = names(item);
        for named in &names {
            self.named_by.entry(named.clone()).or_default().insert(item.id.clone());
        }
        if !names.is_empty() {
            self.names.insert(item.id.clone(), names);
        }
        if let Some(waits) = waits_for(item) {
            self.waits.insert(item.id.clone(), waits);
        }
        if !item.packs.is_empty() {
            self.on_packs.insert(item.id.clone(), item.packs.clone());
        }
        if let Some(link) = link_of(item) {
            self.link.insert(item.id.clone(), link.to_owned());
        }
    }
}

/// What an open item waits for.
pub(super) fn waits_for(item: &Item) -> Option<Vec<ItemId>> {
    (item.is_open() && !item.blocked_by.is_empty()).then(|| item.blocked_by.clone())
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
