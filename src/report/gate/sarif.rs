//! The gate for viewers of static analysis: SARIF 2.1.0, within what GitHub's code scanning takes.
//!
//! Three things are not what the format alone would suggest:
//! - A waived finding is a suppressed result, and its level is `note` whatever it weighs: code
//!   scanning knows nothing of suppressions and must not hold what the gate lets through. The weight
//!   stands under `properties`.
//! - The fingerprint has a name of its own, `gonogo/v1`. `primaryLocationLineHash`, the only one that
//!   code scanning reads, is computed by its upload action, which warns about every result where it
//!   finds another value there.
//! - Plain messages of SARIF know links, `[text](target)`, and placeholders, `{0}`. No file can write
//!   either.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::words::{Standing, waiver};
use super::{Gate, Located};
use crate::model::finding::{Severity, Subject};
use crate::report::json;
use crate::rules::{self, CATALOGUE, Rule};
use crate::text::{markdown_prose, record};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The base of all paths: the root of the repository.
const ROOT: &str = "SRCROOT";

/// A log of one run.
pub fn sarif(gate: &Gate<'_>) -> String {
    let mut seen = HashMap::new();
    let results: Vec<Json> = gate.findings.iter().map(|found| result(found, &mut seen)).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver()},
            "invocations": [{"executionSuccessful": true}],
            "originalUriBaseIds": {
                ROOT: {"description": {"text": "The root of the repository"}},
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": {
                "launch": record(gate.launch),
                "revision": gate.revision,
                "verdict": gate.verdict.word(),
            },
        }],
    });
    json::document(&document)
}

fn driver() -> Json {
    let mut driver = json!({
        "name": "gonogo",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": CATALOGUE.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
    });
    // An address that is not there would be worse than none.
    let home = env!("CARGO_PKG_REPOSITORY");
    if let (Json::Object(map), false) = (&mut driver, home.is_empty()) {
        map.insert("informationUri".to_owned(), home.into());
    }
    driver
}

fn descriptor(rule: &Rule) -> Json {
    json!({
        "id": rule.id,
        "name": pascal_case(rule.name),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rules::explain(rule), "markdown": help(rule)},
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "tags": ["launch"],
            "precision": "very-high",
            "problem.severity": match rule.severity {
                Severity::Block => "error",
                Severity::Warn => "warning",
                Severity::Info | Severity::Off => "recommendation",
            },
        },
    })
}

fn help(rule: &Rule) -> String {
    let [summary, why, fix] = [rule.summary, rule.why, rule.fix].map(markdown_prose);
    let (fails, passes) = (rule.fails, rule.passes);
    format!(
        "{summary}\n\n**Why:** {why}\n\n**Fix:** {fix}\n\n\
         Fails:\n\n```yaml\n{fails}\n```\n\nPasses:\n\n```yaml\n{passes}\n```\n"
    )
}

/// `unreadable-file` becomes `UnreadableFile`.
fn pascal_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "error",
        Severity::Warn => "warning",
        Severity::Info => "note",
        Severity::Off => "none",
    }
}

fn result(found: &Located<'_>, seen: &mut HashMap<String, usize>) -> Json {
    let finding = found.finding;
    let waived = finding.waived.as_deref();
    let suppressions: Vec<Json> = waived
        .map(|waived| {
            json!({
                // The waiver stands in the file that is checked, under version control with it.
                "kind": "inSource",
                "status": "accepted",
                "justification": message(&waiver(waived)),
            })
        })
        .into_iter()
        .collect();
    let mut map = Map::new();
    map.insert("ruleId".to_owned(), finding.rule.into());
    if let Some(index) = CATALOGUE.iter().position(|rule| rule.id == finding.rule) {
        map.insert("ruleIndex".to_owned(), index.into());
    }
    let level = match found.standing() {
        Standing::Waived => "note",
        _ => level(finding.severity),
    };
    map.insert("level".to_owned(), level.into());
    let words = format!("{}. To mend it: {}.", end(&finding.message), end(&finding.fix));
    map.insert("message".to_owned(), json!({"text": message(&words)}));
    map.insert(
        "locations".to_owned(),
        json!([{
            "physicalLocation": {
                "artifactLocation": {"uri": uri(&found.file), "uriBaseId": ROOT},
                "region": {
                    "startLine": found.line.max(1),
                    "startColumn": found.column.max(1),
                },
            },
        }]),
    );
    map.insert("partialFingerprints".to_owned(), json!({"gonogo/v1": fingerprint(found, seen)}));
    // Where one result of a run has them, all must.
    map.insert("suppressions".to_owned(), suppressions.into());
    map.insert(
        "properties".to_owned(),
        json!({
            "severity": finding.severity.word(),
            "subject": record(found.subject()),
            "path": finding.path,
            "mendable": finding.mend.is_some(),
        }),
    );
    map.into()
}

fn end(sentence: &str) -> &str {
    sentence.trim_end().trim_end_matches('.')
}

/// A plain message that has no link and no placeholder.
///
/// The format would have all braces doubled, always; but no viewer undoes it where there are no
/// arguments, so it is done only where a text would otherwise hold a placeholder.
fn message(words: &str) -> String {
    let clean = record(words).replace("](", "] (");
    let is_placeholder = |behind: &str| {
        let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < behind.len() && rest.starts_with('}')
    };
    if clean.split('{').skip(1).any(is_placeholder) {
        clean.replace('{', "{{").replace('}', "}}")
    } else {
        clean
    }
}

/// A path as a relative reference: all but letters, digits, `-._~` and `/` by its bytes.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// What stays the same as long as it is the same problem: the rule, the subject and the keys that
/// lead to the spot, and for a further finding about the same, its number. Lines, messages and the
/// name of the file are left out.
fn fingerprint(found: &Located<'_>, seen: &mut HashMap<String, usize>) -> String {
    let finding = found.finding;
    let kind = match finding.subject {
        Subject::Item(_) => "item",
        Subject::Pack(_) => "pack",
        Subject::File(_) => "file",
    };
    let mut hash = Sha256::new();
    let parts = [finding.rule, kind, found.subject()];
    for part in parts.into_iter().chain(finding.path.iter().map(String::as_str)) {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let mut hex = String::with_capacity(34);
    for byte in &hash.finalize()[..16] {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    let count = seen.entry(hex.clone()).or_default();
    *count += 1;
    format!("{hex}:{count}")
}

#[cfg(test)]
#[path = "sarif_tests.rs"]
mod tests;
