//! The rule catalogue: what a launch must be able to say of itself, and what it means when it
//! cannot.
//!
//! A rule is a [`Rule`]: its explanation beside its code, in the file of its family. It sees the
//! model alone, so the board, the gate and a check of an old revision are the same code; a finding
//! carries a symbolic place, which `document` resolves to a line. A new rule is one entry in its
//! family's file and one line in [`CATALOGUE`].
//!
//! No files, no git, no clock, no terminal.
#![deny(clippy::disallowed_methods)]

mod behavior;
mod circles;
mod deferral;
pub mod duration;
mod figures;
mod files;
mod findings;
mod index;
mod near_miss;
mod reconcile;
mod reports;
mod rollback;
mod signoff;
mod ties;
mod triage;
mod values;
mod waivers;
mod wording;

#[cfg(test)]
#[path = "any_words_tests.rs"]
mod any_words;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod scene;

use chrono::NaiveDate;

use crate::model::board::Board;
use crate::model::finding::{Finding, Severity};
use crate::model::id::{ItemId, PackId, PersonId};
use crate::model::item::Item;
use crate::model::pack::Pack;

pub use findings::{Counts, Findings};
pub use index::Index;
pub use near_miss::nearest;
pub use reports::Reports;
pub use waivers::can_be_waived;

/// Every rule, by id.
pub static CATALOGUE: &[&Rule] = &[
    &files::GNG001,
    &files::GNG002,
    &files::GNG003,
    &files::GNG004,
    &values::GNG005,
    &values::GNG006,
    &triage::GNG010,
    &triage::GNG011,
    &triage::GNG012,
    &triage::GNG013,
    &triage::GNG014,
    &behavior::GNG020,
    &behavior::GNG021,
    &figures::GNG022,
    &figures::GNG023,
    &figures::GNG024,
    &behavior::GNG025,
    &figures::GNG027,
    &figures::GNG029,
    &rollback::GNG030,
    &rollback::GNG031,
    &rollback::GNG032,
    &rollback::GNG033,
    &rollback::GNG034,
    &deferral::GNG040,
    &deferral::GNG041,
    &deferral::GNG042,
    &waivers::GNG043,
    &reconcile::GNG050,
    &reconcile::GNG051,
    &reconcile::GNG052,
    &reconcile::GNG053,
    &signoff::GNG060,
    &signoff::GNG061,
    &signoff::GNG063,
];

/// One rule, with all that is said about it anywhere: `gonogo explain`, the docs and SARIF.
#[derive(Debug)]
pub struct Rule {
    /// What settings, waivers and reports call it.
    pub id: &'static str,
    /// The same for people, in kebab case.
    pub name: &'static str,
    /// How much its findings weigh unless `gonogo.yaml` says otherwise.
    pub severity: Severity,
    /// The letter beside a card.
    pub flag: char,
    /// What it asks for, in one line.
    pub summary: &'static str,
    /// What goes wrong without it.
    pub why: &'static str,
    /// How its findings are mended.
    pub fix: &'static str,
    /// An example that fails.
    pub fails: &'static str,
    /// The same, mended.
    pub passes: &'static str,
    /// What `gonogo.yaml` can set beside the severity.
    pub parameters: &'static [Parameter],
    /// What it looks at.
    pub checks: &'static [Check],
}

/// A number that a rule goes by.
#[derive(Debug)]
pub struct Parameter {
    /// The key under the rule's id in `gonogo.yaml`.
    pub name: &'static str,
    /// What holds where `gonogo.yaml` says nothing.
    pub default: i64,
    /// What it stands for.
    pub summary: &'static str,
}

/// What a rule looks at. [`Findings::update`] relies on what is promised here.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One item. It may read the items that this one names, and what no decision changes.
    Item(fn(&Item, &Context<'_>, &mut Reports<'_>)),
    /// One pack. It may read the items that are on it, the items that it or its documents name, and
    /// what no decision changes.
    Pack(fn(&Pack, &Context<'_>, &mut Reports<'_>)),
    /// One pack and what was found about it and about the items on it by all other rules.
    Verdict(fn(&Pack, &Context<'_>, &[&Finding], &mut Reports<'_>)),
    /// The board, without its items. Findings are about the file that [`Reports::about_file`]
    /// names, or else about `gonogo.yaml`.
    Board(fn(&Context<'_>, &mut Reports<'_>)),
}

/// What a rule may know beside the item or pack at hand.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The board.
    pub board: &'a Board,
    /// The day on which the question is asked.
    pub today: NaiveDate,
    index: &'a Index,
}

impl Context<'_> {
    /// What a parameter of a rule is set to.
    pub fn parameter(&self, rule: &Rule, parameter: &Parameter) -> i64 {
        self.board
            .rules
            .get(rule.id)
            .and_then(|setting| setting.parameters.get(parameter.name))
            .copied()
            .unwrap_or(parameter.default)
    }

    /// Whether somebody is named by the roster or CODEOWNERS; `None` where there is neither.
    pub fn is_known(&self, person: &PersonId) -> Option<bool> {
        self.index.is_known(person)
    }

    /// The items that are about a pack, by id.
    pub fn items_on(&self, pack: &PackId) -> impl Iterator<Item = &ItemId> {
        self.index.items_on(pack)
    }

    /// The items whose deferral names this link, by id.
    pub fn deferred_to(&self, link: &str) -> impl Iterator<Item = &ItemId> {
        self.index.deferred_to(link)
    }

    /// The open items that wait for each other, where this one is among them, by id.
    pub fn circle(&self, item: &ItemId) -> Option<&[ItemId]> {
        self.index.circle(item)
    }
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    let at = CATALOGUE.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    CATALOGUE.get(at).copied()
}

/// How much the findings of a rule weigh on this board.
pub fn severity(rule: &Rule, board: &Board) -> Severity {
    board.rules.get(rule.id).and_then(|setting| setting.severity).unwrap_or(rule.severity)
}

/// All that is to be said about a rule, as plain text.
pub fn explain(rule: &Rule) -> String {
    let mut text = format!(
        "{} {} ({})\n{}\n\nWhy: {}\nFix: {}\n",
        rule.id,
        rule.name,
        rule.severity.word(),
        rule.summary,
        rule.why,
        rule.fix
    );
    for (heading, example) in [("Fails", rule.fails), ("Passes", rule.passes)] {
        text.push_str(&format!("\n{heading}:\n"));
        for line in example.lines() {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text.push_str("\nSettings in gonogo.yaml:\n");
    let mut settings = format!("severity: {}", rule.severity.word());
    for parameter in rule.parameters {
        settings.push_str(&format!(", {}: {}", parameter.name, parameter.default));
    }
    text.push_str(&format!("    rules: {{{}: {{{settings}}}}}\n", rule.id));
    text.push_str("    severity: off, info, warn or block\n");
    for parameter in rule.parameters {
        text.push_str(&format!("    {}: {}\n", parameter.name, parameter.summary));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_in_order() {
        assert!(CATALOGUE.windows(2).all(|pair| pair[0].id < pair[1].id));
        for entry in CATALOGUE {
            assert_eq!(rule(entry.id).unwrap().name, entry.name);
        }
        assert!(rule("GNG999").is_none());
    }

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let mut names: Vec<_> = CATALOGUE.iter().map(|rule| rule.name).collect();
        assert!(names.iter().all(|name| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CATALOGUE.len());
    }

    #[test]
    fn every_rule_says_all_about_itself() {
        for rule in CATALOGUE {
            for text in [rule.summary, rule.why, rule.fix, rule.fails, rule.passes] {
                assert!(!text.trim().is_empty(), "{}", rule.id);
            }
            assert!(!rule.summary.contains('\n'), "{}: the summary is one line", rule.id);
            assert!(rule.severity > Severity::Off, "{}", rule.id);
            assert!(!rule.checks.is_empty(), "{}", rule.id);
            let text = explain(rule);
            for part in [rule.id, rule.name, rule.summary, rule.why, rule.fix] {
                assert!(text.contains(part), "{}: {part}", rule.id);
            }
        }
    }

    #[test]
    fn an_explanation_names_the_parameters() {
        let text = explain(rule("GNG033").unwrap());
        assert!(text.contains("rules: {GNG033: {severity: warn, days: 60}}"), "{text}");
    }
}
