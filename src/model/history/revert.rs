//! Taking back what a commit changed, as a new decision.

use chrono::{DateTime, FixedOffset};

use super::{Change, Fate, FieldChange, entries};
use crate::model::board::Board;
use crate::model::decision::{Decision, DecisionKind};
use crate::model::field::{Edit, Field};
use crate::model::target::Target;
use crate::model::value::Value;

/// What taking a change back comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reverted {
    /// The new decision; `None` where there is nothing to set back.
    pub decision: Option<Decision>,
    /// What stays as it is, and why.
    pub kept: Vec<Kept>,
}

/// Something that a commit changed and that is not set back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The field was changed again since.
    Changed {
        /// The item or pack.
        target: Target,
        /// The field.
        field: Field,
        /// What stood there before the commit.
        before: Option<Value>,
        /// What the commit made of it.
        made: Option<Value>,
        /// What stands there now.
        now: Option<Value>,
    },
    /// It stands so already.
    Already(Target),
    /// The item or pack is not there any more.
    Absent(Target),
    /// The commit wrote it down.
    Born(Target),
    /// The commit deleted it.
    Deleted {
        /// The item or pack.
        target: Target,
        /// Its file.
        path: String,
        /// The commit, in hex.
        commit: String,
    },
    /// Keys of its file that no decision changes.
    Others {
        /// The item or pack.
        target: Target,
        /// As the file names them.
        keys: Vec<String>,
    },
}

impl Kept {
    /// The reason, in a sentence without a stop. Quotes content.
    pub fn words(&self) -> String {
        let text = |value: &Option<Value>| {
            value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
        };
        match self {
            Kept::Changed { target, field, before, made, now } => format!(
                "{} of {target} was changed again since: {} before, {} then, {} now; it stays as it is",
                field.key().replace('_', " "),
                text(before),
                text(made),
                text(now)
            ),
            Kept::Already(target) => format!("{target} stands already as it did before"),
            Kept::Absent(target) => format!("{target} is not there any more"),
            Kept::Born(target @ Target::Item(_)) => {
                format!("{target} was written down by it; withdraw it where it is not needed")
            }
            Kept::Born(target) => {
                format!("{target} was written down by it; hold it where it is not to ship")
            }
            Kept::Deleted { target, path, commit } => {
                let short = commit.get(..10).unwrap_or(commit);
                format!(
                    "{target} was deleted by it; git checkout {short}~ -- {path} brings its file back"
                )
            }
            Kept::Others { target, keys } => format!(
                "{} of {target} changed too, which no decision does; edit the file",
                keys.join(", ")
            ),
        }
    }
}

/// Sets back what a commit changed in an item or pack, field by field, wherever there still stands
/// what the commit made of it. Nothing is overruled that was decided since.
pub fn revert(board: &Board, change: &Change, at: DateTime<FixedOffset>) -> Reverted {
    let target = &standing(board, change);
    let nothing = |kept| Reverted { decision: None, kept: vec![kept] };
    match (change.fate, board.source_of(target)) {
        (Fate::Born, _) => nothing(Kept::Born(target.clone())),
        (Fate::Gone, _) => nothing(Kept::Deleted {
            target: target.clone(),
            path: change.path.to_string(),
            commit: change.commit.id.clone(),
        }),
        (Fate::Stays, None) => nothing(Kept::Absent(target.clone())),
        (Fate::Stays, Some(source)) => {
            let mut kept = Vec::new();
            let mut edits = Vec::new();
            for FieldChange { field, before, after: made } in &change.fields {
                let now = board.value_of(target, *field);
                match set_back(before.as_ref(), made.as_ref(), now.as_ref()) {
                    Some(after) if after == now => {}
                    Some(after) => edits.push(Edit::Set { field: *field, before: now, after }),
                    None => kept.push(Kept::Changed {
                        target: target.clone(),
                        field: *field,
                        before: before.clone(),
                        made: made.clone(),
                        now,
                    }),
                }
            }
            if !change.others.is_empty() {
                kept.push(Kept::Others { target: target.clone(), keys: change.others.clone() });
            }
            if edits.is_empty() && kept.is_empty() {
                kept.push(Kept::Already(target.clone()));
            }
            let decision = (!edits.is_empty()).then(|| Decision {
                at,
                target: target.clone(),
                kind: DecisionKind::Revert,
                path: source.path.to_string(),
                edits,
                reverts: Some(change.commit.id.clone()),
            });
            Reverted { decision, kept }
        }
    }
}

/// What the item or pack of a change is called on the board: where several files claim an id, the
/// one in the same file is meant.
fn standing(board: &Board, change: &Change) -> Target {
    let Target::Item(id) = &change.target else { return change.target.clone() };
    let elsewhere =
        |target: &Target| board.source_of(target).is_some_and(|source| source.path != change.path);
    let second = Target::Item(format!("{id}@{}", change.path).into());
    if elsewhere(&change.target) && board.has(&second) { second } else { change.target.clone() }
}

/// Sets back what a commit changed, all of it or what it changed in one item or pack.
pub fn revert_all(
    board: &Board,
    changes: &[Change],
    only: Option<&Target>,
    at: DateTime<FixedOffset>,
) -> (Vec<Decision>, Vec<Kept>) {
    let (mut decisions, mut kept) = (Vec::new(), Vec::new());
    for change in changes.iter().filter(|c| only.is_none_or(|only| c.target == *only)) {
        let reverted = revert(board, change, at);
        decisions.extend(reverted.decision);
        kept.extend(reverted.kept);
    }
    (decisions, kept)
}

/// What stands there once the step from `before` to `made` is taken back. `None` where something
/// else stands there by now: of a list only the entries in question count, of a mapping the keys.
fn set_back(
    before: Option<&Value>,
    made: Option<&Value>,
    now: Option<&Value>,
) -> Option<Option<Value>> {
    if now == made || now == before {
        return Some(before.cloned());
    }
    let is_list = |value: Option<&Value>| value.is_none_or(|value| value.as_list().is_some());
    let is_map = |value: Option<&Value>| value.is_none_or(|v| matches!(v, Value::Map(_)));
    let all = [before, made, now];
    if all.iter().all(|value| is_list(*value)) {
        let (added, removed) = entries(before, made);
        let mut list = now.and_then(Value::as_list).unwrap_or_default().to_vec();
        for entry in &added {
            let at = list.iter().rposition(|other| other == entry)?;
            list.remove(at);
        }
        let missing = removed.into_iter().filter(|entry| !list.contains(entry)).collect::<Vec<_>>();
        list.extend(missing);
        return Some((!list.is_empty()).then_some(Value::List(list)));
    }
    if all.iter().all(|value| is_map(*value)) {
        let mut map = match now {
            Some(Value::Map(entries)) => entries.clone(),
            _ => Vec::new(),
        };
        for key in keys(before).chain(keys(made)) {
            let of = |value: Option<&'_ Value>| value.and_then(|v| v.get(key)).cloned();
            let (old, new, here) = (of(before), of(made), of(now));
            if old == new {
                continue;
            }
            let value = set_back(old.as_ref(), new.as_ref(), here.as_ref())?;
            let at = map.iter().position(|(known, _)| known == key);
            match (at.and_then(|at| map.get_mut(at)), at, value) {
                (Some(entry), _, Some(value)) => entry.1 = value,
                (_, Some(at), None) => {
                    map.remove(at);
                }
                (_, None, Some(value)) => map.push((key.to_owned(), value)),
                _ => {}
            }
        }
        return Some((!map.is_empty()).then_some(Value::Map(map)));
    }
    None
}

fn keys(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let entries = match value {
        Some(Value::Map(entries)) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, _)| key.as_str())
}
