//! A small launch on which no rule finds anything, for the tests to spoil.

use chrono::NaiveDate;

use crate::model::board::Board;
use crate::model::date;
use crate::model::finding::Finding;
use crate::model::item::{DeferralRecord, Item, Risk};
use crate::model::launch::{Criterion, Person, PersonOrigin};
use crate::model::pack::{
    Behavior, Freshness, KillSwitch, Kpi, Narrative, Pack, Rehearsal, Rollback, Show,
};
use crate::model::testing;

use super::Findings;

/// Settings, items and packs before they become a board.
pub(super) struct Scene {
    pub(super) board: Board,
    /// Holds the launch.
    pub(super) required: Item,
    /// Put off.
    pub(super) deferred: Item,
    pub(super) others: Vec<Item>,
    /// High-risk.
    pub(super) pack: Pack,
}

pub(super) fn day(text: &str) -> Option<NaiveDate> {
    Some(date::from_file(text).unwrap())
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn person(id: &str, email: &str, origin: PersonOrigin) -> Person {
    Person {
        id: id.into(),
        name: id.to_owned(),
        email: email.to_owned(),
        roles: Vec::new(),
        origin,
    }
}

impl Scene {
    pub(super) fn new() -> Self {
        let mut board = Board::default();
        board.launch.date = day("2027-01-12");
        board.criteria = vec![Criterion { id: "C1".into(), text: "No false figures".into() }];
        board.people = vec![
            person("commerce-lead", "commerce@example.com", PersonOrigin::Roster),
            person("@platform-lead", "", PersonOrigin::Codeowners),
            person("passer-by", "", PersonOrigin::Git),
        ];

        let mut required = testing::item("SHOP-014");
        required.scope = Some("launch-critical".into());
        required.owner = Some("commerce-lead".into());
        required.due = day("2026-12-18");
        required.criterion = Some("C1".into());

        let mut deferred = testing::item("LATER-1");
        deferred.scope = Some("post-launch".into());
        deferred.owner = Some("platform-lead".into());
        deferred.deferral = Some(DeferralRecord {
            link: text("PACK-412"),
            risk: text("Totals are in the currency of the shop."),
            revisit: day("2027-02-01"),
        });
        Self { board, required, deferred, others: Vec::new(), pack: pack("shopify") }
    }

    pub(super) fn into_board(mut self) -> Board {
        self.board.packs.push(self.pack);
        for item in [self.required, self.deferred].into_iter().chain(self.others) {
            self.board.add(item);
        }
        self.board
    }

    pub(super) fn findings(self) -> Vec<Finding> {
        Findings::of(&self.into_board(), testing::today()).all().cloned().collect()
    }
}

/// A high-risk pack that lacks nothing.
pub(super) fn pack(id: &str) -> Pack {
    let mut pack = Pack::new(id.into(), format!("packs/{id}/pack.yaml").into());
    let rehearsal = Rehearsal { on: day("2026-11-18"), ..Rehearsal::default() };
    pack.owner = Some("commerce-lead".into());
    pack.risk = Some(Risk::High);
    pack.freshness = Some(Freshness {
        warn_after: text("24h"),
        error_after: text("2d"),
        ..Freshness::default()
    });
    pack.kpis = vec![Kpi { id: "net_revenue".into(), ..Kpi::default() }];
    pack.narratives = vec![Narrative {
        id: "trend".into(),
        kpis: vec!["net_revenue".into()],
        text: text("Revenue {{ net_revenue.value }}."),
        variants: vec![("no_data".into(), "Nothing yet.".into())],
        min_rows: None,
    }];
    pack.behavior =
        ["missing_table", "missing_column", "stale_warn", "stale_error", "partial_sync"]
            .iter()
            .map(|condition| Behavior {
                condition: (*condition).to_owned(),
                show: Some(Show::Banner),
                message: None,
            })
            .collect();
    pack.rollback = Some(Rollback {
        triggers: vec!["tile error rate over 2 %".into()],
        to: text("packs/shopify@2026.11.1"),
        steps: vec!["Publish the tag again.".into()],
        owner: Some("platform-lead".into()),
        backup: Some("commerce-lead".into()),
        within: text("30m"),
        verify: text("The figures of last week are back."),
        rehearsed: Some(rehearsal.clone()),
        ..Rollback::default()
    });
    pack.kill_switch = Some(KillSwitch {
        owner: Some("platform-lead".into()),
        effect_within: text("5m"),
        tested: Some(rehearsal),
        ..KillSwitch::default()
    });
    pack
}

#[test]
fn no_rule_finds_anything_on_the_unspoilt_scene() {
    assert_eq!(Scene::new().findings(), []);
}
