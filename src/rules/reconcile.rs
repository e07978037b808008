//! GNG050 to GNG053: whether what is said agrees with the files that are there.

use std::collections::BTreeSet;

use crate::model::asset::{Presence, path_of};
use crate::model::column::Role;
use crate::model::finding::Severity;
use crate::model::item::Item;
use crate::model::pack::{Pack, Rehearsal};

use super::behavior::REQUIRED;
use super::wording::all_of;
use super::{Check, Context, Reports, Rule};

pub(super) static GNG050: Rule = Rule {
    id: "GNG050",
    name: "missing-file",
    severity: Severity::Block,
    flag: 'E',
    summary: "Every fixture, document and piece of evidence that is named is there.",
    why: "A proof that is not there proves nothing, and a quickstart that is not there helps \
          nobody. A fixture without a column that the figures read is a warning.",
    fix: "Add the file, or correct the path: from the pack's folder under assets, from the root of \
          the repository everywhere else.",
    fails: "id: shopify\nassets: {fixtures: [fixtures/gone.csv]}",
    passes: "id: shopify\nassets: {fixtures: [fixtures/empty.csv]}",
    parameters: &[],
    checks: &[
        Check::Pack(files_of_pack),
        Check::Pack(columns_of_fixtures),
        Check::Item(files_of_item),
    ],
};

fn files_of_item(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    for (n, evidence) in item.evidence.iter().enumerate() {
        let path = path_of(&evidence.reference);
        absent(item.id.as_str(), (&["evidence"], Some(n), &["ref"]), path, context, reports);
    }
}

fn files_of_pack(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let id = pack.id.as_str();
    let mut named = |key: &'static str, n: usize, path: &str| {
        let full = pack.resolve(path);
        absent(id, (&["assets", key], Some(n), &[]), Some(&full), context, reports);
    };
    pack.assets.dbt.iter().enumerate().for_each(|(n, path)| named("dbt", n, path));
    let fixtures = pack.assets.fixtures.iter().enumerate();
    fixtures.for_each(|(n, fixture)| named("fixtures", n, &fixture.path));
    pack.assets.docs.iter().enumerate().for_each(|(n, path)| named("docs", n, path));
    for (n, evidence) in pack.evidence.iter().enumerate() {
        let path = path_of(&evidence.reference);
        absent(id, (&["evidence"], Some(n), &["ref"]), path, context, reports);
    }
    let shown = |rehearsal: Option<&Rehearsal>| {
        rehearsal.and_then(|r| r.evidence.clone()).and_then(|e| path_of(&e).map(str::to_owned))
    };
    let plan = pack.rollback.as_ref().and_then(|plan| plan.rehearsed.as_ref());
    let keys = ["rollback", "rehearsed", "evidence"];
    absent(id, (&keys, None, &[]), shown(plan).as_deref(), context, reports);
    let switch = pack.kill_switch.as_ref().and_then(|switch| switch.tested.as_ref());
    let keys = ["kill_switch", "tested", "evidence"];
    absent(id, (&keys, None, &[]), shown(switch).as_deref(), context, reports);
}

/// Where a file is named: keys, the entry of the list below them where there is one, keys in that.
type NamedAt<'a> = (&'a [&'a str], Option<usize>, &'a [&'a str]);

/// Reports a file that is not there.
fn absent(
    id: &str,
    (keys, n, below): NamedAt<'_>,
    file: Option<&str>,
    context: &Context<'_>,
    reports: &mut Reports<'_>,
) {
    let Some(file) = file else { return };
    if context.board.assets.look(file) != Presence::Absent {
        return;
    }
    let first = keys.first().copied().unwrap_or_default();
    let n = n.map(|n| n.to_string());
    let path: Vec<&str> =
        keys.iter().copied().chain(n.as_deref()).chain(below.iter().copied()).collect();
    reports.push(
        &path,
        format!("{id} names {file}, which is not there"),
        format!("add {file}, or correct {first}"),
    );
}

fn columns_of_fixtures(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    for (n, fixture) in pack.assets.fixtures.iter().enumerate() {
        let path = pack.resolve(&fixture.path);
        let Some(header) = context.board.assets.table(&path) else { continue };
        let Some(model) = &fixture.model else { continue };
        let missing: BTreeSet<&str> = pack
            .kpis
            .iter()
            .filter(|kpi| kpi.model.as_ref() == Some(model))
            .flat_map(|kpi| kpi.columns())
            .map(|(_, column)| column)
            .filter(|column| !header.names().any(|known| known == *column))
            .collect();
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.into_iter().collect();
            let n = n.to_string();
            reports.push_at_most(
                Severity::Warn,
                &["assets", "fixtures", &n],
                format!(
                    "{}: {path} has no {}, which figures on {model} read",
                    pack.id,
                    all_of(&missing)
                ),
                "add the columns to the file",
            );
        }
    }
}

pub(super) static GNG051: Rule = Rule {
    id: "GNG051",
    name: "document-disagrees",
    severity: Severity::Warn,
    flag: 'U',
    summary: "The pack's page and its file name the same unsupported cases, and the page promises \
              nothing that is deferred.",
    why: "Users read the page and never the file: a limit that is not on it is a surprise, and one \
          that is on it alone is nobody's to lift.",
    fix: "Name the case by its id, in backticks, under a heading such as Not supported; or add it \
          under unsupported. Take out what promises a deferred item.",
    fails: "id: shopify\nassets: {docs: [quickstart.md]}\nunsupported: [{id: multi-currency}]",
    passes: "id: shopify\nassets: {docs: [quickstart.md]}\nunsupported: [{id: several-zones}]",
    parameters: &[],
    checks: &[Check::Pack(documents)],
};

fn documents(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let board = context.board;
    let id = &pack.id;
    let paths: Vec<String> = pack.assets.docs.iter().map(|path| pack.resolve(path)).collect();
    let pages: Vec<_> =
        paths.iter().filter_map(|path| Some((path, board.assets.page(path)?))).collect();
    // Whether there is a page at all is for GNG050 to say.
    let Some((first, _)) = pages.first() else { return };
    for (n, case) in pack.unsupported.iter().enumerate().filter(|(_, case)| !case.id.is_empty()) {
        let named = pages.iter().any(|(_, page)| page.mentions.iter().any(|m| m.word == case.id));
        if !named {
            reports.push(
                &["unsupported", &n.to_string(), "id"],
                format!("{id} does not support {}, and {first} does not say so", case.id),
                format!("name `{}` in {first} under a heading such as Not supported", case.id),
            );
        }
    }
    for (path, page) in &pages {
        for mention in &page.mentions {
            let declared = pack.unsupported.iter().any(|case| case.id == mention.word);
            if mention.limits && mention.code && is_case(&mention.word) && !declared {
                reports.push(
                    &["unsupported"],
                    format!("{path} says that {} is not supported; {id} does not", mention.word),
                    format!(
                        "add it under unsupported in {}, or take it out of the page",
                        pack.path
                    ),
                );
                reports.at(path, mention.line, mention.column);
            }
            let Some(item) = board.item_called(&mention.word) else { continue };
            if !mention.limits && item.is_open() && board.role_of(item) == Role::Deferred {
                reports.push(
                    &["assets", "docs"],
                    format!("{path} promises {}, which is deferred", item.id),
                    "take it out, or move it under a heading such as Not supported",
                );
                reports.at(path, mention.line, mention.column);
            }
        }
    }
}

/// Whether a word has the form of a case's id, `multi-currency`: names of dbt never have hyphens.
fn is_case(word: &str) -> bool {
    word.contains('-')
        && word.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

pub(super) static GNG052: Rule = Rule {
    id: "GNG052",
    name: "stale-evidence",
    severity: Severity::Warn,
    flag: 'E',
    summary: "Evidence is not older than the last change of what it shows.",
    why: "What was checked before the change says nothing about what ships.",
    fix: "Check again, and write the new day under evidence.",
    fails: "id: shopify\nevidence: [{kind: test, ref: https://example.com/run/7, 'on': 2026-11-01}]",
    passes: "id: shopify\nevidence: [{kind: test, ref: https://example.com/run/9, 'on': 2026-11-20}]",
    parameters: &[],
    checks: &[Check::Pack(stale)],
};

fn stale(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let Some(changed) = context.board.record.changed.get(&pack.id) else { return };
    for (n, evidence) in pack.evidence.iter().enumerate() {
        if let Some(on) = evidence.on.filter(|on| on < changed) {
            reports.push(
                &["evidence", &n.to_string(), "on"],
                format!("{} changed on {changed}, after its evidence of {on}", pack.id),
                "check again, and write the new day under evidence",
            );
        }
    }
}

pub(super) static GNG053: Rule = Rule {
    id: "GNG053",
    name: "behavior-without-evidence",
    severity: Severity::Warn,
    flag: 'E',
    summary: "Evidence covers each behaviour that a pack must define.",
    why: "A behaviour that nobody has tried is a claim.",
    fix: "Add evidence with covers naming the condition: a fixture, a test run, a screenshot.",
    fails: "id: shopify\nbehavior: {missing_table: {show: placeholder}}",
    passes: "id: shopify\nbehavior: {missing_table: {show: placeholder}}\nevidence: [{kind: test, \
             ref: https://example.com/run/9, covers: [missing_table], 'on': 2026-11-20}]",
    parameters: &[],
    checks: &[Check::Pack(uncovered)],
};

fn uncovered(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    if !pack.ships() {
        return;
    }
    let covered: BTreeSet<&str> =
        pack.evidence.iter().flat_map(|e| &e.covers).map(String::as_str).collect();
    // What is not even defined is for GNG020 to say.
    let missing: Vec<&str> = REQUIRED
        .iter()
        .copied()
        .filter(|condition| pack.behavior(condition).is_some() && !covered.contains(condition))
        .collect();
    if !missing.is_empty() {
        reports.push(
            &["evidence"],
            format!("{}: no evidence covers {}", pack.id, all_of(&missing)),
            format!("add evidence with covers: [{}]", missing.join(", ")),
        );
    }
}
