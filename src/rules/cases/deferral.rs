//! GNG04x and GNG06x.

use super::Case;
use crate::model::item::Status;
use crate::model::launch::Tracker;
use crate::rules::scene::{Scene, day};

pub(super) const CASES: &[Case] = &[
    (
        "GNG040",
        |s| (s.deferred.deferral, s.deferred.owner) = (None, None),
        &["LATER-1 is deferred without a link, a risk note, an owner and a revisit date"],
    ),
    (
        "GNG040",
        |s| {
            let deferral = s.deferred.deferral.as_mut().unwrap();
            (deferral.link, deferral.risk) = (Some("TBD".into()), Some(" ".into()));
        },
        &["LATER-1 is deferred without a link and a risk note"],
    ),
    (
        "GNG040",
        |s| s.deferred.deferral.as_mut().unwrap().revisit = day("2026-11-22"),
        &["LATER-1 was to be revisited on 2026-11-22, yesterday"],
    ),
    ("GNG040", |s| s.deferred.deferral.as_mut().unwrap().revisit = day("2026-11-23"), &[]),
    ("GNG040", |s| (s.deferred.deferral, s.deferred.status) = (None, Status::Closed), &[]),
    ("GNG040", |s| link(s, "see the wiki"), &[]),
    (
        "GNG041",
        |s| link(s, "see the wiki"),
        &["the follow-up of LATER-1 leads nowhere: \"see the wiki\": a link has no spaces"],
    ),
    (
        "GNG041",
        |s| s.board.trackers = vec![Tracker::new(r"OPS-(\d+)", "https://o.example/$1").unwrap()],
        &["the follow-up of LATER-1 leads nowhere: \"PACK-412\": neither an address nor a \
           reference such as PACK-412 or owner/repo#7"],
    ),
    ("GNG041", |s| link(s, "https://example.com/7"), &[]),
    ("GNG041", |s| link(s, "TBD"), &[]),
    (
        "GNG042",
        |s| s.required.deferral = s.deferred.deferral.clone(),
        &["SHOP-014 holds the launch but carries a deferral"],
    ),
    (
        "GNG042",
        |s| {
            s.required.deferral = s.deferred.deferral.clone();
            s.required.status = Status::Closed;
        },
        &[],
    ),
    ("GNG042", |s| s.required.deferral = Some(Default::default()), &[]),
    (
        "GNG061",
        |s| {
            s.required.owner = Some("comerce-lead".into());
            s.pack.owner = Some("passer-by".into());
        },
        &[
            "SHOP-014 is owned by comerce-lead, who is in neither roster nor CODEOWNERS",
            "shopify is owned by passer-by, who is in neither roster nor CODEOWNERS",
        ],
    ),
    (
        "GNG061",
        |s| {
            s.required.owner = Some("@platform-lead".into());
            s.pack.owner = Some("commerce@example.com".into());
        },
        &[],
    ),
    (
        "GNG061",
        |s| {
            s.board.people.clear();
            s.required.owner = Some("anybody".into());
        },
        &[],
    ),
    (
        "GNG061",
        |s| (s.required.owner, s.required.status) = (Some("anybody".into()), Status::Closed),
        &[],
    ),
    (
        "GNG041",
        |s| {
            let mut other = s.deferred.clone();
            other.id = "LATER-2".into();
            s.others.push(other);
        },
        &[
            "the follow-up of LATER-1 is also that of LATER-2",
            "the follow-up of LATER-2 is also that of LATER-1",
        ],
    ),
    (
        "GNG041",
        |s| {
            s.required.status = crate::model::item::Status::Closed;
            s.deferred.deferral.as_mut().unwrap().link = Some("SHOP-014".into());
        },
        &["the follow-up of LATER-1 is SHOP-014, which is closed"],
    ),
];

fn link(scene: &mut Scene, text: &str) {
    scene.deferred.deferral.as_mut().unwrap().link = Some(text.into());
}
