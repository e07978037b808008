//! The decisions of a history, newest first.

use super::query::Asked;
use super::{Change, Changes, PackedChange, Query};
use crate::model::target::Target;

/// The decisions that a history holds.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Newest first; of one commit in the order of its files.
    pub changes: Changes,
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
        let mut name = target.as_str();
        let mut found = Vec::new();
        for (at, change) in self.changes.all_packed().enumerate() {
            if change.id == name && change.is_item == target.item().is_some() {
                found.extend(self.changes.get(at));
                name = change.was.unwrap_or(name);
            }
        }
        found
    }

    /// The positions of the decisions that are asked for.
    pub fn select(&self, query: &Query) -> Vec<usize> {
        let named = query.id.as_ref().map(|id| self.named(id));
        let asked = Asked::of(query);
        self.changes.positions(
            |commit| asked.of_commit(commit),
            |at, commit, change| {
                named.as_ref().is_none_or(|named| named.binary_search(&at).is_ok())
                    && asked.of_change(commit, change, || self.changes.unpack(at))
            },
        )
    }

    /// The positions of the decisions on what has, or had, an id, in order. An item goes before a pack
    /// of the same id.
    fn named(&self, id: &str) -> Vec<usize> {
        let alike = |name: &str| name.eq_ignore_ascii_case(id);
        let mut all = self.changes.all_packed().filter(|change| names(change).any(alike));
        let Some(first) = all.next() else { return Vec::new() };
        let items = first.is_item || all.any(|change| change.is_item);
        let fits = |change: &PackedChange<'_>, name: &str| alike(name) && change.is_item == items;
        let mut known: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for (at, change) in self.changes.all_packed().enumerate() {
            if known.is_empty() {
                known.extend(names(&change).find(|name| fits(&change, name)));
            }
            let is_known = change.is_item == items && known.contains(&change.id);
            if is_known || change.was.is_some_and(|was| fits(&change, was)) {
                found.push(at);
                known.extend(change.was);
            }
        }
        found
    }
}

/// The ids that a change tells of.
fn names<'a>(change: &PackedChange<'a>) -> impl Iterator<Item = &'a str> {
    [Some(change.id), change.was].into_iter().flatten()
}
