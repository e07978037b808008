use super::*;
use crate::model::testing::{board, item, now};

fn deferral(board: &Board) -> Deferral {
    Deferral::new(
        board.link("PACK-1"),
        "Tiles stay blank.",
        crate::model::date::from_file("2027-02-01"),
    )
    .unwrap()
}

fn decided(board: &mut Board, id: &str, act: Act) -> Decision {
    let decision = decide(board, &id.into(), &act, now()).unwrap();
    board.apply(&decision);
    decision
}

fn refused(board: &Board, id: &str, act: Act) -> Refusal {
    decide(board, &id.into(), &act, now()).unwrap_err()
}

fn to(column: &str) -> Act {
    Act::Move { to: column.into(), why: None, criterion: None }
}

#[test]
fn a_move_writes_the_scope_and_nothing_else() {
    let mut board = board(&["A"]);
    let decision = decided(&mut board, "A", to("launch-critical"));
    assert_eq!(
        decision.edits,
        [Edit::Set { field: Field::Scope, before: None, after: Some("launch-critical".into()) }]
    );
    assert_eq!(
        refused(&board, "A", to("launch-critical")),
        Refusal::Nothing(Target::Item("A".into()))
    );
    let back = decided(&mut board, "A", to("undecided"));
    assert_eq!(back.after(Field::Scope), None, "the inbox is where no scope is written");
    assert_eq!(board.item(&"A".into()).unwrap().scope, None);
}

#[test]
fn nothing_is_put_off_without_link_risk_and_date() {
    let board = board(&["A"]);
    assert_eq!(
        refused(&board, "A", to("post-launch")),
        Refusal::Incomplete(DeferralError::Link(crate::model::link::LinkError::Empty))
    );
    let date = crate::model::date::from_file("2027-02-01");
    let error = |link: &str, risk, date| Deferral::new(board.link(link), risk, date).unwrap_err();
    assert_eq!(error("PACK-1", " ", date), DeferralError::Risk);
    assert_eq!(error("PACK-1", "TBD", date), DeferralError::Risk);
    assert_eq!(error("PACK-1", "r", None), DeferralError::Revisit);
    assert_eq!(
        error("soon", "r", date),
        DeferralError::Link(crate::model::link::LinkError::Unknown)
    );
}

#[test]
fn a_deferral_goes_when_the_item_comes_back() {
    let mut board = board(&["A"]);
    let complete = deferral(&board);
    let act = Act::Defer {
        to: None,
        deferral: complete,
        owner: Some("me".into()),
        why: Some("late".into()),
    };
    let decision = decided(&mut board, "A", act);
    assert_eq!(decision.after(Field::Scope), Some(&"post-launch".into()));
    let before = board.item(&"A".into()).unwrap().clone();
    assert_eq!(before.owner, Some("me".into()));
    let back = decided(&mut board, "A", to("launch-adjacent"));
    assert_eq!(board.item(&"A".into()).unwrap().deferral, None);
    board.retract(&back);
    assert_eq!(board.item(&"A".into()), Some(&before));
}

#[test]
fn closing_needs_evidence_and_can_be_taken_up_again() {
    let mut board = board(&["A"]);
    assert_eq!(
        refused(&board, "A", Act::Close(Evidence::default())),
        Refusal::Missing("the evidence")
    );
    let evidence = Evidence { reference: "docs/proof.md".into(), ..Evidence::default() };
    decided(&mut board, "A", Act::Close(evidence.clone()));
    assert_eq!(
        refused(&board, "A", Act::Close(evidence)),
        Refusal::Nothing(Target::Item("A".into()))
    );
    decided(&mut board, "A", Act::Reopen);
    assert!(board.item(&"A".into()).unwrap().is_open());
    assert_eq!(refused(&board, "A", Act::Reopen), Refusal::Nothing(Target::Item("A".into())));
}

#[test]
fn what_names_something_unknown_is_refused() {
    let mut board = board(&["A", "B"]);
    assert_eq!(refused(&board, "Z", to("undecided")), Refusal::NoItem("Z".into()));
    assert_eq!(refused(&board, "A", to("someday")), Refusal::NoColumn("someday".into()));
    assert_eq!(
        refused(&board, "A", Act::Duplicate { of: "A".into() }),
        Refusal::Itself("A".into())
    );
    assert_eq!(
        refused(&board, "A", Act::Withdraw { why: " ".into() }),
        Refusal::Missing("the reason")
    );
    let cite = Act::Rationale { text: Some("x".into()), criterion: Some("C9".into()) };
    assert_eq!(refused(&board, "A", cite), Refusal::NoCriterion("C9".into()));
    let column = Some("launch-critical".into());
    let act = Act::Defer { to: column, deferral: deferral(&board), owner: None, why: None };
    assert_eq!(refused(&board, "A", act), Refusal::NotDeferred("launch-critical".into()));
    let act = Act::Defer { to: None, deferral: deferral(&board), owner: None, why: None };
    assert_eq!(refused(&board, "A", act), Refusal::NoOwner);
    decided(&mut board, "A", to("launch-critical"));
    let link = board.link("PACK-1").unwrap();
    assert_eq!(refused(&board, "A", Act::FollowUp(link)), Refusal::Required("A".into()));
}

#[test]
fn a_new_item_is_born_and_can_be_taken_back() {
    let mut board = board(&["A"]);
    let new = NewItem {
        id: "N".into(),
        source: item("N").source,
        title: "New".into(),
        kind: Some(Kind::Gap),
        packs: vec!["shopify".into()],
        created: crate::model::testing::today(),
    };
    let decision = decided(&mut board, "N", Act::Create(new.clone()));
    let born = board.item(&"N".into()).unwrap();
    assert_eq!((born.title.as_str(), born.kind), ("New", Some(Kind::Gap)));
    assert_eq!(refused(&board, "N", Act::Create(new)), Refusal::Exists("N".into()));
    board.retract(&decision);
    assert!(board.item(&"N".into()).is_none());
    assert!(board.item(&"A".into()).is_some());
}
