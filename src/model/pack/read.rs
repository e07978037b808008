//! Reading a pack from what its file says.

use std::sync::Arc;

use super::{
    Behavior, Fixture, Freshness, KEYS, KillSwitch, Kpi, LaunchState, Measure, MeasureKind, Model,
    Narrative, Pack, PackFiles, Rehearsal, Rollback, Show, SignOff, SourceTable, Thresholds,
    TimeRule, Unit, Unsupported,
};
use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::id::PersonId;
use crate::model::item::{Item, Risk, Source};
use crate::model::keys;
use crate::model::lenient::Reader;
use crate::model::packed::PackedMap;
use crate::model::value::Value;
use crate::model::written::{Written, borrowed};

use super::signoff::Consent;

impl Pack {
    /// Reads what a file says. What cannot be taken is left empty and noted under
    /// [`Pack::problems`]. A pack without an id takes the name of its folder, or of its file where
    /// that is not `pack.yaml`.
    pub fn read(path: &Arc<str>, entries: &[(String, Value)]) -> Self {
        Self::take(path, borrowed(entries))
    }

    /// The same from what stands in a file.
    pub fn take(path: &Arc<str>, entries: Vec<(&str, Written<'_>)>) -> Self {
        let root = Written::Map(entries);
        let pack = Self::of(path, &root);
        let Written::Map(entries) = root else { return pack };
        Self { written: PackedMap::of(&entries), ..pack }
    }

    /// All but [`Pack::written`].
    fn of(path: &Arc<str>, root: &Written<'_>) -> Self {
        let mut problems = Vec::new();
        let mut read = Root { root, problems: &mut problems };
        let id = read.key("id", |r, v| r.text(v));
        let package = read.key("package", package);
        let default_path = package.as_ref().map(|(name, _, _)| {
            format!("dbt_packages/{}", name.strip_prefix("dbt_").unwrap_or(name))
        });
        let (risk, risk_why) = read.key("risk", risk);
        let (evidence, waivers) = like_an_item(path, &mut read);
        let pack = Self {
            id: id.as_deref().map_or_else(|| default_id(path), str::trim).into(),
            path: path.clone(),
            title: read.key("title", |r, v| r.text(v)).unwrap_or_default(),
            connector: read.key("connector", |r, v| r.text(v)),
            package: package.as_ref().map(|(name, version, _)| match version {
                Some(version) => format!("{name} {version}"),
                None => name.clone(),
            }),
            package_path: package.and_then(|(_, _, path)| path).or(default_path),
            owner: read.key("owner", |r, v| r.name(v)).map(PersonId::from),
            risk,
            risk_why,
            launch: read
                .key("launch", |r, v| r.word(v, LaunchState::from_word, LaunchState::WORDS)),
            models: read.key("models", |r, v| r.entries(v, "name", model)),
            sources: read.key("sources", |r, v| r.entries(v, "table", source)),
            freshness: read.key("freshness", |r, v| r.mapping(v).map(|map| freshness(r, map))),
            kpis: read.key("kpis", |r, v| r.entries(v, "id", kpi)),
            narratives: read.key("narratives", |r, v| r.entries(v, "id", narrative)),
            behavior: read.key("behavior", behavior),
            unsupported: read.key("unsupported", |r, v| r.entries(v, "id", unsupported)),
            rollback: read.key("rollback", |r, v| r.mapping(v).map(|map| rollback(r, map))),
            kill_switch: read.key("kill_switch", |r, v| r.mapping(v).map(|map| switch(r, map))),
            assets: read
                .key("assets", |r, v| r.mapping(v).map(|map| files(r, map)))
                .unwrap_or_default(),
            evidence,
            signoffs: read.key("signoffs", |r, v| r.entries(v, "role", signoff)),
            waivers,
            extra: Vec::new(),
            problems: Vec::new(),
            written: PackedMap::default(),
        };
        keys::unknown_in_pack(root, &mut problems);
        let Written::Map(entries) = root else { return pack };
        let extra = entries.iter().filter(|(key, _)| !KEYS.contains(key));
        let extra = extra.map(|(key, value)| ((*key).to_owned(), value.to_value())).collect();
        Self { extra, problems, ..pack }
    }
}

/// Reads the keys of the file's root.
struct Root<'a, 't> {
    root: &'a Written<'t>,
    problems: &'a mut Vec<FieldProblem>,
}

impl<'a, 't> Root<'a, 't> {
    fn key<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Reader<'_>, Option<&'a Written<'t>>) -> T,
    ) -> T {
        read(&mut Reader::at_key(key, self.problems), self.root.get(key))
    }
}

fn default_id(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or(name, |(stem, _)| stem) {
        "pack" => path.rsplit('/').nth(1).unwrap_or("pack"),
        stem => stem,
    }
}

fn text(r: &mut Reader<'_>, map: &Written<'_>, key: &str) -> Option<String> {
    r.at(key, |r| r.text(map.get(key)))
}

fn texts(r: &mut Reader<'_>, map: &Written<'_>, key: &str) -> Vec<String> {
    r.at(key, |r| r.lines(map.get(key)))
}

fn word<T>(
    r: &mut Reader<'_>,
    map: &Written<'_>,
    key: &str,
    from: fn(&str) -> Option<T>,
    words: &'static [&'static str],
) -> Option<T> {
    r.at(key, |r| r.word(map.get(key), from, words))
}

type Package = (String, Option<String>, Option<String>);

fn package(r: &mut Reader<'_>, value: Option<&Written<'_>>) -> Option<Package> {
    match value? {
        Written::Text(name) if name.trim().is_empty() => None,
        Written::Text(name) => Some((name.trim().to_owned(), None, None)),
        map => {
            let map = r.mapping(Some(map))?;
            Some((text(r, map, "name")?, text(r, map, "version"), text(r, map, "path")))
        }
    }
}

fn risk(r: &mut Reader<'_>, value: Option<&Written<'_>>) -> (Option<Risk>, Vec<String>) {
    match value {
        Some(map @ Written::Map(_)) => {
            (word(r, map, "tier", Risk::from_word, Risk::WORDS), texts(r, map, "why"))
        }
        other => (r.word(other, Risk::from_word, Risk::WORDS), Vec::new()),
    }
}

/// Evidence and waivers look the same in a pack as in an item.
fn like_an_item(
    path: &Arc<str>,
    read: &mut Root<'_, '_>,
) -> (Vec<crate::model::item::Evidence>, Vec<crate::model::item::Waiver>) {
    let mut item = Item::new("".into(), Source { path: path.clone(), index: None, mapping: 0 });
    item.take(Field::Evidence, read.root.get("evidence").cloned());
    item.take(Field::Waivers, read.root.get("waivers").cloned());
    // Unknown keys are noted for the file as a whole.
    let unknown = |problem: &FieldProblem| matches!(problem.cause, FieldCause::UnknownKey(_));
    read.problems.extend(item.problems.into_iter().filter(|problem| !unknown(problem)));
    (item.evidence, item.waivers)
}

fn model(r: &mut Reader<'_>, map: &Written<'_>) -> Model {
    Model { name: text(r, map, "name").unwrap_or_default(), columns: texts(r, map, "columns") }
}

fn source(r: &mut Reader<'_>, map: &Written<'_>) -> SourceTable {
    SourceTable {
        table: text(r, map, "table").unwrap_or_default(),
        // A table of which nothing is said is needed.
        required: r.at("required", |r| r.truth(map.get("required"))).unwrap_or(true),
        switch: text(r, map, "switch"),
        if_missing: text(r, map, "if_missing"),
    }
}

fn freshness(r: &mut Reader<'_>, map: &Written<'_>) -> Freshness {
    Freshness {
        loaded_at: text(r, map, "loaded_at"),
        warn_after: text(r, map, "warn_after"),
        error_after: text(r, map, "error_after"),
        sync_every: text(r, map, "sync_every"),
        package: r.at("package", |r| {
            let map = r.mapping(map.get("package").filter(|v| v.as_text() != Some("none")))?;
            let warn_after = text(r, map, "warn_after");
            Some(Thresholds { warn_after, error_after: text(r, map, "error_after") })
        }),
        exempt: texts(r, map, "exempt"),
    }
}

fn kpi(r: &mut Reader<'_>, map: &Written<'_>) -> Kpi {
    Kpi {
        id: text(r, map, "id").unwrap_or_default(),
        title: text(r, map, "title"),
        model: text(r, map, "model"),
        measure: r
            .at("measure", |r| {
                let map = r.mapping(map.get("measure"))?;
                Some(Measure {
                    kind: word(r, map, "type", MeasureKind::from_word, MeasureKind::WORDS),
                    column: text(r, map, "column"),
                    numerator: text(r, map, "numerator"),
                    denominator: text(r, map, "denominator"),
                    from: texts(r, map, "from"),
                })
            })
            .unwrap_or_default(),
        time: r.at("time", |r| {
            let map = r.mapping(map.get("time"))?;
            Some(TimeRule {
                column: text(r, map, "column"),
                zone: text(r, map, "zone"),
                grain: text(r, map, "grain"),
                compare: text(r, map, "compare"),
            })
        }),
        unit: r
            .at("unit", |r| {
                let map = match map.get("unit") {
                    Some(Written::Text(kind)) if !kind.trim().is_empty() => {
                        return Some(Unit { kind: Some(kind.to_string()), ..Unit::default() });
                    }
                    other => r.mapping(other)?,
                };
                Some(Unit {
                    kind: text(r, map, "kind"),
                    column: text(r, map, "column"),
                    rule: text(r, map, "rule"),
                })
            })
            .unwrap_or_default(),
        zero_denominator: text(r, map, "zero_denominator"),
    }
}

fn narrative(r: &mut Reader<'_>, map: &Written<'_>) -> Narrative {
    Narrative {
        id: text(r, map, "id").unwrap_or_default(),
        kpis: texts(r, map, "kpis"),
        text: text(r, map, "text"),
        variants: r.at("variants", |r| match r.mapping(map.get("variants")) {
            Some(Written::Map(variants)) => variants
                .iter()
                .filter_map(|(name, words)| {
                    Some(((*name).to_owned(), r.at(name, |r| r.text(Some(words)))?))
                })
                .collect(),
            _ => Vec::new(),
        }),
        min_rows: text(r, map, "min_rows"),
    }
}

fn behavior(r: &mut Reader<'_>, value: Option<&Written<'_>>) -> Vec<Behavior> {
    let Some(Written::Map(conditions)) = r.mapping(value) else { return Vec::new() };
    let one = |(condition, value): &(&str, Written<'_>)| {
        let (show, message) = r.at(condition, |r| match value {
            // `missing_table: hide` says all that needs saying.
            Written::Text(_) => {
                (r.at("show", |r| r.word(Some(value), Show::from_word, Show::WORDS)), None)
            }
            other => match r.mapping(Some(other)) {
                Some(map) => {
                    (word(r, map, "show", Show::from_word, Show::WORDS), text(r, map, "message"))
                }
                None => (None, None),
            },
        });
        Behavior { condition: (*condition).to_owned(), show, message }
    };
    conditions.iter().map(one).collect()
}

fn unsupported(r: &mut Reader<'_>, map: &Written<'_>) -> Unsupported {
    Unsupported {
        id: text(r, map, "id").unwrap_or_default(),
        case: text(r, map, "case"),
        effect: text(r, map, "effect"),
        workaround: text(r, map, "workaround"),
        item: text(r, map, "item").map(Into::into),
    }
}

fn rollback(r: &mut Reader<'_>, map: &Written<'_>) -> Rollback {
    Rollback {
        triggers: r.at("triggers", |r| match map.get("triggers") {
            Some(Written::List(list)) => {
                list.iter().map(trigger).filter(|text| !text.trim().is_empty()).collect()
            }
            other => r.lines(other),
        }),
        to: text(r, map, "to"),
        steps: texts(r, map, "steps"),
        owner: text(r, map, "owner").map(Into::into),
        backup: text(r, map, "backup").map(Into::into),
        within: text(r, map, "within"),
        verify: text(r, map, "verify"),
        data: text(r, map, "data"),
        automation_to_pause: map
            .get("automation_to_pause")
            .map(|_| texts(r, map, "automation_to_pause")),
        rehearsed: rehearsal(r, map, "rehearsed"),
    }
}

/// `{metric: tile error rate, over: 2 %, for: 30m}` as `tile error rate over 2 % for 30m`.
fn trigger(value: &Written<'_>) -> String {
    let (Written::Map(entries), Some(metric)) = (value, value.text("metric")) else {
        return value.to_value().to_string();
    };
    let mut text = metric.to_owned();
    for (key, value) in entries.iter().filter(|(key, _)| *key != "metric") {
        text.push_str(&format!(" {key} {}", value.to_value()));
    }
    text
}

fn switch(r: &mut Reader<'_>, map: &Written<'_>) -> KillSwitch {
    KillSwitch {
        mechanism: text(r, map, "mechanism"),
        name: text(r, map, "name"),
        owner: text(r, map, "owner").map(Into::into),
        effect_within: text(r, map, "effect_within"),
        off_state: text(r, map, "off_state"),
        tested: rehearsal(r, map, "tested"),
    }
}

fn rehearsal(r: &mut Reader<'_>, map: &Written<'_>, key: &str) -> Option<Rehearsal> {
    r.at(key, |r| {
        let map = r.mapping(map.get(key))?;
        Some(Rehearsal {
            on: r.at("on", |r| r.date(map.get("on"))),
            by: text(r, map, "by"),
            evidence: text(r, map, "evidence"),
        })
    })
}

fn files(r: &mut Reader<'_>, map: &Written<'_>) -> PackFiles {
    PackFiles {
        dbt: texts(r, map, "dbt"),
        fixtures: r.at("fixtures", |r| {
            r.entries(map.get("fixtures"), "path", |r, map| Fixture {
                path: text(r, map, "path").unwrap_or_default(),
                model: text(r, map, "model"),
                case: text(r, map, "case"),
            })
        }),
        docs: texts(r, map, "docs"),
    }
}

fn signoff(r: &mut Reader<'_>, map: &Written<'_>) -> SignOff {
    SignOff {
        role: text(r, map, "role").unwrap_or_default(),
        by: text(r, map, "by"),
        verdict: word(r, map, "verdict", Consent::from_word, Consent::WORDS),
        note: text(r, map, "note"),
        on: r.at("on", |r| r.date(map.get("on"))),
        content: text(r, map, "content"),
    }
}
