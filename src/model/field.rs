//! The fields of an item that gonogo knows, and how a decision edits them.

use serde::{Deserialize, Serialize};

use super::value::Value;

macro_rules! fields {
    (items { $($(#[$doc:meta])* $name:ident = $key:literal),* $(,)? }
     packs { $($(#[$pdoc:meta])* $pname:ident = $pkey:literal),* $(,)? }) => {
        /// A key that decisions change: of an item, in the order in which a new file writes them,
        /// or of a pack.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name,)* $($(#[$pdoc])* $pname),* }

        impl Field {
            /// Every field of an item, in the order in which a new file writes them.
            pub const ALL: &'static [Field] = &[$(Field::$name),*];
            /// The keys of [`Field::ALL`], in the same order.
            pub const KEYS: &'static [&'static str] = &[$($key),*];

            /// gonogo's own key for the field; a mapped backlog may use another.
            pub fn key(self) -> &'static str {
                match self { $(Field::$name => $key,)* $(Field::$pname => $pkey),* }
            }

            /// Its number, as what is kept of the history names it: it changes with this list.
            pub fn number(self) -> u8 {
                self as u8
            }

            /// The field with a number.
            pub fn of_number(number: u8) -> Option<Field> {
                [$(Field::$name,)* $(Field::$pname),*].get(usize::from(number)).copied()
            }

            /// The field of an item with this key.
            pub fn from_key(key: &str) -> Option<Field> {
                match key { $($key => Some(Field::$name),)* _ => None }
            }
        }
    };
}

fields! {
items {
    /// What decisions attach to.
    Id = "id",
    /// One line that the room reads.
    Title = "title",
    /// bug, gap, feature, docs or chore.
    Kind = "kind",
    /// open, closed or withdrawn: will it be done?
    Status = "status",
    /// The packs it bears on.
    Packs = "packs",
    /// What shipping without it costs users.
    Risk = "risk",
    /// The column: does it hold the launch?
    Scope = "scope",
    /// The one person answerable.
    Owner = "owner",
    /// When it is to be done.
    Due = "due",
    /// The required launch behaviour that the decision cites.
    Criterion = "criterion",
    /// Why it stands where it stands.
    Rationale = "rationale",
    /// Items that must be done before it.
    BlockedBy = "blocked_by",
    /// The item that this one repeats.
    DuplicateOf = "duplicate_of",
    /// Free words.
    Labels = "labels",
    /// When it was written down.
    Created = "created",
    /// Link, risk note and revisit date of a "not now".
    Deferral = "deferral",
    /// What shows that it was checked.
    Evidence = "evidence",
    /// Remarks, dated.
    Notes = "notes",
    /// Findings accepted for this launch.
    Waivers = "waivers",
    /// The long text.
    Description = "description",
}
packs {
    /// How a pack stands at the launch.
    Launch = "launch",
    /// What users of a pack see when something is wrong with the data.
    Behavior = "behavior",
    /// Who stands behind a pack.
    Signoffs = "signoffs",
}
}

/// One change of one field, as the journal keeps it: with what stood there before, so that it can
/// be taken back, and so that a change made elsewhere in the meantime is noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "edit")]
pub enum Edit {
    /// The field is set, or taken away where `after` is `None`. Only what differs between `before`
    /// and `after` is touched: keys of a mapping that gonogo does not know stay.
    Set {
        /// Which field.
        field: Field,
        /// What stood there.
        before: Option<Value>,
        /// What is to stand there.
        after: Option<Value>,
    },
    /// An entry is added at the end of a list.
    Append {
        /// Which list.
        field: Field,
        /// The new entry.
        entry: Value,
    },
    /// A key that was misspelt gets the name that was meant; what stands under it stays.
    Rename {
        /// As the file spells it.
        from: String,
        /// gonogo's own key.
        to: String,
        /// What stands under it.
        value: Value,
    },
}

impl Edit {
    /// The key that is changed: gonogo's own name.
    pub fn key(&self) -> &str {
        match self {
            Edit::Set { field, .. } | Edit::Append { field, .. } => field.key(),
            Edit::Rename { to, .. } => to,
        }
    }
}

/// A value of a field that cannot be taken as it is written. The item stands all the same, with
/// the field empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The keys that lead to the value, gonogo's own names: `["deferral", "revisit"]`.
    pub path: Vec<String>,
    /// What the file says, as it says it.
    pub text: String,
    /// Why that cannot be taken.
    pub cause: FieldCause,
}

/// Why a value cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldCause {
    /// Not one of the values that the field knows.
    NotOneOf(&'static [&'static str]),
    /// Taken, but spelt in an unusual way: what it was taken for.
    OddSpelling(&'static str),
    /// Not a calendar date.
    NotADate,
    /// A template's leftover (`TBD`, `<…>`, `a|b|c`, `yyyy-mm-dd`), not a value.
    Placeholder,
    /// A list or a mapping where text is expected, or the other way round: what is expected.
    WrongShape(&'static str),
    /// Text that goes on after a comma inside braces, where it became a key of its own: what was
    /// cut off. YAML 1.2, 7.3.3: a plain scalar in a flow collection ends at a comma.
    CutShort,
    /// A key below another that gonogo does not know: the ones that it knows there.
    UnknownKey(&'static [&'static str]),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_fields() {
        for field in Field::ALL {
            assert_eq!(Field::from_key(field.key()), Some(*field));
        }
        assert_eq!(Field::from_key("ownr"), None);
        assert_eq!(Field::from_key("signoffs"), None, "no field of an item");
    }
}
