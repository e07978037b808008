use chrono::Duration;
use proptest::prelude::*;

use super::*;
use crate::model::board::Board;
use crate::model::decision::{Act, Deferral, Refusal};
use crate::model::draft::Draft;
use crate::model::field::Field;
use crate::model::launch::Criterion;
use crate::model::testing::{board, now};

fn item(id: &str) -> Target {
    Target::Item(id.into())
}

fn opening(ids: &[&str]) -> Opening {
    let queue = ids.iter().map(|id| Place { target: item(id), topic: Topic::Undecided });
    Opening {
        id: "2026-11-23".into(),
        minutes: 60,
        per_item: 120,
        queue: queue.collect(),
        ..Opening::default()
    }
}

/// A meeting to which things happen after so many seconds each.
struct Room {
    meeting: Meeting,
    at: DateTime<FixedOffset>,
}

impl Room {
    fn new(ids: &[&str]) -> Self {
        Self { meeting: Meeting::new(opening(ids), now()), at: now() }
    }

    fn after(&mut self, seconds: i64, event: Event) -> &mut Self {
        self.at += Duration::seconds(seconds);
        self.meeting.take(&Entry { at: self.at, event });
        self
    }

    fn park(&mut self, id: &str) -> &mut Self {
        let parked =
            Parked { target: item(id), question: "Who pays?".into(), person: "fin".into() };
        self.after(1, Event::Parked(parked))
    }

    fn agree(&mut self, id: &str) -> &mut Self {
        self.after(1, Event::Agreed { target: item(id), words: "1 A".into(), step: None })
    }

    fn show(&mut self, target: Option<Target>) -> &mut Self {
        self.after(1, Event::Shown { target })
    }

    fn order(&self) -> Vec<&str> {
        self.meeting.points.iter().map(|point| point.target.as_str()).collect()
    }
}

#[test]
fn what_is_parked_comes_back_at_the_end_and_once() {
    let mut room = Room::new(&["A", "B", "C"]);
    assert_eq!(room.meeting.current, Some(item("A")));
    assert_eq!(room.meeting.next(), Some(item("B")));
    room.park("A").show(Some(item("B")));
    assert_eq!(room.order(), ["B", "C", "A"]);
    room.agree("B").show(Some(item("C"))).agree("C");
    assert_eq!(room.meeting.next(), Some(item("A")), "it comes back");
    room.show(Some(item("A"))).park("A");
    assert_eq!(room.meeting.next(), None, "and stays parked for the next meeting");
    assert_eq!((room.meeting.agreed(), room.meeting.waiting()), (2, 0));
    assert_eq!(room.meeting.parked().count(), 1);
}

#[test]
fn what_is_passed_over_is_found_again() {
    let mut room = Room::new(&["A", "B", "C"]);
    assert_eq!(room.meeting.forward(), Some(item("B")));
    room.show(Some(item("B"))).show(Some(item("C"))).agree("C");
    assert_eq!(room.meeting.next(), Some(item("A")), "after the last, the first that waits");
    assert_eq!(room.meeting.forward(), None);
    room.show(None);
    assert_eq!(room.meeting.forward(), Some(item("A")));
    assert_eq!(room.meeting.back(), Some(item("C")), "back goes to what is agreed on too");
    assert_eq!(room.meeting.position(), None);
}

#[test]
fn what_is_undone_is_open_and_on_the_screen_again() {
    let mut room = Room::new(&["A", "B"]);
    room.agree("A").show(Some(item("B")));
    room.after(1, Event::Reopened { target: item("A") });
    assert_eq!(room.meeting.current, Some(item("A")));
    assert_eq!(room.meeting.agreed(), 0);
}

#[test]
fn the_room_outside_changes_and_keeps_its_place() {
    let mut room = Room::new(&["A", "B", "C"]);
    room.park("A").show(Some(item("B")));
    let proposal = Box::new(Proposal::default().column("launch-critical".into()));
    room.after(1, Event::Proposed { target: item("B"), proposal: proposal.clone() });
    let added = vec![
        Place { target: item("D"), topic: Topic::Undecided },
        Place { target: item("B"), topic: Topic::Undecided },
    ];
    room.after(1, Event::Taken { added, dropped: vec![item("C"), item("GONE")] });
    assert_eq!(room.order(), ["B", "C", "D", "A"], "new ones stand before what was parked");
    assert_eq!(room.meeting.current, Some(item("B")));
    assert_eq!(room.meeting.current_point().unwrap().proposal, Some(*proposal));
    assert_eq!(room.meeting.counted().count(), 3, "what is dropped does not count");
    assert_eq!(room.meeting.next(), Some(item("D")));
}

#[test]
fn time_away_does_not_count_but_a_blink_does() {
    let mut room = Room::new(&["A"]);
    room.after(30, Event::Beat).after(30, Event::Beat);
    assert_eq!(room.meeting.spent_ms, 60_000);
    room.after(8 * 3600, Event::Beat);
    assert_eq!(room.meeting.spent_ms, 60_000, "a lid was closed");
    room.after(9, Event::Resumed);
    assert_eq!(room.meeting.spent_ms, 69_000, "killed and started again at once");
    room.after(45, Event::Resumed);
    assert_eq!(room.meeting.spent_ms, 69_000, "started again later");
    room.after(600, Event::Here { seconds: 300 }).after(0, Event::Beat);
    assert_eq!(room.meeting.spent_ms, 369_000, "on the board for five minutes");
    room.after(-500, Event::Beat);
    assert_eq!(room.meeting.spent_ms, 369_000, "a clock that was set back");
    assert!(room.meeting.is_beat_due(room.at + Duration::seconds(30)));
    room.after(10, Event::Paused).after(300, Event::Continued);
    assert_eq!(room.meeting.spent_ms, 379_000, "a pause");
    assert_eq!(room.meeting.item_clock(room.at + Duration::seconds(5)), Some((384, 120)));
    assert_eq!(room.meeting.item_clock(room.at + Duration::seconds(90)), Some((379, 120)));
    room.after(0, Event::Extended { seconds: 120 });
    assert_eq!(room.meeting.item_clock(room.at), Some((379, 240)));
    let here = room.meeting.here(room.at + Duration::seconds(90), 90);
    assert_eq!(here, Some(Event::Here { seconds: 90 }));
    assert_eq!(room.meeting.here(room.at + Duration::seconds(50), 50), None);
}

#[test]
fn the_pace_is_said_in_words() {
    let mut room = Room::new(&["A", "B", "C", "D"]);
    assert_eq!(room.meeting.pace(room.at).words(), "0 of 4, 60 min left, need 0.1");
    assert_eq!(room.meeting.pace(room.at).suffices(), None);
    for _ in 0..36 {
        room.after(60, Event::Beat);
    }
    room.agree("A").agree("B").agree("C");
    let pace = room.meeting.pace(room.at);
    assert_eq!(pace.words(), "3 of 4, 23 min left, pace 0.1, need 0.0");
    assert_eq!(pace.suffices(), Some(true));
    for _ in 0..25 {
        room.after(60, Event::Beat);
    }
    let pace = room.meeting.pace(room.at);
    assert_eq!(pace.words(), "3 of 4, 2 min over, pace 0.0");
    assert_eq!(pace.suffices(), Some(false));
    room.agree("D");
    assert_eq!(room.meeting.pace(room.at).suffices(), Some(true), "nothing is left to do");
}

#[test]
fn votes_belong_to_what_was_proposed() {
    let mut room = Room::new(&["A"]);
    let propose = |to: &str, why: &str| {
        let mut proposal = Proposal::default().column(to.into());
        proposal.why = Some(why.into());
        Event::Proposed { target: item("A"), proposal: Box::new(proposal) }
    };
    let vote = |role: &str, vote: Option<&str>| Event::Voted {
        target: item("A"),
        role: role.into(),
        vote: vote.map(Into::into),
    };
    room.after(1, propose("x", "a")).after(1, vote("data", Some("no-go")));
    room.after(1, vote("docs", Some("go"))).after(1, vote("docs", None));
    assert_eq!(room.meeting.current_point().unwrap().votes, [("data".into(), Consent::NoGo)]);
    room.after(1, propose("x", "in other words"));
    assert_eq!(room.meeting.current_point().unwrap().vote("data"), Some(Consent::NoGo));
    room.after(1, propose("y", "something else"));
    assert_eq!(room.meeting.current_point().unwrap().votes, []);
}

fn criteria_board() -> Board {
    let mut board = board(&["A"]);
    board.criteria = vec![Criterion { id: "C1".into(), text: "No wrong number".into() }];
    board
}

#[test]
fn a_proposal_says_what_it_lacks_and_becomes_one_step() {
    let mut board = criteria_board();
    let target = item("A");
    let lacks = |proposal: &Proposal, board: &Board| {
        proposal.lacks(board, board.item(&"A".into()).unwrap()).join(", ")
    };
    let proposal = Proposal::default().column("launch-critical".into());
    assert_eq!(lacks(&proposal, &board), "an owner, a due date, a criterion");
    let proposal = proposal.amended(&Act::Assign(Some("fin".into()))).unwrap();
    let proposal = proposal.amended(&Act::Due(Some(now().date_naive()))).unwrap();
    let why = Act::Rationale { text: Some("Day one".into()), criterion: Some("C1".into()) };
    let proposal = proposal.amended(&why).unwrap();
    assert_eq!(lacks(&proposal, &board), "");
    let step = proposal.step(&board, &target, now()).unwrap().unwrap();
    step.decisions.iter().for_each(|decision| board.apply(decision));
    let decided = board.item(&"A".into()).unwrap();
    assert_eq!(decided.scope.as_ref().unwrap(), &"launch-critical");
    assert_eq!(decided.owner.as_ref().unwrap(), &"fin");
    assert_eq!(decided.rationale.as_deref(), Some("Day one"));
    assert_eq!(decided.criterion.as_ref().unwrap(), &"C1");
    assert_eq!(decided.due, Some(now().date_naive()));
    assert_eq!(proposal.step(&board, &target, now()).unwrap(), None, "it stands so already");

    let later = Proposal::default().column("post-launch".into());
    assert_eq!(lacks(&later, &board), "a tracked link, a risk note and a day to revisit it");
    assert!(matches!(later.step(&board, &target, now()), Err(Refusal::Incomplete(_))));
    let deferral = Deferral::new(
        board.link("https://example.com/1"),
        "A blank tile",
        Some(now().date_naive() + Duration::days(30)),
    );
    let act = Act::Defer { to: None, deferral: deferral.unwrap(), owner: None, why: None };
    let later = later.amended(&act).unwrap();
    assert_eq!(later.goes_to(&board).unwrap(), &"post-launch");
    let step = later.step(&board, &target, now()).unwrap().unwrap();
    step.decisions.iter().for_each(|decision| board.apply(decision));
    assert!(board.deferral_of(board.item(&"A".into()).unwrap()).is_ok());
    let json = serde_json::to_string(&later).unwrap();
    assert_eq!(serde_json::from_str::<Proposal>(&json).unwrap(), later);
}

#[test]
fn a_criterion_alone_leaves_the_reason() {
    let mut board = criteria_board();
    let target = item("A");
    let why = Proposal { why: Some("Day one".into()), ..Proposal::default() };
    let step = why.step(&board, &target, now()).unwrap().unwrap();
    step.decisions.iter().for_each(|decision| board.apply(decision));
    let cite = Proposal { criterion: Some("C1".into()), ..Proposal::default() };
    let step = cite.step(&board, &target, now()).unwrap().unwrap();
    assert!(step.decisions.iter().all(|d| d.after(Field::Rationale).is_none()));
    step.decisions.iter().for_each(|decision| board.apply(decision));
    assert_eq!(board.item(&"A".into()).unwrap().rationale.as_deref(), Some("Day one"));
}

fn any_target() -> impl Strategy<Value = Target> {
    prop_oneof!["[A-F]".prop_map(|id| Target::Item(id.into())), Just(Target::Pack("P".into()))]
}

fn any_event() -> impl Strategy<Value = Event> {
    let proposal = ("[xyz]", proptest::option::of("\\PC{0,8}")).prop_map(|(to, why)| {
        let mut proposal = Proposal::default().column(to.into());
        proposal.why = why;
        Box::new(proposal)
    });
    prop_oneof![
        (0_u32..100).prop_map(|seconds| Event::Here { seconds }),
        Just(Event::Beat),
        Just(Event::Resumed),
        Just(Event::Paused),
        Just(Event::Continued),
        (0_u32..300).prop_map(|seconds| Event::Extended { seconds }),
        proptest::option::of(any_target()).prop_map(|target| Event::Shown { target }),
        (any_target(), proposal)
            .prop_map(|(target, proposal)| Event::Proposed { target, proposal }),
        any_target().prop_map(|target| Event::Withdrawn { target }),
        (any_target(), "\\PC{0,8}").prop_map(|(target, words)| Event::Agreed {
            target,
            words,
            step: None
        }),
        any_target().prop_map(|target| Event::Reopened { target }),
        (any_target(), "\\PC{0,8}", "[a-z]{0,3}").prop_map(|(target, question, person)| {
            Event::Parked(Parked { target, question, person })
        }),
        (any_target(), "[rs]", proptest::option::of("(go|no-go|abstain|odd)"))
            .prop_map(|(target, role, vote)| Event::Voted { target, role, vote }),
        (
            proptest::collection::vec(any_target(), 0..3),
            proptest::collection::vec(any_target(), 0..3)
        )
            .prop_map(|(added, dropped)| Event::Taken {
                added: added
                    .into_iter()
                    .map(|target| Place { target, topic: Topic::Unowned })
                    .collect(),
                dropped,
            }),
        "\\PC{0,6}".prop_map(|chair| Event::Details(Details { chair, ..Details::default() })),
    ]
}

proptest! {
    /// Whatever happens, and wherever it is cut and read back from text, the meeting is the same:
    /// each point stands once, and the clocks never run backwards.
    #[test]
    fn any_meeting_read_back_is_the_meeting_that_was(
        events in proptest::collection::vec((any_event(), -5_i64..120), 0..60),
        cut in 0_usize..60,
    ) {
        let mut at = now();
        let mut entries = vec![Entry { at, event: Event::Started(Box::new(opening(&["A", "B", "C"]))) }];
        let mut meeting = Meeting::of(&entries).unwrap();
        for (n, (event, seconds)) in events.into_iter().enumerate() {
            if n == cut {
                let text: Vec<String> =
                    entries.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect();
                let read: Vec<Entry> =
                    text.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
                prop_assert_eq!(&read, &entries);
                prop_assert_eq!(&Meeting::of(&read).unwrap(), &meeting);
            }
            at += Duration::milliseconds(seconds * 1000 + 7);
            let entry = Entry { at, event };
            let before = meeting.spent_ms;
            meeting.take(&entry);
            entries.push(entry);
            prop_assert!(meeting.spent_ms >= before);
            let mut targets: Vec<&Target> = meeting.points.iter().map(|p| &p.target).collect();
            let count = targets.len();
            targets.sort();
            targets.dedup();
            prop_assert_eq!(targets.len(), count);
            prop_assert!(meeting.current.as_ref().is_none_or(|t| meeting.point(t).is_some()));
            prop_assert!(meeting.agreed() + meeting.waiting() <= meeting.counted().count());
            if let Some(next) = meeting.next() {
                prop_assert!(meeting.point(&next).unwrap().waits());
                prop_assert_ne!(Some(next), meeting.current.clone());
            }
        }
        prop_assert_eq!(Meeting::of(&entries).unwrap(), meeting);
    }
}

#[test]
fn what_changes_beside_the_meeting_is_taken_in() {
    let mut board = board(&["A", "B", "C", "D"]);
    let mut room = Room::new(&["A", "B", "C"]);
    assert_eq!(
        room.meeting.changed_outside(&board, &Draft::default(), now().date_naive()),
        [Event::Taken {
            added: vec![Place { target: item("D"), topic: Topic::Undecided }],
            dropped: vec![],
        }]
    );
    let decide = |board: &mut Board, id: &str| {
        let proposal = Proposal::default().column("launch-adjacent".into());
        let step = proposal.step(board, &item(id), now()).unwrap().unwrap();
        step.decisions.iter().for_each(|decision| board.apply(decision));
        step
    };
    // A is on the screen, B is decided in the draft, C by somebody else's commit.
    decide(&mut board, "A");
    let step = decide(&mut board, "B");
    decide(&mut board, "C");
    decide(&mut board, "D");
    let draft = Draft::of(vec![step.clone()], Vec::new());
    let events = room.meeting.changed_outside(&board, &draft, now().date_naive());
    assert_eq!(events.len(), 2, "{events:#?}");
    for event in events {
        room.after(1, event);
    }
    assert_eq!(room.meeting.agreed_by(&step).unwrap().target, item("B"));
    assert_eq!(room.meeting.current, Some(item("A")));
    assert_eq!(room.meeting.point(&item("C")).unwrap().standing, Standing::Dropped);
    assert_eq!(room.meeting.changed_outside(&board, &draft, now().date_naive()), []);
    assert_eq!(room.meeting.undone(&step), [Event::Reopened { target: item("B") }]);
}

#[test]
fn the_last_point_that_is_parked_does_not_come_at_once_again() {
    let mut room = Room::new(&["A", "B"]);
    for event in room.meeting.park_current("Who?".into(), "fin".into()) {
        room.after(1, event);
    }
    assert_eq!(room.meeting.current, Some(item("B")));
    for event in room.meeting.agree("1".into(), None) {
        room.after(1, event);
    }
    assert_eq!(room.meeting.current, Some(item("A")), "it comes back");
    for event in room.meeting.park_current("Who?".into(), String::new()) {
        room.after(1, event);
    }
    assert_eq!(room.meeting.current, None);
    let mut alone = Room::new(&["A"]);
    for event in alone.meeting.park_current("Who?".into(), String::new()) {
        alone.after(1, event);
    }
    assert_eq!(alone.meeting.current, None, "behind the last point one may still go back to it");
    assert_eq!(alone.meeting.forward(), Some(item("A")));
}
