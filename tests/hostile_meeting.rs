//! The hostile corpus through a meeting: what is typed in it and what it is about go into minutes, a
//! commit message, an agenda and the history, and act in none of them.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::io::Write;
use std::process::Stdio;

use support::Sandbox;
use support::hostile_launch::{assert_inert, assert_only_prose, item_of, texts};
use support::launch::{SETTINGS, trailers};

fn run(sandbox: &Sandbox, arguments: &[&str], input: &str) -> String {
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_gonogo"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let what = format!("{arguments:?}");
    let errors = assert_inert(&output.stderr, &what);
    assert!(output.status.success(), "{what}: {errors}");
    assert_inert(&output.stdout, &what)
}

#[test]
fn a_meeting_about_all_of_it_and_in_its_words() {
    let sandbox = Sandbox::new();
    let settings = SETTINGS.replace("name: Atlas", "name: \"A\\e[31m\\nGonogo-Meeting: x\"");
    sandbox.write("gonogo.yaml", settings);
    // What is typed is one line, and no terminal hands on a NUL.
    let typed: Vec<String> = texts()
        .map(|text| text.replace(['\n', '\r', '\0'], " "))
        .filter(|text| !text.trim().is_empty())
        .collect();
    for (n, text) in texts().enumerate() {
        sandbox.write(format!("backlog/H-{n:03}.yaml"), format!("id: H-{n:03}\n{}", item_of(text)));
    }
    sandbox.commit_all("Before");
    let mut lines = Vec::new();
    for (n, text) in typed.iter().enumerate() {
        match n % 3 {
            0 => lines.extend(["2", text, "y"].map(str::to_owned)),
            1 => lines.extend([format!("s {text}"), "ads-lead".to_owned()]),
            _ => lines.extend([format!("x {text}"), "y".to_owned()]),
        }
    }
    lines.extend(["C", "y", ""].map(str::to_owned));
    let guests: Vec<String> = typed.iter().map(|text| text.replace(',', ";")).collect();
    let guests = format!("ads-lead,{}", guests.join(","));
    let said = run(&sandbox, &["meet", "--plain", "--attendees", &guests], &lines.join("\n"));
    assert!(said.contains("The minutes are in docs/meetings/2026-11-23.md."), "{said}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");

    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert_inert(message.as_bytes(), "the message");
    let found = trailers(&sandbox);
    let of = |key: &str| found.iter().filter(|line| line.starts_with(key)).count();
    let (moved, parked) = (of("Gonogo-Move: H-"), of("Gonogo-Park: item H-"));
    assert!(moved > typed.len() / 4 && parked > typed.len() / 4, "{moved}, {parked}: {found:#?}");
    assert_eq!(of("Gonogo-Meeting: 2026-11-23"), 1, "{found:#?}");
    let ours = of("Gonogo-");
    assert_eq!(ours, found.len(), "{found:#?}");

    let minutes = sandbox.read("docs/meetings/2026-11-23.md");
    assert_inert(minutes.as_bytes(), "the minutes");
    assert_only_prose(&minutes, &[]);
    let heads: Vec<&str> = minutes.lines().filter(|line| line.starts_with('#')).collect();
    let mut distinct = heads.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(heads.len(), distinct.len(), "{heads:#?}");
    assert_eq!(heads.iter().filter(|line| line.starts_with("# ")).count(), 1, "{heads:#?}");

    let again = run(&sandbox, &["minutes", "HEAD"], "");
    assert_only_prose(&again, &[]);
    for arguments in [
        &["agenda"][..],
        &["log"],
        &["changes"],
        &["changes", "HEAD~1", "HEAD"],
        &["trend"],
        &["revert", "HEAD"],
        &["status"],
        &["commit"],
    ] {
        run(&sandbox, arguments, "");
    }
    assert_inert(sandbox.git(&["log", "-1", "--format=%B"]).as_bytes(), "taken back");
    assert!(trailers(&sandbox).iter().all(|line| line.starts_with("Gonogo-")));
    sandbox.git(&["fsck", "--strict"]);
}
