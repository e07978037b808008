//! What git changes in a file between the repository and the work tree: line endings, encodings,
//! filters, `$Id$`; and which files a sparse checkout leaves out.
//!
//! The user's git does the converting, into a folder of objects of its own, so that looking at what
//! a commit would do leaves nothing behind in the repository.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{GitError, Repo};

/// An index entry that is not to be on disk.
const SKIP_WORKTREE: u16 = 1 << 14;

impl Repo {
    /// A content of the work tree as the repository keeps it.
    ///
    /// # Errors
    /// When a filter or the encoding refuses it, in git's words.
    pub fn cleaned(&self, path: &str, content: &[u8]) -> Result<Vec<u8>, GitError> {
        if !self.converts(path)? {
            return Ok(content.to_vec());
        }
        let by_path = format!("--path={path}");
        self.through(path, content, &["hash-object", "-w", "--stdin", &by_path], |id| {
            vec!["cat-file".to_owned(), "blob".to_owned(), id.to_owned()]
        })
    }

    /// A content of the repository as the work tree holds it.
    ///
    /// # Errors
    /// When a filter or the encoding refuses it, in git's words.
    pub fn checked_out(&self, path: &str, content: &[u8]) -> Result<Vec<u8>, GitError> {
        if !self.converts(path)? {
            return Ok(content.to_vec());
        }
        let by_path = format!("--path={path}");
        self.through(path, content, &["hash-object", "-w", "--stdin", "--no-filters"], |id| {
            vec!["cat-file".to_owned(), "--filters".to_owned(), by_path.clone(), id.to_owned()]
        })
    }

    /// The encoding that the work tree has a file in, where that is not UTF-8.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub fn encoding(&self, path: &str) -> Result<Option<String>, GitError> {
        const NAME: &str = "working-tree-encoding";
        // With an index that libgit2 cannot read, it cannot tell attributes either.
        let flags = git2::AttrCheckFlags::default();
        let asked = self.lib.as_ref().map(|lib| lib.get_attr(Path::new(path), NAME, flags));
        let found = match asked {
            Some(Ok(found)) => found.map(str::to_owned),
            Some(Err(_)) | None => {
                let ran = self.program.read(&["check-attr", "-z", NAME, "--", path])?;
                let text = String::from_utf8_lossy(&ran.stdout).into_owned();
                text.split('\0').nth(2).map(str::to_owned)
            }
        };
        let none = ["", "unspecified", "unset", "set", "utf-8", "utf8"];
        Ok(found.filter(|name| !none.contains(&name.to_lowercase().as_str())))
    }

    /// Stores a content with one command and reads it back with another.
    fn through(
        &self,
        path: &str,
        content: &[u8],
        store: &[&str],
        read: impl FnOnce(&str) -> Vec<String>,
    ) -> Result<Vec<u8>, GitError> {
        let folder = tempfile::tempdir().map_err(|source| GitError::Io {
            doing: "make a folder in",
            path: std::env::temp_dir(),
            source,
        })?;
        let own = self.program.line(&["rev-parse", "--git-path", "objects"])?.unwrap_or_default();
        let own = self.root().map_or_else(|| PathBuf::from(&own), |root| root.join(&own));
        let env: [(&str, &OsStr); 2] = [
            ("GIT_OBJECT_DIRECTORY", folder.path().as_os_str()),
            ("GIT_ALTERNATE_OBJECT_DIRECTORIES", own.as_os_str()),
        ];
        let of_path = |error| match error {
            GitError::Other(words) => GitError::Other(format!("{path}: {words}")),
            other => other,
        };
        let stored = self.program.write(store, content, &env)?.or_error().map_err(of_path)?;
        let id = String::from_utf8_lossy(&stored).trim().to_owned();
        self.program.write(&read(&id), b"", &env)?.or_error().map_err(of_path)
    }

    /// The paths that a sparse checkout leaves out of the work tree.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn left_out(&self) -> Result<BTreeSet<String>, GitError> {
        let is_sparse = match &self.lib {
            Some(lib) => lib.config()?.get_bool("core.sparseCheckout").unwrap_or(false),
            None => {
                let args = ["config", "--type=bool", "--get", "core.sparseCheckout"];
                self.program.line(&args)?.as_deref() == Some("true")
            }
        };
        if !is_sparse {
            return Ok(BTreeSet::new());
        }
        if let Some(Ok(index)) = self.lib.as_ref().map(git2::Repository::index) {
            let skipped = index.iter().filter(|entry| entry.flags_extended & SKIP_WORKTREE != 0);
            return Ok(skipped
                .map(|entry| String::from_utf8_lossy(&entry.path).into_owned())
                .collect());
        }
        let ran = self.program.read(&["ls-files", "-t", "-z"])?.or_error()?;
        let text = String::from_utf8_lossy(&ran);
        Ok(text.split('\0').filter_map(|line| line.strip_prefix("S ")).map(str::to_owned).collect())
    }
}
