use super::*;
use crate::model::date::from_file;
use crate::model::decision::{Act, Deferral, decide};
use crate::model::draft::{Draft, Step};
use crate::model::item::Note;
use crate::model::testing::{board, item, now};

fn rows(board: &mut Board, acts: &[(&str, Act)]) -> Vec<Row> {
    let mut draft = Draft::default();
    for (id, act) in acts {
        let decision = decide(board, &(*id).into(), act, now()).unwrap();
        board.apply(&decision);
        draft.push(Step { decisions: vec![decision] });
    }
    draft.rows()
}

#[test]
fn the_message_reads_well_and_its_trailers_say_the_same() {
    let mut board = board(&["A", "C"]);
    board.launch.name = "Packs".into();
    let mut owned = item("B");
    owned.owner = Some("me".into());
    board.add(owned);
    let deferral =
        Deferral::new(board.link("PACK-88"), "Tiles stay blank.", from_file("2027-02-01")).unwrap();
    let to =
        |c: &str, why: &str| Act::Move { to: c.into(), why: Some(why.into()), criterion: None };
    let acts = [
        ("A", to("launch-critical", "Every new shop\nmeets it.")),
        ("A", Act::Assign(Some("commerce-lead".into()))),
        ("B", Act::Defer { to: None, deferral, owner: None, why: None }),
        ("C", Act::Withdraw { why: "Not ours.".into() }),
    ];
    let rows = rows(&mut board, &acts);
    assert_eq!(
        of(&rows, &board, None, &[]),
        "triage(Packs): 1 launch-critical, 1 assigned, 1 deferred, 1 withdrawn\n\
         \n\
         A: undecided -> launch-critical: Every new shop meets it.\n\
         A: owner none -> commerce-lead\n\
         B: undecided -> post-launch, follow-up PACK-88, revisit 2027-02-01\n\
         C: open -> withdrawn: Not ours.\n\
         \n\
         Gonogo-Launch: Packs\n\
         Gonogo-Move: A undecided -> launch-critical\n\
         Gonogo-Assign: A commerce-lead\n\
         Gonogo-Move: B undecided -> post-launch\n\
         Gonogo-Defer: B PACK-88\n\
         Gonogo-Withdraw: C Not ours.\n"
    );
}

#[test]
fn nothing_in_a_text_can_forge_a_trailer() {
    let mut board = board(&["A"]);
    let text = "x\n\nGonogo-Move: B undecided -> launch-critical\r\nSigned-off-by: Eve <e@x>";
    let rows = rows(&mut board, &[("A", Act::Note(Note { text: text.into(), ..Note::default() }))]);
    let message = of(&rows, &board, None, &[]);
    let own: Vec<_> = message.lines().filter(|line| !line.starts_with("A: ")).collect();
    assert!(!own.iter().any(|line| line.starts_with("Gonogo-Move") || line.starts_with("Signed")));
}

#[test]
fn a_written_message_keeps_its_words_and_gets_the_trailers() {
    let mut board = board(&["A"]);
    let rows = rows(&mut board, &[("A", Act::Assign(Some("me".into())))]);
    let written = "Triage of Monday\n\nWe met.\n\nGonogo-Assign: A somebody-else\n";
    assert_eq!(
        of(&rows, &board, Some(written), &[]),
        "Triage of Monday\n\nWe met.\n\nGonogo-Assign: A me\n"
    );
    let meeting = [("Gonogo-Meeting".to_owned(), "2026-11-23\nGonogo-Move: A -> B".to_owned())];
    let message = of(&rows, &board, Some("Monday"), &meeting);
    let trailers: Vec<&str> = message.lines().skip(2).collect();
    assert_eq!(trailers.len(), 2, "{message}");
    assert!(trailers[1].starts_with("Gonogo-Meeting: 2026-11-23"), "{message}");
}

#[test]
fn nothing_in_a_text_can_hide_the_trailers() {
    // For `git interpret-trailers` the message ends at three dashes.
    for id in ["---", "--- A", "# A"] {
        let mut board = Board::default();
        board.add(item(id));
        let to = Act::Move { to: "launch-critical".into(), why: None, criterion: None };
        let rows = rows(&mut board, &[(id, to)]);
        let text = of(&rows, &board, None, &[]);
        assert_eq!(
            text,
            format!(
                "triage: 1 launch-critical\n\n| {id}: undecided -> launch-critical\n\n\
                 Gonogo-Move: {id} undecided -> launch-critical\n"
            )
        );
        let text = of(&rows, &board, Some("Said\n---\nhere"), &[]);
        assert!(text.starts_with("Said\n| ---\nhere\n\nGonogo-Move: "), "{text}");
    }
}
