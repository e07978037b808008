//! The decisions that git's history holds, newest first.

use crate::model::history::Change;
use crate::model::id::ItemId;

/// The open history.
#[derive(Clone, Debug, Default)]
pub(crate) struct HistoryView {
    /// `None` while it is being read.
    pub(crate) changes: Option<Result<Vec<Change>, String>>,
    pub(crate) cursor: usize,
}

impl HistoryView {
    pub(crate) fn list(&self) -> &[Change] {
        match &self.changes {
            Some(Ok(changes)) => changes,
            _ => &[],
        }
    }

    pub(crate) fn selected(&self) -> Option<&Change> {
        self.list().get(self.cursor)
    }

    pub(crate) fn selected_item(&self) -> Option<&ItemId> {
        self.selected().map(|change| &change.item)
    }

    pub(crate) fn step(&mut self, by: isize) {
        let last = self.list().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }
}
