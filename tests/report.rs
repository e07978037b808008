//! `gonogo report` through the real binary: what it is made from, and where it goes.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::process::Output;

use support::Sandbox;
use support::launch::launch;

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn report(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(&[&["report"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    out(&output)
}

#[test]
fn a_commit_gives_the_same_bytes_everywhere_and_always() {
    let sandbox = launch();
    sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: An owner outside the roster\nowner: bob\n");
    sandbox.commit_all("Another item");
    sandbox.git(&["tag", "reviewed"]);
    let formats = ["html", "markdown", "json"];
    let first: Vec<String> =
        formats.iter().map(|format| report(&sandbox, &["--format", format])).collect();
    // Another day, another zone, other commits by other people, a draft, and files that nobody has
    // committed.
    sandbox.git(&[
        "-c",
        "user.name=Robert",
        "-c",
        "user.email=bob@example.com",
        "commit",
        "--quiet",
        "--allow-empty",
        "--message",
        "Elsewhere",
    ]);
    sandbox.run(&["assign", "A-1", "ads-lead"]);
    sandbox.write("backlog/A-9.yaml", "id: A-9\ntitle: Not committed\n");
    sandbox.write("gonogo.yaml", "launch: {name: Other}\n");
    let copy = Sandbox::without_repository();
    let from = sandbox.path().display().to_string();
    let cloned = copy.command("git").args(["clone", "--quiet", &from, "."]).status().unwrap();
    assert!(cloned.success());
    for place in [&sandbox, &copy] {
        for (format, before) in formats.iter().zip(&first) {
            let output = place.run_with(
                &["report", "--format", format, "--at", "reviewed"],
                &[
                    ("GONOGO_NOW", "2027-06-01T23:30:00-11:00"),
                    ("TZ", "Pacific/Kiritimati"),
                    ("LANG", "C"),
                ],
            );
            assert!(out(&output) == *before, "{format} differs");
        }
    }
    assert!(!first[0].contains("Not committed") && first[0].contains("Atlas"));
}

#[test]
fn ages_are_counted_on_the_day_of_the_commit_or_on_the_one_that_is_asked_for() {
    let sandbox = Sandbox::new();
    support::launch::write(&sandbox);
    sandbox.git(&["add", "--all"]);
    // Half past midnight where it was committed, the day before in UTC.
    let committed = sandbox
        .command("git")
        .args(["commit", "--quiet", "--message", "A launch"])
        .env("GIT_COMMITTER_DATE", "2026-12-01T00:30:00+09:00")
        .status()
        .unwrap();
    assert!(committed.success());
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&report(&sandbox, &[&["--format", "json"], arguments].concat()))
            .unwrap()
    };
    assert_eq!(json(&[])["date"], "2026-12-01");
    assert_eq!(json(&[])["committed"], "2026-12-01T00:30:00+09:00");
    assert_eq!(json(&["--date", "launch-1w"])["date"], "2027-01-05");
    let page = report(&sandbox, &["--format", "html", "--date", "2027-01-10"]);
    assert!(page.contains("counted on 2027-01-10, the day that was asked for."));
    assert!(page.contains("in 2 days"), "to the launch");
}

#[test]
fn the_object_for_scripts_holds_what_is_documented() {
    let sandbox = launch();
    let value: serde_json::Value =
        serde_json::from_str(&report(&sandbox, &["--format", "json"])).unwrap();
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((&value["schema"], &value["kind"]), (&1.into(), &"report".into()));
    let documented = std::fs::read_to_string("docs/json.md").unwrap();
    let row = documented.lines().find(|line| line.starts_with("| `report` |")).unwrap();
    for key in keys.iter().filter(|key| !matches!(**key, "schema" | "kind")) {
        assert!(row.contains(&format!("`{key}`")), "{key} is not in docs/json.md");
    }
    assert_eq!(value["launch"]["name"], "Atlas");
    assert_eq!(value["columns"][0]["items"].as_array().unwrap().len(), 8);
    assert_eq!(value["packs"][0]["id"], "shopify");
    let check: serde_json::Value =
        serde_json::from_str(&out(&sandbox.run(&["check", "--format", "json", "--at", "HEAD"])))
            .unwrap();
    assert_eq!(value["verdict"], check["verdict"], "the gate and the report never differ");
    assert_eq!(value["findings"], check["findings"]);
}

#[test]
fn a_file_is_written_whole_and_its_name_says_the_format() {
    let sandbox = launch();
    let wrote = report(&sandbox, &["--output", "launch.html"]);
    assert!(wrote.starts_with("Wrote launch.html: NO-GO"), "{wrote}");
    assert_eq!(sandbox.read("launch.html"), report(&sandbox, &["--format", "html"]));
    report(&sandbox, &["-o", "launch.md"]);
    assert_eq!(sandbox.read("launch.md"), report(&sandbox, &[]));
    // As git's -C: the path is one in that folder.
    std::fs::create_dir(sandbox.path().join("out")).unwrap();
    let output = sandbox.run(&["-C", "out", "report", "--output", "launch.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(sandbox.read("out/launch.json").starts_with("{\n  \"schema\": 1,"));
    let left: Vec<_> = std::fs::read_dir(sandbox.path().join("out")).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing but the file stays: {left:?}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let sandbox = launch();
    for (arguments, code, words) in [
        (&["--output", "launch.pdf"][..], 2, "does not end in .html, .md or .json"),
        (&["--at", "nowhere"][..], 2, "is no revision of this repository"),
        (&["--date", "someday"][..], 2, "someday is not a date"),
        (&["--output", "no/such/folder.html"][..], 3, "cannot write no/such/folder.html"),
    ] {
        let output = sandbox.run(&[&["report"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(err(&output).contains(words), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
    let nothing = Sandbox::new();
    let output = nothing.run(&["report"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("HEAD"), "{}", err(&output));
}

#[test]
fn a_bare_repository_is_enough() {
    let sandbox = launch();
    let copy = Sandbox::without_repository();
    let from = sandbox.path().display().to_string();
    let cloned = copy.command("git").args(["clone", "--quiet", "--bare", &from, "."]).status();
    assert!(cloned.unwrap().success());
    assert_eq!(report(&copy, &["--format", "html"]), report(&sandbox, &["--format", "html"]));
}

#[test]
fn what_the_last_meeting_parked_is_told() {
    let sandbox = launch();
    sandbox.write("docs/meetings/2026-11-20.md", "# Minutes\n");
    sandbox.git(&["add", "--all"]);
    let message = "triage(Atlas): 1 parked\n\nGonogo-Meeting: 2026-11-20\nGonogo-Park: item A-2, ads-lead: Who <b>pays</b>?\n";
    sandbox.git(&["commit", "--quiet", "--message", message]);
    sandbox.commit_all("Elsewhere");
    let page = report(&sandbox, &["--format", "html"]);
    assert!(page.contains("Who &lt;b&gt;pays&lt;/b&gt;?") && page.contains("#item-A-2"));
    let json: serde_json::Value =
        serde_json::from_str(&report(&sandbox, &["--format", "json"])).unwrap();
    let parked =
        serde_json::json!([{"item": "A-2", "question": "Who <b>pays</b>?", "person": "ads-lead"}]);
    assert_eq!(json["parked"], parked);
    let before = report(&sandbox, &["--at", "HEAD~2"]);
    assert!(before.contains("Nothing was parked."));
}

/// Moves an item into a column and commits that on a day, with a message.
fn moved(sandbox: &Sandbox, id: &str, column: &str, day: &str, message: &str) {
    let path = format!("backlog/{id}.yaml");
    let text =
        sandbox.read(&path).replace("status: open\n", &format!("status: open\nscope: {column}\n"));
    sandbox.write(&path, text);
    sandbox.git(&["add", "--all"]);
    let when = format!("{day}T12:00:00+00:00");
    let made = sandbox
        .command("git")
        .args(["commit", "--quiet", "--message", message])
        .env("GIT_COMMITTER_DATE", &when)
        .env("GIT_AUTHOR_DATE", &when)
        .status()
        .unwrap();
    assert!(made.success());
}

#[test]
fn the_trend_and_what_changed_since_the_last_meeting_are_told() {
    let sandbox = launch();
    let meeting = |day: &str| format!("triage(Atlas): 1 decided\n\nGonogo-Meeting: {day}\n");
    moved(&sandbox, "A-1", "launch-critical", "2026-12-01", &meeting("2026-12-01"));
    moved(&sandbox, "A-2", "launch-critical", "2026-12-03", "By hand");
    moved(&sandbox, "A-3", "post-launch", "2026-12-08", &meeting("2026-12-08"));
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&report(&sandbox, &[&["--format", "json"], arguments].concat()))
            .unwrap()
    };
    // The last commit is a meeting itself: it is told with what was decided since the one before.
    let value = json(&[]);
    let since = &value["since_meeting"];
    assert_eq!(since["from"]["meeting"], "2026-12-01");
    let ids: Vec<&str> =
        since["changes"].as_array().unwrap().iter().map(|c| c["item"].as_str().unwrap()).collect();
    assert_eq!(ids, ["A-2", "A-3"]);
    assert_eq!(since["changes"][0]["subject"], "By hand", "who saw to it last");
    assert_eq!(since["to"]["verdict"], value["verdict"]);
    let days = value["trend"]["days"].as_array().unwrap();
    let last = days.last().unwrap();
    assert_eq!((&last["date"], &last["open_required"]), (&"2026-12-08".into(), &2.into()));
    // The same numbers as of the command, at that commit.
    let trend: serde_json::Value = serde_json::from_str(&out(&sandbox.run(&[
        "trend",
        "--format",
        "json",
        "--at",
        "2026-12-03",
    ])))
    .unwrap();
    assert_eq!(json(&["--at", "HEAD~1"])["trend"]["days"], trend["days"]);
    assert_eq!(json(&["--at", "HEAD~1"])["since_meeting"]["from"]["meeting"], "2026-12-01");
    assert_eq!(json(&["--at", "HEAD~2"])["since_meeting"], serde_json::Value::Null);
    // Up to the day that is asked for.
    let later = json(&["--date", "2026-12-20"]);
    assert_eq!(later["trend"]["today"], "2026-12-20");
    assert_eq!(later["trend"]["pace"]["days_left"], 23);
    let page = report(&sandbox, &["--format", "html"]);
    assert!(page.contains("href=\"#item-A-2\"") && page.contains("id=\"trend-scope-title\""));
    assert!(report(&sandbox, &[]).contains("## Since the last meeting"));
}

#[test]
fn a_shallow_clone_says_that_its_trend_begins_late() {
    let sandbox = launch();
    moved(&sandbox, "A-1", "launch-critical", "2026-12-01", "One");
    moved(&sandbox, "A-2", "launch-critical", "2026-12-03", "Two");
    let copy = Sandbox::without_repository();
    let from = format!("file://{}", sandbox.path().display());
    let cloned =
        copy.command("git").args(["clone", "--quiet", "--depth", "2", &from, "."]).status();
    assert!(cloned.unwrap().success());
    for format in ["html", "markdown"] {
        let text = report(&copy, &["--format", format]);
        assert!(text.contains("shallow clone: the series begin at its edge, on 2026-12-01"));
    }
}
