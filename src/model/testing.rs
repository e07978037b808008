//! Small boards for the tests of this crate.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::board::Board;
use super::history::{Change, Commit, Node, Packed};
use super::item::{Item, Source};
use super::pack::Pack;
use super::value::Value;

/// The day on which tests take place.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A moment of that day.
pub(crate) fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T10:00:00+01:00").unwrap()
}

/// An item of which little is known.
pub(crate) fn item(id: &str) -> Item {
    let source = Source { path: format!("backlog/{id}.yaml").into(), index: None, mapping: 0 };
    let mut item = Item::new(id.into(), source);
    item.title = format!("Title of {id}");
    item
}

/// A board with these items, all undecided.
pub(crate) fn board(ids: &[&str]) -> Board {
    let mut board = Board::default();
    for id in ids {
        board.add(item(id));
    }
    board
}

/// A pack whose file says this.
pub(crate) fn pack(yaml: &str) -> Pack {
    let value: Value = serde_yaml::from_str(yaml).unwrap();
    let Value::Map(entries) = value else { panic!("no mapping") };
    Pack::read(&"packs/shopify/pack.yaml".into(), &entries)
}

/// What a commit changed, as the history holds it.
pub(crate) fn packed(commit: &Arc<Commit>, own: Vec<Change>) -> Packed {
    Packed::of(&Node { commit: commit.clone(), own, brought: None, edge: false, missing: 0 })
}
