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
