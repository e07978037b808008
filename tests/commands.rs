//! The commands that decide and tell, as scripts use them: exit codes, formats, patches, pipes.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::Sandbox;
use support::launch::{changed_by, commits, launch, trailers};

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs a command that has to succeed, and gives what it printed.
fn ok(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    out(&output)
}

/// Runs a command that has to fail with a code, and gives what it said.
fn fails(sandbox: &Sandbox, code: i32, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", out(&output));
    assert!(out(&output).is_empty(), "{arguments:?}: {}", out(&output));
    let words = err(&output);
    assert!(words.starts_with("error: "), "{arguments:?}: {words:?}");
    words
}

fn json(sandbox: &Sandbox, arguments: &[&str], kind: &str) -> Value {
    let value: Value = serde_json::from_str(&ok(sandbox, arguments)).unwrap();
    assert_eq!(value["schema"], 1, "{arguments:?}");
    assert_eq!(value["kind"], kind, "{arguments:?}");
    value
}

#[test]
fn a_whole_meeting_without_the_board() {
    let sandbox = launch();
    assert!(ok(&sandbox, &["move", "A-1", "A-2", "launch-critical"]).contains("Moved 2 items"));
    ok(&sandbox, &["move", "A-3", "2", "--why", "two customers ask"]);
    ok(&sandbox, &["assign", "A-1", "a-2", "commerce-lead"]);
    ok(
        &sandbox,
        &["defer", "A-4", "--link", "PACK-9", "--risk", "A blank tile", "--owner", "ads-lead"],
    );
    ok(&sandbox, &["close", "A-5", "--evidence", "packs/shopify/pack.yaml"]);
    ok(&sandbox, &["withdraw", "A-6", "--why", "Nobody uses it"]);
    ok(&sandbox, &["risk", "A-7", "high"]);
    ok(&sandbox, &["due", "A-8", "+2w"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "nothing is written before the commit");
    let status = ok(&sandbox, &["status"]);
    for words in [
        "Atlas, 50 days left",
        "10 decisions not committed:",
        "A-1 undecided -> launch-critical",
        "A-1 owner none -> commerce-lead",
        "A-3 undecided -> launch-adjacent: two customers ask",
        "A-4 undecided -> post-launch",
        "A-6 open -> withdrawn: Nobody uses it",
        "A-8 due none -> 2026-12-07",
    ] {
        assert!(status.contains(words), "{words:?} in:\n{status}");
    }
    let before = commits(&sandbox);
    assert!(ok(&sandbox, &["commit"]).contains("Committed"));
    assert_eq!(commits(&sandbox), before + 1);
    assert_eq!(changed_by(&sandbox, "HEAD").len(), 8);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(sandbox.git(&["log", "-1", "--format=%an <%ae>"]), "Ada Chair <ada@example.com>");
    let trailers = trailers(&sandbox);
    for trailer in [
        "Gonogo-Launch: Atlas",
        "Gonogo-Move: A-1 undecided -> launch-critical",
        "Gonogo-Assign: A-1 commerce-lead",
        "Gonogo-Defer: A-4 PACK-9",
        "Gonogo-Close: A-5 packs/shopify/pack.yaml",
        "Gonogo-Withdraw: A-6 Nobody uses it",
        "Gonogo-Risk: A-7 high",
        "Gonogo-Due: A-8 2026-12-07",
    ] {
        assert!(trailers.iter().any(|t| t == trailer), "{trailer:?} in {trailers:#?}");
    }
    assert!(ok(&sandbox, &["status"]).contains("No decisions since the last commit."));
    let log = json(&sandbox, &["log", "A-4", "--format", "json"], "log");
    assert!(log["decisions"].as_array().is_some_and(|all| !all.is_empty()), "{log:#}");
    ok(&sandbox, &["reopen", "A-5", "A-6", "--commit"]);
    assert_eq!(commits(&sandbox), before + 2);
    assert!(sandbox.read("backlog/A-6.yaml").contains("status: open"));
    // The comment beside the title and the order of the keys have outlived it all.
    assert!(sandbox.read("backlog/A-1.yaml").contains("   # as the customer says it\nkind: bug\n"));
}

#[test]
fn the_exit_code_says_whose_fault_it_is() {
    let sandbox = launch();
    assert!(fails(&sandbox, 2, &["move", "A-1", "nowhere"]).contains("launch-adjacent"));
    assert!(fails(&sandbox, 2, &["move", "B-1", "1"]).contains("B-1"));
    assert!(fails(&sandbox, 2, &["assign", "A-1", "nobody"]).contains("commerce-lead"));
    assert!(fails(&sandbox, 2, &["risk", "A-1", "extreme"]).contains("medium"));
    assert!(fails(&sandbox, 2, &["due", "A-1", "someday"]).contains("+2w"));
    assert!(fails(&sandbox, 2, &["list", "due<someday"]).contains("due"));
    assert!(fails(&sandbox, 2, &["show", "B-1"]).contains("B-1"));
    assert!(fails(&sandbox, 2, &["move", "A-1", "1", "--criterion", "C9"]).contains("C9"));
    for wrong in [&["move", "A-1"][..], &["frobnicate"], &["list", "--format", "xml"]] {
        assert_eq!(sandbox.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    let defer = ["defer", "A-1", "--risk", "A blank tile", "--link"];
    assert!(fails(&sandbox, 1, &[&defer[..], &["soon"]].concat()).contains("link"));
    let late = [&defer[..], &["PACK-1", "--revisit", "2026-11-01"]].concat();
    assert!(fails(&sandbox, 1, &late).contains("ahead"));
    assert!(fails(&sandbox, 1, &[&defer[..], &["PACK-1"]].concat()).contains("owner"));
    assert!(fails(&sandbox, 1, &["undo"]).contains("nothing to undo"));
    assert!(fails(&sandbox, 1, &["redo"]).contains("nothing to redo"));
    // Decided on all or on none.
    fails(&sandbox, 2, &["move", "A-1", "B-1", "1"]);
    assert!(ok(&sandbox, &["status"]).contains("No decisions since the last commit."));

    sandbox.write("gonogo.yaml", "colums: []\n");
    assert!(fails(&sandbox, 2, &["list"]).contains("colums"));

    let nowhere = Sandbox::without_repository();
    for arguments in [&["list"][..], &["status"], &["move", "A-1", "1"], &["commit"], &[]] {
        assert!(fails(&nowhere, 3, arguments).contains("git init"), "{arguments:?}");
    }
    assert_eq!(sandbox.run(&["--help"]).status.code(), Some(0));
    assert_eq!(sandbox.run(&["--version"]).status.code(), Some(0));
}

#[test]
fn undo_redo_and_discard_work_on_the_draft() {
    let sandbox = launch();
    ok(&sandbox, &["move", "A-1", "1"]);
    ok(&sandbox, &["risk", "A-1", "low"]);
    assert!(ok(&sandbox, &["undo"]).contains("A-1"));
    assert!(!ok(&sandbox, &["status"]).contains("risk"));
    ok(&sandbox, &["redo"]);
    assert!(ok(&sandbox, &["status"]).contains("risk high -> low"));
    ok(&sandbox, &["undo"]);
    ok(&sandbox, &["move", "A-2", "1"]);
    fails(&sandbox, 1, &["redo"]);
    assert!(ok(&sandbox, &["discard"]).contains("Discarded 2 decisions"));
    assert!(ok(&sandbox, &["status"]).contains("No decisions"));
    let before = commits(&sandbox);
    assert!(ok(&sandbox, &["commit"]).contains("No decisions"));
    assert_eq!(commits(&sandbox), before);
    // What stands so already is said and is no failure.
    ok(&sandbox, &["move", "A-1", "1", "--commit"]);
    let again = sandbox.run(&["move", "A-1", "1"]);
    assert_eq!(again.status.code(), Some(0));
    assert!(err(&again).contains("stands so already"), "{}", err(&again));
}

#[test]
fn every_format_can_be_read_by_its_reader() {
    let sandbox = launch();
    sandbox.write("backlog/A-9.yaml", "id: A-9\ntitle: '=SUM(A1), \"b\"'\nlabels: [x, y]\n");
    ok(&sandbox, &["move", "A-1", "1", "--why", "said \"so\", twice"]);
    let list = json(&sandbox, &["list", "--format", "json"], "list");
    assert_eq!(list["items"].as_array().unwrap().len(), 9);
    assert_eq!(list["items"][0]["id"], "A-1");
    assert_eq!(list["items"][0]["scope"], "launch-critical");
    let few = json(&sandbox, &["list", "risk:low", "is:open", "--format", "json"], "list");
    assert_eq!(few["items"].as_array().unwrap().len(), 3);
    let lines = ok(&sandbox, &["list", "--format", "jsonl"]);
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(Value::from(lines), list["items"]);
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let text = ok(&sandbox, &["list", "--format", format]);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|h| h == name).unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 9, "{format}");
        assert_eq!(&rows[0][column("scope")], "launch-critical");
        assert_eq!(&rows[0][column("rationale")], "said \"so\", twice");
        let title = &rows[8][column("title")];
        assert!(!title.starts_with('='), "a spreadsheet would run it: {title}");
    }
    let show = json(&sandbox, &["show", "A-1", "--format", "json"], "item");
    assert_eq!(show["item"]["title"], "Title of A-1");
    assert!(show["findings"].is_array() && show["history"].is_array());
    let pack = json(&sandbox, &["show", "shopify", "--format", "json"], "pack");
    assert_eq!(pack["pack"]["id"], "shopify");
    let status = json(&sandbox, &["status", "--format", "json"], "status");
    assert_eq!(status["launch"], "Atlas");
    assert_eq!(status["decisions"].as_array().unwrap().len(), 1);
    assert!(status["findings"].is_array() && !status["verdict"].is_null());
    let table = ok(&sandbox, &["list", "-owner:commerce-lead", "--color", "never", "risk>=medium"]);
    assert_eq!(table.lines().count(), 1 + 5, "{table}");
    assert!(ok(&sandbox, &["show", "A-8"]).contains("The words of A-8."));
}

#[test]
fn the_patch_applies() {
    let sandbox = launch();
    sandbox.write("backlog/A-7.yaml", sandbox.read("backlog/A-7.yaml").trim_end());
    sandbox.commit_all("without a line end");
    assert_eq!(ok(&sandbox, &["diff"]), "");
    ok(&sandbox, &["move", "A-1", "A-7", "A-8", "1", "--why", "a\u{301}bc"]);
    ok(&sandbox, &["close", "A-2", "--evidence", "https://example.com/1"]);
    let patch = ok(&sandbox, &["diff"]);
    let file = sandbox.home().join("decisions.patch");
    std::fs::write(&file, &patch).unwrap();
    let file = file.display().to_string();
    let dry = sandbox.run(&["commit", "--dry-run"]);
    assert!(out(&dry).contains("triage(Atlas)"), "{}", out(&dry));
    assert_eq!(commits(&sandbox), 2, "a dry run commits nothing");
    sandbox.git(&["apply", "--check", &file]);
    sandbox.git(&["apply", "--index", &file]);
    let wanted = sandbox.git(&["write-tree"]);
    sandbox.git(&["reset", "--hard", "--quiet"]);
    ok(&sandbox, &["commit", "-m", "Decided by hand", "--signoff"]);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD^{tree}"]), wanted);
    sandbox.git(&["apply", "--check", "-R", &file]);
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]), "Decided by hand");
    let trailers = trailers(&sandbox);
    assert!(trailers.contains(&"Signed-off-by: Ada Chair <ada@example.com>".to_owned()));
    assert!(trailers.contains(&"Gonogo-Move: A-1 undecided -> launch-critical".to_owned()));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let sandbox = launch();
    let long = "x".repeat(2_000);
    for n in 0..200 {
        sandbox.write(format!("backlog/P-{n}.yaml"), format!("id: P-{n}\ntitle: {long}\n"));
    }
    for format in ["table", "json", "jsonl", "csv"] {
        let mut child = sandbox
            .command(env!("CARGO_BIN_EXE_gonogo"))
            .args(["list", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let head = Command::new("head")
            .args(["-c", "1"])
            .stdin(child.stdout.take().unwrap())
            .output()
            .unwrap();
        assert_eq!(head.stdout.len(), 1);
        let output = child.wait_with_output().unwrap();
        assert_eq!(err(&output), "", "{format}");
        assert_eq!(output.status.code(), Some(0), "{format}");
    }
}

#[test]
fn colour_is_for_terminals_and_on_request() {
    let sandbox = launch();
    let escapes = |arguments: &[&str], environment: &[(&str, &str)]| {
        sandbox.run_with(arguments, environment).stdout.contains(&0x1b)
    };
    assert!(!escapes(&["status"], &[]));
    assert!(escapes(&["status"], &[("CLICOLOR_FORCE", "1")]));
    assert!(escapes(&["status", "--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!escapes(&["status"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    let on_a_terminal = |environment: &[(&str, &str)]| {
        let session = sandbox.start(80, 24, &["status"], environment);
        assert!(session.wait_exit().success());
        session.raw().contains(&0x1b)
    };
    assert!(on_a_terminal(&[]));
    assert!(!on_a_terminal(&[("NO_COLOR", "1")]));
}

#[test]
fn another_folder_and_no_terminal() {
    let sandbox = launch();
    let folder = sandbox.path().join("backlog").display().to_string();
    let output = sandbox
        .command(env!("CARGO_BIN_EXE_gonogo"))
        .current_dir(sandbox.home())
        .args(["-C", &folder, "list", "--format", "jsonl"])
        .output()
        .unwrap();
    assert_eq!(out(&output).lines().count(), 8, "{}", err(&output));
    // Without a terminal, gonogo alone prints the status.
    assert_eq!(ok(&sandbox, &[]), ok(&sandbox, &["status"]));
    assert_eq!(ok(&sandbox, &["board"]), ok(&sandbox, &["status"]));
}
