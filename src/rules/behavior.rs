//! GNG020 to GNG025: what users of a pack see when its data is missing, old or partial.

use crate::model::finding::{Mend, Severity};
use crate::model::pack::{Narrative, Pack, Show};

use super::wording::{one_of, quoted, says};
use super::{Check, Context, Reports, Rule, duration};

/// The conditions that every shipped pack meets sooner or later.
pub(super) const REQUIRED: &[&str] =
    &["missing_table", "missing_column", "stale_warn", "stale_error", "partial_sync"];

/// The behaviour that nobody has to be asked about: it hides nothing and claims nothing.
fn careful(condition: &str) -> Show {
    match condition {
        "missing_column" => Show::Hide,
        "stale_warn" | "partial_sync" | "connection_broken" => Show::Banner,
        "stale_error" => Show::LastGood,
        _ => Show::Placeholder,
    }
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
    if !pack.ships() {
        return;
    }
    for condition in REQUIRED.iter().filter(|condition| pack.behavior(condition).is_none()) {
        reports.push(
            &["behavior", condition],
            format!("{} defines no behaviour for {condition}", pack.id),
            format!("add behavior.{condition} ({})", one_of(Show::WORDS)),
        );
        reports.mended_by(Mend::Behavior {
            condition: (*condition).to_owned(),
            show: careful(condition),
        });
    }
    for behavior in pack.behavior.iter().filter(|behavior| behavior.show.is_none()) {
        let condition = &behavior.condition;
        reports.push(
            &["behavior", condition, "show"],
            format!("{} does not say what is shown for {condition}", pack.id),
            format!("add behavior.{condition}.show ({})", one_of(Show::WORDS)),
        );
        reports
            .mended_by(Mend::Behavior { condition: condition.clone(), show: careful(condition) });
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
    if !pack.ships() {
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
    summary: "A narrative has words for no, old and partial data, and names only figures that exist.",
    why: "A sentence without its figures is broken or false, and customers read it. A direction \
          without a period to compare with, or from a handful of rows, is a warning, and so are \
          missing words for old or partial data.",
    fix: "Add variants.no_data, stale and partial, and correct the ids of the figures. For a \
          direction add time.compare to the figure and min_rows to the narrative.",
    fails: "id: shopify\nkpis: [{id: net_revenue}]\nnarratives:\n  \
            - {id: trend, kpis: [revenue], text: 'Revenue {{ revenue.value }}.'}",
    passes: "id: shopify\nkpis: [{id: net_revenue}]\nnarratives:\n  \
             - {id: trend, kpis: [net_revenue], text: 'Revenue {{ net_revenue.value }}.', \
             variants: {no_data: No orders yet., stale: Old., partial: Syncing.}}",
    parameters: &[],
    checks: &[Check::Pack(narratives)],
};

fn narratives(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !pack.ships() {
        return;
    }
    let is_known = |kpi: &str| pack.kpis.iter().any(|known| known.id == kpi);
    for (position, narrative) in pack.narratives.iter().enumerate() {
        let position = position.to_string();
        let at = |rest: &[&'static str]| -> Vec<&str> {
            ["narratives", &position].into_iter().chain(rest.iter().copied()).collect()
        };
        let name = name(narrative, &position);
        if !has(narrative, "no_data") {
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
        for variant in ["stale", "partial"].into_iter().filter(|v| !has(narrative, v)) {
            reports.push_at_most(
                Severity::Warn,
                &at(&["variants", variant]),
                format!("{}: narrative {name} has no words for {variant} data", pack.id),
                format!("add variants.{variant} with what is said then"),
            );
        }
        direction(pack, narrative, &position, name, reports);
        let variants = narrative.variants.iter().map(|(key, text)| (Some(key.as_str()), text));
        let texts = narrative.text.iter().map(|text| (None, text)).chain(variants);
        for (variant, text) in texts {
            let at: Vec<&str> = match variant {
                Some(key) => vec!["narratives", &position, "variants", key],
                None => vec!["narratives", &position, "text"],
            };
            variables(pack, narrative, name, &at, text, reports);
        }
    }
}

/// What can be said of a figure in a text.
const SAID_OF_FIGURES: &[&str] = &["value", "direction", "change"];

/// What a text can say without a figure.
const SAID_ALONE: &[&str] = &["synced_at"];

/// The variables of one text: each is a figure of the pack with what is said of it.
fn variables(
    pack: &Pack,
    narrative: &Narrative,
    name: &str,
    at: &[&str],
    text: &str,
    reports: &mut Reports<'_>,
) {
    let id = &pack.id;
    let is_known = |kpi: &str| pack.kpis.iter().any(|known| known.id == kpi);
    let mut told: Vec<&str> = Vec::new();
    for inside in inside_braces(text) {
        let Some(inside) = inside else {
            let message = format!("{id}: in the text of narrative {name} a {{{{ is never closed");
            reports.push(at, message, "close it with }}");
            continue;
        };
        if told.contains(&inside) {
            continue;
        }
        told.push(inside);
        match inside.split_once('.').map(|(kpi, part)| (kpi.trim(), part.trim())) {
            // Said above already.
            Some((kpi, _)) if !is_known(kpi) && narrative.kpis.iter().any(|named| named == kpi) => {
            }
            Some((kpi, _)) if !is_known(kpi) => reports.push(
                at,
                format!(
                    "{id}: the text of narrative {name} uses {kpi}, which is no KPI of the pack"
                ),
                known_kpis(pack),
            ),
            Some((_, part)) if SAID_OF_FIGURES.contains(&part) => {}
            Some((kpi, part)) => reports.push(
                at,
                format!("{id}: the text of narrative {name} asks for {part} of {kpi}"),
                format!("write {}", one_of(SAID_OF_FIGURES)),
            ),
            None if SAID_ALONE.contains(&inside) => {}
            None => reports.push(
                at,
                format!("{id}: the text of narrative {name} uses {}", quoted(inside)),
                format!(
                    "write a figure with what is said of it, as in {{{{ figure.value }}}}, or {}",
                    one_of(SAID_ALONE)
                ),
            ),
        }
    }
}

/// Whether a narrative has words of its own for a case: `TBD` says nothing.
fn has(narrative: &Narrative, variant: &str) -> bool {
    narrative.variant(variant).is_some_and(|words| says(Some(words)) || words.contains("{{"))
}

/// A direction needs something to compare with, and enough rows to be more than chance.
fn direction(
    pack: &Pack,
    narrative: &Narrative,
    position: &str,
    name: &str,
    reports: &mut Reports<'_>,
) {
    let text = narrative.text.as_deref().unwrap_or_default();
    let moving: Vec<&str> = parts(text)
        .filter(|(_, part)| matches!(*part, "direction" | "change"))
        .map(|(kpi, _)| kpi)
        .collect();
    if moving.is_empty() {
        return;
    }
    if narrative.min_rows.is_none() {
        reports.push_at_most(
            Severity::Warn,
            &["narratives", position, "min_rows"],
            format!("{}: narrative {name} tells a direction from however few rows", pack.id),
            "add min_rows: how many rows it needs before it speaks",
        );
    }
    for (n, kpi) in pack.kpis.iter().enumerate().filter(|(_, kpi)| moving.contains(&&*kpi.id)) {
        if kpi.time.as_ref().is_none_or(|time| time.compare.is_none()) {
            reports.push_at_most(
                Severity::Warn,
                &["kpis", &n.to_string(), "time", "compare"],
                format!(
                    "{}: narrative {name} tells the direction of {}, which is compared with nothing",
                    pack.id, kpi.id
                ),
                "add time.compare: the period that it is compared with",
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

/// The figures in a text, each with what is said of it: `value`, `direction` …
fn parts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = inside_braces(text).flatten().filter_map(|inside| inside.split_once('.'));
    pairs.map(|(name, part)| (name.trim(), part.trim())).filter(|(name, _)| !name.is_empty())
}

/// What stands between `{{` and `}}`; `None` where it is never closed.
fn inside_braces(text: &str) -> impl Iterator<Item = Option<&str>> {
    text.split("{{").skip(1).map(|part| Some(part.split_once("}}")?.0.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_a_text_are_found() {
        let found = |text| parts(text).collect::<Vec<_>>();
        assert_eq!(
            found("{{a.value}} and {{ b.change }}, {{ plain }} {{ cut.off"),
            [("a", "value"), ("b", "change")]
        );
        assert!(found("no figures at all.").is_empty());
        let inside: Vec<_> = inside_braces("{{ a }} {{b {{ c }}").collect();
        assert_eq!(inside, [Some("a"), None, Some("c")]);
    }
}
