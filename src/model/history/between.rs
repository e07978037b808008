//! What differs between two boards, told as changes.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Change, Commit, Facts, Side, changed};
use crate::model::board::Board;
use crate::model::finding::Verdict;

/// How a launch stood at a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Then {
    /// The commit.
    pub commit: Arc<Commit>,
    /// The day by which it was judged: that of the commit; today for the newest.
    pub day: NaiveDate,
    /// GO or NO-GO.
    pub verdict: Verdict,
}

/// What changed between two commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// How it stood before.
    pub from: Then,
    /// How it stands after.
    pub to: Then,
    /// What became of items and packs from one to the other, whatever came and went between: by the
    /// kind that says most, then by id.
    pub changes: Vec<Change>,
    /// How many commits lie between.
    pub commits: usize,
}

/// The changes from one board to another, as if one commit had made them.
pub fn between(before: &Board, after: &Board, commit: &Arc<Commit>) -> Vec<Change> {
    let side = Side { before: facts(before), after: facts(after), ..Side::default() };
    let mut changes = changed(&side, commit);
    changes.sort_by_cached_key(|change| (change.kind(), change.target.clone()));
    changes
}

fn facts(board: &Board) -> Vec<Arc<Facts>> {
    let items = board.items().iter().map(|item| {
        let name = item.source.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Facts::of_item(item, stem)
    });
    items.chain(board.packs.iter().map(Facts::of_pack)).map(Arc::new).collect()
}
