//! GNG00x.

use super::{Case, in_file};
use crate::model::asset::{Asset, Content, Quickstart};
use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::finding::Problem;
use crate::model::item::Status;
use crate::model::mapping::Mapping;
use crate::model::pack::{LaunchState, Pack};
use crate::model::value::Value;
use crate::rules::scene::{pack, read_pack};

fn problem(rule: &'static str, cause: &str) -> Problem {
    Problem {
        rule,
        path: "backlog/x.yaml".into(),
        line: 3,
        column: 5,
        cause: cause.into(),
        fix: "close the bracket".into(),
    }
}

fn extra(key: &str) -> (String, Value) {
    (key.to_owned(), "x".into())
}

fn map(entries: &[(&str, &str)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect())
}

/// A pack of which a file says just this.
fn read(text: &str) -> Pack {
    read_pack("packs/shopify/pack.yaml", text)
}

fn not_a_launch_state(text: &str) -> Vec<FieldProblem> {
    vec![FieldProblem {
        path: vec!["launch".to_owned()],
        text: text.to_owned(),
        cause: FieldCause::NotOneOf(LaunchState::WORDS),
    }]
}

pub(super) const CASES: &[Case] = &[
    (
        "GNG001",
        |s| s.board.problems = vec![problem("GNG001", "a bracket is open")],
        &["a bracket is open"],
    ),
    ("GNG001", |s| s.board.problems = vec![problem("GNG998", "not heard of")], &["not heard of"]),
    ("GNG001", |s| s.board.problems = vec![problem("GNG002", "owner stands twice")], &[]),
    (
        "GNG002",
        |s| s.board.problems = vec![problem("GNG002", "owner stands twice")],
        &["owner stands twice"],
    ),
    ("GNG002", |s| s.board.problems = vec![problem("GNG001", "a bracket is open")], &[]),
    (
        "GNG002",
        |s| {
            let repeated = vec![("hubspot_property_enabled".to_owned(), 66, 3)];
            let quickstart = Quickstart { repeated, ..Quickstart::default() };
            let content = Content::Quickstart(quickstart);
            s.pack = read("package: dbt_hubspot");
            let path = "dbt_packages/hubspot/.quickstart/quickstart.yml";
            s.board.assets.put(path, Some(Asset { digest: String::new(), content }));
        },
        &["shopify: dbt_packages/hubspot/.quickstart/quickstart.yml names the variable \
             hubspot_property_enabled twice"],
    ),
    (
        "GNG003",
        |s| {
            s.required.extra = vec![extra("ownr"), extra("team")];
            s.pack.extra = vec![extra("behaviour"), extra("models")];
        },
        &[
            "SHOP-014 has the key ownr, which means nothing to gonogo",
            "shopify has the key behaviour, which means nothing to gonogo",
        ],
    ),
    ("GNG003", |s| s.required.extra = vec![extra("team"), extra("kep-number")], &[]),
    (
        "GNG003",
        |s| {
            let deferral = [("lnk", "PACK-1"), ("mine", "x")];
            s.deferred.set(Field::Deferral, Some(&map(&deferral)));
            s.pack = read(
                "risk: {teir: high, why: [money]}\nfreshness: {warn_afer: 24h, package: {eror_after: \
                 2d}}\nkpis: [{id: a, measure: {typ: sum, where: x}}]\nrollback: {onwer: a, \
                 triggers: [{metric: m, ovr: 2}]}\nbehavior: {missing_tabel: {shw: hide}, \
                 no_table: {show: hide}}\nwaivers: [{rul: GNG010}]\nsignoffs: [{rolle: data}]",
            );
        },
        &[
            "LATER-1 has the key deferral.lnk, which means nothing to gonogo",
            "shopify has the key risk.teir, which means nothing to gonogo",
            "shopify has the key freshness.warn_afer, which means nothing to gonogo",
            "shopify has the key freshness.package.eror_after, which means nothing to gonogo",
            "shopify has the key kpis.0.measure.typ, which means nothing to gonogo",
            "shopify has the key rollback.onwer, which means nothing to gonogo",
            "shopify has the key rollback.triggers.0.ovr, which means nothing to gonogo",
            "shopify has the key behavior.missing_tabel.shw, which means nothing to gonogo",
            "shopify has the key waivers.0.rul, which means nothing to gonogo",
            "shopify has the key signoffs.0.rolle, which means nothing to gonogo",
            "shopify has the condition missing_tabel, which nothing leads to",
        ],
    ),
    (
        "GNG003",
        |s| {
            s.pack = read(
                "behavior: {missing_tables: {show: hide}}\nsources: [{table: t, required: false, \
                 if_missing: missing_tables}]\nteam: {onwer: x}\nrollback: {owner: a, story: b}",
            );
        },
        &[],
    ),
    (
        "GNG004",
        |s| s.others = vec![in_file("SHOP-014", "backlog/copy.yaml", None)],
        &["backlog/copy.yaml repeats the id SHOP-014 of backlog/SHOP-014.yaml"],
    ),
    (
        "GNG004",
        |s| s.others = vec![in_file("SHOP-014", "backlog/list.yaml", Some(3))],
        &["backlog/list.yaml repeats the id SHOP-014 of backlog/SHOP-014.yaml"],
    ),
    (
        "GNG004",
        |s| s.others = vec![in_file("NNNN", "keps/x/kep.yaml", None)],
        &["keps/x/kep.yaml has no id of its own"],
    ),
    (
        "GNG004",
        |s| s.others = vec![in_file("SHOP-041", "backlog/SHOP-042.yaml", None)],
        &["backlog/SHOP-042.yaml holds SHOP-041, not SHOP-042"],
    ),
    (
        "GNG004",
        |s| {
            let mut second = pack("shopify@packs/b/pack.yaml");
            second.path = "packs/b/pack.yaml".into();
            s.board.packs.push(second);
        },
        &["packs/b/pack.yaml repeats the id shopify of another pack"],
    ),
    (
        "GNG004",
        |s| s.pack.path = "packs/shops/pack.yaml".into(),
        &["packs/shops/pack.yaml holds the pack shopify, not shops"],
    ),
    ("GNG004", |s| s.pack.path = "packs/shops.yaml".into(), &[]),
    (
        "GNG004",
        |s| s.others = vec![in_file("{{ item.id }}", "backlog/x.yaml", None)],
        &["backlog/x.yaml has no id of its own"],
    ),
    (
        "GNG004",
        |s| {
            s.others = vec![
                in_file("1326", "keps/x/kep.yaml", None),
                in_file("SHOP-15", "backlog/refunds.yaml", None),
                in_file("A-1", "backlog/A-2.yaml", Some(0)),
            ];
        },
        &[],
    ),
    (
        "GNG005",
        |s| {
            s.required.set(Field::Risk, Some(&"hihg".into()));
            s.required.set(Field::Kind, Some(&" Bug".into()));
            s.required.set(Field::Title, Some(&Value::List(vec!["a".into()])));
            s.required.set(Field::Criterion, Some(&"TBD".into()));
        },
        &[
            "SHOP-014: risk is \"hihg\", which is not one of low, medium, high",
            "SHOP-014: title is \"a\", where text is expected",
            "SHOP-014: criterion is still the placeholder \"TBD\"",
            "SHOP-014: kind is \" Bug\", taken for bug",
        ],
    ),
    (
        "GNG005",
        |s| {
            let mapping = Mapping {
                fields: [(Field::Scope, "launch-scope".to_owned())].into(),
                values: [(
                    Field::Status,
                    [("implemented", "closed"), ("provisional", "open")]
                        .map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned()))
                        .into(),
                )]
                .into(),
            };
            s.board.mappings = vec![mapping];
            s.required.scope = Some("someday".into());
            s.required.set(Field::Status, Some(&"weird".into()));
            s.deferred.title = " todo".into();
        },
        &[
            "LATER-1: title is still the placeholder \"todo\"",
            "SHOP-014: status is \"weird\", which is not one of implemented, provisional",
            "SHOP-014: launch-scope is \"someday\", which names no column",
        ],
    ),
    (
        "GNG005",
        |s| {
            s.pack = read(
                "launch: hold\nbehavior: {stale_warn: {show: banner, message: TBD}}\nsources: [{table: \
                 t, required: no}]\nnarratives: [{id: n, text: '{{ a.value }}', variants: {stale: \
                 '<text>'}}]\nunsupported: [{id: a, effect: 'one | two'}]\nmine: TBD",
            );
        },
        &[
            "shopify: launch is \"hold\", which is not one of held, preview, supported",
            "shopify: sources.0.required is \"no\", which is not one of true, false",
            "shopify: behavior.stale_warn.message is still the placeholder \"TBD\"",
            "shopify: narratives.0.variants.stale is still the placeholder \"<text>\"",
        ],
    ),
    (
        "GNG005",
        |s| s.required.scope = Some("someday".into()),
        &["SHOP-014: scope is \"someday\", which names no column"],
    ),
    (
        "GNG005",
        |s| s.pack.problems = not_a_launch_state("soon"),
        &["shopify: launch is \"soon\", which is not one of held, preview, supported"],
    ),
    (
        "GNG005",
        |s| {
            s.required.status = Status::Closed;
            s.required.set(Field::Owner, Some(&"TBD".into()));
            s.required.scope = Some("someday".into());
            s.deferred.set(Field::Due, Some(&"TBD".into()));
        },
        &[],
    ),
    (
        "GNG005",
        |s| {
            let rest = "but without names.";
            s.pack.problems = vec![FieldProblem {
                path: ["behavior", "no_flows", rest].map(str::to_owned).to_vec(),
                text: rest.to_owned(),
                cause: FieldCause::CutShort,
            }];
        },
        &["shopify: a text of behavior.no_flows ends at a comma, before \"but without names.\""],
    ),
    (
        "GNG006",
        |s| {
            s.required.set(Field::Due, Some(&"2026-02-30".into()));
            s.deferred.set(Field::Created, Some(&"yyyy-mm-dd".into()));
        },
        &[
            "LATER-1: created is still the placeholder \"yyyy-mm-dd\"",
            "SHOP-014: due is \"2026-02-30\", which is no calendar date",
        ],
    ),
    ("GNG006", |s| s.required.set(Field::Risk, Some(&"TBD".into())), &[]),
];
