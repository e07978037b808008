//! Which waivers hold, and what they cover.

use chrono::NaiveDate;

use crate::model::finding::{Finding, Waived};
use crate::model::id::PersonId;
use crate::model::item::Waiver;

use super::wording::says;

/// The rules whose findings nobody can accept: what cannot be read is not known, and what is said
/// of waivers and of the verdict itself would be accepted by those it is about.
const NEVER: &[&str] = &["GNG001", "GNG002", "GNG043", "GNG063"];

/// Whether findings of a rule can be accepted at all.
pub fn can_be_waived(rule: &str) -> bool {
    !NEVER.contains(&rule)
}

/// What a waiver lacks, each in a word or two; nothing where it holds.
pub(super) fn faults(
    waiver: &Waiver,
    owner: Option<&PersonId>,
    today: NaiveDate,
) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let mut needs = |key: &'static str, text: &Option<String>, what: &str| {
        if !says(text.as_deref()) {
            faults.push((key, format!("has no {what}")));
        }
    };
    needs("why", &waiver.why, "reason");
    needs("compensation", &waiver.compensation, "compensation");
    needs("by", &waiver.by, "approver");
    match waiver.until {
        None => faults.push(("until", "has no end date".to_owned())),
        Some(until) if until < today => {
            faults.push(("until", format!("ended on {until}")));
        }
        Some(_) => {}
    }
    if let (Some(by), Some(owner)) = (&waiver.by, owner)
        && by.trim() == owner.as_str()
    {
        faults.push(("by", format!("was approved by {owner}, whose own it is")));
    }
    if super::rule(&waiver.rule).is_none() {
        faults.push(("rule", "names no rule".to_owned()));
    } else if !can_be_waived(&waiver.rule) {
        faults.push(("rule", "is for a rule that cannot be waived".to_owned()));
    }
    faults
}

/// Marks what is covered by a waiver that holds.
pub(super) fn apply(
    found: &mut [Finding],
    waivers: &[Waiver],
    owner: Option<&PersonId>,
    today: NaiveDate,
) {
    for waiver in waivers {
        let covers = |finding: &&mut Finding| finding.rule == waiver.rule;
        if !found.iter().any(|finding| finding.rule == waiver.rule) {
            continue;
        }
        let Some(until) = waiver.until.filter(|_| faults(waiver, owner, today).is_empty()) else {
            continue;
        };
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let waived = Waived {
            by: text(&waiver.by),
            until,
            why: text(&waiver.why),
            compensation: text(&waiver.compensation),
        };
        for finding in found.iter_mut().filter(covers) {
            finding.waived = Some(Box::new(waived.clone()));
        }
    }
}
