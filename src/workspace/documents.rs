//! Writing the generated documents, and telling whether they are current.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::files::WorkTree;
use super::sparse::Checkout;
use super::{Workspace, WorkspaceError, board};
use crate::git::{At, FileChange, difference};
use crate::model::board::Board;
use crate::model::draft::Row;
use crate::report::documents::{self, markers};

/// A generated document, as it is and as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentState {
    /// From the root of the repository.
    pub path: String,
    /// What the file holds; `None` where it is not there.
    pub before: Option<String>,
    /// What it should hold.
    pub after: String,
}

/// A change of a document, and what HEAD holds of it.
pub(super) type DocumentChange = (FileChange, Option<Vec<u8>>);

impl DocumentState {
    /// Whether the file is as it should be. The endings of lines do not count: git may have changed
    /// them on the way into the work tree.
    pub fn is_current(&self) -> bool {
        self.before
            .as_ref()
            .is_some_and(|before| before.replace("\r\n", "\n") == self.after.replace("\r\n", "\n"))
    }

    /// What is to change, as a patch; empty where nothing is.
    ///
    /// # Errors
    /// When a text is too large for git.
    pub fn diff(&self) -> Result<String, WorkspaceError> {
        let before = self.before.as_deref().unwrap_or_default();
        let found = difference(before.as_bytes(), self.after.as_bytes())?;
        let from =
            if self.before.is_some() { format!("a/{}", self.path) } else { "/dev/null".into() };
        let header = format!("--- {from}\n+++ b/{}\n", self.path);
        Ok(if found.hunks.is_empty() { String::new() } else { header + &found.hunks })
    }
}

impl Workspace {
    /// The documents that the files of the work tree make, without the draft: a document says what
    /// is committed, and a decision is that only with its commit.
    ///
    /// # Errors
    /// When the settings cannot be used, or the markers in a document are damaged.
    pub fn documents(&self) -> Result<Vec<DocumentState>, WorkspaceError> {
        let tree = WorkTree::new(&self.root);
        let left_out = self.repo.left_out()?;
        let files = Checkout { tree: &tree, repo: &self.repo, left_out: &left_out };
        let settings = super::read_settings(&files)?;
        let mut board = board::of(&files, &settings);
        board.people = super::people::all(&files, &settings, &self.repo, &board);
        self.documents_of(&board)
    }

    /// The documents that a board makes.
    ///
    /// # Errors
    /// When the markers in a document are damaged, or a document cannot be read.
    pub fn documents_of(&self, board: &Board) -> Result<Vec<DocumentState>, WorkspaceError> {
        let files = WorkTree::new(&self.root);
        documents::all(board)
            .into_iter()
            .map(|document| {
                let path = document.path.to_owned();
                let before = self.read_document(&files, document.path)?;
                let after = markers::merged(before.as_deref(), &document)
                    .map_err(|error| WorkspaceError::Document(error.to_string()))?;
                Ok(DocumentState { path, before, after })
            })
            .collect()
    }

    /// What a commit of these rows on `base` changes in the generated documents, each with what HEAD
    /// holds.
    /// Every version of a document keeps its own text outside the markers.
    pub(super) fn document_changes(
        &self,
        rows: &[Row],
        base: Option<&str>,
    ) -> Result<Vec<DocumentChange>, WorkspaceError> {
        let files = WorkTree::new(&self.root);
        let whole = Checkout { tree: &files, repo: &self.repo, left_out: &self.sparse };
        let mut board = board::of(&whole, &self.settings);
        for decision in rows.iter().flat_map(|row| &row.decisions) {
            board.apply(decision);
        }
        board.people = super::people::all(&files, &self.settings, &self.repo, &board);
        let mut changes = Vec::new();
        for document in documents::all(&board) {
            let path = document.path;
            let merged = |version: Option<&[u8]>| -> Result<Vec<u8>, WorkspaceError> {
                let text = version.map(|bytes| String::from_utf8_lossy(bytes));
                let text = markers::merged(text.as_deref(), &document)
                    .map_err(|error| WorkspaceError::Document(error.to_string()))?;
                Ok(text.into_bytes())
            };
            let before = self.read_document(&files, path)?.map(String::into_bytes);
            let head = self.committed(base, path)?;
            let index = self.repo.read(At::Index, path)?;
            let new_head = merged(head.as_deref())?;
            if head.as_ref() == Some(&new_head) {
                continue;
            }
            let change = FileChange {
                path: path.to_owned(),
                index: Some(merged(index.as_deref().or(head.as_deref()))?),
                index_before: index,
                worktree: Some(merged(before.as_deref().or(head.as_deref()))?),
                worktree_before: before,
                head: new_head,
            };
            changes.push((change, head));
        }
        Ok(changes)
    }

    fn read_document(
        &self,
        files: &WorkTree,
        path: &str,
    ) -> Result<Option<String>, WorkspaceError> {
        if !files.may_write(path) {
            return Err(leads_out(path));
        }
        let Some(bytes) = self.read_file(path)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| {
            WorkspaceError::Document(format!("{path} is not UTF-8; save it as UTF-8 first"))
        })
    }

    /// Writes a document: the old file or the new one, never half.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write_document(&self, state: &DocumentState) -> Result<(), WorkspaceError> {
        // It may have become a link since it was read.
        if !WorkTree::new(&self.root).may_write(&state.path) {
            return Err(leads_out(&state.path));
        }
        let full = self.root.join(&state.path);
        let folder = full.parent().unwrap_or(Path::new("."));
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            // Through a link inside the repository, what it leads to is written, and the link stays.
            let target = full.canonicalize().unwrap_or_else(|_| full.clone());
            let beside = target.parent().unwrap_or(folder);
            let mut file = tempfile::Builder::new().prefix(".gonogo-").tempfile_in(beside)?;
            file.write_all(state.after.as_bytes())?;
            let permissions = match fs::metadata(&target) {
                Ok(known) => Some(known.permissions()),
                Err(_) => plain_permissions(),
            };
            if let Some(permissions) = permissions {
                file.as_file().set_permissions(permissions)?;
            }
            file.as_file().sync_all()?;
            file.persist(&target)?;
            Ok(())
        };
        write().map_err(|error| {
            WorkspaceError::Document(format!("cannot write {}: {error}", state.path))
        })
    }
}

/// Those of a file that others may read; a temporary file is its owner's alone.
fn leads_out(path: &str) -> WorkspaceError {
    let words = "leads out of the repository, by a link; nothing is written there";
    WorkspaceError::Document(format!("{path} {words}"))
}

#[cfg(unix)]
fn plain_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn plain_permissions() -> Option<fs::Permissions> {
    None
}
