//! Where nothing can be committed, nothing is decided: the reason comes first, and looking stays
//! free. Where git commits, so does gonogo, and says what that means.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stderr, reason = "a test says that it skipped")]

mod support;

use support::Sandbox;
use support::launch::{self, commits, launch};
use support::steps::run;

/// Calls of git, each with its arguments.
type Calls<'a> = &'a [&'a [&'a str]];

/// Runs git where it may well stop half way.
fn try_git(sandbox: &Sandbox, arguments: &[&str]) {
    sandbox.command("git").args(arguments).output().unwrap();
}

/// Two branches that change the same file, in a repository of this format.
fn diverged(format: &str) -> Option<Sandbox> {
    let sandbox = Sandbox::without_repository();
    let made = sandbox.command("git").args(["init", "--quiet", "-b", "main", format]).status();
    if !made.unwrap().success() {
        eprintln!("skipped: this git does not know {format}");
        return None;
    }
    launch::write(&sandbox);
    sandbox.commit_all("start");
    sandbox.git(&["checkout", "--quiet", "-b", "other"]);
    for text in ["one\n", "two\n"] {
        sandbox.write("text", text);
        sandbox.commit_all("theirs");
    }
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.write("text", "ours\n");
    sandbox.commit_all("ours");
    Some(sandbox)
}

#[test]
fn whatever_git_is_in_the_middle_of() {
    for format in ["--ref-format=files", "--ref-format=reftable"] {
        let Some(sandbox) = diverged(format) else { continue };
        assert_eq!(run(&sandbox, &["move", "A-2", "1"]).0, 0);
        let patch = sandbox.home().join("patch").display().to_string();
        std::fs::write(&patch, sandbox.git(&["format-patch", "-1", "--stdout", "other"])).unwrap();
        let merge: Calls<'_> = &[&["merge", "other"]];
        let series: Calls<'_> = &[
            &["cherry-pick", "main..other"],
            &["add", "text"],
            // Committed by hand: between the two picks only the list of what is left tells of it.
            &["commit", "--quiet", "-m", "by hand"],
        ];
        let operations: [(&str, Calls<'_>, &[&str]); 8] = [
            ("merge", merge, &["merge", "--abort"]),
            ("rebase", &[&["rebase", "other"]], &["rebase", "--abort"]),
            ("rebase", &[&["rebase", "--apply", "other"]], &["rebase", "--abort"]),
            ("cherry-pick", &[&["cherry-pick", "other"]], &["cherry-pick", "--abort"]),
            ("cherry-pick", series, &["cherry-pick", "--quit"]),
            ("revert", &[&["revert", "--no-edit", "other"]], &["revert", "--abort"]),
            ("bisect", &[&["bisect", "start"]], &["bisect", "reset"]),
            ("git am", &[&["am", &patch]], &["am", "--abort"]),
        ];
        for (operation, begin, end) in operations {
            begin.iter().for_each(|arguments| try_git(&sandbox, arguments));
            let what = format!("{format} {operation}");
            let head = sandbox.git(&["rev-parse", "HEAD"]);
            for refused in [["move", "A-1", "1"].as_slice(), &["commit"]] {
                let (code, said) = run(&sandbox, refused);
                assert_eq!(code, 3, "{what}: {said}");
                let reason = format!("a {operation} is in progress; finish it, then decide");
                assert!(said.contains(&reason), "{what}: {said}");
            }
            assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head, "{what}");
            // Looking is free.
            for look in [["list"].as_slice(), &["show", "A-1"], &["status"], &["diff"], &["log"]] {
                let (code, said) = run(&sandbox, look);
                assert_eq!(code, 0, "{what}: {look:?}: {said}");
            }
            assert!(run(&sandbox, &["check", "--exit-zero"]).1.contains("NO-GO"), "{what}");
            sandbox.git(end);
            sandbox.git(&["reset", "--quiet", "--hard", "main"]);
        }
        let (code, said) = run(&sandbox, &["commit"]);
        assert_eq!(code, 0, "the draft is there still: {said}");
    }
}

/// A merge that was squashed is staged work like any other, and its message waits for its commit.
#[test]
fn a_squashed_merge_stays_staged_with_its_message() {
    for by_git in [false, true] {
        let sandbox = launch();
        sandbox.git(&["checkout", "--quiet", "-b", "other"]);
        sandbox.write("text", "theirs\n");
        sandbox.commit_all("their words");
        sandbox.git(&["checkout", "--quiet", "main"]);
        sandbox.git(&["merge", "--quiet", "--squash", "other"]);
        if by_git {
            sandbox.git(&["config", "core.splitIndex", "true"]);
        }
        assert_eq!(run(&sandbox, &["move", "A-1", "1", "--commit"]).0, 0);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  text");
        sandbox.git(&["-c", "core.editor=true", "commit", "--quiet"]);
        assert!(sandbox.git(&["log", "-1", "--format=%B"]).contains("their words"));
    }
}

#[test]
fn the_board_says_why_it_is_read_only() {
    let Some(sandbox) = diverged("--ref-format=files") else { return };
    try_git(&sandbox, &["rebase", "other"]);
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text("rebase in progress");
    board.wait_text("read-only");
    board.type_for("1", "Read-only: a rebase is in progress; finish it, then decide");
    sandbox.git(&["rebase", "--abort"]);
    board.type_for("<esc>R", "Read again");
    board.wait_gone("read-only");
    board.type_for("1", "Moved A-1");
    board.kill();
}

#[test]
fn a_bare_repository_is_checked_and_read() {
    let sandbox = launch();
    assert_eq!(run(&sandbox, &["move", "A-1", "1", "--commit"]).0, 0);
    let bare = sandbox.home().join("bare.git").display().to_string();
    sandbox.git(&["clone", "--quiet", "--bare", ".", &bare]);
    let in_it = |arguments: &[&str]| run(&sandbox, &[&["-C", bare.as_str()], arguments].concat());
    let (code, said) = in_it(&["check", "--at", "HEAD", "--exit-zero"]);
    assert!(code == 0 && said.contains("NO-GO"), "{said}");
    let (code, said) = in_it(&["log"]);
    assert!(code == 0 && said.contains("launch-critical"), "{said}");
    for refused in [["move", "A-2", "1"].as_slice(), &["commit"], &["board"], &["status"]] {
        let (code, said) = in_it(refused);
        assert_eq!(code, 3, "{refused:?}: {said}");
        assert!(said.contains("bare repository: decisions need a work tree"), "{said}");
    }
}

#[test]
fn a_detached_head_and_a_first_commit_say_what_they_mean() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "--detach"]);
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text("branch detached at");
    board.type_for("1", "Moved A-1");
    board.type_for("C", "on a detached HEAD");
    board.wait_text("the commit is on no branch; git switch -c NAME gives it one.");
    board.answer("y");
    board.wait_text("Committed 1 decision");
    board.kill();
    assert_eq!(sandbox.git(&["rev-list", "--count", "main"]), "1");
    assert_eq!(commits(&sandbox), 2);

    let unborn = Sandbox::new();
    launch::write(&unborn);
    let board = unborn.start(160, 48, &[], &[]);
    board.wait_text("branch main (no commit yet)");
    board.type_for("1", "Moved A-1");
    board.type_for("C", "on main, its first commit");
    board.wait_text("It is the first commit of main.");
    board.wait_text("backlog/A-1.yaml is not in git yet: it is added whole.");
    board.answer("y");
    board.wait_text("Committed 1 decision");
    board.kill();
    assert_eq!(commits(&unborn), 1);
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_is_not_trusted() {
    use std::os::unix::fs::{MetadataExt, chown};
    let sandbox = launch();
    let git = sandbox.path().join(".git");
    if std::fs::metadata(sandbox.path()).unwrap().uid() != 0 {
        eprintln!("skipped: only root can give a repository to somebody else");
        return;
    }
    for path in [sandbox.path(), git] {
        chown(path, Some(12345), Some(12345)).unwrap();
    }
    let real = sandbox.path().canonicalize().unwrap().display().to_string();
    for command in [["move", "A-1", "1"].as_slice(), &["list"], &["check"]] {
        let (code, said) = run(&sandbox, command);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("belongs to somebody else"), "{said}");
        assert!(
            said.contains(&format!("git config --global --add safe.directory {real}")),
            "{said}"
        );
    }
    // Trusted by the user, it works.
    sandbox.git(&["config", "--global", "--add", "safe.directory", &real]);
    let (code, said) = run(&sandbox, &["move", "A-1", "1", "--commit"]);
    assert_eq!(code, 0, "{said}");
    // And where the trust stands in settings that libgit2 does not read.
    std::fs::rename(sandbox.home().join(".gitconfig"), sandbox.home().join("elsewhere")).unwrap();
    let elsewhere = sandbox.home().join("elsewhere").display().to_string();
    let environment = [("GIT_CONFIG_GLOBAL", elsewhere.as_str())];
    let output = sandbox.run_with(&["move", "A-2", "1", "--commit"], &environment);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The file system itself is mounted read-only, in a name space of the program's own.
#[cfg(target_os = "linux")]
#[test]
fn on_a_file_system_that_is_read_only_looking_is_free() {
    const MOUNT: &str = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && cd \"$0\" \
                         && exec \"$@\"";
    let sandbox = launch();
    assert_eq!(run(&sandbox, &["move", "A-1", "1"]).0, 0);
    let root = sandbox.path().display().to_string();
    let locked = |program: &[&str]| {
        let mut command = sandbox.command("unshare");
        command.args(["-rm", "sh", "-c", MOUNT, &root]).args(program);
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    if locked(&["touch", "own"]).1 != "touch: cannot touch 'own': Read-only file system\n" {
        eprintln!("skipped: nothing can be mounted here");
        return;
    }
    let gonogo = env!("CARGO_BIN_EXE_gonogo");
    for hooks in [false, true] {
        if hooks {
            let hook = sandbox.path().join(".git/hooks/pre-commit");
            sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
            std::fs::set_permissions(hook, std::os::unix::fs::PermissionsExt::from_mode(0o755))
                .unwrap();
        }
        for refused in [&["commit"][..], &["move", "A-2", "1"]] {
            let (code, said) = locked(&[&[gonogo], refused].concat());
            assert_eq!(code, Some(3), "{refused:?}: {said}");
            assert!(said.contains("Read-only file system"), "{refused:?}: {said}");
            assert_eq!(said.matches("error: ").count(), 1, "{refused:?}: {said}");
        }
        for look in [&["list"][..], &["status"], &["diff"], &["log"], &["commit", "--dry-run"]] {
            let (code, said) = locked(&[&[gonogo], look].concat());
            assert_eq!(code, Some(0), "{look:?}: {said}");
        }
        assert!(locked(&[gonogo, "status"]).1.contains("1 decision not committed"));
    }
    assert_eq!(commits(&sandbox), 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(run(&sandbox, &["commit"]).0, 0);
}
