use super::*;
use crate::model::decision::{Act, decide};
use crate::model::testing::{board, now};

fn step(id: &str, column: &str) -> Step {
    let act = Act::Move { to: column.into(), why: None, criterion: None };
    Step { decisions: vec![decide(&board(&[id]), &id.into(), &act, now()).unwrap()] }
}

fn open(dir: &Path) -> Journal {
    let (journal, remarks) = Journal::open(dir).unwrap();
    assert_eq!(remarks, []);
    journal
}

fn undo(journal: &mut Journal) {
    let last = journal.draft().last().cloned();
    journal.undo(last.as_ref()).unwrap();
}

fn redo(journal: &mut Journal) {
    let next = journal.draft().next().cloned();
    journal.redo(next.as_ref()).unwrap();
}

fn file(dir: &Path) -> PathBuf {
    dir.join("gonogo").join("journal")
}

#[test]
fn what_was_written_is_there_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path());
    assert!(!file(dir.path()).exists(), "reading writes nothing");
    journal.push(&step("A", "launch-critical")).unwrap();
    journal.push(&step("B", "launch-adjacent")).unwrap();
    undo(&mut journal);
    let draft = open(dir.path()).draft();
    assert_eq!(draft, journal.draft());
    assert_eq!(draft.steps(), [step("A", "launch-critical")]);
    assert_eq!(draft.next(), Some(&step("B", "launch-adjacent")));
}

#[test]
fn undo_and_redo_end_where_nothing_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path());
    assert!(matches!(journal.undo(None), Err(JournalError::Nothing("undo"))));
    journal.push(&step("A", "launch-critical")).unwrap();
    undo(&mut journal);
    redo(&mut journal);
    assert!(matches!(journal.redo(None), Err(JournalError::Nothing("redo"))));
    assert_eq!(open(dir.path()).draft().steps().len(), 1);
}

#[test]
fn a_record_cut_short_is_dropped_and_the_next_one_stands() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).push(&step("A", "launch-critical")).unwrap();
    let whole = fs::read(file(dir.path())).unwrap();
    open(dir.path()).push(&step("B", "launch-critical")).unwrap();
    let both = fs::read(file(dir.path())).unwrap();
    for cut in whole.len() + 1..both.len() {
        fs::write(file(dir.path()), both.get(..cut).unwrap()).unwrap();
        let (mut journal, remarks) = Journal::open(dir.path()).unwrap();
        assert_eq!(remarks, [Remark::Torn], "cut at {cut}");
        assert_eq!(journal.draft().steps(), [step("A", "launch-critical")]);
        journal.push(&step("C", "launch-adjacent")).unwrap();
        assert_eq!(open(dir.path()).draft().steps().len(), 2, "cut at {cut}");
    }
}

#[test]
fn a_damaged_journal_is_kept_aside_and_the_rest_of_it_used() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path());
    journal.push(&step("A", "launch-critical")).unwrap();
    journal.push(&step("B", "launch-critical")).unwrap();
    let text = fs::read_to_string(file(dir.path())).unwrap();
    fs::write(file(dir.path()), text.replacen("\"A\"", "\"X\"", 1)).unwrap();
    let (journal, remarks) = Journal::open(dir.path()).unwrap();
    assert!(matches!(remarks.as_slice(), [Remark::Damaged(path)] if path.exists()), "{remarks:?}");
    assert_eq!(journal.draft().steps(), [step("B", "launch-critical")]);
}

#[test]
fn two_processes_share_one_journal() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (open(dir.path()), open(dir.path()));
    one.push(&step("A", "launch-critical")).unwrap();
    other.push(&step("B", "launch-critical")).unwrap();
    assert!(other.overtaken() && !one.overtaken());
    assert_eq!(other.draft().steps().len(), 2, "the second writer has read what the first wrote");
    let own = step("A", "launch-critical");
    assert!(matches!(one.undo(Some(&own)), Err(JournalError::Moved)), "the last is the other's");
    assert_eq!(one.draft().steps().len(), 2, "nothing was undone, and all of it is known now");
    undo(&mut one);
    assert_eq!(one.draft().steps(), [own]);
}

#[test]
fn after_a_commit_only_what_was_left_out_remains() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path());
    journal.push(&step("A", "launch-critical")).unwrap();
    journal.push(&step("B", "launch-critical")).unwrap();
    let committed: Vec<_> = journal.draft().rows().into_iter().take(1).collect();
    open(dir.path()).push(&step("C", "launch-critical")).unwrap();
    journal.settle(&committed).unwrap();
    assert_eq!(journal.draft().steps().len(), 2, "what came in meanwhile stays");
    undo(&mut journal);
    redo(&mut journal);
    assert_eq!(
        open(dir.path()).draft().steps(),
        [step("B", "launch-critical"), step("C", "launch-critical")]
    );
}

#[test]
fn a_discarded_draft_is_gone_but_kept_beside() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path());
    journal.push(&step("A", "launch-critical")).unwrap();
    journal.discard().unwrap();
    assert!(open(dir.path()).draft().is_empty());
    assert!(dir.path().join("gonogo").join("journal.discarded").exists());
}

#[test]
fn a_journal_from_the_future_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("gonogo")).unwrap();
    fs::write(file(dir.path()), line(&Record::Version { version: VERSION + 1, generation: 1 }))
        .unwrap();
    assert!(matches!(Journal::open(dir.path()), Err(JournalError::Newer { .. })));
}

#[test]
fn a_journal_that_another_process_started_anew_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = open(dir.path());
    one.push(&step("A", "launch-critical")).unwrap();
    let mut other = open(dir.path());
    other.settle(&other.draft().rows()).unwrap();
    for id in ["B", "C", "D"] {
        other.push(&step(id, "launch-critical")).unwrap();
    }
    one.push(&step("E", "launch-critical")).unwrap();
    let ids: Vec<_> = one.draft().decisions().map(|d| d.target.to_string()).collect();
    assert_eq!(ids, ["B", "C", "D", "E"]);
}

#[test]
fn several_damaged_journals_each_keep_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let damage = |from: &str| {
        let text = fs::read_to_string(file(dir.path())).unwrap();
        fs::write(file(dir.path()), text.replacen(from, "\"X\"", 1)).unwrap();
    };
    let kept = || {
        let names = fs::read_dir(dir.path().join("gonogo")).unwrap();
        names
            .filter(|entry| {
                entry.as_ref().unwrap().file_name().to_string_lossy().contains("damaged")
            })
            .count()
    };
    open(dir.path()).push(&step("A", "launch-critical")).unwrap();
    // Also the last record: it was shown, so it is kept.
    damage("\"A\"");
    for _ in 0..2 {
        let (journal, remarks) = Journal::open(dir.path()).unwrap();
        assert!(matches!(remarks.as_slice(), [Remark::Damaged(_)]), "{remarks:?}");
        assert!(journal.draft().is_empty());
    }
    assert_eq!(kept(), 1, "one for each, however often it is read");
    Journal::open(dir.path()).unwrap().0.push(&step("B", "launch-critical")).unwrap();
    assert_eq!(open(dir.path()).draft().steps(), [step("B", "launch-critical")], "mended");
    damage("\"B\"");
    let (mut journal, _) = Journal::open(dir.path()).unwrap();
    journal.push(&step("C", "launch-critical")).unwrap();
    assert_eq!(kept(), 2);
    assert_eq!(open(dir.path()).draft().steps(), [step("C", "launch-critical")]);
}

#[test]
fn the_commit_on_which_was_decided_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = open(dir.path());
    journal.push(&step("A", "launch-critical")).unwrap();
    for head in ["one", "one", "two"] {
        journal.stand_on(Some(head.to_owned()));
        journal.push(&step(head, "launch-critical")).unwrap();
    }
    assert_eq!(open(dir.path()).made_on(), ["one", "two"]);
}

mod property {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Op {
        Push(u8),
        Undo,
        Redo,
        Discard,
        Settle(u8),
    }

    fn op() -> impl Strategy<Value = (bool, Op)> {
        let op = prop_oneof![
            5 => (0..6_u8).prop_map(Op::Push),
            3 => Just(Op::Undo),
            2 => Just(Op::Redo),
            1 => Just(Op::Discard),
            1 => (0..3_u8).prop_map(Op::Settle),
        ];
        (any::<bool>(), op)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

        /// Two processes in any order: what each was told stands is there, also where the last
        /// record was cut short at any byte.
        #[test]
        fn what_was_acknowledged_is_there(ops in prop::collection::vec(op(), 1..14)) {
            let dir = tempfile::tempdir().unwrap();
            let mut handles = [open(dir.path()), open(dir.path())];
            let mut model = Draft::default();
            let path = file(dir.path());
            for (which, op) in ops {
                let before = (fs::read(&path).unwrap_or_default(), model.clone());
                let journal = &mut handles[usize::from(which)];
                let mut appends = true;
                match op {
                    Op::Push(n) => {
                        let step = step(&format!("A-{n}"), "launch-critical");
                        journal.push(&step).unwrap();
                        model.push(step);
                    }
                    Op::Undo => {
                        let shown = journal.draft().last().cloned();
                        let undone = journal.undo(shown.as_ref());
                        // Undone is what was shown, or nothing.
                        prop_assert_eq!(undone.is_ok(), shown.is_some() && shown.as_ref() == model.last());
                        if undone.is_ok() {
                            model.undo();
                        }
                    }
                    Op::Redo => {
                        let shown = journal.draft().next().cloned();
                        let redone = journal.redo(shown.as_ref());
                        prop_assert_eq!(redone.is_ok(), shown.is_some() && shown.as_ref() == model.next());
                        if redone.is_ok() {
                            model.redo();
                        }
                    }
                    Op::Discard => {
                        journal.discard().unwrap();
                        model.clear();
                    }
                    Op::Settle(n) => {
                        let rows: Vec<_> = model.rows().into_iter().take(usize::from(n)).collect();
                        journal.settle(&rows).unwrap();
                        model.settle(&rows);
                        appends = false;
                    }
                }
                prop_assert_eq!(journal.draft(), model.clone());
                prop_assert_eq!(open(dir.path()).draft(), model.clone());
                let after = fs::read(&path).unwrap_or_default();
                if !appends {
                    continue;
                }
                prop_assert!(after.starts_with(&before.0), "nothing that was written is touched");
                for cut in before.0.len()..after.len() {
                    let other = tempfile::tempdir().unwrap();
                    fs::create_dir(other.path().join("gonogo")).unwrap();
                    fs::write(file(other.path()), &after[..cut]).unwrap();
                    let (journal, _) = Journal::open(other.path()).unwrap();
                    prop_assert_eq!(journal.draft(), before.1.clone(), "cut at {}", cut);
                }
            }
        }
    }
}
