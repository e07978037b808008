//! The journal as a property: whatever two processes do in whatever order, and wherever a crash cuts
//! the file off, the draft is what the whole records say.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

use std::fs;

use chrono::DateTime;
use gonogo::model::decision::{Decision, DecisionKind};
use gonogo::model::draft::Step;
use gonogo::model::field::{Edit, Field};
use gonogo::model::target::Target;
use gonogo::model::value::Value;
use gonogo::workspace::journal::{Journal, JournalError, Remark};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Deed {
    Push(u8),
    Undo,
    Redo,
    Discard,
}

fn deed() -> impl Strategy<Value = (bool, Deed)> {
    let deed = prop_oneof![
        6 => any::<u8>().prop_map(Deed::Push),
        3 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
        1 => Just(Deed::Discard),
    ];
    (any::<bool>(), deed)
}

fn step(n: u8) -> Step {
    Step {
        decisions: vec![Decision {
            at: DateTime::parse_from_rfc3339("2026-11-23T10:00:00+01:00").unwrap(),
            target: Target::Item(format!("A-{}", n % 5).as_str().into()),
            kind: DecisionKind::Rationale,
            path: "backlog/a.yaml".to_owned(),
            edits: vec![Edit::Set {
                field: Field::Rationale,
                before: None,
                after: Some(Value::from(format!("line {n}\n\u{85}\"\\"))),
            }],
            reverts: None,
        }],
    }
}

/// Steps that were made, and those that were undone.
type State = (Vec<Step>, Vec<Step>);

/// What a deed makes of a draft; `None` where there is nothing to do.
fn made((done, undone): &State, deed: &Deed) -> Option<State> {
    let (mut done, mut undone) = (done.clone(), undone.clone());
    match deed {
        Deed::Push(n) => {
            undone.clear();
            done.push(step(*n));
        }
        Deed::Undo => undone.push(done.pop()?),
        Deed::Redo => done.push(undone.pop()?),
        Deed::Discard => return Some(State::default()),
    }
    Some((done, undone))
}

fn stands(journal: &Journal, state: &State) -> Result<(), TestCaseError> {
    let draft = journal.draft();
    prop_assert_eq!(draft.steps(), state.0.as_slice());
    prop_assert_eq!(draft.next(), state.1.last());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_draft_is_what_the_whole_records_say(
        deeds in prop::collection::vec(deed(), 1..14),
        cut in any::<prop::sample::Index>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (mut ours, _) = Journal::open(folder.path()).unwrap();
        let (mut theirs, _) = Journal::open(folder.path()).unwrap();
        // What the draft is after each record.
        let mut states = vec![State::default()];
        for (who, deed) in &deeds {
            let journal = if *who { &mut ours } else { &mut theirs };
            let (last, next) = (journal.draft().last().cloned(), journal.draft().next().cloned());
            let state = states.last().unwrap();
            // What the other process has added since is not undone by surprise.
            let (written, is_shown) = match deed {
                Deed::Push(n) => (journal.push(&step(*n)), true),
                Deed::Undo => (journal.undo(last.as_ref()), last.as_ref() == state.0.last()),
                Deed::Redo => (journal.redo(next.as_ref()), next.as_ref() == state.1.last()),
                Deed::Discard => (journal.discard(), true),
            };
            let expected = made(state, deed).filter(|_| is_shown);
            prop_assert_eq!(written.is_ok(), expected.is_some(), "{:?}", deed);
            let moved = matches!(written, Err(JournalError::Moved));
            prop_assert_eq!(moved, !is_shown, "{:?}", deed);
            states.extend(expected);
            stands(journal, states.last().unwrap())?;
        }
        let path = folder.path().join("gonogo/journal");
        let bytes = fs::read(&path).unwrap_or_default();
        let (again, remarks) = Journal::open(folder.path()).unwrap();
        prop_assert!(remarks.is_empty(), "{:?}", remarks);
        stands(&again, states.last().unwrap())?;
        if bytes.is_empty() {
            return Ok(());
        }
        // A crash cuts the file off anywhere.
        let at = cut.index(bytes.len());
        fs::write(&path, &bytes[..at]).unwrap();
        let whole = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        let expected = &states[whole.saturating_sub(1)];
        let (mut left, remarks) = Journal::open(folder.path()).unwrap();
        stands(&left, expected)?;
        let torn = at > 0 && bytes[at - 1] != b'\n';
        prop_assert_eq!(remarks, if torn { vec![Remark::Torn] } else { Vec::new() });
        // And what is decided then is there.
        left.push(&step(7)).unwrap();
        let mut steps = expected.0.clone();
        steps.push(step(7));
        stands(&Journal::open(folder.path()).unwrap().0, &(steps, Vec::new()))?;
    }
}
