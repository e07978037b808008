use proptest::prelude::*;

use super::*;
use crate::model::decision::{Act, decide};
use crate::model::draft::Step;
use crate::model::item::Risk;
use crate::model::testing::{board, now};

fn target() -> Target {
    Target::Item("A".into())
}

/// A draft that sets the risk of A, and the board with it.
fn decided(risks: &[Option<Risk>]) -> Draft {
    let mut board = board(&["A"]);
    let mut draft = Draft::default();
    for risk in risks {
        let decision = decide(&board, &"A".into(), &Act::Risk(*risk), now()).unwrap();
        board.apply(&decision);
        draft.push(Step { decisions: vec![decision] });
    }
    draft
}

fn word(word: &str) -> Option<Value> {
    Some(word.into())
}

fn found(draft: &Draft, stands: Option<Value>) -> Vec<Conflict> {
    between(draft.decisions(), &target(), Version::WorkTree, |_| stands.clone())
}

fn chosen(draft: &mut Draft, conflict: &Conflict, side: Side, stands: Option<Value>) {
    let decision = choose(draft, conflict, side, stands, now()).unwrap();
    draft.push(Step { decisions: vec![decision] });
}

#[test]
fn what_was_known_or_decided_is_no_conflict() {
    let draft = decided(&[Some(Risk::Medium), Some(Risk::High)]);
    assert_eq!(found(&draft, None), [], "as it was");
    assert_eq!(found(&draft, word("high")), [], "as it was decided");
    assert_eq!(found(&draft, word("medium")), [], "as it was decided before");
    let conflict = &found(&draft, word("low"))[0];
    assert_eq!(conflict.words(), "risk was none, is low in the file now, and high in the draft");
}

#[test]
fn ours_is_decided_again_in_sight_of_theirs() {
    let mut draft = decided(&[Some(Risk::High)]);
    let conflict = found(&draft, word("low")).remove(0);
    chosen(&mut draft, &conflict, Side::Ours, word("low"));
    assert_eq!(found(&draft, word("low")), []);
    assert!(!is_open(&conflict, &draft));
    let row = &draft.rows()[0];
    assert_eq!(row.change(Field::Risk), Some((word("low"), word("high"))));
    // A third value is a conflict again; undone, the old one comes back.
    assert_eq!(found(&draft, word("medium")).len(), 1);
    draft.undo();
    assert_eq!(found(&draft, word("low")), [conflict]);
}

#[test]
fn theirs_lets_the_decision_go() {
    let mut draft = decided(&[Some(Risk::High)]);
    let conflict = found(&draft, word("low")).remove(0);
    chosen(&mut draft, &conflict, Side::Theirs, word("low"));
    assert_eq!(found(&draft, word("low")), []);
    assert_eq!(draft.rows(), [], "nothing is left to commit");
    // Also where the last commit and the file differ: the file stays as it is.
    let mut draft = decided(&[Some(Risk::High)]);
    let conflict = between(draft.decisions(), &target(), Version::Head, |_| word("low")).remove(0);
    chosen(&mut draft, &conflict, Side::Theirs, None);
    assert_eq!(draft.rows(), []);
}

#[test]
fn deciding_again_is_a_choice() {
    let mut draft = decided(&[Some(Risk::High)]);
    let conflicts = found(&draft, word("low"));
    let mut board = board(&["A"]);
    draft.decisions().for_each(|decision| board.apply(decision));
    let again = decide(&board, &"A".into(), &Act::Risk(Some(Risk::Medium)), now()).unwrap();
    draft.push(Step { decisions: vec![in_sight_of(&conflicts, again)] });
    assert_eq!(found(&draft, word("low")), []);
    assert_eq!(draft.rows()[0].change(Field::Risk), Some((word("low"), word("medium"))));
}

fn risks() -> impl Strategy<Value = Option<Risk>> {
    prop_oneof![Just(None), Just(Some(Risk::Low)), Just(Some(Risk::Medium)), Just(Some(Risk::High))]
}

proptest! {
    /// Whatever is decided, changed outside and chosen: after the choice nothing is open, and what
    /// is committed is the side that was chosen.
    #[test]
    fn a_choice_settles_a_conflict(
        wanted in prop::collection::vec(risks(), 1..5),
        stands in risks(),
        ours in any::<bool>(),
    ) {
        let mut draft = Draft::default();
        let mut shown = board(&["A"]);
        for risk in wanted {
            let Ok(decision) = decide(&shown, &"A".into(), &Act::Risk(risk), now()) else {
                continue;
            };
            shown.apply(&decision);
            draft.push(Step { decisions: vec![decision] });
        }
        let stands: Option<Value> = stands.map(|risk| risk.word().into());
        let decided = shown.value_of(&target(), Field::Risk);
        for conflict in found(&draft, stands.clone()) {
            prop_assert_ne!(&conflict.theirs, &conflict.ours);
            let side = if ours { Side::Ours } else { Side::Theirs };
            chosen(&mut draft, &conflict, side, stands.clone());
            let after = draft.rows().first().and_then(|row| row.change(Field::Risk));
            match side {
                Side::Ours => prop_assert_eq!(after, Some((stands.clone(), decided.clone()))),
                Side::Theirs => prop_assert_eq!(after, None),
            }
        }
        prop_assert_eq!(found(&draft, stands), vec![]);
    }
}
