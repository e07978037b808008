//! What is decided is safe, and the terminal is given back, however the board ends.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use support::launch::{commits, launch};
use support::{Sandbox, Session, assert_only_own_sequences};

const PROGRAM: &str = env!("CARGO_BIN_EXE_gonogo");

fn open(sandbox: &Sandbox) -> Session {
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    board
}

/// The status as a script sees it.
fn status(sandbox: &Sandbox) -> String {
    String::from_utf8(sandbox.run(&["status"]).stdout).unwrap()
}

#[test]
fn what_was_shown_outlives_a_kill() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    board.type_for("2", "Moved A-2");
    board.type_for("2", "Moved A-3");
    board.type_for("u", "Undone: Moved A-3");
    board.kill();
    assert!(!board.wait_exit().success());

    let again = sandbox.start(160, 48, &[], &[]);
    again.wait_text("Taken up 2 decisions of the last session, not committed yet.");
    again.wait_text("2 uncommitted decisions");
    again.wait_text("1 Launch-critical");
    // What was undone can even be done again.
    again.type_for("U", "Done again: Moved A-3");
    again.type_for("u", "Undone: Moved A-3");
    again.type_for("u", "Undone: Moved A-2");
    again.kill();
    again.wait_exit();
    assert!(status(&sandbox).contains("1 decision not committed"), "{}", status(&sandbox));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_record_that_was_cut_short_is_dropped_with_a_word() {
    let sandbox = launch();
    sandbox.run(&["move", "A-1", "1"]);
    sandbox.run(&["move", "A-2", "1"]);
    let journal = journal(&sandbox);
    let bytes = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &bytes[..bytes.len() - 3]).unwrap();
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text("1 uncommitted decision");
    board.wait_text("cut short");
    board.type_for("gg2", "Moved A-2");
    board.type_for("q", "2 decisions are not committed");
    board.answer("y");
    assert!(board.wait_exit().success());
    assert!(status(&sandbox).contains("A-2 undecided -> launch-adjacent"), "{}", status(&sandbox));
}

/// The file in the git folder that holds the draft.
fn journal(sandbox: &Sandbox) -> std::path::PathBuf {
    let folder = sandbox.path().join(".git/gonogo");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.metadata().is_ok_and(|meta| meta.is_file() && meta.len() > 0))
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

#[test]
fn the_board_and_the_commands_share_a_draft() {
    let sandbox = launch();
    assert!(sandbox.run(&["move", "A-1", "1", "--why", "Day one"]).status.success());
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text("Taken up 1 decision of the last session");
    board.wait_text(">A-2");
    board.type_for("2", "Moved A-2");
    board.type_for("q", "2 decisions are not committed");
    // Enter is no answer, and no is one.
    board.answer("<enter>");
    board.type_for("n", ">A-3");
    board.wait_gone("Quit?");
    board.type_for("q", "Quit?");
    board.answer("y");
    assert!(board.wait_exit().success());
    let words = status(&sandbox);
    assert!(words.contains("A-1 undecided -> launch-critical: Day one"), "{words}");
    assert!(words.contains("A-2 undecided -> launch-adjacent"), "{words}");
    assert!(sandbox.run(&["undo"]).status.success());
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text("1 uncommitted decision");
    board.type_for("u", "Undone: Moved A-1");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    assert!(status(&sandbox).contains("No decisions"));
}

#[test]
fn a_decision_made_elsewhere_meanwhile_is_not_lost() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    assert!(sandbox.run(&["move", "A-8", "2"]).status.success());
    board.type_keys("1");
    // What was decided elsewhere is taken over, and nothing of either is lost.
    board.wait_text("3 uncommitted decisions");
    board.kill();
    board.wait_exit();
    let words = status(&sandbox);
    for decided in ["A-1 undecided", "A-2 undecided", "A-8 undecided -> launch-adjacent"] {
        assert!(words.contains(decided), "{decided:?} in {words}");
    }
}

/// The modes of a terminal that nobody has touched.
fn untouched(sandbox: &Sandbox) -> String {
    let session = sandbox.start_program(160, 48, "sh", &["-c", "echo up; exec cat"], &[]);
    session.wait_text("up");
    session.termios()
}

#[test]
fn a_signal_gives_the_terminal_back_and_keeps_the_draft() {
    for (name, words) in [("TERM", "Terminated"), ("HUP", "Hangup"), ("INT", "Interrupt")] {
        let sandbox = launch();
        let board = open(&sandbox);
        board.type_for("1", "Moved A-1");
        // Also out of a form in which something is typed.
        board.type_for("a", "Owner of A-2");
        board.type_keys("comm");
        board.wait_text("comm");
        board.signal(name);
        assert_eq!(board.wait_exit().signal(), Some(words));
        board.assert_screen_restored();
        assert_eq!(board.termios(), untouched(&sandbox), "{name}");
        assert!(status(&sandbox).contains("1 decision not committed"), "{name}");
        assert_only_own_sequences(&board.raw());
    }
    let sandbox = launch();
    let mut board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    board.hang_up();
    board.wait_exit();
    assert!(status(&sandbox).contains("1 decision not committed"));
}

#[test]
fn ctrl_z_goes_to_the_shell_and_comes_back() {
    let sandbox = launch();
    let script = "set -m; \"$0\"; echo; echo \"back in the shell\"; read -r line; \
                  fg >/dev/null; echo \"over $?\"";
    let board = sandbox.start_program(160, 48, "bash", &["-c", script, PROGRAM], &[]);
    board.wait_text(">A-1");
    board.type_for("1", "Moved A-1");
    board.type_keys("<c-z>");
    board.wait_text("back in the shell");
    board.assert_screen_restored();
    board.type_keys("<enter>");
    board.wait_text("1 uncommitted decision");
    board.type_for("1", "Moved A-2");
    board.type_keys("uu");
    board.wait_gone("uncommitted");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    assert!(board.screen().contains("over 0"), "{}", board.screen());
    board.assert_screen_restored();
}

/// Makes the terminal small, smaller than anything can be drawn in, and large again.
fn squeeze(board: &Session) {
    for (columns, rows) in [(80, 24), (61, 16), (40, 8), (1, 1), (200, 60), (120, 30)] {
        let before = board.frames();
        board.resize(columns, rows);
        board.wait_frames(before + 1);
    }
}

#[test]
fn a_resize_loses_nothing_that_was_typed() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");

    board.type_for("a", "Owner of A-2");
    board.type_for("adv<down>", "Advertising lead");
    squeeze(&board);
    board.wait_text("[adv");
    board.type_for("<tab>", "[ads-lead");
    board.type_for("<esc>", "what you typed is kept");

    board.type_for("c", "Note on A-2");
    board.type_keys("one<enter>two wide 漢字");
    squeeze(&board);
    board.wait_text("two wide 漢字");
    board.type_for("!<c-s>", "Note on A-2 written down");

    board.type_keys("/risk:medium");
    board.wait_gone("A-8");
    squeeze(&board);
    board.wait_text("risk:medium");
    board.type_keys("<enter>");
    board.wait_text(">A-3");
    board.type_keys("<esc>");
    board.wait_text("A-8");

    board.type_for("!", "Risk");
    squeeze(&board);
    board.wait_text("medium");
    board.type_for("l", "is low risk");

    board.type_for(":", "scope-1");
    board.type_for("findin", "go-findings");
    squeeze(&board);
    board.wait_text("findin");
    board.type_keys("<enter>");
    board.wait_text("FINDINGS");
    board.type_keys("<esc>");

    board.wait_text("A-8");
    board.type_for("?", "help");
    board.type_for("/undo", "undo");
    squeeze(&board);
    board.wait_text("undo");
    board.type_keys("<esc><esc><esc>");

    board.wait_text("A-8");
    board.type_for("C", "Review and commit");
    board.type_for("<space>", "[ ] A-1");
    board.type_keys("j<tab>");
    squeeze(&board);
    board.wait_text("[ ] A-1");
    board.type_keys("<esc>");
    board.wait_gone("Review and commit");

    board.type_for("q", "Quit?");
    squeeze(&board);
    board.wait_text("Quit?");
    board.answer("y");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
    assert_eq!(commits(&sandbox), 1);
    assert_eq!(sandbox.run(&["undo"]).status.code(), Some(0));
}

#[test]
fn an_idle_board_writes_not_a_byte() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    let before = board.raw().len();
    // While others work in the repository, and after keys that change nothing.
    for _ in 0..5 {
        assert!(sandbox.run(&["list"]).status.success());
        sandbox.git(&["status"]);
    }
    assert_eq!(board.raw().len(), before);
    board.type_keys("hhkk");
    board.type_and_wait("j");
    let written = String::from_utf8(board.raw()[before..].to_vec()).unwrap();
    assert!(written.matches("\x1b[?2026h").count() <= 2, "{written:?}");
    assert!(!written.contains("\x1b[2J"), "a step draws the whole screen: {written:?}");
    assert!(written.len() < 4_000, "a step writes {} bytes", written.len());
}
