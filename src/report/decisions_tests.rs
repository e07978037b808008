use super::*;
use crate::model::decision::{Act, decide};
use crate::model::draft::Draft;
use crate::model::item::Evidence;
use crate::model::testing::{board, now};

fn step(board: &mut Board, ids: &[&str], act: &Act) -> Step {
    let decisions: Vec<_> =
        ids.iter().map(|id| decide(board, &(*id).into(), act, now()).unwrap()).collect();
    decisions.iter().for_each(|d| board.apply(d));
    Step { decisions }
}

#[test]
fn a_step_is_said_in_a_line() {
    let mut board = board(&["A", "B"]);
    let to = |c: &str| Act::Move { to: c.into(), why: None, criterion: None };
    let acts = [
        (vec!["A"], to("launch-critical"), "Moved A to 1 Launch-critical"),
        (vec!["A", "B"], to("launch-adjacent"), "Moved 2 items to 2 Launch-adjacent"),
        (vec!["A"], to("undecided"), "Moved A to 0 Undecided"),
        (vec!["A"], Act::Assign(Some("me".into())), "A is me's now"),
        (vec!["A"], Act::Withdraw { why: "no".into() }, "Withdrew A"),
        (vec!["A"], Act::Reopen, "Reopened A"),
    ];
    for (ids, act, words) in acts {
        let step = step(&mut board, &ids, &act);
        assert_eq!(done(&step, &board), words);
    }
}

#[test]
fn several_fields_of_one_item_are_one_item() {
    let mut board = board(&["A"]);
    let to = Act::Move { to: "launch-critical".into(), why: None, criterion: None };
    let mut whole = step(&mut board, &["A"], &to);
    whole.decisions.extend(step(&mut board, &["A"], &Act::Assign(Some("me".into()))).decisions);
    assert_eq!(done(&whole, &board), "Moved A to 1 Launch-critical");
}

#[test]
fn a_row_says_before_and_after() {
    let mut board = board(&["A"]);
    let mut draft = Draft::default();
    let acts = [
        Act::Move { to: "launch-critical".into(), why: Some("day one".into()), criterion: None },
        Act::Close(Evidence { reference: "proof.md".into(), ..Evidence::default() }),
    ];
    for act in &acts {
        let step = step(&mut board, &["A"], act);
        draft.push(step);
    }
    let rows = draft.rows();
    let words: Vec<_> = rows.iter().map(|row| changes(row, &board)).collect();
    assert_eq!(words, ["undecided -> launch-critical", "open -> closed, evidence proof.md"]);
    assert_eq!(rows.first().and_then(rationale).as_deref(), Some("day one"));
}
