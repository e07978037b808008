use proptest::prelude::*;

use super::*;
use crate::model::board::RuleSetting;
use crate::model::decision::{Act, Decision, DecisionKind, Deferral, NewItem, decide};
use crate::model::field::{Edit, Field};
use crate::model::item::{Evidence, Item, Source, Status, Waiver};
use crate::model::pack::{Consent, LaunchState};
use crate::model::testing::{item, now, today};
use crate::model::value::Value;
use crate::rules::scene::{Scene, day};

/// What can be done to an item, by number; the other item where the act names one.
fn act(board: &Board, n: u8, other: &ItemId) -> Act {
    let to = |column: &str| Act::Move { to: column.into(), why: None, criterion: None };
    match n {
        0 => to("undecided"),
        1 => to("launch-critical"),
        2 => to("launch-adjacent"),
        3 => Act::Assign(Some("commerce-lead".into())),
        4 => Act::Assign(Some("nobody".into())),
        5 => Act::Assign(None),
        6 => Act::Due(day("2026-12-18")),
        7 => Act::Due(day("2027-03-01")),
        8 => Act::Withdraw { why: "not needed".into() },
        9 => Act::Duplicate { of: other.clone() },
        10 => Act::Close(Evidence { reference: "x".into(), ..Evidence::default() }),
        11 | 12 => Act::Reopen,
        13 => Act::Rationale { text: None, criterion: Some("C1".into()) },
        14 => Act::FollowUp(board.link("PACK-9").unwrap()),
        15 => {
            let deferral = Deferral::new(board.link("PACK-1"), "Blank.", day("2026-11-01"));
            Act::Defer { to: None, deferral: deferral.unwrap(), owner: None, why: None }
        }
        _ => Act::Create(NewItem {
            id: other.clone(),
            source: item(other.as_str()).source,
            title: "New".into(),
            kind: None,
            packs: Vec::new(),
            created: today(),
        }),
    }
}

/// The decision that such an act makes; from 18 on, what it waits for is edited, which no act does.
fn decision(board: &Board, item: &ItemId, n: u8, other: &ItemId) -> Option<Decision> {
    if let Some(n) = n.checked_sub(20) {
        let pack = Target::Pack("shopify".into());
        return crate::model::decision::decide_on(board, &pack, &pack_act(n), now()).ok();
    }
    if n < 18 {
        return decide(board, item, &act(board, n, other), now()).ok();
    }
    let before = board.item(item)?.get(Field::BlockedBy);
    let after = Some(Value::List(vec![other.as_str().into()]));
    Some(Decision {
        at: now(),
        target: Target::Item(item.clone()),
        kind: DecisionKind::Note,
        path: String::new(),
        edits: vec![Edit::Set { field: Field::BlockedBy, before, after }],
        reverts: None,
    })
}

/// What can be done to the pack, by number.
fn pack_act(n: u8) -> Act {
    let sign = |role: &str, verdict| Act::SignOff {
        role: role.into(),
        verdict,
        by: "data-qa".into(),
        note: Some("said so".into()),
    };
    match n {
        0 => sign("data", Consent::Go),
        1 => sign("docs", Consent::NoGo),
        2 => Act::Launch(LaunchState::Held),
        3 => Act::Launch(LaunchState::Supported),
        4 => Act::Assign(Some("nobody".into())),
        _ => Act::Waive(Waiver {
            rule: "GNG060".into(),
            why: Some("w".into()),
            compensation: Some("c".into()),
            by: Some("launch-owner".into()),
            until: day("2027-01-12"),
        }),
    }
}

const ITEMS: usize = 8;

fn id(n: usize) -> ItemId {
    format!("I-{n}").into()
}

/// Items that wait for and repeat each other; ids from `ITEMS` on are on no board yet.
fn tangle(edges: &[(usize, usize)], repeated: &[usize]) -> Board {
    let mut scene = Scene::new();
    let mut items: Vec<Item> = (0..ITEMS).map(|n| item(id(n).as_str())).collect();
    for (n, item) in items.iter_mut().enumerate() {
        item.scope =
            ["launch-critical", "launch-adjacent", "post-launch"].get(n % 4).map(|s| (*s).into());
    }
    for (from, to) in edges {
        items[*from].blocked_by.push(id(*to));
    }
    for n in repeated {
        let source = Source { path: format!("copy/{n}.yaml").into(), index: None, mapping: 0 };
        items.push(Item::new(id(*n), source));
    }
    for item in items.iter_mut().step_by(3) {
        item.packs = vec!["shopify".into()];
    }
    scene.board.signoff_roles = vec!["data".into(), "docs".into()];
    scene.others = items;
    scene.into_board()
}

fn assert_current(findings: &Findings, board: &Board) {
    let fresh = Findings::of(board, today());
    let all: Vec<_> = findings.all().collect();
    assert_eq!(all, fresh.all().collect::<Vec<_>>());
    assert_eq!(findings.counts(), fresh.counts());
    assert_eq!(findings.counts(), Counts::of(&all.into_iter().cloned().collect::<Vec<_>>()));
    assert_eq!(findings.items, fresh.items);
    assert_eq!(findings.packs, fresh.packs);
    assert_eq!(findings.index, fresh.index);
}

proptest! {
    #[test]
    fn after_any_decisions_an_update_finds_what_a_fresh_look_finds(
        edges in proptest::collection::vec((0..ITEMS, 0..ITEMS + 2), 0..12),
        repeated in proptest::collection::vec(0..ITEMS + 2, 0..3),
        acts in proptest::collection::vec((0..ITEMS + 2, 0..26_u8, 0..ITEMS + 2, any::<bool>()), 1..40),
    ) {
        let mut board = tangle(&edges, &repeated);
        let mut findings = Findings::of(&board, today());
        let mut made: Vec<Decision> = Vec::new();
        for (n, what, other, undo) in acts {
            if undo && let Some(decision) = made.pop() {
                board.retract(&decision);
                findings.update(&board, today(), &[decision.target]);
            } else if let Some(decision) = decision(&board, &id(n), what, &id(other)) {
                board.apply(&decision);
                findings.update(&board, today(), std::slice::from_ref(&decision.target));
                made.push(decision);
            }
            assert_current(&findings, &board);
        }
    }
}

#[test]
fn another_day_is_another_question() {
    let board = Scene::new().into_board();
    let mut findings = Findings::of(&board, today());
    assert_eq!(findings.counts().total(), 0);
    let later = day("2027-02-02").unwrap();
    findings.update(&board, later, &[]);
    let rules: Vec<_> = findings.all().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["GNG033", "GNG033", "GNG040"]);
}

#[test]
fn what_weighs_most_comes_first() {
    let mut scene = Scene::new();
    scene.required.owner = Some("nobody".into());
    scene.required.due = None;
    scene.pack.freshness = None;
    scene.pack.rollback.as_mut().unwrap().rehearsed = None;
    scene.others = vec![item("B-2"), item("B-1")];
    let board = scene.into_board();
    let findings = Findings::of(&board, today());
    let all: Vec<_> = findings
        .all()
        .map(|f| {
            let subject = match &f.subject {
                Subject::Item(id) => id.as_str(),
                Subject::Pack(id) => id.as_str(),
                Subject::File(path) => path,
            };
            (f.severity.word(), f.rule, subject)
        })
        .collect();
    assert_eq!(
        all,
        [
            ("block", "GNG010", "B-1"),
            ("block", "GNG010", "B-2"),
            ("block", "GNG011", "SHOP-014"),
            ("block", "GNG021", "shopify"),
            ("block", "GNG021", "shopify"),
            ("warn", "GNG033", "shopify"),
            ("warn", "GNG061", "SHOP-014"),
        ]
    );
    assert_eq!(findings.verdict(), Verdict::NoGo(5));
    assert_eq!(findings.verdict(), Verdict::of(findings.all()));
    assert_eq!(findings.counts(), Counts { block: 5, warn: 2, info: 0, waived: 0 });
    let of_item: Vec<_> = findings.for_item(&"SHOP-014".into()).iter().map(|f| f.rule).collect();
    assert_eq!(of_item, ["GNG011", "GNG061"]);
    assert_eq!(findings.for_pack(&"shopify".into()).len(), 3);
    assert_eq!(findings.for_item(&"LATER-1".into()), []);
}

#[test]
fn settings_say_how_much_a_rule_weighs() {
    let weigh = |severity| {
        let mut scene = Scene::new();
        scene.others = vec![item("B-1")];
        let setting = RuleSetting { severity, ..RuleSetting::default() };
        scene.board.rules.insert("GNG010".into(), setting);
        Findings::of(&scene.into_board(), today()).counts()
    };
    assert_eq!(weigh(None), Counts { block: 1, warn: 0, info: 0, waived: 0 });
    assert_eq!(weigh(Some(Severity::Warn)), Counts { block: 0, warn: 1, info: 0, waived: 0 });
    assert_eq!(weigh(Some(Severity::Info)), Counts { block: 0, warn: 0, info: 1, waived: 0 });
    assert_eq!(weigh(Some(Severity::Off)), Counts::default());
}

#[test]
fn each_file_keeps_its_own_problems() {
    let mut scene = Scene::new();
    let problem = |rule, path: &str, line| crate::model::finding::Problem {
        rule,
        path: path.into(),
        line,
        column: 1,
        cause: "broken".into(),
        fix: "mend it".into(),
    };
    scene.board.problems = vec![
        problem("GNG002", "a.yaml", 7),
        problem("GNG001", "b.yaml", 1),
        problem("GNG001", "a.yaml", 9),
    ];
    let findings = Findings::of(&scene.into_board(), today());
    let of = |path| -> Vec<String> {
        let found = findings.for_file(path).iter();
        found.map(|f| format!("{} {}", f.spot.as_ref().unwrap(), f.message)).collect()
    };
    assert_eq!(of("a.yaml"), ["a.yaml:9:1 broken", "a.yaml:7:1 broken"]);
    assert_eq!(of("b.yaml"), ["b.yaml:1:1 broken"]);
    assert_eq!(of("c.yaml"), [""; 0]);
}

#[test]
fn a_decision_reaches_who_waits_for_the_item() {
    let mut scene = Scene::new();
    scene.required.blocked_by = vec!["B-1".into()];
    let mut blocker = item("B-1");
    blocker.scope = Some("launch-adjacent".into());
    scene.others = vec![blocker];
    let mut board = scene.into_board();
    let mut findings = Findings::of(&board, today());
    assert_eq!(findings.for_item(&"SHOP-014".into())[0].rule, "GNG014");
    let close = Act::Close(Evidence { reference: "x".into(), ..Evidence::default() });
    let decision = decide(&board, &"B-1".into(), &close, now()).unwrap();
    board.apply(&decision);
    assert_eq!(board.item(&"B-1".into()).unwrap().status, Status::Closed);
    findings.update(&board, today(), &[Target::Item("B-1".into())]);
    assert_eq!(findings.for_item(&"SHOP-014".into()), []);
}
