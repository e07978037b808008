//! What an item or pack says in one version of its file, and a row's decisions laid on it.

use super::held::Trouble;
use crate::document::edit::EditError;
use crate::document::{item, pack, write};
use crate::model::conflict::{self, Version};
use crate::model::draft::Row;
use crate::model::field::{Edit, Field};
use crate::model::item::{Item, Source};
use crate::model::mapping::Mapping;
use crate::model::pack::Pack;
use crate::model::target::Target;
use crate::model::value::Value;

/// An item or pack as one version of its file has it.
pub(in crate::workspace) enum Standing {
    Item(Box<Item>),
    Pack(Box<Pack>),
}

impl Standing {
    /// Finds an item or pack in a version of its file.
    pub(in crate::workspace) fn read(
        target: &Target,
        source: &Source,
        mapping: &Mapping,
        bytes: &[u8],
    ) -> Result<Self, Trouble> {
        if let Target::Pack(_) = target {
            return match pack::read(&source.path, bytes) {
                Ok(pack) => Ok(Standing::Pack(Box::new(pack))),
                Err(problem) => Err(Trouble::Unreadable(problem.cause)),
            };
        }
        let found = item::read(&source.path, bytes, mapping, source.mapping);
        // An id that another file claims too carries the path behind an @.
        let own = target.as_str().split('@').next().unwrap_or_default();
        let is_it = |item: &Item| item.id == *target.as_str() || item.id == *own;
        match (found.items.into_iter().find(is_it), found.problems.into_iter().next()) {
            (Some(item), _) => Ok(Standing::Item(Box::new(item))),
            (None, Some(problem)) => Err(Trouble::Unreadable(problem.cause)),
            (None, None) => Err(Trouble::Missing),
        }
    }

    /// What stands under a field.
    pub(in crate::workspace) fn get(&self, field: Field) -> Option<Value> {
        match self {
            Standing::Item(item) => item.get(field),
            Standing::Pack(pack) => pack.get(field),
        }
    }
}

/// Lays a row on the text of one version. What the row changes is taken from what this version
/// says, not from what another one said.
pub(super) fn lay(
    row: &Row,
    source: &Source,
    mapping: &Mapping,
    version: Version,
    text: &[u8],
) -> Result<Vec<u8>, Trouble> {
    let standing = Standing::read(&row.target, source, mapping, text)?;
    let conflicts =
        conflict::between(row.decisions.iter(), &row.target, version, |field| standing.get(field));
    if !conflicts.is_empty() {
        return Err(Trouble::Conflicts(conflicts));
    }
    let text = std::str::from_utf8(text).map_err(|e| Trouble::Unreadable(e.to_string()))?;
    let edits: Vec<Edit> = row
        .edits()
        .into_iter()
        .filter_map(|edit| match edit {
            Edit::Set { field, after, .. } => {
                let before = standing.get(field);
                (before != after).then_some(Edit::Set { field, before, after })
            }
            other => Some(other),
        })
        .collect();
    let laid = match &standing {
        Standing::Item(item) => write::lay(text, &item.source, mapping, &edits),
        Standing::Pack(_) => write::lay_pack(text, &edits),
    };
    laid.map(String::into_bytes).map_err(|error| match error {
        EditError::Unreadable(problem) => Trouble::Unreadable(problem.cause),
        other => Trouble::Unfit(other.to_string()),
    })
}
