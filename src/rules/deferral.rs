//! GNG040 to GNG042: whether "not now" is honest.

use crate::model::column::Role;
use crate::model::date;
use crate::model::finding::Severity;
use crate::model::item::{DeferralRecord, Item};
use crate::model::link::{Link, LinkError};

use super::wording::{all_of, argument, quoted, says};
use super::{Check, Context, Reports, Rule};

pub(super) static GNG040: Rule = Rule {
    id: "GNG040",
    name: "incomplete-deferral",
    severity: Severity::Block,
    flag: 'L',
    summary: "What is deferred has a tracked link, a risk note, an owner and a day to revisit it.",
    why: "Without them \"later\" means \"never\", and nobody has said what users meet until then. \
          A day to revisit that has gone by is a warning.",
    fix: "Fill in what the message names: gonogo defer ID --link LINK --risk TEXT --revisit DATE.",
    fails: "title: Multi-currency totals\nscope: post-launch\nowner: commerce-lead\n\
            deferral: {link: PACK-412}",
    passes: "title: Multi-currency totals\nscope: post-launch\nowner: commerce-lead\n\
             deferral: {link: PACK-412, risk: Totals are in the currency of the shop, \
             revisit: 2027-02-01}",
    parameters: &[],
    checks: &[Check::Item(incomplete)],
};

fn incomplete(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if !item.is_open() || context.board.role_of(item) != Role::Deferred {
        return;
    }
    let id = item.id.as_str();
    let nothing = DeferralRecord::default();
    let record = item.deferral.as_ref().unwrap_or(&nothing);
    let link = record.link.as_deref().is_some_and(|link| Link::written(link).is_ok());
    let missing: Vec<&str> = [
        // A link that is there but leads nowhere is for GNG041 to report.
        ("a link", link),
        ("a risk note", says(record.risk.as_deref())),
        ("an owner", item.owner.is_some()),
        ("a revisit date", record.revisit.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_there)| !is_there)
    .map(|(part, _)| part)
    .collect();
    if !missing.is_empty() {
        let mut fix = format!(
            "press d, or gonogo defer {} --link LINK --risk TEXT --revisit DATE",
            argument(id)
        );
        if item.owner.is_none() {
            fix.push_str(" --owner OWNER");
        }
        reports.push(&["deferral"], format!("{id} is deferred without {}", all_of(&missing)), fix);
    }
    if let Some(revisit) = record.revisit.filter(|revisit| *revisit < context.today) {
        reports.push_at_most(
            Severity::Warn,
            &["deferral", "revisit"],
            format!(
                "{id} was to be revisited on {revisit}, {}",
                date::distance(context.today, revisit)
            ),
            "decide again: press d for another day, or the digit of another column",
        );
    }
}

pub(super) static GNG041: Rule = Rule {
    id: "GNG041",
    name: "dead-follow-up",
    severity: Severity::Warn,
    flag: 'L',
    summary: "The link of a follow-up leads somewhere, to work that is open, and is its own.",
    why: "A follow-up that cannot be opened, is done already, or stands for two things is a dead \
          promise.",
    fix: "Write an http or https address, or a reference that a tracker in gonogo.yaml knows; one \
          for each deferral.",
    fails: "title: Multi-currency totals\nscope: post-launch\ndeferral: {link: see the wiki}",
    passes: "title: Multi-currency totals\nscope: post-launch\ndeferral: {link: PACK-500}",
    parameters: &[],
    checks: &[Check::Item(malformed_link)],
};

fn malformed_link(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    let link = item.deferral.as_ref().and_then(|deferral| deferral.link.as_deref());
    let Some(link) = link.filter(|_| item.is_open()) else { return };
    let id = &item.id;
    let others: Vec<&str> = context
        .deferred_to(link)
        .filter(|other| *other != id)
        .filter(|other| context.board.item(other).is_some_and(Item::is_open))
        .map(|other| other.as_str())
        .collect();
    if !others.is_empty() {
        reports.push(
            &["deferral", "link"],
            format!("the follow-up of {id} is also that of {}", all_of(&others)),
            "give each its own follow-up, or withdraw one as a duplicate (M)",
        );
    }
    if let Some(other) = context.board.item_called(link.trim()).filter(|other| !other.is_open()) {
        reports.push(
            &["deferral", "link"],
            format!("the follow-up of {id} is {}, which is {}", other.id, other.status),
            "press f for a follow-up that is still open",
        );
    }
    // A placeholder is no link at all, which GNG040 says.
    if let Err(error) = Link::check(link, &context.board.trackers)
        && !matches!(error, LinkError::Empty | LinkError::Placeholder)
    {
        reports.push(
            &["deferral", "link"],
            format!("the follow-up of {} leads nowhere: {}: {error}", item.id, quoted(link)),
            "press f for another link: an address, or a reference that a tracker knows",
        );
    }
}

pub(super) static GNG042: Rule = Rule {
    id: "GNG042",
    name: "required-but-deferred",
    severity: Severity::Block,
    flag: 'L',
    summary: "What holds the launch carries no deferral.",
    why: "Work cannot hold the launch and come after it: one of the two is not meant.",
    fix: "Defer it in earnest, or take deferral out of its file.",
    fails: "title: Refund rate\nscope: launch-critical\n\
            deferral: {link: PACK-412, risk: Tiles stay blank, revisit: 2027-02-01}",
    passes: "title: Refund rate\nscope: post-launch\n\
             deferral: {link: PACK-412, risk: Tiles stay blank, revisit: 2027-02-01}",
    parameters: &[],
    checks: &[Check::Item(required_but_deferred)],
};

fn required_but_deferred(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    let carries = item.deferral.as_ref().is_some_and(|deferral| {
        says(deferral.link.as_deref())
            || says(deferral.risk.as_deref())
            || deferral.revisit.is_some()
    });
    if carries && item.is_open() && context.board.role_of(item) == Role::Required {
        reports.push(
            &["deferral"],
            format!("{} holds the launch but carries a deferral", item.id),
            "press d to defer it, or take deferral out of its file",
        );
    }
}
