//! Repositories of every kind that git makes: a decision committed in each is what git would have
//! committed, and nothing else has changed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stderr, reason = "a test says that it skipped")]

mod support;

use support::Sandbox;
use support::steps::{hook, run};

const ITEM: &str = "# keep\nid: A-1\ntitle: \"One\"   # and this\nrisk: high\n";
const DECIDED: &str =
    "# keep\nid: A-1\ntitle: \"One\"   # and this\nrisk: high\nscope: launch-critical\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("backlog/A-1.yaml", ITEM);
    sandbox.write("backlog/A-2.yaml", "id: A-2\ntitle: Two\n");
    sandbox
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
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("has conflicts that are not resolved"), "{said}");
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

/// Clones the repository with these options into another sandbox's place, and gives that.
fn cloned(from: &Sandbox, options: &[&str]) -> Sandbox {
    let clone = Sandbox::without_repository();
    std::fs::remove_dir(clone.path()).unwrap();
    from.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", from.path().display());
    let path = clone.path().display().to_string();
    from.git(&[&["clone", "--quiet"], options, &[&url, &path]].concat());
    clone
}

#[test]
fn a_shallow_clone() {
    let origin = sandbox();
    origin.commit_all("start");
    origin.write("backlog/A-1.yaml", ITEM.replace("high", "low"));
    origin.commit_all("second");
    origin.write("backlog/A-1.yaml", ITEM);
    origin.commit_all("third");
    let sandbox = cloned(&origin, &["--depth", "2"]);
    decide(&sandbox);
    whole(&sandbox);
    assert_eq!(sandbox.git(&["rev-list", "--count", "HEAD"]), "3");
    let (code, log) = run(&sandbox, &["log", "A-1"]);
    assert!(code == 0 && log.contains("launch-critical"), "{log}");
    assert_eq!(run(&sandbox, &["check", "--exit-zero"]).0, 0);
}

#[test]
fn a_partial_clone_fetches_what_it_needs() {
    let origin = sandbox();
    origin.write("backlog/A-1.yaml", ITEM.replace("high", "low"));
    origin.commit_all("start");
    origin.write("backlog/A-1.yaml", ITEM);
    origin.commit_all("second");
    let sandbox = cloned(&origin, &["--filter=blob:none"]);
    let missing = sandbox.git(&["rev-list", "--objects", "--all", "--missing=print"]);
    assert!(missing.lines().any(|line| line.starts_with('?')), "{missing}");
    decide(&sandbox);
    whole(&sandbox);
    let (code, log) = run(&sandbox, &["log", "A-1"]);
    assert!(code == 0 && log.contains("launch-critical") && log.contains("low"), "{log}");
    let (code, said) = run(&sandbox, &["check", "--at", "HEAD~1", "--exit-zero"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn an_item_outside_a_sparse_checkout_is_committed_and_stays_off_the_disk() {
    for option in ["--no-sparse-index", "--sparse-index"] {
        let sandbox = Sandbox::new();
        sandbox.write("backlog/in/A-2.yaml", "id: A-2\ntitle: Two\n");
        sandbox.write("backlog/out/A-1.yaml", ITEM);
        sandbox.write("packs/.keep", "");
        sandbox.commit_all("start");
        sandbox.git(&["sparse-checkout", "set", "--cone", option, "backlog/in"]);
        assert!(!sandbox.path().join("backlog/out").exists());
        let (_, list) = run(&sandbox, &["list"]);
        assert!(list.contains("A-1") && list.contains("A-2"), "{list}");
        let (_, check) = run(&sandbox, &["check", "--exit-zero"]);
        assert!(check.contains("A-1"), "the gate sees the whole launch: {check}");
        let said = decide(&sandbox);
        assert_eq!(
            sandbox.git(&["show", "HEAD:backlog/out/A-1.yaml"]),
            DECIDED.trim_end(),
            "{said}"
        );
        assert!(!sandbox.path().join("backlog/out").exists(), "{option}");
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{option}");
        // What is in the cone goes as ever.
        assert_eq!(run(&sandbox, &["move", "A-2", "1", "--commit"]).0, 0);
        assert!(sandbox.read("backlog/in/A-2.yaml").contains("launch-critical"));
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{option}");
        sandbox.git(&["sparse-checkout", "disable"]);
        assert_eq!(sandbox.read("backlog/out/A-1.yaml"), DECIDED);
    }
}

#[test]
fn a_file_that_is_not_in_git_yet_is_added_as_git_would_add_it() {
    for (setting, attributes) in [
        ("core.autocrlf=input", ""),
        ("core.autocrlf=true", ""),
        ("core.autocrlf=false", "*.yaml text eol=crlf\n"),
        ("core.autocrlf=false", "*.yaml text=auto\n"),
    ] {
        let sandbox = Sandbox::new();
        let (key, value) = setting.split_once('=').unwrap();
        sandbox.git(&["config", key, value]);
        sandbox.write(".gitattributes", attributes);
        sandbox.commit_all("start");
        sandbox.write("backlog/A-1.yaml", ITEM.replace('\n', "\r\n"));
        decide(&sandbox);
        let args = ["cat-file", "blob", "HEAD:backlog/A-1.yaml"];
        let blob = sandbox.command("git").args(args).output().unwrap().stdout;
        let blob = String::from_utf8(blob).unwrap();
        assert_eq!(blob, DECIDED, "{setting} {attributes}");
        assert_eq!(sandbox.read("backlog/A-1.yaml"), DECIDED.replace('\n', "\r\n"));
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{setting} {attributes}");
    }
}

#[test]
fn an_id_that_git_expands() {
    let sandbox = Sandbox::new();
    let item = format!("# $Id$\n{ITEM}");
    sandbox.write(".gitattributes", "*.yaml ident\n");
    sandbox.write("backlog/A-1.yaml", &item);
    sandbox.commit_all("start");
    std::fs::remove_file(sandbox.path().join("backlog/A-1.yaml")).unwrap();
    sandbox.git(&["checkout", "--", "backlog"]);
    assert!(sandbox.read("backlog/A-1.yaml").starts_with("# $Id: "));
    decide(&sandbox);
    assert!(sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]).starts_with("# $Id$\n"));
    assert!(sandbox.read("backlog/A-1.yaml").contains("scope: launch-critical"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn another_encoding_in_the_work_tree_is_refused_before_it_is_harmed() {
    let sandbox = sandbox();
    let latin = b"id: L-1\ntitle: Gr\xfc\xdfe\n";
    sandbox.write(".gitattributes", "backlog/L-*.yaml working-tree-encoding=ISO-8859-1\n");
    sandbox.write("backlog/L-1.yaml", latin);
    sandbox.write("backlog/L-2.yaml", "id: L-2\ntitle: Plain\n");
    sandbox.commit_all("start");
    let (_, list) = run(&sandbox, &["check", "--exit-zero"]);
    assert!(list.contains("L-1.yaml") && list.contains("UTF-8"), "{list}");
    // Plain words go in; what would be another letter there does not.
    assert_eq!(run(&sandbox, &["move", "L-2", "1", "--commit"]).0, 0);
    let (code, said) = run(&sandbox, &["move", "L-2", "1", "--why", "Für alle", "--commit"]);
    assert!(code == 1 && said.contains("git keeps it in ISO-8859-1"), "{said}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(std::fs::read(sandbox.path().join("backlog/L-1.yaml")).unwrap(), latin);
}

#[cfg(unix)]
#[test]
fn settings_that_change_nothing_for_us() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    // A monitor that has seen nothing change.
    hook(&sandbox, "monitor", "printf 'token\\0'");
    for (key, value) in [
        ("core.fsmonitor", ".git/hooks/monitor"),
        ("core.untrackedCache", "true"),
        ("core.ignorecase", "true"),
        ("core.sharedRepository", "group"),
        ("core.preloadIndex", "true"),
        ("index.version", "4"),
    ] {
        sandbox.git(&["config", key, value]);
    }
    sandbox.commit_all("start");
    sandbox.git(&["update-index", "--untracked-cache", "--fsmonitor"]);
    sandbox.git(&["status", "--porcelain"]);
    decide(&sandbox);
    // Without the monitor, which says that nothing has changed, git looks for itself.
    sandbox.git(&["config", "core.fsmonitor", "false"]);
    whole(&sandbox);
    let tip = sandbox.git(&["rev-parse", "HEAD"]);
    let object = sandbox.path().join(".git/objects").join(&tip[..2]).join(&tip[2..]);
    let mode = std::fs::metadata(object).unwrap().permissions().mode();
    assert_eq!(mode & 0o060, 0o040, "shared with the group: {mode:o}");
}

#[test]
fn messages_are_in_utf_8_whatever_the_setting() {
    for hooks in [false, true] {
        let sandbox = sandbox();
        sandbox.git(&["config", "i18n.commitEncoding", "ISO-8859-1"]);
        sandbox.commit_all("start");
        if hooks {
            hook(&sandbox, "pre-commit", "exit 0");
        }
        let (code, said) =
            run(&sandbox, &["move", "A-1", "1", "--why", "Größe geht vor", "--commit"]);
        assert_eq!(code, 0, "{said}");
        let body = sandbox.git(&["log", "-1", "--encoding=UTF-8", "--format=%B"]);
        assert!(body.contains("Größe geht vor"), "{body}");
    }
}

#[test]
fn a_repository_that_the_environment_names() {
    let sandbox = sandbox();
    sandbox.commit_all("start");
    let elsewhere = sandbox.home().join("meta.git");
    std::fs::rename(sandbox.path().join(".git"), &elsewhere).unwrap();
    // Relative to the folder that -C goes to, as with git.
    let environment = [("GIT_DIR", "../../home/meta.git"), ("GIT_WORK_TREE", "..")];
    let run = |program: &str, arguments: &[&str]| {
        let mut command = sandbox.command(program);
        let output = command.args(arguments).envs(environment).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let gonogo = env!("CARGO_BIN_EXE_gonogo");
    let (code, said) = run(gonogo, &["-C", "backlog", "move", "A-1", "1", "--commit"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run("git", &["-C", "backlog", "status", "--porcelain"]).1, "");
    assert_eq!(run("git", &["-C", "backlog", "show", "HEAD:backlog/A-1.yaml"]).1, DECIDED);
    assert!(run(gonogo, &["-C", "backlog", "check", "--exit-zero"]).1.contains("A-2"));
}

#[test]
fn a_backlog_in_a_submodule_is_decided_in_the_submodule() {
    let inner = sandbox();
    inner.commit_all("start");
    let sandbox = Sandbox::new();
    let source = inner.path().display().to_string();
    sandbox.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        &source,
        "sub",
    ]);
    sandbox.write("gonogo.yaml", "backlog: [{path: sub/backlog}]\n");
    sandbox.commit_all("start");
    let (code, said) = run(&sandbox, &["move", "A-1", "launch-critical"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("sub is a repository of its own; decide in it: gonogo -C sub"), "{said}");
    assert_eq!(run(&sandbox, &["list"]).0, 0, "looking is free");
    let (code, said) = run(&sandbox, &["-C", "sub", "move", "A-1", "launch-critical", "--commit"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(sandbox.git(&["-C", "sub", "status", "--porcelain"]), "");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), " M sub", "git's to commit");
}
