//! Decisions: what the launch owner does to an item or a pack, and what that changes.
//!
//! [`decide_on`] is the only place where an act becomes changes of fields; the board and the commands
//! both go through it, so a decision made by either means the same.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

mod deferral;
mod item;
mod pack;

use super::board::Board;
use super::field::{Edit, Field};
use super::finding::Mend;
use super::id::{ColumnId, CriterionId, ItemId, PackId, PersonId};
use super::item::{Evidence, Kind, Note, Risk, Source, Waiver};
use super::launch::is_same_person;
use super::link::Link;
use super::pack::{Consent, LaunchState};
use super::target::Target;
use super::value::Value;

pub use deferral::{Deferral, DeferralError};
pub use item::decide;

/// What a new item is born with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// Its id.
    pub id: ItemId,
    /// Where it will be written.
    pub source: Source,
    /// One line that the room reads.
    pub title: String,
    /// What sort of work.
    pub kind: Option<Kind>,
    /// The packs it bears on.
    pub packs: Vec<PackId>,
    /// When it was written down.
    pub created: NaiveDate,
}

/// What the launch owner does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Puts the item into a column.
    Move {
        /// The column.
        to: ColumnId,
        /// Why, where it is said.
        why: Option<String>,
        /// The launch behaviour cited, where one is.
        criterion: Option<CriterionId>,
    },
    /// Gives it an owner, or takes the owner off.
    Assign(Option<PersonId>),
    /// Puts it into a deferred column, with all that this needs.
    Defer {
        /// The column; the first deferred one where it is not said.
        to: Option<ColumnId>,
        /// Link, risk note, revisit date.
        deferral: Deferral,
        /// Its owner, where that changes.
        owner: Option<PersonId>,
        /// Why, where it is said.
        why: Option<String>,
    },
    /// Sets or takes off the due date.
    Due(Option<NaiveDate>),
    /// Sets or takes off the risk.
    Risk(Option<Risk>),
    /// Says why it stands where it stands.
    Rationale {
        /// The sentence; `None` takes it off.
        text: Option<String>,
        /// The launch behaviour cited; `None` leaves it as it is.
        criterion: Option<CriterionId>,
    },
    /// Adds a remark.
    Note(Note),
    /// Says that it is not needed.
    Withdraw {
        /// Why.
        why: String,
    },
    /// Says that it repeats another item.
    Duplicate {
        /// The other item.
        of: ItemId,
    },
    /// Says that it is done.
    Close(Evidence),
    /// Takes it up again.
    Reopen,
    /// Sets the tracked follow-up of a deferral.
    FollowUp(Link),
    /// Writes down a new item.
    Create(NewItem),
    /// Accepts the findings of a rule, for this launch.
    Waive(Waiver),
    /// Makes the change that a finding offers.
    Mend(Mend),
    /// Says how a pack stands at the launch.
    Launch(LaunchState),
    /// Says go or no-go to a pack as it stands.
    SignOff {
        /// The role that signs.
        role: String,
        /// What is said.
        verdict: Consent,
        /// Who signs.
        by: String,
        /// Conditions or reasons.
        note: Option<String>,
    },
    /// Adds what shows that a thing was checked.
    Evidence(Evidence),
}

/// What sort of decision it is: the word of the commit's trailers and of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after the act")]
pub enum DecisionKind {
    Create,
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
    Mend,
    Launch,
    SignOff,
    Evidence,
    Revert,
}

impl DecisionKind {
    /// The word in a trailer: `Gonogo-Move`.
    pub fn word(self) -> &'static str {
        match self {
            DecisionKind::Create => "Create",
            DecisionKind::Move => "Move",
            DecisionKind::Defer => "Defer",
            DecisionKind::Withdraw => "Withdraw",
            DecisionKind::Duplicate => "Duplicate",
            DecisionKind::Close => "Close",
            DecisionKind::Reopen => "Reopen",
            DecisionKind::Assign => "Assign",
            DecisionKind::Due => "Due",
            DecisionKind::Risk => "Risk",
            DecisionKind::Rationale => "Rationale",
            DecisionKind::FollowUp => "Follow-Up",
            DecisionKind::Note => "Note",
            DecisionKind::Waive => "Waive",
            DecisionKind::Mend => "Mend",
            DecisionKind::Launch => "Pack-Launch",
            DecisionKind::SignOff => "Sign-Off",
            DecisionKind::Evidence => "Evidence",
            DecisionKind::Revert => "Revert",
        }
    }
}

/// One decision about one item or pack, with the changes it makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When it was made, by the clock of the machine.
    pub at: DateTime<FixedOffset>,
    /// The item or pack.
    #[serde(flatten)]
    pub target: Target,
    /// What sort of decision.
    pub kind: DecisionKind,
    /// Its file, from the root of the repository: a new item is written there.
    pub path: String,
    /// The changes, at least one.
    pub edits: Vec<Edit>,
    /// The commit, in hex, whose change is taken back; of a [`DecisionKind::Revert`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverts: Option<String>,
}

impl Decision {
    /// The text that the decision sets a field to.
    pub fn after(&self, field: Field) -> Option<&Value> {
        let set = self.edits.iter().rev().find_map(|edit| match edit {
            Edit::Set { field: f, after, .. } if *f == field => Some(after),
            _ => None,
        });
        set?.as_ref()
    }
}

/// Why an act cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such item.
    #[error("there is no item {0}")]
    NoItem(ItemId),
    /// There is no such pack.
    #[error("there is no pack {0}")]
    NoPack(PackId),
    /// There is an item with this id already.
    #[error("there is an item {0} already")]
    Exists(ItemId),
    /// There is no such column.
    #[error("there is no column {0}")]
    NoColumn(ColumnId),
    /// A deferral needs a deferred column.
    #[error("{0} is not a column for deferred items")]
    NotDeferred(ColumnId),
    /// An item cannot be put off without link, risk note and revisit date.
    #[error("a deferral needs {0}")]
    Incomplete(DeferralError),
    /// Nor without somebody who answers for it.
    #[error("a deferral needs an owner: who answers for the follow-up?")]
    NoOwner,
    /// There is no such launch behaviour.
    #[error("there is no criterion {0} in gonogo.yaml")]
    NoCriterion(CriterionId),
    /// It stands so already.
    #[error("{0} stands so already")]
    Nothing(Target),
    /// A text that must be there is empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An item cannot repeat itself.
    #[error("{0} cannot be a duplicate of itself")]
    Itself(ItemId),
    /// A follow-up belongs to a deferral.
    #[error("{0} holds the launch: it is done before, so it has no follow-up")]
    Required(ItemId),
    /// The act is for items.
    #[error("that is decided on items, and {0} is a pack")]
    NotForPacks(PackId),
    /// The act is for packs.
    #[error("that is decided on packs, and {0} is an item")]
    NotForItems(ItemId),
    /// Nobody accepts a finding about what is their own.
    #[error("{by} owns {target}: somebody else has to accept what is found there")]
    OwnWaiver {
        /// The item or pack.
        target: Target,
        /// Who would accept it.
        by: String,
    },
    /// A waiver that holds no longer.
    #[error("the waiver would end on {0}, which has passed")]
    Ended(NaiveDate),
    /// A role that does not sign this launch off.
    #[error("{role} does not sign this launch off (roles: {known})")]
    NoRole {
        /// What was named.
        role: String,
        /// The roles there are.
        known: String,
    },
    /// What was to be mended is not so any more.
    #[error("{0} has changed meanwhile, and needs no mending")]
    Mended(Target),
}

/// Turns an act on an item or a pack into the changes it makes.
///
/// # Errors
/// When it cannot be done, or changes nothing.
pub fn decide_on(
    board: &Board,
    target: &Target,
    act: &Act,
    at: DateTime<FixedOffset>,
) -> Result<Decision, Refusal> {
    match target {
        Target::Item(id) => item::decide(board, id, act, at),
        Target::Pack(id) => pack::decide(board, id, act, at),
    }
}

/// The changes to one item or pack while they are gathered.
struct Changes<'a> {
    /// What stands under a field.
    get: &'a dyn Fn(Field) -> Option<Value>,
    edits: Vec<Edit>,
}

impl<'a> Changes<'a> {
    fn of(get: &'a dyn Fn(Field) -> Option<Value>) -> Self {
        Self { get, edits: Vec::new() }
    }

    /// Sets a field, unless it says so already.
    fn set(&mut self, field: Field, after: Option<Value>) {
        let before = (self.get)(field);
        if before != after {
            self.edits.push(Edit::Set { field, before, after });
        }
    }

    fn append(&mut self, field: Field, entry: Option<Value>) {
        if let Some(entry) = entry {
            self.edits.push(Edit::Append { field, entry });
        }
    }

    /// Adds a waiver; one of the same rule gives way to it.
    fn waive(
        &mut self,
        board: &Board,
        target: &Target,
        owner: Option<&PersonId>,
        waiver: &Waiver,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        let said = |text: &Option<String>, what| {
            filled(text.as_deref()).map(str::to_owned).ok_or(Refusal::Missing(what))
        };
        said(&waiver.why, "the reason")?;
        said(&waiver.compensation, "what makes up for it")?;
        let by = said(&waiver.by, "who accepts it")?;
        let until = waiver.until.ok_or(Refusal::Missing("the last day on which it holds"))?;
        if until < today {
            return Err(Refusal::Ended(until));
        }
        if owner.is_some_and(|owner| is_same_person(owner.as_str(), &by, &board.people)) {
            return Err(Refusal::OwnWaiver { target: target.clone(), by });
        }
        let held = match (self.get)(Field::Waivers) {
            Some(Value::List(list)) => list,
            _ => Vec::new(),
        };
        let others: Vec<Value> =
            held.iter().filter(|w| w.text("rule") != Some(&waiver.rule)).cloned().collect();
        if others.len() == held.len() {
            self.append(Field::Waivers, waiver.to_value());
        } else {
            self.set(
                Field::Waivers,
                Some(Value::List(others.into_iter().chain(waiver.to_value()).collect())),
            );
        }
        Ok(())
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
