//! Decisions are read from what the files say, so it does not matter how a commit came about.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use serde_json::Value;
use support::Sandbox;
use support::launch::launch;

/// Decisions of the log: id, kind, commit's subject, fields with before and after.
fn log(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["log", "--format", "json"], arguments].concat();
    let output = sandbox.run(&arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {error}");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    json["decisions"].as_array().unwrap().clone()
}

fn id(decision: &Value) -> &str {
    decision["item"].as_str().or(decision["pack"].as_str()).unwrap()
}

/// `A-1 Subject: scope none -> launch-critical`, for comparing at a glance.
fn lines(decisions: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    decisions
        .iter()
        .map(|decision| {
            let fields: Vec<String> = decision["fields"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| {
                    format!("{} {} -> {}", text(&f["field"]), text(&f["before"]), text(&f["after"]))
                })
                .collect();
            format!("{} {}: {}", id(decision), text(&decision["subject"]), fields.join(", "))
        })
        .collect()
}

/// The decisions after the launch was written down.
fn since_launch(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let mut decisions = log(sandbox, arguments);
    decisions.retain(|decision| decision["subject"] != "A launch");
    lines(&decisions)
}

fn edit(sandbox: &Sandbox, path: &str, change: impl Fn(String) -> String) {
    sandbox.write(path, change(sandbox.read(path)));
}

fn add(sandbox: &Sandbox, n: u32, line: &str) {
    edit(sandbox, &format!("backlog/A-{n}.yaml"), |text| format!("{text}{line}\n"));
}

#[test]
fn squashed_amended_and_hand_made_commits_count_as_they_are() {
    let sandbox = launch();
    add(&sandbox, 1, "scope: launch-critical");
    sandbox.commit_all("By hand");
    add(&sandbox, 2, "scope: launch-adjacent");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "--quiet", "--amend", "--message", "Amended"]);
    assert_eq!(
        since_launch(&sandbox, &[]),
        [
            "A-1 Amended: scope none -> launch-critical",
            "A-2 Amended: scope none -> launch-adjacent"
        ]
    );
    sandbox.git(&["checkout", "--quiet", "-b", "topic"]);
    add(&sandbox, 3, "owner: ads-lead");
    sandbox.commit_all("One");
    edit(&sandbox, "backlog/A-3.yaml", |text| text.replace("ads-lead", "commerce-lead"));
    sandbox.commit_all("Two");
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.git(&["merge", "--quiet", "--squash", "topic"]);
    sandbox.git(&["commit", "--quiet", "--message", "Squashed"]);
    // What came and went within the squashed commits was never on the branch.
    assert_eq!(since_launch(&sandbox, &["A-3"]), ["A-3 Squashed: owner none -> commerce-lead"]);
}

#[test]
fn a_rebased_decision_is_told_once_and_keeps_its_author_and_day() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "-b", "topic"]);
    add(&sandbox, 1, "scope: launch-critical");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&[
        "commit",
        "--quiet",
        "--message",
        "Topic",
        "--author",
        "Eve <eve@example.com>",
        "--date",
        "2026-11-01T10:00:00+02:00",
    ]);
    sandbox.git(&["checkout", "--quiet", "main"]);
    add(&sandbox, 2, "scope: launch-adjacent");
    sandbox.commit_all("Main");
    sandbox.git(&["rebase", "--quiet", "main", "topic"]);
    let decisions = log(&sandbox, &["A-1", "--since", "2026-11-01", "--until", "2026-11-01"]);
    assert_eq!(lines(&decisions), ["A-1 Topic: scope none -> launch-critical"]);
    assert_eq!(decisions[0]["author"], "Eve");
    assert_eq!(decisions[0]["when"], "2026-11-01T10:00:00+02:00");
}

#[test]
fn a_renamed_file_keeps_its_item_and_an_item_named_by_its_file_its_history() {
    let sandbox = launch();
    // By its id: the file may go anywhere, also into a list, and back.
    sandbox.git(&["mv", "backlog/A-1.yaml", "backlog/elsewhere.yaml"]);
    edit(&sandbox, "backlog/elsewhere.yaml", |text| text.replace("risk: high", "risk: low"));
    sandbox.commit_all("Renamed and edited");
    let entry = "items:\n  - id: A-1\n    title: Title of A-1\n    kind: bug\n    status: open\n    \
                 packs: [shopify]\n    risk: medium\n    created: 2026-10-01\n    description: |\n      \
                 The words of A-1.\n";
    sandbox.git(&["rm", "--quiet", "backlog/elsewhere.yaml"]);
    sandbox.write("backlog/all.yaml", entry);
    sandbox.commit_all("Into a list");
    assert_eq!(
        since_launch(&sandbox, &["A-1"]),
        ["A-1 Into a list: risk low -> medium", "A-1 Renamed and edited: risk high -> low"]
    );
    // By its file: it has another name now, and is the same item.
    sandbox.write("backlog/old-name.yaml", "title: Named by its file\nrisk: low\n");
    sandbox.commit_all("Written");
    sandbox.git(&["mv", "backlog/old-name.yaml", "backlog/new-name.yaml"]);
    edit(&sandbox, "backlog/new-name.yaml", |text| text + "scope: launch-critical\n");
    sandbox.commit_all("Named anew");
    let decisions = log(&sandbox, &["new-name"]);
    assert_eq!(decisions.len(), 2, "{decisions:?}");
    assert_eq!(decisions[0]["was"], "old-name");
    assert_eq!(decisions[0]["kinds"], serde_json::json!(["move", "rename"]));
    assert_eq!((id(&decisions[1]), &decisions[1]["new"]), ("old-name", &Value::Bool(true)));
    assert_eq!(log(&sandbox, &["old-name"]).len(), 2, "by its old name too");
}

#[test]
fn a_merge_has_only_what_it_changed_itself() {
    let sandbox = launch();
    sandbox.git(&["checkout", "--quiet", "-b", "side"]);
    add(&sandbox, 1, "scope: launch-critical");
    sandbox.commit_all("Side");
    sandbox.git(&["checkout", "--quiet", "main"]);
    add(&sandbox, 2, "scope: launch-adjacent");
    edit(&sandbox, "backlog/A-1.yaml", |text| text.replace("risk: high", "risk: low"));
    sandbox.commit_all("Main");
    sandbox.git(&["merge", "--quiet", "--no-edit", "--message", "Merged", "side"]);
    let both = [
        "A-1 Side: scope none -> launch-critical",
        "A-1 Main: risk high -> low",
        "A-2 Main: scope none -> launch-adjacent",
    ];
    let mut told = since_launch(&sandbox, &[]);
    told.sort();
    let mut expected = both.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(told, expected, "each decision once, at its own commit");
    // An evil merge: what is in neither parent is its own.
    sandbox.git(&["checkout", "--quiet", "-b", "again"]);
    add(&sandbox, 3, "scope: launch-critical");
    sandbox.commit_all("Again");
    sandbox.git(&["checkout", "--quiet", "main"]);
    add(&sandbox, 4, "scope: launch-adjacent");
    sandbox.commit_all("On");
    sandbox.git(&["merge", "--quiet", "--no-commit", "again"]);
    edit(&sandbox, "backlog/A-3.yaml", |text| {
        text.replace("launch-critical", "launch-adjacent") + "owner: ads-lead\n"
    });
    sandbox.write("backlog/B-1.yaml", "id: B-1\ntitle: Born in a merge\n");
    sandbox.git(&["rm", "--quiet", "backlog/A-7.yaml"]);
    sandbox.commit_all("Evil");
    let evil: Vec<String> =
        since_launch(&sandbox, &[]).into_iter().filter(|line| line.contains(" Evil:")).collect();
    assert_eq!(evil.len(), 3, "{evil:?}");
    assert!(
        evil.contains(
            &"A-3 Evil: scope none -> launch-adjacent, owner none -> ads-lead".to_owned()
        ),
        "{evil:?}"
    );
    assert!(evil.iter().any(|line| line.starts_with("B-1 Evil: title none -> Born in a merge")));
    let gone = log(&sandbox, &["A-7"]);
    assert_eq!(
        (&gone[0]["deleted"], &gone[0]["kind"]),
        (&Value::Bool(true), &Value::from("delete"))
    );
}

#[test]
fn the_user_git_tells_the_same_where_libgit2_cannot_read() {
    let tell = |sandbox: &Sandbox| {
        support::launch::write(sandbox);
        sandbox.commit_all("A launch");
        sandbox.git(&["checkout", "--quiet", "-b", "side"]);
        add(sandbox, 1, "scope: launch-critical");
        sandbox.commit_all("Side");
        sandbox.git(&["checkout", "--quiet", "main"]);
        add(sandbox, 2, "scope: launch-adjacent");
        sandbox.commit_all("Main");
        sandbox.git(&["merge", "--quiet", "--no-commit", "side"]);
        add(sandbox, 2, "owner: ads-lead");
        sandbox.commit_all("Merged");
        sandbox.git(&["merge", "--quiet", "-s", "ours", "--no-edit", "side"]);
        let mut told = since_launch(sandbox, &[]);
        told.sort();
        told
    };
    let sha256 = Sandbox::without_repository();
    sha256.git(&["init", "--quiet", "--initial-branch=main", "--object-format=sha256"]);
    let told = tell(&sha256);
    assert_eq!(
        told,
        [
            "A-1 Side: scope none -> launch-critical",
            "A-2 Main: scope none -> launch-adjacent",
            "A-2 Merged: owner none -> ads-lead"
        ]
    );
    assert_eq!(tell(&Sandbox::new()), told);
    assert!(sha256.run(&["revert", "HEAD"]).status.success());
}

#[test]
fn a_shallow_clone_tells_what_it_has_and_says_where_it_ends() {
    let sandbox = launch();
    add(&sandbox, 1, "scope: launch-critical");
    sandbox.commit_all("One");
    add(&sandbox, 2, "scope: launch-critical");
    sandbox.commit_all("Two");
    let shallow = Sandbox::without_repository();
    let from = format!("file://{}", sandbox.path().display());
    shallow.git(&["clone", "--quiet", "--depth", "2", &from, "."]);
    let output = shallow.run(&["log", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        lines(json["decisions"].as_array().unwrap()),
        ["A-2 Two: scope none -> launch-critical"]
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let edge = shallow.git(&["rev-parse", "HEAD~1"]);
    assert!(said.contains(&format!("history ends at {}", &edge[..10])), "{said}");
    let said = shallow.run(&["revert", "HEAD~1"]);
    assert_eq!(said.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&said.stderr).contains("git fetch --unshallow"));
    // What was there at the edge counts in the series, and with the rest it is told from the start.
    let trend = |sandbox: &Sandbox| -> Value {
        let output = sandbox.run(&["trend", "--format", "json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let open = |json: &Value| json["days"].as_array().unwrap().last().unwrap()["open"].clone();
    let short = trend(&shallow);
    assert!(short["known_since"].is_string());
    shallow.git(&["fetch", "--quiet", "--unshallow"]);
    let whole = trend(&shallow);
    assert!(whole["known_since"].is_null());
    assert_eq!(open(&short), open(&whole));
    assert_eq!(log(&shallow, &[]).len(), log(&sandbox, &[]).len());
}

#[test]
fn foreign_fields_are_told_in_gonogos_words() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "gonogo.yaml",
        "backlog:\n  - path: keps\n    files: '**/kep.yaml'\n    fields: {id: kep-number, owner: authors, scope: launch-scope}\n    \
         values: {status: {implemented: closed, provisional: open}}\n",
    );
    let kep = |status: &str, more: &str| {
        format!(
            "title: Sidecars\nkep-number: 753\nauthors:\n  - \"@a\"\n  - \"@b\"\nstatus: {status}\n{more}"
        )
    };
    sandbox.write("keps/sig-node/753/kep.yaml", kep("provisional", ""));
    sandbox.write("keps/sig-node/753/README.md", "---\nid: nothing\n---\n");
    sandbox.commit_all("Proposed");
    sandbox
        .write("keps/sig-node/753/kep.yaml", kep("implemented", "launch-scope: launch-critical\n"));
    sandbox.commit_all("Done");
    sandbox.git(&["mv", "keps/sig-node", "keps/sig-apps"]);
    sandbox.commit_all("Moved");
    let decisions = log(&sandbox, &[]);
    assert_eq!(
        lines(&decisions)[0],
        "753 Done: status open -> closed, scope none -> launch-critical",
        "a file that only moved is no decision"
    );
    assert_eq!(decisions.len(), 2);
}

#[test]
fn the_log_is_asked_by_person_pack_meeting_kind_and_day() {
    let sandbox = launch();
    add(&sandbox, 1, "scope: launch-critical");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&[
        "commit",
        "--quiet",
        "--message",
        "Met\n\nGonogo-Meeting: 2026-11-20",
        "--date",
        "2026-11-20T12:00:00",
    ]);
    edit(&sandbox, "packs/shopify/pack.yaml", |text| {
        text.replace("commerce-lead", "ads-lead") + "connector: shopify\n"
    });
    sandbox.git(&["add", "--all"]);
    sandbox.git(&[
        "commit",
        "--quiet",
        "--message",
        "Pack",
        "--author",
        "Eve <eve@example.com>",
        "--date",
        "2026-11-21T12:00:00",
    ]);
    edit(&sandbox, "backlog/A-8.md", |text| text.replace("risk: low", "risk: high"));
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "--quiet", "--message", "Risk", "--date", "2026-11-22T12:00:00"]);
    let told = |arguments: &[&str]| since_launch(&sandbox, arguments);
    let met = "A-1 Met: scope none -> launch-critical";
    let pack = "shopify Pack: owner commerce-lead -> ads-lead";
    let risk = "A-8 Risk: risk low -> high";
    assert_eq!(told(&[]), [risk, pack, met]);
    assert_eq!(told(&["--author", "EVE@example"]), [pack]);
    assert_eq!(told(&["--pack", "shopify"]), [pack, met]);
    assert_eq!(told(&["--meeting", "2026-11"]), [met]);
    assert_eq!(told(&["--kind", "risk,assign"]), [risk, pack]);
    assert_eq!(told(&["--until", "2026-11-21", "--since", "2026-11-21"]), [pack]);
    assert_eq!(told(&["--item", "a-8"]), [risk]);
    assert_eq!(told(&["shopify"]), [pack]);
    let decisions = log(&sandbox, &["shopify", "--kind", "edit"]);
    assert_eq!(decisions[0]["others"], serde_json::json!(["connector"]));
    assert_eq!(log(&sandbox, &["A-1"])[0]["meeting"], "2026-11-20");
    let output = sandbox.run(&["log", "--kind", "jump"]);
    assert_eq!(output.status.code(), Some(2));
    // A bare clone tells the same, without a work tree.
    let bare = Sandbox::without_repository();
    bare.git(&["clone", "--quiet", "--bare", &sandbox.path().display().to_string(), "."]);
    assert_eq!(since_launch(&bare, &[]), [risk, pack, met]);
}
