//! The report of a launch for those who never clone: one page, a wiki text, or one JSON object.
//!
//! All three are made from one [`Report`], so that none can know more than another, and it is made
//! from one commit: the same commit gives the same bytes, on every machine and on every day. Nothing
//! here asks a clock; ages are counted on the day that the report is given.

#![deny(clippy::disallowed_methods)]

pub mod html;
pub mod json;
pub mod markdown;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::gate::{Gate, Located};
use super::readiness::{Readiness, Standing};
use crate::model::agenda::Parked;
use crate::model::board::Board;
use crate::model::column::{Column, Role};
use crate::model::finding::{Finding, Subject};
use crate::model::history::Compared;
use crate::model::id::PersonId;
use crate::model::item::{Item, Status};
use crate::model::order::{Sort, natural};
use crate::model::pack::{Behavior, CONDITIONS, Consent, LaunchState, Pack};
use crate::model::trend::Trend;
use crate::rules::{Findings, Rule};

/// What a report is made from.
pub struct Report<'a> {
    /// The answer of the gate for the commit.
    pub gate: Gate<'a>,
    /// The board as the commit holds it.
    pub board: &'a Board,
    /// What was found on it.
    pub findings: &'a Findings,
    /// The day on which ages are counted, and what is late.
    pub day: NaiveDate,
    /// Whether somebody chose that day; it is the commit's otherwise.
    pub day_given: bool,
    /// When the commit was made, in its own time zone.
    pub committed: DateTime<FixedOffset>,
    /// What the last meeting left for later.
    pub parked: &'a [Parked],
    /// How the board came to stand as it does, up to the day of the report.
    pub trend: &'a Trend,
    /// What changed since the last meeting before the commit; `None` where there was none.
    pub since: Option<&'a Compared>,
}

/// The findings of one rule that hold the launch.
struct Reason<'a> {
    rule: &'static Rule,
    findings: Vec<&'a Located<'a>>,
}

impl Reason<'_> {
    /// What it is about, each once.
    fn subjects(&self) -> Vec<&Located<'_>> {
        let mut subjects: Vec<&Located<'_>> = Vec::new();
        for found in &self.findings {
            if subjects.last().is_none_or(|last| last.finding.subject != found.finding.subject) {
                subjects.push(found);
            }
        }
        subjects
    }
}

/// What a role says to a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signed {
    NotYet,
    Go,
    /// A go to something that has changed since.
    Stale,
    NoGo,
    Abstained,
}

impl Signed {
    fn of(pack: &Pack, role: &str, content: &str) -> Self {
        let Some(signoff) = pack.signoff(role) else { return Signed::NotYet };
        match signoff.verdict {
            Some(Consent::Go) if signoff.content.as_deref() == Some(content) => Signed::Go,
            Some(Consent::Go) => Signed::Stale,
            Some(Consent::NoGo) => Signed::NoGo,
            Some(Consent::Abstain) => Signed::Abstained,
            None => Signed::NotYet,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Signed::NotYet => "not yet",
            Signed::Go => "go",
            Signed::Stale => "go, but changed since",
            Signed::NoGo => "no-go",
            Signed::Abstained => "abstained",
        }
    }
}

/// How a pack goes out.
fn launch_word(pack: &Pack) -> &'static str {
    pack.launch.unwrap_or(LaunchState::Supported).word()
}

/// How a day stands to that of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lateness {
    InTime,
    Today,
    Late,
}

impl<'a> Report<'a> {
    /// The open items of each column, the riskiest first.
    fn columns(&self) -> Vec<(&'a Column, Vec<&'a Item>)> {
        let board = self.board;
        let mut columns: Vec<(&Column, Vec<&Item>)> =
            board.columns.iter().map(|column| (column, Vec::new())).collect();
        for item in board.items().iter().filter(|item| item.is_open()) {
            let id = &board.column_of(item).id;
            if let Some((_, items)) = columns.iter_mut().find(|(column, _)| column.id == *id) {
                items.push(item);
            }
        }
        for (_, items) in &mut columns {
            items.sort_by(|a, b| Sort::Risk.compare(a, b).then_with(|| by_id(a, b)));
        }
        columns
    }

    /// Items that are no longer open, by id.
    fn past(&self, status: Status) -> Vec<&'a Item> {
        let items = self.board.items().iter();
        let mut items: Vec<&Item> = items.filter(|item| item.status == status).collect();
        items.sort_by(|a, b| by_id(a, b));
        items
    }

    /// Open items that were put off: what is looked at first, first.
    fn deferrals(&self) -> Vec<&'a Item> {
        let all = self.board.items().iter();
        let mut items: Vec<&Item> =
            all.filter(|i| i.is_open() && self.board.role_of(i) == Role::Deferred).collect();
        items.sort_by(|a, b| {
            let day = |item: &Item| item.deferral.as_ref().and_then(|deferral| deferral.revisit);
            let key = |item: &Item| (day(item).is_none(), day(item));
            key(a).cmp(&key(b)).then_with(|| by_id(a, b))
        });
        items
    }

    /// The packs, what holds the launch first.
    fn packs(&self) -> Vec<(&'a Pack, Readiness)> {
        let ready = |pack: &'a Pack| (pack, Readiness::of(self.board, self.findings, pack));
        let mut packs: Vec<_> = self.board.packs.iter().map(ready).collect();
        packs.sort_by(|(a, x), (b, y)| {
            y.standing.cmp(&x.standing).then_with(|| natural(a.id.as_str(), b.id.as_str()))
        });
        packs
    }

    /// The packs by id.
    fn packs_by_id(&self) -> Vec<&'a Pack> {
        let mut packs: Vec<&Pack> = self.board.packs.iter().collect();
        packs.sort_by(|a, b| natural(a.id.as_str(), b.id.as_str()));
        packs
    }

    /// How many packs stand in each way, what holds the launch first.
    fn standings(packs: &[(&Pack, Readiness)]) -> Vec<(Standing, usize)> {
        [Standing::NoGo, Standing::AtRisk, Standing::Ready, Standing::Held]
            .into_iter()
            .map(|standing| {
                (standing, packs.iter().filter(|(_, row)| row.standing == standing).count())
            })
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Why it is no GO, rule by rule.
    fn reasons(&self) -> Vec<Reason<'_>> {
        let mut reasons: Vec<Reason<'_>> = Vec::new();
        for found in self.gate.findings.iter().filter(|found| found.finding.blocks()) {
            match reasons.iter_mut().find(|reason| reason.rule.id == found.rule.id) {
                Some(reason) => reason.findings.push(found),
                None => reasons.push(Reason { rule: found.rule, findings: vec![found] }),
            }
        }
        reasons
    }

    /// What was accepted for this launch.
    fn waived(&self) -> impl Iterator<Item = &Located<'a>> {
        self.gate.findings.iter().filter(|found| found.finding.waived.is_some())
    }

    /// What holds or warns, or is good to know, and was not accepted.
    fn open_findings(&self) -> impl Iterator<Item = &Located<'a>> {
        self.gate.findings.iter().filter(|found| found.finding.waived.is_none())
    }

    /// The rules that hold the launch for an item.
    fn blocking(&self, item: &Item) -> Vec<&'static str> {
        let mut rules: Vec<&str> = Vec::new();
        for finding in self.findings.for_item(&item.id).iter().filter(|f| f.blocks()) {
            if !rules.contains(&finding.rule) {
                rules.push(finding.rule);
            }
        }
        rules
    }

    /// Who answers for it, by name.
    fn owner(&self, owner: Option<&'a PersonId>) -> Option<&'a str> {
        owner.map(|owner| self.board.name_in_records(owner.as_str()))
    }

    /// How a day stands to that of the report.
    fn lateness(&self, day: NaiveDate) -> Lateness {
        match day.cmp(&self.day) {
            std::cmp::Ordering::Less => Lateness::Late,
            std::cmp::Ordering::Equal => Lateness::Today,
            std::cmp::Ordering::Greater => Lateness::InTime,
        }
    }

    /// What is said about the day that ages are counted on.
    fn day_words(&self) -> String {
        let whose = if self.day_given { "the day that was asked for" } else { "the commit's day" };
        format!("Ages and what is late are counted on {}, {whose}.", self.day)
    }

    /// What the launch is called.
    fn name(&self) -> &str {
        match self.gate.launch.trim() {
            "" => "Launch",
            name => name,
        }
    }
}

/// What a pack says of conditions that are its own.
fn own_conditions(pack: &Pack) -> impl Iterator<Item = &Behavior> {
    pack.behavior.iter().filter(|behavior| !CONDITIONS.contains(&behavior.condition.as_str()))
}

/// `missing_table` as people say it.
fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

/// What a pack is called.
fn title(pack: &Pack) -> &str {
    match pack.title.trim() {
        "" => pack.id.as_str(),
        title => title,
    }
}

fn by_id(a: &Item, b: &Item) -> std::cmp::Ordering {
    natural(a.id.as_str(), b.id.as_str())
}

/// What a finding is about: its kind and its name.
fn subject(finding: &Finding) -> (&'static str, &str) {
    match &finding.subject {
        Subject::Item(id) => ("item", id.as_str()),
        Subject::Pack(id) => ("pack", id.as_str()),
        Subject::File(path) => ("file", path),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
