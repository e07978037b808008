//! Any bytes as the journal file: it opens or is refused, and what is written then is there when it
//! is opened again.
//!
//! A line that begins with `~ ` gets its checksum put in place of the `~`, so that the fuzzer can
//! write records that are believed.

use std::cell::OnceCell;
use std::fs;

use gonogo::model::decision::{Decision, DecisionKind};
use gonogo::model::draft::Step;
use gonogo::model::field::{Edit, Field};
use gonogo::model::target::Target;
use gonogo::model::value::Value;
use gonogo::workspace::journal::Journal;

thread_local! {
    static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

/// Opens, adds, opens again.
pub fn run(bytes: &[u8]) {
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| tempfile::tempdir().expect("a temporary folder"));
        let place = folder.path().join("gonogo");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).expect("a folder");
        fs::write(place.join("journal"), with_sums(bytes)).expect("a journal");
        check(folder.path());
    });
}

fn with_sums(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"~ ") {
            Some(record) => {
                let json = record.strip_suffix(b"\n").unwrap_or(record);
                out.extend(format!("{:08x} ", crc32fast::hash(json)).bytes());
                out.extend(record);
            }
            None => out.extend(line),
        }
    }
    out
}

fn check(folder: &std::path::Path) {
    let bytes = fs::read(folder.join("gonogo/journal")).expect("the journal");
    let Ok((mut journal, _)) = Journal::open(folder) else {
        assert_eq!(
            fs::read(folder.join("gonogo/journal")).ok(),
            Some(bytes),
            "refused, and changed"
        );
        return;
    };
    let before = journal.draft();
    // What the board does with a draft when it opens.
    let rows = before.rows();
    assert!(rows.iter().all(|row| !row.decisions.is_empty()));
    let step = step();
    if journal.push(&step).is_err() {
        return;
    }
    let mut steps = before.steps().to_vec();
    steps.push(step);
    assert_eq!(journal.draft().steps(), steps);
    let (mut again, remarks) = Journal::open(folder).expect("what we wrote ourselves");
    assert_eq!(again.draft().steps(), steps, "a decision was lost: {remarks:?}");
    let last = again.draft().last().cloned();
    again.undo(last.as_ref()).expect("there is a step to undo");
    assert_eq!(Journal::open(folder).expect("opens").0.draft().steps(), before.steps());
    let next = again.draft().next().cloned();
    again.redo(next.as_ref()).expect("there is a step to redo");
    again.settle(&again.draft().rows()).expect("a settled journal");
    let (left, remarks) = Journal::open(folder).expect("opens");
    assert!(left.draft().is_empty(), "{:?}", left.draft());
    assert!(remarks.is_empty(), "{remarks:?}");
}

fn step() -> Step {
    Step {
        decisions: vec![Decision {
            at: super::now(),
            target: Target::Item("SHOP-014".into()),
            kind: DecisionKind::Move,
            path: "backlog/SHOP-014.yaml".to_owned(),
            edits: vec![Edit::Set {
                field: Field::Scope,
                before: None,
                after: Some(Value::from("launch-critical")),
            }],
            reverts: None,
        }],
    }
}
