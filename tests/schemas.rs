//! The schemas are valid themselves, take every file that is shipped, refuse what is wrong, and know
//! exactly what the readers know.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gonogo::document::{front_matter, item, pack, yaml};
use gonogo::model::field::Field;
use gonogo::model::keys::known_below;
use gonogo::model::mapping::Mapping;
use gonogo::model::pack::KEYS;
use gonogo::report::schema::{self, Document};
use gonogo::rules::CATALOGUE;
use gonogo::workspace::settings::Settings;
use jsonschema::Validator;
use serde_json::{Value, json};

fn validator(document: Document) -> Validator {
    jsonschema::draft7::new(&schema::of(document)).unwrap()
}

/// A YAML text as an editor sees it: dates are text.
fn data(text: &str) -> Value {
    serde_json::to_value(yaml::parse(text).unwrap()).unwrap()
}

fn faults(validator: &Validator, data: &Value) -> Vec<String> {
    validator.iter_errors(data).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// The files below a folder of this project; none where it is not there.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn the_schemas_are_draft_7() {
    for document in Document::ALL {
        let schema = schema::of(*document);
        let valid = jsonschema::draft7::meta::validate(&schema).map_err(|e| e.to_string());
        assert_eq!(valid, Ok(()), "{document}");
    }
}

#[test]
fn every_file_that_is_shipped_is_valid() {
    let [item, pack, config] = [Document::Item, Document::Pack, Document::Config].map(validator);
    let mut seen = [0; 3];
    let mut wrong = Vec::new();
    for path in ["backlog", "packs", "examples"].iter().flat_map(|folder| files(folder)) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let inside = |folder: &str| path.iter().any(|part| part == folder);
        let (n, validator) = match name {
            "pack.yaml" => (1, &pack),
            "gonogo.yaml" => (2, &config),
            _ if inside("backlog") && item::is_item_file(name) => (0, &item),
            _ => continue,
        };
        let text = fs::read_to_string(&path).unwrap();
        let text = match front_matter::split(&text).unwrap() {
            Some(parts) if item::is_markdown(name) => &text[parts.front],
            _ => &text,
        };
        seen[n] += 1;
        let faults = faults(validator, &data(text));
        wrong.extend(faults.into_iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("gonogo.yaml");
    wrong.extend(faults(&config, &data(&fs::read_to_string(own).unwrap())));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen[0] > 50 && seen[1] >= 6, "{seen:?}");
}

/// The first lines of a file name its schema, by a path from its own folder.
fn names_its_schema(path: &Path, root: &Path, document: Document) -> Result<(), String> {
    let text = fs::read_to_string(path).unwrap();
    let line =
        text.lines().take(2).find_map(|line| line.split_once("yaml-language-server: $schema="));
    let named = line.map(|(_, named)| path.parent().unwrap().join(named.trim()));
    let found = named.as_ref().and_then(|named| named.canonicalize().ok());
    let meant = root.join(format!("docs/schema/{document}.json")).canonicalize().unwrap();
    match found {
        Some(found) if found == meant => Ok(()),
        _ => Err(format!("{} names {named:?}, not {}", path.display(), meant.display())),
    }
}

#[test]
fn every_file_that_is_shipped_names_its_schema() {
    let demo = tempfile::tempdir().unwrap();
    let sample = demo.path().join("sample");
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["demo", "--no-open"])
        .arg(&sample)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    // One file of the sample is broken on purpose.
    fs::remove_file(sample.join("backlog/CORE-HURRY.yaml")).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (root, folders) in
        [(own, &["backlog", "packs", "examples"][..]), (&sample, &["backlog", "packs"])]
    {
        wrong.extend(names_its_schema(&root.join("gonogo.yaml"), root, Document::Config).err());
        for path in
            folders.iter().flat_map(|folder| files(&root.join(folder).display().to_string()))
        {
            let name = path.file_name().unwrap().to_str().unwrap();
            let document = match name {
                "pack.yaml" => Document::Pack,
                _ if path.iter().any(|part| part == "backlog") && item::is_item_file(name) => {
                    Document::Item
                }
                _ => continue,
            };
            wrong.extend(names_its_schema(&path, root, document).err());
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 200, "{seen}");
}

#[test]
fn what_the_readers_take_is_valid() {
    for (document, text) in [
        (Document::Item, "id: 14\ntitle: 2027\npacks: shopify\nlabels: [1, a]\ndue:\nrisk:\n"),
        (Document::Item, "title: T\neffort: 2d\nteam: {lead: ada}\nownr: x\n"),
        (Document::Item, "items:\n- id: A\n  created: 2026-1-2\n- title: B\n"),
        (Document::Item, "evidence: [a.csv, {ref: b.csv, on: 2026-11-20T10:00:00Z}]\n"),
        (Document::Pack, "package: dbt_shopify\nrisk: high\nbehavior: {missing_table: hide}\n"),
        (Document::Pack, "package: {name: dbt_x, version: 1.10}\nfreshness: {package: none}\n"),
        (Document::Pack, "kpis: [orders, {id: sales, unit: percent}]\n"),
        (Document::Pack, "narratives: [{id: n, min_rows: 14, variants: {other: x}}]\n"),
        (Document::Pack, "rollback: {triggers: [x, {metric: m, over: 2, for: 30m}], within: 1w}\n"),
        (Document::Pack, "assets: {fixtures: [a.csv, {path: b.csv, case: empty}]}\nmine: [1]\n"),
        (Document::Config, "# nothing yet\n"),
        (Document::Config, "people: [{id: 7}]\nlaunch: {date: 2027-01-12}\n"),
        (Document::Config, "rules: {GNG033: {severity: off, days: 30}}\n"),
    ] {
        assert_eq!(faults(&validator(document), &data(text)), [""; 0], "{text}");
        if document == Document::Config {
            Settings::parse(text).unwrap();
        }
    }
}

#[test]
fn what_is_wrong_is_refused() {
    for (document, text, at) in [
        (Document::Item, "kind: bugg\n", "/kind"),
        (Document::Item, "status: done\n", "/status"),
        (Document::Item, "due: soon\n", "/due"),
        (Document::Item, "title: [a]\n", "/title"),
        (Document::Item, "items:\n- risk: extreme\n", "/items/0/risk"),
        (Document::Item, "deferral: {revisit: Q1}\n", "/deferral/revisit"),
        (Document::Item, "waivers: [{rule: GNG999}]\n", "/waivers/0/rule"),
        (Document::Item, "waivers: [{rule: GNG001}]\n", "/waivers/0/rule"),
        (Document::Item, "evidence: [{kind: test}]\n", "/evidence/0"),
        (Document::Item, "- id: A\n", ""),
        (Document::Pack, "kpis: [{title: Orders}]\n", "/kpis/0"),
        (Document::Pack, "kpis: [{id: a, measure: {type: total}}]\n", "/kpis/0/measure/type"),
        (Document::Pack, "launch: shipped\n", "/launch"),
        (Document::Pack, "risk: {tier: huge}\n", "/risk"),
        (Document::Pack, "behavior: {stale_warn: {show: sideways}}\n", "/behavior/stale_warn"),
        (Document::Pack, "behavior: {my_own: sideways}\n", "/behavior/my_own"),
        (Document::Pack, "freshness: {warn_after: a day}\n", "/freshness/warn_after"),
        (Document::Pack, "freshness: {warn_after: 24}\n", "/freshness/warn_after"),
        (Document::Pack, "signoffs: [{role: data, verdict: maybe}]\n", "/signoffs/0/verdict"),
        (Document::Pack, "kill_switch: {tested: {on: soon}}\n", "/kill_switch/tested/on"),
        (Document::Config, "lunch: {}\n", ""),
        (Document::Config, "launch: {nam: x}\n", "/launch"),
        (Document::Config, "rules: {GNG010: {severity: wran}}\n", "/rules/GNG010/severity"),
        (Document::Config, "rules: {GNG010: {days: 3}}\n", "/rules/GNG010"),
        (Document::Config, "rules: {GNG033: {days: soon}}\n", "/rules/GNG033/days"),
        (Document::Config, "rules: {GNG999: {severity: off}}\n", "/rules"),
        (Document::Config, "backlog: [{path: a, fields: {ownr: b}}]\n", "/backlog/0/fields"),
        (Document::Config, "backlog: [{files: x}]\n", "/backlog/0"),
        (Document::Config, "packs: [{path: a, fields: {id: b}}]\n", "/packs/0"),
        (Document::Config, "people: [{name: Ada}]\n", "/people/0"),
        (Document::Config, "launch: {date: soon}\n", "/launch/date"),
    ] {
        let faults = faults(&validator(document), &data(text));
        assert!(faults.iter().any(|f| f.starts_with(&format!("{at}:"))), "{text}: {faults:?}");
        if document == Document::Config {
            assert!(Settings::parse(text).is_err(), "the reader takes {text}");
        }
    }
}

fn keys(schema: &Value) -> BTreeSet<&str> {
    schema["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn schema_and_reader_know_the_same_keys() {
    let item = schema::of(Document::Item);
    assert_eq!(keys(&item["definitions"]["item"]), Field::KEYS.iter().copied().collect());
    assert_eq!(keys(&item), BTreeSet::from([item::ITEMS]));
    let pack = schema::of(Document::Pack);
    assert_eq!(keys(&pack), KEYS.iter().copied().collect());
    let config = schema::of(Document::Config);
    let rules = &config["properties"]["rules"];
    assert_eq!(keys(rules), CATALOGUE.iter().map(|rule| rule.id).collect());
    for rule in CATALOGUE {
        let known = ["severity"].into_iter().chain(rule.parameters.iter().map(|p| p.name));
        assert_eq!(keys(&rules["properties"][rule.id]), known.collect(), "{}", rule.id);
    }
    // The reader of gonogo.yaml names the keys that it knows where it meets another.
    let error = Settings::parse("a: 1\n").unwrap_err().cause;
    let known: BTreeSet<&str> = error.split('`').skip(3).step_by(2).collect();
    assert_eq!(keys(&config), known, "{error}");
}

#[test]
fn every_key_is_explained() {
    for document in Document::ALL {
        let mut places = Vec::new();
        leaves(&schema::of(*document), &mut Vec::new(), &mut places);
        assert!(!places.is_empty());
        for (path, schema) in places {
            let words = schema["description"].as_str().unwrap_or_default();
            assert!(words.len() > 2, "{document}: {path:?} is not explained");
        }
    }
}

/// A slip of the pen below another key is seen only where the keys there are known.
#[test]
fn keys_below_another_are_those_of_the_schema() {
    let mut compared = 0;
    for (document, is_pack) in [(Document::Item, false), (Document::Pack, true)] {
        let schema = schema::of(document);
        let mut places = Vec::new();
        leaves(
            if is_pack { &schema } else { &schema["definitions"]["item"] },
            &mut Vec::new(),
            &mut places,
        );
        let mut below: BTreeMap<Vec<String>, BTreeSet<String>> = BTreeMap::new();
        for (mut path, _) in places {
            let key = path.pop().unwrap();
            below.entry(path).or_default().insert(key);
        }
        for (path, keys) in below {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            // The keys of the file itself, and conditions, of which a pack may have its own.
            if path.is_empty() || path == ["behavior"] {
                continue;
            }
            let known = known_below(is_pack, &path).unwrap_or_default();
            assert_eq!(
                known.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>(),
                keys,
                "{path:?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

/// Keys of a pack that stand there for people: the reader keeps them and looks at none.
const FOR_PEOPLE: &[&str] = &["where", "expression", "good"];

/// Every key that the schema describes is read: a value of the wrong shape under it is noticed.
#[test]
fn what_the_schema_describes_is_read() {
    let mut places = Vec::new();
    leaves(&schema::of(Document::Pack), &mut Vec::new(), &mut places);
    let item = &schema::of(Document::Item)["definitions"]["item"];
    let mut of_items = Vec::new();
    leaves(item, &mut Vec::new(), &mut of_items);
    let all = places.iter().map(|p| (p, true)).chain(of_items.iter().map(|p| (p, false)));
    for ((path, _), is_pack) in all {
        let last = path.last().unwrap().as_str();
        // `id` decides what the thing is called.
        if FOR_PEOPLE.contains(&last) || path == &["id"] {
            continue;
        }
        // No key takes a list of lists.
        let mut value = json!([[["wrong"]]]);
        for key in path.iter().rev() {
            value = if key == "0" { json!([value]) } else { json!({key: value}) };
        }
        if path.first().is_some_and(|key| key == "package") && path.len() == 2 && last != "name" {
            value["package"]["name"] = json!("dbt_x"); // without a name it is no package
        }
        let text = value.to_string();
        let problems: Vec<String> = if is_pack {
            let read = pack::read(&"packs/p/pack.yaml".into(), text.as_bytes()).unwrap();
            read.problems.iter().map(|problem| problem.path.join("/")).collect()
        } else {
            let read =
                item::read(&"backlog/a.yaml".into(), text.as_bytes(), &Mapping::default(), 0);
            read.items[0].problems.iter().map(|problem| problem.path.join("/")).collect()
        };
        let joined = path.join("/");
        let lines = is_pack && problems.is_empty() && is_list(&places, path);
        // A list of lines for people takes anything; a list of mappings complains of its entry.
        assert!(lines || problems.contains(&joined), "{joined}: {problems:?}");
    }
}

/// The other way round: every key that the readers ask for is described.
#[test]
fn what_is_read_is_described() {
    let mut described = BTreeSet::new();
    for document in [Document::Item, Document::Pack] {
        let schema = schema::of(document);
        let mut places = Vec::new();
        leaves(&schema, &mut Vec::new(), &mut places);
        leaves(&schema["definitions"]["item"], &mut Vec::new(), &mut places);
        described.extend(places.into_iter().filter_map(|(mut path, _)| path.pop()));
    }
    let asked =
        [r#"\(r, map, "(\w+)""#, r#"r\.at\(\s*"(\w+)""#, r#"map\s*\.(?:get|text)\("(\w+)""#];
    let mut seen = 0;
    for file in ["src/model/pack/read.rs", "src/model/item.rs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = fs::read_to_string(path).unwrap();
        for pattern in asked {
            for found in regex::Regex::new(pattern).unwrap().captures_iter(&text) {
                assert!(described.contains(&found[1]), "{file} reads {}", &found[1]);
                seen += 1;
            }
        }
    }
    assert!(seen > 70, "{seen}: the readers are written otherwise now");
}

fn is_list(places: &[(Vec<String>, Value)], path: &[String]) -> bool {
    let found = places.iter().find(|(other, _)| other == path);
    found.is_some_and(|(_, schema)| {
        schema["type"].as_array().is_some_and(|types| types.contains(&json!("array")))
    })
}

/// The keys that a schema describes, `0` for the entry of a list, each with its own schema.
fn leaves(schema: &Value, path: &mut Vec<String>, into: &mut Vec<(Vec<String>, Value)>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        path.push(key.clone());
        into.push((path.clone(), inner.clone()));
        leaves(inner, path, into);
        path.pop();
    }
    if schema["items"].is_object() {
        path.push("0".to_owned());
        leaves(&schema["items"], path, into);
        path.pop();
    }
    for inner in schema["anyOf"].as_array().into_iter().flatten() {
        leaves(inner, path, into);
    }
}
