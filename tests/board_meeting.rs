//! A whole meeting, by keys, and the one commit that it leaves.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use support::launch::{changed_by, commits, launch, trailers};
use support::{Sandbox, Session, assert_only_own_sequences};

/// Decides on everything, from the opening to the review; gives the new item's id.
fn decide_everything(board: &Session) -> String {
    board.wait_text(">A-1");
    board.type_for("1", "Moved A-1 to 1 Launch-critical.  u undo");
    board.wait_text(">A-2");

    // The owner by completion, and then the deferral, which knows the owner already.
    board.type_for("a", "Owner of A-2");
    board.type_for("comm<tab>", "[commerce-lead");
    board.type_for("<enter>", "A-2 is commerce-lead's now");
    board.type_for("d", "Defer A-2");
    board.type_for("<c-s>", "a deferral needs the tracked link");
    board.type_for("PACK-9<enter>", "https://example.com/bro");
    board.type_keys("Accounts without deals<enter>see a blank tile.<tab>");
    board.type_for("+2w", "Mon 7 Dec 2026");
    board.type_for("<c-s>", "Deferred A-2");

    board.wait_text(">A-3");
    board.type_for("D", "Due date of A-3");
    board.type_for("fri", "Fri 27 Nov 2026");
    board.type_for("<enter>", "A-3 is due 2026-11-27");
    board.type_for("!", "Risk");
    board.type_for("h", "A-3 is high risk");
    board.type_for("r", "A-3: Title of A-3");
    board.type_for("Two customers ask<c-s>", "Rationale of A-3 written down");
    board.type_for("c", "Note on A-3");
    board.type_for("Ask fin: why?<c-s>", "Note on A-3 written down");

    board.type_for("j", ">A-4");
    board.type_for("x", "A-4: Title of A-4");
    board.type_keys("Nobody uses it<c-s>");
    board.wait_text("y yes");
    board.answer("y");
    board.wait_text("Withdrew A-4");

    board.type_for("/A-5<enter>", ">A-5");
    board.type_for("X", "Close A-5");
    board.type_for("packs/shopify/pack.yaml<c-s>", "Closed A-5");
    board.type_keys("<esc>");
    board.wait_text("A-7");

    board.type_for("/A-6<enter>", ">A-6");
    board.type_for("f", "Follow-up of A-6");
    board.type_for("PACK-10<c-s>", "Follow-up of A-6 set");

    // While a filter is on, what is decided goes where it goes.
    board.type_for("i", "New item");
    board.type_for("Tile is blank<c-s>", "Wrote down");
    let screen = board.screen();
    let id = screen.split("Wrote down ").nth(1).unwrap().split('.').next().unwrap().to_owned();
    board.type_keys("<esc>");
    board.wait_text("A-7");

    board.type_keys("gg");
    board.type_for("/risk:low<enter>", "risk:low");
    board.wait_gone("A-3");
    board.type_for("gg", ">A-6");
    board.type_for("j<space>", ">A-8");
    board.type_keys("<space>");
    board.type_for("2", "Moved 2 items to 2 Launch-adjacent");
    board.type_keys("<esc>");
    board.wait_text("A-3");

    board.type_for("u", "Undone: Moved 2 items");
    board.type_for("u", &format!("Undone: Wrote down {id}"));
    board.type_for("U", &format!("Done again: Wrote down {id}"));
    board.type_for("<c-r>", "Done again: Moved 2 items");
    id
}

/// What must not be left out or be changed by anybody but the commit.
fn check_commit(sandbox: &Sandbox, id: &str) {
    assert_eq!(commits(sandbox), 2, "one commit");
    let files = ["A-1.yaml", "A-2.yaml", "A-3.yaml", "A-4.yaml", "A-5.yaml", "A-7.yaml", "A-8.md"];
    let mut files: Vec<String> = files.iter().map(|name| format!("backlog/{name}")).collect();
    files.push(format!("backlog/{id}.yaml"));
    files.sort();
    assert_eq!(changed_by(sandbox, "HEAD"), files);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%an <%ae>, %cn <%ce>"]),
        "Ada Chair <ada@example.com>, Ada Chair <ada@example.com>"
    );
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert!(subject.starts_with("triage(Atlas): 1 launch-critical"), "{subject}");
    assert!(subject.contains("2 launch-adjacent") && subject.contains("1 deferred"), "{subject}");
    let body = sandbox.git(&["log", "-1", "--format=%b"]);
    assert!(body.contains("A-3: due none -> 2026-11-27"), "{body}");
    assert!(body.contains("Nobody uses it"), "{body}");
    let trailers = trailers(sandbox);
    for trailer in [
        "Gonogo-Launch: Atlas",
        "Gonogo-Move: A-1 undecided -> launch-critical",
        "Gonogo-Assign: A-2 commerce-lead",
        "Gonogo-Defer: A-2 PACK-9",
        "Gonogo-Due: A-3 2026-11-27",
        "Gonogo-Risk: A-3 high",
        "Gonogo-Rationale: A-3 Two customers ask",
        "Gonogo-Note: A-3 Ask fin: why?",
        "Gonogo-Withdraw: A-4 Nobody uses it",
        "Gonogo-Close: A-5 packs/shopify/pack.yaml",
        "Gonogo-Move: A-7 undecided -> launch-adjacent",
        "Gonogo-Move: A-8 undecided -> launch-adjacent",
        &format!("Gonogo-Create: {id} Tile is blank"),
    ] {
        assert!(trailers.iter().any(|t| t == trailer), "{trailer:?} in {trailers:#?}");
    }
    assert!(!trailers.iter().any(|t| t.contains("A-6")), "left out: {trailers:#?}");
    let deferred = sandbox.read("backlog/A-2.yaml");
    assert!(deferred.contains("Accounts without deals\n"), "{deferred}");
    assert!(deferred.contains("title: Title of A-2   # as the customer says it\n"), "{deferred}");
    // Only lines were added, or replaced where a value changed.
    let numbers =
        sandbox.git(&["show", "--format=", "--numstat", "HEAD", "--", "backlog/A-1.yaml"]);
    assert!(numbers.starts_with("1\t0\t"), "{numbers}");
}

fn meeting(columns: u16, rows: u16) {
    let sandbox = launch();
    let board = sandbox.start(columns, rows, &[], &[]);
    let id = decide_everything(&board);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "nothing is written before the commit");

    board.type_for("C", "Review and commit");
    board.wait_text("[x] A-1");
    board.wait_text("5 noted");
    // The follow-up of A-6 is not agreed on yet.
    while !board.screen().contains(">[x] A-6") {
        board.type_and_wait("j");
    }
    board.type_for("<space>", "[ ] A-6");
    board.wait_text("4 noted");
    board.answer("y");
    board.wait_text("Committed");
    board.wait_text("1 uncommitted");
    check_commit(&sandbox, &id);

    board.type_for("q", "1 decision is not committed; kept for the next time. Quit?");
    board.answer("y");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
    assert_only_own_sequences(&board.raw());

    let again = sandbox.start(columns, rows, &[], &[]);
    again.wait_text("Taken up 1 decision of the last session, not committed yet.");
    again.type_for("C", "[x] A-6");
    again.wait_text("1 noted");
    again.type_keys("<esc>");
    again.wait_gone("Review and commit");
    again.type_for("u", "Undone: Follow-up of A-6 set");
    again.type_keys("q");
    assert!(again.wait_exit().success(), "with nothing left it asks nothing");
    assert_eq!(commits(&sandbox), 2);
}

#[test]
fn a_meeting_on_a_large_screen() {
    meeting(160, 48);
}

#[test]
fn a_meeting_on_a_small_screen() {
    meeting(80, 24);
}
