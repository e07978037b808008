//! What an act changes in an item.

use chrono::{DateTime, FixedOffset};

use super::{Act, Changes, Decision, DecisionKind, Deferral, NewItem, Refusal, filled};
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::field::{Edit, Field};
use crate::model::finding::Mend;
use crate::model::id::{ColumnId, CriterionId, ItemId};
use crate::model::item::{Item, Status};
use crate::model::target::Target;
use crate::model::value::Value;

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
    let get = |field| item.get(field);
    let target = Target::Item(item.id.clone());
    let mut change = ItemChanges { item, changes: Changes::of(&get) };
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
                return Err(Refusal::Nothing(target));
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
        Act::Waive(waiver) => {
            let owner = item.owner.as_ref();
            change.changes.waive(board, &target, owner, waiver, at.date_naive())?;
            DecisionKind::Waive
        }
        Act::Mend(mend) => {
            change.mend(mend).ok_or(Refusal::Mended(target.clone()))?;
            DecisionKind::Mend
        }
        Act::Evidence(evidence) => {
            filled(Some(&evidence.reference)).ok_or(Refusal::Missing("the evidence"))?;
            change.append(Field::Evidence, evidence.to_value());
            DecisionKind::Evidence
        }
        Act::Launch(_) | Act::SignOff { .. } => {
            return Err(Refusal::NotForItems(item.id.clone()));
        }
    };
    let edits = change.changes.edits;
    if edits.is_empty() {
        return Err(Refusal::Nothing(target));
    }
    Ok(Decision { at, target, kind, path: item.source.path.to_string(), edits, reverts: None })
}

/// The changes to one item while they are gathered.
struct ItemChanges<'a> {
    item: &'a Item,
    changes: Changes<'a>,
}

impl ItemChanges<'_> {
    fn set(&mut self, field: Field, after: Option<Value>) {
        self.changes.set(field, after);
    }

    fn append(&mut self, field: Field, entry: Option<Value>) {
        self.changes.append(field, entry);
    }

    /// Makes the change that a finding offers; `None` where it is not called for any more.
    fn mend(&mut self, mend: &Mend) -> Option<()> {
        match mend {
            Mend::Rename { from, to } => {
                let (_, value) = self.item.extra.iter().find(|(key, _)| key == from)?;
                let field = Field::from_key(to)?;
                if self.item.get(field).is_some() && field != Field::Status {
                    return None;
                }
                self.changes.edits.push(Edit::Rename {
                    from: from.clone(),
                    to: to.clone(),
                    value: value.clone(),
                });
            }
            Mend::Set { field, value } => {
                self.set(*field, Some(value.clone()));
                // An odd spelling reads as what is meant: the file changes, the item does not.
                if self.changes.edits.is_empty() {
                    let before = self.item.problems.iter().find(|problem| {
                        problem.path.first().map(String::as_str) == Some(field.key())
                    })?;
                    self.changes.edits.push(Edit::Set {
                        field: *field,
                        before: Some(before.text.as_str().into()),
                        after: Some(value.clone()),
                    });
                }
            }
            Mend::Behavior { .. } => return None,
        }
        Some(())
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
        target: Target::Item(new.id.clone()),
        kind: DecisionKind::Create,
        path: new.source.path.to_string(),
        edits: edits.into_iter().flatten().collect(),
        reverts: None,
    })
}
