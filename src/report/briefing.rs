//! What a room must know of an item or pack to decide on it, the most important first: for the
//! meeting's screen and for its line prompts.
//!
//! The words hold text from files as it is. Whoever shows them passes them through the door of that
//! output.

use chrono::NaiveDate;

use super::decisions::column_name;
use crate::model::agenda::{Parked, Topic};
use crate::model::bearing;
use crate::model::board::Board;
use crate::model::date;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Change, Fate};
use crate::model::id::PersonId;
use crate::model::item::Item;
use crate::model::meeting::{self, Point, Proposal};
use crate::model::pack::{Consent, Pack};
use crate::model::target::Target;
use crate::rules::Findings;

/// How much a line weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It holds the launch.
    Blocks,
    /// It must be looked at.
    Warns,
    /// It is good to know.
    Tells,
}

/// A line of a briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// A word before it; empty where it goes on with the line above.
    pub label: &'static str,
    /// What it says.
    pub text: String,
    /// How much it weighs.
    pub weight: Weight,
}

impl Line {
    fn tells(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), weight: Weight::Tells }
    }
}

/// What it is called.
pub fn title<'a>(board: &'a Board, target: &Target) -> &'a str {
    super::agenda::title(target, board)
}

/// Where it stands, whose it is, when it is due: each in a word or two.
pub fn facts(board: &Board, target: &Target, today: NaiveDate) -> Vec<String> {
    let owner = |owner: Option<&PersonId>| match owner {
        Some(owner) => format!("owner {owner}"),
        None => "no owner".to_owned(),
    };
    match target {
        Target::Item(id) => {
            let Some(item) = board.item(id) else { return vec!["its file is gone".to_owned()] };
            let packs: Vec<&str> = item.packs.iter().map(|pack| pack.as_str()).collect();
            let mut parts = vec![stands(board, item)];
            if !item.is_open() {
                parts.push(item.status.to_string());
            }
            parts.push(owner(item.owner.as_ref()));
            parts.push(match item.due {
                Some(due) => format!("due {due} ({})", date::distance(today, due)),
                None => "no due date".to_owned(),
            });
            parts.push(item.risk.map_or("no risk said".to_owned(), |risk| format!("{risk} risk")));
            if !packs.is_empty() {
                parts.push(format!("pack {}", packs.join(", ")));
            }
            parts.extend(item.criterion.as_ref().map(|id| format!("for {id}")));
            parts
        }
        Target::Pack(id) => {
            let Some(pack) = board.pack(id) else { return vec!["its file is gone".to_owned()] };
            let launch = pack.launch.map(|launch| launch.to_string());
            let mut parts = vec!["pack".to_owned()];
            parts.extend(launch);
            parts.push(owner(pack.owner.as_ref()));
            parts.push(pack.risk.map_or("no risk said".to_owned(), |risk| format!("{risk} risk")));
            parts
        }
    }
}

/// `2 Launch-adjacent`
fn stands(board: &Board, item: &Item) -> String {
    let id = &board.column_of(item).id;
    column_name(board, board.columns.position(id.as_str()).unwrap_or(0))
}

/// What bears on the decision, the most important first. `last` is the last decision, in words,
/// `asked` what the last meeting wanted to know first.
pub fn lines(
    board: &Board,
    findings: &Findings,
    target: &Target,
    last: Option<&str>,
    asked: Option<&Parked>,
) -> Vec<Line> {
    let asked = asked.map(|parked| {
        let who = match parked.person.as_str() {
            "" => String::new(),
            person => format!(" ({person})"),
        };
        Line { label: "Question", text: format!("{}{who}", parked.question), weight: Weight::Warns }
    });
    let told = match target {
        Target::Item(id) => board.item(id).map(|item| about_item(board, findings, item, last)),
        Target::Pack(id) => board.pack(id).map(|pack| about_pack(board, findings, pack)),
    };
    asked.into_iter().chain(told.unwrap_or_default()).collect()
}

fn about_item(board: &Board, findings: &Findings, item: &Item, last: Option<&str>) -> Vec<Line> {
    let mut lines = found(findings.for_item(&item.id), Some("GNG010"));
    for pack in item.packs.iter().filter_map(|id| board.pack(id)) {
        for (condition, behavior) in bearing::behaviors(item, pack) {
            let condition = condition.replace('_', " ");
            lines.push(match behavior {
                Some(behavior) => {
                    let show = behavior.show.map_or("undefined", |show| show.word());
                    let message = behavior.message.as_deref().map(str::trim).unwrap_or_default();
                    let message =
                        if message.is_empty() { String::new() } else { format!(": \"{message}\"") };
                    let show = show.replace('_', " ");
                    Line::tells("Pack", format!("{} on {condition}: {show}{message}", pack.id))
                }
                None => Line {
                    label: "Pack",
                    text: format!("{} says nothing of {condition}", pack.id),
                    weight: Weight::Warns,
                },
            });
        }
        for case in bearing::unsupported(item, pack) {
            let effect = case.effect.as_deref().map(|e| format!(": {e}")).unwrap_or_default();
            let case = case.case.as_deref().unwrap_or(&case.id);
            lines.push(Line::tells("Pack", format!("{} does not support {case}{effect}", pack.id)));
        }
    }
    lines.extend(related(board, item));
    if let Some(last) = last {
        lines.push(Line::tells("Before", last));
    }
    if let Some(why) = &item.rationale {
        lines.push(Line::tells("Because", why.as_str()));
    }
    if let Some(deferral) = &item.deferral {
        let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        lines.push(Line::tells("Follow-up", part(&deferral.link)));
        let revisit = deferral.revisit.map(|day| format!("; revisit {day}")).unwrap_or_default();
        lines.push(Line::tells("Until then", format!("{}{revisit}", part(&deferral.risk))));
    }
    for note in item.notes.iter().rev().take(1) {
        let by = note.by.as_deref().map(|by| format!("{by}: ")).unwrap_or_default();
        lines.push(Line::tells("Note", format!("{by}{}", note.text)));
    }
    for evidence in item.evidence.iter().rev().take(1) {
        lines.push(Line::tells("Evidence", evidence.reference.as_str()));
    }
    lines
}

/// What blocks it, what it blocks, what it repeats, and what else is open on its packs.
fn related(board: &Board, item: &Item) -> Vec<Line> {
    let mut words = Vec::new();
    for id in &item.blocked_by {
        words.push(match board.item(id) {
            Some(other) if other.is_open() => {
                format!("waits for {id} ({})", board.column_of(other).title)
            }
            Some(other) => format!("waited for {id}, which is {}", other.status),
            None => format!("waits for {id}, which is not there"),
        });
    }
    let open = || board.items().iter().filter(|other| other.is_open() && other.id != item.id);
    let held: Vec<&str> =
        open().filter(|o| o.blocked_by.contains(&item.id)).map(|o| o.id.as_str()).collect();
    if !held.is_empty() {
        words.push(format!(
            "{} for it",
            match held.as_slice() {
                [one] => format!("{one} waits"),
                many => format!("{} wait", many.join(", ")),
            }
        ));
    }
    if let Some(other) = &item.duplicate_of {
        words.push(format!("repeats {other}"));
    }
    for id in &item.packs {
        match open().filter(|other| other.packs.contains(id)).count() {
            0 => {}
            n => words.push(format!("{n} more open on {id}")),
        }
    }
    if words.is_empty() { Vec::new() } else { vec![Line::tells("Related", words.join("; "))] }
}

fn about_pack(board: &Board, findings: &Findings, pack: &Pack) -> Vec<Line> {
    let mut lines = found(findings.for_pack(&pack.id), None);
    for why in &pack.risk_why {
        lines.push(Line::tells("Risk", why.as_str()));
    }
    match &pack.rollback {
        Some(plan) => {
            let owner = plan.owner.as_ref().map_or("nobody", PersonId::as_str);
            let to = plan.to.as_deref().unwrap_or("nowhere said");
            let within = plan.within.as_deref().unwrap_or("no time said");
            lines.push(Line::tells("Rollback", format!("to {to} by {owner} within {within}")));
        }
        None => lines.push(Line {
            label: "Rollback",
            text: "no plan".to_owned(),
            weight: Weight::Warns,
        }),
    }
    if let Some(switch) = &pack.kill_switch {
        let name = switch.name.as_deref().or(switch.mechanism.as_deref()).unwrap_or("unnamed");
        let effect = switch.effect_within.as_deref().map(|t| format!(", within {t}"));
        lines.push(Line::tells("Switch", format!("{name}{}", effect.unwrap_or_default())));
    }
    let signed: Vec<String> = board
        .signoff_roles
        .iter()
        .map(|role| match pack.signoff(role).and_then(|signed| signed.verdict) {
            Some(verdict) => format!("{role} {verdict}"),
            None => format!("{role} --"),
        })
        .collect();
    if !signed.is_empty() {
        lines.push(Line::tells("Signed", signed.join(", ")));
    }
    let open: Vec<&str> = board
        .items()
        .iter()
        .filter(|item| item.is_open() && item.packs.contains(&pack.id))
        .map(|item| item.id.as_str())
        .collect();
    if !open.is_empty() {
        lines.push(Line::tells("Open", open.join(", ")));
    }
    lines
}

/// Findings, without those of a rule that says only what is on the agenda anyway.
fn found(found: &[Finding], but: Option<&str>) -> Vec<Line> {
    found
        .iter()
        .filter(|finding| finding.waived.is_none() && Some(finding.rule) != but)
        .map(|finding| {
            let (label, weight) = match finding.severity {
                Severity::Block => ("Blocks", Weight::Blocks),
                Severity::Warn => ("Warns", Weight::Warns),
                Severity::Info | Severity::Off => ("Info", Weight::Tells),
            };
            Line { label, text: format!("{} {}", finding.rule, finding.message), weight }
        })
        .collect()
}

/// A proposal in words, without the reason: `1 Launch-critical, owner commerce-lead`.
pub fn proposal(proposal: &Proposal, board: &Board, target: &Target) -> String {
    let item = target.item().and_then(|id| board.item(id));
    let mut parts = Vec::new();
    match &proposal.change {
        meeting::Change::Stay => parts.push(match item {
            Some(item) => format!("stays in {}", stands(board, item)),
            None => "stays as it is".to_owned(),
        }),
        meeting::Change::Withdraw => parts.push("not needed".to_owned()),
        meeting::Change::Move(to) => {
            let stays = item.is_some_and(|item| board.column_of(item).id == *to);
            let column = column_name(board, board.columns.position(to.as_str()).unwrap_or(0));
            parts.push(if stays { format!("stays in {column}") } else { column });
        }
        meeting::Change::Defer { link, revisit, .. } => {
            let to = proposal.goes_to(board).and_then(|to| board.columns.position(to.as_str()));
            parts.push(column_name(board, to.unwrap_or(0)));
            parts.push(format!("follow-up {link}"));
            parts.push(format!("revisit {revisit}"));
        }
    }
    match proposal.owner.as_ref().map(PersonId::as_str) {
        Some("") => parts.push("no owner".to_owned()),
        Some(owner) => parts.push(format!("owner {owner}")),
        None => {}
    }
    parts.extend(proposal.due.map(|due| format!("due {due}")));
    parts.extend(proposal.criterion.as_ref().map(|id| format!("for {id}")));
    parts.join(", ")
}

/// The last decision of a history that comes newest first, in words: what, why, by whom and when. That it
/// was written down is none.
pub fn last_decision(newest_first: &[Change]) -> Option<String> {
    let change = newest_first.iter().find(|change| change.fate == Fate::Stays)?;
    let day = change.commit.when.format("%-d %b");
    Some(format!("{} -- {}, {day}", change.words(), change.commit.author))
}

/// The votes by role, a no-go before the others; `None` where nobody voted.
pub fn votes(point: &Point) -> Option<Line> {
    let mut votes: Vec<&(String, Consent)> = point.votes.iter().collect();
    votes.sort_by_key(|(_, vote)| *vote != Consent::NoGo);
    let no_go = votes.iter().any(|(_, vote)| *vote == Consent::NoGo);
    let words: Vec<String> = votes
        .iter()
        .map(|(role, vote)| match vote {
            Consent::NoGo => format!("{role} says NO-GO"),
            vote => format!("{role} {vote}"),
        })
        .collect();
    let weight = if no_go { Weight::Blocks } else { Weight::Tells };
    (!words.is_empty()).then(|| Line { label: "Votes", text: words.join(", "), weight })
}

/// What puts it on the agenda, in a few words.
pub fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Undecided => "undecided",
        Topic::Unowned => "holds the launch without an owner",
        Topic::Deferral => "a deferral to look at",
        Topic::Rollback => "rollback not rehearsed",
        Topic::Parked => "parked in the last meeting",
    }
}
