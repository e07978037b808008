//! The meeting without a screen of its own: the agenda, line prompts, the minutes.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use support::Sandbox;

const SETTINGS: &str = "launch: {name: Atlas, date: 2027-01-12}\n";

fn ok(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {words}");
    String::from_utf8(output.stdout).unwrap()
}

fn small_launch() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("gonogo.yaml", SETTINGS);
    sandbox.write("backlog/A-1.yaml", "title: Old and small\nrisk: low\ncreated: 2026-01-01\n");
    sandbox.write("backlog/A-2.yaml", "title: New and large\nrisk: high\ncreated: 2026-11-01\n");
    sandbox.write("backlog/A-3.yaml", "title: Nobody's\nscope: launch-critical\n");
    sandbox.commit_all("Write the launch down");
    sandbox
}

#[test]
fn the_agenda_is_markdown_in_the_order_of_the_meeting() {
    let sandbox = small_launch();
    let text = ok(&sandbox, &["agenda"]);
    assert!(
        text.starts_with("# Agenda: Atlas\n\nAs of 2026-11-23: 3 points, verdict NO-GO"),
        "{text}"
    );
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    assert!(
        at("**A-2** New and large (high risk, open for 22 days)") < at("**A-1** Old and small")
    );
    assert!(at("## 2. Holds the launch without an owner") < at("**A-3** Nobody's"));
    assert!(
        text.contains("Every deferral is complete, and none is to be revisited yet."),
        "{text}"
    );
    assert!(text.contains("Nothing was parked."), "{text}");
}

#[test]
fn the_agenda_is_json_with_every_section() {
    let sandbox = small_launch();
    let text = ok(&sandbox, &["agenda", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["kind"], "agenda");
    assert_eq!(json["sections"].as_array().unwrap().len(), 5);
    assert_eq!(json["sections"][0]["topic"], "undecided");
    assert_eq!(json["sections"][0]["entries"][0]["item"], "A-2");
}
