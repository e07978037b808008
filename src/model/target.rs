//! What a decision is about: an item or a pack.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::finding::Subject;
use super::id::{ItemId, PackId};

/// What a decision is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An item.
    Item(ItemId),
    /// A pack.
    Pack(PackId),
}

impl Target {
    /// The item, where it is one.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Target::Item(id) => Some(id),
            Target::Pack(_) => None,
        }
    }

    /// The pack, where it is one.
    pub fn pack(&self) -> Option<&PackId> {
        match self {
            Target::Pack(id) => Some(id),
            Target::Item(_) => None,
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        match self {
            Target::Item(id) => id.as_str(),
            Target::Pack(id) => id.as_str(),
        }
    }

    /// The target of a finding; `None` for a file.
    pub fn of(subject: &Subject) -> Option<Self> {
        match subject {
            Subject::Item(id) => Some(Target::Item(id.clone())),
            Subject::Pack(id) => Some(Target::Pack(id.clone())),
            Subject::File(_) => None,
        }
    }
}

impl From<ItemId> for Target {
    fn from(id: ItemId) -> Self {
        Target::Item(id)
    }
}

impl From<PackId> for Target {
    fn from(id: PackId) -> Self {
        Target::Pack(id)
    }
}

/// The id: items and packs are told apart by what is said of them.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
