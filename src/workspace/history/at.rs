//! Which commit a revision or a day means.

use chrono::NaiveDate;

use crate::git::Repo;
use crate::model::date;
use crate::workspace::WorkspaceError;

/// The commit that a revision names (a branch, a tag, an id, `HEAD~3`), or the last one on the
/// current branch on or before a day (`2026-11-20`). A revision goes before a day of the same name.
///
/// # Errors
/// When there is none, or git cannot be read.
pub(in crate::workspace) fn commit(repo: &Repo, name: &str) -> Result<String, WorkspaceError> {
    if let Some(commit) = repo.resolve(name)? {
        return Ok(commit);
    }
    match day(name) {
        Some(day) => repo
            .last_commit_on(day)?
            .ok_or_else(|| WorkspaceError::NoCommitYet { day: name.to_owned() }),
        None => Err(WorkspaceError::NoRevision { name: name.to_owned() }),
    }
}

/// A day written in full; `+2w` and `fri` are days ahead, of which there is no history.
fn day(name: &str) -> Option<NaiveDate> {
    date::from_file(name)
}
