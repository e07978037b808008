//! The gate for scripts: the contract of `docs/json.md`.

use serde::Serialize;
use serde_json::Value as Json;

use super::Gate;
use crate::report::json::{self, FindingJson};

/// Written piece by piece: a launch can have thousands of findings.
#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    kind: &'static str,
    launch: &'a str,
    revision: Option<&'a str>,
    verdict: Json,
    counts: Json,
    findings: Vec<FindingJson<'a>>,
}

/// One JSON object: schema 1, kind `check`.
pub fn json(gate: &Gate<'_>) -> String {
    let findings: Vec<_> = gate.findings.iter().map(json::located).collect();
    json::document(&Document {
        schema: 1,
        kind: "check",
        launch: gate.launch,
        revision: gate.revision.as_deref(),
        verdict: json::verdict(gate.verdict),
        counts: json::counts(gate.counts),
        findings,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::gate::testing::{HOSTILE, gate, launch, no_go};

    #[test]
    fn everything_is_told() {
        let findings = launch();
        let text = json(&no_go(&findings));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], 1);
        assert_eq!(value["kind"], "check");
        assert_eq!(value["launch"], "Atlas");
        assert_eq!(value["revision"], "0123456789abcdef0123456789abcdef01234567");
        assert_eq!(value["verdict"], serde_json::json!({"word": "NO-GO", "blocking": 3}));
        assert_eq!(value["counts"]["waived"], 1);
        let found = &value["findings"][0];
        assert_eq!(found["rule"], "GNG020");
        assert_eq!(found["subject"]["id"], "hubspot");
        assert_eq!(found["file"], "packs/hubspot/pack.yaml");
        assert_eq!((&found["line"], &found["column"]), (&48.into(), &3.into()));
        assert_eq!(found["mendable"], true);
        assert_eq!(found["waived"], Value::Null);
        assert!(found["why"].as_str().unwrap().len() > 10);
        let waived = &value["findings"][6]["waived"];
        assert_eq!(waived["until"], "2027-01-12");
        assert_eq!(waived["by"], "launch-owner");
    }

    #[test]
    fn content_comes_back_as_it_was_and_does_nothing_on_the_way() {
        for text in HOSTILE {
            let findings = gate(text);
            let out = json(&no_go(&findings));
            let value: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(value["findings"][0]["message"], *text);
            assert_eq!(value["findings"][0]["file"], *text);
            assert!(!out.contains("##["), "{out}");
            assert!(!out.contains(['\x1b', '\u{9b}', '\u{202e}']), "{out}");
            assert!(out.lines().all(|line| !line.trim_start().starts_with("::")), "{out}");
        }
    }
}
