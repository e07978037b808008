//! An item: one piece of open work.

use std::sync::Arc;

use chrono::NaiveDate;

use super::field::{Edit, Field, FieldProblem};
use super::id::{ColumnId, CriterionId, ItemId, PackId, PersonId};
use super::keys;
use super::lenient::Reader;
pub use super::lenient::is_placeholder;
use super::value::Value;
use super::written::Written;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value, in ascending order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The words of [`Self::ALL`], in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word that files use.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The value with exactly this word.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What sort of work it is.
    Kind {
        /// Something does not do what it says.
        Bug = "bug",
        /// Something is not defined or not there.
        Gap = "gap",
        /// Something new.
        Feature = "feature",
        /// Something to be written.
        Docs = "docs",
        /// Upkeep.
        Chore = "chore",
    }
}
words! {
    /// Whether it will be done.
    Status {
        /// To be done.
        Open = "open",
        /// Done, with evidence.
        Closed = "closed",
        /// Not needed.
        Withdrawn = "withdrawn",
    }
}
words! {
    /// What shipping without it costs users.
    Risk {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

/// Where an item is written: a file, and the place in it where the file holds several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// The file, from the root of the repository, with `/`.
    pub path: Arc<str>,
    /// The position under `items:`, counted from 0, where the file holds a list.
    pub index: Option<usize>,
    /// Which of the backlog's sources the file belongs to, counted from 0: it says how fields are
    /// named there.
    pub mapping: usize,
}

/// What stands under `deferral`, complete or not. Only a decision's
/// [`Deferral`](super::decision::Deferral) is complete by construction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeferralRecord {
    /// The tracked follow-up.
    pub link: Option<String>,
    /// What users meet until then.
    pub risk: Option<String>,
    /// When it is looked at again.
    pub revisit: Option<NaiveDate>,
}

/// Shows that a thing was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// test, fixture, screenshot, query, doc, review …
    pub kind: Option<String>,
    /// A link, or a path in the repository.
    pub reference: String,
    /// Who checked.
    pub by: Option<String>,
    /// When.
    pub on: Option<NaiveDate>,
    /// The conditions and figures of a pack that it shows.
    pub covers: Vec<String>,
}

/// A dated remark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub on: Option<NaiveDate>,
    /// Who.
    pub by: Option<String>,
    /// What.
    pub text: String,
}

/// A finding accepted for this launch by a named person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiver {
    /// The rule that is waived.
    pub rule: String,
    /// Why.
    pub why: Option<String>,
    /// What makes up for it.
    pub compensation: Option<String>,
    /// Who accepted it.
    pub by: Option<String>,
    /// The last day it holds.
    pub until: Option<NaiveDate>,
}

/// One piece of open work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What decisions attach to; unique on the board.
    pub id: ItemId,
    /// Where it is written.
    pub source: Source,
    /// One line that the room reads; empty where the file has none.
    pub title: String,
    /// What sort of work.
    pub kind: Option<Kind>,
    /// Will it be done?
    pub status: Status,
    /// The packs it bears on.
    pub packs: Vec<PackId>,
    /// What shipping without it costs users.
    pub risk: Option<Risk>,
    /// The column as written; `None` is the inbox.
    pub scope: Option<ColumnId>,
    /// The one person answerable.
    pub owner: Option<PersonId>,
    /// When it is to be done.
    pub due: Option<NaiveDate>,
    /// The required launch behaviour cited.
    pub criterion: Option<CriterionId>,
    /// Why it stands where it stands.
    pub rationale: Option<String>,
    /// Items that must be done before.
    pub blocked_by: Vec<ItemId>,
    /// The item that this one repeats.
    pub duplicate_of: Option<ItemId>,
    /// Free words.
    pub labels: Vec<String>,
    /// When it was written down.
    pub created: Option<NaiveDate>,
    /// What stands under `deferral`.
    pub deferral: Option<DeferralRecord>,
    /// What shows that it was checked.
    pub evidence: Vec<Evidence>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// Findings accepted.
    pub waivers: Vec<Waiver>,
    /// The long text.
    pub description: String,
    /// Keys that gonogo does not know, as they stand.
    pub extra: Vec<(String, Value)>,
    /// Values that could not be taken.
    pub problems: Vec<FieldProblem>,
}

impl Item {
    /// An item of which nothing is known but its id and place.
    pub fn new(id: ItemId, source: Source) -> Self {
        Self {
            id,
            source,
            title: String::new(),
            kind: None,
            status: Status::Open,
            packs: Vec::new(),
            risk: None,
            scope: None,
            owner: None,
            due: None,
            criterion: None,
            rationale: None,
            blocked_by: Vec::new(),
            duplicate_of: None,
            labels: Vec::new(),
            created: None,
            deferral: None,
            evidence: Vec::new(),
            notes: Vec::new(),
            waivers: Vec::new(),
            description: String::new(),
            extra: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// Takes over what a file, or a decision, says of a field. What cannot be taken leaves the
    /// field empty and is kept in [`Item::problems`]; problems that the field had before are gone.
    ///
    /// `Field::Id` is not taken: the id of an item never changes.
    pub fn set(&mut self, field: Field, value: Option<&Value>) {
        self.take(field, value.map(Written::from));
    }

    /// The same for what stands in a file.
    pub fn take(&mut self, field: Field, value: Option<Written<'_>>) {
        let key = field.key();
        self.problems.retain(|problem| problem.path.first().map(String::as_str) != Some(key));
        if let Some(value) = value.as_ref().filter(|value| value.as_text().is_none()) {
            keys::unknown_in_item(key, value, &mut self.problems);
        }
        let mut read = Reader::at_key(key, &mut self.problems);
        match field {
            Field::Id | Field::Launch | Field::Behavior | Field::Signoffs => {}
            Field::Title => self.title = read.own_text(value).unwrap_or_default(),
            Field::Rationale => self.rationale = read.own_text(value),
            Field::Description => self.description = read.own_text(value).unwrap_or_default(),
            Field::Kind => self.kind = read.word(value.as_ref(), Kind::from_word, Kind::WORDS),
            Field::Status => {
                self.status = read
                    .word(value.as_ref(), Status::from_word, Status::WORDS)
                    .unwrap_or(Status::Open);
            }
            Field::Packs => self.packs = read.texts(value.as_ref()),
            Field::Risk => self.risk = read.word(value.as_ref(), Risk::from_word, Risk::WORDS),
            Field::Scope => self.scope = read.name(value.as_ref()).map(ColumnId::from),
            Field::Owner => self.owner = read.name(value.as_ref()).map(PersonId::from),
            Field::Due => self.due = read.date(value.as_ref()),
            Field::Criterion => self.criterion = read.name(value.as_ref()).map(CriterionId::from),
            Field::BlockedBy => self.blocked_by = read.texts(value.as_ref()),
            Field::DuplicateOf => self.duplicate_of = read.name(value.as_ref()).map(ItemId::from),
            Field::Labels => self.labels = read.texts(value.as_ref()),
            Field::Created => self.created = read.date(value.as_ref()),
            Field::Deferral => {
                self.deferral = read.mapping(value.as_ref()).map(|map| DeferralRecord {
                    link: read.at("link", |r| r.text(map.get("link"))),
                    risk: read.at("risk", |r| r.text(map.get("risk"))),
                    revisit: read.at("revisit", |r| r.date(map.get("revisit"))),
                });
            }
            Field::Evidence => {
                self.evidence = read.entries(value.as_ref(), "ref", |r, map| Evidence {
                    kind: r.at("kind", |r| r.text(map.get("kind"))),
                    reference: r.at("ref", |r| r.text(map.get("ref"))).unwrap_or_default(),
                    by: r.at("by", |r| r.text(map.get("by"))),
                    on: r.at("on", |r| r.date(map.get("on"))),
                    covers: r.at("covers", |r| r.texts(map.get("covers"))),
                });
            }
            Field::Notes => {
                self.notes = read.entries(value.as_ref(), "text", |r, map| Note {
                    on: r.at("on", |r| r.date(map.get("on"))),
                    by: r.at("by", |r| r.text(map.get("by"))),
                    text: r.at("text", |r| r.text(map.get("text"))).unwrap_or_default(),
                });
            }
            Field::Waivers => {
                self.waivers = read.entries(value.as_ref(), "rule", |r, map| Waiver {
                    rule: r.at("rule", |r| r.text(map.get("rule"))).unwrap_or_default(),
                    why: r.at("why", |r| r.text(map.get("why"))),
                    compensation: r.at("compensation", |r| r.text(map.get("compensation"))),
                    by: r.at("by", |r| r.text(map.get("by"))),
                    until: r.at("until", |r| r.date(map.get("until"))),
                });
            }
        }
    }

    /// The field as a file would hold it; the way back of [`Item::set`]. Keys below a mapping or a
    /// list entry that gonogo does not know are not in it.
    pub fn get(&self, field: Field) -> Option<Value> {
        let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
        let list = |texts: Vec<Value>| (!texts.is_empty()).then_some(Value::List(texts));
        let opt = |text: &Option<String>| text.as_deref().map(Value::from);
        let day = |date: &Option<NaiveDate>| date.map(|d| Value::from(d.to_string()));
        match field {
            Field::Id => Some(Value::from(self.id.as_str())),
            Field::Title => text(&self.title),
            Field::Kind => self.kind.map(|k| k.word().into()),
            Field::Status => Some(self.status.word().into()),
            Field::Packs => list(self.packs.iter().map(|p| p.as_str().into()).collect()),
            Field::Risk => self.risk.map(|r| r.word().into()),
            Field::Scope => self.scope.as_ref().map(|c| c.as_str().into()),
            Field::Owner => self.owner.as_ref().map(|o| o.as_str().into()),
            Field::Due => day(&self.due),
            Field::Criterion => self.criterion.as_ref().map(|c| c.as_str().into()),
            Field::Rationale => opt(&self.rationale),
            Field::BlockedBy => list(self.blocked_by.iter().map(|i| i.as_str().into()).collect()),
            Field::DuplicateOf => self.duplicate_of.as_ref().map(|i| i.as_str().into()),
            Field::Labels => list(self.labels.iter().map(|l| l.as_str().into()).collect()),
            Field::Created => day(&self.created),
            Field::Deferral => self.deferral.as_ref().and_then(|d| {
                Value::map_of([
                    ("link", opt(&d.link)),
                    ("risk", opt(&d.risk)),
                    ("revisit", day(&d.revisit)),
                ])
            }),
            Field::Evidence => list(self.evidence.iter().filter_map(Evidence::to_value).collect()),
            Field::Notes => list(self.notes.iter().filter_map(Note::to_value).collect()),
            Field::Waivers => list(self.waivers.iter().filter_map(Waiver::to_value).collect()),
            Field::Description => text(&self.description),
            Field::Launch | Field::Behavior | Field::Signoffs => None,
        }
    }

    /// Makes the change.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Set { field, after, .. } => self.set(*field, after.as_ref()),
            Edit::Append { field, entry } => {
                let mut list = match self.get(*field) {
                    Some(Value::List(list)) => list,
                    _ => Vec::new(),
                };
                list.push(entry.clone());
                self.set(*field, Some(&Value::List(list)));
            }
            Edit::Rename { from, to, value } => {
                self.extra.retain(|(key, _)| key != from);
                if let Some(field) = Field::from_key(to) {
                    self.set(field, Some(value));
                }
            }
        }
    }

    /// Takes the change back.
    pub fn retract(&mut self, edit: &Edit) {
        match edit {
            Edit::Set { field, before, .. } => self.set(*field, before.as_ref()),
            Edit::Append { field, entry } => {
                if let Some(Value::List(mut list)) = self.get(*field) {
                    if let Some(at) = list.iter().rposition(|other| other == entry) {
                        list.remove(at);
                    }
                    self.set(*field, Some(&Value::List(list)));
                }
            }
            Edit::Rename { from, to, value } => {
                if let Some(field) = Field::from_key(to) {
                    self.set(field, None);
                }
                self.extra.push((from.clone(), value.clone()));
            }
        }
    }
}

impl Evidence {
    /// As a file holds it.
    pub fn to_value(&self) -> Option<Value> {
        Value::map_of([
            ("kind", self.kind.as_deref().map(Value::from)),
            ("ref", (!self.reference.is_empty()).then(|| self.reference.as_str().into())),
            (
                "covers",
                (!self.covers.is_empty())
                    .then(|| Value::List(self.covers.iter().map(|c| c.as_str().into()).collect())),
            ),
            ("by", self.by.as_deref().map(Value::from)),
            ("on", self.on.map(|d| d.to_string().into())),
        ])
    }
}

impl Waiver {
    /// As a file holds it.
    pub fn to_value(&self) -> Option<Value> {
        let opt = |text: &Option<String>| text.as_deref().map(Value::from);
        Value::map_of([
            ("rule", (!self.rule.is_empty()).then(|| self.rule.as_str().into())),
            ("why", opt(&self.why)),
            ("compensation", opt(&self.compensation)),
            ("by", opt(&self.by)),
            ("until", self.until.map(|d| d.to_string().into())),
        ])
    }
}

impl Note {
    /// As a file holds it.
    pub fn to_value(&self) -> Option<Value> {
        Value::map_of([
            ("on", self.on.map(|d| d.to_string().into())),
            ("by", self.by.as_deref().map(Value::from)),
            ("text", (!self.text.is_empty()).then(|| self.text.as_str().into())),
        ])
    }
}

#[cfg(test)]
#[path = "item_tests.rs"]
mod tests;
