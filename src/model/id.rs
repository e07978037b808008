//! Names of things. Each kind of name is a type of its own, so that an item can never be taken
//! for a pack.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is known by name. A board looks up tens of thousands of names at every start, so the hash is
/// a quick one, seeded anew in every process.
pub type ByName<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// Names, each once; see [`ByName`].
pub type Names<K> = HashSet<K, foldhash::fast::RandomState>;

/// How many names a thread remembers.
const RECENT: usize = 256;

thread_local! {
    static NAMES: RefCell<[Option<Arc<str>>; RECENT]> =
        const { RefCell::new([const { None }; RECENT]) };
}

/// A name in memory, the same as that of the last such name where it is remembered: ten thousand items
/// have a handful of owners and columns.
fn recent(text: &str) -> Arc<str> {
    let hash = foldhash::fast::FixedState::default().hash_one(text);
    let slot = usize::try_from(hash % RECENT as u64).unwrap_or_default();
    let known = NAMES.try_with(|names| {
        let mut names = names.try_borrow_mut().ok()?;
        let slot = names.get_mut(slot)?;
        match slot {
            Some(name) if **name == *text => Some(name.clone()),
            _ => Some(slot.insert(text.into()).clone()),
        }
    });
    // While a thread ends it remembers nothing.
    known.ok().flatten().unwrap_or_else(|| text.into())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $make:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text. It came from a file: not harmless for a terminal as it is.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self($make(text))
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(Arc::from(text))
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }
        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from(String::deserialize(deserializer)?))
            }
        }
    };
}

id! {
    /// The id of an item. Where two files claim the same one, the later file's item is known as
    /// `id@path`, so that each can be told apart and decided on.
    ItemId, Arc::from
}
id! {
    /// The id of a pack.
    PackId, recent
}
id! {
    /// The id of a column, as a file's `scope` names it.
    ColumnId, recent
}
id! {
    /// The id of a person in the roster.
    PersonId, recent
}
id! {
    /// The id of a required launch behaviour.
    CriterionId, recent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_say_however_many_there_are() {
        for n in (0..3 * RECENT).chain(0..3 * RECENT) {
            let text = format!("name-{}", n % (2 * RECENT));
            assert_eq!(PackId::from(text.as_str()).as_str(), text);
            assert_eq!(PersonId::from(text.as_str()).as_str(), text);
        }
        assert_eq!(PackId::from("").as_str(), "");
        let (one, other) = (ColumnId::from("post-launch"), ColumnId::from("post-launch"));
        assert!(Arc::ptr_eq(&one.0, &other.0));
    }
}
