//! A field that was decided here and changed elsewhere: shown with base, theirs and ours, chosen,
//! kept; everything else goes on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::Sandbox;
use support::launch::{changed_by, commits, launch};
use support::steps::{leave, open, review, run};

const FILE: &str = "backlog/A-1.yaml";

fn done(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let (code, said) = run(sandbox, arguments);
    assert_eq!(code, 0, "{arguments:?}: {said}");
    said
}

/// Changes a line of the file of A-1, and commits that.
fn theirs(sandbox: &Sandbox, from: &str, to: &str) {
    let text = sandbox.read(FILE);
    assert!(text.contains(from), "{text}");
    sandbox.write(FILE, text.replace(from, to));
    sandbox.commit_all("theirs");
}

/// Moves the branch to a commit that changes the file, and leaves index and work tree behind.
fn theirs_without_work_tree(sandbox: &Sandbox, from: &str, to: &str) {
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    theirs(sandbox, from, to);
    let new = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.git(&["reset", "--hard", "--quiet", &head]);
    sandbox.git(&["update-ref", "refs/heads/main", &new]);
}

#[test]
fn a_conflict_holds_back_its_row_and_nothing_else() {
    let sandbox = launch();
    done(&sandbox, &["risk", "A-1", "medium"]);
    done(&sandbox, &["assign", "A-1", "ads-lead"]);
    done(&sandbox, &["move", "A-2", "1"]);
    theirs(&sandbox, "risk: high", "risk: low");
    let status = done(&sandbox, &["status"]);
    let words = "risk was high, is low in the file now, and medium in the draft";
    assert!(status.contains(words), "{status}");
    let json = done(&sandbox, &["status", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let conflict = serde_json::json!([{
        "id": "A-1", "field": "risk", "in": "file",
        "base": "high", "theirs": "low", "ours": "medium",
    }]);
    assert_eq!(json["conflicts"], conflict);

    let (code, dry) = run(&sandbox, &["commit", "--dry-run"]);
    assert!(code == 1 && dry.contains(words) && dry.contains("gonogo resolve A-1"), "{dry}");
    assert_eq!(commits(&sandbox), 2);
    let (code, said) = run(&sandbox, &["commit"]);
    assert!(code == 1 && said.contains("1 decision is held back: A-1: "), "{said}");
    assert_eq!(commits(&sandbox), 3);
    assert_eq!(changed_by(&sandbox, "HEAD"), [FILE, "backlog/A-2.yaml"]);
    let file = sandbox.read(FILE);
    assert!(file.contains("risk: low") && file.contains("owner: ads-lead"), "{file}");
    assert!(done(&sandbox, &["status"]).contains("1 decision not committed"));
}

#[test]
fn theirs_lets_the_decision_go_and_ours_puts_it_there() {
    let sandbox = launch();
    done(&sandbox, &["risk", "A-1", "medium"]);
    theirs(&sandbox, "risk: high", "risk: low");
    let (code, said) = run(&sandbox, &["resolve", "A-2", "ours"]);
    assert!(code == 1 && said.contains("nothing to choose"), "{said}");
    let (code, said) = run(&sandbox, &["resolve", "A-1", "mine"]);
    assert!(code == 2 && said.contains("theirs, ours"), "{said}");

    done(&sandbox, &["resolve", "A-1", "theirs"]);
    assert!(done(&sandbox, &["status"]).contains("No decisions"), "nothing is left to commit");
    // A choice is undone like any other decision, and the conflict is there again.
    done(&sandbox, &["undo"]);
    assert_eq!(run(&sandbox, &["commit"]).0, 1);
    assert_eq!(commits(&sandbox), 2);
    done(&sandbox, &["resolve", "A-1", "ours", "--field", "risk", "--commit"]);
    assert!(sandbox.read(FILE).contains("risk: medium"));
    let body = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(body.contains("risk low -> medium"), "{body}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn deciding_again_chooses() {
    let sandbox = launch();
    done(&sandbox, &["risk", "A-1", "medium"]);
    theirs(&sandbox, "risk: high", "risk: low");
    let same = done(&sandbox, &["risk", "A-1", "medium"]);
    assert!(same.contains("gonogo resolve A-1"), "{same}");
    assert_eq!(run(&sandbox, &["commit"]).0, 1);
    done(&sandbox, &["risk", "A-1", "none", "--commit"]);
    assert!(!sandbox.read(FILE).contains("risk:"));
}

#[test]
fn head_moved_without_the_work_tree() {
    let sandbox = launch();
    done(&sandbox, &["risk", "A-1", "medium"]);
    theirs_without_work_tree(&sandbox, "kind: bug", "kind: gap");
    // Another field of the same item: the commit holds both, the stale files keep their own.
    done(&sandbox, &["commit"]);
    let head = sandbox.git(&["show", &format!("HEAD:{FILE}")]);
    assert!(head.contains("kind: gap") && head.contains("risk: medium"), "{head}");
    let file = sandbox.read(FILE);
    assert!(file.contains("kind: bug") && file.contains("risk: medium"), "{file}");

    // The decided field itself.
    sandbox.git(&["reset", "--hard", "--quiet"]);
    done(&sandbox, &["risk", "A-1", "high"]);
    theirs_without_work_tree(&sandbox, "risk: medium", "risk: low");
    let (code, said) = run(&sandbox, &["commit"]);
    let words = "risk was medium, is low in the last commit now, and high in the draft";
    assert!(code == 1 && said.contains(words), "{said}");
    done(&sandbox, &["resolve", "A-1", "ours", "--commit"]);
    assert!(sandbox.git(&["show", &format!("HEAD:{FILE}")]).contains("risk: high"));
}

#[test]
fn what_is_committed_while_the_review_is_open_is_built_upon() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    review(&board);
    sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: New meanwhile\nrisk: low\n");
    theirs(&sandbox, "kind: bug", "kind: gap");
    board.answer("y");
    board.wait_text("Committed 1 decision");
    assert_eq!(commits(&sandbox), 3);
    assert_eq!(changed_by(&sandbox, "HEAD"), [FILE]);
    let file = sandbox.read(FILE);
    assert!(file.contains("kind: gap") && file.contains("scope: launch-critical"), "{file}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    board.wait_text("New meanwhile");
    leave(&board);
}

#[test]
fn only_a_field_that_changed_on_both_sides_is_asked() {
    let sandbox = launch();
    let board = open(&sandbox);
    board.type_for("!", "Risk");
    board.type_for("m", "A-1 is medium risk");
    review(&board);
    theirs(&sandbox, "risk: high", "risk: low");
    board.wait_text("[!] A-1");
    for words in ["risk changed on both sides", "base    high", "theirs  low", "ours    medium"] {
        board.wait_text(words);
    }
    assert_eq!(commits(&sandbox), 2);
    board.type_for("t", "risk of A-1");
    board.wait_text("t  theirs: low");
    board.wait_text("e  another value");
    board.type_for("o", "[x] A-1");
    board.answer("y");
    board.wait_text("Committed 1 decision");
    assert_eq!(commits(&sandbox), 3);
    assert!(sandbox.read(FILE).contains("risk: medium"));
    leave(&board);
}

#[test]
fn a_conflict_stands_on_its_card_and_a_choice_outlives_a_kill() {
    let sandbox = launch();
    done(&sandbox, &["risk", "A-1", "medium"]);
    theirs(&sandbox, "risk: high", "risk: low");
    let board = sandbox.start(160, 48, &[], &[]);
    board.wait_text("[conflict] Title of A-1");
    board.type_for("/A-1<enter><enter>", "Conflict");
    board.wait_text("risk was high, is low in the file now, and medium in the draft; t chooses");
    board.type_for("t", "It is low in the file now.");
    board.type_for("t", "A-1 is low risk");
    board.wait_gone("Conflict ");
    board.kill();
    board.wait_exit();
    let again = sandbox.start(160, 48, &[], &[]);
    again.wait_text("A-1");
    again.wait_gone("[conflict]");
    again.type_for("u", "Undone");
    again.wait_text("[conflict] Title of A-1");
    // Another value than either.
    again.type_for("/A-1<enter>t", "e  another value");
    again.type_for("e", "Risk");
    again.type_for("h", "A-1 is high risk");
    again.wait_gone("[conflict]");
    again.kill();
    again.wait_exit();
    done(&sandbox, &["commit"]);
    assert!(sandbox.read(FILE).contains("risk: high"));
}

#[test]
fn what_is_staged_is_told_before_and_can_be_left_alone() {
    let sandbox = launch();
    done(&sandbox, &["risk", "A-1", "medium"]);
    // Staged, and taken back in the work tree: only what is staged says something else.
    let before = sandbox.read(FILE);
    sandbox.write(FILE, before.replace("risk: high", "risk: low"));
    sandbox.git(&["add", FILE]);
    sandbox.write(FILE, &before);
    let (code, dry) = run(&sandbox, &["commit", "--dry-run"]);
    let words = "risk was high, is low in what is staged now, and medium in the draft";
    assert!(code == 1 && dry.contains(words) && dry.contains("--leave staged"), "{dry}");
    done(&sandbox, &["commit", "--leave", "staged"]);
    assert!(sandbox.git(&["show", &format!("HEAD:{FILE}")]).contains("risk: medium"));
    assert!(sandbox.git(&["show", &format!(":{FILE}")]).contains("risk: low"));
    assert!(sandbox.read(FILE).contains("risk: medium"));
}

#[test]
fn what_is_staged_to_be_deleted_is_told_before() {
    let sandbox = launch();
    sandbox.git(&["rm", "--cached", "--quiet", FILE]);
    let board = open(&sandbox);
    board.type_for("1", "Moved A-1");
    board.type_for("C", "[!] A-1");
    board.wait_text("is staged to be deleted");
    board.type_for("t", "A-1 is held back");
    board.type_for("l", "[x] A-1");
    board.answer("y");
    board.wait_text("Committed");
    leave(&board);
    assert!(sandbox.git(&["show", &format!("HEAD:{FILE}")]).contains("scope: launch-critical"));
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-status"]), format!("D\t{FILE}"));
}

/// HEAD holds the decision, but the file has been in git for longer than that: whoever took it out of
/// the index meant it.
#[test]
fn what_is_staged_to_be_deleted_stays_so_where_the_last_commit_has_the_decision() {
    let sandbox = launch();
    done(&sandbox, &["move", "A-1", "1"]);
    let before = sandbox.read(FILE);
    sandbox.write(FILE, format!("{before}scope: launch-critical\n"));
    sandbox.git(&["commit", "--all", "--quiet", "-m", "By hand"]);
    sandbox.git(&["rm", "--cached", "--quiet", FILE]);
    let (code, said) = run(&sandbox, &["commit"]);
    assert!(code == 1 && said.contains("is staged to be deleted"), "{said}");
    assert_eq!(sandbox.git(&["diff", "--cached", "--name-status"]), format!("D\t{FILE}"));
}

#[test]
fn a_file_that_is_gone_is_told_before() {
    let sandbox = launch();
    done(&sandbox, &["move", "A-1", "1"]);
    done(&sandbox, &["move", "A-2", "1"]);
    std::fs::remove_file(sandbox.path().join(FILE)).unwrap();
    let (code, said) = run(&sandbox, &["commit"]);
    assert!(code == 1 && said.contains("A-1: backlog/A-1.yaml is gone"), "{said}");
    assert_eq!(changed_by(&sandbox, "HEAD"), ["backlog/A-2.yaml"]);
    done(&sandbox, &["commit", "--leave", "file"]);
    assert_eq!(changed_by(&sandbox, "HEAD"), [FILE]);
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        format!(" D {FILE}"),
        "as the user left it"
    );
}

#[test]
fn what_the_last_commit_cannot_take_is_told_before() {
    let sandbox = launch();
    // Committed broken, mended in the work tree and not committed yet.
    let whole = sandbox.read(FILE);
    sandbox.write(FILE, format!("{whole}broken: [\n"));
    sandbox.write("backlog/list.yaml", "items:\n  - {id: L-1, title: One}\n");
    sandbox.commit_all("broken");
    sandbox.write(FILE, &whole);
    sandbox.write(
        "backlog/list.yaml",
        "items:\n  - {id: L-1, title: One}\n  - {id: L-2, title: Two}\n",
    );
    for id in ["A-1", "L-1", "L-2"] {
        done(&sandbox, &["move", id, "1"]);
    }
    let (code, said) = run(&sandbox, &["commit", "--leave", "file", "--leave", "staged"]);
    assert_eq!(code, 1);
    assert!(said.contains("A-1: the last commit's backlog/A-1.yaml cannot be read"), "{said}");
    assert!(said.contains("L-2: the last commit's backlog/list.yaml does not hold L-2"), "{said}");
    assert_eq!(changed_by(&sandbox, "HEAD"), ["backlog/list.yaml"]);
    assert!(!sandbox.git(&["show", "HEAD:backlog/list.yaml"]).contains("L-2"));
    assert!(sandbox.read("backlog/list.yaml").contains("L-2"));
}

/// A file that came with the last commit and is not in the index any more: somebody wants it out of
/// git, also where the journal was not closed over that commit.
#[test]
fn what_was_taken_out_of_the_index_stays_out() {
    let sandbox = launch();
    sandbox.write("backlog/N-1.yaml", "id: N-1\ntitle: New\nstatus: open\n");
    done(&sandbox, &["move", "N-1", "1"]);
    let journal = sandbox.read(".git/gonogo/journal");
    done(&sandbox, &["commit"]);
    sandbox.write(".git/gonogo/journal", journal);
    sandbox.git(&["rm", "--quiet", "--cached", "backlog/N-1.yaml"]);
    let (code, said) = run(&sandbox, &["commit"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("backlog/N-1.yaml is staged to be deleted"), "{said}");
    let status = "D  backlog/N-1.yaml\n?? backlog/N-1.yaml";
    assert_eq!(sandbox.git(&["status", "--porcelain"]), status);
    done(&sandbox, &["commit", "--leave", "staged"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), status);
    assert_eq!(commits(&sandbox), 2);
    assert!(done(&sandbox, &["status"]).contains("No decisions"));
}
