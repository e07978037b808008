//! The message of the commit: a subject that counts, a readable line a decision, and trailers that
//! say the same to machines.
//!
//! The trailers are read by `git interpret-trailers --parse`. No text of a file can forge one: every
//! value is made a single line first, and the trailers are the last paragraph.

use std::borrow::Cow;

use super::decisions;
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::decision::DecisionKind;
use crate::model::draft::Row;
use crate::model::field::{Edit, Field};
use crate::model::value::Value;
use crate::text;

/// The message of a commit of these rows, in the words that somebody wrote or, without those, in
/// our own. Trailers beside those of the rows come last.
pub fn of(
    rows: &[Row],
    board: &Board,
    written: Option<&str>,
    others: &[(String, String)],
) -> String {
    let mut trailers = trailers(rows, board);
    for (key, value) in others {
        trailers.push_str(&format!("{key}: {}\n", text::trailer_value(value)));
    }
    let words = match written {
        Some(written) => {
            let lines = written.lines().filter(|line| !is_own_trailer(line));
            lines.map(undivided).collect::<Vec<_>>().join("\n")
        }
        None => proposed(rows, board, !trailers.is_empty()),
    };
    format!("{}\n\n{trailers}", words.trim_end())
}

/// Behind three dashes git looks for no trailers.
fn undivided(line: &str) -> Cow<'_, str> {
    if line.starts_with("---") { format!("| {line}").into() } else { line.into() }
}

/// A subject that counts, and a readable line a decision.
fn proposed(rows: &[Row], board: &Board, has_trailers: bool) -> String {
    let mut message = subject(rows, board);
    message.push_str("\n\n");
    // Without trailers the lines are the last paragraph, where git would read them as some.
    let in_words = if has_trailers { text::message_line } else { text::body_line };
    for row in rows {
        let mut line = format!("{}: {}", row.target, decisions::changes(row, board));
        if let Some(rationale) = decisions::rationale(row) {
            line.push_str(": ");
            line.push_str(&rationale);
        }
        message.push_str(&in_words(&line));
        message.push('\n');
    }
    message
}

fn is_own_trailer(line: &str) -> bool {
    line.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("gonogo-"))
        && line.split_once(':').is_some_and(|(key, _)| !key.contains(' '))
}

fn subject(rows: &[Row], board: &Board) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut count = |what: String| match counts.iter_mut().find(|(known, _)| *known == what) {
        Some((_, n)) => *n += 1,
        None => counts.push((what, 1)),
    };
    for row in rows {
        count(match row.kind() {
            DecisionKind::Defer => "deferred".to_owned(),
            DecisionKind::Move => match row.change(Field::Scope) {
                Some((_, Some(Value::Text(column)))) => column,
                // It stood there already; what it cites or why is new.
                None => "noted".to_owned(),
                Some(_) => board
                    .columns
                    .first(Role::Inbox)
                    .map_or("undecided".into(), |c| c.id.to_string()),
            },
            DecisionKind::Withdraw => "withdrawn".to_owned(),
            DecisionKind::Duplicate => "duplicate".to_owned(),
            DecisionKind::Close => "closed".to_owned(),
            DecisionKind::Reopen => "reopened".to_owned(),
            DecisionKind::Create => "new".to_owned(),
            DecisionKind::Assign => "assigned".to_owned(),
            DecisionKind::Due
            | DecisionKind::Risk
            | DecisionKind::Rationale
            | DecisionKind::FollowUp
            | DecisionKind::Note => "noted".to_owned(),
            DecisionKind::Waive => "waived".to_owned(),
            DecisionKind::Mend => "mended".to_owned(),
            DecisionKind::Launch => "pack states".to_owned(),
            DecisionKind::SignOff => "signed off".to_owned(),
            DecisionKind::Evidence => "proven".to_owned(),
            DecisionKind::Revert => "reverted".to_owned(),
        });
    }
    let what: Vec<String> = counts.iter().map(|(what, n)| format!("{n} {what}")).collect();
    let launch = board.launch.name.trim();
    let head = if launch.is_empty() { "triage".to_owned() } else { format!("triage({launch})") };
    text::trailer_value(&format!("{head}: {}", what.join(", ")))
}

fn trailers(rows: &[Row], board: &Board) -> String {
    let mut lines = String::new();
    let mut trailer = |key: &str, value: String| {
        lines.push_str(&format!("Gonogo-{key}: {}\n", text::trailer_value(&value)));
    };
    if !board.launch.name.trim().is_empty() {
        trailer("Launch", board.launch.name.clone());
    }
    for row in rows {
        for (key, value) in facts(row, board) {
            trailer(key, format!("{} {value}", row.target));
        }
    }
    lines
}

/// What a row decides, one fact a kind of decision.
fn facts(row: &Row, board: &Board) -> Vec<(&'static str, String)> {
    if row.is_new() {
        let of = |field| row.change(field).and_then(|(_, after)| after).map(|v| v.to_string());
        let mut facts = vec![("Create", of(Field::Title).unwrap_or_default())];
        if let Some(column) = of(Field::Scope) {
            facts.push(("Move", format!("-> {column}")));
        }
        facts.extend(of(Field::Owner).map(|owner| ("Assign", owner)));
        return facts;
    }
    let inbox = board.columns.first(Role::Inbox).map_or("undecided", |c| c.id.as_str());
    let or = |value: &Option<Value>, none: &str| {
        value.as_ref().map_or_else(|| none.to_owned(), Value::to_string)
    };
    let mut facts = Vec::new();
    let mut reverted: Vec<&String> =
        row.decisions.iter().filter_map(|decision| decision.reverts.as_ref()).collect();
    reverted.dedup();
    let reverts = !reverted.is_empty();
    facts.extend(reverted.into_iter().map(|commit| ("Revert", commit.clone())));
    let mut rationale = None;
    for edit in row.edits() {
        match &edit {
            Edit::Set { field: Field::Scope, before, after } => {
                facts.push(("Move", format!("{} -> {}", or(before, inbox), or(after, inbox))));
            }
            Edit::Set { field: Field::Deferral, after, .. } => {
                let link = after.as_ref().and_then(|d| d.text("link"));
                let key = match row.kind() {
                    DecisionKind::FollowUp => "Follow-Up",
                    _ => "Defer",
                };
                facts.push((key, link.unwrap_or("none").to_owned()));
            }
            Edit::Set { field: Field::Owner, after, .. } => {
                facts.push(("Assign", or(after, "none")))
            }
            Edit::Set { field: Field::Due, after, .. } => facts.push(("Due", or(after, "none"))),
            Edit::Set { field: Field::Risk, after, .. } => facts.push(("Risk", or(after, "none"))),
            Edit::Set { field: Field::Criterion, after, .. } => {
                facts.push(("Criterion", or(after, "none")));
            }
            Edit::Set { field: Field::DuplicateOf, after: Some(other), .. } => {
                facts.push(("Duplicate", other.to_string()));
            }
            Edit::Set { field: Field::Status, after, .. } => match or(after, "open").as_str() {
                "closed" => {}
                "withdrawn" if row.kind() == DecisionKind::Duplicate => {}
                "withdrawn" => {
                    facts.push(("Withdraw", decisions::rationale(row).unwrap_or_default()));
                }
                _ => facts.push(("Reopen", "open".to_owned())),
            },
            Edit::Append { field: Field::Evidence, entry } => {
                let closes = row.decisions.iter().any(|d| d.kind == DecisionKind::Close);
                let key = if closes { "Close" } else { "Evidence" };
                facts.push((key, entry.text("ref").unwrap_or_default().to_owned()));
            }
            Edit::Append { field: Field::Notes, entry } => {
                facts.push(("Note", entry.text("text").unwrap_or_default().to_owned()));
            }
            Edit::Set { field: Field::Launch, after, .. } => {
                facts.push(("Pack-Launch", or(after, "none")));
            }
            Edit::Append { field: Field::Signoffs, entry } => facts.push(signed(entry)),
            // A sign-off or waiver that is taken back was not given anew.
            Edit::Set { field: Field::Signoffs | Field::Waivers, .. } if reverts => {}
            Edit::Set { field: Field::Signoffs, after: Some(Value::List(list)), .. } => {
                facts.extend(list.last().map(signed));
            }
            Edit::Append { field: Field::Waivers, entry } => facts.push(waived(entry)),
            Edit::Set { field: Field::Waivers, after: Some(Value::List(list)), .. } => {
                facts.extend(list.last().map(waived));
            }
            Edit::Rename { from, to, .. } => facts.push(("Mend", format!("{from} -> {to}"))),
            Edit::Set { field: Field::Behavior, .. } => {
                facts.push(("Mend", decisions::changes(row, board)));
            }
            Edit::Set { field: Field::Rationale, after, .. } => rationale = Some(or(after, "none")),
            Edit::Set { .. } | Edit::Append { .. } => {}
        }
    }
    // A rationale goes with the decision that it explains; on its own it is one.
    if let (true, Some(rationale)) = (facts.is_empty(), rationale) {
        facts.push(("Rationale", rationale));
    }
    facts
}

/// Whose word it is, and what it says: `data go data-qa`.
fn signed(entry: &Value) -> (&'static str, String) {
    let part = |key: &str| entry.text(key).unwrap_or("?").to_owned();
    ("Sign-Off", format!("{} {} {}", part("role"), part("verdict"), part("by")))
}

/// Which rule, and until when: `GNG033 until 2027-01-12 launch-owner`.
fn waived(entry: &Value) -> (&'static str, String) {
    let part = |key: &str| entry.text(key).unwrap_or("?").to_owned();
    ("Waive", format!("{} until {} {}", part("rule"), part("until"), part("by")))
}

#[cfg(test)]
#[path = "commit_message_tests.rs"]
mod tests;
