//! Whole meetings through the real binary: by line prompts, and on the screen, cut short and gone on
//! with.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use support::launch::{changed_by, commits, launch, trailers};
use support::{Sandbox, Session, assert_only_own_sequences};

/// Holds a meeting by line prompts, and gives what it printed.
fn plain(sandbox: &Sandbox, arguments: &[&str], lines: &[&str]) -> String {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_gonogo"));
    command.args(["meet", "--plain"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = lines.join("\n");
    input.push('\n');
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn ok(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {words}");
    String::from_utf8(output.stdout).unwrap()
}

const CRITICAL: [&str; 5] = ["1", "commerce-lead", "2026-12-18", "C1", "Every shop meets it"];

#[test]
fn a_whole_meeting_by_line_prompts_and_its_one_commit() {
    let sandbox = launch();
    let mut lines = CRITICAL.to_vec();
    lines.extend(["y", "d", "PACK-9", "A blank tile", "+2w", "ads-lead", "", "y"]);
    lines.extend(["s Who pays?", "ads-lead", "x Nobody uses it", "y", "q"]);
    let said = plain(&sandbox, &["--attendees", "commerce-lead,Guest"], &lines);
    assert!(said.starts_with("The meeting of 2026-11-23: 8 points."), "{said}");
    assert!(said.contains("Point 1 of 8 (undecided). 0 of 8, 60 min left"), "{said}");
    assert!(
        said.contains("Proposed: 1 Launch-critical, owner commerce-lead, due 2026-12-18, for C1"),
        "{said}"
    );
    assert!(
        said.contains("Agreed: A-2 3 Post-launch, follow-up PACK-9, revisit 2026-12-07"),
        "{said}"
    );
    assert!(
        said.ends_with("The meeting is kept as it is; gonogo meet goes on with it.\n"),
        "{said}"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "nothing is written before the commit");
    assert_eq!(commits(&sandbox), 1);

    let said = plain(&sandbox, &[], &["2", "", "y", "C", "y"]);
    assert!(said.starts_with("The meeting of 2026-11-23 goes on where it was.\n"), "{said}");
    assert!(said.contains("A-5>"), "{said}");
    assert!(said.contains("- Guest\n"), "who was there is known still: {said}");
    assert!(said.ends_with("The minutes are in docs/meetings/2026-11-23.md.\n"), "{said}");
    assert_eq!(commits(&sandbox), 2, "one commit");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let changed = changed_by(&sandbox, "HEAD");
    let expected = ["backlog/A-1.yaml", "backlog/A-2.yaml", "backlog/A-4.yaml", "backlog/A-5.yaml"];
    assert_eq!(changed[..4], expected);
    assert_eq!(changed[4..], ["docs/meetings/2026-11-23.md"]);
    let trailers = trailers(&sandbox);
    for trailer in [
        "Gonogo-Move: A-1 undecided -> launch-critical",
        "Gonogo-Defer: A-2 PACK-9",
        "Gonogo-Meeting: 2026-11-23",
        "Gonogo-Park: item A-3, ads-lead: Who pays?",
    ] {
        assert!(trailers.iter().any(|t| t == trailer), "{trailer:?} in {trailers:#?}");
    }
    let minutes = sandbox.read("docs/meetings/2026-11-23.md");
    for words in [
        "# Minutes of Atlas, 2026-11-23\n",
        "## Present\n\n- Commerce lead (owner)\n- Guest\n",
        "- **A-1** Title of A-1\n  - Undecided -> Launch-critical; owner Commerce lead; due 2026-12-18\n",
        "  - Why: Every shop meets it\n",
        "## Deferred\n\n- **A-2** Title of A-2\n  - Undecided -> Post-launch; owner Advertising lead\n  - Follow-up: [PACK-9](https://example.com/browse/PACK-9)\n",
        "- **A-4** Title of A-4\n  - not needed\n  - Why: Nobody uses it\n",
        "- **A-3** Title of A-3\n  - Question: Who pays?\n  - For: Advertising lead\n",
        "## Not reached\n\n- **A-6** Title of A-6\n",
        "- Commerce lead: finish A-1 by 2026-12-18\n",
    ] {
        assert!(minutes.contains(words), "{words:?} in {minutes}");
    }

    // What is spoken about again is told with what was decided on it last, by whom and when.
    sandbox.run(&["move", "A-5", "undecided", "--commit"]);
    let said = plain(&sandbox, &[], &["n", "q"]);
    assert!(said.contains("  Before: scope launch-adjacent -> none -- "), "{said}");
    sandbox.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    std::fs::remove_dir_all(sandbox.path().join(".git/gonogo")).unwrap();

    // The next agenda has what was parked, and the next meeting of the day another name.
    let agenda = ok(&sandbox, &["agenda"]);
    assert!(agenda.contains("- **A-3** Title of A-3 (Who pays? (ads-lead))"), "{agenda}");
    let said = plain(&sandbox, &[], &["C", "y"]);
    assert!(said.contains("Question: Who pays? (ads-lead)"), "what was asked is in sight: {said}");
    assert!(said.ends_with("The minutes are in docs/meetings/2026-11-23-2.md.\n"), "{said}");
    assert_eq!(changed_by(&sandbox, "HEAD"), ["docs/meetings/2026-11-23-2.md"]);
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert_eq!(subject, "triage(Atlas): minutes of the meeting of 2026-11-23-2");

    // From history alone, and with what only the committed file knows.
    let again = ok(&sandbox, &["minutes", "HEAD~1"]);
    for words in
        ["- **A-1** Title of A-1\n  - Undecided -> Launch-critical", "- Guest\n", "Who pays?"]
    {
        assert!(again.contains(words), "{words:?} in {again}");
    }
}

#[test]
fn at_the_end_of_the_input_nothing_is_lost() {
    let sandbox = launch();
    // In the middle of a question.
    let said = plain(&sandbox, &[], &["1", "commerce-lead"]);
    assert!(said.ends_with("gonogo meet goes on with it.\n"), "{said}");
    // With a proposal, and a vote for it.
    let mut lines = CRITICAL.to_vec();
    lines.extend(["v", "go", "no-go"]);
    plain(&sandbox, &[], &lines);
    let said = plain(&sandbox, &[], &["y", "u", "q"]);
    assert!(said.contains("Proposed: 1 Launch-critical"), "{said}");
    assert!(said.contains("says NO-GO, "), "a no-go is told first, and loudly: {said}");
    assert!(said.contains("Undone: "), "{said}");
    let last = said.rsplit("Point ").next().unwrap();
    assert!(last.starts_with("1 of 8"), "what was undone is spoken about again: {said}");
    assert_eq!(
        ok(&sandbox, &["status"]).lines().nth(1).unwrap(),
        "No decisions since the last commit."
    );
}

#[test]
fn what_is_typed_wrong_is_said_and_changes_nothing() {
    let sandbox = launch();
    let lines =
        ["y", "7", "what", "1", "nobody", "", "someday", "", "C9", "", "", "N", "a nobody", "q"];
    let said = plain(&sandbox, &[], &lines);
    for words in [
        "Nothing is proposed yet",
        "There is no column 7.",
        "what is no key here; ? lists them.",
        "nobody",
        "someday is not a date.",
        "One of C1.",
        "That is the first point.",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    assert_eq!(
        ok(&sandbox, &["status"]).lines().nth(1).unwrap(),
        "No decisions since the last commit."
    );
}

#[test]
fn hostile_text_leaves_the_minutes_and_the_prompts_whole() {
    let sandbox = launch();
    sandbox.write(
        "backlog/A-0.yaml",
        "title: \"x\\e[2J\\n# Minutes\\n<b>\"\nrisk: high\ncreated: 2020-01-01\n",
    );
    sandbox.commit_all("An item from far away");
    let said = plain(&sandbox, &[], &["2", "## Decided", "y", "C", "y"]);
    assert!(!said.contains('\x1b'), "{said}");
    let minutes = sandbox.read("docs/meetings/2026-11-23.md");
    assert_eq!(minutes.matches("\n# ").count() + usize::from(minutes.starts_with("# ")), 1);
    assert_eq!(minutes.matches("\n## Decided\n").count(), 1, "{minutes}");
    assert!(!minutes.contains("<b>") && !minutes.contains('\x1b'), "{minutes}");
}

#[test]
fn a_meeting_is_held_by_one_gonogo_at_a_time() {
    let sandbox = launch();
    let board = sandbox.start(100, 28, &["meet"], &[]);
    board.wait_text("1 of 8");
    let second = sandbox.run(&["meet", "--plain"]);
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(3), "{words}");
    let process = format!("another gonogo (process {}) is holding the meeting", board.process());
    assert!(words.contains(&process), "{words}");
    assert!(second.stdout.is_empty());
    let other = sandbox.start(100, 28, &["meet"], &[]);
    other.wait_text("is holding the meeting");
    assert_eq!(other.wait_exit().exit_code(), 3);
    // A board beside it is there to look at, and says who decides.
    let other = sandbox.start(160, 28, &[], &[]);
    other.wait_text("Title of A-1");
    other.type_for("gm", &format!("another board is open here (process {}", board.process()));
    other.type_keys("q");
    assert!(other.wait_exit().success());
    // The first has noticed nothing, and holds it until it is left.
    board.type_for("2", "Proposed: 2 Launch-adjacent");
    board.type_for("y", "2 of 8");
    board.type_for("b", "gm");
    board.type_keys("q");
    board.answer("y");
    board.wait_exit();
    let said = plain(&sandbox, &[], &["q"]);
    assert!(said.starts_with("The meeting of 2026-11-23 goes on where it was.\n"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_lock_of_a_meeting_follows_no_link() {
    let sandbox = launch();
    sandbox.write("victim", "Whole.");
    std::fs::create_dir_all(sandbox.path().join(".git/gonogo")).unwrap();
    let lock = sandbox.path().join(".git/gonogo/meeting.lock");
    std::os::unix::fs::symlink(sandbox.path().join("victim"), lock).unwrap();
    let output = sandbox.run(&["meet", "--plain"]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{words}");
    assert!(words.contains("meeting.lock") && words.contains("does not follow"), "{words}");
    assert_eq!(sandbox.read("victim"), "Whole.");
}

/// Has a script run before each commit.
#[cfg(unix)]
fn before_commits(sandbox: &Sandbox, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    sandbox.write(".git/hooks/pre-commit", format!("#!/bin/sh\n{script}\n"));
    let path = sandbox.path().join(".git/hooks/pre-commit");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn what_hooks_say_to_the_minutes_is_told() {
    let sandbox = launch();
    before_commits(&sandbox, "echo 2 files look good >&2");
    let said = plain(&sandbox, &[], &["2", "", "y", "C", "y"]);
    assert!(said.contains("Hooks: 2 files look good"), "{said}");
    let board = sandbox.start(120, 28, &["meet"], &[]);
    board.wait_text("1 of 7");
    board.type_for("C", "into docs/meetings/2026-11-23-2.md");
    board.answer("y");
    board.wait_text("with docs/meetings/2026-11-23-2.md");
    board.wait_text("Hooks: 2 files look good");
}

#[cfg(unix)]
#[test]
fn minutes_that_a_hook_refuses_are_kept_and_asked_about_again() {
    let sandbox = launch();
    before_commits(&sandbox, "test -e ready || { echo not yet; touch ready; exit 1; }");
    let said = plain(&sandbox, &[], &["2", "", "y", "C", "y", "y"]);
    assert!(said.contains("Not committed: ") && said.contains("not yet"), "{said}");
    assert!(said.ends_with("The minutes are in docs/meetings/2026-11-23.md.\n"), "{said}");
    assert_eq!(commits(&sandbox), 2);

    // A script that ends there does not take it for committed.
    std::fs::remove_file(sandbox.path().join("ready")).unwrap();
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_gonogo"));
    command.args(["meet", "--plain"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"C\ny\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(commits(&sandbox), 2);
}

fn fill_critical(board: &Session) {
    board.type_for("1", "Propose 1 Launch-critical for A-1");
    board.type_keys("commerce-lead<tab>2026-12-18<tab>C1<tab>Every shop meets it<c-s>");
    board.wait_text("Proposed: 1 Launch-critical, owner commerce-lead, due 2026-12-18, for C1");
    board.wait_text("Because Every shop meets it");
}

fn kill(session: &Session) {
    let pid = session.process().to_string();
    assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    session.wait_exit();
}

fn on_the_screen(columns: u16, rows: u16) {
    let sandbox = launch();
    let board = sandbox.start(columns, rows, &["meet", "--attendees", "ads-lead"], &[]);
    board.wait_text("MEETING");
    board.wait_text("1 of 8");
    board.wait_text("Title of A-1");
    fill_critical(&board);
    kill(&board);

    // The proposal is there; nothing was decided.
    let board = sandbox.start(columns, rows, &["meet"], &[]);
    board.wait_text("The meeting of 2026-11-23 goes on where it was.");
    board.wait_text("Proposed: 1 Launch-critical, owner commerce-lead");
    board.type_for("y", "2 of 8");
    board.wait_text("Title of A-2");
    board.type_for("s", "Park A-2");
    board.type_keys("Who pays?<tab>ads-lead<c-s>");
    board.wait_text("Title of A-3");
    board.wait_text("1 parked");
    kill(&board);

    let board = sandbox.start(columns, rows, &["meet"], &[]);
    board.wait_text("Title of A-3");
    board.wait_text("1 parked");
    board.type_for("u", "Undone: ");
    board.wait_text("Title of A-1");
    board.type_for("U", "Done again: ");
    board.type_for("n", "Title of A-3");
    // Somebody else decides and adds, while this point is spoken about.
    board.type_for("2", "Proposed: 2 Launch-adjacent");
    sandbox.write("backlog/A-9.yaml", "title: Born meanwhile\nrisk: high\n");
    board.type_for("R", "of 9");
    board.wait_text("Proposed: 2 Launch-adjacent");
    board.type_for("y", "Title of A-4");
    board.type_for("b", "gm");
    board.type_for("gm", "Title of A-4");
    board.type_for("C", "Minutes");
    board.wait_text("docs/meetings/2026-11-23.md");
    board.answer("y");
    board.wait_text("Committed as ");
    board.wait_text("with docs/meetings/2026-11-23.md");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    board.assert_screen_restored();
    assert_only_own_sequences(&board.raw());
    assert_eq!(commits(&sandbox), 2);
    assert!(trailers(&sandbox).contains(&"Gonogo-Meeting: 2026-11-23".to_owned()));
    let minutes = sandbox.read("docs/meetings/2026-11-23.md");
    assert!(minutes.contains("- Advertising lead (owner)\n"), "{minutes}");
    assert!(
        minutes.contains("- **A-3** Title of A-3\n  - Undecided -> Launch-adjacent\n"),
        "{minutes}"
    );
    assert!(minutes.contains("Question: Who pays?"), "{minutes}");
}

#[test]
fn a_meeting_on_the_screen_that_is_killed_twice() {
    on_the_screen(100, 28);
}

#[test]
fn a_meeting_on_a_small_screen_that_is_killed_twice() {
    on_the_screen(80, 24);
}

#[test]
fn a_second_that_passes_changes_a_few_cells_and_nothing_else() {
    let sandbox = launch();
    // The real clock: what is set for tests stands still.
    let board = sandbox.start(100, 28, &["meet"], &[("GONOGO_NOW", "")]);
    board.wait_text("0:01 / 2:00");
    let (before, frames) = (board.raw().len(), board.frames());
    board.wait_text("0:03 / 2:00");
    let (after, drawn) = (board.raw().len(), board.frames() - frames);
    assert!((1..=3).contains(&drawn), "a frame a second, not {drawn}");
    assert!(after - before < 120 * drawn, "{} bytes in {drawn} frames", after - before);
    // In a pause, nothing is drawn: the next frame is the answer to a key.
    board.type_for("t", "paused");
    let frames = board.frames();
    board.answer("?");
    board.wait_text("Keys");
    assert_eq!(board.frames(), frames + 1);
    board.type_keys("qqq");
    assert!(board.wait_exit().success());
}
