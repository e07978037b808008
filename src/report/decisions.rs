//! Decisions in words: for the message line, the review, `status`, and the commit.
//!
//! The words hold text from files as it is. Whoever prints them passes them through the door of
//! that output.

use std::collections::BTreeSet;

use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::decision::{Decision, DecisionKind};
use crate::model::draft::{Row, Step};
use crate::model::field::{Edit, Field};
use crate::model::target::Target;
use crate::model::value::Value;

/// What a step did, for the message line: `Moved SHOP-14 to 1 Launch-critical`.
pub fn done(step: &Step, board: &Board) -> String {
    let Some(first) = step.decisions.first() else { return String::new() };
    let who = subject(&step.decisions);
    let column = |decision: &Decision| {
        let id = decision.after(Field::Scope).and_then(Value::as_text);
        match id.and_then(|id| board.columns.position(id)) {
            Some(at) => column_name(board, at),
            None => column_name(board, 0),
        }
    };
    match first.kind {
        DecisionKind::Create => format!("Wrote down {who}"),
        // It stands there already; what it cites or why is new.
        DecisionKind::Move if first.edits.iter().all(|edit| edit.key() != Field::Scope.key()) => {
            format!("Rationale of {who} written down")
        }
        DecisionKind::Move => {
            let comes_back = step.decisions.iter().any(|d| {
                d.edits.iter().any(|e| {
                    matches!(e, Edit::Set { field: Field::Deferral, before: Some(_), after: None })
                })
            });
            let lost = if comes_back { "; no longer deferred" } else { "" };
            format!("Moved {who} to {}{lost}", column(first))
        }
        DecisionKind::Defer => format!("Deferred {who}"),
        DecisionKind::Withdraw => format!("Withdrew {who}"),
        DecisionKind::Duplicate => {
            format!("{who} is a duplicate of {}", set_to(first, Field::DuplicateOf))
        }
        DecisionKind::Close => format!("Closed {who}"),
        DecisionKind::Reopen => format!("Reopened {who}"),
        DecisionKind::Assign => match first.after(Field::Owner) {
            Some(owner) => format!("{who} is {owner}'s now"),
            None => format!("{who} has no owner now"),
        },
        DecisionKind::Due => match first.after(Field::Due) {
            Some(date) => format!("{who} is due {date}"),
            None => format!("{who} has no due date now"),
        },
        DecisionKind::Risk => match first.after(Field::Risk) {
            Some(risk) => format!("{who} is {risk} risk"),
            None => format!("{who} has no risk now"),
        },
        DecisionKind::Rationale => format!("Rationale of {who} written down"),
        DecisionKind::FollowUp => format!("Follow-up of {who} set"),
        DecisionKind::Note => format!("Note on {who} written down"),
        DecisionKind::Waive => format!("Waiver for {who} written down"),
        DecisionKind::Mend => format!("Mended {who}"),
        DecisionKind::Launch => format!("{who} is {} now", set_to(first, Field::Launch)),
        DecisionKind::SignOff => format!("{who} signed: {}", last_signed(first)),
        DecisionKind::Evidence => format!("Evidence for {who} written down"),
        DecisionKind::Revert => match &first.reverts {
            Some(commit) => {
                format!("Took back what {} changed in {who}", commit.get(..10).unwrap_or(commit))
            }
            None => format!("Took back a change of {who}"),
        },
    }
}

/// `SHOP-14`, or `3 items`. A step can decide on several fields of one.
fn subject(decisions: &[Decision]) -> String {
    let targets: BTreeSet<&Target> = decisions.iter().map(|decision| &decision.target).collect();
    match (targets.len(), targets.first()) {
        (1, Some(one)) => one.to_string(),
        (many, _) => format!("{many} items"),
    }
}

/// `data says go`.
fn last_signed(decision: &Decision) -> String {
    let entry = decision.edits.iter().find_map(|edit| match edit {
        Edit::Append { field: Field::Signoffs, entry } => Some(entry),
        Edit::Set { field: Field::Signoffs, after: Some(Value::List(list)), .. } => list.last(),
        _ => None,
    });
    entry.map(signed).unwrap_or_default()
}

fn signed(entry: &Value) -> String {
    let part = |key: &str| entry.text(key).unwrap_or("?");
    let note = entry.text("note").map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{} says {}{note}", part("role"), part("verdict"))
}

fn waived(entry: &Value) -> String {
    let part = |key: &str| entry.text(key).unwrap_or("?");
    format!("{} waived until {} by {}", part("rule"), part("until"), part("by"))
}

fn set_to(decision: &Decision, field: Field) -> String {
    decision.after(field).map(Value::to_string).unwrap_or_default()
}

/// `1 Launch-critical`.
pub fn column_name(board: &Board, position: usize) -> String {
    board.columns.at(position).map(|c| format!("{position} {}", c.title)).unwrap_or_default()
}

/// What a row of the draft adds up to, in one line without the item's id:
/// `undecided -> launch-critical, owner commerce-lead`.
pub fn changes(row: &Row, board: &Board) -> String {
    let mut parts: Vec<String> = if row.is_new() {
        let title = row.change(Field::Title).and_then(|(_, after)| after);
        vec![format!("new: {}", title.map(|t| t.to_string()).unwrap_or_default())]
    } else {
        row.edits().iter().filter_map(|edit| change(edit, board)).collect()
    };
    let reverts = row.decisions.iter().rev().find_map(|decision| decision.reverts.as_deref());
    if let Some(commit) = reverts {
        parts.push(format!("reverts {}", commit.get(..10).unwrap_or(commit)));
    }
    parts.join(", ")
}

/// What a change of one field is in words; `None` where it is told elsewhere.
pub(super) fn change(edit: &Edit, board: &Board) -> Option<String> {
    let or = |value: &Option<Value>, none: &str| {
        value.as_ref().map_or_else(|| none.to_owned(), Value::to_string)
    };
    match edit {
        Edit::Set { field: Field::Scope, before, after } => {
            let inbox = board.columns.first(Role::Inbox).map_or("undecided", |c| c.id.as_str());
            Some(format!("{} -> {}", or(before, inbox), or(after, inbox)))
        }
        // The sentence itself stands at the end of the line.
        Edit::Set { field: Field::Rationale, .. } => None,
        Edit::Set { field: Field::Deferral, after: None, .. } => Some("no longer deferred".into()),
        Edit::Set { field: Field::Deferral, after: Some(deferral), .. } => {
            let link = deferral.text("link").unwrap_or("no link");
            Some(match deferral.text("revisit") {
                Some(date) => format!("follow-up {link}, revisit {date}"),
                None => format!("follow-up {link}"),
            })
        }
        Edit::Set { field: Field::DuplicateOf, after: Some(other), .. } => {
            Some(format!("duplicate of {other}"))
        }
        Edit::Set { field: Field::Signoffs, before, after } => {
            Some(entries("sign-off", before.as_ref(), after.as_ref(), signed))
        }
        Edit::Set { field: Field::Waivers, before, after } => {
            Some(entries("waiver", before.as_ref(), after.as_ref(), waived))
        }
        Edit::Set { field: Field::Evidence, before, after } => {
            let of = |entry: &Value| format!("evidence {}", entry.text("ref").unwrap_or_default());
            Some(entries("evidence", before.as_ref(), after.as_ref(), of))
        }
        Edit::Set { field: Field::Notes, before, after } => {
            let of = |entry: &Value| format!("note: {}", entry.text("text").unwrap_or_default());
            Some(entries("note", before.as_ref(), after.as_ref(), of))
        }
        Edit::Set { field: Field::Behavior, before, after } => {
            let Some(Value::Map(after)) = after else { return Some("behavior removed".into()) };
            let was = |key: &str| before.as_ref().and_then(|map| map.get(key));
            let new = after.iter().filter(|(key, value)| was(key) != Some(value));
            let words: Vec<String> = new
                .map(|(key, value)| format!("{key}: {}", value.text("show").unwrap_or("changed")))
                .collect();
            Some(format!("behavior {}", words.join(", ")))
        }
        Edit::Rename { from, to, .. } => Some(format!("key {from} -> {to}")),
        Edit::Set { field, before, after } => {
            let (before, after) = (or(before, "none"), or(after, "none"));
            Some(match field {
                Field::Status => format!("{before} -> {after}"),
                _ => format!("{} {before} -> {after}", field.key().replace('_', " ")),
            })
        }
        Edit::Append { field: Field::Evidence, entry } => {
            Some(format!("evidence {}", entry.text("ref").unwrap_or_default()))
        }
        Edit::Append { field: Field::Notes, entry } => {
            Some(format!("note: {}", entry.text("text").unwrap_or_default()))
        }
        Edit::Append { field: Field::Signoffs, entry } => Some(signed(entry)),
        Edit::Append { field: Field::Waivers, entry } => Some(waived(entry)),
        Edit::Append { field, entry } => Some(format!("{} + {entry}", field.key())),
    }
}

/// What a list has more, each entry in its own words; or that it only has fewer.
fn entries(
    what: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    words: impl Fn(&Value) -> String,
) -> String {
    let list = |value: Option<&'_ Value>| {
        value.and_then(Value::as_list).map(<[Value]>::to_vec).unwrap_or_default()
    };
    let (before, after) = (list(before), list(after));
    let new: Vec<String> = after.iter().filter(|e| !before.contains(e)).map(&words).collect();
    let gone = before.iter().filter(|entry| !after.contains(entry)).count();
    match (new.is_empty(), gone) {
        (false, _) => new.join(", "),
        (true, 0) => format!("{what} in another order"),
        (true, 1) => format!("{what} taken back"),
        (true, n) => format!("{n} {what} entries taken back"),
    }
}

/// The rationale that a row sets.
pub fn rationale(row: &Row) -> Option<String> {
    row.change(Field::Rationale).and_then(|(_, after)| after).map(|text| text.to_string())
}

#[cfg(test)]
#[path = "decisions_tests.rs"]
mod tests;
