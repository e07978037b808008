//! The modes of the terminal before the board opens and after it has ended, for each way in which it
//! can end: the line discipline, the screen, the cursor and its shape, paste, mouse, focus, keyboard.
//!
//! A board that panics is in `terminal_guard.rs`, where the program is a test that can: nothing in
//! the shipped program panics on request.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails its test")]

mod support;

use std::os::unix::fs::PermissionsExt;

use support::launch::launch;
use support::modes::left_over;
use support::{Sandbox, Session, assert_only_own_sequences};

/// Modes that no terminal has by itself, so that "as it was" cannot be had by guessing.
const UNUSUAL: &str = "stty erase ^H kill ^X susp ^Y -ixon -echoctl; stty -g > ../before; ";

/// Starts the board from a shell that has set the terminal up in its own way.
fn open(sandbox: &Sandbox, script: &str, environment: &[(&str, &str)]) -> Session {
    let script = format!("{UNUSUAL}{script}");
    let program = env!("CARGO_BIN_EXE_gonogo");
    let board = sandbox.start_program(120, 31, "bash", &["-c", &script, program], environment);
    board.wait_text("A-1");
    board
}

fn sandbox(mouse: bool) -> Sandbox {
    let sandbox = launch();
    let folder = sandbox.home().join(".config/gonogo");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.yaml"), format!("ui: {{mouse: {mouse}}}\n")).unwrap();
    sandbox
}

/// The terminal is as it was before the board.
fn assert_as_before(sandbox: &Sandbox, board: &Session, way: &str) {
    board.assert_screen_restored();
    let left = left_over(&board.raw());
    assert!(left.is_empty(), "{way} leaves behind: {left:#?}");
    let before = std::fs::read_to_string(sandbox.path().join("../before")).unwrap();
    assert_eq!(board.termios(), before.trim(), "the line discipline after {way}");
    assert_only_own_sequences(&board.raw());
}

/// Runs a way to end with and without the mouse.
fn ends(way: &str, end: impl Fn(&Sandbox, &Session)) {
    for mouse in [false, true] {
        let sandbox = sandbox(mouse);
        let board = open(&sandbox, "exec \"$0\"", &[]);
        board.inspect(|screen| {
            assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste());
            let on = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
            assert_eq!(on, mouse);
        });
        assert!(!left_over(&board.raw()).is_empty());
        end(&sandbox, &board);
        board.wait_exit();
        assert_as_before(&sandbox, &board, way);
    }
}

#[test]
fn by_the_key() {
    ends("q", |_, board| board.type_keys("q"));
}

#[test]
fn by_ctrl_c() {
    ends("Ctrl-c", |_, board| {
        board.type_keys("<c-c>");
        // Where it asks first, the answer ends it.
        if board.screen().contains("Quit?") {
            board.answer("y");
        }
    });
}

#[test]
fn by_a_question_answered() {
    ends("q with decisions", |_, board| {
        board.type_for("1", "Moved A-1");
        board.type_for("q", "Quit?");
        board.answer("y");
    });
}

#[test]
fn by_signals_from_outside() {
    for name in ["TERM", "HUP", "INT"] {
        ends(name, |_, board| {
            // In the midst of a form, where the cursor is shown.
            board.type_for("a", "Owner of A-1");
            board.signal(name);
        });
    }
}

#[test]
fn after_having_been_stopped() {
    for mouse in [false, true] {
        let sandbox = sandbox(mouse);
        let script = "set -m; \"$0\"; stty -g > ../stopped; echo back in the shell; read -r line; \
                      fg >/dev/null; echo \"over $?\"";
        let board = open(&sandbox, script, &[]);
        board.type_keys("<c-z>");
        board.wait_text("back in the shell");
        assert_as_before(&sandbox, &board, "Ctrl-Z");
        board.type_keys("<enter>");
        board.wait_text("A-1");
        board.type_keys("q");
        assert!(board.wait_exit().success());
        assert_as_before(&sandbox, &board, "Ctrl-Z, back, and q");
    }
}

#[test]
fn after_an_editor_that_failed() {
    // One that only fails, and one that is killed in the midst of its work.
    for script in ["exit 3", "stty raw -echo; kill -KILL $$"] {
        for mouse in [false, true] {
            let sandbox = sandbox(mouse);
            let editor = sandbox.home().join("editor");
            std::fs::write(&editor, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
            let editor = editor.display().to_string();
            let board = open(&sandbox, "exec \"$0\"", &[("EDITOR", &editor)]);
            board.type_for("e", "ended with");
            board.type_keys("q");
            assert!(board.wait_exit().success());
            assert_as_before(&sandbox, &board, script);
        }
    }
}

#[test]
fn after_a_window_of_one_cell() {
    ends("1x1 and q", |_, board| {
        let before = board.frames();
        board.resize(1, 1);
        board.wait_frames(before + 1);
        board.type_keys("q");
    });
}

#[test]
fn when_the_terminal_is_taken_away() {
    let sandbox = sandbox(true);
    let mut board = open(&sandbox, "exec \"$0\"", &[]);
    board.type_for("1", "Moved A-1");
    board.hang_up();
    // Nobody is left to see the terminal; it ends by itself, and the decision is there.
    assert!(!board.wait_exit().success());
    let status = String::from_utf8(sandbox.run(&["status"]).stdout).unwrap();
    assert!(status.contains("1 decision not committed"), "{status}");
}

#[test]
fn a_start_that_is_refused_touches_nothing() {
    for (what, settings, environment) in [
        ("no repository", None, &[][..]),
        ("settings that cannot be used", Some("columns: [\n"), &[]),
        ("a repository's settings of the keys", Some("keys: {}\n"), &[]),
    ] {
        let sandbox = match settings {
            None => Sandbox::without_repository(),
            Some(text) => {
                let sandbox = launch();
                sandbox.write("gonogo.yaml", text);
                sandbox
            }
        };
        let script = format!("{UNUSUAL}exec \"$0\"");
        let program = env!("CARGO_BIN_EXE_gonogo");
        let board = sandbox.start_program(120, 31, "bash", &["-c", &script, program], environment);
        assert!(!board.wait_exit().success(), "{what}");
        let raw = String::from_utf8(board.raw()).unwrap();
        assert!(raw.contains("error"), "{what}: {raw}");
        assert!(!raw.contains("\u{1b}[?"), "{what} switches something: {raw:?}");
        assert_as_before(&sandbox, &board, what);
    }
}
