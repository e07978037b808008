use super::*;
use crate::model::field::FieldCause;

fn item() -> Item {
    Item::new(
        "SHOP-1".into(),
        Source { path: "backlog/SHOP-1.yaml".into(), index: None, mapping: 0 },
    )
}

fn map(entries: &[(&str, &str)]) -> Value {
    Value::Map(entries.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect())
}

#[test]
fn what_is_set_can_be_read_back() {
    let values = [
        (Field::Title, Value::from("Refund rate")),
        (Field::Kind, "bug".into()),
        (Field::Status, "closed".into()),
        (Field::Packs, Value::List(vec!["shopify".into(), "stripe".into()])),
        (Field::Risk, "high".into()),
        (Field::Scope, "launch-critical".into()),
        (Field::Owner, "commerce-lead".into()),
        (Field::Due, "2026-12-18".into()),
        (Field::Criterion, "C1".into()),
        (Field::Rationale, "Every new shop meets it.".into()),
        (Field::BlockedBy, Value::List(vec!["CORE-3".into()])),
        (Field::DuplicateOf, "SHOP-2".into()),
        (Field::Labels, Value::List(vec!["missing-data".into()])),
        (Field::Created, "2026-10-02".into()),
        (Field::Deferral, map(&[("link", "PACK-1"), ("risk", "r"), ("revisit", "2027-02-01")])),
        (Field::Evidence, Value::List(vec![map(&[("kind", "test"), ("ref", "a.csv")])])),
        (Field::Notes, Value::List(vec![map(&[("on", "2026-11-23"), ("text", "n")])])),
        (Field::Waivers, Value::List(vec![map(&[("rule", "GNG012"), ("until", "2027-01-12")])])),
        (Field::Description, "Long.".into()),
    ];
    let mut item = item();
    for (field, value) in &values {
        item.set(*field, Some(value));
        assert_eq!(item.get(*field).as_ref(), Some(value), "{field:?}");
    }
    assert_eq!(item.problems, []);
    assert_eq!(values.len() + 1, Field::ALL.len(), "every field but the id");
}

#[test]
fn a_bad_value_leaves_the_item_and_says_why() {
    let mut item = item();
    item.set(Field::Risk, Some(&"hihg".into()));
    item.set(Field::Due, Some(&"2026-02-30".into()));
    item.set(Field::Status, Some(&"provisional|implementable".into()));
    item.set(Field::Kind, Some(&" Bug".into()));
    let deferral =
        [("link", "PACK-1"), ("revisit", "yyyy-mm-dd"), ("risk", "Slow"), ("but safe", "")];
    item.set(Field::Deferral, Some(&map(&deferral)));
    let causes: Vec<_> =
        item.problems.iter().map(|p| (p.path.join("."), p.cause.clone())).collect();
    assert_eq!(
        causes,
        [
            ("risk".into(), FieldCause::NotOneOf(Risk::WORDS)),
            ("due".into(), FieldCause::NotADate),
            ("status".into(), FieldCause::Placeholder),
            ("kind".into(), FieldCause::OddSpelling("bug")),
            ("deferral.but safe".into(), FieldCause::CutShort),
            ("deferral.revisit".into(), FieldCause::Placeholder),
        ]
    );
    assert_eq!((item.kind, item.risk, item.due), (Some(Kind::Bug), None, None));
    item.set(Field::Risk, Some(&"high".into()));
    assert!(!item.problems.iter().any(|p| p.path == ["risk"]), "mended by a decision");
}

#[test]
fn an_edit_can_be_taken_back() {
    let mut item = item();
    item.set(Field::Evidence, Some(&Value::List(vec![map(&[("ref", "a")])])));
    let before = item.clone();
    let edits = [
        Edit::Set { field: Field::Owner, before: None, after: Some("me".into()) },
        Edit::Append { field: Field::Evidence, entry: map(&[("ref", "b")]) },
    ];
    for edit in &edits {
        item.apply(edit);
    }
    assert_eq!(item.evidence.len(), 2);
    for edit in edits.iter().rev() {
        item.retract(edit);
    }
    assert_eq!(item, before);
}

#[test]
fn leftovers_of_templates_are_known() {
    for text in ["TBD", "<owner>", "a|b|c", "yyyy-mm-dd", "NNNN"] {
        assert!(is_placeholder(text), "{text}");
    }
    for text in ["SHOP-1", "a | ", "2026-12-01", "<", "todo-list-owner", "<>"] {
        assert!(!is_placeholder(text), "{text}");
    }
}
