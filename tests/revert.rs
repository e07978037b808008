//! What a commit decided is taken back by new decisions, which go the way of all others.

mod support;

use support::Sandbox;
use support::launch::{launch, trailers};

/// Runs a command that has to succeed, and gives what it printed.
fn done(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout) + &text(&output.stderr)
}

/// Runs a command that has to be refused with a code, and gives what it said.
fn refused(sandbox: &Sandbox, code: i32, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_old_commit_is_taken_back_as_one_step_in_the_draft() {
    let sandbox = launch();
    let original = sandbox.read("backlog/A-1.yaml");
    done(&sandbox, &["move", "A-1", "A-2", "launch-critical", "--why", "It shows."]);
    done(&sandbox, &["commit"]);
    done(&sandbox, &["assign", "A-1", "ads-lead", "--commit"]);
    let head = sandbox.git(&["rev-parse", "HEAD"]);

    let said = done(&sandbox, &["revert", "HEAD~1"]);
    assert!(said.contains("Took back what"), "{said}");
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head, "only the draft changes");
    let status = done(&sandbox, &["status"]);
    assert!(status.contains("A-1 launch-critical -> undecided"), "{status}");
    // One step: one undo takes all of it back, and redo makes it again.
    done(&sandbox, &["undo"]);
    assert!(done(&sandbox, &["status"]).contains("No decisions since the last commit"));
    done(&sandbox, &["redo"]);
    done(&sandbox, &["commit"]);
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert_eq!(subject, "triage(Atlas): 2 reverted");
    let full = sandbox.git(&["rev-parse", "HEAD~2"]);
    let trailers = trailers(&sandbox);
    assert!(trailers.contains(&format!("Gonogo-Revert: A-1 {full}")), "{trailers:?}");
    assert!(trailers.contains(&"Gonogo-Move: A-1 launch-critical -> undecided".to_owned()));
    // Byte for byte what stood there, and what was decided since.
    assert_eq!(
        sandbox.read("backlog/A-1.yaml"),
        original.replace("risk: high\n", "risk: high\nowner: ads-lead\n")
    );
    assert_eq!(
        sandbox.read("backlog/A-2.yaml"),
        sandbox.git(&["show", "HEAD~3:backlog/A-2.yaml"]) + "\n"
    );
}

#[test]
fn what_was_changed_again_since_stays_and_is_named() {
    let sandbox = launch();
    done(&sandbox, &["move", "A-1", "launch-critical", "--why", "First."]);
    done(&sandbox, &["assign", "A-1", "ads-lead"]);
    done(&sandbox, &["commit"]);
    done(&sandbox, &["assign", "A-1", "commerce-lead", "--commit"]);
    let said = done(&sandbox, &["revert", "HEAD~1", "A-1"]);
    assert!(
        said.contains(
            "owner of A-1 was changed again since: none before, ads-lead then, commerce-lead now"
        ),
        "{said}"
    );
    done(&sandbox, &["commit"]);
    let text = sandbox.read("backlog/A-1.yaml");
    assert!(text.contains("owner: commerce-lead") && !text.contains("scope:"), "{text}");
    // Again: all of it is either so already or overruled.
    let said = refused(&sandbox, 1, &["revert", "HEAD~2", "A-1"]);
    assert!(said.contains("nothing is taken back"), "{said}");
    assert!(refused(&sandbox, 2, &["revert", "HEAD~2", "A-3"]).contains("changed nothing in A-3"));
    assert!(refused(&sandbox, 2, &["revert", "no-such"]).contains("no revision"));
}

#[test]
fn one_note_is_taken_out_from_among_others() {
    let sandbox = launch();
    let with_notes = |notes: &str| {
        let text = sandbox.git(&["show", "HEAD:backlog/A-1.yaml"]);
        let text = text.split("notes:").next().unwrap_or_default().trim_end().to_owned();
        sandbox.write("backlog/A-1.yaml", format!("{text}\nnotes:\n{notes}"));
    };
    with_notes("  - {on: 2026-11-01, text: one}\n");
    sandbox.commit_all("One");
    with_notes("  - {on: 2026-11-01, text: one}\n  - {on: 2026-11-02, text: two}\n");
    sandbox.commit_all("Two");
    with_notes(
        "  - {on: 2026-11-01, text: one}\n  - {on: 2026-11-02, text: two}\n  - {on: 2026-11-03, text: three}\n",
    );
    sandbox.commit_all("Three");
    done(&sandbox, &["revert", "HEAD~1", "--commit"]);
    let text = sandbox.read("backlog/A-1.yaml");
    assert!(text.contains("text: one") && text.contains("text: three"), "{text}");
    assert!(!text.contains("text: two"), "{text}");
}

#[test]
fn decisions_on_packs_are_taken_back_too() {
    let sandbox = launch();
    let original = sandbox.read("packs/shopify/pack.yaml");
    done(&sandbox, &["launch", "shopify", "preview"]);
    done(&sandbox, &["signoff", "shopify", "go", "--role", "owner", "--by", "commerce-lead"]);
    done(&sandbox, &["commit"]);
    let status = done(&sandbox, &["revert", "HEAD"]);
    assert!(status.contains("shopify"), "{status}");
    done(&sandbox, &["commit"]);
    assert_eq!(sandbox.read("packs/shopify/pack.yaml"), original);
    assert!(!trailers(&sandbox).iter().any(|t| t.contains("Sign-Off")), "nobody signed anew");
}

#[test]
fn what_was_written_down_or_deleted_is_refused_with_the_way_out() {
    let sandbox = launch();
    let said = refused(&sandbox, 1, &["revert", "HEAD", "A-1"]);
    assert!(said.contains("A-1 was written down by it; withdraw it"), "{said}");
    sandbox.git(&["rm", "--quiet", "backlog/A-2.yaml"]);
    sandbox.commit_all("Away");
    let said = refused(&sandbox, 1, &["revert", "HEAD"]);
    let cure = said.lines().find(|line| line.contains("git checkout")).unwrap_or_default();
    let words: Vec<&str> = cure.split("git ").nth(1).unwrap_or_default().split(" brings").collect();
    let args: Vec<&str> = words.first().unwrap_or(&"").split(' ').collect();
    sandbox.git(&args);
    assert!(
        sandbox.read("backlog/A-2.yaml").contains("id: A-2"),
        "the way out that it names works"
    );
    sandbox.write("notes.txt", "nothing of ours");
    sandbox.commit_all("Other");
    sandbox.write("notes.txt", "again");
    sandbox.commit_all("Other again");
    assert!(refused(&sandbox, 1, &["revert", "HEAD"]).contains("decided nothing"));
}

#[test]
fn a_merge_is_taken_back_on_the_branch_that_it_was_made_on() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "-b", "side"]);
    done(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    sandbox.git(&["checkout", "--quiet", "main"]);
    done(&sandbox, &["move", "A-2", "launch-adjacent", "--commit"]);
    sandbox.git(&["merge", "--quiet", "--no-edit", "side"]);
    done(&sandbox, &["revert", "HEAD", "--commit"]);
    assert!(!sandbox.read("backlog/A-1.yaml").contains("scope:"));
    assert!(sandbox.read("backlog/A-2.yaml").contains("scope: launch-adjacent"));
}

#[test]
fn r_in_the_history_puts_the_opposite_into_the_draft() {
    let sandbox = launch();
    done(&sandbox, &["move", "A-1", "launch-critical", "--commit"]);
    let board = sandbox.start(120, 30, &[], &[]);
    board.wait_text("Undecided");
    board.type_keys("gh");
    board.wait_text("scope none -> launch-critical");
    board.type_keys("r");
    board.wait_text("Took back what");
    board.wait_text("1 uncommitted decision");
    board.type_keys("gb");
    board.type_keys("C");
    board.wait_text("reverts ");
    board.type_keys("<esc>");
    board.type_keys("u");
    board.wait_text("Undone");
    board.type_keys("q");
    assert!(board.wait_exit().success());
}
