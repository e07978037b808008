use super::*;
use crate::model::item::{DeferralRecord, Note};
use crate::model::testing::{item, today};

fn sample() -> Board {
    let mut board = Board::default();
    let mut refund = item("SHOP-14");
    refund.title = "Refund-rate tile divides by zero before the first refund".into();
    refund.packs = vec!["shopify".into()];
    refund.risk = Some(Risk::High);
    refund.kind = Some(Kind::Bug);
    refund.scope = Some("launch-critical".into());
    refund.owner = Some("commerce-lead".into());
    refund.due = date::from_file("2026-12-18");
    refund.created = date::from_file("2026-10-02");
    refund.labels = vec!["Missing-Data".into()];
    refund.blocked_by = vec!["HUB-2".into()];
    let mut merged = item("HUB-2");
    merged.title = "Merged deals are counted twice".into();
    merged.packs = vec!["hubspot".into(), "salesforce".into()];
    merged.risk = Some(Risk::Medium);
    merged.due = date::from_file("2026-11-01");
    merged.created = date::from_file("2026-11-20");
    merged.notes = vec![Note { text: "n".into(), ..Note::default() }];
    let mut later = item("ZEN-3");
    later.title = "Business minutes shift when the clocks change".into();
    later.scope = Some("post-launch".into());
    later.deferral = Some(DeferralRecord {
        link: Some("PACK-1".into()),
        risk: None,
        revisit: date::from_file("2027-02-01"),
    });
    let mut done = item("DOC-9");
    done.status = Status::Closed;
    done.rationale = Some("Said in the Quickstart.".into());
    for item in [refund, merged, later, done] {
        board.add(item);
    }
    board
}

fn found(text: &str) -> String {
    let board = sample();
    let filter = Filter::parse(text, today(), date::from_file("2027-01-12")).unwrap();
    let facts = Facts {
        board: &board,
        today: today(),
        has_finding: &|id| *id == "ZEN-3",
        is_changed: &|id| *id == "HUB-2",
    };
    let mut matcher = FuzzyMatcher::default();
    let ids: Vec<_> = board
        .items()
        .iter()
        .filter(|item| filter.matches(item, &facts, &mut matcher))
        .map(|item| item.id.as_str())
        .collect();
    ids.join(" ")
}

#[test]
fn each_term_asks_what_it_says() {
    for (text, ids) in [
        ("", "SHOP-14 HUB-2 ZEN-3 DOC-9"),
        ("refund", "SHOP-14"),
        ("refnd", "SHOP-14"),
        ("shop", "SHOP-14"),
        ("salesforce", "HUB-2"),
        ("xyzzy", ""),
        ("\"by zero\"", "SHOP-14"),
        ("\"said in the\"", "DOC-9"),
        ("pack:shopify", "SHOP-14"),
        ("pack:shopify,hubspot", "SHOP-14 HUB-2"),
        ("pack:none", "ZEN-3 DOC-9"),
        ("-pack:none", "SHOP-14 HUB-2"),
        ("owner:none", "HUB-2 ZEN-3 DOC-9"),
        ("owner:commerce-lead", "SHOP-14"),
        ("scope:undecided", "HUB-2 DOC-9"),
        ("scope:1", "SHOP-14"),
        ("risk:high", "SHOP-14"),
        ("risk:none", "ZEN-3 DOC-9"),
        ("risk>=medium", "SHOP-14 HUB-2"),
        ("risk<high", "HUB-2"),
        ("kind:bug", "SHOP-14"),
        ("label:missing-data", "SHOP-14"),
        ("is:open", "SHOP-14 HUB-2 ZEN-3"),
        ("is:undecided", "HUB-2"),
        ("is:deferred", "ZEN-3"),
        ("is:changed", "HUB-2"),
        ("is:overdue", "HUB-2"),
        ("is:blocked", "SHOP-14"),
        ("has:finding", "ZEN-3"),
        ("has:note", "HUB-2"),
        ("has:link", "ZEN-3"),
        ("due<2026-12-18", "HUB-2"),
        ("due<=2026-12-18", "SHOP-14 HUB-2"),
        ("due:none", "ZEN-3 DOC-9"),
        ("due<launch", "SHOP-14 HUB-2"),
        ("revisit>2027-01-01", "ZEN-3"),
        ("age>30d", "SHOP-14"),
        ("age<1w", "HUB-2"),
        ("id:hub", "HUB-2"),
        ("is:open -pack:hubspot -has:finding", "SHOP-14"),
        ("PACK:Shopify", "SHOP-14"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_said() {
    let error = |text: &str| Filter::parse(text, today(), None).unwrap_err();
    assert_eq!(error("foo:bar"), FilterError::Key("foo".into()));
    assert!(matches!(error("risk:huge"), FilterError::Value { key: "risk", .. }));
    assert!(matches!(error("due<soon"), FilterError::Value { key: "due", .. }));
    assert!(matches!(error("age>old"), FilterError::Value { key: "age", .. }));
    assert!(matches!(error("is:nice"), FilterError::Value { key: "is", .. }));
    assert_eq!(error("pack<shopify"), FilterError::NotOrdered("pack"));
    assert_eq!(error("\"open"), FilterError::Quote);
}
