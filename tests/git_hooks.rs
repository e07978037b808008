//! Hooks see what they see with git, may change files, may refuse, and are heard.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;

use support::launch::{changed_by, commits, launch};
use support::steps::{hook, hook_in, run};
use support::{Sandbox, assert_only_own_sequences};

const FILE: &str = "backlog/A-1.yaml";

fn decide(sandbox: &Sandbox) -> String {
    let (code, said) = run(sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 0, "{said}");
    said
}

const NAMES: [&str; 5] =
    ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "reference-transaction"];

type Seen = BTreeMap<String, BTreeMap<String, String>>;

/// What each hook has seen: its environment, then its arguments, folder, input, and whether the
/// index that it was given is there.
fn seen(sandbox: &Sandbox) -> Seen {
    let mut seen = BTreeMap::new();
    for name in NAMES {
        let file = sandbox.home().join(name);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(!text.is_empty(), "{name} did not run");
        std::fs::remove_file(&file).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        let mut facts: BTreeMap<String, String> =
            lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        // Where the index lies that is committed is the committer's own affair; that there is one
        // is not. When it is done, the usual one is in its place.
        if let Some(index) = facts.get_mut("GIT_INDEX_FILE").filter(|_| name != "post-commit") {
            "an index".clone_into(index);
        }
        if let Some(date) = facts.get_mut("GIT_AUTHOR_DATE") {
            "a date".clone_into(date);
        }
        // The index is in its place before the branch moves, as with a commit of what was staged, and
        // not after it, as with `--only`: whoever is stopped in between has lost nothing.
        if name == "reference-transaction" {
            facts.remove("STAGED");
        }
        facts.remove("_");
        facts.remove("GONOGO_NOW");
        seen.insert(name.to_owned(), facts);
    }
    seen
}

/// Hooks that write down what they see.
fn watching_hooks(sandbox: &Sandbox) {
    let home = sandbox.home().display().to_string();
    sandbox.git(&["config", "core.hooksPath", &format!("{home}/watching")]);
    std::fs::create_dir_all(sandbox.home().join("watching")).unwrap();
    for name in NAMES {
        // The first of several calls counts: git itself may move more than one reference.
        let script = format!(
            "[ -e {home}/{name} ] && exit 0\n\
             {{ env; echo \"ARGS=$*\"; echo \"CWD=$(pwd)\"; \
             echo \"STAGED=$(git diff --cached --name-only 2>&1 | tr '\\n' ' ')\"; \
             [ -t 0 ] && echo INPUT=terminal || echo INPUT=none; }} > {home}/{name}"
        );
        hook_in(sandbox, "../home/watching", name, &script);
    }
}

/// Commits a file by git, with something else staged beside it, and then a decision by us; both in
/// a folder of the repository. Gives what the hooks have seen of each.
fn both(sandbox: &Sandbox, folder: &str, id: &str, environment: &[(&str, &str)]) -> [Seen; 2] {
    let path = format!("backlog/{id}.yaml");
    let file = format!("{folder}/{path}");
    sandbox.write(&file, sandbox.read(&file) + "# by git\n");
    sandbox.write(format!("{folder}/own.txt"), "mine\n");
    sandbox.git(&["-C", folder, "add", "own.txt"]);
    let message = sandbox.home().join("message").display().to_string();
    std::fs::write(&message, "By git\n").unwrap();
    let git = ["-C", folder, "commit", "--quiet", "--file", &message, "--only", &path];
    let output = sandbox.command("git").args(git).envs(environment.to_vec()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let by_git = seen(sandbox);
    let ours = ["-C", folder, "move", id, "launch-critical", "--commit"];
    let output = sandbox.run_with(&ours, environment);
    assert!(output.status.success(), "{output:?}");
    [by_git, seen(sandbox)]
}

#[test]
fn hooks_see_the_environment_that_git_gives_them() {
    let sandbox = launch();
    watching_hooks(&sandbox);
    let [by_git, by_us] = both(&sandbox, ".", "A-1", &[]);
    for name in NAMES {
        assert_eq!(by_us[name], by_git[name], "{name}");
    }
    assert_eq!(by_us["pre-commit"]["STAGED"], "backlog/A-1.yaml ");
    assert_eq!(by_us["post-commit"]["STAGED"], "own.txt ");
    assert_eq!(by_us["post-commit"]["GIT_INDEX_FILE"], ".git/index");
    assert!(by_us["prepare-commit-msg"]["ARGS"].ends_with("COMMIT_EDITMSG message"));
    // In a work tree beside, where git tells more.
    sandbox.git(&["worktree", "add", "--quiet", "../beside", "-b", "side"]);
    for name in NAMES {
        let _ = std::fs::remove_file(sandbox.home().join(name));
    }
    let [by_git, by_us] =
        both(&sandbox, "../beside", "A-2", &[("GIT_AUTHOR_NAME", "Somebody Else")]);
    for name in NAMES {
        assert_eq!(by_us[name], by_git[name], "{name} beside");
    }
    assert!(by_us["commit-msg"]["ARGS"].ends_with("worktrees/beside/COMMIT_EDITMSG"));
    let author = sandbox.git(&["log", "-1", "--format=%an", "side"]);
    assert_eq!(author, "Somebody Else");
}

#[test]
fn a_git_that_cannot_run_hooks_by_name_has_them_run_all_the_same() {
    let sandbox = launch();
    watching_hooks(&sandbox);
    let shim = "#!/bin/sh\nfor word; do case $word in\n\
        -C) ;;\n/*) ;;\n\
        version) echo 'git version 2.34.1'; exit 0;;\n\
        hook) echo \"git: 'hook' is not a git command.\" >&2; exit 1;;\n\
        *) break;;\nesac; done\nPATH=${PATH#*:} exec git \"$@\"\n";
    hook_in(&sandbox, "../home/bin", "git", shim);
    let path = format!(
        "{}:{}",
        sandbox.home().join("bin").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let [by_git, mut by_us] = both(&sandbox, ".", "A-1", &[("PATH", &path)]);
    for name in NAMES {
        let path = by_git[name]["PATH"].clone();
        by_us.get_mut(name).unwrap().insert("PATH".to_owned(), path);
        assert_eq!(by_us[name], by_git[name], "{name}");
    }
    // One that refuses is heard too.
    hook_in(&sandbox, "../home/watching", "commit-msg", "echo 'not so' >&2; exit 1");
    let refused = sandbox.run_with(&["move", "A-2", "1", "--commit"], &[("PATH", &path)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(3) && said.contains("not so"), "{said}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  own.txt");
}

#[test]
fn after_the_commit_a_hook_finds_everything_in_its_place() {
    let sandbox = launch();
    let gonogo = env!("CARGO_BIN_EXE_gonogo");
    hook(
        &sandbox,
        "post-commit",
        &format!(
            "git status --porcelain > later.txt; git add later.txt; {gonogo} move A-2 1 || exit 1; \
             echo \"done: $(git log -1 --format=%s)\""
        ),
    );
    let said = decide(&sandbox);
    assert!(said.contains("done: triage"), "{said}");
    assert_eq!(sandbox.read("later.txt"), "?? later.txt\n");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  later.txt");
    assert!(run(&sandbox, &["status"]).1.contains("1 decision not committed"));
}

#[test]
fn the_rights_that_are_staged_are_not_committed_along() {
    let sandbox = launch();
    hook(&sandbox, "pre-commit", "exit 0");
    sandbox.git(&["update-index", "--chmod=+x", FILE]);
    decide(&sandbox);
    let committed = sandbox.git(&["ls-tree", "HEAD", FILE]);
    assert!(committed.starts_with("100644"), "{committed}");
    let staged = sandbox.git(&["ls-files", "--stage", FILE]);
    assert!(staged.starts_with("100755"), "{staged}");
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

/// The files that are taken back lie behind a link by then.
#[test]
fn a_hook_that_puts_a_link_in_the_place_of_a_folder_leads_nobody_out() {
    let sandbox = launch();
    let home = sandbox.home().display().to_string();
    hook(
        &sandbox,
        "pre-commit",
        &format!(
            "cp -r backlog {home}/outside; mv backlog {home}/moved; ln -s {home}/outside backlog; \
             exit 1"
        ),
    );
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 3, "{said}");
    let outside = sandbox.read("../home/outside/A-1.yaml");
    assert!(outside.contains("scope: launch-critical"), "written through the link: {outside}");
    let names = std::fs::read_dir(sandbox.home().join("outside")).unwrap().count();
    assert_eq!(names, 8, "something was left outside");
}

#[test]
fn a_hook_that_leaves_no_message_refuses() {
    let sandbox = launch();
    hook(&sandbox, "commit-msg", ": > \"$1\"");
    let (code, said) = run(&sandbox, &["move", "A-1", "1", "--commit"]);
    assert!(code == 3 && said.contains("it has left no message"), "{said}");
    assert_eq!((commits(&sandbox), sandbox.git(&["status", "--porcelain"])), (1, String::new()));
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
    assert_eq!(decide(&sandbox).matches("checked 12 files").count(), 1);
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
