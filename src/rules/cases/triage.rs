//! GNG01x.

use super::{Case, in_file};
use crate::model::item::{Item, Status};
use crate::model::testing::item;
use crate::rules::scene::day;

fn waits(id: &str, scope: &str, for_ids: &[&str]) -> Item {
    let mut waiting = item(id);
    waiting.scope = Some(scope.into());
    waiting.blocked_by = for_ids.iter().map(|id| (*id).into()).collect();
    waiting
}

pub(super) const CASES: &[Case] = &[
    ("GNG010", |s| s.required.scope = None, &["SHOP-014 is undecided"]),
    ("GNG010", |s| s.required.scope = Some("someday".into()), &["SHOP-014 is undecided"]),
    ("GNG010", |s| (s.required.scope, s.required.status) = (None, Status::Withdrawn), &[]),
    (
        "GNG011",
        |s| (s.required.owner, s.required.due) = (None, None),
        &[
            "SHOP-014 holds the launch but has no owner",
            "SHOP-014 holds the launch but has no due date",
        ],
    ),
    (
        "GNG011",
        |s| s.required.due = day("2027-01-13"),
        &["SHOP-014 holds the launch on 2027-01-12 but is due on 2027-01-13"],
    ),
    ("GNG011", |s| s.required.due = day("2027-01-12"), &[]),
    ("GNG011", |s| (s.board.launch.date, s.required.due) = (None, day("2099-01-01")), &[]),
    (
        "GNG011",
        |s| (s.required.owner, s.required.due, s.required.status) = (None, None, Status::Closed),
        &[],
    ),
    ("GNG011", |s| s.others = vec![waits("OPT-1", "launch-adjacent", &[])], &[]),
    (
        "GNG012",
        |s| s.required.criterion = None,
        &["SHOP-014 holds the launch but cites no required behaviour"],
    ),
    (
        "GNG012",
        |s| s.required.criterion = Some("C9".into()),
        &["SHOP-014 cites C9, which gonogo.yaml does not define"],
    ),
    (
        "GNG012",
        |s| {
            s.required.criterion = None;
            s.board.criteria.clear();
        },
        &[],
    ),
    ("GNG012", |s| s.others = vec![waits("OPT-1", "launch-adjacent", &[])], &[]),
    (
        "GNG014",
        |s| s.required.blocked_by = vec!["GONE-1".into(), "LATER-1".into()],
        &[
            "SHOP-014 waits for GONE-1, which is not on the board",
            "SHOP-014 is Launch-critical but waits for LATER-1, which is Post-launch",
        ],
    ),
    (
        "GNG014",
        |s| {
            s.others = vec![
                waits("OPT-1", "launch-adjacent", &["NEW-1"]),
                waits("NEW-1", "undecided", &[]),
            ];
        },
        &["OPT-1 is Launch-adjacent but waits for NEW-1, which is Undecided"],
    ),
    (
        "GNG014",
        |s| s.others = vec![waits("OPT-1", "launch-adjacent", &["OPT-1"])],
        &["OPT-1 waits for itself"],
    ),
    (
        "GNG014",
        |s| {
            s.others = vec![
                waits("A", "post-launch", &["B", "C"]),
                waits("B", "post-launch", &["C"]),
                waits("C", "post-launch", &["A"]),
                waits("D", "post-launch", &["A", "E"]),
                waits("E", "post-launch", &["D"]),
            ];
        },
        &[
            "A, B and C wait for each other",
            "A, B and C wait for each other",
            "A, B and C wait for each other",
            "D and E wait for each other",
            "D and E wait for each other",
        ],
    ),
    (
        "GNG014",
        |s| {
            s.required.status = Status::Closed;
            s.others = vec![
                waits("A", "post-launch", &["B"]),
                waits("B", "post-launch", &["C"]),
                waits("C", "post-launch", &["D"]),
                waits("D", "post-launch", &["E"]),
                waits("E", "post-launch", &["A", "SHOP-014"]),
            ];
        },
        &[
            "A waits for B and 3 more in a circle",
            "B waits for C and 3 more in a circle",
            "C waits for D and 3 more in a circle",
            "D waits for E and 3 more in a circle",
            "E waits for A and 3 more in a circle",
        ],
    ),
    (
        "GNG014",
        |s| {
            s.deferred.blocked_by = vec!["SHOP-014".into()];
            s.others = vec![in_file("DONE-1", "backlog/DONE-1.yaml", None)];
            s.others.push(waits("OPT-1", "launch-adjacent", &["DONE-1", "SHOP-014"]));
            let mut done = waits("DONE-2", "launch-critical", &["GONE-1", "DONE-2"]);
            done.status = Status::Closed;
            s.others.push(done);
            // A circle that is broken where something is done.
            let mut done = waits("DONE-3", "launch-critical", &["C-1"]);
            done.status = Status::Closed;
            s.others.extend([
                waits("C-1", "launch-critical", &["C-2"]),
                waits("C-2", "launch-critical", &["DONE-3"]),
                done,
            ]);
        },
        &[],
    ),
];
