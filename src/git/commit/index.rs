//! The index of a commit: got ready beside the real one, put in its place in one step, and taken
//! back in one.

use std::fs;
use std::path::{Path, PathBuf};

use git2::{Index, IndexEntry, IndexEntryExtendedFlag, IndexTime, ObjectType, Oid, Repository};

use super::super::{CommitPlan, GitError, Repo};
use super::stage::{Stage, failed, is_own, link};

/// The index as it was, under a second name.
const OLD: &str = "index.old";
/// The new one, until it is put in its place.
const NEW: &str = "index";
/// A second name of the new one, by which it is known afterwards.
const OURS: &str = "index.ours";

/// Begins the new index as what the old one is.
pub(super) fn begin(stage: &Stage, repo: &Repo) -> Result<PathBuf, GitError> {
    let (index, old, new) = (repo.index_file(), stage.path(OLD), stage.path(NEW));
    if fs::symlink_metadata(&index).is_ok() {
        link(&index, &old).map_err(|source| failed("copy", &index, source))?;
        link(&old, &new).map_err(|source| failed("copy", &old, source))?;
    }
    Ok(new)
}

/// Puts the new index in the place of the old one.
pub(super) fn put(stage: &Stage, repo: &Repo) -> Result<(), GitError> {
    let (index, new) = (repo.index_file(), stage.path(NEW));
    link(&new, &stage.path(OURS)).map_err(|source| failed("copy", &new, source))?;
    fs::rename(&new, &index).map_err(|source| failed("write", &index, source))
}

/// Puts the old index back, unless the one that is there is not ours.
pub(super) fn take_back(stage: &Stage, repo: &Repo) -> Result<(), GitError> {
    let (index, old) = (repo.index_file(), stage.path(OLD));
    if !is_own(&stage.path(OURS), &index) {
        return Ok(());
    }
    let back = if old.exists() { fs::rename(&old, &index) } else { fs::remove_file(&index) };
    back.map_err(|source| failed("put back", &index, source))
}

/// Sets the entries of just these files, with the stat data that lets git see at once that a file
/// has not changed.
pub(super) fn set_entries(
    lib: &Repository,
    new: &Path,
    root: &Path,
    plan: &CommitPlan,
) -> Result<(), GitError> {
    let mut index = Index::open(new)?;
    {
        let _lent = Lent::new(lib, &mut index)?;
        for file in &plan.files {
            let Some(content) = &file.index else { continue };
            let old = index.get_path(Path::new(&file.path), 0);
            let mut entry = IndexEntry {
                ctime: IndexTime::new(0, 0),
                mtime: IndexTime::new(0, 0),
                dev: 0,
                ino: 0,
                mode: old.as_ref().map_or(0o100_644, |entry| entry.mode),
                uid: 0,
                gid: 0,
                file_size: 0,
                // The object is written.
                id: Oid::hash_object(ObjectType::Blob, content)?,
                flags: old.as_ref().map_or(0, |entry| entry.flags),
                // What was only announced with git add -N is there now.
                flags_extended: old.as_ref().map_or(0, |entry| {
                    entry.flags_extended & !IndexEntryExtendedFlag::INTENT_TO_ADD.bits()
                }),
                path: file.path.clone().into_bytes(),
            };
            if file.worktree.as_ref() == Some(content) {
                stat_into(&mut entry, &root.join(&file.path));
            }
            index.add(&entry)?;
        }
        index.write()?;
    }
    Ok(())
}

/// An index that is the repository's for a while. On writing, libgit2 compares those files of the
/// work tree that were changed in the very moment in which the old index was written, and for that
/// it must know the work tree.
struct Lent<'a> {
    lib: &'a Repository,
    own: Index,
}

impl<'a> Lent<'a> {
    fn new(lib: &'a Repository, index: &mut Index) -> Result<Self, GitError> {
        let own = lib.index()?;
        lib.set_index(index)?;
        Ok(Self { lib, own })
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        // It only fails without memory.
        let _ = self.lib.set_index(&mut self.own);
    }
}

#[cfg(unix)]
fn stat_into(entry: &mut IndexEntry, path: &Path) {
    use std::os::unix::fs::MetadataExt;
    let Ok(meta) = fs::symlink_metadata(path) else { return };
    // Git keeps the lower 32 bits of each.
    let low = |n: u64| (n & 0xffff_ffff) as u32;
    let time = |seconds: i64, nanos: i64| {
        IndexTime::new((seconds & 0xffff_ffff) as i32, low(nanos.unsigned_abs()))
    };
    entry.ctime = time(meta.ctime(), meta.ctime_nsec());
    entry.mtime = time(meta.mtime(), meta.mtime_nsec());
    entry.dev = low(meta.dev());
    entry.ino = low(meta.ino());
    entry.uid = meta.uid();
    entry.gid = meta.gid();
    entry.file_size = low(meta.size());
}

#[cfg(not(unix))]
fn stat_into(_entry: &mut IndexEntry, _path: &Path) {
    // Without stat data git compares contents, which is slower and just as right.
}
