use super::*;
use crate::model::date::from_file;
use crate::model::item::DeferralRecord;
use crate::model::pack::{Rehearsal, Rollback};
use crate::model::testing::{item, today};

/// A board with one item or pack, or several, for each section.
fn board() -> Board {
    let mut board = Board::default();
    let facts = [
        ("U-1", None, Some(Risk::Low), "2026-01-01"),
        ("U-2", None, Some(Risk::High), "2026-11-01"),
        ("U-3", None, Some(Risk::High), "2026-10-01"),
        ("R-1", Some("launch-critical"), None, "2026-01-01"),
        ("O-1", Some("launch-adjacent"), None, "2026-01-01"),
        ("D-1", Some("post-launch"), None, "2026-01-01"),
        ("D-2", Some("post-launch"), None, "2026-01-01"),
        ("D-3", Some("post-launch"), None, "2026-01-01"),
    ];
    for (id, scope, risk, created) in facts {
        let mut item = item(id);
        item.scope = scope.map(Into::into);
        item.risk = risk;
        item.created = from_file(created);
        if id.starts_with('D') {
            item.owner = Some("fin".into());
            item.deferral = Some(DeferralRecord {
                link: Some("https://example.com/1".into()),
                risk: Some("A tile is blank".into()),
                revisit: from_file(if id == "D-2" { "2026-11-23" } else { "2027-02-01" }),
            });
        }
        if id == "D-3" {
            item.deferral = Some(DeferralRecord::default());
        }
        board.add(item);
    }
    for (id, risk, rehearsed) in [
        ("shopify", Risk::High, None),
        ("github", Risk::Low, None),
        ("stripe", Risk::High, from_file("2026-11-01")),
    ] {
        let mut pack = Pack::new(id.into(), format!("packs/{id}.yaml").into());
        pack.risk = Some(risk);
        let rehearsed = Rehearsal { on: rehearsed, ..Rehearsal::default() };
        pack.rollback = Some(Rollback { rehearsed: Some(rehearsed), ..Rollback::default() });
        board.packs.push(pack);
    }
    board
}

fn ids(agenda: &Agenda, topic: Topic) -> Vec<&str> {
    let section = agenda.sections.iter().find(|section| section.topic == topic).unwrap();
    section.entries.iter().map(|entry| entry.target.as_str()).collect()
}

#[test]
fn each_section_holds_what_belongs_there_in_its_order() {
    let parked = |id: &str| Parked {
        target: Target::Item(id.into()),
        question: "Who pays?".into(),
        person: "fin".into(),
    };
    let agenda = Agenda::of(&board(), today(), &[parked("O-1"), parked("U-1"), parked("GONE")]);
    assert_eq!(ids(&agenda, Topic::Undecided), ["U-3", "U-2", "U-1"], "riskiest, then oldest");
    assert_eq!(ids(&agenda, Topic::Unowned), ["R-1"]);
    assert_eq!(ids(&agenda, Topic::Deferral), ["D-3", "D-2"]);
    assert_eq!(ids(&agenda, Topic::Rollback), ["shopify"]);
    assert_eq!(ids(&agenda, Topic::Parked), ["O-1", "U-1"], "an item that is gone is left out");
    let queue: Vec<_> = agenda.queue().iter().map(|(target, _)| target.to_string()).collect();
    assert_eq!(queue, ["U-3", "U-2", "U-1", "R-1", "D-3", "D-2", "shopify", "O-1"], "each once");
    let why: Vec<&str> = agenda
        .sections
        .iter()
        .flat_map(|section| section.entries.iter().map(|entry| entry.why.as_str()))
        .collect();
    assert_eq!(why[0], "high risk, open for 53 days");
    assert!(why.contains(&"to be revisited on 2026-11-23 (today)"), "{why:#?}");
    assert!(why.contains(&"Who pays? (fin)"), "{why:#?}");
}

#[test]
fn with_nothing_left_every_section_is_there_and_empty() {
    let agenda = Agenda::of(&Board::default(), today(), &[]);
    assert!(agenda.is_empty());
    let topics: Vec<Topic> = agenda.sections.iter().map(|section| section.topic).collect();
    assert_eq!(topics, Topic::ALL);
}
