//! Another team's real backlog, 656 files with names and words of their own: it all loads, what is
//! odd is reported, and a decision touches only the lines that it decides.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a helper that cannot go on fails its test; a test that is skipped says so"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::Sandbox;
use support::launch::{changed_by, commits, trailers};

const SETTINGS: &str = "\
launch: {name: Release, date: 2027-01-12}
backlog:
  - path: keps
    files: '**/kep.yaml'
    fields: {id: kep-number, owner: authors, labels: participating-sigs, scope: launch-scope}
    values:
      status:
        implemented: closed
        withdrawn: withdrawn
        replaced: withdrawn
        rejected: withdrawn
        provisional: open
        implementable: open
        deferred: open
packs: []
";

/// The folder with the proposals, where it is there.
fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os("GONOGO_CORPORA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
    };
    let keps = folder.join("keps");
    if !keps.is_dir() {
        println!("skipped: {} is not there", keps.display());
        return None;
    }
    Some(keps)
}

/// Copies every `kep.yaml`; gives how many there are.
fn copy(from: &Path, to: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            count += copy(&path, &to.join(name));
        } else if name == "kep.yaml" {
            fs::create_dir_all(to).unwrap();
            fs::copy(&path, to.join(name)).unwrap();
            count += 1;
        }
    }
    count
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let output = sandbox.run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A repository with the proposals, and how many there are.
fn keps() -> Option<(Sandbox, usize)> {
    let corpus = corpus()?;
    let sandbox = Sandbox::new();
    let count = copy(&corpus, &sandbox.path().join("keps"));
    assert!(count > 600, "{count} in {}", corpus.display());
    sandbox.write("gonogo.yaml", SETTINGS);
    sandbox.commit_all("The proposals");
    Some((sandbox, count))
}

/// The findings of the rules about files, as `rule about what: message`.
fn odd(status: &Value) -> Vec<String> {
    let findings = status["findings"].as_array().unwrap();
    let words = |finding: &Value| {
        let subject = &finding["subject"];
        let about = subject["path"].as_str().or(subject["id"].as_str()).unwrap_or_default();
        format!("{} {about}: {}", finding["rule"].as_str().unwrap(), finding["message"])
    };
    findings.iter().map(words).filter(|words| words.starts_with("GNG00")).collect()
}

#[test]
fn a_foreign_backlog_loads_whole_and_what_is_odd_is_named() {
    let Some((sandbox, count)) = keps() else { return };
    sandbox.write("keps/sig-x/1-broken/kep.yaml", "title: a\nkep-number: [1\n");
    let list = json(&sandbox, &["list", "--format", "json"]);
    let items = list["items"].as_array().unwrap();
    let status = json(&sandbox, &["status", "--format", "json"]);
    let odd = odd(&status);
    let unread = odd.iter().filter(|words| words.starts_with("GNG001")).count();
    assert_eq!(items.len() + unread, count + 1, "{odd:#?}");
    for words in [
        "GNG001 keps/sig-x/1-broken/kep.yaml",
        "GNG004 NNNN: \"keps/NNNN-kep-template/kep.yaml has no id of its own",
        "GNG005 NNNN: \"NNNN: status is still the placeholder",
        "GNG005 2625: \"2625: status is \\\"imlpemented\\\"",
    ] {
        assert!(odd.iter().any(|found| found.starts_with(words)), "{words} in {odd:#?}");
    }
    // Two proposals have the number 2133: each is there, under a name of its own.
    let named = |id: &str| items.iter().find(|item| item["id"] == id).cloned();
    assert!(named("2133").is_some());
    assert!(named("2133@keps/sig-node/2133-kubelet-credential-providers/kep.yaml").is_some());

    let item = named("1326").unwrap();
    assert_eq!(item["owner"], "@aimeeu", "the first of the authors");
    assert_eq!(item["status"], "open", "{item:#}");
    assert_eq!(item["extra"]["owning-sig"], "sig-docs", "foreign fields stay");
    let by = |status: &str| items.iter().filter(|item| item["status"] == status).count();
    assert!(by("closed") > 100 && by("withdrawn") > 10 && by("open") > 200);
}

#[test]
fn a_decision_touches_only_the_lines_that_it_decides() {
    let Some((sandbox, _)) = keps() else { return };
    let list = json(&sandbox, &["list", "--format", "json"]);
    let items = list["items"].as_array().unwrap();
    let ids: Vec<&str> =
        items.iter().step_by(10).map(|item| item["id"].as_str().unwrap()).collect();
    let run = |before: &[&str], ids: &[&str], after: &[&str]| {
        let output = sandbox.run(&[before, ids, after].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["move"], &ids, &["launch-critical", "--why", "Decided: on Monday, \"10 %\" # yes"]);
    run(&["due"], &ids, &["2026-12-18"]);
    run(&["commit"], &[], &[]);
    assert_eq!(commits(&sandbox), 2);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(changed_by(&sandbox, "HEAD").len(), ids.len());
    let diff = sandbox.git(&["show", "--format=", "--unified=0", "HEAD"]);
    let (mut counts, mut removed) = ([0; 3], Vec::new());
    for line in diff.lines().filter(|line| !line.starts_with("+++") && !line.starts_with("---")) {
        match line.trim_end_matches('\r') {
            "+launch-scope: launch-critical" => counts[0] += 1,
            "+rationale: 'Decided: on Monday, \"10 %\" # yes'" => counts[1] += 1,
            "+due: 2026-12-18" => counts[2] += 1,
            line if line.starts_with('-') => removed.push(line.to_owned()),
            line => {
                assert!(!line.starts_with('+') || removed.contains(&line.replacen('+', "-", 1)))
            }
        }
    }
    assert_eq!(counts, [ids.len(); 3], "each decided line once a file");
    // Only the last line of a file without a line end may seem to be replaced.
    assert!(removed.len() <= diff.matches("No newline at end of file").count(), "{removed:#?}");
    assert_eq!(
        trailers(&sandbox).iter().filter(|t| t.starts_with("Gonogo-Move: ")).count(),
        ids.len()
    );
    // It is read again as it was decided.
    let again = json(&sandbox, &["list", "scope:launch-critical", "--format", "json"]);
    assert_eq!(again["items"].as_array().unwrap().len(), ids.len());

    // Words and lists of theirs: the status in their word, the new owner in front of the authors.
    run(&["close", "1326", "--evidence", "https://example.com/1"], &[], &[]);
    run(&["assign", "1326", "@sftim"], &[], &["--commit"]);
    let file = sandbox.read("keps/sig-docs/1326-third-party-content-in-docs/kep.yaml");
    assert!(file.contains("status: implemented\n"), "{file}");
    let authors = "authors:\n  - \"@sftim\"\n  - \"@aimeeu\"\n  - \"@jimangel\"\n  - \"@zachary";
    assert!(file.contains(authors), "{file}");
}

#[test]
fn the_board_opens_on_it() {
    let Some((sandbox, _)) = keps() else { return };
    let board = sandbox.start(160, 48, &["board", "--filter", "label:sig-docs"], &[]);
    board.wait_text("Release");
    board.type_keys("<esc>");
    board.type_for("/1326<enter>gg", ">1326");
    board.type_for("1", "Moved 1326 to 1 Launch-critical");
    board.type_for("C", "+launch-scope: launch-critical");
    board.type_keys("<esc>");
    board.type_for("u", "Undone: Moved 1326");
    board.type_keys("q");
    assert!(board.wait_exit().success());
}
