//! The commit plan on real repositories: what goes along, and what each version of a file becomes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use gonogo::workspace::Workspace;
use gonogo::workspace::plan::{NewFile, Plan, Request};
use support::Sandbox;
use support::launch::{changed_by, launch, trailers};

fn open(sandbox: &Sandbox) -> Workspace {
    Workspace::open(&sandbox.path()).unwrap()
}

#[test]
fn files_and_trailers_go_along_with_the_decisions() {
    let sandbox = launch();
    assert!(sandbox.run(&["move", "A-1", "1"]).status.success());
    let mut workspace = open(&sandbox);
    let loaded = workspace.load().unwrap();
    let minutes =
        NewFile { path: "docs/meetings/2026-11-23.md".into(), text: "# Minutes\n".into() };
    let request = Request {
        rows: loaded.draft.rows(),
        files: vec![minutes],
        trailers: vec![("Gonogo-Meeting".into(), "2026-11-23".into())],
        ..Request::default()
    };
    let plan = workspace.plan(&request, &loaded.board).unwrap();
    assert!(plan.patch().contains("+++ b/docs/meetings/2026-11-23.md"));
    workspace.commit(&plan).unwrap();
    assert_eq!(changed_by(&sandbox, "HEAD"), ["backlog/A-1.yaml", "docs/meetings/2026-11-23.md"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(trailers(&sandbox).contains(&"Gonogo-Meeting: 2026-11-23".to_owned()));

    // A file that somebody has written already is not written over.
    let other = NewFile { path: "docs/meetings/2026-11-23.md".into(), text: "# Other\n".into() };
    let request = Request { files: vec![other], ..Request::default() };
    let refused = workspace.plan(&request, &loaded.board).unwrap_err().to_string();
    assert!(refused.contains("is there already"), "{refused}");
}

/// The plan of a commit of the whole draft.
fn reviewed(workspace: &mut Workspace) -> Plan {
    let loaded = workspace.load().unwrap();
    let request = Request { rows: loaded.draft.rows(), ..Request::default() };
    workspace.plan(&request, &loaded.board).unwrap()
}

/// What somebody commits between the review and the commit, too late for the board to take it in.
fn theirs(sandbox: &Sandbox, from: &str, to: &str) {
    let text = sandbox.read("backlog/A-1.yaml");
    assert!(text.contains(from), "{text}");
    sandbox.write("backlog/A-1.yaml", text.replace(from, to));
    sandbox.commit_all("theirs");
}

#[test]
fn what_is_committed_after_the_review_is_built_upon() {
    let sandbox = launch();
    assert!(sandbox.run(&["risk", "A-1", "medium"]).status.success());
    let mut workspace = open(&sandbox);
    let plan = reviewed(&mut workspace);
    theirs(&sandbox, "kind: bug", "kind: gap");
    let done = workspace.commit(&plan).unwrap();
    assert!(done.laid_again);
    assert!(done.words().contains(", on top of what was committed meanwhile"), "{}", done.words());
    let file = sandbox.read("backlog/A-1.yaml");
    assert!(file.contains("kind: gap") && file.contains("risk: medium"), "{file}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_field_that_changed_after_the_review_is_asked_for() {
    let sandbox = launch();
    assert!(sandbox.run(&["risk", "A-1", "medium"]).status.success());
    let mut workspace = open(&sandbox);
    let plan = reviewed(&mut workspace);
    theirs(&sandbox, "risk: high", "risk: low");
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let refused = workspace.commit(&plan).unwrap_err().to_string();
    assert!(refused.contains("so nothing was committed"), "{refused}");
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    let conflicts = workspace.load().unwrap().conflicts;
    assert!(conflicts.iter().any(|conflict| conflict.target.as_str() == "A-1"), "{conflicts:?}");
}

/// Another gonogo commits the same decision, and then one that takes it back: laying the first one
/// on that again would look as if nothing had happened.
#[test]
fn what_another_gonogo_has_committed_meanwhile_is_not_committed_again() {
    let sandbox = launch();
    let run = |arguments: &[&str]| assert!(sandbox.run(arguments).status.success());
    run(&["risk", "A-1", "medium"]);
    let mut workspace = open(&sandbox);
    let plan = reviewed(&mut workspace);
    run(&["commit"]);
    run(&["risk", "A-1", "high", "--commit"]);
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let done = workspace.commit(&plan).unwrap();
    assert!(!done.made && done.rows.is_empty(), "{done:?}");
    assert!(done.words().contains("nothing was left to commit"), "{}", done.words());
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    assert!(sandbox.read("backlog/A-1.yaml").contains("risk: high"));

    // The same where it was only taken back.
    run(&["risk", "A-1", "low"]);
    let plan = reviewed(&mut workspace);
    run(&["undo"]);
    assert!(workspace.commit(&plan).unwrap().rows.is_empty());
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    assert!(sandbox.read("backlog/A-1.yaml").contains("risk: high"));
}
