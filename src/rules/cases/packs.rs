//! GNG02x and GNG03x.

use super::Case;
use crate::model::pack::LaunchState;
use crate::rules::scene::{Scene, day};

pub(super) const CASES: &[Case] = &[
    (
        "GNG020",
        |s| {
            s.pack.behavior.retain(|behavior| behavior.condition.starts_with("stale"));
            s.pack.behavior[0].show = None;
        },
        &[
            "shopify defines no behaviour for missing_table",
            "shopify defines no behaviour for missing_column",
            "shopify defines no behaviour for partial_sync",
            "shopify does not say what is shown for stale_warn",
        ],
    ),
    (
        "GNG020",
        |s| {
            s.pack.behavior.clear();
            s.pack.launch = Some(LaunchState::Held);
        },
        &[],
    ),
    (
        "GNG021",
        |s| s.pack.freshness = None,
        &[
            "shopify has no threshold for old data: warn_after",
            "shopify has no threshold for old data: error_after",
        ],
    ),
    (
        "GNG021",
        |s| freshness(s, "48h", "2d"),
        &["shopify warns of old data after 48h, not before the error after 2d"],
    ),
    (
        "GNG021",
        |s| freshness(s, "daily", "2d"),
        &["shopify: freshness.warn_after is \"daily\", no length of time"],
    ),
    ("GNG021", |s| freshness(s, "30m", "1h"), &[]),
    ("GNG021", |s| (s.pack.freshness, s.pack.launch) = (None, Some(LaunchState::Held)), &[]),
    (
        "GNG025",
        |s| {
            let narrative = &mut s.pack.narratives[0];
            narrative.variants = vec![("stale".into(), "Old.".into())];
            narrative.kpis.push("orders".into());
            narrative.text = Some("{{ orders.value }} {{ net_revenue.x }} {{ tips.value }}".into());
        },
        &[
            "shopify: narrative trend has no words for the case without data",
            "shopify: narrative trend names orders, which is no KPI of the pack",
            "shopify: the text of narrative trend asks for x of net_revenue",
            "shopify: the text of narrative trend uses tips, which is no KPI of the pack",
            "shopify: narrative trend has no words for partial data",
        ],
    ),
    (
        "GNG025",
        |s| {
            let narrative = &mut s.pack.narratives[0];
            narrative.text = Some("{{ revenue }} {{ revenue }} {{ synced_at }} {{ tips".into());
            narrative.variants = vec![
                ("no_data".into(), "TBD".into()),
                ("stale".into(), "{{ net_revenue.value }}".into()),
                ("partial".into(), "Syncing.".into()),
            ];
        },
        &[
            "shopify: narrative trend has no words for the case without data",
            "shopify: the text of narrative trend uses \"revenue\"",
            "shopify: in the text of narrative trend a {{ is never closed",
        ],
    ),
    (
        "GNG025",
        |s| {
            s.pack.narratives[0].text = Some("{{ net_revenue.change }}".into());
            s.pack.kpis[0].time.as_mut().unwrap().compare = None;
        },
        &[
            "shopify: narrative trend tells a direction from however few rows",
            "shopify: narrative trend tells the direction of net_revenue, which is compared with \
             nothing",
        ],
    ),
    (
        "GNG025",
        |s| s.pack.narratives[0].variants[1].1 = "{{ tips.value }}".into(),
        &["shopify: the text of narrative trend uses tips, which is no KPI of the pack"],
    ),
    (
        "GNG025",
        |s| {
            s.pack.narratives[0].text = Some("{{ net_revenue.change }}".into());
            s.pack.narratives[0].min_rows = Some("14".into());
        },
        &[],
    ),
    ("GNG030", |s| s.pack.rollback = None, &["shopify is high-risk but has no rollback plan"]),
    (
        "GNG030",
        |s| {
            let plan = s.pack.rollback.as_mut().unwrap();
            plan.triggers.clear();
            plan.steps = vec!["TODO".into()];
            plan.to = Some("TBD".into());
            plan.verify = None;
            plan.within = Some("quickly".into());
            plan.backup = plan.owner.clone();
        },
        &[
            "shopify is high-risk but its rollback plan lacks triggers, to, steps and verify",
            "shopify: owner and backup of the rollback are the same person",
            "shopify: rollback.within is \"quickly\", no length of time",
        ],
    ),
    ("GNG030", |s| (s.pack.rollback, s.pack.risk) = (None, None), &[]),
    ("GNG030", |s| (s.pack.rollback, s.pack.launch) = (None, Some(LaunchState::Held)), &[]),
    ("GNG031", |s| s.pack.kill_switch = None, &["shopify is high-risk but has no kill switch"]),
    (
        "GNG031",
        |s| {
            let switch = s.pack.kill_switch.as_mut().unwrap();
            (switch.owner, switch.effect_within) = (None, Some("at once".into()));
        },
        &[
            "shopify is high-risk but its kill switch lacks owner",
            "shopify: kill_switch.effect_within is \"at once\", no length of time",
        ],
    ),
    ("GNG031", |s| (s.pack.kill_switch, s.pack.risk) = (None, None), &[]),
    (
        "GNG033",
        |s| {
            s.pack.rollback.as_mut().unwrap().rehearsed = None;
            s.pack.kill_switch.as_mut().unwrap().tested.as_mut().unwrap().on = day("2026-09-23");
        },
        &[
            "the rollback of shopify was never rehearsed",
            "the kill switch of shopify was last rehearsed 61 days ago, the limit is 60",
        ],
    ),
    (
        "GNG033",
        |s| rehearsed(s, "2026-11-24"),
        &["the rollback of shopify is to be rehearsed on 2026-11-24, so it was not yet"],
    ),
    (
        "GNG033",
        |s| rehearsed(s, "2026-11-17"),
        &["the rollback of shopify was last rehearsed on 2026-11-17; it changed on 2026-11-18"],
    ),
    (
        "GNG033",
        |s| {
            rehearsed(s, "2026-09-24");
            s.board.record.changed.clear();
        },
        &[],
    ),
    (
        "GNG033",
        |s| {
            rehearsed(s, "2026-01-01");
            s.board.record.changed.clear();
            s.board.rules.entry("GNG033".into()).or_default().parameters.insert("days".into(), 999);
        },
        &[],
    ),
    ("GNG033", |s| (s.pack.rollback, s.pack.kill_switch) = (None, None), &[]),
    (
        "GNG032",
        |s| s.pack.rollback.as_mut().unwrap().to = Some("packs/shopify@2026.12.9".into()),
        &["shopify goes back to \"packs/shopify@2026.12.9\", which is no revision in git"],
    ),
    // Where git could not be asked, nothing is claimed.
    ("GNG032", |s| s.board.record.revisions.clear(), &[]),
    (
        "GNG034",
        |s| s.pack.rollback.as_mut().unwrap().automation_to_pause = Some(Vec::new()),
        &["the rollback of shopify names no automation to pause"],
    ),
    (
        "GNG034",
        |s| s.pack.rollback.as_mut().unwrap().automation_to_pause = Some(vec!["none".into()]),
        &[],
    ),
];

fn freshness(scene: &mut Scene, warn: &str, error: &str) {
    let freshness = scene.pack.freshness.as_mut().unwrap();
    (freshness.warn_after, freshness.error_after) = (Some(warn.into()), Some(error.into()));
}

fn rehearsed(scene: &mut Scene, on: &str) {
    scene.pack.rollback.as_mut().unwrap().rehearsed.as_mut().unwrap().on = day(on);
}
