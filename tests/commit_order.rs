//! What a commit does when something changes between its plan and its writing, and what it leaves.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use gonogo::git::{CommitPlan, FileChange, GitError, Repo};
use support::Sandbox;
use support::launch::{changed_by, commits, launch};

const FILE: &str = "backlog/A-1.yaml";

/// A plan that puts a line at the end of every version of a file.
fn plan(sandbox: &Sandbox, path: &str) -> CommitPlan {
    let there = fs::read(sandbox.path().join(path)).ok();
    let mut after = there.clone().unwrap_or_default();
    after.extend_from_slice(b"# decided\n");
    CommitPlan {
        base: Some(sandbox.git(&["rev-parse", "HEAD"])),
        message: "triage(Atlas): decided\n".to_owned(),
        files: vec![FileChange {
            path: path.to_owned(),
            head: after.clone(),
            index: Some(after.clone()),
            index_before: there.clone(),
            worktree: Some(after),
            worktree_before: there,
        }],
        sign_off: false,
    }
}

/// Carries a plan out. The library looks for the user in the repository here, and not in the home
/// of whoever runs the tests.
fn carry_out(sandbox: &Sandbox, plan: &CommitPlan) -> Result<(), GitError> {
    sandbox.git(&["config", "user.name", "Ada Chair"]);
    sandbox.git(&["config", "user.email", "ada@example.com"]);
    sandbox.git(&["config", "commit.gpgsign", "false"]);
    Repo::discover(&sandbox.path()).unwrap().commit(plan).map(|_| ())
}

/// Nothing of a commit that was refused is to be seen.
fn untouched(sandbox: &Sandbox, status: &str) {
    assert_eq!(commits(sandbox), 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), status);
    sandbox.git(&["fsck", "--strict"]);
    nothing_left(sandbox);
}

fn nothing_left(sandbox: &Sandbox) {
    for left in ["gonogo/commit", "index.lock", "HEAD.lock", "refs/heads/main.lock"] {
        assert!(!sandbox.path().join(".git").join(left).exists(), "{left} is left");
    }
}

#[test]
fn a_file_that_was_saved_after_the_plan_stays() {
    let sandbox = launch();
    let plan = plan(&sandbox, FILE);
    sandbox.write(FILE, sandbox.read(FILE) + "# saved late\n");
    let refused = carry_out(&sandbox, &plan);
    assert!(matches!(refused, Err(GitError::Changed { .. })), "{refused:?}");
    assert!(sandbox.read(FILE).ends_with("# saved late\n"));
    untouched(&sandbox, " M backlog/A-1.yaml");
}

#[test]
fn what_was_staged_after_the_plan_stays() {
    let sandbox = launch();
    let plan = plan(&sandbox, FILE);
    let before = sandbox.read(FILE);
    sandbox.write(FILE, format!("{before}# staged late\n"));
    sandbox.git(&["add", FILE]);
    sandbox.write(FILE, &before);
    let refused = carry_out(&sandbox, &plan);
    assert!(matches!(refused, Err(GitError::Changed { .. })), "{refused:?}");
    assert!(sandbox.git(&["show", &format!(":{FILE}")]).ends_with("# staged late"));
    untouched(&sandbox, "MM backlog/A-1.yaml");
}

#[test]
fn a_new_file_does_not_take_the_place_of_another() {
    let sandbox = launch();
    let path = "backlog/deeper/N-1.yaml";
    let plan = plan(&sandbox, path);
    sandbox.write(path, "id: N-1\ntitle: Theirs\n");
    let refused = carry_out(&sandbox, &plan);
    assert!(matches!(refused, Err(GitError::Changed { .. })), "{refused:?}");
    assert_eq!(sandbox.read(path), "id: N-1\ntitle: Theirs\n");
    untouched(&sandbox, "?? backlog/deeper/");
}

#[test]
fn a_name_that_differs_only_by_case_is_refused() {
    let sandbox = launch();
    for (path, twin) in
        [("backlog/a-1.yaml", FILE), ("Backlog/N-1.yaml", "backlog"), ("own.TXT", "own.txt")]
    {
        sandbox.write("own.txt", "not in git\n");
        let refused = carry_out(&sandbox, &plan(&sandbox, path));
        let Err(GitError::OnlyCase { other, .. }) = refused else { panic!("{path}: {refused:?}") };
        assert!(other.starts_with(twin), "{path}: {other}");
        untouched(&sandbox, "?? own.txt");
    }
}

#[test]
fn locks_of_others_are_respected_and_left() {
    for (lock, words) in [("index.lock", "index.lock is there"), ("refs/heads/main.lock", "moves")]
    {
        let sandbox = launch();
        let decide = || sandbox.run(&["move", "A-1", "1", "--commit"]);
        sandbox.write(format!(".git/{lock}"), "");
        let output = decide();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.contains(words)), (Some(3), true), "{said}");
        assert!(sandbox.path().join(".git").join(lock).exists(), "{lock} is not ours to remove");
        fs::remove_file(sandbox.path().join(".git").join(lock)).unwrap();
        untouched(&sandbox, "");
        assert!(sandbox.run(&["commit"]).status.success());
        assert_eq!(changed_by(&sandbox, "HEAD"), [FILE]);
        nothing_left(&sandbox);
    }
}

#[test]
fn reflogs_are_written_as_git_writes_them() {
    let sandbox = launch();
    let ok = |output: Output| assert!(output.status.success(), "{output:?}");
    ok(sandbox.run(&["move", "A-1", "1", "--commit"]));
    let theirs = sandbox.read(".git/logs/HEAD");
    let [first, second]: [&str; 2] = theirs.lines().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(theirs, sandbox.read(".git/logs/refs/heads/main"));
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let parent = sandbox.git(&["rev-parse", "HEAD^"]);
    let git = first.split_once('>').unwrap().0.split_once(' ').unwrap().1;
    let (_, git_name) = git.split_once(' ').unwrap();
    assert!(second.starts_with(&format!("{parent} {head} {git_name}> ")), "{second}");
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(second.ends_with(&format!(" +0000\tcommit: {subject}")), "{second}");
    assert_eq!(sandbox.git(&["rev-parse", "HEAD@{1}", "main@{1}"]), format!("{parent}\n{parent}"));
    // A detached HEAD has a log of its own, and where git keeps none, neither do we.
    sandbox.git(&["checkout", "--quiet", "--detach"]);
    ok(sandbox.run(&["move", "A-2", "1", "--commit"]));
    assert_eq!(sandbox.read(".git/logs/HEAD").lines().count(), 4);
    assert_eq!(sandbox.read(".git/logs/refs/heads/main").lines().count(), 2);
    sandbox.git(&["config", "core.logAllRefUpdates", "false"]);
    sandbox.git(&["checkout", "--quiet", "-b", "unlogged"]);
    ok(sandbox.run(&["move", "A-3", "1", "--commit"]));
    assert!(!sandbox.path().join(".git/logs/refs/heads/unlogged").exists());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn packed_branches_and_branches_in_folders_move() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "-b", "release/2027/january"]);
    sandbox.git(&["pack-refs", "--all"]);
    sandbox.git(&["branch", "other"]);
    assert!(!sandbox.path().join(".git/refs/heads/release/2027/january").exists());
    // What git leaves of a branch whose name is now the folder's.
    fs::create_dir_all(sandbox.path().join(".git/refs/heads/release/2027/january/old")).unwrap();
    assert!(sandbox.run(&["move", "A-1", "1", "--commit"]).status.success());
    assert_eq!(sandbox.git(&["symbolic-ref", "HEAD"]), "refs/heads/release/2027/january");
    assert_eq!(commits(&sandbox), 2);
    sandbox.git(&["fsck", "--strict"]);
    // Before the first commit, the name of another branch can be in the way.
    sandbox.git(&["symbolic-ref", "HEAD", "refs/heads/main/below"]);
    let refused = sandbox.run(&["move", "A-2", "1", "--commit"]);
    assert_eq!(refused.status.code(), Some(3));
    assert_eq!(sandbox.git(&["rev-parse", "main"]), sandbox.git(&["rev-parse", "other"]));
    nothing_left(&sandbox);
}

/// Git sees at once that nothing has changed, and sees it when something has, even a byte in the
/// very moment of the commit.
#[test]
fn the_index_tells_git_the_truth() {
    let sandbox = launch();
    sandbox.write("backlog/A-2.yaml", sandbox.read("backlog/A-2.yaml") + "# mine\n");
    assert!(sandbox.run(&["move", "A-1", "A-2", "A-3", "1", "--commit"]).status.success());
    // Unlike status, these two do not look at contents where the stat data differ.
    assert_eq!(sandbox.git(&["diff-files", "--name-only"]), "backlog/A-2.yaml");
    assert_eq!(sandbox.git(&["diff-index", "--cached", "HEAD"]), "");
    let same_size = sandbox.read(FILE).replace("kind: bug", "kind: gap");
    fs::write(sandbox.path().join(FILE), same_size).unwrap();
    assert_eq!(sandbox.git(&["status", "--porcelain"]), " M backlog/A-1.yaml\n M backlog/A-2.yaml");
    sandbox.git(&["checkout", "--quiet", FILE]);
    // A file that another commit changes in the same moment as its index was written.
    sandbox.write("own.txt", "one\n");
    sandbox.git(&["add", "own.txt"]);
    sandbox.write("own.txt", "two\n");
    assert!(sandbox.run(&["move", "A-4", "1", "--commit"]).status.success());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), " M backlog/A-2.yaml\nAM own.txt");
}

#[test]
fn what_was_announced_with_add_n_is_committed() {
    let sandbox = launch();
    sandbox.write("backlog/N-1.yaml", "id: N-1\ntitle: Announced\n");
    sandbox.git(&["add", "--intent-to-add", "backlog/N-1.yaml"]);
    let output = sandbox.run(&["move", "N-1", "1", "--commit"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(sandbox.git(&["show", "HEAD:backlog/N-1.yaml"]).contains("launch-critical"));
}

#[test]
fn rights_of_files_stay() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = launch();
    let path = sandbox.path().join(FILE);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
    sandbox.commit_all("executable");
    assert!(sandbox.run(&["move", "A-1", "1", "--commit"]).status.success());
    assert_eq!(mode(&path), 0o750);
    assert!(sandbox.git(&["ls-tree", "HEAD", FILE]).starts_with("100755"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// A program that has the old file open can write to it when it is not in its place any more.
#[test]
fn what_is_written_to_a_replaced_file_is_kept() {
    use std::io::Write;
    let sandbox = launch();
    let fifo = sandbox.home().join("go-on");
    assert!(sandbox.command("mkfifo").arg(&fifo).status().unwrap().success());
    // The hook runs when the files are swapped: it says so, and waits.
    let fifo = fifo.display();
    sandbox.write(
        ".git/hooks/pre-commit",
        format!("#!/bin/sh\necho ready > '{fifo}'; cat '{fifo}'\n"),
    );
    let hook = sandbox.path().join(".git/hooks/pre-commit");
    fs::set_permissions(hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut open = fs::OpenOptions::new().append(true).open(sandbox.path().join(FILE)).unwrap();
    let output = std::thread::scope(|scope| {
        let commit = scope.spawn(|| sandbox.run(&["move", "A-1", "1", "--commit"]));
        fs::read(fifo.to_string()).unwrap();
        open.write_all(b"# written late\n").unwrap();
        fs::write(fifo.to_string(), "go on\n").unwrap();
        commit.join().unwrap()
    });
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("stands") && said.contains("kept-1-backlog-A-1.yaml"), "{said}");
    assert!(sandbox.read(".git/gonogo/kept-1-backlog-A-1.yaml").ends_with("# written late\n"));
    assert_eq!(changed_by(&sandbox, "HEAD"), [FILE]);
    nothing_left(&sandbox);
}
