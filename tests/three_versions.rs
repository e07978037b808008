//! The three-way application, as a property: whatever somebody has staged and not staged in the
//! files that carry decisions, HEAD, index and work tree each come out as their own text plus the
//! decision, on real repositories made by git.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use gonogo::model::decision::{Act, decide_on};
use gonogo::model::draft::Step;
use gonogo::model::item::Risk;
use gonogo::model::target::Target;
use gonogo::workspace::Workspace;
use gonogo::workspace::plan::Request;
use proptest::prelude::*;
use support::Sandbox;

/// An edit that somebody makes by hand, at a line of the file.
#[derive(Clone, Debug)]
enum Own {
    Comment(usize),
    Key(usize),
    Title,
    Kind,
    Last,
}

#[derive(Clone, Debug)]
struct Case {
    /// The lines after the id, in some order.
    lines: Vec<String>,
    crlf: bool,
    last_newline: bool,
    staged: Vec<Own>,
    unstaged: Vec<Own>,
    risk: bool,
    owner: bool,
    scope: bool,
}

fn own() -> impl Strategy<Value = Own> {
    prop_oneof![
        3 => (1usize..8).prop_map(Own::Comment),
        3 => (1usize..8).prop_map(Own::Key),
        1 => Just(Own::Title),
        1 => Just(Own::Kind),
        1 => Just(Own::Last),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let lines: Vec<String> = [
        "title: A title   # as they say it",
        "risk: high   # why",
        "owner: commerce-lead",
        "kind: bug",
        "labels: [a, b]",
        "created: 2026-10-01",
    ]
    .map(str::to_owned)
    .into();
    (
        Just(lines).prop_shuffle(),
        any::<bool>(),
        any::<bool>(),
        prop::collection::vec(own(), 0..4),
        prop::collection::vec(own(), 0..4),
        (any::<bool>(), any::<bool>(), any::<bool>()),
    )
        .prop_map(|(lines, crlf, last_newline, staged, unstaged, (risk, owner, scope))| Case {
            lines,
            crlf,
            last_newline,
            staged,
            unstaged,
            risk,
            owner,
            scope: scope || !(risk || owner),
        })
}

/// Makes an edit by hand. `tag` tells the edits of one version from those of the other.
fn edited(lines: &mut Vec<String>, own: &Own, tag: &str) {
    let at = |n: &usize, lines: &Vec<String>| (*n).clamp(1, lines.len());
    match own {
        Own::Comment(n) => lines.insert(at(n, lines), format!("# {tag} {n} {}", lines.len())),
        Own::Key(n) => lines.insert(at(n, lines), format!("own_{tag}_{}: {n}", lines.len())),
        Own::Title => replace(lines, "title:", &format!("title: Theirs ({tag})")),
        Own::Kind => replace(lines, "kind:", "kind: gap"),
        Own::Last => lines.push(format!("own_{tag}_last_{}: x", lines.len())),
    }
}

fn replace(lines: &mut [String], key: &str, new: &str) {
    for line in lines.iter_mut().filter(|line| line.starts_with(key)) {
        new.clone_into(line);
    }
}

fn text(lines: &[String], case: &Case) -> String {
    let end = if case.crlf { "\r\n" } else { "\n" };
    let mut text = lines.join(end);
    if case.last_newline {
        text.push_str(end);
    }
    text
}

/// Holds that a version is what it was plus the decision: the decided lines say so, each once, and
/// every other line is as it was, where it was.
fn is_own_plus_decision(before: &str, after: &str, case: &Case) -> Result<(), TestCaseError> {
    let end = if case.crlf { "\r\n" } else { "\n" };
    let decided = [
        (case.risk, "risk:", "risk: low   # why"),
        (case.owner, "owner:", "owner: ads-lead"),
        (case.scope, "scope:", "scope: launch-critical"),
    ];
    let rest = |text: &str| -> Vec<String> {
        let is_decided =
            |line: &str| decided.iter().any(|(on, key, _)| *on && line.starts_with(key));
        text.split(end)
            .filter(|line| !is_decided(line) && !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    for (on, key, line) in decided {
        let found: Vec<&str> = after.split(end).filter(|line| line.starts_with(key)).collect();
        if on {
            prop_assert_eq!(found, vec![line], "{:?}", after);
        }
    }
    prop_assert_eq!(rest(before), rest(after), "{:?} -> {:?}", before, after);
    if !case.crlf {
        prop_assert!(!after.contains('\r'));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn each_version_is_its_own_text_plus_the_decision(cases in prop::collection::vec(case(), 4..12)) {
        let sandbox = Sandbox::new();
        let path = |n: usize| format!("backlog/T-{n}.yaml");
        let base = |n: usize, case: &Case| -> Vec<String> {
            std::iter::once(format!("id: T-{n}")).chain(case.lines.iter().cloned()).collect()
        };
        let mut versions: Vec<[String; 3]> = Vec::new();
        for (n, case) in cases.iter().enumerate() {
            let mut lines = base(n, case);
            let head = text(&lines, case);
            case.staged.iter().for_each(|own| edited(&mut lines, own, "staged"));
            let staged = text(&lines, case);
            case.unstaged.iter().for_each(|own| edited(&mut lines, own, "unstaged"));
            versions.push([head, staged, text(&lines, case)]);
        }
        for (round, message) in ["head", "staged", "file"].iter().enumerate() {
            for (n, texts) in versions.iter().enumerate() {
                sandbox.write(path(n), &texts[round]);
            }
            match round {
                0 => sandbox.commit_all(message),
                1 => drop(sandbox.git(&["add", "--all"])),
                _ => {}
            }
        }
        let mut workspace = Workspace::open(&sandbox.path()).unwrap();
        let mut loaded = workspace.load().unwrap();
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-23T10:00:00+01:00").unwrap();
        for (n, case) in cases.iter().enumerate() {
            let target = Target::Item(format!("T-{n}").into());
            let scope = Act::Move { to: "launch-critical".into(), why: None, criterion: None };
            for (on, act) in [
                (case.risk, Act::Risk(Some(Risk::Low))),
                (case.owner, Act::Assign(Some("ads-lead".into()))),
                (case.scope, scope),
            ] {
                if on {
                    let decision = decide_on(&loaded.board, &target, &act, now).unwrap();
                    loaded.board.apply(&decision);
                    workspace.record(&Step { decisions: vec![decision] }).unwrap();
                }
            }
        }
        let request = Request { rows: workspace.draft().rows(), ..Request::default() };
        let plan = workspace.plan(&request, &loaded.board).unwrap();
        prop_assert!(plan.held.is_empty(), "{:?}", plan.held);
        workspace.commit(&plan).unwrap();
        prop_assert!(workspace.draft().is_empty());
        for (n, (case, [head, staged, file])) in cases.iter().zip(&versions).enumerate() {
            let of = |version: &str| {
                let name = format!("{version}:{}", path(n));
                let output = sandbox.command("git").args(["cat-file", "blob", &name]).output().unwrap();
                String::from_utf8(output.stdout).unwrap()
            };
            is_own_plus_decision(head, &of("HEAD"), case)?;
            is_own_plus_decision(staged, &of(""), case)?;
            is_own_plus_decision(file, &sandbox.read(path(n)), case)?;
            // Where nothing was staged, nothing is; where the file agreed with the index, it does.
            prop_assert_eq!(head == staged, of("HEAD") == of(""));
            prop_assert_eq!(staged == file, of("") == sandbox.read(path(n)));
        }
        sandbox.git(&["fsck", "--strict"]);
    }
}
