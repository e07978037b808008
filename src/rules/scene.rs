//! A small launch on which no rule finds anything, for the tests to spoil.

use chrono::NaiveDate;

use crate::model::asset::{Asset, Content, Mention, Page};
use crate::model::board::Board;
use crate::model::date;
use crate::model::finding::Finding;
use crate::model::item::{DeferralRecord, Item};
use crate::model::launch::{Criterion, Person, PersonOrigin};
use crate::model::pack::Pack;
use crate::model::record::Stood;
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
            person("launch-owner", "launch-owner@example.com", PersonOrigin::Roster),
            person("data-qa", "", PersonOrigin::Roster),
            person("docs-lead", "", PersonOrigin::Roster),
            person("passer-by", "", PersonOrigin::Git),
        ];
        surroundings(&mut board);

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
    let text = "
owner: commerce-lead
risk: {tier: high}
launch: supported
models: [{name: shopify__daily_shop, columns: [date_day, order_adjusted_total, currency]}]
freshness: {warn_after: 24h, error_after: 2d}
kpis:
  - id: net_revenue
    model: shopify__daily_shop
    measure: {type: sum, column: order_adjusted_total}
    time: {column: date_day, zone: UTC, grain: day, compare: previous_28_days}
    unit: {kind: currency, column: currency, rule: one tile a currency}
narratives:
  - id: trend
    kpis: [net_revenue]
    text: 'Revenue {{ net_revenue.value }}.'
    variants: {no_data: Nothing yet., stale: Old., partial: Syncing.}
behavior:
  missing_table: {show: banner}
  missing_column: {show: banner}
  stale_warn: {show: banner}
  stale_error: {show: banner}
  partial_sync: {show: banner}
rollback:
  triggers: [tile error rate over 2 %]
  to: packs/shopify@2026.11.1
  steps: [Publish the tag again.]
  owner: platform-lead
  backup: commerce-lead
  within: 30m
  verify: The figures of last week are back.
  automation_to_pause: [nightly publish]
  rehearsed: {on: 2026-11-18}
kill_switch: {owner: platform-lead, effect_within: 5m, tested: {on: 2026-11-18}}
assets: {fixtures: [{path: fixtures/empty.csv, model: shopify__daily_shop}], docs: [quickstart.md]}
evidence:
  - {ref: packs/shopify/fixtures/empty.csv, covers: [missing_table, missing_column, stale_warn]}
  - {ref: https://example.com/run/9, covers: [stale_error, partial_sync], 'on': 2026-11-20}
unsupported: [{id: several-zones}]
";
    let mut pack = read_pack(&format!("packs/{id}/pack.yaml"), text);
    pack.id = id.into();
    pack
}

/// A pack as its file says it.
pub(super) fn read_pack(path: &str, text: &str) -> Pack {
    crate::document::pack::read(&path.into(), text.as_bytes())
        .unwrap_or_else(|problem| panic!("{}\n{text}", problem.cause))
}

/// What was found beside the items and packs: the files of the pack, a tag, an item's earlier place.
fn surroundings(board: &mut Board) {
    let mut put = |path: &str, content: Option<Content>| {
        board.assets.put(path, content.map(|content| Asset { digest: path.into(), content }));
    };
    let columns = ["date_day", "order_adjusted_total", "currency"].into_iter().collect();
    put("packs/shopify/fixtures/empty.csv", Some(Content::Table(columns)));
    put("packs/shopify/fixtures/gone.csv", None);
    let mention =
        Mention { word: "several-zones".into(), line: 12, column: 4, code: true, limits: true };
    let page = Page { mentions: vec![mention] };
    put("packs/shopify/quickstart.md", Some(Content::Page(page)));
    board.record.revisions =
        [("packs/shopify@2026.11.1", true), ("packs/shopify@2026.12.9", false)]
            .map(|(name, exists)| (name.to_owned(), exists))
            .into();
    board.record.changed = [("shopify".into(), day("2026-11-18").unwrap())].into();
    let stood = Stood { column: "launch-critical".into(), rationale: None };
    board.record.stood = [("EXAMPLE".into(), stood)].into_iter().collect();
}

#[test]
fn no_rule_finds_anything_on_the_unspoilt_scene() {
    assert_eq!(Scene::new().findings(), []);
}
