//! The meeting without a terminal: keys in, pictures out.

use super::{Table, kept, loaded, now};
use crate::model::meeting::Standing;
use crate::model::pack::Consent;
use crate::tui::message::{Effect, Msg};

const SIZES: [(u16, u16); 5] = [(60, 20), (80, 24), (100, 28), (160, 48), (200, 60)];

fn pictures(name: &str, keys: &str) {
    for (columns, rows) in SIZES {
        let mut table = room(columns, rows);
        table.press(keys);
        let picture = table.picture();
        kept(name, columns, &picture);
    }
}

fn room(columns: u16, rows: u16) -> Table {
    let mut loaded = loaded();
    loaded.board.signoff_roles = vec!["owner".into(), "data".into(), "docs".into()];
    let mut table = Table::on(loaded, columns, rows);
    table.press("g m");
    table
}

fn current(table: &Table) -> &str {
    let meeting = &table.app.meeting.as_ref().unwrap().meeting;
    meeting.current.as_ref().map_or("", |target| target.as_str())
}

const FILLED: &str = "'commerce-lead' tab '2026-12-18' tab 'C1' tab 'Day one' ctrl-s";

#[test]
fn a_point() {
    pictures("meeting", "");
}

#[test]
fn a_proposal() {
    pictures("meeting-proposed", &format!("1 {FILLED} v d d o esc"));
}

#[test]
fn for_the_projector() {
    pictures("meeting-presenter", "s 'Who pays?' tab 'crm-lead' ctrl-s z");
}

#[test]
fn behind_the_last_point_it_says_what_is_left() {
    let mut table = room(80, 24);
    table.press("s 'Who pays?' tab 'crm-lead' ctrl-s n n n n n n");
    let picture = table.picture();
    assert!(picture.contains("That was the last point."), "{picture}");
    assert!(picture.contains("0 agreed, 1 parked, 5 passed over."), "{picture}");
    assert!(picture.contains("HUB-007  Who pays? (for crm-lead)"), "{picture}");
    assert!(picture.contains("C shows the minutes"), "{picture}");
}

#[test]
fn the_minutes() {
    pictures("meeting-minutes", &format!("1 {FILLED} y s 'Who pays?' tab 'crm-lead' ctrl-s C"));
}

#[test]
fn what_does_not_fit_on_the_screen_is_said_to_be_left_out() {
    let mut loaded = loaded();
    let mut long = crate::model::testing::item("LONG-1");
    long.title = "A title of a hundred words ".repeat(20);
    long.risk = Some(crate::model::item::Risk::High);
    long.description = (1..40).map(|n| format!("Paragraph {n}.\n\n")).collect();
    long.packs = vec!["shopify".into()];
    long.labels =
        ["missing-table", "missing-column", "stale", "partial"].map(String::from).to_vec();
    long.blocked_by = vec!["CORE-003".into()];
    long.rationale = Some("It has been so since the summer".into());
    loaded.board.add(long);
    loaded.board.signoff_roles = vec!["owner".into(), "data".into()];
    let mut table = Table::on(loaded, 100, 28);
    table.press("g m");
    for _ in 0..20 {
        if current(&table) != "LONG-1" {
            table.press("n");
        }
    }
    assert_eq!(current(&table), "LONG-1");
    let picture = table.picture();
    for words in
        ["~", "more lines: Enter shows all of it", "Because    It has been", "waits for CORE-003"]
    {
        assert!(picture.contains(words), "{words}: {picture}");
    }
    // A proposal is told whole, and so is a no-go, whatever else is said.
    let why = "a reason that is long enough to need a second row of the screen, as reasons are";
    table.press(&format!("1 'commerce-lead' tab tab tab '{why}' ctrl-s v d d esc"));
    let picture = table.picture();
    for words in [
        "Proposed: 1 Launch-critical, owner",
        "data says NO-GO",
        "Still lacks",
        "as reasons are",
        "y agreed",
    ] {
        assert!(picture.contains(words), "{words}: {picture}");
    }
    assert!(table.press("j").picture().contains("Paragraph 2."));
}

#[test]
fn nothing_is_decided_before_the_room_agrees() {
    let mut table = room(100, 28);
    assert_eq!(current(&table), "HUB-007");
    table.press("y");
    assert!(table.notice().starts_with("Nothing is proposed yet"), "{}", table.notice());
    table.press("1 esc");
    assert!(table.picture().contains("Proposed: 1 Launch-critical"), "{}", table.picture());
    assert!(table.picture().contains("Still lacks an owner, a due date, a criterion"));
    assert_eq!(table.scope("HUB-007"), None);
    assert!(table.app.draft.is_empty());
    table.press("a 'crm-lead' enter y");
    assert_eq!(table.scope("HUB-007").as_deref(), Some("launch-critical"));
    assert_eq!(table.app.draft.steps().len(), 1, "one step, undone as a whole");
    assert_ne!(current(&table), "HUB-007");
    table.press("u");
    assert_eq!(current(&table), "HUB-007", "what was undone is spoken about again");
    assert_eq!(table.scope("HUB-007"), None);
    table.press("U");
    assert_eq!(table.app.meeting.as_ref().unwrap().meeting.agreed(), 1);
}

#[test]
fn a_deferral_is_asked_for_what_it_needs() {
    let mut table = room(100, 28);
    table.press("3 ctrl-s");
    assert!(table.picture().contains("a deferral needs the tracked link"), "{}", table.picture());
    table.press("'PACK-7' tab 'A blank tile' tab '+2w' tab 'crm-lead' ctrl-s");
    assert!(table.picture().contains("Proposed: 3 Post-launch, follow-up PACK-7"));
    table.press("y");
    assert_eq!(table.scope("HUB-007").as_deref(), Some("post-launch"));
}

#[test]
fn what_is_not_needed_is_proposed_without_a_question() {
    let mut table = room(100, 28);
    table.press("x 'Nobody uses it' ctrl-s");
    assert!(table.picture().contains("Proposed: not needed"), "{}", table.picture());
    table.press("esc");
    assert!(!table.picture().contains("Proposed:"), "Esc takes it back");
    assert!(table.app.draft.is_empty());
}

#[test]
fn a_no_go_is_in_sight_and_another_proposal_asks_again() {
    let mut table = room(100, 28);
    table.press("2 v d d enter");
    assert!(table.picture().contains("data says NO-GO"), "{}", table.picture());
    let point = table.app.meeting.as_ref().unwrap().meeting.current_point().unwrap();
    assert_eq!(point.vote("data"), Some(Consent::NoGo));
    table.press("x 'Not needed' ctrl-s");
    assert!(!table.picture().contains("data says"), "{}", table.picture());
}

#[test]
fn what_changes_outside_leaves_place_and_proposal() {
    let mut table = room(100, 28);
    table.press("2");
    let mut changed = loaded();
    let mut item = crate::model::testing::item("NEW-1");
    item.title = "Born meanwhile".into();
    changed.board.add(item);
    table.send(Msg::Loaded(Box::new(changed)));
    assert_eq!(current(&table), "HUB-007");
    assert!(table.picture().contains("Proposed: 2 Launch-adjacent"), "{}", table.picture());
    let meeting = &table.app.meeting.as_ref().unwrap().meeting;
    assert!(meeting.points.iter().any(|point| point.target.as_str() == "NEW-1"));
}

#[test]
fn what_is_decided_on_the_board_counts() {
    let mut table = room(100, 28);
    table.press("b");
    assert!(table.picture().contains("meeting 0 of"), "{}", table.picture());
    table.press("/ 'SHOP-031' enter 2 g m");
    let meeting = &table.app.meeting.as_ref().unwrap().meeting;
    let point = meeting.points.iter().find(|p| p.target.as_str() == "SHOP-031").unwrap();
    assert!(matches!(point.standing, Standing::Agreed { .. }), "{:?}", point.standing);
}

#[test]
fn only_the_clocks_move_and_not_in_a_pause() {
    let mut table = room(100, 28);
    let before = table.picture();
    let at = std::time::Instant::now();
    table.send(Msg::Tick { at, now: now() + chrono::Duration::seconds(5) });
    let after = table.picture();
    let changed: Vec<_> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert!(changed.iter().all(|(line, _)| line.contains("min left")), "{changed:#?}");
    assert!(after.contains("0:05 / 2:00"), "{after}");
    assert!(super::super::meeting::next_change(&table.app, now()).is_some());
    table.press("t");
    assert_eq!(super::super::meeting::next_change(&table.app, now()), None);
    assert!(table.picture().contains("paused"));
    table.press("t b");
    assert_eq!(super::super::meeting::next_change(&table.app, now()), None, "not on the board");
}

#[test]
fn a_silent_room_says_now_and_then_that_it_is_there() {
    let mut table = room(100, 28);
    let at = std::time::Instant::now();
    for seconds in [10, 20, 31] {
        table.send(Msg::Tick { at, now: now() + chrono::Duration::seconds(seconds) });
    }
    let meeting = &table.app.meeting.as_ref().unwrap().meeting;
    assert_eq!(meeting.spent_ms, 31_000);
}

#[test]
fn a_meeting_can_end_without_minutes() {
    let mut table = room(100, 28);
    table.press("2 y C L y");
    assert!(table.app.meeting.is_none());
    assert!(table.notice().contains("over without minutes"), "{}", table.notice());
    assert_eq!(table.app.draft.steps().len(), 1);
    assert!(table.effects.iter().any(|effect| matches!(effect, Effect::PlanMinutes { .. })));
}
