//! The history on the board, as the room sees it: found, opened, filtered, charted, looked back at.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use serde_json::Value;
use support::Sandbox;
use support::launch::launch;

fn done(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    serde_json::from_str(&done(sandbox, arguments)).unwrap()
}

/// A launch whose history goes over some days, with a meeting.
fn with_history() -> Sandbox {
    let sandbox = Sandbox::new();
    support::launch::write(&sandbox);
    let commit = |message: &str, day: &str| {
        sandbox.git(&["add", "--all"]);
        let output = sandbox
            .command("git")
            .args(["commit", "--quiet", "--message", message])
            .env("GIT_AUTHOR_DATE", day)
            .env("GIT_COMMITTER_DATE", day)
            .output()
            .unwrap();
        assert!(output.status.success());
    };
    let add = |n: u32, line: &str| {
        let path = format!("backlog/A-{n}.yaml");
        sandbox.write(&path, format!("{}{line}\n", sandbox.read(&path)));
    };
    commit("A launch", "2026-11-02T09:00:00+01:00");
    add(1, "scope: launch-critical");
    add(2, "scope: launch-critical");
    commit("Met\n\nGonogo-Meeting: 2026-11-10", "2026-11-10T09:00:00+01:00");
    add(3, "scope: post-launch\ndeferral: {link: PACK-7, risk: Late., revisit: 2027-02-01}");
    commit("Put off", "2026-11-12T09:00:00+01:00");
    sandbox.git(&["tag", "before-the-end"]);
    let path = "backlog/A-1.yaml";
    sandbox.write(path, sandbox.read(path).replace("status: open", "status: closed"));
    commit("Closed", "2026-11-20T09:00:00+01:00");
    sandbox
}

#[test]
fn a_decision_is_found_opened_and_seen_in_its_commit() {
    let sandbox = with_history();
    let board = sandbox.start(120, 30, &[], &[]);
    board.wait_text("Undecided");
    board.type_keys("gh");
    board.wait_text("status open -> closed");
    board.type_keys("fkind:def");
    board.wait_text("is no kind of change");
    board.type_keys("er<enter>");
    board.wait_text("1/1");
    board.type_keys("<enter>");
    board.wait_text("risk: Late.");
    board.type_keys("<esc>d");
    board.wait_text("+deferral: {link: PACK-7, risk: Late., revisit: 2027-02-01}");
    board.type_keys("<esc>");
    // Two of them at once would be another key.
    board.wait_gone("+deferral:");
    board.wait_text("f kind:defer");
    // Esc clears the filter first, and then goes back; the cursor stays on its decision.
    board.type_keys("<esc>");
    board.wait_text("2/13");
    board.type_keys("y");
    board.wait_text("Copied ");
    board.type_keys("<enter><enter>");
    board.wait_text("Title of A-3");
    board.type_keys("<esc>gbq");
    assert!(board.wait_exit().success());
}

#[test]
fn charts_say_in_words_what_they_show_on_any_screen() {
    let sandbox = with_history();
    for (columns, rows, arguments) in [(80, 24, &["--ascii"][..]), (160, 48, &[])] {
        let board = sandbox.start(columns, rows, arguments, &[]);
        board.wait_text("Undecided");
        board.type_keys("gh");
        board.wait_text("status open -> closed");
        board.type_keys("<tab><tab>");
        board.wait_text("1 (+1) closed");
        board.wait_text("12 Jan");
        board.type_keys("<tab>");
        board.wait_text("days to the launch on 2027-01-12");
        board.type_keys("<tab>");
        board.wait_text("1 item is put off, A-3 for 11 days");
        board.type_keys("<esc>q");
        assert!(board.wait_exit().success());
    }
}

#[test]
fn what_changed_since_the_last_meeting_is_on_the_board() {
    let sandbox = with_history();
    let board = sandbox.start(120, 30, &[], &[]);
    board.wait_text("Undecided");
    board.type_keys("gs");
    board.wait_text("the meeting 2026-11-10");
    board.wait_text("Closed (1)");
    board.wait_text("Verdict: NO-GO");
    board.type_keys("<esc>q");
    assert!(board.wait_exit().success());
}

#[test]
fn the_board_of_a_day_says_so_and_takes_no_decision() {
    let sandbox = with_history();
    for at in ["2026-11-11", "before-the-end~1"] {
        let board = sandbox.start(120, 30, &["board", "--at", at], &[]);
        board.wait_text("AS OF");
        board.wait_text("2026-11-10");
        board.wait_text("T-63 days");
        board.type_keys("1");
        board.wait_text("Read-only: this is the board as of");
        board.type_keys("gh");
        board.wait_text("scope none -> launch-critical");
        let screen = board.screen();
        assert!(!screen.contains("status open -> closed"), "{screen}");
        board.type_keys("<esc>q");
        assert!(board.wait_exit().success());
    }
    let text = done(&sandbox, &["board", "--at", "2026-11-15"]);
    assert!(text.contains("The board as of 2026-11-15 ("), "{text}");
    let early = sandbox.run(&["board", "--at", "2026-10-01"]);
    assert_eq!(early.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&early.stderr).contains("no commit on or before 2026-10-01"));
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty(), "nothing is touched");
    // A bare clone has no work tree, and a board of any day all the same.
    let bare = Sandbox::without_repository();
    bare.git(&["clone", "--quiet", "--bare", &sandbox.path().display().to_string(), "."]);
    assert!(done(&bare, &["board", "--at", "HEAD"]).contains("The board as of"));
    let checked = json(&bare, &["check", "--exit-zero", "--format", "json", "--at", "2026-11-10"]);
    assert_eq!(checked["revision"], sandbox.git(&["rev-parse", "HEAD~2"]));
}

#[test]
fn what_changed_between_two_is_told_by_its_kind() {
    let sandbox = with_history();
    let told = json(&sandbox, &["changes", "2026-11-02", "HEAD", "--format", "json"]);
    let kinds: Vec<(&str, &str)> = told["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["item"].as_str().unwrap(), change["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(kinds, [("A-1", "move"), ("A-2", "move"), ("A-3", "move")]);
    assert_eq!(told["changes"][2]["kinds"], serde_json::json!(["move", "defer"]));
    assert_eq!((&told["commits"], &told["to"]["judged_on"]), (&3.into(), &"2026-11-23".into()));
    assert!(told["from"]["verdict"]["word"].is_string());
    // Backwards it is told as what it would take back.
    let back = json(&sandbox, &["changes", "HEAD", "2026-11-02", "--format", "json"]);
    assert_eq!(back["changes"][0]["kinds"], serde_json::json!(["move", "reopen"]));
    let words = done(&sandbox, &["changes"]);
    assert!(words.contains("the meeting 2026-11-10") && words.contains("Closed (1)"), "{words}");
    let none = launch().run(&["changes"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no commit records a meeting"));
}

#[test]
fn the_series_are_the_same_in_every_format() {
    let sandbox = with_history();
    let told = json(&sandbox, &["trend", "--format", "json"]);
    let days = told["days"].as_array().unwrap();
    assert_eq!(days.len(), 22, "from the first commit to today");
    assert_eq!(days[0]["date"], "2026-11-02");
    assert_eq!(days[8]["open"]["launch-critical"], 2);
    let last = &days[21];
    assert_eq!((&last["open"]["undecided"], &last["closed"]), (&5.into(), &1.into()));
    assert_eq!((&told["pace"]["open"], &told["pace"]["days_left"]), (&1.into(), &50.into()));
    assert_eq!(told["deferrals"]["items"][0]["since"], "2026-11-12");
    let csv = done(&sandbox, &["trend", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 23);
    assert!(csv.starts_with("date,undecided,launch-critical,launch-adjacent,post-launch,closed,withdrawn,open_required,allowed\n2026-11-02,8,0,0,0,0,0,0,"), "{csv}");
    let deferrals = done(&sandbox, &["trend", "--format", "csv", "--series", "deferrals"]);
    assert_eq!(
        deferrals.lines().nth(1),
        Some("A-3,Title of A-3,shopify,2026-11-12,11,2027-02-01,PACK-7")
    );
    let words = done(&sandbox, &["trend"]);
    assert!(words.contains("1 open in Launch-critical, 50 days to the launch"), "{words}");
    let then = json(&sandbox, &["trend", "--format", "json", "--at", "2026-11-10"]);
    assert_eq!((&then["today"], then["days"].as_array().unwrap().len()), (&"2026-11-10".into(), 9));
    let empty = Sandbox::new();
    assert_eq!(json(&empty, &["trend", "--format", "json"])["days"], serde_json::json!([]));
    assert_eq!(json(&empty, &["log", "--format", "json"])["decisions"], serde_json::json!([]));
}
