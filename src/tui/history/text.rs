//! What is said of a decision.

use crate::model::history::{Change, Fate, FieldChange};
use crate::model::value::Value;
use crate::tui::item::text::{Paragraph, Tone};

/// The decision in a few lines: who, when, what, why.
pub(super) fn short(change: &Change) -> Vec<Paragraph> {
    let mut text = commit(change);
    text.push(Paragraph::new("What", change.words(), Tone::Plain));
    text
}

/// Everything about a decision: its commit, each field before and after, and what else the commit
/// decided.
pub(super) fn whole(change: &Change, others: &[&Change]) -> Vec<Paragraph> {
    let mut text = commit(change);
    text.push(Paragraph::new("", "", Tone::Plain));
    match change.fate {
        Fate::Born => text.push(Paragraph::new("", "It was written down:", Tone::Heading)),
        Fate::Gone => text.push(Paragraph::new("", "It was deleted. It said:", Tone::Heading)),
        Fate::Stays => {}
    }
    if let Some(was) = &change.was {
        text.push(Paragraph::new("renamed", format!("from {was}"), Tone::Plain));
    }
    text.extend(change.fields.iter().map(|field| self::field(change.fate, field)));
    for key in &change.others {
        text.push(Paragraph::new(key, "edited", Tone::Dim));
    }
    text.push(Paragraph::new("File", change.path.to_string(), Tone::Dim));
    if !others.is_empty() {
        text.push(Paragraph::new("", "", Tone::Plain));
        text.push(Paragraph::new("", "In the same commit", Tone::Heading));
        text.extend(
            others
                .iter()
                .map(|other| Paragraph::new(other.target.as_str(), other.words(), Tone::Plain)),
        );
    }
    text
}

fn commit(change: &Change) -> Vec<Paragraph> {
    let commit = &change.commit;
    let mut text = vec![
        Paragraph::new("Commit", format!("{} {}", commit.short(), commit.subject), Tone::Plain),
        Paragraph::new(
            "By",
            format!(
                "{} <{}>, {}",
                commit.author,
                commit.email,
                commit.when.format("%a %Y-%m-%d %H:%M %z")
            ),
            Tone::Plain,
        ),
    ];
    if let Some(meeting) = &commit.meeting {
        text.push(Paragraph::new("Meeting", meeting.clone(), Tone::Plain));
    }
    text
}

fn field(fate: Fate, change: &FieldChange) -> Paragraph {
    let words = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
    };
    let (before, after) = (words(&change.before), words(&change.after));
    let text = match fate {
        Fate::Born => after,
        Fate::Gone => before,
        Fate::Stays => format!("{before} -> {after}"),
    };
    Paragraph::new(&change.field.key().replace('_', " "), text, Tone::Plain)
}
