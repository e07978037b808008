//! The decisions of a history, newest first.

use std::sync::Arc;

use super::{Change, Query};
use crate::model::target::Target;

/// The decisions that a history holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Newest first; of one commit in the order of its files.
    pub changes: Vec<Arc<Change>>,
    /// How many commits were looked at.
    pub commits: usize,
    /// The commit at which a shallow clone ends, where it does: what came before is not known.
    pub edge: Option<String>,
    /// How many versions of files are not in this clone, so that what they changed is not known.
    pub missing: usize,
}

impl Timeline {
    /// What is to be said of what is not known, in sentences.
    pub fn remark(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(edge) = &self.edge {
            let short = edge.get(..10).unwrap_or(edge);
            parts.push(format!(
                "This is a shallow clone: its history ends at {short}, and what came before is not \
                 known. git fetch --unshallow brings it."
            ));
        }
        if self.missing > 0 {
            let s = if self.missing == 1 { " is" } else { "s are" };
            parts.push(format!(
                "{} version{s} of files not in this partial clone, so what they changed is not known.",
                self.missing
            ));
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The decisions on one item or pack, under the names that it had before too.
    pub fn of(&self, target: &Target) -> Vec<&Change> {
        let mut name = target;
        let mut found = Vec::new();
        for change in self.changes.iter().map(|change| &**change) {
            if change.target == *name {
                found.push(change);
                name = change.was.as_ref().unwrap_or(name);
            }
        }
        found
    }

    /// The positions of the decisions that are asked for.
    pub fn select(&self, query: &Query) -> Vec<usize> {
        let taken = |at: &usize| self.changes.get(*at).is_some_and(|change| query.takes(change));
        match &query.id {
            None => (0..self.changes.len()).filter(taken).collect(),
            Some(id) => self.named(id).into_iter().filter(taken).collect(),
        }
    }

    /// The positions of the decisions on what has, or had, an id. An item goes before a pack of the
    /// same id.
    fn named(&self, id: &str) -> Vec<usize> {
        let alike = |target: &Target| target.as_str().eq_ignore_ascii_case(id);
        let mut all = self.changes.iter().flat_map(|c| [Some(&c.target), c.was.as_ref()]).flatten();
        let items = all.clone().any(|target| alike(target) && target.item().is_some());
        let fits = |target: &Target| alike(target) && target.item().is_some() == items;
        let Some(first) = all.find(|target| fits(target)) else { return Vec::new() };
        let mut names: Vec<&Target> = vec![first];
        let mut found = Vec::new();
        for (at, change) in self.changes.iter().enumerate() {
            let was = change.was.as_ref();
            if names.contains(&&change.target) || was.is_some_and(fits) {
                found.push(at);
                names.extend(was);
            }
        }
        found
    }
}
