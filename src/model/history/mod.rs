//! What commits changed in items and packs, whoever made them and with whatever tool.

mod between;
mod changes;
mod compare;
mod facts;
mod packed;
mod query;
mod revert;
mod timeline;

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::field::Field;
use super::id::PackId;
use super::target::Target;
use super::value::Value;

pub use between::{Compared, Then, between};
pub use changes::Changes;
pub use compare::{Side, changed, own_of_merge};
pub use facts::Facts;
pub use packed::{
    Node, Packed, PackedChange, PackedChanges, PackedCommit, PackedPlace, PackedValue, Texts,
};
pub use query::{Query, QueryError, TERMS};
pub use revert::{Kept, Reverted, revert, revert_all};
pub use timeline::Timeline;

/// A commit that changed items or packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in hex.
    pub id: String,
    /// The ids of its parents.
    pub parents: Vec<String>,
    /// Who wrote it.
    pub author: String,
    /// Where the author is reached.
    pub email: String,
    /// When it was written, in the author's zone.
    pub when: DateTime<FixedOffset>,
    /// When it was committed: later than `when` where it was amended or rebased.
    pub landed: DateTime<FixedOffset>,
    /// The first line of its message.
    pub subject: String,
    /// The meeting it records, as its `Gonogo-Meeting` trailer names it.
    pub meeting: Option<String>,
}

impl Commit {
    /// Whether it merges branches.
    pub fn is_merge(&self) -> bool {
        self.parents.len() > 1
    }

    /// The beginning of its id, for people.
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }
}

/// What became of an item or pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was written down.
    Born,
    /// It was there before, and is.
    Stays,
    /// It was deleted.
    Gone,
}

/// One field that a commit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: Field,
    /// What stood there before.
    pub before: Option<Value>,
    /// What the commit made of it.
    pub after: Option<Value>,
}

/// What one commit changed in one item or pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The item or pack, as the commit left it; as it was before where it is gone.
    pub target: Target,
    /// The commit.
    pub commit: Arc<Commit>,
    /// Its file, from the root of the repository.
    pub path: Arc<str>,
    /// The id that it had before, where it is named by its file and that was renamed.
    pub was: Option<Target>,
    /// Whether it was written down, changed or deleted.
    pub fate: Fate,
    /// Its title.
    pub title: String,
    /// The packs that it bears on; a pack bears on itself.
    pub packs: Vec<PackId>,
    /// The fields; all that are set where it was written down or deleted.
    pub fields: Vec<FieldChange>,
    /// The other keys of its file that changed, as the file names them.
    pub others: Vec<String>,
}

/// What sort of change it is. One change can be of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is named after what was done")]
pub enum ChangeKind {
    Create,
    Delete,
    Move,
    Defer,
    Withdraw,
    Duplicate,
    Close,
    Reopen,
    Assign,
    Due,
    Risk,
    Rationale,
    FollowUp,
    Note,
    Waive,
    Launch,
    SignOff,
    Evidence,
    Behavior,
    Rename,
    Edit,
}

impl ChangeKind {
    /// Every kind, the weightiest first.
    pub const ALL: [ChangeKind; 21] = {
        use ChangeKind::*;
        [
            Create, Delete, Move, Defer, Withdraw, Duplicate, Close, Reopen, Assign, Due, Risk,
            Rationale, FollowUp, Note, Waive, Launch, SignOff, Evidence, Behavior, Rename, Edit,
        ]
    };

    /// The word that filters and formats use.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Create => "create",
            ChangeKind::Delete => "delete",
            ChangeKind::Move => "move",
            ChangeKind::Defer => "defer",
            ChangeKind::Withdraw => "withdraw",
            ChangeKind::Duplicate => "duplicate",
            ChangeKind::Close => "close",
            ChangeKind::Reopen => "reopen",
            ChangeKind::Assign => "assign",
            ChangeKind::Due => "due",
            ChangeKind::Risk => "risk",
            ChangeKind::Rationale => "rationale",
            ChangeKind::FollowUp => "follow-up",
            ChangeKind::Note => "note",
            ChangeKind::Waive => "waive",
            ChangeKind::Launch => "launch",
            ChangeKind::SignOff => "signoff",
            ChangeKind::Evidence => "evidence",
            ChangeKind::Behavior => "behavior",
            ChangeKind::Rename => "rename",
            ChangeKind::Edit => "edit",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Change {
    /// The change of a field.
    pub fn field(&self, field: Field) -> Option<&FieldChange> {
        self.fields.iter().find(|change| change.field == field)
    }

    /// The text that a field was set to.
    pub fn set_to(&self, field: Field) -> Option<&str> {
        self.field(field).and_then(|change| change.after.as_ref()).and_then(Value::as_text)
    }

    /// The reason that was written down with it.
    pub fn rationale(&self) -> Option<&str> {
        self.set_to(Field::Rationale)
    }

    /// Everything that it is, the weightiest first.
    pub fn kinds(&self) -> Vec<ChangeKind> {
        let mut kinds: Vec<ChangeKind> = match self.fate {
            Fate::Born => vec![ChangeKind::Create],
            Fate::Gone => return vec![ChangeKind::Delete],
            Fate::Stays => Vec::new(),
        };
        if self.was.is_some() {
            kinds.push(ChangeKind::Rename);
        }
        kinds.extend(self.fields.iter().filter_map(|change| self.kind_of(change)));
        if !self.others.is_empty() {
            kinds.push(ChangeKind::Edit);
        }
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// The weightiest of what it is.
    pub fn kind(&self) -> ChangeKind {
        self.kinds().first().copied().unwrap_or(ChangeKind::Edit)
    }

    fn kind_of(&self, change: &FieldChange) -> Option<ChangeKind> {
        let born = self.fate == Fate::Born;
        Some(match change.field {
            Field::Scope => ChangeKind::Move,
            Field::Status => match change.after.as_ref().and_then(Value::as_text) {
                Some("closed") => ChangeKind::Close,
                Some("withdrawn") if self.field(Field::DuplicateOf).is_some() => {
                    ChangeKind::Duplicate
                }
                Some("withdrawn") => ChangeKind::Withdraw,
                _ if born => return None,
                _ => ChangeKind::Reopen,
            },
            Field::DuplicateOf => ChangeKind::Duplicate,
            // Taken out of the deferred column, it is moved.
            Field::Deferral => match (&change.before, &change.after) {
                (_, None) => return None,
                (Some(before), Some(after)) if before.get("link") != after.get("link") => {
                    ChangeKind::FollowUp
                }
                _ => ChangeKind::Defer,
            },
            Field::Owner => ChangeKind::Assign,
            Field::Due => ChangeKind::Due,
            Field::Risk => ChangeKind::Risk,
            Field::Rationale | Field::Criterion => ChangeKind::Rationale,
            Field::Notes => ChangeKind::Note,
            Field::Waivers => ChangeKind::Waive,
            Field::Evidence => ChangeKind::Evidence,
            Field::Launch => ChangeKind::Launch,
            Field::Signoffs => ChangeKind::SignOff,
            Field::Behavior => ChangeKind::Behavior,
            Field::Id
            | Field::Title
            | Field::Kind
            | Field::Packs
            | Field::BlockedBy
            | Field::Labels
            | Field::Created
            | Field::Description => {
                return (!born).then_some(ChangeKind::Edit);
            }
        })
    }

    /// What was changed, in a line. Quotes content: not harmless for a terminal as it is.
    pub fn words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        match self.fate {
            Fate::Born => parts.push("written down".to_owned()),
            Fate::Gone => return "deleted".to_owned(),
            Fate::Stays => {}
        }
        if let Some(was) = &self.was {
            parts.push(format!("renamed from {was}"));
        }
        parts.extend(self.fields.iter().filter_map(|change| self.words_of(change)));
        if !self.others.is_empty() {
            parts.push(format!("{} edited", self.others.join(", ")));
        }
        let mut words = parts.join(", ");
        if let Some(rationale) = self.rationale() {
            if !words.is_empty() {
                words.push_str(": ");
            }
            words.push_str(rationale);
        }
        words
    }

    fn words_of(&self, change: &FieldChange) -> Option<String> {
        let FieldChange { field, before, after } = change;
        let key = field.key().replace('_', " ");
        let text = |value: &Option<Value>| {
            value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
        };
        let born = self.fate == Fate::Born;
        Some(match (field, after) {
            (Field::Rationale, Some(_)) => return None,
            // Of what is new, only what is decided about it is told.
            (Field::Scope, Some(column)) if born => format!("-> {column}"),
            (Field::Owner, Some(owner)) if born => format!("owner {owner}"),
            (Field::Launch, Some(state)) if born => format!("launch {state}"),
            (Field::Deferral, Some(_)) => format!("deferral: {}", text(after)),
            _ if born => return None,
            (Field::Description, _) => "description edited".to_owned(),
            (Field::Evidence | Field::Notes | Field::Waivers | Field::Signoffs, _) => {
                let (added, removed) = entries(before.as_ref(), after.as_ref());
                let list = |entries: &[Value]| {
                    entries.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                };
                match (added.is_empty(), removed.is_empty()) {
                    (false, true) => format!("{key}: {}", list(&added)),
                    (true, false) => format!("{key} removed: {}", list(&removed)),
                    (false, false) => format!("{key}: {} -> {}", list(&removed), list(&added)),
                    (true, true) => format!("{key} in another order"),
                }
            }
            _ => format!("{key} {} -> {}", text(before), text(after)),
        })
    }
}

/// The entries that a list has more, and those that it has fewer.
fn entries(before: Option<&Value>, after: Option<&Value>) -> (Vec<Value>, Vec<Value>) {
    let list = |value: Option<&Value>| match value {
        Some(Value::List(list)) => list.clone(),
        Some(other) => vec![other.clone()],
        None => Vec::new(),
    };
    let without = |list: Vec<Value>, other: &[Value]| {
        let mut other = other.to_vec();
        let missing =
            list.into_iter().filter(|entry| match other.iter().position(|known| known == entry) {
                Some(at) => {
                    other.swap_remove(at);
                    false
                }
                None => true,
            });
        missing.collect::<Vec<_>>()
    };
    let (before, after) = (list(before), list(after));
    (without(after.clone(), &before), without(before, &after))
}
