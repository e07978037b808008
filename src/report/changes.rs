//! What changed between two revisions, in words and in JSON.

use serde_json::{Value as Json, json};

use super::json as parts;
use crate::model::history::{Change, ChangeKind, Compared, Then};

/// From what to what, and the verdict then and now, in two lines.
pub fn head(compared: &Compared) -> [String; 2] {
    let Compared { from, to, changes, commits } = compared;
    let at = |then: &Then| {
        format!("{} ({})", then.commit.short(), then.commit.landed.format("%Y-%m-%d"))
    };
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let (n, c) = (changes.len(), commits);
    let meeting = match &from.commit.meeting {
        Some(meeting) => format!(", the meeting {meeting},"),
        None => String::new(),
    };
    [
        format!(
            "From {}{meeting} to {}: {n} item{} and packs changed in {c} commit{}.",
            at(from),
            at(to),
            s(n),
            s(*c)
        ),
        format!("Verdict: {} -> {}.", from.verdict, to.verdict),
    ]
}

/// The changes under what they have in common, the weightiest first: items by kind, then packs.
pub fn sections(compared: &Compared) -> Vec<(String, Vec<&Change>)> {
    let mut sections: Vec<(&'static str, Vec<&Change>)> = Vec::new();
    let (items, packs): (Vec<&Change>, Vec<&Change>) =
        compared.changes.iter().partition(|change| change.target.item().is_some());
    for (changes, of_packs) in [(items, false), (packs, true)] {
        for change in changes {
            let title = if of_packs { "Packs" } else { kind_title(change) };
            match sections.last_mut() {
                Some((known, list)) if *known == title => list.push(change),
                _ => sections.push((title, vec![change])),
            }
        }
    }
    let named =
        sections.into_iter().map(|(title, list)| (format!("{title} ({})", list.len()), list));
    named.collect()
}

/// What changes of the kind that says most about this one have in common.
pub fn kind_title(change: &Change) -> &'static str {
    match change.kind() {
        ChangeKind::Create => "New",
        ChangeKind::Delete => "Deleted",
        ChangeKind::Move => "Moved",
        ChangeKind::Defer => "Put off",
        ChangeKind::Withdraw => "Withdrawn",
        ChangeKind::Duplicate => "Found to be duplicates",
        ChangeKind::Close => "Closed",
        ChangeKind::Reopen => "Reopened",
        ChangeKind::Assign => "Given an owner",
        ChangeKind::Due => "Due on another day",
        ChangeKind::Risk => "Of another risk",
        ChangeKind::Rationale => "With another reason",
        ChangeKind::FollowUp => "With another follow-up",
        ChangeKind::Note => "Noted",
        ChangeKind::Waive => "Waived",
        ChangeKind::Launch => "At the launch",
        ChangeKind::SignOff => "Signed off",
        ChangeKind::Evidence => "With new evidence",
        ChangeKind::Behavior => "With another behaviour",
        ChangeKind::Rename => "Renamed",
        ChangeKind::Edit => "Edited",
    }
}

/// A change in a line: what it is about, what became of it and why, and who saw to it last. Quotes
/// content: not harmless for a terminal as it is.
pub fn words(change: &Change) -> String {
    let commit = &change.commit;
    let day = commit.when.format("%Y-%m-%d");
    format!("{}: {} -- {}, {day}", change.title, change.words(), commit.author)
}

/// The parts of the JSON document. Each change has its commit, the last that touched what it is about.
pub fn json(compared: &Compared) -> Vec<(&'static str, Json)> {
    let then = |then: &Then| {
        json!({
            "commit": then.commit.id,
            "when": then.commit.landed.to_rfc3339(),
            "subject": then.commit.subject,
            "meeting": then.commit.meeting,
            "judged_on": then.day,
            "verdict": parts::verdict(then.verdict),
        })
    };
    let changes: Vec<Json> = compared.changes.iter().map(parts::change).collect();
    vec![
        ("from", then(&compared.from)),
        ("to", then(&compared.to)),
        ("commits", json!(compared.commits)),
        ("changes", changes.into()),
    ]
}
