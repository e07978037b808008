//! The packs: what each promises, and what is wrong with it.

use crate::model::board::Board;
use crate::model::finding::Verdict;
use crate::model::id::PackId;
use crate::rules::Findings;

/// The open list of packs, with the promises of the one under the cursor beside it.
#[derive(Clone, Debug)]
pub(crate) struct PacksView {
    /// The packs, those that hold the launch first.
    pub(crate) order: Vec<PackId>,
    pub(crate) cursor: usize,
    pub(crate) scroll: usize,
}

impl PacksView {
    pub(crate) fn new(board: &Board, findings: &Findings) -> Self {
        let mut order: Vec<(usize, usize, PackId)> = board
            .packs
            .iter()
            .map(|pack| {
                let found = findings.for_pack(&pack.id);
                (Verdict::of(found).blocking(), found.len(), pack.id.clone())
            })
            .collect();
        order.sort_by(|a, b| (b.0, b.1, &a.2).cmp(&(a.0, a.1, &b.2)));
        Self { order: order.into_iter().map(|(_, _, id)| id).collect(), cursor: 0, scroll: 0 }
    }

    pub(crate) fn selected(&self) -> Option<&PackId> {
        self.order.get(self.cursor)
    }

    pub(crate) fn step(&mut self, by: isize) {
        let last = self.order.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.scroll = 0;
    }
}
