//! GNG020 to GNG025: what users of a pack see when its data is missing, old or partial.

use crate::model::finding::Severity;
use crate::model::pack::{LaunchState, Narrative, Pack, Show};

use super::wording::{one_of, quoted};
use super::{Check, Context, Reports, Rule, duration};

/// The conditions that every shipped pack meets sooner or later.
const REQUIRED: &[&str] =
    &["missing_table", "missing_column", "stale_warn", "stale_error", "partial_sync"];

/// Whether the pack goes out with the launch. A pack that is held promises nothing yet.
pub(super) fn ships(pack: &Pack) -> bool {
    pack.launch != Some(LaunchState::Held)
}

pub(super) static GNG020: Rule = Rule {
    id: "GNG020",
    name: "undefined-behavior",
    severity: Severity::Block,
    flag: 'R',
    summary: "A pack says what users see when data is missing, old or partial.",
    why: "What is not decided is decided by the error of the day: a blank tile, or a wrong number \
          that looks right.",
    fix: "Add an entry under behavior for each condition, with what is shown.",
    fails: "id: hubspot\nbehavior:\n  missing_table: {show: placeholder}",
    passes: "id: hubspot\nbehavior:\n  missing_table: {show: placeholder}\n  \
             missing_column: {show: hide}\n  stale_warn: {show: banner}\n  \
             stale_error: {show: last_good}\n  partial_sync: {show: banner}",
    parameters: &[],
    checks: &[Check::Pack(undefined)],
};

fn undefined(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !ships(pack) {
        return;
    }
    for condition in REQUIRED.iter().filter(|condition| pack.behavior(condition).is_none()) {
        reports.push(
            &["behavior", condition],
            format!("{} defines no behaviour for {condition}", pack.id),
            format!("add behavior.{condition} ({})", one_of(Show::WORDS)),
        );
    }
    for behavior in pack.behavior.iter().filter(|behavior| behavior.show.is_none()) {
        let condition = &behavior.condition;
        reports.push(
            &["behavior", condition, "show"],
            format!("{} does not say what is shown for {condition}", pack.id),
            format!("add behavior.{condition}.show ({})", one_of(Show::WORDS)),
        );
    }
}

pub(super) static GNG021: Rule = Rule {
    id: "GNG021",
    name: "missing-freshness",
    severity: Severity::Block,
    flag: 'R',
    summary: "A pack says when its data is old, first for a warning, later for an error.",
    why: "Without thresholds old figures look like new ones.",
    fix: "Add freshness.warn_after and freshness.error_after, the first shorter than the second.",
    fails: "id: shopify\nfreshness: {warn_after: 48h, error_after: 24h}",
    passes: "id: shopify\nfreshness: {warn_after: 24h, error_after: 48h}",
    parameters: &[],
    checks: &[Check::Pack(freshness)],
};

fn freshness(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !ships(pack) {
        return;
    }
    let freshness = pack.freshness.clone().unwrap_or_default();
    let mut threshold = |key: &str, text: Option<&str>| {
        let path = ["freshness", key];
        let Some(text) = text else {
            reports.push(
                &path,
                format!("{} has no threshold for old data: {key}", pack.id),
                format!("add freshness.{key} ({})", duration::EXAMPLE),
            );
            return None;
        };
        let read = duration::parse(text);
        if read.is_none() {
            reports.push(
                &path,
                format!("{}: freshness.{key} is {}, no length of time", pack.id, quoted(text)),
                format!("write it as {}", duration::EXAMPLE),
            );
        }
        read
    };
    let warn = threshold("warn_after", freshness.warn_after.as_deref());
    let error = threshold("error_after", freshness.error_after.as_deref());
    if let (Some(warn), Some(error)) = (warn, error)
        && warn >= error
    {
        let text = |text: Option<String>| text.unwrap_or_default().trim().to_owned();
        reports.push(
            &["freshness", "warn_after"],
            format!(
                "{} warns of old data after {}, not before the error after {}",
                pack.id,
                text(freshness.warn_after),
                text(freshness.error_after)
            ),
            "make warn_after shorter than error_after",
        );
    }
}

pub(super) static GNG025: Rule = Rule {
    id: "GNG025",
    name: "unsafe-narrative",
    severity: Severity::Block,
    flag: 'N',
    summary: "A narrative has words for the case without data, and names only figures that exist.",
    why: "A sentence without its figures is broken or false, and customers read it.",
    fix: "Add variants.no_data, and correct the ids of the figures.",
    fails: "id: shopify\nkpis: [{id: net_revenue}]\nnarratives:\n  \
            - {id: trend, kpis: [revenue], text: 'Revenue {{ revenue.value }}.'}",
    passes: "id: shopify\nkpis: [{id: net_revenue}]\nnarratives:\n  \
             - {id: trend, kpis: [net_revenue], text: 'Revenue {{ net_revenue.value }}.', \
             variants: {no_data: No orders yet.}}",
    parameters: &[],
    checks: &[Check::Pack(narratives)],
};

fn narratives(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !ships(pack) {
        return;
    }
    let is_known = |kpi: &str| pack.kpis.iter().any(|known| known.id == kpi);
    for (position, narrative) in pack.narratives.iter().enumerate() {
        let position = position.to_string();
        let at = |rest: &[&'static str]| -> Vec<&str> {
            ["narratives", &position].into_iter().chain(rest.iter().copied()).collect()
        };
        let name = name(narrative, &position);
        if narrative.variant("no_data").is_none() {
            reports.push(
                &at(&["variants", "no_data"]),
                format!("{}: narrative {name} has no words for the case without data", pack.id),
                "add variants.no_data with what is said then",
            );
        }
        for (n, kpi) in narrative.kpis.iter().enumerate().filter(|(_, kpi)| !is_known(kpi)) {
            let n = n.to_string();
            reports.push(
                &["narratives", &position, "kpis", &n],
                format!("{}: narrative {name} names {kpi}, which is no KPI of the pack", pack.id),
                known_kpis(pack),
            );
        }
        let mentioned = mentioned(narrative.text.as_deref().unwrap_or_default());
        for kpi in mentioned.into_iter().filter(|kpi| !is_known(kpi)) {
            // Said above already.
            if narrative.kpis.iter().any(|named| named == kpi) {
                continue;
            }
            reports.push(
                &at(&["text"]),
                format!(
                    "{}: the text of narrative {name} uses {kpi}, which is no KPI of the pack",
                    pack.id
                ),
                known_kpis(pack),
            );
        }
    }
}

/// What a message calls a narrative: its id, or which one it is.
fn name<'a>(narrative: &'a Narrative, position: &'a str) -> &'a str {
    if narrative.id.is_empty() { position } else { &narrative.id }
}

fn known_kpis(pack: &Pack) -> String {
    let known: Vec<&str> = pack.kpis.iter().map(|kpi| kpi.id.as_str()).collect();
    if known.is_empty() {
        "define it under kpis".to_owned()
    } else {
        format!("write {}, or define it under kpis", one_of(&known))
    }
}

/// The figures that a text uses, each once: `net_revenue` for `{{ net_revenue.value }}`.
fn mentioned(text: &str) -> Vec<&str> {
    let mut mentioned = Vec::new();
    for part in text.split("{{").skip(1) {
        let Some((inside, _)) = part.split_once("}}") else { continue };
        let Some((name, _)) = inside.split_once('.') else { continue };
        let name = name.trim();
        if !name.is_empty() && !mentioned.contains(&name) {
            mentioned.push(name);
        }
    }
    mentioned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_a_text_are_found() {
        assert_eq!(
            mentioned("{{a.value}} and {{ b.change }}, {{ a.direction }} {{ plain }} {{ cut.off"),
            ["a", "b"]
        );
        assert!(mentioned("no figures at all.").is_empty());
    }
}
