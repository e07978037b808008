//! What differs between two boards, told as changes.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Change, Changes, Commit, Facts, Side, changed};
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
    /// kind that says most, then by id. Each is put down to the last commit that touched it.
    pub changes: Vec<Change>,
    /// How many commits lie between.
    pub commits: usize,
}

/// The changes from one board to another: each as if one commit had made it, the last that touched
/// it among those between, which come newest first. What none of them touched (new settings read the
/// same files differently) is put down to `commit`.
pub fn between(
    before: &Board,
    after: &Board,
    commit: &Arc<Commit>,
    newest_first: &Changes,
) -> Vec<Change> {
    let mut last: HashMap<(bool, &str), usize> = HashMap::new();
    for (at, change) in newest_first.all_packed().enumerate() {
        last.entry((change.is_item, change.id)).or_insert(at);
    }
    let side = Side { before: facts(before), after: facts(after), ..Side::default() };
    let mut changes = changed(&side, commit);
    for change in &mut changes {
        let target = (change.target.item().is_some(), change.target.as_str());
        if let Some(commit) = last.get(&target).and_then(|at| newest_first.commit(*at)) {
            change.commit = Arc::clone(commit);
        }
    }
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
