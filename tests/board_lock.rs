//! One writer a work tree: the second board looks on, says who decides, and takes over when that one
//! is gone.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;

use support::launch::launch;
use support::{Sandbox, Session};

fn open(sandbox: &Sandbox) -> Session {
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    board
}

#[test]
fn the_second_board_looks_on_and_takes_over_when_the_first_is_closed() {
    let sandbox = launch();
    let first = open(&sandbox);
    let second = open(&sandbox);
    let holder = format!("read-only: process {} on ", first.process());
    second.wait_text(&holder);
    second.wait_text("Read-only: another board is open here (process ");
    for keys in ["1", "a", "d", "i", "u", "C"] {
        second.type_for("<esc>", ">A-1");
        second.wait_gone("Read-only:");
        second.type_for(keys, "Read-only: another board is open here (process ");
    }
    // What the first decides, the second shows.
    first.type_for("1", "Moved A-1");
    second.wait_text("1 uncommitted decision");
    first.type_for("q", "Quit?");
    first.answer("y");
    assert!(first.wait_exit().success());
    second.wait_text("The other board is closed: you can decide here now.");
    second.wait_gone("read-only");
    second.type_for("2", "Moved A-1 to 2 Launch-adjacent");
    // And is the one who decides, for a third.
    let third = sandbox.start(160, 48, &[], &[]);
    third.wait_text(&format!("read-only: process {} on ", second.process()));
    third.kill();
    second.kill();
}

#[test]
fn a_holder_that_was_killed_is_taken_over() {
    let sandbox = launch();
    let first = open(&sandbox);
    first.type_for("1", "Moved A-1");
    let second = sandbox.start(160, 48, &[], &[]);
    second.wait_text("read-only: process ");
    first.kill();
    first.wait_exit();
    second.wait_text("you can decide here now");
    second.type_for("2", "2 uncommitted decisions");
    second.kill();
    second.wait_exit();
    // Nothing stale is left behind.
    let third = sandbox.start(160, 48, &[], &[]);
    third.wait_text("2 uncommitted decisions");
    assert!(!third.screen().contains("read-only"), "{}", third.screen());
    third.kill();
}

#[test]
fn a_board_to_look_at_and_commands_take_no_lock() {
    let sandbox = launch();
    let looking = sandbox.start(160, 48, &["board", "--read-only"], &[]);
    looking.wait_text("read-only");
    let board = open(&sandbox);
    assert!(!board.screen().contains("read-only"), "{}", board.screen());
    assert!(sandbox.run(&["move", "A-8", "2"]).status.success());
    board.wait_text("Decided elsewhere: Moved A-8");
    looking.wait_text("1 uncommitted decision");
    looking.kill();
    board.kill();
}

#[test]
fn where_no_draft_can_be_kept_the_board_opens_to_look_at() {
    let elsewhere = tempfile::tempdir().unwrap();
    let sandbox = launch();
    symlink(elsewhere.path(), sandbox.path().join(".git/gonogo")).unwrap();
    let board = open(&sandbox);
    board.type_for("1", "Read-only: no draft can be kept: it is no plain folder");
    board.kill();
    let output = sandbox.run(&["move", "A-1", "1"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no plain folder"));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

    fs::remove_file(sandbox.path().join(".git/gonogo")).unwrap();
    fs::create_dir(sandbox.path().join(".git/gonogo")).unwrap();
    let target = elsewhere.path().join("journal");
    symlink(&target, sandbox.path().join(".git/gonogo/journal")).unwrap();
    assert_eq!(sandbox.run(&["move", "A-1", "1"]).status.code(), Some(3));
    assert!(!target.exists());
    // A pipe in its place does not hang anything.
    fs::remove_file(sandbox.path().join(".git/gonogo/journal")).unwrap();
    let made = sandbox.command("mkfifo").arg(".git/gonogo/journal").status().unwrap();
    assert!(made.success());
    assert_eq!(sandbox.run(&["move", "A-1", "1"]).status.code(), Some(3));
}

#[test]
fn without_locks_nothing_is_decided_and_the_reason_is_said() {
    let sandbox = launch();
    if !sandbox.command("strace").arg("-V").output().is_ok_and(|out| out.status.success()) {
        return;
    }
    let program = env!("CARGO_BIN_EXE_gonogo");
    let deny = "inject=flock:error=ENOLCK";
    let strace = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", deny, program];
    let output =
        sandbox.command("strace").args(strace).args(["move", "A-1", "1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("this file system knows no locks"), "{words}");
    let board = sandbox.start_program(160, 48, "strace", &strace, &[]);
    board.wait_text(">A-1");
    board.type_for("1", "Read-only: no draft can be kept: this file system knows no locks");
    board.type_keys("q");
    assert!(board.wait_exit().success());
}

#[test]
fn a_draft_of_another_commit_says_so() {
    let sandbox = launch();
    assert!(sandbox.run(&["move", "A-1", "1"]).status.success());
    let before = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.write("text", "meanwhile\n");
    sandbox.commit_all("meanwhile");
    let after = sandbox.git(&["rev-parse", "HEAD"]);
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(&format!("They were made on {}; HEAD is now {}.", &before[..8], &after[..8]));
    board.kill();
}

/// A board without a controlling terminal, to which nobody says that its terminal is gone.
#[test]
fn a_terminal_that_goes_without_a_word_ends_the_board() {
    let sandbox = launch();
    let alive = sandbox.home().join("alive");
    assert!(sandbox.command("mkfifo").arg(&alive).status().unwrap().success());
    // Read to its end when nobody holds it open any more.
    let path = alive.clone();
    let gone = std::thread::spawn(move || {
        let mut text = String::new();
        fs::File::open(path).unwrap().read_to_string(&mut text).unwrap();
    });
    let script = "exec 9>\"$1\"; trap '' HUP; exec setsid \"$0\"";
    let program = env!("CARGO_BIN_EXE_gonogo");
    let alive = alive.display().to_string();
    // The shell stays behind, so that `setsid` is no leader of a group and need not fork.
    let script = format!("exec 3<&0; ({script}) <&3 & wait; read -r line");
    let mut board = sandbox.start_program(160, 48, "sh", &["-c", &script, program, &alive], &[]);
    board.wait_text(">A-1");
    board.type_for("1", "Moved A-1");
    board.hang_up();
    gone.join().unwrap();
    let status = String::from_utf8(sandbox.run(&["status"]).stdout).unwrap();
    assert!(status.contains("1 decision not committed"), "{status}");
}
