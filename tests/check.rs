//! The gate as CI asks it: exit codes, formats, revisions, bare repositories, broken files.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that cannot go on fails its test")]

mod support;

use std::process::{Command, Output};

use serde_json::Value;
use support::Sandbox;
use support::launch::{SETTINGS, launch};

const FORMATS: [&str; 6] = ["human", "json", "sarif", "github", "junit", "markdown"];

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What the gate finds, as JSON, and its exit code.
fn check(sandbox: &Sandbox, arguments: &[&str]) -> (Option<i32>, Value) {
    let all: Vec<&str> = ["check", "--format", "json"].iter().chain(arguments).copied().collect();
    let output = sandbox.run(&all);
    let text = out(&output);
    let json = serde_json::from_str(&text)
        .unwrap_or_else(|e| panic!("{e}: {text}\n{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), json)
}

/// The rules that found something, each once, in their order.
fn rules(json: &Value) -> Vec<&str> {
    let mut rules: Vec<&str> =
        json["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// A launch on which nothing is wrong: one item, done; one pack, held.
fn ready() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("gonogo.yaml", SETTINGS);
    sandbox.write("backlog/A-1.yaml", "id: A-1\ntitle: Done\nstatus: closed\n");
    sandbox.write("packs/shopify/pack.yaml", "id: shopify\nowner: commerce-lead\nlaunch: held\n");
    sandbox.commit_all("A launch");
    sandbox
}

#[test]
fn what_a_commit_brings_anew_is_a_change_of_its_pack() {
    let sandbox = ready();
    let pack = "packs/emea/hubspot/pack.yaml";
    sandbox.write(
        pack,
        "id: hubspot\nowner: commerce-lead\nlaunch: held\n\
         assets: {fixtures: [{path: fixtures/deep/empty.csv}]}\n\
         evidence: [{kind: test, ref: https://example.com/1, 'on': 2000-01-02}]\n",
    );
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "--quiet", "--date=1999-12-31T12:00:00Z", "-m", "A pack"]);
    // The fixture that it names is not there yet.
    assert_eq!(rules(&check(&sandbox, &[]).1), ["GNG050"]);
    sandbox.write("packs/emea/hubspot/fixtures/deep/empty.csv", "a,b\n");
    assert_eq!(rules(&check(&sandbox, &[]).1), [] as [&str; 0]);
    sandbox.commit_all("A fixture, in folders that were not there");
    assert_eq!(rules(&check(&sandbox, &[]).1), ["GNG052"]);

    let sandbox = ready();
    sandbox.write(pack, "id: hubspot\nowner: commerce-lead\nlaunch: held\nevidence: [{kind: test, ref: https://example.com/1, 'on': 2000-01-02}]\n");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "--quiet", "--amend", "-m", "The first commit"]);
    assert_eq!(rules(&check(&sandbox, &[]).1), ["GNG052"]);
}

#[test]
fn go_and_no_go_are_exit_codes_in_every_format() {
    let (go, no_go) = (ready(), launch());
    for format in FORMATS {
        let code = |sandbox: &Sandbox, more: &[&str]| {
            let all: Vec<&str> =
                ["check", "--format", format].iter().chain(more).copied().collect();
            let output = sandbox.run(&all);
            assert!(!output.stdout.is_empty(), "{format}");
            output.status.code()
        };
        assert_eq!(code(&go, &[]), Some(0), "{format}");
        assert_eq!(code(&no_go, &[]), Some(1), "{format}");
        assert_eq!(code(&no_go, &["--exit-zero"]), Some(0), "{format}");
        assert_eq!(code(&no_go, &["--at", "HEAD"]), Some(1), "{format}");
    }
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["check", "--at", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    sandbox.write("gonogo.yaml", "launch: {date: soon}\n");
    let output = sandbox.run(&["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    let nowhere = tempfile::tempdir().unwrap();
    let dir = nowhere.path().display().to_string();
    assert_eq!(sandbox.run(&["-C", &dir, "check"]).status.code(), Some(3));
}

#[test]
fn a_finding_names_the_exact_spot() {
    let sandbox = launch();
    sandbox.write(
        "backlog/B-1.yaml",
        "# a comment\nid: B-1\ntitle: T\nscope: post-launch\nowner: ads-lead\n\
         deferral: {link: PACK-1, risk: x, revisit: someday}\n",
    );
    let (_, json) = check(&sandbox, &[]);
    let found: Vec<&Value> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["file"] == "backlog/B-1.yaml")
        .collect();
    let date = found.iter().find(|f| f["rule"] == "GNG006").unwrap();
    assert_eq!((&date["line"], &date["column"]), (&6.into(), &35.into()), "{date}");
    for finding in &found {
        for key in ["message", "fix", "why", "severity"] {
            assert!(finding[key].as_str().is_some_and(|text| !text.is_empty()), "{finding}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_found_and_all_else_is_still_checked() {
    let sandbox = launch();
    let (_, before) = check(&sandbox, &[]);
    sandbox.write("backlog/A-1.yaml", "id: A-1\ntitle: [open\n");
    sandbox.write("backlog/A-2.yaml", "id: {{ item.id }}\ntitle: x\n");
    sandbox.write("packs/broken/pack.yaml", "- a list\n");
    let (code, json) = check(&sandbox, &[]);
    assert_eq!(code, Some(1));
    let findings = json["findings"].as_array().unwrap();
    let broken: Vec<&Value> = findings.iter().filter(|f| f["rule"] == "GNG001").collect();
    assert_eq!(broken.len(), 3, "{broken:#?}");
    let template = broken.iter().find(|f| f["file"] == "backlog/A-2.yaml").unwrap();
    assert!(template["message"].as_str().unwrap().contains("template"), "{template}");
    assert_eq!(findings.len(), before["findings"].as_array().unwrap().len() - 2 + 3);
}

#[test]
fn there_is_no_verdict_on_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("README.md", "# Nothing yet\n");
    sandbox.commit_all("Nothing yet");
    for arguments in [&["check"][..], &["check", "--at", "HEAD"], &["check", "--exit-zero"]] {
        let output = sandbox.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", out(&output));
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(words.contains("nothing to check: no file under backlog or packs"), "{words}");
    }
    // A folder whose name is misspelt is told, and what is there is still checked.
    sandbox.write("gonogo.yaml", "backlog: [{path: backlgo}]\n");
    sandbox.write("packs/p/pack.yaml", "id: p\nlaunch: held\n");
    let output = sandbox.run(&["check"]);
    assert_eq!(output.status.code(), Some(0));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("nothing under backlgo, which gonogo.yaml names"), "{words}");
}

#[test]
fn nobody_accepts_their_own_under_another_name() {
    let sandbox = launch();
    let item = |by: &str| {
        format!(
            "id: B-1\ntitle: T\nowner: ads-lead\nwaivers:\n  - {{rule: GNG010, why: w, compensation: c, \
             by: '{by}', until: 2027-01-12}}\n"
        )
    };
    let person = sandbox.read("gonogo.yaml");
    assert!(person.contains("ads-lead"), "{person}");
    for by in ["ads-lead", "Ads-Lead", "@ads-lead", "ads@example.com"] {
        sandbox.write("backlog/B-1.yaml", item(by));
        let (_, json) = check(&sandbox, &[]);
        let own = json["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "GNG043");
        let own = own.unwrap_or_else(|| panic!("{by}: {json}"));
        assert_eq!((&own["line"], &own["column"]), (&5.into(), &45.into()), "{own}");
        let refused = sandbox.run(&[
            "waive",
            "GNG010",
            "B-1",
            "--why",
            "w",
            "--compensation",
            "c",
            "--by",
            by,
            "--until",
            "launch",
        ]);
        assert_ne!(refused.status.code(), Some(0), "{by}");
    }
}

#[test]
fn a_revision_is_checked_without_touching_the_work_tree() {
    let sandbox = ready();
    sandbox.write("backlog/A-2.yaml", "id: A-2\ntitle: Undecided\n");
    sandbox.commit_all("Another item");
    // The work tree says something else altogether, and stays as it is.
    sandbox.write("backlog/A-2.yaml", "id: [\n");
    sandbox.write("gonogo.yaml", "launch: {date: soon}\n");
    let before = sandbox.git(&["status", "--porcelain"]);
    let (code, json) = check(&sandbox, &["--at", "HEAD~1"]);
    assert_eq!((code, rules(&json)), (Some(0), Vec::new()));
    let commit = sandbox.git(&["rev-parse", "HEAD~1"]);
    assert_eq!(json["revision"], commit.as_str());
    let (code, json) = check(&sandbox, &["--at", "HEAD"]);
    assert_eq!((code, rules(&json)), (Some(1), vec!["GNG010"]));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    // A tag and an abbreviated id name revisions too.
    sandbox.git(&["tag", "-a", "-m", "x", "v1", "HEAD~1"]);
    assert_eq!(check(&sandbox, &["--at", "v1"]).1["revision"], commit.as_str());
    assert_eq!(check(&sandbox, &["--at", &commit[..9]]).0, Some(0));
}

#[test]
fn the_work_tree_and_its_commit_give_the_same_answer() {
    let sandbox = Sandbox::new();
    let root = env!("CARGO_MANIFEST_DIR");
    for folder in ["backlog", "packs", "docs"] {
        let status = Command::new("cp")
            .args(["-R", &format!("{root}/{folder}"), &sandbox.path().display().to_string()])
            .status();
        assert!(status.unwrap().success());
    }
    let settings = std::fs::read_to_string(format!("{root}/gonogo.yaml")).unwrap();
    sandbox.write("gonogo.yaml", settings);
    sandbox.commit_all("The launch of this repository");
    let (code, mut here) = check(&sandbox, &[]);
    let (at_code, mut there) = check(&sandbox, &["--at", "HEAD"]);
    assert_eq!(code, at_code);
    here["revision"].take();
    there["revision"].take();
    assert_eq!(here, there);
}

#[test]
fn a_bare_repository_is_checked() {
    let sandbox = ready();
    let bare = sandbox.home().join("bare.git");
    let bare = bare.display().to_string();
    sandbox.git(&["clone", "--quiet", "--bare", ".", &bare]);
    for arguments in [&["-C", &bare, "check"][..], &["-C", &bare, "check", "--at", "HEAD"]] {
        let output = sandbox.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(out(&output).contains("GO"));
    }
}

#[test]
fn a_draft_is_not_counted_and_that_is_said() {
    let sandbox = ready();
    sandbox.write("backlog/A-2.yaml", "id: A-2\ntitle: Undecided\n");
    sandbox.commit_all("Another item");
    sandbox.run(&["withdraw", "A-2", "--why", "not needed"]);
    let output = sandbox.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("1 decision is not committed"), "{words}");
    assert!(out(&sandbox.run(&["status"])).contains("GO: 0 blocking"));
    sandbox.run(&["commit"]);
    assert_eq!(sandbox.run(&["check"]).status.code(), Some(0));
}

#[test]
fn what_is_withdrawn_with_a_reason_is_no_silent_cut_once_committed() {
    let sandbox = ready();
    let item = "id: A-2\ntitle: T\nscope: launch-critical\nrationale: Users meet it first.\n";
    sandbox.write("backlog/A-2.yaml", item);
    sandbox.write("backlog/A-3.yaml", item.replace("A-2", "A-3"));
    sandbox.commit_all("Two that hold the launch");
    sandbox.run(&["withdraw", "A-2", "--why", "The same case as A-1."]);
    sandbox.run(&["commit"]);
    let silent = sandbox.read("backlog/A-3.yaml") + "status: withdrawn\n";
    sandbox.write("backlog/A-3.yaml", silent);
    sandbox.commit_all("Withdrawn without a word");
    let (_, json) = check(&sandbox, &[]);
    let cuts: Vec<&Value> = json["findings"].as_array().unwrap().iter().collect();
    let of = |rule: &str| -> Vec<&str> {
        let found = cuts.iter().filter(|f| f["rule"] == rule);
        found.map(|f| f["subject"]["id"].as_str().unwrap()).collect()
    };
    assert_eq!(of("GNG013"), ["A-3"], "{json}");
}

#[test]
fn a_text_that_a_comma_cuts_short_is_shown_at_the_rest() {
    let sandbox = ready();
    let pack = "id: p\nowner: ads-lead\nlaunch: held\n\
                behavior:\n  no_flows: {show: banner, message: Flows are gone, but nothing else.}\n";
    sandbox.write("packs/p/pack.yaml", pack);
    let item = "id: A-2\ntitle: T\nscope: post-launch\n\
                deferral: {link: PACK-1, risk: Slow, but never wrong, revisit: 2027-02-01}\n";
    sandbox.write("backlog/A-2.yaml", item);
    let (_, json) = check(&sandbox, &[]);
    let spots: Vec<(&str, u64, u64)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == "GNG005")
        .map(|f| {
            let number = |key: &str| f[key].as_u64().unwrap();
            (f["file"].as_str().unwrap(), number("line"), number("column"))
        })
        .collect();
    assert_eq!(spots, [("backlog/A-2.yaml", 4, 38), ("packs/p/pack.yaml", 5, 53)], "{json}");
}

#[test]
fn a_waiver_lets_the_launch_go_and_stays_in_sight() {
    let sandbox = launch();
    for n in 2..=8 {
        sandbox.run(&["withdraw", &format!("A-{n}"), "--why", "not needed"]);
    }
    sandbox.run(&["launch", "shopify", "held"]);
    sandbox.run(&["move", "A-1", "launch-critical", "--criterion", "C1"]);
    sandbox.run(&["assign", "A-1", "commerce-lead"]);
    sandbox.run(&["commit"]);
    let (code, json) = check(&sandbox, &[]);
    assert_eq!((code, rules(&json)), (Some(1), vec!["GNG011"]), "no due date");
    let own = ["waive", "GNG011", "A-1", "--why", "w", "--compensation", "c", "--until", "launch"];
    let with = |by: &str| {
        let mut all: Vec<&str> = own.to_vec();
        all.extend(["--by", by]);
        sandbox.run(&all)
    };
    let refused = with("commerce-lead");
    assert_eq!(refused.status.code(), Some(1), "nobody waives what is their own");
    assert_eq!(with("ads-lead").status.code(), Some(0));
    sandbox.run(&["commit"]);
    let (code, json) = check(&sandbox, &[]);
    assert_eq!(code, Some(0));
    let waived = &json["findings"][0]["waived"];
    assert_eq!((&waived["by"], &waived["until"]), (&"ads-lead".into(), &"2027-01-12".into()));
    let file = sandbox.read("backlog/A-1.yaml");
    assert!(file.contains("waivers:") && file.contains("rule: GNG011"), "{file}");
    // When its last day has passed, it is a finding itself, and covers nothing.
    let late = sandbox
        .run_with(&["check", "--format", "json"], &[("GONOGO_NOW", "2027-01-13T10:00:00+01:00")]);
    assert_eq!(late.status.code(), Some(1));
    let late: Value = serde_json::from_str(&out(&late)).unwrap();
    assert_eq!(rules(&late), ["GNG011", "GNG043"]);
    let never = sandbox.run(&[
        "waive",
        "GNG001",
        "A-1",
        "--why",
        "w",
        "--compensation",
        "c",
        "--until",
        "launch",
        "--by",
        "ads-lead",
    ]);
    assert_eq!(never.status.code(), Some(1));
}

#[test]
fn a_sign_off_holds_what_was_signed() {
    let sandbox = launch();
    sandbox.write(
        "packs/shopify/pack.yaml",
        "# the pack\nid: shopify\ntitle: Shopify\nowner: commerce-lead\nassets: {docs: [page.md]}\n",
    );
    sandbox.write("packs/shopify/page.md", "# Shopify\n");
    sandbox.commit_all("A pack with a page");
    let sign = |role: &str, by: &str| {
        sandbox.run(&["signoff", "shopify", "go", "--role", role, "--by", by])
    };
    assert_eq!(sign("boss", "ads-lead").status.code(), Some(2), "no such role");
    assert_eq!(sign("data", "nobody").status.code(), Some(2), "no such person");
    let output =
        sandbox.run(&["signoff", "shopify", "no-go", "--role", "data", "--by", "ads-lead"]);
    assert_eq!(output.status.code(), Some(1), "a no-go says why");
    assert_eq!(sign("data", "ads-lead").status.code(), Some(0));
    sandbox.run(&["commit"]);
    let trailers = support::launch::trailers(&sandbox);
    assert!(
        trailers.contains(&"Gonogo-Sign-Off: shopify data go ads-lead".to_owned()),
        "{trailers:?}"
    );
    let stale = |sandbox: &Sandbox| {
        let (_, json) = check(sandbox, &[]);
        let findings = json["findings"].as_array().unwrap().clone();
        findings.iter().any(|f| f["message"].as_str().unwrap().contains("has changed since"))
    };
    assert!(!stale(&sandbox));
    let text = sandbox.read("packs/shopify/pack.yaml");
    assert!(text.starts_with("# the pack\nid: shopify\n") && text.contains("content: sha256:"));
    // Evidence, a comment and another line ending change nothing of what was signed.
    sandbox.run(&["evidence", "shopify", "https://example.com/1", "--covers", "stale_warn"]);
    sandbox.run(&["commit"]);
    let text = sandbox.read("packs/shopify/pack.yaml");
    sandbox.write("packs/shopify/pack.yaml", text.replace("# the pack", "# our pack"));
    sandbox.write("packs/shopify/page.md", "# Shopify\r\n");
    assert!(!stale(&sandbox));
    sandbox.write("packs/shopify/page.md", "# Shopify, new\n");
    assert!(stale(&sandbox), "a page that changed");
    sandbox.write("packs/shopify/page.md", "# Shopify\n");
    sandbox.write("packs/shopify/pack.yaml", text.replace("title: Shopify", "title: Shops"));
    assert!(stale(&sandbox), "a promise that changed");
}

#[test]
fn a_misspelt_key_is_mended_where_it_stands() {
    let sandbox = launch();
    let text = "id: B-1   # mine\ntitle: T\nownr:   ads-lead   # who\nscope: launch-adjacent\n";
    sandbox.write("backlog/B-1.yaml", text);
    sandbox.write("packs/p/pack.yaml", "id: p\nowner: ads-lead\nbehavor: {missing_table: hide}\n");
    sandbox.commit_all("Slips");
    assert_eq!(sandbox.run(&["mend", "B-1", "p"]).status.code(), Some(0));
    let diff = out(&sandbox.run(&["diff"]));
    assert!(diff.contains("-ownr:   ads-lead   # who\n+owner:   ads-lead   # who\n"), "{diff}");
    assert_eq!(sandbox.run(&["commit"]).status.code(), Some(0));
    assert_eq!(sandbox.read("backlog/B-1.yaml"), text.replace("ownr", "owner"));
    let pack = sandbox.read("packs/p/pack.yaml");
    assert!(pack.contains("behavior: {missing_table: hide"), "{pack}");
    let (_, json) = check(&sandbox, &[]);
    assert!(!rules(&json).contains(&"GNG003"), "{json}");
}

#[test]
fn github_gets_a_summary_of_the_step() {
    let sandbox = launch();
    let summary = sandbox.home().join("summary.md");
    std::fs::write(&summary, "before\n").unwrap();
    let summary_path = summary.display().to_string();
    let output = sandbox.run_with(
        &["check", "--format", "github"],
        &[("GITHUB_STEP_SUMMARY", summary_path.as_str())],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).lines().any(|line| line.starts_with("::error file=backlog/A-1.yaml,line="))
    );
    let text = std::fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("before\n") && text.contains("NO-GO"), "{text}");
}
