use super::*;
use crate::model::agenda::Topic;
use crate::model::decision::{Act, Deferral, decide_on};
use crate::model::draft::{Draft, Step};
use crate::model::item::Waiver;
use crate::model::launch::{Criterion, Person, PersonOrigin, Tracker};
use crate::model::meeting::{Entry, Event, Meeting, Opening, Place, Proposal};
use crate::model::testing::{item, now, today};

const HOSTILE: &str = "# x | <b> [a](javascript:x)\n## Decided\n- **A** gone";

fn board(word: &str) -> Board {
    let mut board = Board::default();
    board.launch.name = "Packs".into();
    board.launch.date = crate::model::date::from_file("2027-01-12");
    board.launch.freeze = crate::model::date::from_file("2027-01-05");
    board.criteria = vec![Criterion { id: "C1".into(), text: "No false figures".into() }];
    board.trackers = vec![Tracker::new(r"PACK-(\d+)", "https://example.com/PACK-$1").unwrap()];
    board.people = [("fin", "Fin Lead"), ("ada", "Ada Chair")]
        .map(|(id, name)| Person {
            id: id.into(),
            name: name.into(),
            email: String::new(),
            roles: vec!["owner".into(), "data".into()],
            origin: PersonOrigin::Roster,
        })
        .into();
    for id in ["A", "B", "C", "D", "E", "F", "G"] {
        let mut item = item(id);
        if id == "A" {
            item.title = word.into();
        }
        board.add(item);
    }
    board
}

/// A meeting of half an hour in which everything happens that minutes tell of.
struct Room {
    board: Board,
    draft: Draft,
    meeting: Meeting,
    seconds: i64,
}

impl Room {
    fn new(word: &str) -> Self {
        let queue = ["A", "B", "C", "D", "E"]
            .map(|id| Place { target: Target::Item(id.into()), topic: Topic::Undecided });
        let opening = Opening {
            id: "2026-11-23".into(),
            revision: Some("0123456789abcdef".into()),
            branch: Some("main".into()),
            minutes: 60,
            per_item: 120,
            queue: queue.into(),
            findings: Counts { block: 7, warn: 3, info: 0, waived: 0 },
            ..Opening::default()
        };
        let meeting = Meeting::new(opening, now());
        Self { board: board(word), draft: Draft::default(), meeting, seconds: 0 }
    }

    fn at(&self) -> DateTime<FixedOffset> {
        now() + chrono::Duration::seconds(self.seconds)
    }

    fn happens(&mut self, event: Event) {
        self.seconds += 45;
        self.meeting.take(&Entry { at: self.at(), event });
    }

    fn decides(&mut self, id: &str, act: &Act) {
        let decision = decide_on(&self.board, &Target::Item(id.into()), act, self.at()).unwrap();
        self.board.apply(&decision);
        self.draft.push(Step { decisions: vec![decision] });
    }

    fn agrees(&mut self, id: &str, proposal: &Proposal, words: &str) {
        let target = Target::Item(id.into());
        let proposed = Box::new(proposal.clone());
        self.happens(Event::Proposed { target: target.clone(), proposal: proposed });
        for (role, vote) in [("data", "go"), ("docs", "no-go")].iter().filter(|_| id == "A") {
            let (role, vote) = ((*role).to_owned(), Some((*vote).to_owned()));
            self.happens(Event::Voted { target: target.clone(), role, vote });
        }
        let step = proposal.step(&self.board, &target, self.at()).unwrap();
        for decision in step.iter().flat_map(|step| &step.decisions) {
            self.board.apply(decision);
        }
        step.iter().for_each(|step| self.draft.push(step.clone()));
        self.happens(Event::Agreed { target, words: words.into(), step });
    }

    fn minutes(&self) -> String {
        let rows = rows(&self.meeting, &self.draft, &[]);
        let findings = Counts { block: 4, warn: 3, info: 0, waived: 1 };
        markdown(&Minutes::of(&self.meeting, &self.board, &rows, findings, self.at()))
    }
}

fn meeting(word: &str) -> Room {
    let mut room = Room::new(word);
    room.seconds = -86_400;
    room.decides("G", &Act::Due(Some(today())));
    room.seconds = 0;
    room.happens(Event::Details(Details {
        chair: "ada".into(),
        scribe: "fin".into(),
        present: vec!["ada".into(), "fin".into(), format!("Guest {word}")],
        next: format!("Monday {word}"),
    }));
    let critical = Proposal {
        owner: Some("fin".into()),
        due: crate::model::date::from_file("2026-12-18"),
        criterion: Some("C1".into()),
        why: Some(format!("Day one. {word}")),
        ..Proposal::default()
    };
    room.agrees("A", &critical.column("launch-critical".into()), "1 Launch-critical");
    let deferral = Deferral::new(
        room.board.link("PACK-9"),
        // What looks like a placeholder is no risk note.
        &format!("A blank tile. {}", word.replace(['<', '>', '|'], "")),
        crate::model::date::from_file("2027-02-01"),
    );
    let put_off =
        Act::Defer { to: None, deferral: deferral.unwrap(), owner: Some("ada".into()), why: None };
    let put_off = Proposal::default().amended(&put_off).unwrap();
    room.agrees("B", &put_off, "3 Post-launch");
    room.agrees("C", &Proposal::default(), "stays in 0 Undecided");
    room.happens(Event::Parked(Parked {
        target: Target::Item("D".into()),
        question: format!("Who pays? {word}"),
        person: "fin".into(),
    }));
    room.decides(
        "F",
        &Act::Waive(Waiver {
            rule: "GNG010".into(),
            why: Some(format!("Small. {word}")),
            compensation: Some("A banner".into()),
            by: Some("ada".into()),
            until: crate::model::date::from_file("2027-01-12"),
        }),
    );
    room
}

#[test]
fn minutes_tell_all_that_happened() {
    let text = meeting("Refund rate").minutes();
    insta::with_settings!({ snapshot_path => "../../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("minutes", text);
    });
}

#[test]
fn a_meeting_that_decided_nothing_says_so() {
    let text = Room::new("x").minutes();
    for words in [
        "Nobody was written down.",
        "Nothing was decided.",
        "Nothing was deferred.",
        "No finding was waived.",
        "Nothing was parked.",
        "Nobody has anything to do.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(text.contains("## Not reached\n\n- **A** x\n- **B** Title of B\n"), "{text}");
}

#[test]
fn what_was_committed_during_the_meeting_is_told_too() {
    let mut room = meeting("x");
    let before = room.minutes();
    let rows_then = room.draft.rows();
    room.draft.settle(&rows_then[1..]);
    let after = room.minutes();
    assert!(room.draft.steps().len() < 4);
    assert!(after.contains("- **A** x\n  - Undecided -> Launch-critical"), "{after}");
    assert!(before.contains("- **A** x\n  - Undecided -> Launch-critical"), "{before}");
}

#[test]
fn text_of_files_makes_no_heading_and_no_markup() {
    let text = meeting(HOSTILE).minutes();
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let own = meeting("x").minutes();
    let own: Vec<&str> = own.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings, own);
    assert!(!text.contains("<b>") && !text.contains(" [a"), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("- **A** gone")), "{text}");
    assert_eq!(kept(&text).votes, [("A".to_owned(), "data go, docs NO-GO".to_owned())]);
}
