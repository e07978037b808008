use super::*;
use crate::model::board::Board;
use crate::model::decision::{Act, decide};
use crate::model::item::{Evidence, Risk};
use crate::model::testing::{board, now};

struct Table {
    board: Board,
    draft: Draft,
}

impl Table {
    fn new() -> Self {
        Self { board: board(&["A", "B"]), draft: Draft::default() }
    }

    fn act(&mut self, ids: &[&str], act: Act) {
        let decisions =
            ids.iter().map(|id| decide(&self.board, &(*id).into(), &act, now()).unwrap()).collect();
        let step = Step { decisions };
        step.decisions.iter().for_each(|d| self.board.apply(d));
        self.draft.push(step);
    }

    fn to(&mut self, ids: &[&str], column: &str) {
        self.act(ids, Act::Move { to: column.into(), why: None, criterion: None });
    }
}

#[test]
fn undo_and_redo_walk_through_whole_steps() {
    let mut table = Table::new();
    table.to(&["A", "B"], "launch-critical");
    table.to(&["A"], "launch-adjacent");
    assert_eq!(table.draft.undo().unwrap().decisions.len(), 1);
    assert_eq!(table.draft.undo().unwrap().decisions.len(), 2);
    assert!(table.draft.undo().is_none());
    assert_eq!(table.draft.redo().unwrap().decisions.len(), 2);
    table.to(&["B"], "launch-adjacent");
    assert!(table.draft.redo().is_none(), "a new decision closes the way forward");
}

#[test]
fn decisions_on_one_field_share_a_row_and_others_do_not() {
    let mut table = Table::new();
    table.to(&["A"], "launch-critical");
    table.act(&["A"], Act::Risk(Some(Risk::High)));
    table.to(&["A", "B"], "launch-adjacent");
    let rows = table.draft.rows();
    let seen: Vec<_> =
        rows.iter().map(|r| (r.target.as_str(), r.decisions.len(), r.kind())).collect();
    assert_eq!(
        seen,
        [("A", 2, DecisionKind::Move), ("A", 1, DecisionKind::Risk), ("B", 1, DecisionKind::Move)]
    );
    let change = rows.first().and_then(|row| row.change(Field::Scope));
    assert_eq!(change, Some((None, Some("launch-adjacent".into()))));
}

#[test]
fn what_cancels_out_is_no_row() {
    let mut table = Table::new();
    table.to(&["A"], "launch-critical");
    table.to(&["A"], "undecided");
    assert_eq!(table.draft.rows(), []);
    assert!(!table.draft.is_empty(), "it can still be undone");
}

#[test]
fn a_decision_that_touches_two_rows_joins_them() {
    let mut table = Table::new();
    table.act(&["A"], Act::Assign(Some("me".into())));
    table.to(&["A"], "launch-critical");
    let deferral = crate::model::decision::Deferral::new(
        table.board.link("PACK-1"),
        "risk",
        crate::model::date::from_file("2027-02-01"),
    );
    let act =
        Act::Defer { to: None, deferral: deferral.unwrap(), owner: Some("you".into()), why: None };
    table.act(&["A"], act);
    let rows = table.draft.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows.first().map(|r| (r.decisions.len(), r.kind())), Some((3, DecisionKind::Defer)));
}

#[test]
fn evidence_twice_is_two_rows() {
    let mut table = Table::new();
    let close = |r: &str| Act::Close(Evidence { reference: r.into(), ..Evidence::default() });
    table.act(&["A"], close("a"));
    table.act(&["B"], close("b"));
    assert_eq!(table.draft.rows().len(), 2);
}

#[test]
fn what_is_left_out_of_a_commit_stays_a_draft() {
    let mut table = Table::new();
    table.to(&["A", "B"], "launch-critical");
    table.act(&["A"], Act::Risk(Some(Risk::High)));
    let rows = table.draft.rows();
    let committed: Vec<Row> =
        rows.iter().filter(|row| row.target.as_str() == "A").cloned().collect();
    assert_eq!(committed.len(), 2);
    table.draft.settle(&committed);
    let left: Vec<_> = table.draft.decisions().map(|d| d.target.as_str()).collect();
    assert_eq!(left, ["B"]);
}

#[test]
fn what_takes_back_a_decision_while_it_is_committed_stays() {
    let mut table = Table::new();
    table.to(&["A"], "launch-critical");
    let committed = table.draft.rows();
    table.to(&["A"], "undecided");
    assert!(table.draft.rows().is_empty(), "all in all nothing changes");
    table.draft.settle(&committed);
    let left: Vec<_> = table.draft.rows().iter().map(|row| row.change(Field::Scope)).collect();
    assert_eq!(left, [Some((Some(Value::Text("launch-critical".into())), None))]);
}
