//! The packs of this repository against what the packages themselves say: models, columns, tables,
//! variables and thresholds. The packages are no part of the repository; where they are absent, the
//! tests that need them say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a helper that cannot go on fails its test, and a test says that it skipped"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use serde_yaml::Value as Yaml;
use support::Sandbox;

/// The twelve connectors of the launch, and the packages that their packs stand on.
const PACKS: [(&str, &str); 12] = [
    ("facebook_ads", "facebook_ads"),
    ("fivetran_platform", "fivetran_log"),
    ("google_ads", "google_ads"),
    ("hubspot", "hubspot"),
    ("jira", "jira"),
    ("klaviyo", "klaviyo"),
    ("netsuite", "netsuite"),
    ("quickbooks", "quickbooks"),
    ("salesforce", "salesforce"),
    ("shopify", "shopify"),
    ("stripe", "stripe"),
    ("zendesk", "zendesk"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn packages() -> Option<PathBuf> {
    let corpora = std::env::var_os("GONOGO_CORPORA")
        .map_or_else(|| root().join("../shared/corpora"), PathBuf::from);
    let found = corpora.join("fivetran").canonicalize().ok();
    if found.is_none() {
        eprintln!("skipped: there is no fivetran in {}", corpora.display());
    }
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    let status = Command::new("cp").arg("-R").arg(from).arg(to).status();
    assert!(status.unwrap().success());
}

fn yaml(path: &Path) -> Yaml {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn pack(id: &str) -> Yaml {
    yaml(&root().join(format!("packs/{id}/pack.yaml")))
}

fn list<'a>(value: &'a Yaml, key: &str) -> &'a [Yaml] {
    value.get(key).and_then(Yaml::as_sequence).map(Vec::as_slice).unwrap_or_default()
}

/// The files below a folder with this ending.
fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn all_twelve_are_there_and_whole() {
    for (id, _) in PACKS {
        let pack = pack(id);
        let figures = list(&pack, "kpis").len();
        assert!((4..=8).contains(&figures), "{id}: {figures} figures");
        assert!(!list(&pack, "narratives").is_empty(), "{id}");
        assert!(!list(&pack, "unsupported").is_empty(), "{id}");
        let fixtures = list(pack.get("assets").unwrap(), "fixtures");
        for case in ["healthy", "missing_table", "stale", "partial", "empty"] {
            let has = fixtures.iter().any(|f| f.get("case").and_then(Yaml::as_str) == Some(case));
            assert!(has, "{id} has no fixture for {case}");
        }
        for condition in gonogo::model::pack::CONDITIONS {
            assert!(pack.get("behavior").unwrap().get(*condition).is_some(), "{id}: {condition}");
        }
        for key in ["rollback", "kill_switch", "freshness"] {
            assert!(pack.get(key).is_some(), "{id}: {key}");
        }
        let dbt = below(&root().join(format!("packs/{id}/dbt")), ".yml");
        assert!(!dbt.is_empty(), "{id}");
        for file in dbt {
            let file = yaml(&file);
            let exposures = list(&file, "exposures");
            assert!(!exposures.is_empty(), "{id}: no exposure");
            let text = serde_yaml::to_string(&file).unwrap();
            for model in list(&pack, "models") {
                let name = model.get("name").and_then(Yaml::as_str).unwrap();
                assert!(
                    text.contains(&format!("ref('{name}')")),
                    "{id}: the exposure lacks {name}"
                );
            }
        }
    }
}

#[test]
fn what_the_rules_compare_agrees_with_the_installed_packages() {
    let Some(packages) = packages() else { return };
    let sandbox = Sandbox::new();
    for name in ["packs", "gonogo.yaml"] {
        copy(&root().join(name), &sandbox.path().join(name));
    }
    for (_, package) in PACKS {
        let from = packages.join(format!("dbt_{package}"));
        copy(&from, &sandbox.path().join("dbt_packages").join(package));
    }
    let output = sandbox.run(&["check", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let compared = ["GNG022", "GNG023", "GNG024", "GNG025", "GNG027", "GNG029", "GNG050", "GNG051"];
    let found: Vec<String> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| compared.contains(&f["rule"].as_str().unwrap()))
        .map(|f| format!("{}:{} {}", f["file"], f["line"], f["message"]))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    // The comparison is made: a model that is not there is found.
    let path = "packs/shopify/pack.yaml";
    let text = sandbox.read(path).replace("shopify__daily_shop", "shopify__daily_shops");
    sandbox.write(path, text);
    let output = sandbox.run(&["check", "--format", "json"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("public_models"));
}

#[test]
fn tables_and_thresholds_are_those_of_the_packages() {
    let Some(packages) = packages() else { return };
    for (id, package) in PACKS {
        let pack = pack(id);
        let mut tables: Vec<String> = Vec::new();
        let mut hours: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for file in below(&packages.join(format!("dbt_{package}/models")), ".yml") {
            let file = yaml(&file);
            for source in list(&file, "sources") {
                let names = list(source, "tables").iter().filter_map(|t| t.get("name")?.as_str());
                tables.extend(names.map(str::to_owned));
                let config = source.get("config").unwrap_or(source);
                let own = config.get("freshness").or_else(|| source.get("freshness"));
                let of_tables = list(source, "tables").iter().filter_map(|table| {
                    table.get("config").and_then(|c| c.get("freshness")).or(table.get("freshness"))
                });
                for freshness in own.into_iter().chain(of_tables) {
                    for key in ["warn_after", "error_after"] {
                        let after = freshness.get(key);
                        let count = after.and_then(|a| a.get("count")?.as_u64());
                        let period = after.and_then(|a| a.get("period")?.as_str());
                        let factor = if period == Some("day") { 24 } else { 1 };
                        hours.entry(key.to_owned()).or_default().extend(count.map(|n| n * factor));
                    }
                }
            }
        }
        for source in list(&pack, "sources") {
            let table = source.get("table").and_then(Yaml::as_str).unwrap();
            assert!(tables.iter().any(|known| known == table), "{id}: no table {table}");
        }
        let said = pack.get("freshness").and_then(|f| f.get("package"));
        for key in ["warn_after", "error_after"] {
            let Some(text) = said.and_then(|said| said.get(key)?.as_str()) else {
                let none = hours.get(key).is_none_or(Vec::is_empty);
                assert!(none, "{id}: the package ships {key} {:?}", hours.get(key));
                continue;
            };
            let (number, unit) = text.split_at(text.len() - 1);
            let value: u64 = number.parse::<u64>().unwrap() * if unit == "d" { 24 } else { 1 };
            let known = hours.get(key).is_some_and(|known| known.contains(&value));
            assert!(known, "{id}: {key} {text}, the package has {:?}", hours.get(key));
        }
    }
}

#[test]
fn the_backlog_is_sorted_and_every_deferral_is_whole() {
    let output = Command::new(env!("CARGO_BIN_EXE_gonogo"))
        .args(["-C", env!("CARGO_MANIFEST_DIR"), "list", "--format", "json"])
        .env("GONOGO_NOW", "2026-11-23T10:00:00+01:00")
        .output()
        .unwrap();
    // A tarball of the sources has no git; then there is nothing to list.
    let Ok(json) = serde_json::from_slice::<Value>(&output.stdout) else { return };
    let items = json["items"].as_array().unwrap();
    assert!(items.len() >= 80, "{} items", items.len());
    for item in items.iter().filter(|item| item["status"] == "open") {
        let id = &item["id"];
        assert_ne!(item["scope"], "undecided", "{id}");
        assert!(item["owner"].is_string(), "{id} has no owner");
        match item["scope"].as_str().unwrap() {
            "launch-critical" => {
                assert!(item["due"].is_string() && item["criterion"].is_string(), "{id}");
            }
            "post-launch" => {
                for key in ["link", "risk", "revisit"] {
                    assert!(item["deferral"][key].is_string(), "{id}: {key}");
                }
            }
            _ => {}
        }
    }
}
