//! The generated documents, through the real binary: written between markers, checked with a diff.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use support::launch::launch;

fn out(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const ALL: [&str; 5] = [
    "docs/deferrals.md",
    "docs/known-limitations.md",
    "docs/launch-checklist.md",
    "docs/launch-scope.md",
    "docs/rollback.md",
];

#[test]
fn they_are_written_once_and_are_then_current() {
    let sandbox = launch();
    let stale = sandbox.run(&["docs", "--check"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(out(&stale).contains("--- /dev/null\n+++ b/docs/launch-scope.md\n"), "{}", out(&stale));
    assert!(!sandbox.path().join("docs").exists(), "--check writes nothing");
    let written = out(&sandbox.run(&["docs"]));
    for path in ALL {
        assert!(written.contains(&format!("Wrote {path}")), "{written}");
        assert!(sandbox.read(path).contains("<!-- gonogo:end "));
    }
    assert_eq!(sandbox.run(&["docs", "--check"]).status.code(), Some(0));
    assert_eq!(out(&sandbox.run(&["docs"])), "The generated documents are current.\n");
    assert!(sandbox.read("docs/launch-scope.md").contains("- **A-1** Title of A-1"));
}

#[test]
fn own_text_stays_and_a_change_makes_them_stale() {
    let sandbox = launch();
    sandbox.run(&["docs"]);
    let path = "docs/launch-scope.md";
    let text = sandbox.read(path);
    let own =
        text.replace("# Launch scope\n", "# What we ship\n\nOur own words.\n") + "\nAnd after.\n";
    sandbox.write(path, &own);
    assert_eq!(sandbox.run(&["docs", "--check"]).status.code(), Some(0));
    sandbox.run(&["move", "A-1", "launch-adjacent", "--why", "two customers ask"]);
    assert_eq!(sandbox.run(&["docs", "--check"]).status.code(), Some(0), "a draft is no commit");
    sandbox.run(&["commit"]);
    let check = sandbox.run(&["docs", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        out(&check).contains("+- **A-1** Title of A-1 (nobody yet). two customers ask"),
        "{}",
        out(&check)
    );
    sandbox.run(&["docs"]);
    let text = sandbox.read(path);
    assert!(
        text.starts_with("# What we ship\n\nOur own words.\n") && text.ends_with("\nAnd after.\n")
    );
}

#[test]
fn damaged_markers_and_links_that_lead_out_are_left_alone() {
    let sandbox = launch();
    sandbox.write("docs/rollback.md", "# Mine\n<!-- gonogo:begin rollback -->\nno end\n");
    let output = sandbox.run(&["docs"]);
    assert_eq!(output.status.code(), Some(3));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("docs/rollback.md:2: "), "{words}");
    assert!(!sandbox.path().join("docs/launch-scope.md").exists(), "nothing is written by halves");
    let outside = sandbox.home().join("outside.md");
    std::fs::write(&outside, "secret\n").unwrap();
    std::fs::remove_file(sandbox.path().join("docs/rollback.md")).unwrap();
    std::os::unix::fs::symlink(&outside, sandbox.path().join("docs/rollback.md")).unwrap();
    assert_eq!(sandbox.run(&["docs"]).status.code(), Some(3));
    assert_eq!(std::fs::read_to_string(&outside).unwrap(), "secret\n");
}

#[test]
fn a_commit_takes_them_along_where_that_is_set() {
    let sandbox = launch();
    let settings = sandbox.read("gonogo.yaml");
    sandbox.write("gonogo.yaml", format!("{settings}docs: {{commit: true}}\n"));
    sandbox.run(&["docs"]);
    sandbox.commit_all("Documents");
    // Somebody writes in a document meanwhile, and has not committed that.
    let path = "docs/launch-scope.md";
    let own = sandbox.read(path) + "\nNot committed yet.\n";
    sandbox.write(path, &own);
    sandbox.run(&["move", "A-1", "launch-adjacent", "--why", "two customers ask"]);
    assert_eq!(sandbox.run(&["commit"]).status.code(), Some(0));
    let changed = support::launch::changed_by(&sandbox, "HEAD");
    assert!(changed.contains(&path.to_owned()) && changed.contains(&"backlog/A-1.yaml".to_owned()));
    let committed = sandbox.git(&["show", &format!("HEAD:{path}")]);
    assert!(committed.contains("two customers ask") && !committed.contains("Not committed yet."));
    let text = sandbox.read(path);
    assert!(text.contains("two customers ask") && text.ends_with("\nNot committed yet.\n"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), format!(" M {path}"));
    assert_eq!(sandbox.run(&["docs", "--check"]).status.code(), Some(0));
}

#[test]
fn a_commit_by_somebody_makes_no_document_stale() {
    let sandbox = launch();
    sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: An owner outside the roster\nowner: bob\n");
    sandbox.run(&["docs"]);
    sandbox.commit_all("Documents");
    let bob = ["-c", "user.name=Robert", "-c", "user.email=bob@example.com"];
    sandbox.git(&[&bob[..], &["commit", "--quiet", "--allow-empty", "-m", "Elsewhere"]].concat());
    assert_eq!(sandbox.run(&["docs", "--check"]).status.code(), Some(0));
}
