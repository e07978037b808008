//! GNG050 to GNG053, and GNG013: what is said against what is there.

use super::Case;
use crate::model::asset::{Asset, Content, Mention, Page};
use crate::model::item::{Evidence, Status};
use crate::model::pack::{Fixture, LaunchState, Rehearsal};
use crate::model::record::Stood;
use crate::rules::scene::{Scene, day};

pub(super) const CASES: &[Case] = &[
    (
        "GNG013",
        |s| {
            s.required.scope = Some("launch-adjacent".into());
            stood(s, None);
        },
        &["SHOP-014 stood in launch-critical and moved to launch-adjacent; nobody wrote down why"],
    ),
    (
        "GNG013",
        |s| {
            s.required.status = Status::Withdrawn;
            s.required.rationale = Some("old".into());
            stood(s, Some("old"));
        },
        &["SHOP-014 stood in launch-critical and was withdrawn; nobody wrote down why"],
    ),
    (
        "GNG013",
        |s| {
            s.required.scope = Some("launch-adjacent".into());
            s.required.rationale = Some("new".into());
            stood(s, Some("old"));
        },
        &[],
    ),
    (
        "GNG013",
        |s| {
            s.required.status = Status::Closed;
            stood(s, None);
        },
        &[],
    ),
    (
        "GNG050",
        |s| {
            let gone = "packs/shopify/fixtures/gone.csv";
            s.pack
                .assets
                .fixtures
                .push(Fixture { path: "./fixtures/gone.csv".into(), ..Fixture::default() });
            let evidence = Evidence { reference: gone.into(), ..Evidence::default() };
            s.required.evidence = vec![evidence];
            let rehearsal = s.pack.rollback.as_mut().unwrap().rehearsed.as_mut().unwrap();
            *rehearsal = Rehearsal { evidence: Some(format!("{gone}#L3")), ..rehearsal.clone() };
        },
        &[
            "SHOP-014 names packs/shopify/fixtures/gone.csv, which is not there",
            "shopify names packs/shopify/fixtures/gone.csv, which is not there",
            "shopify names packs/shopify/fixtures/gone.csv, which is not there",
        ],
    ),
    (
        "GNG050",
        |s| {
            let table = Content::Table(["date_day"].into_iter().collect());
            let asset = Asset { digest: String::new(), content: table };
            s.board.assets.put("packs/shopify/fixtures/empty.csv", Some(asset));
        },
        &["shopify: packs/shopify/fixtures/empty.csv has no currency and order_adjusted_total, \
             which figures on shopify__daily_shop read"],
    ),
    (
        "GNG050",
        |s| {
            // Nobody looked for these yet, and the last is no path.
            for reference in ["packs/shopify/new.csv", "https://example.com/a.csv", "by hand"] {
                s.required
                    .evidence
                    .push(Evidence { reference: reference.into(), ..Evidence::default() });
            }
        },
        &[],
    ),
    (
        "GNG051",
        |s| {
            s.pack.unsupported[0].id = "multi-currency".into();
            s.pack.launch = Some(LaunchState::Preview);
        },
        &[
            "shopify does not support multi-currency, and packs/shopify/quickstart.md does not say \
             so",
            "packs/shopify/quickstart.md says that several-zones is not supported; shopify does not",
        ],
    ),
    (
        "GNG051",
        |s| speaks_of(s, "LATER-1", false),
        &["packs/shopify/quickstart.md promises LATER-1, which is deferred"],
    ),
    ("GNG051", |s| speaks_of(s, "LATER-1", true), &[]),
    ("GNG051", |s| speaks_of(s, "SHOP-014", false), &[]),
    (
        "GNG052",
        |s| s.pack.evidence[1].on = day("2026-11-17"),
        &["shopify changed on 2026-11-18, after its evidence of 2026-11-17"],
    ),
    ("GNG052", |s| s.pack.evidence[1].on = day("2026-11-18"), &[]),
    (
        "GNG053",
        |s| {
            s.pack.evidence.pop();
        },
        &["shopify: no evidence covers stale_error and partial_sync"],
    ),
    (
        "GNG053",
        |s| {
            s.pack.evidence.clear();
            s.pack.launch = Some(LaunchState::Held);
        },
        &[],
    ),
];

fn stood(scene: &mut Scene, rationale: Option<&str>) {
    let stood = Stood { column: "launch-critical".into(), rationale: rationale.map(str::to_owned) };
    scene.board.record.stood.insert("SHOP-014".into(), stood);
}

fn speaks_of(scene: &mut Scene, word: &str, limits: bool) {
    let mention =
        |word: &str, limits| Mention { word: word.into(), line: 7, column: 1, code: false, limits };
    let page = Page { mentions: vec![mention("several-zones", true), mention(word, limits)] };
    let asset = Asset { digest: String::new(), content: Content::Page(page) };
    scene.board.assets.put("packs/shopify/quickstart.md", Some(asset));
}
