//! Everything that can refuse a commit, looked at while the index is locked and before anything is
//! written.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use git2::{ObjectType, Oid, Repository};

use super::super::repo::staged;
use super::super::{At, CommitPlan, FileChange, GitError, Repo};
use super::stage::failed;

impl Repo {
    /// Refuses where the plan does not fit any more, or never did.
    pub(super) fn check(&self, plan: &CommitPlan, root: &Path) -> Result<(), GitError> {
        if let Some(operation) = self.operation()? {
            return Err(GitError::OperationInProgress { operation });
        }
        self.signers()?;
        let found = self.head()?.commit;
        if found != plan.base {
            return Err(GitError::HeadMoved { expected: plan.base.clone(), found });
        }
        self.no_twins(plan, root)?;
        for file in &plan.files {
            stays_inside(root, &file.path)?;
            if self.is_unmerged(&file.path)? {
                return Err(GitError::Unmerged { path: file.path.clone() });
            }
            if !is_on_disk(root, file)? || !self.is_staged(file)? {
                return Err(GitError::Changed { path: file.path.clone() });
            }
        }
        Ok(())
    }

    /// Refuses to add a file whose path differs from another one only by case: where file systems
    /// do not tell case apart, such a commit cannot be checked out.
    fn no_twins(&self, plan: &CommitPlan, root: &Path) -> Result<(), GitError> {
        let added = || plan.files.iter().filter(|file| file.index_before.is_none());
        if added().next().is_none() {
            return Ok(());
        }
        let mut known: Vec<String> = self.staged_paths()?;
        known.extend(plan.files.iter().map(|file| file.path.clone()));
        for file in added() {
            let twin = known.iter().find(|other| are_twins(&file.path, other)).cloned();
            if let Some(other) = twin.or_else(|| twin_on_disk(root, &file.path)) {
                return Err(GitError::OnlyCase { path: file.path.clone(), other });
            }
        }
        Ok(())
    }

    /// The paths that the index knows.
    fn staged_paths(&self) -> Result<Vec<String>, GitError> {
        if let Some(Ok(mut index)) = self.lib.as_ref().map(Repository::index) {
            index.read(false)?;
            let path = |entry: git2::IndexEntry| String::from_utf8_lossy(&entry.path).into_owned();
            return Ok(index.iter().map(path).collect());
        }
        let ran = self.program.read(&["ls-files", "-z"])?;
        let text = String::from_utf8_lossy(&ran.stdout);
        Ok(text.split_terminator('\0').map(str::to_owned).collect())
    }

    /// Whether the index still holds of a file what the plan was made on.
    fn is_staged(&self, file: &FileChange) -> Result<bool, GitError> {
        if file.index.is_none() {
            return Ok(true);
        }
        let Some(Ok(mut index)) = self.lib.as_ref().map(Repository::index) else {
            return Ok(self.read(At::Index, &file.path)? == file.index_before);
        };
        index.read(false)?;
        let there = staged(&index, &file.path);
        let before = file.index_before.as_deref();
        let before = before.map(|bytes| Oid::hash_object(ObjectType::Blob, bytes)).transpose()?;
        Ok(there == before)
    }
}

/// Whether the work tree still holds of a file what the plan was made on.
fn is_on_disk(root: &Path, file: &FileChange) -> Result<bool, GitError> {
    if file.worktree.is_none() {
        return Ok(true);
    }
    let path = root.join(&file.path);
    let there = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(failed("read", &path, source)),
    };
    Ok(there == file.worktree_before)
}

/// Refuses a path that leads out of the work tree, into the git directory, or through a link.
fn stays_inside(root: &Path, path: &str) -> Result<(), GitError> {
    let outside = || GitError::OutsideWorkTree { path: path.to_owned() };
    let mut at: PathBuf = root.to_owned();
    let mut parts = 0;
    for part in Path::new(path).components() {
        let Component::Normal(name) = part else { return Err(outside()) };
        if name.eq_ignore_ascii_case(".git") {
            return Err(outside());
        }
        at.push(name);
        parts += 1;
        if fs::symlink_metadata(&at).is_ok_and(|meta| meta.file_type().is_symlink()) {
            return Err(GitError::Symlink { path: path.to_owned() });
        }
    }
    if parts == 0 { Err(outside()) } else { Ok(()) }
}

/// Whether two paths part at names that differ only by case.
fn are_twins(one: &str, other: &str) -> bool {
    let parts = one.split('/').zip(other.split('/')).find(|(one, other)| one != other);
    parts.is_some_and(|(one, other)| one.to_lowercase() == other.to_lowercase())
}

/// A file or folder on disk whose name differs only by case from a part of the path.
fn twin_on_disk(root: &Path, path: &str) -> Option<String> {
    let mut above = String::new();
    for name in path.split('/') {
        let entries = fs::read_dir(root.join(&above)).ok()?;
        let twin = entries.flatten().find_map(|entry| {
            let other = entry.file_name().to_string_lossy().into_owned();
            (other != name && other.to_lowercase() == name.to_lowercase()).then_some(other)
        });
        if let Some(twin) = twin {
            return Some(format!("{above}{twin}"));
        }
        above.push_str(name);
        above.push('/');
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_differ_only_by_case_are_twins() {
        assert!(are_twins("backlog/a-1.yaml", "backlog/A-1.yaml"));
        assert!(are_twins("Backlog/a.yaml", "backlog/b.yaml"));
        assert!(are_twins("b/\u{c4}.yaml", "b/\u{e4}.yaml"));
        for other in ["backlog/a-1.yaml", "backlog/A-2.yaml", "Other/A-1.yaml", "backlog"] {
            assert!(!are_twins("backlog/a-1.yaml", other), "{other}");
        }
    }
}
