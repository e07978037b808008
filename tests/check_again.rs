//! The gate asked again: the answer that was kept is told only where looking again would find the
//! same, whatever happened in between.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use chrono::NaiveDate;
use gonogo::report::gate::json::json;
use gonogo::workspace::check::{Answer, check};
use support::Sandbox;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A launch with one of the packs of this repository, an item in two files each, and a release.
fn launch() -> Sandbox {
    let sandbox = Sandbox::new();
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    sandbox.write("gonogo.yaml", fs::read(own.join("gonogo.yaml")).unwrap());
    for (id, scope) in [("A-1", "launch-critical"), ("A-2", "post-launch"), ("A-3", "")] {
        let text = format!(
            "id: {id}\ntitle: The tile shows something else\npacks: [shopify]\nscope: {scope}\n\
             evidence: [{{kind: doc, ref: docs/later.md}}]\n"
        );
        sandbox.write(format!("backlog/{id}.yaml"), text);
    }
    copy(&own.join("packs/shopify"), &sandbox.path().join("packs/shopify"));
    sandbox.commit_all("A launch");
    sandbox
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

fn ask(sandbox: &Sandbox) -> Answer {
    check(&sandbox.path(), None, today()).unwrap()
}

/// Asks once nothing is so young any more that its stamp could stand for two states, and keeps the
/// answer.
fn ask_and_keep(sandbox: &Sandbox) {
    let probe = sandbox.path().join(".git/probe");
    let now = || {
        fs::write(&probe, "").unwrap();
        let meta = probe.metadata().unwrap();
        (meta.mtime(), meta.mtime_nsec())
    };
    let (seconds, nanos) = now();
    // The clock is that of the disk.
    while now()
        <= (seconds + i64::from(nanos >= 850_000_000), (nanos + 150_000_000) % 1_000_000_000)
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    ask(sandbox).keep();
}

/// That what is told after a change is what a look without anything kept tells.
fn assert_told_as_it_is(sandbox: &Sandbox, what: &str) -> bool {
    let told = ask(sandbox);
    let kept = sandbox.path().join(".git/gonogo/check");
    let aside = sandbox.path().join(".git/aside");
    fs::rename(&kept, &aside).unwrap();
    let looked = ask(sandbox);
    fs::rename(&aside, &kept).unwrap();
    assert!(!looked.is_kept());
    assert_eq!(json(&told.gate()), json(&looked.gate()), "{what}");
    assert_eq!(told.remarks(), looked.remarks(), "{what}");
    told.is_kept()
}

#[test]
fn where_nothing_changed_the_answer_is_not_looked_for_again() {
    let sandbox = launch();
    ask_and_keep(&sandbox);
    assert!(assert_told_as_it_is(&sandbox, "nothing"));
    // What is not looked at does not count, and neither does what git keeps for itself.
    sandbox.write("README.md", "# A launch\n");
    sandbox.git(&["branch", "other"]);
    assert!(assert_told_as_it_is(&sandbox, "something else"));
    let told = |arguments: &[&str]| sandbox.run(arguments).stdout;
    let kept = sandbox.path().join(".git/gonogo/check");
    for format in ["human", "json", "sarif", "junit", "markdown", "github"] {
        // The program keeps an answer of its own, beside that of this test.
        fs::remove_file(&kept).unwrap();
        let first = told(&["check", "--format", format]);
        assert!(kept.exists(), "{format}: nothing was kept");
        assert_eq!(first, told(&["check", "--format", format]), "{format}");
        assert!(first.len() > 100, "{format}");
    }
}

type Change<'a> = Box<dyn Fn() + 'a>;

#[test]
fn whatever_changed_is_looked_at() {
    let sandbox = launch();
    let root = sandbox.path();
    let pack = || sandbox.read("packs/shopify/pack.yaml");
    let changes: Vec<(&str, Change<'_>)> = vec![
        (
            "an item of the same length",
            Box::new(|| {
                let text = sandbox.read("backlog/A-1.yaml");
                sandbox
                    .write("backlog/A-1.yaml", text.replace("launch-critical", "launch-adjacent"));
            }),
        ),
        (
            "an item of the same length and age",
            Box::new(|| {
                let path = root.join("backlog/A-1.yaml");
                let before = path.metadata().unwrap().modified().unwrap();
                let text = sandbox.read("backlog/A-1.yaml");
                sandbox
                    .write("backlog/A-1.yaml", text.replace("launch-adjacent", "launch-critical"));
                fs::File::options().write(true).open(path).unwrap().set_modified(before).unwrap();
            }),
        ),
        (
            "an item swapped for another",
            Box::new(|| {
                sandbox
                    .write("backlog/new", sandbox.read("backlog/A-2.yaml").replace("A-2", "A-9"));
                fs::rename(root.join("backlog/new"), root.join("backlog/A-2.yaml")).unwrap();
            }),
        ),
        ("an item more", Box::new(|| sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: New\n"))),
        (
            "an item in a new folder",
            Box::new(|| sandbox.write("backlog/x/B-2.yaml", "title: New\n")),
        ),
        ("an item less", Box::new(|| fs::remove_file(root.join("backlog/A-3.yaml")).unwrap())),
        (
            "an item under another name",
            Box::new(|| {
                fs::rename(root.join("backlog/B-1.yaml"), root.join("backlog/C-1.yaml")).unwrap();
            }),
        ),
        (
            "a pack",
            Box::new(|| {
                sandbox.write("packs/shopify/pack.yaml", pack().replace("owner:", "ownr:"));
            }),
        ),
        ("evidence that is there now", Box::new(|| sandbox.write("docs/later.md", "Done.\n"))),
        (
            "evidence that is gone",
            Box::new(|| fs::remove_file(root.join("docs/later.md")).unwrap()),
        ),
        ("a page of a pack", Box::new(|| sandbox.write("packs/shopify/quickstart.md", "# Pack\n"))),
        (
            "a fixture less",
            Box::new(|| {
                fs::remove_dir_all(root.join("packs/shopify/fixtures")).unwrap();
            }),
        ),
        ("owners of code", Box::new(|| sandbox.write(".github/CODEOWNERS", "* @commerce-lead\n"))),
        (
            "the settings",
            Box::new(|| {
                let text = sandbox.read("gonogo.yaml");
                sandbox.write(
                    "gonogo.yaml",
                    text.replace("rules: {", "rules: {GNG010: {severity: off}, "),
                );
            }),
        ),
        ("a commit", Box::new(|| sandbox.commit_all("More"))),
        (
            "a release that a plan goes back to",
            Box::new(|| {
                let to =
                    pack().lines().find_map(|l| l.trim().strip_prefix("to: ").map(str::to_owned));
                sandbox.git(&["tag", to.unwrap().trim_matches('"')]);
            }),
        ),
        (
            "a file that may not be read",
            Box::new(|| {
                let mode = fs::Permissions::from_mode(0o000);
                fs::set_permissions(root.join("backlog/A-1.yaml"), mode).unwrap();
            }),
        ),
        (
            "a link in place of a file",
            Box::new(|| {
                fs::remove_file(root.join("backlog/A-1.yaml")).unwrap();
                std::os::unix::fs::symlink("A-2.yaml", root.join("backlog/A-1.yaml")).unwrap();
            }),
        ),
        (
            "what the link leads to",
            Box::new(|| sandbox.write("backlog/A-2.yaml", "title: Other\n")),
        ),
        (
            "a folder in place of a file",
            Box::new(|| {
                fs::remove_file(root.join("backlog/A-1.yaml")).unwrap();
                fs::create_dir(root.join("backlog/A-1.yaml")).unwrap();
            }),
        ),
        ("all packs gone", Box::new(|| fs::remove_dir_all(root.join("packs")).unwrap())),
    ];
    for (what, change) in changes {
        ask_and_keep(&sandbox);
        change();
        assert!(!assert_told_as_it_is(&sandbox, what), "{what} was not noticed");
    }
}

#[test]
fn another_day_is_another_question() {
    let sandbox = launch();
    ask_and_keep(&sandbox);
    let later = today() + chrono::Days::new(40);
    let told = check(&sandbox.path(), None, later).unwrap();
    assert!(!told.is_kept());
    assert!(ask(&sandbox).is_kept());
}

#[test]
fn what_was_written_just_now_is_not_kept() {
    let sandbox = launch();
    ask_and_keep(&sandbox);
    sandbox.write("backlog/A-1.yaml", "id: A-1\ntitle: First\nscope: nowhere\n");
    ask(&sandbox).keep();
    assert!(!ask(&sandbox).is_kept());
}

#[test]
fn no_damage_is_believed() {
    let sandbox = launch();
    ask_and_keep(&sandbox);
    let expected = json(&ask(&sandbox).gate());
    let path = sandbox.path().join(".git/gonogo/check");
    let whole = fs::read(&path).unwrap();
    let step = whole.len() / 150;
    for at in (0..whole.len()).step_by(step).chain(0..24) {
        for damaged in
            [whole[..at].to_vec(), [&whole[..at], &[whole[at] ^ 0x41], &whole[at + 1..]].concat()]
        {
            fs::write(&path, damaged).unwrap();
            let answer = ask(&sandbox);
            assert!(!answer.is_kept(), "at {at}");
            assert_eq!(json(&answer.gate()), expected, "at {at}");
        }
    }
    // A sum that agrees does not make what is told whole.
    for at in (20..whole.len()).step_by(step) {
        let body = &whole[20..at];
        let sum = crc32fast::hash(body).to_le_bytes();
        fs::write(&path, [&whole[..16], &sum, body].concat()).unwrap();
        assert_eq!(json(&ask(&sandbox).gate()), expected, "cut at {at}");
    }
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    assert_eq!(json(&ask(&sandbox).gate()), expected, "a link");
}

#[test]
fn where_nothing_can_be_kept_the_gate_answers_all_the_same() {
    let sandbox = launch();
    let expected = json(&ask(&sandbox).gate());
    fs::remove_dir_all(sandbox.path().join(".git/gonogo")).unwrap();
    sandbox.write(".git/gonogo", "in the way");
    let answer = ask(&sandbox);
    answer.keep();
    assert_eq!(json(&answer.gate()), expected);
    assert_eq!(sandbox.read(".git/gonogo"), "in the way");
}
