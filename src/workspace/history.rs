//! Which decisions git's history holds: read from what the files say before and after each commit,
//! so that squashed, amended and hand-made commits count too.

use super::WorkspaceError;
use crate::document::item;
use crate::git::Revision;
use crate::model::field::Field;
use crate::model::history::Change;
use crate::model::id::ItemId;
use crate::model::item::{Item, Source};

impl super::Workspace {
    /// The decisions that git holds on one item, newest first.
    ///
    /// # Errors
    /// When git cannot be read.
    pub fn history_of(
        &self,
        item: &ItemId,
        source: &Source,
    ) -> Result<Vec<Change>, WorkspaceError> {
        let path = source.path.clone();
        let own = |other: &str| *other == *path;
        let mut changes = self.changes(&own)?;
        let id = item.as_str().split('@').next().unwrap_or_default();
        changes.retain(|change| change.item == *item || change.item == *id);
        Ok(changes)
    }

    /// The decisions that git holds on the whole backlog, newest first.
    ///
    /// # Errors
    /// When git cannot be read.
    pub fn timeline(&self) -> Result<Vec<Change>, WorkspaceError> {
        let places: Vec<String> = self.settings.backlog.iter().map(|p| p.path.clone()).collect();
        let own = |path: &str| {
            places.iter().any(|place| {
                place.is_empty()
                    || path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
            }) && item::is_item_file(path)
        };
        self.changes(&own)
    }

    fn changes(&self, own: &dyn Fn(&str) -> bool) -> Result<Vec<Change>, WorkspaceError> {
        let revisions = self.repo.history(None, own, COMMITS, &|| false)?;
        let mut changes = Vec::new();
        for revision in &revisions {
            for file in &revision.files {
                let items = |bytes: &Option<Vec<u8>>| self.items_of(&file.path, bytes.as_deref());
                let (before, after) = (items(&file.before), items(&file.after));
                for item in &after {
                    let old = before.iter().find(|other| other.id == item.id);
                    if let Some(change) = compare(revision, old, item) {
                        changes.push(change);
                    }
                }
            }
        }
        Ok(changes)
    }

    fn items_of(&self, path: &str, bytes: Option<&[u8]>) -> Vec<Item> {
        let Some(bytes) = bytes else { return Vec::new() };
        let index = self
            .settings
            .backlog
            .iter()
            .position(|place| {
                place.path.is_empty() || path.starts_with(&format!("{}/", place.path))
            })
            .unwrap_or(0);
        item::read(&path.into(), bytes, self.mapping(index), index).items
    }
}

/// How many of the newest commits are walked.
const COMMITS: usize = 5000;

/// What a commit changed in an item; `None` where that is nothing that a decision changes.
fn compare(revision: &Revision, old: Option<&Item>, new: &Item) -> Option<Change> {
    let text = |item: &Item, field: Field| item.get(field).map(|value| value.to_string());
    let fields: Vec<_> = match old {
        None => Vec::new(),
        Some(old) => Field::ALL
            .iter()
            .map(|field| (*field, text(old, *field), text(new, *field)))
            .filter(|(_, before, after)| before != after)
            .collect(),
    };
    if old.is_some() && fields.is_empty() {
        return None;
    }
    Some(Change {
        item: new.id.clone(),
        commit: revision.commit.clone(),
        author: revision.author.clone(),
        when: revision.when,
        subject: revision.message.lines().next().unwrap_or_default().to_owned(),
        fields,
        born: old.is_none(),
    })
}
