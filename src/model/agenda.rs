//! The agenda: what a meeting has to talk about, in the order in which it does.
//!
//! It follows from the board alone, so the one that was sent with the invitation and the one that
//! the meeting opens with differ only where the files do.

use std::cmp::Ordering;
use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::board::Board;
use super::column::Role;
use super::date;
use super::item::{Item, Risk};
use super::order::{Sort, natural};
use super::pack::Pack;
use super::target::Target;

/// Why something is on the agenda. The order is that of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Nobody has decided on it.
    Undecided,
    /// It holds the launch and is nobody's.
    Unowned,
    /// It was put off without all that this needs, or its day has come.
    Deferral,
    /// A pack of high risk whose way back nobody has tried.
    Rollback,
    /// It was parked in the last meeting.
    Parked,
}

impl Topic {
    /// Every topic, in the order of the meeting.
    pub const ALL: [Topic; 5] =
        [Topic::Undecided, Topic::Unowned, Topic::Deferral, Topic::Rollback, Topic::Parked];

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Undecided => "undecided",
            Topic::Unowned => "unowned",
            Topic::Deferral => "deferral",
            Topic::Rollback => "rollback",
            Topic::Parked => "parked",
        }
    }

    /// The heading of its section.
    pub fn title(self) -> &'static str {
        match self {
            Topic::Undecided => "Undecided",
            Topic::Unowned => "Holds the launch without an owner",
            Topic::Deferral => "Deferrals that fall short or are to be revisited",
            Topic::Rollback => "High-risk packs without a rehearsed rollback",
            Topic::Parked => "Parked in the last meeting",
        }
    }

    /// What an empty section says.
    pub fn none(self) -> &'static str {
        match self {
            Topic::Undecided => "Everything is decided.",
            Topic::Unowned => "All that holds the launch has an owner.",
            Topic::Deferral => "Every deferral is complete, and none is to be revisited yet.",
            Topic::Rollback => "Every high-risk pack has rehearsed its rollback.",
            Topic::Parked => "Nothing was parked.",
        }
    }
}

/// What a meeting left for later: a question, and who is to answer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// The item or pack.
    #[serde(flatten)]
    pub target: Target,
    /// What has to be known first.
    pub question: String,
    /// Who finds it out; empty where nobody was named.
    pub person: String,
}

/// One thing to talk about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The item or pack.
    pub target: Target,
    /// What puts it on the agenda, in a few words.
    pub why: String,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub topic: Topic,
    /// What first is spoken about, first; empty where nothing belongs here.
    pub entries: Vec<Entry>,
}

/// The sections, all of them, in the order of the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agenda {
    /// The sections.
    pub sections: Vec<Section>,
}

impl Agenda {
    /// The agenda of a board on a day. `parked` is what the last meeting left.
    ///
    /// What belongs into several sections stands in the first of them, except what was parked: that
    /// section holds all of it that is still open, so that no answer is forgotten.
    pub fn of(board: &Board, today: NaiveDate, parked: &[Parked]) -> Self {
        let mut seen = HashSet::new();
        let mut sections = Vec::new();
        for topic in Topic::ALL {
            let mut entries = match topic {
                Topic::Undecided => undecided(board, today),
                Topic::Unowned => unowned(board),
                Topic::Deferral => deferrals(board, today),
                Topic::Rollback => rollbacks(board, today),
                Topic::Parked => left(board, parked),
            };
            if topic != Topic::Parked {
                entries.retain(|entry| seen.insert(entry.target.clone()));
            }
            sections.push(Section { topic, entries });
        }
        Self { sections }
    }

    /// What is spoken about, each once, in order, with the topic that puts it there.
    pub fn queue(&self) -> Vec<(Target, Topic)> {
        let mut seen = HashSet::new();
        let all = self.sections.iter().flat_map(|section| {
            section.entries.iter().map(|entry| (entry.target.clone(), section.topic))
        });
        all.filter(|(target, _)| seen.insert(target.clone())).collect()
    }

    /// Whether there is nothing to talk about.
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| section.entries.is_empty())
    }
}

/// The open items in a role, sorted.
fn open(board: &Board, role: Role, order: impl Fn(&Item, &Item) -> Ordering) -> Vec<&Item> {
    let mut items: Vec<&Item> =
        board.items().iter().filter(|item| item.is_open() && board.role_of(item) == role).collect();
    items.sort_by(|a, b| order(a, b).then_with(|| natural(a.id.as_str(), b.id.as_str())));
    items
}

fn entry(item: &Item, why: String) -> Entry {
    Entry { target: Target::Item(item.id.clone()), why }
}

fn undecided(board: &Board, today: NaiveDate) -> Vec<Entry> {
    open(board, Role::Inbox, |a, b| Sort::Risk.compare(a, b))
        .into_iter()
        .map(|item| {
            let risk = item.risk.map_or("no risk said".to_owned(), |risk| format!("{risk} risk"));
            let age = item.created.map(|day| match (today - day).num_days() {
                1 => ", open for a day".to_owned(),
                days if days > 0 => format!(", open for {days} days"),
                _ => ", new".to_owned(),
            });
            entry(item, format!("{risk}{}", age.unwrap_or_default()))
        })
        .collect()
}

fn unowned(board: &Board) -> Vec<Entry> {
    let order = |a: &Item, b: &Item| {
        let due = |item: &Item| item.due.unwrap_or(NaiveDate::MAX);
        due(a).cmp(&due(b)).then_with(|| Sort::Risk.compare(a, b))
    };
    open(board, Role::Required, order)
        .into_iter()
        .filter(|item| item.owner.is_none())
        .map(|item| {
            let due = item.due.map_or("no due date".to_owned(), |due| format!("due {due}"));
            entry(item, format!("in {}, {due}", board.column_of(item).title))
        })
        .collect()
}

fn deferrals(board: &Board, today: NaiveDate) -> Vec<Entry> {
    let order = |a: &Item, b: &Item| {
        let revisit =
            |item: &Item| item.deferral.as_ref().and_then(|d| d.revisit).unwrap_or(NaiveDate::MIN);
        revisit(a).cmp(&revisit(b)).then_with(|| Sort::Risk.compare(a, b))
    };
    open(board, Role::Deferred, order)
        .into_iter()
        .filter_map(|item| Some(entry(item, falls_short(board, item, today)?)))
        .collect()
}

/// What a deferral lacks, or that its day has come.
fn falls_short(board: &Board, item: &Item, today: NaiveDate) -> Option<String> {
    if let Err(error) = board.deferral_of(item) {
        return Some(format!("lacks {error}"));
    }
    if item.owner.is_none() {
        return Some("lacks an owner: who answers for the follow-up?".to_owned());
    }
    let revisit = item.deferral.as_ref().and_then(|deferral| deferral.revisit)?;
    (revisit <= today)
        .then(|| format!("to be revisited on {revisit} ({})", date::distance(today, revisit)))
}

fn rollbacks(board: &Board, today: NaiveDate) -> Vec<Entry> {
    let mut packs: Vec<&Pack> =
        board.packs.iter().filter(|pack| pack.ships() && pack.risk == Some(Risk::High)).collect();
    packs.sort_by(|a, b| natural(a.id.as_str(), b.id.as_str()));
    packs
        .into_iter()
        .filter_map(|pack| {
            let why = match &pack.rollback {
                None => "high risk, no rollback plan".to_owned(),
                Some(plan) => match plan.rehearsed.as_ref().and_then(|rehearsed| rehearsed.on) {
                    None => "high risk, its rollback was never rehearsed".to_owned(),
                    Some(on) if on > today => {
                        format!("high risk, its rollback is to be rehearsed on {on}")
                    }
                    Some(_) => return None,
                },
            };
            Some(Entry { target: Target::Pack(pack.id.clone()), why })
        })
        .collect()
}

fn left(board: &Board, parked: &[Parked]) -> Vec<Entry> {
    parked
        .iter()
        .filter(|parked| match &parked.target {
            Target::Item(id) => board.item(id).is_some_and(Item::is_open),
            Target::Pack(id) => board.pack(id).is_some(),
        })
        .map(|parked| {
            let who = match parked.person.as_str() {
                "" => String::new(),
                person => format!(" ({person})"),
            };
            Entry { target: parked.target.clone(), why: format!("{}{who}", parked.question) }
        })
        .collect()
}

#[cfg(test)]
#[path = "agenda_tests.rs"]
mod tests;
