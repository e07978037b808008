//! What history finds is what git finds, whatever files and folders are called.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::Sandbox;

#[test]
fn every_file_that_git_calls_changed_is_found_and_no_other() {
    let sandbox = Sandbox::new();
    // Git sorts a folder as if its name ended in a slash: between these names that matters.
    let names =
        ["a.yaml", "a-b.yaml", "a/x.yaml", "a.b/x.yaml", "a0.yaml", "ab/c/d.yaml", "b.yaml"];
    let write = |name: &str, scope: &str| {
        let id = name.replace(['/', '.'], "_");
        sandbox.write(format!("backlog/{name}"), format!("id: {id}\ntitle: T\nscope: {scope}\n"));
    };
    for name in names {
        write(name, "undecided");
    }
    sandbox.commit_all("All");
    // Each commit changes some, takes one away, and brings one back.
    for round in 0..names.len() {
        for (n, name) in names.iter().enumerate() {
            match (n + round) % 4 {
                0 => write(name, &format!("launch-critical-{round}")),
                1 => {
                    let _ = std::fs::remove_file(sandbox.path().join("backlog").join(name));
                }
                _ => {}
            }
        }
        sandbox.commit_all(&format!("Round {round}"));
    }
    // A file becomes a folder of the same name.
    std::fs::remove_file(sandbox.path().join("backlog/b.yaml")).ok();
    sandbox.write("backlog/b.yaml/inner.yaml", "id: inner\ntitle: T\n");
    sandbox.commit_all("A folder");

    let told = sandbox.git(&["log", "--format=%x01%H", "--name-status", "--no-renames"]);
    let mut expected = BTreeSet::new();
    for record in told.split('\u{1}').skip(1) {
        let (commit, files) = record.split_once('\n').unwrap();
        for line in files.lines().filter(|line| !line.is_empty()) {
            let (status, path) = line.split_once('\t').unwrap();
            {
                // What is deleted is told as well.
                assert!(["A", "M", "D"].contains(&status), "{line}");
                let name = path.strip_prefix("backlog/").unwrap();
                let id = if name == "b.yaml/inner.yaml" {
                    "inner".into()
                } else {
                    name.replace(['/', '.'], "_")
                };
                expected.insert((commit.to_owned(), id));
            }
        }
    }
    let output = sandbox.run(&["log", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found: BTreeSet<(String, String)> = json["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|decision| (text(&decision["commit"]), text(&decision["item"])))
        .collect();
    assert_eq!(found, expected);
}
