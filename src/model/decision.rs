//! Decisions: what the launch owner does to an item, and what that changes.
//!
//! [`decide`] is the only place where an act becomes changes of fields; the board and the commands
//! both go through it, so a decision made by either means the same.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::board::Board;
use super::column::Role;
use super::field::{Edit, Field};
use super::id::{ColumnId, CriterionId, ItemId, PackId, PersonId};
use super::item::{Evidence, Item, Kind, Note, Risk, Source, Status};
use super::link::{Link, LinkError};
use super::value::Value;

/// What makes "not now" honest. It cannot be built without a link and a risk note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    link: Link,
    risk: String,
    revisit: NaiveDate,
}

/// What a deferral lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeferralError {
    /// The link is missing or leads nowhere.
    #[error("the tracked link: {0}")]
    Link(LinkError),
    /// No risk note.
    #[error("the risk note: what do users meet until then?")]
    Risk,
    /// No revisit date.
    #[error("the date to revisit it")]
    Revisit,
}

impl Deferral {
    /// A complete deferral.
    ///
    /// # Errors
    /// The first thing that it lacks.
    pub fn new(
        link: Result<Link, LinkError>,
        risk: &str,
        revisit: Option<NaiveDate>,
    ) -> Result<Self, DeferralError> {
        let link = link.map_err(DeferralError::Link)?;
        let risk = risk.trim();
        if risk.is_empty() || super::item::is_placeholder(risk) {
            return Err(DeferralError::Risk);
        }
        let revisit = revisit.ok_or(DeferralError::Revisit)?;
        Ok(Self { link, risk: risk.to_owned(), revisit })
    }

    fn to_value(&self) -> Value {
        Value::Map(vec![
            ("link".into(), self.link.reference().into()),
            ("risk".into(), self.risk.as_str().into()),
            ("revisit".into(), self.revisit.to_string().into()),
        ])
    }
}

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
        }
    }
}

/// One decision about one item, with the changes it makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// When it was made, by the clock of the machine.
    pub at: DateTime<FixedOffset>,
    /// The item.
    pub item: ItemId,
    /// What sort of decision.
    pub kind: DecisionKind,
    /// The file of the item, from the root of the repository: a new item is written there.
    pub path: String,
    /// The changes, at least one.
    pub edits: Vec<Edit>,
}

impl Decision {
    /// The text that the decision sets a field to.
    pub fn after(&self, field: Field) -> Option<&Value> {
        self.edits.iter().find_map(|edit| match edit {
            Edit::Set { field: f, after, .. } if *f == field => after.as_ref(),
            _ => None,
        })
    }
}

/// Why an act cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such item.
    #[error("there is no item {0}")]
    NoItem(ItemId),
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
    Nothing(ItemId),
    /// A text that must be there is empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// An item cannot repeat itself.
    #[error("{0} cannot be a duplicate of itself")]
    Itself(ItemId),
    /// A follow-up belongs to a deferral.
    #[error("{0} holds the launch: it is done before, so it has no follow-up")]
    Required(ItemId),
}

/// Turns an act on an item into the changes it makes.
///
/// # Errors
/// When it cannot be done, or changes nothing.
pub fn decide(
    board: &Board,
    item: &ItemId,
    act: &Act,
    at: DateTime<FixedOffset>,
) -> Result<Decision, Refusal> {
    if let Act::Create(new) = act {
        return create(board, new, at);
    }
    let item = board.item(item).ok_or_else(|| Refusal::NoItem(item.clone()))?;
    let mut change = Changes { item, edits: Vec::new() };
    let kind = match act {
        Act::Create(_) => DecisionKind::Create,
        Act::Move { to, why, criterion } => {
            change.move_to(board, to)?;
            change.why(why.as_deref());
            change.criterion(board, criterion.as_ref())?;
            DecisionKind::Move
        }
        Act::Assign(owner) => {
            change.set(Field::Owner, owner.as_ref().map(|o| o.as_str().into()));
            DecisionKind::Assign
        }
        Act::Defer { to, deferral, owner, why } => {
            change.defer(board, to.as_ref(), deferral)?;
            if owner.is_none() && item.owner.is_none() {
                return Err(Refusal::NoOwner);
            }
            if let Some(owner) = owner {
                change.set(Field::Owner, Some(owner.as_str().into()));
            }
            change.why(why.as_deref());
            DecisionKind::Defer
        }
        Act::Due(date) => {
            change.set(Field::Due, date.map(|d| d.to_string().into()));
            DecisionKind::Due
        }
        Act::Risk(risk) => {
            change.set(Field::Risk, risk.map(|r| r.word().into()));
            DecisionKind::Risk
        }
        Act::Rationale { text, criterion } => {
            change.set(Field::Rationale, filled(text.as_deref()).map(Value::from));
            change.criterion(board, criterion.as_ref())?;
            DecisionKind::Rationale
        }
        Act::Note(note) => {
            filled(Some(&note.text)).ok_or(Refusal::Missing("the text of the note"))?;
            change.append(Field::Notes, note.to_value());
            DecisionKind::Note
        }
        Act::Withdraw { why } => {
            let why = filled(Some(why)).ok_or(Refusal::Missing("the reason"))?;
            change.set(Field::Status, Some(Status::Withdrawn.word().into()));
            change.set(Field::Rationale, Some(why.into()));
            DecisionKind::Withdraw
        }
        Act::Duplicate { of } => {
            if *of == item.id {
                return Err(Refusal::Itself(of.clone()));
            }
            board.item(of).ok_or_else(|| Refusal::NoItem(of.clone()))?;
            change.set(Field::Status, Some(Status::Withdrawn.word().into()));
            change.set(Field::DuplicateOf, Some(of.as_str().into()));
            DecisionKind::Duplicate
        }
        Act::Close(evidence) => {
            filled(Some(&evidence.reference)).ok_or(Refusal::Missing("the evidence"))?;
            if item.status == Status::Closed {
                return Err(Refusal::Nothing(item.id.clone()));
            }
            change.set(Field::Status, Some(Status::Closed.word().into()));
            change.append(Field::Evidence, evidence.to_value());
            DecisionKind::Close
        }
        Act::Reopen => {
            change.set(Field::Status, Some(Status::Open.word().into()));
            change.set(Field::DuplicateOf, None);
            DecisionKind::Reopen
        }
        Act::FollowUp(link) => {
            if board.role_of(item) == Role::Required {
                return Err(Refusal::Required(item.id.clone()));
            }
            let mut after = match item.get(Field::Deferral) {
                Some(Value::Map(entries)) => entries,
                _ => Vec::new(),
            };
            after.retain(|(key, _)| key != "link");
            after.insert(0, ("link".into(), link.reference().into()));
            change.set(Field::Deferral, Some(Value::Map(after)));
            DecisionKind::FollowUp
        }
    };
    if change.edits.is_empty() {
        return Err(Refusal::Nothing(item.id.clone()));
    }
    Ok(Decision {
        at,
        item: item.id.clone(),
        kind,
        path: item.source.path.to_string(),
        edits: change.edits,
    })
}

/// The changes to one item while they are gathered.
struct Changes<'a> {
    item: &'a Item,
    edits: Vec<Edit>,
}

impl Changes<'_> {
    /// Sets a field, unless it says so already.
    fn set(&mut self, field: Field, after: Option<Value>) {
        let before = self.item.get(field);
        if before != after {
            self.edits.push(Edit::Set { field, before, after });
        }
    }

    fn append(&mut self, field: Field, entry: Option<Value>) {
        if let Some(entry) = entry {
            self.edits.push(Edit::Append { field, entry });
        }
    }

    fn why(&mut self, why: Option<&str>) {
        if let Some(why) = filled(why) {
            self.set(Field::Rationale, Some(why.into()));
        }
    }

    fn criterion(&mut self, board: &Board, id: Option<&CriterionId>) -> Result<(), Refusal> {
        let Some(id) = id else { return Ok(()) };
        if !board.criteria.iter().any(|criterion| criterion.id == *id) {
            return Err(Refusal::NoCriterion(id.clone()));
        }
        self.set(Field::Criterion, Some(id.as_str().into()));
        Ok(())
    }

    /// Sets the column. Where it stands already by default, nothing is written.
    fn scope(&mut self, board: &Board, to: &ColumnId) {
        if board.column_of(self.item).id == *to {
            return;
        }
        let inbox = board.columns.role(to.as_str()) == Some(Role::Inbox);
        self.set(Field::Scope, (!inbox).then(|| to.as_str().into()));
    }

    fn move_to(&mut self, board: &Board, to: &ColumnId) -> Result<(), Refusal> {
        let role = board.columns.role(to.as_str()).ok_or_else(|| Refusal::NoColumn(to.clone()))?;
        if role == Role::Deferred {
            board.deferral_of(self.item).map_err(Refusal::Incomplete)?;
        } else if board.role_of(self.item) == Role::Deferred {
            // Brought back into the launch, it is no longer put off; what the deferral said stays
            // in git's history.
            self.set(Field::Deferral, None);
        }
        self.scope(board, to);
        Ok(())
    }

    fn defer(
        &mut self,
        board: &Board,
        to: Option<&ColumnId>,
        deferral: &Deferral,
    ) -> Result<(), Refusal> {
        let first = board.columns.first(Role::Deferred).map(|column| &column.id);
        let stays = board.column_of(self.item);
        let stays = (stays.role == Role::Deferred).then_some(&stays.id);
        let to = to.or(stays).or(first).ok_or(Refusal::Missing("a deferred column"))?;
        match board.columns.role(to.as_str()) {
            None => return Err(Refusal::NoColumn(to.clone())),
            Some(Role::Deferred) => {}
            Some(_) => return Err(Refusal::NotDeferred(to.clone())),
        }
        self.scope(board, to);
        self.set(Field::Deferral, Some(deferral.to_value()));
        Ok(())
    }
}

fn create(board: &Board, new: &NewItem, at: DateTime<FixedOffset>) -> Result<Decision, Refusal> {
    if board.item(&new.id).is_some() {
        return Err(Refusal::Exists(new.id.clone()));
    }
    filled(Some(new.id.as_str())).ok_or(Refusal::Missing("the id"))?;
    let title = filled(Some(&new.title)).ok_or(Refusal::Missing("the title"))?;
    let set = |field, value: Option<Value>| {
        value.map(|value| Edit::Set { field, before: None, after: Some(value) })
    };
    let packs: Vec<Value> = new.packs.iter().map(|pack| pack.as_str().into()).collect();
    let edits = [
        set(Field::Title, Some(title.into())),
        set(Field::Kind, new.kind.map(|kind| kind.word().into())),
        set(Field::Status, Some(Status::Open.word().into())),
        set(Field::Packs, (!packs.is_empty()).then_some(Value::List(packs))),
        set(Field::Created, Some(new.created.to_string().into())),
    ];
    Ok(Decision {
        at,
        item: new.id.clone(),
        kind: DecisionKind::Create,
        path: new.source.path.to_string(),
        edits: edits.into_iter().flatten().collect(),
    })
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
