//! Repositories of every kind that git makes: a decision committed in each is what git would have
//! committed, and nothing else has changed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stderr, reason = "a test says that it skipped")]

mod support;

use support::Sandbox;

const ITEM: &str = "# keep\nid: A-1\ntitle: \"One\"   # and this\nrisk: high\n";
const DECIDED: &str =
    "# keep\nid: A-1\ntitle: \"One\"   # and this\nrisk: high\nscope: launch-critical\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("backlog/A-1.yaml", ITEM);
    sandbox.write("backlog/A-2.yaml", "id: A-2\ntitle: Two\n");
    sandbox
}

/// Runs gonogo, and gives its exit code and what it said.
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

/// The commit holds the decision, the work tree is clean, and git finds nothing wrong.
fn whole(sandbox: &Sandbox) {
    assert_eq!(sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]), DECIDED.trim_end());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.git(&["fsck", "--strict"]);
    let (_, status) = run(sandbox, &["status"]);
    assert!(status.contains("No decisions since the last commit"), "{status}");
}

#[test]
fn an_ordinary_repository() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    decide(&sandbox);
    whole(&sandbox);
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "2");
    assert_eq!(sandbox.git(&["diff", "--stat", "HEAD~", "HEAD"]).lines().count(), 2, "one file");
    let log = sandbox.git(&["reflog", "-1", "--format=%gs"]);
    assert!(log.starts_with("commit: triage: 1 launch-critical"), "{log}");
    let who = sandbox.git(&["log", "-1", "--format=%an <%ae> %cn <%ce>"]);
    assert_eq!(who, "Ada Chair <ada@example.com> Ada Chair <ada@example.com>");
}

#[test]
fn before_the_first_commit() {
    let sandbox = sandbox();
    decide(&sandbox);
    assert_eq!(sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]), DECIDED.trim_end());
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "1");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? backlog/A-2.yaml", "not asked for");
}

#[test]
fn a_detached_head() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.git(&["checkout", "--quiet", "--detach"]);
    decide(&sandbox);
    whole(&sandbox);
    assert_eq!(sandbox.git(&["rev-list", "--count", "main"]), "1", "the branch stays");
}

#[test]
fn line_endings_that_git_converts() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.git(&["config", "core.autocrlf", "true"]);
    let crlf = ITEM.replace('\n', "\r\n");
    sandbox.write("backlog/A-1.yaml", &crlf);
    sandbox.git(&["add", "--all"]);
    decide(&sandbox);
    whole(&sandbox);
    assert_eq!(sandbox.read("backlog/A-1.yaml"), DECIDED.replace('\n', "\r\n"));
}

#[test]
fn a_filter_on_the_path() {
    let sandbox = sandbox();
    sandbox.git(&["config", "filter.shout.clean", "sed s/ONE/One/"]);
    sandbox.git(&["config", "filter.shout.smudge", "sed s/One/ONE/"]);
    sandbox.write(".gitattributes", "*.yaml filter=shout\n");
    sandbox.commit_all("start");
    sandbox.write("backlog/A-1.yaml", ITEM.replace("One", "ONE"));
    sandbox.git(&["add", "--all"]);
    decide(&sandbox);
    whole(&sandbox);
    assert_eq!(sandbox.read("backlog/A-1.yaml"), DECIDED.replace("One", "ONE"));
}

/// Makes the repository anew with other formats; `false` where this git does not know them.
fn other_format(sandbox: &Sandbox, option: &str) -> bool {
    std::fs::remove_dir_all(sandbox.path().join(".git")).unwrap();
    let made = sandbox.command("git").args(["init", "--quiet", option]).status().unwrap().success();
    if !made {
        eprintln!("skipped: this git does not know {option}");
    }
    made
}

#[test]
fn sha256_objects() {
    let sandbox = sandbox();
    if !other_format(&sandbox, "--object-format=sha256") {
        return;
    }
    sandbox.commit_all("start");
    decide(&sandbox);
    whole(&sandbox);
    let (code, log) = run(&sandbox, &["log", "A-1"]);
    assert!(code == 0 && log.contains("scope none -> launch-critical"), "{log}");
}

#[test]
fn references_in_a_table() {
    let sandbox = sandbox();
    if !other_format(&sandbox, "--ref-format=reftable") {
        return;
    }
    sandbox.commit_all("start");
    decide(&sandbox);
    whole(&sandbox);
}

#[test]
fn a_split_index() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.git(&["config", "core.splitIndex", "true"]);
    sandbox.git(&["update-index", "--split-index"]);
    decide(&sandbox);
    whole(&sandbox);
}

#[test]
fn a_split_index_that_no_setting_tells_of() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.git(&["update-index", "--split-index"]);
    decide(&sandbox);
    whole(&sandbox);
}

#[test]
fn a_file_with_conflicts_is_refused() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.write("backlog/A-1.yaml", ITEM.replace("high", "low"));
    sandbox.git(&["stash", "--quiet"]);
    sandbox.write("backlog/A-1.yaml", ITEM.replace("high", "medium"));
    sandbox.commit_all("theirs");
    assert!(
        !sandbox
            .command("git")
            .args(["stash", "pop", "--quiet"])
            .output()
            .unwrap()
            .status
            .success()
    );
    sandbox.write("backlog/A-1.yaml", ITEM);
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("conflicts"), "{said}");
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "2");
    assert_eq!(sandbox.read("backlog/A-1.yaml"), ITEM);
}

#[test]
fn a_date_from_the_environment_counts() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    let date = [("GIT_AUTHOR_DATE", "2001-02-03T04:05:06Z")];
    assert!(sandbox.run_with(&["move", "A-1", "1", "--commit"], &date).status.success());
    assert_eq!(sandbox.git(&["log", "-1", "--format=%as"]), "2001-02-03");
}

#[test]
fn a_commit_that_slips_in_while_hooks_run_is_not_undone() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    // The hook plays the other person: it commits before git makes our commit, in a way that needs
    // no index, as a push from another clone does.
    hook(
        &sandbox,
        "pre-commit",
        "[ -e .git/once ] && exit 0; touch .git/once; export GIT_INDEX_FILE=.git/theirs; \
         git read-tree HEAD; blob=$(echo theirs | git hash-object -w --stdin); \
         git update-index --add --cacheinfo 100644,$blob,other.txt; \
         git update-ref HEAD $(git commit-tree $(git write-tree) -p HEAD -m theirs)",
    );
    let (_, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    let files = sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
    assert!(files.contains("other.txt"), "{said}\n{files}");
    let (_, again) = run(&sandbox, &["commit"]);
    let files = sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD"]);
    assert!(files.contains("other.txt"), "{again}");
    assert_eq!(
        sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]),
        DECIDED.trim_end(),
        "{said}{again}"
    );
}

#[test]
fn a_sparse_checkout() {
    let sandbox = sandbox();
    sandbox.write("other/file", "x\n");
    sandbox.commit_all("start");
    sandbox.git(&["sparse-checkout", "set", "backlog"]);
    assert!(!sandbox.path().join("other").exists());
    decide(&sandbox);
    whole(&sandbox);
    assert!(!sandbox.path().join("other").exists());
    assert_eq!(sandbox.git(&["show", "HEAD:other/file"]), "x");
}

#[test]
fn a_worktree_beside_has_a_draft_of_its_own() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.git(&["worktree", "add", "--quiet", "../beside", "-b", "side"]);
    let beside = sandbox.path().join("../beside");
    let beside = beside.to_str().unwrap();
    let (code, said) = run(&sandbox, &["-C", beside, "move", "A-1", "1"]);
    assert_eq!(code, 0, "{said}");
    let (_, status) = run(&sandbox, &["status"]);
    assert!(status.contains("No decisions"), "{status}");
    let (code, said) = run(&sandbox, &["-C", beside, "commit"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(sandbox.git(&["rev-list", "--count", "side"]), "2");
    assert_eq!(sandbox.git(&["rev-list", "--count", "main"]), "1");
}

#[test]
fn a_submodule() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    let inner = sandbox.path().join("inner-source");
    sandbox.git(&["clone", "--quiet", ".", inner.to_str().unwrap()]);
    sandbox.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        "./inner-source",
        "sub",
    ]);
    let (code, said) = run(&sandbox, &["-C", "sub", "move", "A-1", "1", "--commit"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(sandbox.git(&["-C", "sub", "rev-list", "--count", "HEAD"]), "2");
    assert_eq!(sandbox.git(&["-C", "sub", "status", "--porcelain"]), "");
}

#[test]
fn work_of_ones_own_in_the_same_file_stays_as_it_was() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.write("backlog/A-1.yaml", format!("{ITEM}staged: 1\n"));
    sandbox.git(&["add", "--all"]);
    sandbox.write("backlog/A-1.yaml", format!("{ITEM}staged: 1\nunstaged: 2\n"));
    sandbox.write("notes.txt", "mine\n");
    sandbox.git(&["add", "notes.txt"]);
    decide(&sandbox);
    assert_eq!(sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]), DECIDED.trim_end());
    let staged = sandbox.git(&["show", ":backlog/A-1.yaml"]);
    assert!(staged.contains("scope: launch-critical") && staged.ends_with("staged: 1"), "{staged}");
    let own = sandbox.read("backlog/A-1.yaml");
    assert!(
        own.contains("scope: launch-critical") && own.ends_with("staged: 1\nunstaged: 2\n"),
        "{own}"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "MM backlog/A-1.yaml\nA  notes.txt");
}

#[test]
fn a_hook_that_rewrites_and_stages_has_its_way() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    hook(
        &sandbox,
        "pre-commit",
        "sed -i 's/^# keep$/# kept/' backlog/A-1.yaml && git add backlog/A-1.yaml",
    );
    decide(&sandbox);
    let committed = sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]);
    assert_eq!(committed, DECIDED.replace("# keep", "# kept").trim_end());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_hook_that_refuses_leaves_everything_as_it_was() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    hook(&sandbox, "pre-commit", "echo 'no commits on Mondays' >&2; exit 1");
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let index = std::fs::read(sandbox.path().join(".git/index")).unwrap();
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("no commits on Mondays"), "{said}");
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(std::fs::read(sandbox.path().join(".git/index")).unwrap(), index);
    assert_eq!(sandbox.read("backlog/A-1.yaml"), ITEM);
    let (_, status) = run(&sandbox, &["status"]);
    assert!(status.contains("1 decision not committed"), "{status}");
}

#[cfg(unix)]
fn hook(sandbox: &Sandbox, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = sandbox.path().join(".git/hooks").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_locked_index_refuses_before_anything_is_done() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    sandbox.write(".git/index.lock", "");
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("index.lock"), "{said}");
    assert_eq!(sandbox.read("backlog/A-1.yaml"), ITEM);
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "1");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through() {
    let sandbox = sandbox();
    sandbox.write("real.yaml", ITEM);
    std::fs::remove_file(sandbox.path().join("backlog/A-1.yaml")).unwrap();
    std::os::unix::fs::symlink("../real.yaml", sandbox.path().join("backlog/A-1.yaml")).unwrap();
    sandbox.commit_all("start");
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    assert_ne!(code, 0, "{said}");
    assert_eq!(sandbox.read("real.yaml"), ITEM);
}

#[test]
fn without_an_identity_git_says_who_is_needed() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    std::fs::write(sandbox.home().join(".gitconfig"), "[user]\n\tuseConfigOnly = true\n").unwrap();
    let output = sandbox.run(&["move", "A-1", "1", "--commit"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3));
    assert!(said.contains("git config user.name"), "{said}");
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "1");
}

#[test]
fn configuration_from_the_environment_counts() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    let environment = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "user.name"),
        ("GIT_CONFIG_VALUE_0", "Somebody Else"),
    ];
    let output = sandbox.run_with(&["move", "A-1", "1", "--commit"], &environment);
    assert!(output.status.success());
    assert_eq!(sandbox.git(&["log", "-1", "--format=%an"]), "Somebody Else");
}
