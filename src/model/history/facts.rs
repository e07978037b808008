//! What a version of a file says of an item or a pack, in the one shape in which both are compared.

use std::sync::Arc;

use crate::model::field::Field;
use crate::model::id::PackId;
use crate::model::item::Item;
use crate::model::pack::Pack;
use crate::model::target::Target;
use crate::model::value::Value;

/// The fields of a pack that are compared value by value; its other keys are only named.
const OF_PACKS: &[Field] = &[
    Field::Title,
    Field::Owner,
    Field::Risk,
    Field::Launch,
    Field::Behavior,
    Field::Evidence,
    Field::Signoffs,
    Field::Waivers,
];

/// What is known of an item or pack in one version of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The item or pack.
    pub target: Target,
    /// Its file, from the root of the repository.
    pub path: Arc<str>,
    /// Whether it takes its id from the name of its file, so that renaming the file renames it.
    pub named_by_file: bool,
    /// Its title.
    pub title: String,
    /// The packs that it bears on; a pack bears on itself.
    pub packs: Vec<PackId>,
    /// The fields that are set.
    pub fields: Vec<(Field, Value)>,
    /// The other keys.
    pub others: Vec<(String, Value)>,
}

impl Facts {
    /// What is known of an item. `stem` is the name of its file without folder and ending.
    pub fn of_item(item: &Item, stem: &str) -> Self {
        let fields = Field::ALL.iter().filter(|field| **field != Field::Id);
        Self {
            target: Target::Item(item.id.clone()),
            path: item.source.path.clone(),
            named_by_file: item.source.index.is_none() && item.id == *stem,
            title: item.title.clone(),
            packs: item.packs.clone(),
            fields: fields.filter_map(|field| Some((*field, item.get(*field)?))).collect(),
            others: item.extra.clone(),
        }
    }

    /// What is known of a pack.
    pub fn of_pack(pack: &Pack) -> Self {
        let known = |key: &str| OF_PACKS.iter().any(|field| field.key() == key);
        let others = pack.written().iter().filter(|(key, _)| *key != "id" && !known(key));
        Self {
            target: Target::Pack(pack.id.clone()),
            path: pack.path.clone(),
            named_by_file: !pack.has_key("id"),
            title: pack.title.clone(),
            packs: vec![pack.id.clone()],
            fields: OF_PACKS.iter().filter_map(|f| Some((*f, pack.get(*f)?))).collect(),
            others: others.map(|(key, value)| (key.to_owned(), value.unpack())).collect(),
        }
    }

    /// What stands under a field.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, value)| value)
    }

    /// What stands under another key.
    pub(super) fn other(&self, key: &str) -> Option<&Value> {
        self.others.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
}
