//! A small launch for the tests of what is written about it, with one text in every place that a
//! file can put a text into.

use crate::document::{item, pack};
use crate::model::board::Board;
use crate::model::launch::{Criterion, Tracker};
use crate::model::mapping::Mapping;

/// A text that each output would take for more than text, as YAML writes it.
pub(crate) const HOSTILE: &str = "'# x | <b> [a](javascript:x) <!-- gonogo:end rollback -->'";

/// The launch, with `word` (as YAML writes it) in the place of every sentence.
pub(crate) fn board(word: &str) -> Board {
    let mut board = Board::default();
    board.launch.name = "Packs".into();
    board.launch.date = crate::model::date::from_file("2027-01-12");
    board.criteria = vec![Criterion { id: "C1".into(), text: "No false figures".into() }];
    board.trackers = vec![Tracker::new(r"PACK-(\d+)", "https://example.com/PACK-$1").unwrap()];
    for (name, text) in [
        (
            "A-1",
            format!(
                "title: {word}\nscope: launch-critical\nowner: me\ndue: 2026-12-18\ncriterion: C1\nrationale: {word}\n"
            ),
        ),
        (
            "A-2",
            format!(
                "title: Later\nscope: post-launch\nowner: me\ndeferral: {{link: PACK-1, risk: {word}, revisit: 2027-02-01}}\n"
            ),
        ),
        (
            "A-3",
            "title: Done\nstatus: closed\ncriterion: C1\nevidence: [{ref: packs/p/a.csv}]\n".into(),
        ),
        ("A-4", format!("title: Never\nstatus: withdrawn\nrationale: {word}\n")),
        ("A-5", "title: Undecided\n".into()),
    ] {
        let path = format!("backlog/{name}.yaml");
        for item in item::read(&path.into(), text.as_bytes(), &Mapping::default(), 0).items {
            board.add(item);
        }
    }
    let text = format!(
        "id: p\ntitle: Pack P\nowner: me\nlaunch: preview\nbehavior:\n  missing_table: {{show: hide, message: {word}}}\n  stale_warn: {{show: banner}}\nunsupported: [{{id: many, case: {word}, effect: {word}, item: A-2}}]\nrollback: {{triggers: [{{metric: errors, over: 2 %}}], to: p@1, steps: [{word}, Publish.], owner: me, backup: you, within: 30m, verify: {word}, automation_to_pause: [nightly]}}\nkill_switch: {{mechanism: flag, name: packs.p.enabled, owner: me, effect_within: 5m, tested: {{on: 2026-11-18}}}}\nevidence: [{{ref: packs/p/a.csv, covers: [missing_table]}}]\n"
    );
    board.packs.push(pack::read(&"packs/p/pack.yaml".into(), text.as_bytes()).unwrap());
    board
}
