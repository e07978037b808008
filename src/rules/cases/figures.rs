//! GNG022 to GNG029.

use super::Case;
use crate::model::asset::{Asset, Content, Quickstart};
use crate::model::pack::{Kpi, LaunchState, MeasureKind, SourceTable, Thresholds};
use crate::rules::scene::Scene;

pub(super) const CASES: &[Case] = &[
    (
        "GNG022",
        |s| {
            let freshness = s.pack.freshness.as_mut().unwrap();
            freshness.sync_every = Some("1d".into());
            freshness.package =
                Some(Thresholds { warn_after: None, error_after: Some("36h".into()) });
        },
        &[
            "shopify warns after 24h, but data comes only every 1d",
            "shopify calls data too old after 2d, the package already after 36h",
        ],
    ),
    (
        "GNG022",
        |s| s.pack.freshness.as_mut().unwrap().sync_every = Some("7m".into()),
        &["shopify: Fivetran does not sync every \"7m\""],
    ),
    ("GNG022", |s| s.pack.freshness.as_mut().unwrap().sync_every = Some("6h".into()), &[]),
    (
        "GNG023",
        |s| s.pack.kpis[0].measure.kind = Some(MeasureKind::Ratio),
        &["shopify: net_revenue does not say what is shown without a denominator"],
    ),
    (
        "GNG023",
        |s| {
            s.pack.kpis[0].measure.kind = Some(MeasureKind::Average);
            s.pack.kpis[0].zero_denominator = Some("hide".into());
        },
        &[],
    ),
    (
        "GNG024",
        |s| {
            s.pack.kpis[0].unit.rule = Some("TBD".into());
            s.pack.kpis[0].time.as_mut().unwrap().zone = None;
        },
        &[
            "shopify: net_revenue is money and has no rule for currencies",
            "shopify: net_revenue does not say in which zone its days are cut",
        ],
    ),
    (
        "GNG024",
        |s| {
            s.pack.kpis[0].unit.kind = Some("count".into());
            s.pack.kpis[0].unit.rule = None;
            s.pack.kpis[0].time = None;
        },
        &[],
    ),
    (
        "GNG027",
        |s| {
            s.pack.kpis[0].measure.column = Some("order_total".into());
            let lost = Kpi { id: "lost".into(), model: Some("shop".into()), ..Kpi::default() };
            let mut made = Kpi { id: "made".into(), ..Kpi::default() };
            made.measure.from = vec!["tips".into()];
            s.pack.kpis.extend([lost, made]);
        },
        &[
            "shopify: lost reads shop, which is not under models",
            "shopify: made is made of tips, which is no KPI of the pack",
            "shopify: made reads no model",
            "shopify: net_revenue reads shopify__daily_shop.order_total, which is not under models",
        ],
    ),
    (
        "GNG027",
        |s| installed(s, &["shopify__orders"], &["date_day", "currency"]),
        &[
            "shopify reads shopify__daily_shop, which is not among the package's public_models",
            "shopify: the installed shopify__daily_shop has no order_adjusted_total",
        ],
    ),
    (
        "GNG027",
        |s| {
            let columns = ["date_day", "currency", "order_adjusted_total"];
            installed(s, &["shopify__daily_shop"], &columns);
        },
        &[],
    ),
    (
        "GNG029",
        |s| s.pack.sources = vec![table("refund", None, None), table("tax", None, Some("no_tax"))],
        &[
            "shopify does not say what is shown without the table refund",
            "shopify: without tax holds no_tax, which behavior does not define",
        ],
    ),
    (
        "GNG029",
        |s| {
            installed(s, &["shopify__daily_shop"], &[]);
            s.pack.sources = vec![
                table("Refund", None, Some("missing_table")),
                table("tax", Some("shopify_using_taxes"), Some("missing_table")),
            ];
        },
        &[
            "shopify: shopify_using_refund switches Refund off, which the pack does not say",
            "shopify: the package has no variable shopify_using_taxes",
        ],
    ),
    ("GNG029", |s| s.pack.sources = vec![table("refund", None, Some("missing_table"))], &[]),
    (
        "GNG029",
        |s| {
            s.pack.sources = vec![table("refund", None, None)];
            s.pack.launch = Some(LaunchState::Held);
        },
        &[],
    ),
];

fn table(name: &str, switch: Option<&str>, if_missing: Option<&str>) -> SourceTable {
    SourceTable {
        table: name.into(),
        required: false,
        switch: switch.map(Into::into),
        if_missing: if_missing.map(Into::into),
    }
}

/// A package that lies in the repository, with these models, and these columns in the first.
fn installed(scene: &mut Scene, models: &[&str], columns: &[&str]) {
    scene.pack.package_path = Some("dbt_packages/shopify".into());
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let quickstart = Quickstart {
        public_models: texts(models),
        table_variables: [("shopify_using_refund".to_owned(), texts(&["refund"]))].into(),
        ..Quickstart::default()
    };
    let properties = [("shopify__daily_shop".to_owned(), texts(columns))].into();
    let mut put = |path: &str, content| {
        scene.board.assets.put(path, Some(Asset { digest: String::new(), content }));
    };
    put("dbt_packages/shopify/.quickstart/quickstart.yml", Content::Quickstart(quickstart));
    put("dbt_packages/shopify/models", Content::Models(properties));
}
