//! GNG00x.

use super::{Case, in_file};
use crate::model::field::{Field, FieldCause, FieldProblem};
use crate::model::finding::Problem;
use crate::model::item::Status;
use crate::model::pack::LaunchState;
use crate::model::value::Value;
use crate::rules::scene::pack;

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
        &["backlog/x.yaml:3:5: a bracket is open"],
    ),
    (
        "GNG001",
        |s| s.board.problems = vec![problem("GNG998", "not heard of")],
        &["backlog/x.yaml:3:5: not heard of"],
    ),
    ("GNG001", |s| s.board.problems = vec![problem("GNG002", "owner stands twice")], &[]),
    (
        "GNG002",
        |s| s.board.problems = vec![problem("GNG002", "owner stands twice")],
        &["backlog/x.yaml:3:5: owner stands twice"],
    ),
    ("GNG002", |s| s.board.problems = vec![problem("GNG001", "a bracket is open")], &[]),
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
