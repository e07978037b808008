use super::*;
use crate::model::meeting::Place;
use crate::model::testing::now;

fn opening() -> Entry {
    let queue = ["A", "B"].map(|id| Place {
        target: Target::Item(id.into()),
        topic: crate::model::agenda::Topic::Undecided,
    });
    opened(Opening { id: "2026-11-23".into(), queue: queue.into(), ..Opening::default() }, now())
}

fn entry(event: Event) -> Entry {
    Entry { at: now(), event }
}

fn parked(id: &str, person: &str) -> Parked {
    Parked {
        target: Target::Item(id.into()),
        question: "Who pays: us, or them?".into(),
        person: person.into(),
    }
}

#[test]
fn wherever_a_crash_cuts_the_journal_what_was_whole_is_there_and_the_meeting_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = MeetingJournal::begin(dir.path(), &opening()).unwrap();
    let events = [Event::Beat, Event::Parked(parked("A", "fin")), Event::Paused];
    for event in events.clone() {
        journal.append(dir.path(), &[entry(event)]).unwrap();
    }
    let path = MeetingJournal::path(dir.path());
    let whole = fs::read(&path).unwrap();
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for end in first..=whole.len() {
        fs::write(&path, whole.get(..end).unwrap()).unwrap();
        let mut read = MeetingJournal::read(dir.path()).unwrap();
        let count = whole[..end].iter().filter(|byte| **byte == b'\n').count() - 1;
        assert_eq!(read.entries, journal.entries[..count], "cut at {end}");
        if count > 0 {
            read.append(dir.path(), &[entry(Event::Continued)]).unwrap();
            let again = MeetingJournal::read(dir.path()).unwrap();
            assert_eq!(again.entries, read.entries, "cut at {end}");
            assert_eq!(again.entries.last().unwrap().event, Event::Continued);
        }
    }
    assert!(!path.with_extension("damaged").exists(), "nothing was damaged");
}

#[test]
fn a_damaged_record_ends_the_meeting_there_and_the_whole_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = MeetingJournal::begin(dir.path(), &opening()).unwrap();
    for _ in 0..3 {
        journal.append(dir.path(), &[entry(Event::Beat)]).unwrap();
    }
    let path = MeetingJournal::path(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let third = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(2).unwrap().0;
    bytes[third - 2] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let read = MeetingJournal::read(dir.path()).unwrap();
    assert_eq!(read.entries.len(), 1);
    assert_eq!(fs::read(path.with_extension("damaged")).unwrap(), bytes);
}

#[test]
fn another_gonogo_in_the_same_meeting_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = MeetingJournal::begin(dir.path(), &opening()).unwrap();
    let mut other = MeetingJournal::read(dir.path()).unwrap();
    one.append(dir.path(), &[entry(Event::Beat)]).unwrap();
    let refused = other.append(dir.path(), &[entry(Event::Paused)]).unwrap_err();
    assert!(refused.to_string().contains("another gonogo"), "{refused}");
    one.append(dir.path(), &[entry(Event::Beat)]).unwrap();
}

#[test]
fn a_newer_meeting_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    MeetingJournal::begin(dir.path(), &opening()).unwrap();
    let path = MeetingJournal::path(dir.path());
    fs::write(&path, line(&Record::Version { version: VERSION + 1 })).unwrap();
    assert!(MeetingJournal::read(dir.path()).unwrap_err().to_string().contains("newer gonogo"));
}

#[test]
fn what_was_parked_is_in_the_trailers_and_read_back() {
    let all = vec![parked("SHOP 14", "fin ops"), parked("A", "")];
    let mut message = String::from("triage: 1 noted\n\nSHOP: x\n\n");
    for (key, value) in trailers("2026-11-23", &all) {
        message.push_str(&format!("{key}: {value}\n"));
    }
    assert!(message.contains("Gonogo-Meeting: 2026-11-23\n"), "{message}");
    assert_eq!(parked_in(&message), all);
    assert!(is_minutes("docs/meetings/2026-11-23-2.md"));
    assert!(!is_minutes("docs/meetings/old/2026-11-23.md") && !is_minutes("docs/meetings.md"));
}
