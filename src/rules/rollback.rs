//! GNG030 to GNG034: whether a high-risk pack can be taken back, and whether that was tried.

use crate::model::finding::Severity;
use crate::model::item::Risk;
use crate::model::pack::{Pack, Rehearsal};

use super::wording::{all_of, quoted, says};
use super::{Check, Context, Parameter, Reports, Rule, duration};

/// A pack that goes out and does much harm when it fails.
fn is_risky(pack: &Pack) -> bool {
    pack.ships() && pack.risk == Some(Risk::High)
}

/// The names of what is missing.
fn missing<const N: usize>(parts: [(&'static str, bool); N]) -> Vec<&'static str> {
    parts.into_iter().filter(|(_, is_there)| !is_there).map(|(name, _)| name).collect()
}

pub(super) static GNG030: Rule = Rule {
    id: "GNG030",
    name: "incomplete-rollback",
    severity: Severity::Block,
    flag: 'B',
    summary: "A high-risk pack has a complete rollback plan.",
    why: "On the night it is needed nobody has time to find out what to go back to, who may do \
          it, and how one sees that it worked.",
    fix: "Write rollback with triggers, to, steps, owner, backup (somebody else), within and \
          verify.",
    fails: "id: shopify\nrisk: {tier: high}\nrollback: {owner: platform-lead}",
    passes: "id: shopify\nrisk: {tier: high}\nrollback:\n  \
             triggers: [{metric: tile error rate, over: '2 %', for: 30m}]\n  \
             to: packs/shopify@2026.11.1\n  steps: [Publish the tag again]\n  \
             owner: platform-lead\n  backup: commerce-lead\n  within: 30m\n  \
             verify: The dashboard shows the figures of last week",
    parameters: &[],
    checks: &[Check::Pack(rollback)],
};

fn rollback(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !is_risky(pack) {
        return;
    }
    let id = &pack.id;
    let Some(plan) = &pack.rollback else {
        reports.push(
            &["rollback"],
            format!("{id} is high-risk but has no rollback plan"),
            "add rollback with triggers, to, steps, owner, backup, within and verify",
        );
        return;
    };
    let any_says = |texts: &[String]| texts.iter().any(|text| says(Some(text)));
    let missing = missing([
        ("triggers", any_says(&plan.triggers)),
        ("to", says(plan.to.as_deref())),
        ("steps", any_says(&plan.steps)),
        ("owner", says(plan.owner.as_ref().map(|owner| owner.as_str()))),
        ("backup", says(plan.backup.as_ref().map(|backup| backup.as_str()))),
        ("within", says(plan.within.as_deref())),
        ("verify", says(plan.verify.as_deref())),
    ]);
    if !missing.is_empty() {
        let paths: Vec<String> = missing.iter().map(|part| format!("rollback.{part}")).collect();
        reports.push(
            &["rollback"],
            format!("{id} is high-risk but its rollback plan lacks {}", all_of(&missing)),
            format!("add {}", all_of(&paths)),
        );
    }
    if plan.backup.is_some() && plan.backup == plan.owner {
        reports.push(
            &["rollback", "backup"],
            format!("{id}: owner and backup of the rollback are the same person"),
            "name somebody else under rollback.backup",
        );
    }
    unreadable_span(pack, &["rollback", "within"], plan.within.as_deref(), reports);
}

pub(super) static GNG031: Rule = Rule {
    id: "GNG031",
    name: "incomplete-kill-switch",
    severity: Severity::Block,
    flag: 'K',
    summary: "A high-risk pack has a kill switch with an owner and a time to take effect.",
    why: "A rollback takes time; until then wrong figures must be out of sight.",
    fix: "Write kill_switch with owner and effect_within.",
    fails: "id: shopify\nrisk: {tier: high}\nkill_switch: {name: packs.shopify.enabled}",
    passes: "id: shopify\nrisk: {tier: high}\nkill_switch: {name: packs.shopify.enabled, \
             owner: platform-lead, effect_within: 5m}",
    parameters: &[],
    checks: &[Check::Pack(kill_switch)],
};

fn kill_switch(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !is_risky(pack) {
        return;
    }
    let id = &pack.id;
    let Some(switch) = &pack.kill_switch else {
        reports.push(
            &["kill_switch"],
            format!("{id} is high-risk but has no kill switch"),
            "add kill_switch with mechanism, name, owner and effect_within",
        );
        return;
    };
    let missing = missing([
        ("owner", says(switch.owner.as_ref().map(|owner| owner.as_str()))),
        ("effect_within", says(switch.effect_within.as_deref())),
    ]);
    if !missing.is_empty() {
        let paths: Vec<String> = missing.iter().map(|part| format!("kill_switch.{part}")).collect();
        reports.push(
            &["kill_switch"],
            format!("{id} is high-risk but its kill switch lacks {}", all_of(&missing)),
            format!("add {}", all_of(&paths)),
        );
    }
    let within = switch.effect_within.as_deref();
    unreadable_span(pack, &["kill_switch", "effect_within"], within, reports);
}

fn unreadable_span(pack: &Pack, path: &[&str], text: Option<&str>, reports: &mut Reports<'_>) {
    if let Some(text) = text.filter(|text| says(Some(text)) && duration::parse(text).is_none()) {
        reports.push(
            path,
            format!("{}: {} is {}, no length of time", pack.id, path.join("."), quoted(text)),
            format!("write it as {}", duration::EXAMPLE),
        );
    }
}

pub(super) static GNG032: Rule = Rule {
    id: "GNG032",
    name: "unknown-rollback-target",
    severity: Severity::Warn,
    flag: 'B',
    summary: "What a rollback goes back to exists in git.",
    why: "A plan that ends at a tag which nobody has made ends there on the night it is needed.",
    fix: "Make the tag, or name a tag, branch or commit that exists under rollback.to.",
    fails: "id: shopify\nrollback: {to: packs/shopify@2026.12.9}",
    passes: "id: shopify\nrollback: {to: packs/shopify@2026.11.1}",
    parameters: &[],
    checks: &[Check::Pack(target)],
};

fn target(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let to = pack.rollback.as_ref().and_then(|plan| plan.to.as_deref());
    let Some(to) = to.map(str::trim).filter(|_| pack.ships()) else { return };
    if context.board.record.revisions.get(to) == Some(&false) {
        reports.push(
            &["rollback", "to"],
            format!("{} goes back to {}, which is no revision in git", pack.id, quoted(to)),
            "make the tag, or name a tag, branch or commit that exists",
        );
    }
}

pub(super) static GNG034: Rule = Rule {
    id: "GNG034",
    name: "unnamed-automation",
    severity: Severity::Warn,
    flag: 'B',
    summary: "A rollback plan names the automation that would publish again.",
    why: "A pack that was taken back at noon is published again by the job of the night. It has \
          happened: dbt-labs/hub.getdbt.com#2001.",
    fix: "List it under rollback.automation_to_pause; write none where there is none.",
    fails: "id: shopify\nrisk: {tier: high}\nrollback: {to: packs/shopify@2026.11.1}",
    passes: "id: shopify\nrisk: {tier: high}\nrollback: {to: packs/shopify@2026.11.1, \
             automation_to_pause: [nightly publish]}",
    parameters: &[],
    checks: &[Check::Pack(automation)],
};

fn automation(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    let Some(plan) = pack.rollback.as_ref().filter(|_| is_risky(pack)) else { return };
    let named = plan.automation_to_pause.as_deref().unwrap_or_default();
    if !named.iter().any(|text| says(Some(text))) {
        reports.push(
            &["rollback", "automation_to_pause"],
            format!("the rollback of {} names no automation to pause", pack.id),
            "add automation_to_pause: what would publish the pack again, or none",
        );
    }
}

const DAYS: Parameter =
    Parameter { name: "days", default: 60, summary: "how many days ago the last rehearsal may be" };

pub(super) static GNG033: Rule = Rule {
    id: "GNG033",
    name: "unrehearsed-rollback",
    severity: Severity::Warn,
    flag: 'B',
    summary: "Rollback and kill switch of a high-risk pack were tried, not long ago, and as it is now.",
    why: "A plan that nobody has tried is a hope; one that was tried long ago, or before the pack \
          changed, is a memory.",
    fix: "Rehearse, then write the day under rollback.rehearsed.on and kill_switch.tested.on.",
    fails: "id: shopify\nrisk: {tier: high}\nrollback: {to: packs/shopify@2026.11.1}",
    passes: "id: shopify\nrisk: {tier: high}\nrollback: {to: packs/shopify@2026.11.1, \
             rehearsed: {on: 2026-11-18, by: platform-lead}}",
    parameters: &[DAYS],
    checks: &[Check::Pack(rehearsals)],
};

fn rehearsals(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    if !is_risky(pack) {
        return;
    }
    // A plan or switch that is not there at all is for GNG030 and GNG031 to report.
    if let Some(plan) = &pack.rollback {
        let path = ["rollback", "rehearsed", "on"];
        rehearsal(pack, "rollback", &path, plan.rehearsed.as_ref(), context, reports);
    }
    if let Some(switch) = &pack.kill_switch {
        let path = ["kill_switch", "tested", "on"];
        rehearsal(pack, "kill switch", &path, switch.tested.as_ref(), context, reports);
    }
}

fn rehearsal(
    pack: &Pack,
    what: &str,
    path: &[&str],
    rehearsal: Option<&Rehearsal>,
    context: &Context<'_>,
    reports: &mut Reports<'_>,
) {
    let id = &pack.id;
    let most = context.parameter(&GNG033, &DAYS);
    let message = match rehearsal.and_then(|rehearsal| rehearsal.on) {
        None => format!("the {what} of {id} was never rehearsed"),
        Some(on) if on > context.today => {
            format!("the {what} of {id} is to be rehearsed on {on}, so it was not yet")
        }
        Some(on) => {
            let days = (context.today - on).num_days();
            let changed = context.board.record.changed.get(id).filter(|changed| on < **changed);
            match changed {
                _ if days > most => {
                    format!(
                        "the {what} of {id} was last rehearsed {days} days ago, the limit is {most}"
                    )
                }
                Some(changed) => {
                    format!(
                        "the {what} of {id} was last rehearsed on {on}; it changed on {changed}"
                    )
                }
                None => return,
            }
        }
    };
    reports.push(path, message, format!("rehearse it and write the day under {}", path.join(".")));
}
