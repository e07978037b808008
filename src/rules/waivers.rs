//! GNG043, which waivers hold, and what they cover.

use crate::model::finding::{Finding, Severity, Waived};
use crate::model::id::PersonId;
use crate::model::item::Waiver;
use crate::model::launch::is_same_person;

use super::wording::{argument, says};
use super::{Check, Context, Reports, Rule};

pub(super) static GNG043: Rule = Rule {
    id: "GNG043",
    name: "invalid-waiver",
    severity: Severity::Block,
    flag: 'W',
    summary: "A waiver has a reason, a compensation, an end date, and an approver who does not own \
              what is waived.",
    why: "A waiver without them is a hole that nobody decided on; one that has run out keeps a \
          hole open that was meant to be closed.",
    fix: "gonogo waive RULE SUBJECT --why TEXT --compensation TEXT --by WHO --until DATE, or take \
          the waiver out and mend the finding.",
    fails: "title: Refund rate\nowner: commerce-lead\nwaivers: [{rule: GNG011, why: w, compensation: \
            c, by: commerce-lead, until: 2027-01-12}]",
    passes: "title: Refund rate\nowner: commerce-lead\nwaivers: [{rule: GNG011, why: w, compensation: \
             c, by: launch-owner, until: 2027-01-12}]",
    parameters: &[],
    checks: &[
        Check::Item(|item, context, reports| {
            // What is not to be done needs no waiver any more.
            if item.is_open() {
                judge(item.id.as_str(), &item.waivers, item.owner.as_ref(), context, reports);
            }
        }),
        Check::Pack(|pack, context, reports| {
            judge(pack.id.as_str(), &pack.waivers, pack.owner.as_ref(), context, reports);
        }),
    ],
};

fn judge(
    id: &str,
    waivers: &[Waiver],
    owner: Option<&PersonId>,
    context: &Context<'_>,
    reports: &mut Reports<'_>,
) {
    for (n, waiver) in waivers.iter().enumerate() {
        let n = n.to_string();
        for (key, fault) in faults(waiver, owner, context) {
            let rule = waiver.rule.trim();
            let (which, typed) = match rule {
                "" => ("a waiver without a rule".to_owned(), "RULE".into()),
                rule => (format!("the waiver of {rule}"), argument(rule)),
            };
            reports.push(
                &["waivers", &n, key],
                format!("{id}: {which} {fault}"),
                format!("press W, or gonogo waive {typed} {}", argument(id)),
            );
        }
    }
}

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
    context: &Context<'_>,
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
        Some(until) if until < context.today => {
            faults.push(("until", format!("ended on {until}")));
        }
        Some(_) => {}
    }
    if let (Some(by), Some(owner)) = (&waiver.by, owner)
        && is_same_person(by, owner.as_str(), &context.board.people)
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
    context: &Context<'_>,
) {
    for waiver in waivers {
        let covers = |finding: &&mut Finding| finding.rule == waiver.rule;
        if !found.iter().any(|finding| finding.rule == waiver.rule) {
            continue;
        }
        let Some(until) = waiver.until.filter(|_| faults(waiver, owner, context).is_empty()) else {
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
