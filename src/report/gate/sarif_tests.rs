use std::collections::HashSet;

use super::*;
use crate::report::gate::testing::{HOSTILE, gate, go, launch, no_go};

fn schema() -> jsonschema::Validator {
    let text = include_str!("../../../tests/schemas/sarif-2.1.0.json");
    // A stray bracket, which only the oldest kind of regular expression bears.
    let broken = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    assert!(text.contains(broken));
    let text = text.replace(broken, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Json = serde_json::from_str(&text).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn parsed(gate: &Gate<'_>) -> Json {
    let document: Json = serde_json::from_str(&sarif(gate)).unwrap();
    let errors: Vec<String> = schema()
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

#[test]
fn the_schema_is_strict_enough_to_mean_something() {
    let schema = schema();
    let findings = launch();
    let document = parsed(&no_go(&findings));
    let place = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    for (pointer, wrong) in [
        ("/runs/0/results/0/suppressions", json!([{"kind": "waiver"}])),
        ("/runs/0/results/0/level", json!("block")),
        (place, json!("packs/a b.yaml")),
    ] {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema.is_valid(&document), "{pointer}");
    }
}

#[test]
fn results_and_rules_fit_the_schema() {
    let findings = launch();
    let document = parsed(&no_go(&findings));
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!((results.len(), rules.len()), (findings.len(), CATALOGUE.len()));
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let levels: Vec<&str> = results.iter().map(|r| r["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "error", "error", "warning", "warning", "note", "note"]);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "packs/hubspot/pack.yaml");
    assert_eq!(place["artifactLocation"]["uriBaseId"], ROOT);
    assert!(run["originalUriBaseIds"][ROOT].is_object());
    assert_eq!(place["region"], json!({"startLine": 48, "startColumn": 3}));
    assert_eq!(
        results[0]["message"]["text"],
        "hubspot defines no behavior.missing_column. To mend it: add behavior.missing_column."
    );
    assert_eq!(results[0]["suppressions"], json!([]));
    assert_eq!(
        results[6]["suppressions"],
        json!([{
            "kind": "inSource",
            "status": "accepted",
            "justification":
                "by launch-owner until 2027-01-12: the drill is on Monday; the flag is watched",
        }])
    );
    assert_eq!(results[6]["properties"]["severity"], "block");
    assert_eq!(parsed(&go())["runs"][0]["results"], json!([]));
}

#[test]
fn rules_keep_to_what_code_scanning_takes() {
    for rule in CATALOGUE {
        let json = descriptor(rule);
        let name = json["name"].as_str().unwrap();
        assert!(name.len() <= 255 && name.chars().all(|c| c.is_ascii_alphanumeric()), "{name}");
        assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        for key in ["shortDescription", "fullDescription"] {
            let text = json[key]["text"].as_str().unwrap();
            assert!(!text.is_empty() && text.chars().count() <= 1024, "{}: {key}", rule.id);
        }
        assert!(["note", "warning", "error"].contains(&level(rule.severity)));
        assert!(!rule.fails.contains("```") && !rule.passes.contains("```"), "{}", rule.id);
    }
    assert_eq!(pascal_case("unreadable-file"), "UnreadableFile");
}

fn fingerprints(gate: &Gate<'_>) -> Vec<String> {
    let document = parsed(gate);
    let results = document["runs"][0]["results"].as_array().unwrap().clone();
    results
        .iter()
        .map(|result| result["partialFingerprints"]["gonogo/v1"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn fingerprints_stay_when_lines_move_and_tell_findings_apart() {
    let mut findings = launch();
    let before = fingerprints(&no_go(&findings));
    assert_eq!(before.iter().collect::<HashSet<_>>().len(), before.len());
    findings[0].message = "said in other words".to_owned();
    let mut moved = no_go(&findings);
    for found in &mut moved.findings {
        found.line += 7;
        found.column += 1;
        found.file.to_mut().insert_str(0, "moved/");
    }
    assert_eq!(fingerprints(&moved), before);
    let twice = [findings[0].clone(), findings[0].clone()];
    let both = fingerprints(&no_go(&twice));
    assert_eq!(both[0], before[0]);
    assert_eq!(both[1], before[0].replace(":1", ":2"));
    // The first result going away is not to rename what stands for something else.
    assert_eq!(fingerprints(&no_go(&findings[1..])), before[1..]);
}

#[test]
fn content_is_neither_a_link_nor_a_placeholder() {
    for text in HOSTILE {
        let findings = gate(text);
        let out = sarif(&no_go(&findings));
        assert!(!out.contains("##["), "{out}");
        assert!(!out.contains(['\x1b', '\u{9b}', '\u{202e}']), "{out}");
        let document = parsed(&no_go(&findings));
        for result in document["runs"][0]["results"].as_array().unwrap() {
            let told = result["message"]["text"].as_str().unwrap();
            assert!(!told.contains("](") && !told.contains('\n'), "{told}");
            assert_eq!(shown(told).matches('P').count(), told.matches('P').count(), "{told}");
        }
    }
    assert_eq!(message("{0} {a: 1} {"), "{{0}} {{a: 1}} {{");
    assert_eq!(message("{{1}}"), "{{{{1}}}}");
    assert_eq!(message("{a: 1} {} ${{ b }}"), "{a: 1} {} ${{ b }}");
    assert_eq!(shown("{0} {{1}} {{{2}}}"), "P {1} {P}");
}

/// A message as a viewer that goes by the letter shows it, with a `P` for each placeholder.
fn shown(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        let digits = rest[first.len_utf8()..].chars().take_while(char::is_ascii_digit).count();
        if rest.starts_with("{{") || rest.starts_with("}}") {
            out.push(first);
            rest = &rest[2..];
        } else if first == '{' && digits > 0 && rest[1 + digits..].starts_with('}') {
            out.push('P');
            rest = &rest[digits + 2..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

#[test]
fn paths_are_percent_encoded() {
    assert_eq!(uri("packs/a b/p\u{e4}ck#1.yaml"), "packs/a%20b/p%C3%A4ck%231.yaml");
    assert_eq!(uri("a:b%20|\u{1f469}\n"), "a%3Ab%2520%7C%F0%9F%91%A9%0A");
}
