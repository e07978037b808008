//! The board in the repositories of real life: other people commit, hooks refuse, commits are
//! signed, work is under way in the very files that are decided on.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a helper that cannot go on fails its test; a test that is skipped says so"
)]

mod support;

use std::path::Path;

use support::launch::{self, changed_by, commits, launch};
use support::steps::{hook, leave, open, review};
use support::{Sandbox, Session};

#[test]
fn a_hook_refuses_and_then_passes() {
    let sandbox = launch();
    hook(&sandbox, "pre-commit", "echo 'No commits on \x1b[31mMonday\x1b[0m' >&2; exit 1");
    sandbox.write("own.txt", "staged\n");
    sandbox.git(&["add", "own.txt"]);
    let before = sandbox.git(&["status", "--porcelain"]);
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    review(&board);
    board.wait_text("pre-commit");
    board.answer("y");
    board.wait_text("No commits on");
    board.wait_text("Monday");
    assert_eq!(commits(&sandbox), 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    hook(&sandbox, "pre-commit", "echo checked > \"$PWD/checked\"");
    hook(&sandbox, "commit-msg", "echo 'Checked-by: hook' >> \"$1\"");
    board.type_for("<esc>", "1 uncommitted decision");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    assert_eq!(commits(&sandbox), 2);
    assert_eq!(changed_by(&sandbox, "HEAD"), ["backlog/A-1.yaml"]);
    assert!(sandbox.git(&["log", "-1", "--format=%B"]).contains("Checked-by: hook"));
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-only"]), "own.txt");
    assert_eq!(sandbox.read("checked"), "checked\n");
    leave(&board);
}

#[test]
fn commits_are_signed_where_git_signs_them() {
    let sandbox = launch();
    let key = sandbox.home().join("key").display().to_string();
    let made = sandbox
        .command("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "ada@example.com", "-f", &key])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: there is no ssh-keygen");
        return;
    }
    let public = std::fs::read_to_string(format!("{key}.pub")).unwrap();
    let signers = sandbox.home().join("signers");
    std::fs::write(&signers, format!("ada@example.com {public}")).unwrap();
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("user.signingKey", &format!("{key}.pub")),
        ("commit.gpgsign", "true"),
        ("gpg.ssh.allowedSignersFile", &signers.display().to_string()),
    ] {
        sandbox.git(&["config", name, value]);
    }
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    sandbox.git(&["verify-commit", "HEAD"]);
    assert_eq!(sandbox.git(&["log", "-1", "--format=%G?"]), "G");
    board.type_for("1", "Moved A-2");
    // A signer that refuses changes nothing.
    sandbox.git(&["config", "user.signingKey", "/nowhere/key"]);
    review(&board);
    board.answer("y");
    board.wait_text("refused");
    assert_eq!(commits(&sandbox), 2);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    board.kill();
}

#[test]
fn own_work_in_a_decided_file_stays_as_it_was() {
    let sandbox = launch();
    let file = "backlog/A-1.yaml";
    let committed = sandbox.read(file);
    let staged = committed.replace("kind: bug", "kind: gap");
    sandbox.write(file, &staged);
    sandbox.git(&["add", file]);
    let unstaged = format!("{staged}# still thinking\n");
    sandbox.write(file, &unstaged);
    sandbox.write("backlog/A-2.yaml", sandbox.read("backlog/A-2.yaml") + "# mine\n");
    sandbox.write("new.txt", "untracked\n");
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    leave(&board);
    let decided = |text: &str| text.replace("risk: high\n", "risk: high\nscope: launch-critical\n");
    assert_eq!(sandbox.git(&["show", &format!("HEAD:{file}")]), decided(&committed).trim_end());
    assert_eq!(sandbox.git(&["show", &format!(":{file}")]), decided(&staged).trim_end());
    assert_eq!(sandbox.read(file), decided(&unstaged));
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        "MM backlog/A-1.yaml\n M backlog/A-2.yaml\n?? new.txt"
    );
}

/// Starts the program in another folder than the repository's root.
fn start_in(sandbox: &Sandbox, folder: &Path, arguments: &str) -> Session {
    let script = format!("cd \"$1\" && exec \"$0\" {arguments}");
    let folder = folder.to_str().unwrap();
    let program = env!("CARGO_BIN_EXE_gonogo");
    sandbox.start_program(160, 48, "sh", &["-c", &script, program, folder], &[])
}

#[test]
fn a_linked_worktree_has_a_draft_of_its_own() {
    let sandbox = launch();
    let linked = sandbox.home().join("linked");
    let folder = linked.display().to_string();
    sandbox.git(&["worktree", "add", "--quiet", "-b", "linked", &folder]);
    assert!(sandbox.run(&["move", "A-8", "1"]).status.success());
    let board = start_in(&sandbox, &linked, "");
    board.wait_text("branch linked");
    board.wait_text(">A-1");
    board.type_for("1", "Moved A-1");
    board.wait_text("1 uncommitted decision");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    leave(&board);
    assert_eq!(changed_by(&sandbox, "linked"), ["backlog/A-1.yaml"]);
    assert_eq!(commits(&sandbox), 1, "main is where it was");
    let status = |folder: &str| sandbox.git(&["-C", folder, "status", "--porcelain"]);
    assert_eq!((status(&folder), status(".")), (String::new(), String::new()));
    let main = sandbox.run(&["status"]).stdout;
    assert!(String::from_utf8(main).unwrap().contains("A-8 undecided -> launch-critical"));
}

#[test]
fn a_subfolder_and_another_folder_by_flag() {
    let sandbox = launch();
    let board = start_in(&sandbox, &sandbox.path().join("packs/shopify"), "");
    board.wait_text(">A-1");
    board.type_for("1", "Moved A-1");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    leave(&board);
    assert_eq!(changed_by(&sandbox, "HEAD"), ["backlog/A-1.yaml"]);
    let flag = format!("-C '{}'", sandbox.path().join("backlog").display());
    let board = start_in(&sandbox, &sandbox.home(), &flag);
    board.wait_text(">A-2");
    leave(&board);
}

#[test]
fn without_settings_the_defaults_hold() {
    let sandbox = Sandbox::new();
    launch::write(&sandbox);
    std::fs::remove_file(sandbox.path().join("gonogo.yaml")).unwrap();
    // Before the first commit, too.
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1 to 1");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    leave(&board);
    assert_eq!(changed_by(&sandbox, "HEAD"), ["backlog/A-1.yaml"]);
    assert!(sandbox.read("backlog/A-1.yaml").contains("scope: launch-critical"));
}

#[test]
fn an_empty_repository_gets_a_welcome() {
    let sandbox = Sandbox::new();
    sandbox.commit_all("empty");
    for (columns, rows, words) in
        [(160, 48, "gonogo demo"), (80, 24, "gonogo demo"), (60, 15, "Nothing to triage")]
    {
        let board = sandbox.start(columns, rows, &[], &[]);
        board.wait_text(words);
        leave(&board);
    }
    let board = sandbox.start(80, 24, &[], &[]);
    board.type_for("i", "New item");
    board.type_for("The first thing<c-s>", "Wrote down");
    review(&board);
    board.answer("y");
    board.wait_text("Committed");
    leave(&board);
    let files = changed_by(&sandbox, "HEAD");
    assert_eq!(files.len(), 1);
    assert!(sandbox.read(&files[0]).contains("title: The first thing"));
}

#[test]
fn without_a_repository_it_says_what_to_do() {
    let sandbox = Sandbox::without_repository();
    let board = sandbox.start(80, 24, &[], &[]);
    assert_eq!(board.wait_exit().exit_code(), 3);
    assert!(board.screen().contains("git init"), "{}", board.screen());

    let bare = Sandbox::without_repository();
    bare.git(&["init", "--quiet", "--bare"]);
    let board = bare.start(80, 24, &[], &[]);
    assert_eq!(board.wait_exit().exit_code(), 3);
    assert!(board.screen().contains("work tree"), "{}", board.screen());
}

#[test]
fn while_a_merge_is_in_progress_nothing_is_decided() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "-b", "other"]);
    sandbox.write("text", "theirs\n");
    sandbox.commit_all("theirs");
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.write("text", "ours\n");
    sandbox.commit_all("ours");
    sandbox.command("git").args(["merge", "other"]).output().unwrap();
    let board = open(&sandbox);
    board.wait_text("merge in progress");
    for keys in ["1", "a", "d", "i", "u", "C"] {
        board.type_for("<esc>", ">A-1");
        board.wait_gone("Read-only:");
        board.type_for(keys, "Read-only: a merge is in progress; finish it, then decide");
    }
    let move_it = sandbox.run(&["move", "A-1", "1"]);
    assert_eq!(move_it.status.code(), Some(3));
    // Looking is free, and so is deciding once the merge is done.
    board.type_for("<enter>", "The words of A-1.");
    sandbox.git(&["merge", "--abort"]);
    board.type_for("<esc>R", "Read again");
    board.wait_gone("merge in progress");
    board.type_for("1", "Moved A-1");
    board.type_for("u", "Undone");
    leave(&board);

    let board = sandbox.start(160, 48, &["board", "--read-only"], &[]);
    board.wait_text(">A-1");
    board.type_for("1", "Read-only: opened with --read-only");
    leave(&board);
}
