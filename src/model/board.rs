//! The board: the loaded files plus the draft's decisions, as one picture.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::asset::Assets;
use super::column::{Column, Columns, Role};
use super::decision::{Decision, DecisionKind, Deferral, DeferralError};
use super::field::Field;
use super::finding::{Problem, Severity};
use super::id::{ByName, ItemId, PackId};
use super::item::{Item, Source};
use super::launch::{Criterion, Launch, Person, PersonOrigin, Tracker};
use super::link::{Link, LinkError};
use super::mapping::Mapping;
use super::pack::Pack;
use super::record::Record;
use super::target::Target;
use super::value::Value;

/// How a rule is to be taken here, where that differs from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// How much its findings weigh.
    pub severity: Option<Severity>,
    /// Its parameters, by name.
    pub parameters: BTreeMap<String, i64>,
}

/// Everything that the screens show and the rules look at.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The launch.
    pub launch: Launch,
    /// The scope columns.
    pub columns: Columns,
    /// Who can own an item: the roster first, then who was found elsewhere.
    pub people: Vec<Person>,
    /// The roles that sign off a pack.
    pub signoff_roles: Vec<String>,
    /// The required launch behaviours.
    pub criteria: Vec<Criterion>,
    /// What makes short references links.
    pub trackers: Vec<Tracker>,
    /// What the settings say of single rules.
    pub rules: BTreeMap<String, RuleSetting>,
    /// The packs, by id.
    pub packs: Vec<Pack>,
    /// Files that cannot be read.
    pub problems: Vec<Problem>,
    /// The files that packs and items name.
    pub assets: Assets,
    /// What git's history adds.
    pub record: Record,
    /// How the sources of the backlog name things; [`Source::mapping`] counts in it.
    pub mappings: Vec<Mapping>,
    items: Vec<Item>,
    by_id: ByName<ItemId, usize>,
}

impl Board {
    /// Puts an item on the board. Where its id is taken, it becomes `id@path`, or `id@path#n` for
    /// an entry of a list, so that nothing is hidden; the id it now has is returned.
    pub fn add(&mut self, item: Item) -> ItemId {
        let at = self.put(item);
        self.items[at].id.clone()
    }

    /// The position that the item now has.
    fn put(&mut self, mut item: Item) -> usize {
        let at = self.items.len();
        match self.by_id.entry(item.id.clone()) {
            Entry::Vacant(free) => {
                free.insert(at);
            }
            Entry::Occupied(_) => {
                let mut id = format!("{}@{}", item.id, item.source.path);
                if let Some(index) = item.source.index {
                    id = format!("{id}#{}", index + 1);
                }
                item.id = id.into();
                self.by_id.insert(item.id.clone(), at);
            }
        }
        self.items.push(item);
        at
    }

    /// Puts several items on the board, one after the other; see [`Board::add`].
    pub fn add_all(&mut self, items: Vec<Item>) {
        for item in items {
            self.put(item);
        }
    }

    /// Makes room for so many more items.
    pub fn reserve(&mut self, items: usize) {
        self.items.reserve(items);
        self.by_id.reserve(items);
    }

    /// All items, in the order of their files, new ones last.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item with this id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.item_called(id.as_str())
    }

    /// The item that a text names by its id.
    pub fn item_called(&self, id: &str) -> Option<&Item> {
        self.by_id.get(id).and_then(|at| self.items.get(*at))
    }

    /// The position of an item in [`Board::items`].
    pub fn position(&self, id: &ItemId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// How the file of an item names things.
    pub fn mapping_of(&self, item: &Item) -> &Mapping {
        static OWN: Mapping = Mapping { fields: BTreeMap::new(), values: BTreeMap::new() };
        self.mappings.get(item.source.mapping).unwrap_or(&OWN)
    }

    /// The pack with this id.
    pub fn pack(&self, id: &PackId) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.id == *id)
    }

    /// The column an item stands in. A scope that names no column counts as undecided.
    #[expect(clippy::expect_used, reason = "Columns always holds an inbox, at position 0")]
    pub fn column_of(&self, item: &Item) -> &Column {
        item.scope
            .as_ref()
            .and_then(|scope| self.columns.get(scope.as_str()))
            .or_else(|| self.columns.at(0))
            .expect("an inbox")
    }

    /// The role of the column an item stands in.
    pub fn role_of(&self, item: &Item) -> Role {
        self.column_of(item).role
    }

    /// A link as this launch's trackers understand it.
    ///
    /// # Errors
    /// When the text is no link.
    pub fn link(&self, text: &str) -> Result<Link, LinkError> {
        Link::parse(text, &self.trackers)
    }

    /// The deferral that an item carries, where it is complete.
    ///
    /// # Errors
    /// What it lacks first.
    pub fn deferral_of(&self, item: &Item) -> Result<Deferral, DeferralError> {
        let record = item.deferral.clone().unwrap_or_default();
        let link = self.link(record.link.as_deref().unwrap_or_default());
        Deferral::new(link, record.risk.as_deref().unwrap_or_default(), record.revisit)
    }

    /// What a person calls this owner: the name from the roster, or the id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == *id)
    }

    /// What a written record calls this owner: the name from the roster, or the id. Names that only
    /// git knows are left out, since they change with commits that are not about the launch.
    pub fn name_in_records<'a>(&'a self, id: &'a str) -> &'a str {
        let roster = self.person(id).filter(|person| person.origin == PersonOrigin::Roster);
        match roster.map(|person| person.name.trim()) {
            Some(name) if !name.is_empty() => name,
            _ => id,
        }
    }

    /// Makes a decision. Decisions about what is gone change nothing.
    pub fn apply(&mut self, decision: &Decision) {
        match &decision.target {
            Target::Item(id) => {
                if decision.kind == DecisionKind::Create && self.item(id).is_none() {
                    let path = decision.path.as_str().into();
                    self.add(Item::new(id.clone(), Source { path, index: None, mapping: 0 }));
                }
                if let Some(item) = self.item_mut(id) {
                    decision.edits.iter().for_each(|edit| item.apply(edit));
                }
            }
            Target::Pack(id) => {
                if let Some(pack) = self.pack_mut(id) {
                    decision.edits.iter().for_each(|edit| pack.apply(edit));
                }
            }
        }
    }

    /// Takes a decision back.
    pub fn retract(&mut self, decision: &Decision) {
        match &decision.target {
            Target::Item(id) if decision.kind == DecisionKind::Create => self.remove(id),
            Target::Item(id) => {
                if let Some(item) = self.item_mut(id) {
                    decision.edits.iter().rev().for_each(|edit| item.retract(edit));
                }
            }
            Target::Pack(id) => {
                if let Some(pack) = self.pack_mut(id) {
                    decision.edits.iter().rev().for_each(|edit| pack.retract(edit));
                }
            }
        }
    }

    /// Whether the item or pack is on the board.
    pub fn has(&self, target: &Target) -> bool {
        match target {
            Target::Item(id) => self.item(id).is_some(),
            Target::Pack(id) => self.pack(id).is_some(),
        }
    }

    /// Where an item or pack is written; `None` where it is gone.
    pub fn source_of(&self, target: &Target) -> Option<Source> {
        match target {
            Target::Item(id) => Some(self.item(id)?.source.clone()),
            Target::Pack(id) => Some(self.pack(id)?.source()),
        }
    }

    /// The file of an item or pack; `None` where it is gone.
    pub fn path_of(&self, target: &Target) -> Option<&str> {
        match target {
            Target::Item(id) => Some(&self.item(id)?.source.path),
            Target::Pack(id) => Some(&self.pack(id)?.path),
        }
    }

    /// What stands under a field of an item or pack.
    pub fn value_of(&self, target: &Target, field: Field) -> Option<Value> {
        match target {
            Target::Item(id) => self.item(id)?.get(field),
            Target::Pack(id) => self.pack(id)?.get(field),
        }
    }

    /// Sets a field to what a file says of it.
    pub fn set(&mut self, target: &Target, field: Field, value: Option<&Value>) {
        match target {
            Target::Item(id) => {
                if let Some(item) = self.item_mut(id) {
                    item.set(field, value);
                }
            }
            Target::Pack(id) => {
                if let Some(pack) = self.pack_mut(id) {
                    pack.set(field, value);
                }
            }
        }
    }

    /// Days from `today` to the launch.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.launch.date.map(|date| (date - today).num_days())
    }

    fn item_mut(&mut self, id: &ItemId) -> Option<&mut Item> {
        let at = *self.by_id.get(id)?;
        self.items.get_mut(at)
    }

    fn pack_mut(&mut self, id: &PackId) -> Option<&mut Pack> {
        self.packs.iter_mut().find(|pack| pack.id == *id)
    }

    fn remove(&mut self, id: &ItemId) {
        if let Some(at) = self.by_id.remove(id) {
            self.items.remove(at);
            for position in self.by_id.values_mut() {
                if *position > at {
                    *position -= 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing;

    #[test]
    fn an_id_that_is_taken_does_not_hide_the_second_item() {
        let mut board = testing::board(&["A-1"]);
        let source = Source { path: "backlog/copy.yaml".into(), index: Some(1), mapping: 0 };
        let id = board.add(Item::new("A-1".into(), source));
        assert_eq!(id, "A-1@backlog/copy.yaml#2");
        assert_eq!(board.items().len(), 2);
        assert!(board.item(&id).is_some());
    }

    #[test]
    fn a_scope_that_names_no_column_counts_as_undecided() {
        let mut board = testing::board(&["A-1"]);
        let mut item = testing::item("A-2");
        item.scope = Some("someday".into());
        let id = board.add(item);
        let item = board.item(&id).unwrap();
        assert_eq!(board.role_of(item), Role::Inbox);
    }
}
