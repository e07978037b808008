//! The files of the work tree, each replaced as a whole: a reader sees the old or the new one.
//!
//! The new ones are written and synced beforehand, so that what can fail has failed by then. A swap
//! takes the old file out in the same step that puts the new one in, and what came out is looked at:
//! if it is not what the plan was made on, it goes back, however late somebody saved it. The old
//! files stay on the stage until the commit stands, so that nothing needs room to be taken back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use serde::{Deserialize, Serialize};

use super::super::{CommitPlan, GitError, Repo};
use super::index;
use super::stage::{Stage, failed};

/// The record of what is swapped, in the stage.
const RECORD: &str = "files";

/// What a stage swaps, written down before it does.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Swaps {
    /// The commit that the plan was made on.
    base: Option<String>,
    files: Vec<Swap>,
    /// Folders that are made for new files, the outer ones first.
    folders: Vec<String>,
}

/// One file. Paths are from the root of the work tree.
#[derive(Debug, Serialize, Deserialize)]
struct Swap {
    path: String,
    /// Where the new file waits, and the old one afterwards: in the stage, or, where that lies on
    /// another file system, beside the file under this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    /// The id of the old content; none where there was no file.
    before: Option<String>,
    /// The id of the new content.
    after: String,
}

impl Swaps {
    /// Writes the new files to where they wait. `to_sync` gets what has to reach the disk before
    /// anything is swapped.
    pub(super) fn prepare(
        stage: &Stage,
        root: &Path,
        plan: &CommitPlan,
        to_sync: &mut Vec<PathBuf>,
    ) -> Result<Self, GitError> {
        let mut swaps = Self { base: plan.base.clone(), ..Self::default() };
        let here = device(stage.path("."));
        let mut contents = Vec::new();
        for (n, file) in plan.files.iter().enumerate() {
            let Some(after) = file.changed_to() else { continue };
            let path = Path::new(&file.path);
            swaps.note_folders(root, path);
            let parent = root.join(path).ancestors().skip(1).find(|p| p.is_dir()).map(device);
            let beside = (parent.as_ref() != Some(&here)).then(|| {
                let name = format!(".gonogo-{}-{n}", std::process::id());
                path.with_file_name(name).to_string_lossy().replace('\\', "/")
            });
            let before = file.worktree_before.as_deref().map(id).transpose()?;
            swaps.files.push(Swap { path: file.path.clone(), beside, before, after: id(after)? });
            contents.push(after);
        }
        let record = serde_json::to_vec(&swaps).map_err(|e| GitError::Other(e.to_string()))?;
        to_sync.push(stage.write(RECORD, &record)?);
        swaps.make_folders(root)?;
        for (n, (swap, content)) in swaps.files.iter().zip(contents).enumerate() {
            let waiting = swap.waiting(stage, root, n);
            write_new(&waiting, content, &root.join(&swap.path))
                .map_err(|source| failed("write", &waiting, source))?;
            to_sync.push(waiting);
        }
        Ok(swaps)
    }

    /// Puts the new files in their places. The folders that have to be synced are the answer.
    pub(super) fn put(&self, stage: &Stage, root: &Path) -> Result<Vec<PathBuf>, GitError> {
        let mut folders = Vec::new();
        for (n, swap) in self.files.iter().enumerate() {
            let (waiting, path) = (swap.waiting(stage, root, n), root.join(&swap.path));
            let changed = || GitError::Changed { path: swap.path.clone() };
            match &swap.before {
                None => rename_new(&waiting, &path).map_err(|source| match source.kind() {
                    io::ErrorKind::AlreadyExists => changed(),
                    _ => failed("write", &path, source),
                })?,
                Some(before) => {
                    exchange(&waiting, &path).map_err(|source| match source.kind() {
                        io::ErrorKind::NotFound => changed(),
                        _ => failed("write", &path, source),
                    })?;
                    if content_id(&waiting).as_ref() != Some(before) {
                        exchange(&waiting, &path).map_err(|e| failed("put back", &path, e))?;
                        return Err(changed());
                    }
                }
            }
            folders.extend(path.parent().map(Path::to_owned));
        }
        folders.sort();
        folders.dedup();
        Ok(folders)
    }

    fn note_folders(&mut self, root: &Path, path: &Path) {
        let missing: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|at| !at.as_os_str().is_empty() && !root.join(at).is_dir())
            .collect();
        for folder in missing.into_iter().rev() {
            let folder = folder.to_string_lossy().into_owned();
            if !self.folders.contains(&folder) {
                self.folders.push(folder);
            }
        }
    }

    fn make_folders(&self, root: &Path) -> Result<(), GitError> {
        for folder in &self.folders {
            let folder = root.join(folder);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other.map_err(|source| failed("make", &folder, source))?,
            }
        }
        Ok(())
    }
}

impl Swap {
    fn waiting(&self, stage: &Stage, root: &Path, n: usize) -> PathBuf {
        match &self.beside {
            Some(beside) => root.join(beside),
            None => stage.path(&format!("file-{n}")),
        }
    }

    /// Puts a content aside that is neither the old nor the new one, under a name that is free.
    fn keep(&self, waiting: &Path, stage: &Stage) -> Result<PathBuf, GitError> {
        let name = self.path.replace('/', "-");
        let kept = (1..)
            .map(|n| stage.kept(&format!("kept-{n}-{name}")))
            .find(|kept| fs::symlink_metadata(kept).is_err())
            .unwrap_or_default();
        fs::rename(waiting, &kept).map_err(|source| failed("keep", waiting, source))?;
        Ok(kept)
    }

    /// Takes the swap back, unless somebody has written the file since; and never lets go of a file
    /// that is neither the old nor the new one.
    fn take_back(&self, stage: &Stage, root: &Path, n: usize, undo: bool) -> Result<(), GitError> {
        let (waiting, path) = (self.waiting(stage, root, n), root.join(&self.path));
        let put_back = |source| failed("put back", &path, source);
        let ours_is_there = || content_id(&path).as_ref() == Some(&self.after);
        match (content_id(&waiting), &self.before) {
            // Swapped, and the old one came out.
            (Some(out), Some(before)) if out == *before => {
                if undo && ours_is_there() {
                    exchange(&waiting, &path).map_err(put_back)?;
                    if content_id(&waiting).as_ref() != Some(&self.after) {
                        // Saved in between: theirs it is.
                        exchange(&waiting, &path).map_err(put_back)?;
                    }
                }
            }
            // Not swapped.
            (Some(out), _) if out == self.after => {}
            // A new file that is in its place.
            (None, None) => {
                if undo && ours_is_there() {
                    fs::remove_file(&path).map_err(put_back)?;
                }
            }
            (None, Some(_)) => {}
            // Somebody saved it just before it was swapped, or wrote to it afterwards.
            (Some(_), _) => {
                if undo && ours_is_there() {
                    exchange(&waiting, &path).map_err(put_back)?;
                } else {
                    self.keep(&waiting, stage)?;
                }
            }
        }
        if self.beside.is_some() {
            match fs::remove_file(&waiting) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed("remove", &waiting, error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Takes back what a stage swapped, index first, unless its commit was made.
pub(super) fn roll_back(stage: &Stage, repo: &Repo, surely: bool) -> Result<(), GitError> {
    // Where the record is not whole, nothing has been swapped.
    let Some(swaps) = read_record(stage) else { return Ok(()) };
    let Some(root) = repo.root() else { return Ok(()) };
    let undo = surely || repo.head()?.commit == swaps.base;
    if undo {
        index::take_back(stage, repo)?;
    }
    for (n, swap) in swaps.files.iter().enumerate() {
        swap.take_back(stage, root, n, undo)?;
    }
    if undo {
        for folder in swaps.folders.iter().rev() {
            // Only an empty one goes.
            let _ = fs::remove_dir(root.join(folder));
        }
    }
    Ok(())
}

/// Looks once more at the old files of a commit that stands: who had one open may have written to
/// it after it was swapped out. That is kept, and told.
pub(super) fn look_back(stage: &Stage, root: &Path) -> Result<(), GitError> {
    let Some(swaps) = read_record(stage) else { return Ok(()) };
    for (n, swap) in swaps.files.iter().enumerate() {
        let waiting = swap.waiting(stage, root, n);
        let out = content_id(&waiting);
        if swap.before.is_some() && out.is_some() && out != swap.before {
            let kept = swap.keep(&waiting, stage)?;
            return Err(GitError::WrittenMeanwhile { path: swap.path.clone(), kept });
        }
    }
    Ok(())
}

fn read_record(stage: &Stage) -> Option<Swaps> {
    serde_json::from_slice(&fs::read(stage.path(RECORD)).ok()?).ok()
}

fn id(content: &[u8]) -> Result<String, GitError> {
    Ok(Oid::hash_object(ObjectType::Blob, content)?.to_string())
}

/// The id of what a plain file holds.
fn content_id(path: &Path) -> Option<String> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    id(&fs::read(path).ok()?).ok()
}

/// Writes a file that is to replace another, with the rights of that one.
fn write_new(path: &Path, content: &[u8], like: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content)?;
    match fs::metadata(like) {
        Ok(meta) if meta.permissions() != file.metadata()?.permissions() => {
            file.set_permissions(meta.permissions())
        }
        _ => Ok(()),
    }
}

/// Swaps two files in one step.
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
            other => return other.map_err(io::Error::from),
        }
    }
    // Some file systems cannot: then the old file gets a second name first.
    let aside = one.with_extension("old");
    let _ = fs::remove_file(&aside);
    fs::hard_link(other, &aside).or_else(|_| fs::copy(other, &aside).map(|_| ()))?;
    fs::rename(one, other)?;
    fs::rename(&aside, one)
}

/// Moves a file to where none is.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
            other => return other.map_err(io::Error::from),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

#[cfg(unix)]
fn device(path: impl AsRef<Path>) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| meta.dev())
}

#[cfg(not(unix))]
fn device(path: impl AsRef<Path>) -> Option<PathBuf> {
    // The drive.
    path.as_ref().canonicalize().ok()?.components().next().map(|c| Path::new(&c).to_owned())
}

/// Waits until files and folders are on disk. Many at once: a file system brings them to disk
/// together, where one after the other would wait for the disk each time.
pub(super) fn sync(paths: &[PathBuf]) -> Result<(), GitError> {
    const AT_ONCE: usize = 16;
    let each = |paths: &[PathBuf]| {
        paths.iter().try_for_each(|path| sync_one(path).map_err(|e| failed("sync", path, e)))
    };
    if paths.len() < 2 {
        return each(paths);
    }
    std::thread::scope(|scope| {
        let share = paths.len().div_ceil(AT_ONCE);
        let threads: Vec<_> =
            paths.chunks(share).map(|paths| scope.spawn(move || each(paths))).collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

fn sync_one(path: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened, and a file only synced by who may write it.
    if cfg!(unix) {
        File::open(path)?.sync_all()
    } else if path.is_file() {
        OpenOptions::new().append(true).open(path)?.sync_all()
    } else {
        Ok(())
    }
}
