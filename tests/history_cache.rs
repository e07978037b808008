//! The cache of the history only saves time: whatever becomes of it, the answer is the same.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use std::fs;
use std::path::PathBuf;

use support::Sandbox;
use support::launch::launch;

fn log(sandbox: &Sandbox) -> String {
    let output = sandbox.run(&["log", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The files of the cache.
fn kept(sandbox: &Sandbox) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(sandbox.path().join(".git/gonogo")) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut kept: Vec<PathBuf> = paths
        .filter(|path| path.file_name().unwrap().to_str().unwrap().contains("history-"))
        .collect();
    kept.sort();
    kept
}

fn decide(sandbox: &Sandbox, round: usize) {
    let item = format!("backlog/A-{}.yaml", round % 7 + 1);
    let text = sandbox.read(&item);
    let text = text.split("notes:").next().unwrap();
    sandbox.write(&item, format!("{text}notes:\n  - {{on: 2026-11-01, text: round {round}}}\n"));
    sandbox.commit_all(&format!("Round {round}"));
}

fn some_history() -> Sandbox {
    let sandbox = launch();
    (0..9).for_each(|round| decide(&sandbox, round));
    sandbox
}

#[test]
fn a_damaged_or_deleted_cache_changes_nothing() {
    let sandbox = some_history();
    let told = log(&sandbox);
    let [file] = kept(&sandbox).try_into().unwrap();
    let whole = fs::read(&file).unwrap();
    assert_eq!(log(&sandbox), told, "from the cache");
    // Cut off anywhere, and every byte of the head and some of the rest turned over.
    for at in (0..whole.len()).step_by(whole.len() / 40 + 1).chain(0..24) {
        fs::write(&file, &whole[..at]).unwrap();
        assert_eq!(log(&sandbox), told, "cut off at {at}");
        let mut turned = whole.clone();
        turned[at] ^= 0x55;
        fs::write(&file, turned).unwrap();
        assert_eq!(log(&sandbox), told, "turned over at {at}");
    }
    assert!(log(&sandbox) == told && fs::read(&file).unwrap().len() == whole.len(), "made anew");
    fs::remove_file(&file).unwrap();
    assert_eq!(log(&sandbox), told, "deleted");
}

#[test]
fn new_commits_rebases_and_other_branches_are_told_as_without_it() {
    let sandbox = some_history();
    let fresh = |sandbox: &Sandbox| {
        kept(sandbox).iter().for_each(|file| fs::remove_file(file).unwrap());
        log(sandbox)
    };
    log(&sandbox);
    decide(&sandbox, 20);
    let told = log(&sandbox);
    assert_eq!(fresh(&sandbox), told);
    // A branch from the middle, merged after more was decided: the order is the same again.
    sandbox.git(&["checkout", "--quiet", "-b", "side", "HEAD~4"]);
    sandbox.write("backlog/A-8.md", "---\nid: A-8\ntitle: T\nscope: launch-critical\n---\n");
    sandbox.commit_all("Side");
    log(&sandbox);
    sandbox.git(&["checkout", "--quiet", "main"]);
    decide(&sandbox, 21);
    log(&sandbox);
    sandbox.git(&["merge", "--quiet", "--no-edit", "side"]);
    let told = log(&sandbox);
    assert_eq!(fresh(&sandbox), told);
    sandbox.git(&["reset", "--quiet", "--hard", "HEAD~3"]);
    let told = log(&sandbox);
    assert_eq!(fresh(&sandbox), told);
    // Other names of fields are another reading of the same commits.
    sandbox.write("gonogo.yaml", "backlog: [{path: backlog, fields: {scope: kind}}]\n");
    let other = log(&sandbox);
    assert_ne!(other, told);
    assert_eq!(fresh(&sandbox), other);
}

#[test]
fn files_that_are_not_needed_any_more_go() {
    let sandbox = some_history();
    for n in 0..8 {
        sandbox.write("gonogo.yaml", format!("backlog: [{{path: backlog}}, {{path: more-{n}}}]\n"));
        log(&sandbox);
    }
    assert!(kept(&sandbox).len() <= 4, "{:?}", kept(&sandbox));
}

#[test]
fn several_writers_at_once_leave_a_whole_file() {
    let sandbox = some_history();
    let told = log(&sandbox);
    for _ in 0..3 {
        kept(&sandbox).iter().for_each(|file| fs::remove_file(file).unwrap());
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| log(&sandbox))).collect();
            for run in runs {
                assert_eq!(run.join().unwrap(), told);
            }
        });
        assert_eq!(kept(&sandbox).len(), 1, "no half file stays behind");
        assert_eq!(log(&sandbox), told);
    }
}

#[test]
fn a_board_that_only_looks_keeps_nothing() {
    let sandbox = some_history();
    let board = sandbox.start(100, 28, &["board", "--read-only"], &[]);
    board.wait_text("Undecided");
    board.type_keys("gh");
    board.wait_text("Ada Chair");
    board.type_keys("<esc>");
    board.type_keys("q");
    assert!(board.wait_exit().success());
    assert_eq!(kept(&sandbox), Vec::<PathBuf>::new());
}
