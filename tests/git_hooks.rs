//! Hooks see what they see with git, may change files, may refuse, and are heard.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use support::launch::{changed_by, commits, launch};
use support::{Sandbox, assert_only_own_sequences};

const FILE: &str = "backlog/A-1.yaml";

fn hook_in(sandbox: &Sandbox, folder: &str, name: &str, script: &str) {
    let path = format!("{folder}/{name}");
    sandbox.write(&path, format!("#!/bin/sh\n{script}\n"));
    let path = sandbox.path().join(path);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn hook(sandbox: &Sandbox, name: &str, script: &str) {
    hook_in(sandbox, ".git/hooks", name, script);
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> (i32, String) {
    let output = sandbox.run(arguments);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code().unwrap_or(-1), text)
}

fn decide(sandbox: &Sandbox) -> String {
    let (code, said) = run(sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 0, "{said}");
    said
}

const NAMES: [&str; 5] =
    ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "reference-transaction"];

/// What each hook has seen: its environment, then its arguments, folder, input, and whether the
/// index that it was given is there.
fn seen(sandbox: &Sandbox) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut seen = BTreeMap::new();
    for name in NAMES {
        let file = sandbox.home().join(name);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(!text.is_empty(), "{name} did not run");
        std::fs::remove_file(&file).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        let mut facts: BTreeMap<String, String> =
            lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        // Where the index lies is the committer's own affair; that there is one is not.
        if let Some(index) = facts.get_mut("GIT_INDEX_FILE") {
            "an index".clone_into(index);
        }
        if let Some(date) = facts.get_mut("GIT_AUTHOR_DATE") {
            "a date".clone_into(date);
        }
        // Git commits from the usual index here, and we as `git commit --only` does.
        if name == "reference-transaction" {
            facts.remove("GIT_INDEX_FILE");
        }
        facts.remove("_");
        facts.remove("GONOGO_NOW");
        seen.insert(name.to_owned(), facts);
    }
    seen
}

#[test]
fn hooks_see_the_environment_that_git_gives_them() {
    let sandbox = launch();
    let home = sandbox.home().display().to_string();
    for name in NAMES {
        // The first of several calls counts: git itself may move more than one reference.
        let script = format!(
            "[ -e {home}/{name} ] && exit 0\n\
             {{ env; echo \"ARGS=$*\"; echo \"CWD=$(pwd)\"; \
             echo \"STAGED=$(git diff --cached --name-only 2>&1 | tr '\\n' ' ')\"; \
             [ -t 0 ] && echo INPUT=terminal || echo INPUT=none; }} > {home}/{name}"
        );
        hook(&sandbox, name, &script);
    }
    sandbox.write(FILE, sandbox.read(FILE).replace("risk: high", "risk: low"));
    sandbox.git(&["add", FILE]);
    let message = sandbox.home().join("message").display().to_string();
    std::fs::write(&message, "By git\n").unwrap();
    sandbox.git(&["commit", "--quiet", "--file", &message]);
    let by_git = seen(&sandbox);
    decide(&sandbox);
    let by_us = seen(&sandbox);
    for name in NAMES {
        assert_eq!(by_us[name], by_git[name], "{name}");
    }
    assert_eq!(by_us["pre-commit"]["STAGED"], "backlog/A-1.yaml ");
    assert!(by_us["prepare-commit-msg"]["ARGS"].ends_with("COMMIT_EDITMSG message"));
}

#[test]
fn hooks_from_another_folder_run() {
    let sandbox = launch();
    sandbox.git(&["config", "core.hooksPath", ".githooks"]);
    hook_in(&sandbox, ".githooks", "commit-msg", "echo 'Checked-by: hook' >> \"$1\"");
    sandbox.commit_all("hooks");
    let (_, dry) = {
        run(&sandbox, &["move", "A-1", "1"]);
        run(&sandbox, &["commit", "--dry-run"])
    };
    assert!(dry.contains("Hooks run: commit-msg"), "{dry}");
    assert_eq!(run(&sandbox, &["commit"]).0, 0);
    assert!(sandbox.git(&["log", "-1", "--format=%B"]).contains("Checked-by: hook"));
}

#[test]
fn a_formatter_that_does_not_add_leaves_its_work_in_the_file() {
    let sandbox = launch();
    hook(&sandbox, "pre-commit", &format!("sed -i 's/^kind: bug$/kind:   bug/' {FILE}"));
    decide(&sandbox);
    let head = sandbox.git(&["show", &format!("HEAD:{FILE}")]);
    assert!(head.contains("kind: bug") && head.contains("scope: launch-critical"), "{head}");
    let file = sandbox.read(FILE);
    assert!(file.contains("kind:   bug") && file.contains("scope: launch-critical"), "{file}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), format!(" M {FILE}"));
}

#[test]
fn what_a_hook_adds_to_the_commit_is_not_shown_as_changed_back() {
    let sandbox = launch();
    sandbox.write("own.txt", "mine\n");
    sandbox.git(&["add", "own.txt"]);
    hook(&sandbox, "pre-commit", "echo 42 > count.txt; git add count.txt");
    decide(&sandbox);
    assert_eq!(changed_by(&sandbox, "HEAD"), [FILE, "count.txt"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  own.txt");
}

#[test]
fn a_hook_that_rewrites_and_refuses_leaves_the_draft_whole() {
    let sandbox = launch();
    hook(
        &sandbox,
        "pre-commit",
        &format!("sed -i 's/^kind: bug$/kind:   bug/' {FILE}; echo 'reformatted' >&2; exit 1"),
    );
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert!(code == 3 && said.contains("reformatted"), "{said}");
    assert!(said.contains("has rewritten backlog/A-1.yaml"), "{said}");
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "");
    assert!(run(&sandbox, &["status"]).1.contains("1 decision not committed"));
    // Once the hook is content, the commit holds the decision, and the formatter's work stays the
    // user's to commit.
    hook(&sandbox, "pre-commit", "exit 0");
    assert_eq!(run(&sandbox, &["commit"]).0, 0);
    assert!(sandbox.git(&["show", &format!("HEAD:{FILE}")]).contains("scope: launch-critical"));
    assert!(sandbox.read(FILE).contains("kind:   bug"));
}

#[test]
fn a_refusing_reference_transaction_leaves_nothing_behind() {
    let sandbox = launch();
    hook(
        &sandbox,
        "reference-transaction",
        "[ \"$1\" = prepared ] && { echo frozen >&2; exit 1; }; exit 0",
    );
    let before = (sandbox.git(&["rev-parse", "HEAD"]), sandbox.read(FILE));
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert!(code == 3 && said.contains("frozen"), "{said}");
    assert_eq!((sandbox.git(&["rev-parse", "HEAD"]), sandbox.read(FILE)), before);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_hooks_say_is_shown_harmlessly() {
    let sandbox = launch();
    hook(
        &sandbox,
        "pre-commit",
        "printf 'checked 12 files\\n\\033]52;c;ZXZpbA==\\007\\033[2Jall well, and a long line that says why in many words, so that it does not fit on one line of a narrow terminal\\n'",
    );
    assert!(decide(&sandbox).contains("checked 12 files"));
    let board = sandbox.start(80, 24, &[], &[]);
    board.wait_text("A-2");
    board.type_for("1", "Moved A-2");
    board.type_for("C", "Review and commit");
    board.wait_text("triage");
    board.answer("y");
    board.wait_text("Committed 1 decision");
    board.wait_text("Hooks: checked 12");
    board.wait_text("narrow terminal");
    assert_only_own_sequences(&board.raw());
    board.kill();
    assert_eq!(commits(&sandbox), 3);
}
