//! The hostile corpus through every command: what is printed holds no control sequence, the tables
//! stand, the formats stay what they are, and nothing in git is forged.
//!
//! `board_hostile.rs` takes the same corpus through the board.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails its test")]

mod support;

use std::collections::BTreeSet;
use std::process::Output;
use std::time::{Duration, Instant};

use gonogo::text::width;
use support::Sandbox;
use support::hostile::{NAMES, ORDERS, PIECES, files};
use support::hostile_launch::{
    assert_inert, assert_only_prose, everything, item_of, pack_of, quoted, texts,
};
use support::launch::{self, SETTINGS};

/// What a command may take at the most, unoptimised and on a machine with much else to do: what
/// grows with the square of its input takes far longer.
const LONGEST: Duration = Duration::from_secs(300);

#[test]
fn the_corpus_is_large() {
    let count = PIECES.len() + ORDERS.len() + NAMES.len() + files().len();
    assert!(count >= 150, "{count}");
    let distinct: BTreeSet<&str> = texts().collect();
    assert_eq!(distinct.len(), PIECES.len() + ORDERS.len(), "a text stands twice");
}

/// Runs a command, which must end by itself and print nothing that acts.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> (String, Output) {
    let begun = Instant::now();
    let output = sandbox.run(arguments);
    let what = format!("{arguments:?}");
    assert!(begun.elapsed() < LONGEST, "{what} took {:?}", begun.elapsed());
    let stderr = assert_inert(&output.stderr, &what);
    assert!(!stderr.contains("panicked"), "{what}: {stderr}");
    assert!(matches!(output.status.code(), Some(0..=3)), "{what}: {stderr}");
    // A tab within a cell, or between two of them, is what these formats are made of.
    let tabs = arguments.iter().any(|argument| matches!(*argument, "csv" | "tsv"));
    let bytes: Vec<u8> = output
        .stdout
        .iter()
        .map(|byte| if tabs && *byte == b'\t' { b' ' } else { *byte })
        .collect();
    (assert_inert(&bytes, &what), output)
}

fn succeed(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let (text, output) = run(sandbox, arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {stderr}");
    text
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&succeed(sandbox, arguments)).unwrap()
}

/// The columns of a table stand where its head says, in every row.
fn assert_table(text: &str, heads: &[&str]) {
    let mut lines = text.lines();
    let head = lines.next().unwrap();
    let starts: Vec<usize> = heads
        .iter()
        .map(|name| {
            width(&head[..head.find(name).unwrap_or_else(|| panic!("no {name} in {head:?}"))])
        })
        .collect();
    for line in lines {
        for start in starts.iter().skip(1) {
            let before = gonogo::text::fit(line, *start);
            let gap: String = before.chars().rev().take(2).collect();
            // A row may end before the last columns, where they are empty.
            assert!(gap == "  " || width(line) < *start || gap == "~ ", "{line:?} at {start}");
            let cut = width(line) <= *start || width(&before) == *start;
            assert!(cut, "{line:?} is cut inside a wide character at {start}");
        }
    }
}

#[test]
fn lists_and_tables_stand() {
    let sandbox = everything();
    let (table, _) = run(&sandbox, &["list"]);
    assert_table(&table, &["ID", "SCOPE", "STATUS", "RISK", "OWNER", "DUE", "PACK", "TITLE"]);
    let count = table.lines().count() - 1;
    assert!(count >= 2 * texts().count(), "{count} items");
    let listed = json(&sandbox, &["list", "--format", "json"]);
    let ids: Vec<&str> =
        listed["items"].as_array().unwrap().iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(ids.len(), count);
    for text in texts() {
        let id = text.trim();
        let stands = |other: &&str| *other == id || other.starts_with(&format!("{id}@"));
        assert!(id.is_empty() || ids.iter().any(stands), "{text:?} as an id is gone");
    }
    let lines = succeed(&sandbox, &["list", "--format", "jsonl"]);
    assert_eq!(lines.lines().count(), count);
    for line in lines.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let (_, output) = run(&sandbox, &["list", "--format", format]);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_reader(&*output.stdout);
        let columns = reader.headers().unwrap().len();
        let mut rows = 0;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), columns);
            for field in &record {
                for cell in field.split([';', '\t']) {
                    let cell = cell.trim_start_matches([' ', '"', '\u{a0}', '\u{3000}']);
                    let computes = ['=', '+', '-', '@', '\r', '＝', '＋', '－', '＠'];
                    assert!(!cell.starts_with(computes), "{format} computes {field:?}");
                }
            }
            rows += 1;
        }
        assert_eq!(rows, count);
    }
    for filter in ["risk>=medium", "\"\u{1b}[31m\"", "pack:none", "-is:deferred", "owner:\u{202e}"]
    {
        run(&sandbox, &["list", "--", filter]);
    }
    let (table, _) = run(&sandbox, &["packs"]);
    assert_table(&table, &["pack", "verdict", "behavior", "rollback", "kill", "docs", "evidence"]);
    json(&sandbox, &["packs", "--format", "json"]);
}

#[test]
fn the_gate_says_it_in_every_format() {
    let sandbox = everything();
    for revision in [&[][..], &["--at", "HEAD"]] {
        let check = |format| {
            let arguments = [&["check", "--exit-zero", "--format", format][..], revision].concat();
            succeed(&sandbox, &arguments)
        };
        check("human");
        let found: serde_json::Value = serde_json::from_str(&check("json")).unwrap();
        let count = found["findings"].as_array().unwrap().len();
        assert!(count > 1000, "{count} findings");
        let sarif: serde_json::Value = serde_json::from_str(&check("sarif")).unwrap();
        assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), count);
        let annotations = check("github");
        let (last, commands) = {
            let mut lines: Vec<&str> = annotations.lines().collect();
            (lines.pop().unwrap(), lines)
        };
        assert!(!last.starts_with("::") && !annotations.contains("##["));
        for line in &commands {
            let kinds = ["::error file=", "::warning file=", "::notice file=", "::notice title="];
            assert!(kinds.iter().any(|kind| line.starts_with(kind)), "{line:?}");
            assert_eq!(line.matches("title=").count().min(1), 1, "{line:?}");
        }
        assert!((count..=count + 1).contains(&commands.len()), "{} of {count}", commands.len());
        assert_well_formed(&check("junit"));
        assert_only_prose(&check("markdown"), &[]);
    }
}

/// XML that a strict parser takes, with no mark-up but ours.
fn assert_well_formed(xml: &str) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut open = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let ours = ["testsuites", "testsuite", "testcase", "failure", "skipped"];
                assert!(ours.contains(&name.as_str()), "a tag of somebody else's: {name}");
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
                open.push(name);
            }
            Event::Eof => break,
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {
                panic!("mark-up of somebody else's")
            }
            _ => {}
        }
    }
    assert!(!open.is_empty());
    let allowed =
        |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(allowed), "characters that XML does not have");
}

#[test]
fn generated_documents_hold_prose() {
    let sandbox = everything();
    succeed(&sandbox, &["docs"]);
    succeed(&sandbox, &["docs", "--check"]);
    for name in ["launch-scope", "known-limitations", "rollback", "deferrals", "launch-checklist"] {
        let text = sandbox.read(format!("docs/{name}.md"));
        assert_inert(text.as_bytes(), name);
        let (begin, end) =
            (format!("<!-- gonogo:begin {name} -->"), format!("<!-- gonogo:end {name} -->"));
        let markers = text.lines().filter(|line| line.trim_start().starts_with("<!-- gonogo:"));
        assert_eq!(markers.collect::<Vec<_>>(), [&begin, &end]);
        assert_only_prose(&text, &[&begin, &end]);
    }
}

#[test]
fn reports_and_agendas_say_it_without_acting() {
    let sandbox = everything();
    let page = succeed(&sandbox, &["report", "--format", "html"]);
    for order in ORDERS.iter().filter(|order| order.contains('<')) {
        assert!(!page.contains(order), "{order:?} got through");
    }
    for act in ["<script>alert", "<img src=x", "<svg/onload", "<b>bold"] {
        assert!(!page.contains(act), "{act:?} got through");
    }
    assert!(!page.contains("href=\"javascript:") && !page.contains("src=\"http"));
    assert_only_prose(&succeed(&sandbox, &["report", "--format", "markdown"]), &[]);
    json(&sandbox, &["report", "--format", "json"]);
    run(&sandbox, &["agenda"]);
    run(&sandbox, &["agenda", "--format", "json"]);
}

#[test]
fn showing_and_telling_are_inert() {
    let sandbox = everything();
    for n in (0..texts().count()).step_by(25) {
        json(&sandbox, &["show", &format!("H-{n:03}"), "--format", "json"]);
        json(&sandbox, &["show", &format!("p{n:03}"), "--format", "json"]);
    }
    for arguments in [&["log"][..], &["status"], &["config"], &["keys"], &["explain"]] {
        succeed(&sandbox, arguments);
    }
    for arguments in [&["log", "--format", "json"][..], &["status", "--format", "json"]] {
        json(&sandbox, arguments);
    }
}

#[test]
fn what_is_typed_comes_back_harmless_in_errors() {
    let sandbox = launch::launch();
    for text in texts().filter(|text| !text.contains('\0') && !text.is_empty()) {
        for arguments in [
            &["show", "--", text][..],
            &["move", "A-1", "--", text],
            &["list", "--format", text],
            &["check", "--at", text],
        ] {
            run(&sandbox, arguments);
        }
    }
    let few = texts().filter(|text| !text.contains('\0') && !text.is_empty()).step_by(7);
    for text in few {
        for arguments in [
            &["list", "--", text][..],
            &["log", "--since", text],
            &["log", "--", text],
            &["explain", "--", text],
            &["due", "A-1", "--", text],
            &["risk", "A-1", "--", text],
            &["assign", "A-1", "--", text],
            &[
                "waive",
                "GNG011",
                "A-1",
                "--why",
                text,
                "--compensation",
                text,
                "--by",
                text,
                "--until",
                text,
            ],
            &["signoff", "shopify", "go", "--role", text, "--by", text],
            &["defer", "A-1", "--link", text, "--risk", text],
            &["-C", text, "list"],
            &["schema", "--", text],
        ] {
            run(&sandbox, arguments);
        }
    }
    assert!(!sandbox.path().join("hostile-was-here").exists());
    assert!(!sandbox.home().join("hostile-was-here").exists());
}

#[test]
fn each_text_alone_is_shown_and_refused_in_harmless_words() {
    for text in texts() {
        let sandbox = Sandbox::new();
        sandbox.write("gonogo.yaml", SETTINGS);
        sandbox.write("backlog/a.yaml", format!("id: A\n{}", item_of(text)));
        sandbox.write("packs/p/pack.yaml", format!("id: p\n{}", pack_of(text)));
        let shown = succeed(&sandbox, &["show", "A"]);
        assert!(shown.starts_with('A') && shown.contains("  status "), "{text:?}: {shown}");
        succeed(&sandbox, &["show", "p"]);
        let quoted = quoted(text);
        let settings = [
            format!("launch: {{name: x, date: {quoted}}}\n"),
            format!("{quoted}: x\n"),
            format!("columns: [{{id: {quoted}, role: {quoted}}}]\n"),
            format!(
                "backlog: [{{path: backlog, files: {quoted}, fields: {{{quoted}: {quoted}}}}}]\n"
            ),
            format!("trackers: [{{match: {quoted}, url: {quoted}}}]\n"),
            format!("rules: {{{quoted}: {{severity: {quoted}}}}}\n"),
        ];
        // Which of them is the turn of which text does not matter; all of them come often.
        let settings = &settings[text.len() % settings.len()];
        sandbox.write("gonogo.yaml", settings);
        run(&sandbox, &["status"]);
        run(&sandbox, &["check", "--format", "github"]);
    }
}

/// What the trailers of the last commit are, as git reads them.
fn trailers(sandbox: &Sandbox) -> Vec<String> {
    launch::trailers(sandbox)
}

#[test]
fn commits_say_what_was_decided_and_no_more() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "gonogo.yaml",
        SETTINGS.replace("name: Atlas", "name: \"A\\e[31m\\nGonogo-Move: x\""),
    );
    let texts: Vec<&str> =
        texts().filter(|text| !text.contains('\0') && !text.trim().is_empty()).collect();
    for (n, text) in texts.iter().enumerate() {
        let content = format!("id: {}\ntitle: {}\nrisk: low\n", quoted(text), quoted(text));
        sandbox.write(format!("backlog/{n:03}.yaml"), content);
    }
    sandbox.commit_all("Before");
    let listed = json(&sandbox, &["list", "--format", "json"]);
    let ids: Vec<String> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect();
    let mut decided = 0;
    for (text, id) in texts.iter().zip(&ids) {
        // An id that begins with a hyphen is an id all the same.
        let (_, output) =
            run(&sandbox, &["move", "--why", &format!("w{text}"), "--", id, "launch-critical"]);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || words.contains("there is no item"), "{id:?}: {words}");
        decided += usize::from(output.status.success());
    }
    assert!(decided > texts.len() * 9 / 10, "{decided} of {}", texts.len());
    run(&sandbox, &["status"]);
    let patch = sandbox.run(&["diff"]).stdout;
    std::fs::write(sandbox.home().join("patch"), patch).unwrap();
    let patch = sandbox.home().join("patch").display().to_string();
    sandbox.git(&["apply", "--check", &patch]);
    succeed(&sandbox, &["commit", "--dry-run"]);
    succeed(&sandbox, &["commit"]);
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert_inert(message.as_bytes(), "the message");
    let found = trailers(&sandbox);
    let moves = found.iter().filter(|line| line.starts_with("Gonogo-Move: ")).count();
    assert_eq!(moves, decided, "{found:#?}");
    assert_eq!(found.len(), decided + 1, "{found:#?}");
    let by_log = sandbox.git(&["log", "-1", "--format=%(trailers)"]);
    assert_eq!(by_log.lines().count(), found.len());
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]).matches("Gonogo-Move").count(), 1);
    sandbox.git(&["fsck", "--strict"]);
    succeed(&sandbox, &["log"]);
    json(&sandbox, &["log", "--format", "json"]);
    // Told of, and taken back.
    let decided_in = sandbox.git(&["rev-parse", "HEAD"]);
    succeed(&sandbox, &["changes", "HEAD~1", "HEAD"]);
    json(&sandbox, &["changes", "HEAD~1", "HEAD", "--format", "json"]);
    succeed(&sandbox, &["trend"]);
    succeed(&sandbox, &["revert", "HEAD"]);
    succeed(&sandbox, &["status"]);
    succeed(&sandbox, &["commit", "--dry-run"]);
    succeed(&sandbox, &["commit"]);
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert_inert(message.as_bytes(), "the message of what was taken back");
    let found = trailers(&sandbox);
    let of = |key: &str| found.iter().filter(|line| line.starts_with(key)).count();
    assert_eq!((of("Gonogo-Move: "), of("Gonogo-Revert: ")), (decided, decided), "{found:#?}");
    assert_eq!(found.len(), 2 * decided + 1, "{found:#?}");
    let taken_back = found.iter().filter(|line| line.ends_with(&decided_in)).count();
    assert_eq!(taken_back, decided, "{found:#?}");
    succeed(&sandbox, &["log"]);
    // A message of one's own, with all of it.
    for text in texts.iter().step_by(5) {
        let id = &ids[0];
        run(&sandbox, &["move", "--", id, "undecided"]);
        run(&sandbox, &["commit", &format!("--message={text}")]);
        run(&sandbox, &["move", "--", id, "launch-critical"]);
        let (_, output) = run(&sandbox, &["commit", &format!("--message=x\n\n{text}")]);
        assert!(output.status.success());
        let found = trailers(&sandbox);
        assert_eq!(found.len(), 2, "{text:?}: {found:#?}");
        assert!(found[1].starts_with("Gonogo-Move: "));
    }
    sandbox.git(&["fsck", "--strict"]);
}

#[test]
fn a_patch_is_harmless_on_a_terminal_and_exact_in_a_pipe() {
    let sandbox = launch::launch();
    // YAML takes no raw controls; the prose of a Markdown file is nobody's business.
    let raw = "\u{9b}31m \u{202e}\x1b[31m\u{85}";
    sandbox.write("backlog/A-8.md", format!("---\nid: A-8\nrisk: low\n---\n{raw}\n"));
    sandbox.commit_all("Raw controls in prose");
    succeed(&sandbox, &["risk", "A-8", "high"]);
    let piped = sandbox.run(&["diff"]);
    assert!(String::from_utf8_lossy(&piped.stdout).contains('\u{9b}'), "git needs every byte");
    let session = sandbox.start(100, 30, &["diff"], &[("NO_COLOR", "1")]);
    assert!(session.wait_exit().success());
    support::assert_only_own_sequences(&session.raw());
    assert!(session.screen().contains("<9B>31m"), "{}", session.screen());
}

#[test]
fn structure_bombs_are_findings_and_the_rest_works() {
    let sandbox = launch::launch();
    for (name, bytes) in files() {
        sandbox.write(format!("backlog/{name}"), bytes);
    }
    let found = json(&sandbox, &["check", "--exit-zero", "--format", "json"]).to_string();
    for name in ["huge.yaml", "alias-bomb.yaml", "deep-flow.yaml", "nul.yaml", "template.yaml"] {
        assert!(found.contains(&format!("backlog/{name}")), "{name} is not named");
    }
    for arguments in [&["list"][..], &["list", "--format", "csv"], &["status"], &["packs"]] {
        succeed(&sandbox, arguments);
    }
    for format in ["human", "sarif", "github", "junit", "markdown"] {
        succeed(&sandbox, &["check", "--exit-zero", "--format", format]);
    }
    assert!(succeed(&sandbox, &["list", "risk:high"]).contains("Title of A-1"));
    succeed(&sandbox, &["move", "A-1", "launch-critical"]);
    succeed(&sandbox, &["commit"]);
    assert_eq!(launch::changed_by(&sandbox, "HEAD"), ["backlog/A-1.yaml"]);
}
