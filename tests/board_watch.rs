//! What others do to the files while the board is open is taken in, without a key and without losing
//! what the room looks at.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::fs;
use std::io::Write;

use support::launch::{SETTINGS, commits, launch};
use support::{Sandbox, Session};

fn open(sandbox: &Sandbox) -> Session {
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text(">A-1");
    board
}

fn retitle(sandbox: &Sandbox, id: &str, title: &str) {
    let path = format!("backlog/{id}.yaml");
    let text = sandbox.read(&path).replace(&format!("Title of {id}"), title);
    sandbox.write(path, text);
}

#[test]
fn changed_added_removed_and_renamed_files_are_taken_in() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("j", ">A-2");
    retitle(&sandbox, "A-3", "Another name");
    board.wait_text("Another name");
    sandbox.write(
        "backlog/B-1.yaml",
        "id: B-1\ntitle: New meanwhile\nrisk: high\ncreated: 2026-01-01\n",
    );
    board.wait_text("New meanwhile");
    fs::remove_file(sandbox.path().join("backlog/A-5.yaml")).unwrap();
    board.wait_gone("A-5");
    fs::create_dir(sandbox.path().join("backlog/later")).unwrap();
    fs::rename(
        sandbox.path().join("backlog/A-4.yaml"),
        sandbox.path().join("backlog/later/A-4.yaml"),
    )
    .unwrap();
    // A folder that is new is watched as well.
    sandbox.write("backlog/later/B-2.yaml", "id: B-2\ntitle: Deeper\n");
    board.wait_text("Deeper");
    let moved = sandbox.read("backlog/later/A-4.yaml").replace("Title of A-4", "Moved away");
    sandbox.write("backlog/later/A-4.yaml", moved);
    board.wait_text("Moved away");
    sandbox.write("gonogo.yaml", SETTINGS.replace("title: Undecided", "title: Inbox"));
    board.wait_text("Inbox");
    sandbox.write("packs/hubspot/pack.yaml", "id: hubspot\ntitle: HubSpot\n");
    board.type_for("gp", "hubspot");
    board.type_for("<esc>", ">A-2");
    // Without the folder, and with it again.
    fs::rename(sandbox.path().join("backlog"), sandbox.path().join("aside")).unwrap();
    board.wait_gone("A-2");
    fs::rename(sandbox.path().join("aside"), sandbox.path().join("backlog")).unwrap();
    board.wait_text("A-2");
    board.kill();
}

#[test]
fn selection_marks_filter_and_prompt_stay() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("j<space>", "1 marked");
    board.type_for("/is:undecided<enter>", "/ is:undecided");
    board.type_for("jjj", ">A-4");
    board.type_for("a", "Owner of");
    board.type_for("comm", "[comm");
    retitle(&sandbox, "A-1", "First by another name");
    board.wait_text("First by another name");
    board.wait_text("[comm");
    board.type_for("er", "[commer");
    board.type_for("<tab><enter>", "A-2 is commerce-lead's now");
    board.wait_text("/ is:undecided");
    board.type_for("<esc><esc>", ">A-4");
    // A new item above the selected one moves it and not the selection.
    sandbox.write(
        "backlog/B-1.yaml",
        "id: B-1\ntitle: New meanwhile\nrisk: high\ncreated: 2026-01-01\n",
    );
    board.wait_text("New meanwhile");
    board.wait_text(">A-4");
    // The detail of an item, with what is searched for in it.
    board.type_for("<enter>", "The words of A-4.");
    let text = sandbox.read("backlog/A-4.yaml").replace("The words of A-4.", "Quite other words.");
    sandbox.write("backlog/A-4.yaml", text);
    board.wait_text("Quite other words.");
    // Whose file is removed under one's eyes.
    fs::remove_file(sandbox.path().join("backlog/A-4.yaml")).unwrap();
    board.wait_text("A-4 is gone: its file was moved or removed outside.");
    board.kill();
}

#[test]
fn what_is_typed_about_an_item_that_goes_is_kept() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("c", "Note on A-1");
    board.type_for("of great", "of great");
    let text = sandbox.read("backlog/A-1.yaml");
    fs::remove_file(sandbox.path().join("backlog/A-1.yaml")).unwrap();
    board.wait_text("A-1 is gone");
    board.type_for(" value<c-s>", "Not done:");
    board.wait_text("of great value");
    sandbox.write("backlog/A-1.yaml", text);
    board.wait_text("A-1  ");
    board.type_for("<c-s>", "Note on A-1 written down");
    board.kill();
}

#[test]
fn a_decision_whose_file_is_gone_stays_in_sight() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    fs::remove_file(sandbox.path().join("backlog/A-1.yaml")).unwrap();
    board.wait_text("Decided on, but the file is gone: A-1.");
    board.wait_text("1 uncommitted decision");
    board.type_for("C", "backlog/A-1.yaml is gone");
    board.wait_text("Held back: it stays in the draft.");
    sandbox.git(&["checkout", "--", "backlog/A-1.yaml"]);
    // The open review takes it in too.
    board.wait_gone("Held back");
    board.wait_text("scope: launch-critical");
    board.kill();
}

#[test]
fn a_decided_field_that_changes_outside_is_called_at_once() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("!m", "A-1 is medium risk");
    let theirs = sandbox.read("backlog/A-1.yaml").replace("risk: high", "risk: low");
    sandbox.write("backlog/A-1.yaml", theirs);
    board.wait_text("Changed outside since they were decided: A-1.");
    board.kill();
}

#[test]
fn head_and_what_is_in_progress_are_followed() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.wait_text("branch main");
    sandbox.git(&["checkout", "--quiet", "-b", "team/other"]);
    board.wait_text("branch team/other");
    sandbox.write("text", "theirs\n");
    sandbox.commit_all("theirs");
    sandbox.git(&["checkout", "--quiet", "main"]);
    board.wait_text("branch main");
    sandbox.write("text", "ours\n");
    sandbox.commit_all("ours");
    sandbox.command("git").args(["merge", "team/other"]).output().unwrap();
    board.wait_text("merge in progress");
    board.type_for("1", "Read-only: a merge is in progress");
    sandbox.git(&["merge", "--abort"]);
    board.wait_gone("merge in progress");
    board.type_for("1", "Moved A-1");
    sandbox.git(&["checkout", "--quiet", "--detach"]);
    board.wait_text("detached at");
    board.kill();
}

#[test]
fn a_checkout_of_many_files_is_one_reading() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "-b", "other"]);
    for n in 0..500 {
        sandbox.write(
            format!("backlog/N-{n}.yaml"),
            format!("id: N-{n}\ntitle: Number {n}\nrisk: low\n"),
        );
    }
    sandbox.commit_all("many");
    sandbox.git(&["checkout", "--quiet", "main"]);
    let board = open(&sandbox);
    let before = board.frames();
    sandbox.git(&["checkout", "--quiet", "other"]);
    board.wait_text("branch other");
    board.wait_text("508");
    board.type_and_wait("j");
    assert!(board.frames() - before <= 3, "{} frames", board.frames() - before);
    board.kill();
}

#[test]
fn a_file_that_is_being_written_is_waited_for() {
    let sandbox = launch();
    let board = open(&sandbox);
    let path = sandbox.path().join("backlog/A-1.yaml");
    let text = sandbox.read(&path);
    // Cut off and written anew in small pieces, as some editors and most scripts do.
    for round in 0..3 {
        let mut file = fs::File::create(&path).unwrap();
        for piece in text.replace("Title of A-1", &format!("Round {round}")).as_bytes().chunks(7) {
            file.write_all(piece).unwrap();
            file.sync_data().unwrap();
        }
        drop(file);
        board.wait_text(&format!("Round {round}"));
    }
    let raw = String::from_utf8_lossy(&board.raw()).into_owned();
    assert!(!raw.contains("repair") && !raw.contains("GNG001"), "a problem was shown");
    board.kill();
}

#[test]
fn a_commit_of_our_own_does_not_flicker() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    board.type_for("2", "Moved A-2");
    board.type_for("C", "Review and commit");
    board.wait_text("triage");
    let before = board.raw().len();
    board.answer("y");
    board.wait_text("Committed");
    board.wait_gone("uncommitted");
    // What was read after the commit shows the same: nothing more is drawn.
    sandbox.write(
        "backlog/A-7.yaml",
        sandbox.read("backlog/A-7.yaml").replace("Title of A-7", "The end"),
    );
    board.wait_text("The end");
    let written = String::from_utf8_lossy(&board.raw()[before..]).into_owned();
    assert!(!written.contains("uncommitted"), "the decisions came back for a moment");
    assert_eq!(commits(&sandbox), 2);
    board.kill();
}

#[test]
fn decisions_of_commands_are_shown_at_once_and_undone_knowingly() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    assert!(sandbox.run(&["move", "A-8", "2"]).status.success());
    board.wait_text("Decided elsewhere: Moved A-8 to 2 Launch-adjacent.");
    board.wait_text("2 uncommitted decisions");
    board.type_for("u", "The last decision was made elsewhere: Moved A-8");
    board.wait_text("2 uncommitted decisions");
    board.type_for("u", "Undone: Moved A-8");
    board.type_for("u", "Undone: Moved A-1");
    board.type_for("1", "1 uncommitted decision");
    assert!(sandbox.run(&["undo"]).status.success());
    board.wait_text("Undone elsewhere: Moved A-1");
    board.wait_gone("uncommitted");
    board.type_for("1", "1 uncommitted decision");
    // The open review has the new row as well.
    board.type_for("C", "[x] A-2");
    assert!(sandbox.run(&["move", "A-3", "2"]).status.success());
    board.wait_text("[x] A-3");
    assert!(sandbox.run(&["commit"]).status.success());
    board.wait_text("The decisions were committed elsewhere.");
    board.wait_gone("uncommitted");
    assert!(sandbox.run(&["move", "A-4", "2"]).status.success());
    board.wait_text("Decided elsewhere: Moved A-4");
    assert!(sandbox.run(&["discard"]).status.success());
    board.wait_text("The draft was discarded elsewhere.");
    assert_eq!(commits(&sandbox), 2);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    board.kill();
}

#[test]
fn a_repository_that_is_moved_away_is_said_in_one_line() {
    let sandbox = launch();
    let board = open(&sandbox);
    // From here on it is watched.
    retitle(&sandbox, "A-3", "Looked at");
    board.wait_text("Looked at");
    let (here, there) = (sandbox.path(), sandbox.home().join("moved"));
    fs::rename(&here, &there).unwrap();
    board.wait_text("is gone, moved or removed");
    board.wait_text(">A-1");
    board.type_for("1", "Not done:");
    assert!(!here.exists(), "nothing is made where it was");
    fs::rename(&there, &here).unwrap();
    retitle(&sandbox, "A-2", "Back again");
    board.wait_text("Back again");
    board.type_for("1", "Moved A-1");
    board.kill();
}

#[test]
fn where_the_system_cannot_tell_the_files_are_looked_at() {
    let sandbox = launch();
    if !sandbox.command("strace").arg("-V").output().is_ok_and(|out| out.status.success()) {
        return;
    }
    let program = env!("CARGO_BIN_EXE_gonogo");
    let deny = "inject=inotify_init1:error=EMFILE";
    let board = sandbox.start_program(
        160,
        48,
        "strace",
        &[
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "--seccomp-bpf",
            "-e",
            "trace=inotify_init1",
            "-e",
            deny,
            program,
        ],
        &[],
    );
    board.wait_text(">A-1");
    retitle(&sandbox, "A-3", "Another name");
    board.wait_text("Another name");
    board.type_keys("q");
    assert!(board.wait_exit().success());
}
