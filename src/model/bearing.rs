//! Which promises of a pack bear on an item: what its words are about, out of all that the pack says.

use super::item::Item;
use super::pack::{Behavior, CONDITIONS, Pack, Unsupported};

/// Words that tell of a condition beside its own name.
const TOLD_BY: &[(&str, &[&str])] = &[
    (
        "missing_table",
        &["table is absent", "table absent", "no table", "table is missing", "without the table"],
    ),
    (
        "missing_column",
        &["column is absent", "column absent", "no column", "renamed", "dropped column"],
    ),
    ("stale_warn", &["stale", "late data", "out of date", "freshness", "delay"]),
    ("stale_error", &["stale", "out of date", "freshness"]),
    ("partial_sync", &["partial", "half a sync", "half-synced", "incomplete sync"]),
    (
        "initial_sync",
        &["initial sync", "first sync", "historical sync", "new connection", "backfill"],
    ),
    (
        "connection_broken",
        &[
            "broken connection",
            "connection is broken",
            "re-authorise",
            "reauthor",
            "paused connection",
            "disconnected",
            "token expires",
        ],
    ),
    ("empty_result", &["no data", "no rows", "empty", "before the first", "zero rows", "blank"]),
];

/// The conditions that an item is about, as far as its words tell, in the order of [`CONDITIONS`].
pub fn conditions(item: &Item) -> Vec<&'static str> {
    let mut words = format!("{} {} ", item.title, item.description);
    words.push_str(&item.labels.join(" "));
    let words = words.to_lowercase().replace(['_', '-'], " ");
    let tells = |condition: &&&str| {
        let name = condition.replace('_', " ");
        let others = TOLD_BY.iter().find(|(known, _)| *known == **condition).map(|(_, told)| *told);
        words.contains(&name)
            || others.unwrap_or_default().iter().any(|told| words.contains(&told.replace('-', " ")))
    };
    CONDITIONS.iter().filter(tells).copied().collect()
}

/// What a pack does under the conditions that an item is about; `None` where it does not say.
pub fn behaviors<'a>(item: &Item, pack: &'a Pack) -> Vec<(&'static str, Option<&'a Behavior>)> {
    conditions(item).into_iter().map(|condition| (condition, pack.behavior(condition))).collect()
}

/// The cases that a pack does not support and that the item would lift.
pub fn unsupported<'a>(item: &'a Item, pack: &'a Pack) -> impl Iterator<Item = &'a Unsupported> {
    pack.unsupported.iter().filter(|case| case.item.as_ref() == Some(&item.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::item;

    #[test]
    fn the_words_of_an_item_tell_what_it_is_about() {
        let about = |title: &str, label: &str| {
            let mut item = item("A");
            item.title = title.into();
            item.labels = vec![label.into()];
            conditions(&item).join(" ")
        };
        assert_eq!(
            about("Refund tile divides by zero before the first refund", ""),
            "empty_result"
        );
        assert_eq!(about("No text for the placeholder", "missing-table"), "missing_table");
        assert_eq!(about("Stale thresholds", ""), "stale_warn stale_error");
        assert_eq!(about("Sort order", "layout"), "");
    }
}
