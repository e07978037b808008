//! The files of the work tree, each replaced as a whole: a reader sees the old or the new one.
//! Each is reached by its folder, through no link, also where one appears after everything was
//! checked.
//!
//! The new ones are written and synced beforehand, so that what can fail has failed by then. A swap
//! takes the old file out in the same step that puts the new one in, and what came out is looked at:
//! if it is not what the plan was made on, it goes back, however late somebody saved it. The old
//! files stay on the stage until the commit stands, so that nothing needs room to be taken back.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use serde::{Deserialize, Serialize};

use super::super::{CommitPlan, GitError, Repo};
use super::index;
use super::place::Place;
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
            let (waiting, there) = swap.places(stage, root, n)?;
            let path = swap.waiting(stage, root, n);
            waiting.write_new(content, &there).map_err(|source| failed("write", &path, source))?;
            to_sync.push(path);
        }
        Ok(swaps)
    }

    /// Puts the new files in their places. The folders that have to be synced are the answer.
    pub(super) fn put(&self, stage: &Stage, root: &Path) -> Result<Vec<PathBuf>, GitError> {
        let mut folders = Vec::new();
        for (n, swap) in self.files.iter().enumerate() {
            let (waiting, there) = swap.places(stage, root, n)?;
            let path = root.join(&swap.path);
            match &swap.before {
                None => waiting.rename_new(&there).map_err(|source| match source.kind() {
                    io::ErrorKind::AlreadyExists => swap.changed(),
                    _ => failed("write", &path, source),
                })?,
                Some(before) => {
                    waiting.exchange(&there).map_err(|source| match source.kind() {
                        io::ErrorKind::NotFound => swap.changed(),
                        _ => failed("write", &path, source),
                    })?;
                    if content_id(&waiting).as_ref() != Some(before) {
                        waiting.exchange(&there).map_err(|e| failed("put back", &path, e))?;
                        return Err(swap.changed());
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
            let made = match below(root, folder)? {
                Some(place) => place.make_folder(),
                None => return Err(GitError::Changed { path: folder.clone() }),
            };
            match made {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other.map_err(|source| failed("make", &root.join(folder), source))?,
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

    /// The same as a place; `None` where its folder is not there any more.
    fn waiting_place(
        &self,
        stage: &Stage,
        root: &Path,
        n: usize,
    ) -> Result<Option<Place>, GitError> {
        match &self.beside {
            Some(beside) => below(root, beside),
            None => {
                let path = self.waiting(stage, root, n);
                Place::at(&path).map(Some).map_err(|source| failed("reach", &path, source))
            }
        }
    }

    /// Where the new file waits, and where it goes.
    fn places(&self, stage: &Stage, root: &Path, n: usize) -> Result<(Place, Place), GitError> {
        let waiting = self.waiting_place(stage, root, n)?;
        waiting.zip(below(root, &self.path)?).ok_or_else(|| self.changed())
    }

    fn changed(&self) -> GitError {
        GitError::Changed { path: self.path.clone() }
    }

    /// Puts a content aside that is neither the old nor the new one, under a name that is free.
    fn keep(&self, waiting: &Place, stage: &Stage) -> Result<PathBuf, GitError> {
        let name = self.path.replace('/', "-");
        for n in 1.. {
            let kept = stage.kept(&format!("kept-{n}-{name}"));
            match Place::at(&kept).and_then(|place| waiting.rename_new(&place)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                moved => {
                    moved.map_err(|source| failed("keep", &kept, source))?;
                    return Ok(kept);
                }
            }
        }
        Err(self.changed())
    }

    /// Takes the swap back, unless somebody has written the file since; and never lets go of a file
    /// that is neither the old nor the new one.
    fn take_back(&self, stage: &Stage, root: &Path, n: usize, undo: bool) -> Result<(), GitError> {
        let path = root.join(&self.path);
        let put_back = |source| failed("put back", &path, source);
        let Some(waiting) = self.waiting_place(stage, root, n)? else { return Ok(()) };
        let is_ours = |there: &Place| content_id(there).as_ref() == Some(&self.after);
        // The file, where it is to be taken back and still is what we made of it.
        let ours = if undo { below(root, &self.path)?.filter(is_ours) } else { None };
        match (content_id(&waiting), &self.before) {
            // Swapped, and the old one came out.
            (Some(out), Some(before)) if out == *before => {
                if let Some(there) = ours {
                    waiting.exchange(&there).map_err(put_back)?;
                    if !is_ours(&waiting) {
                        // Saved in between: theirs it is.
                        waiting.exchange(&there).map_err(put_back)?;
                    }
                }
            }
            // Not swapped.
            (Some(out), _) if out == self.after => {}
            // A new file that is in its place.
            (None, None) => {
                if let Some(there) = ours {
                    there.remove().map_err(put_back)?;
                }
            }
            (None, Some(_)) => {}
            // Somebody saved it just before it was swapped, or wrote to it afterwards.
            (Some(_), _) => match ours {
                Some(there) => waiting.exchange(&there).map_err(put_back)?,
                None => {
                    self.keep(&waiting, stage)?;
                }
            },
        }
        if self.beside.is_some() {
            match waiting.remove() {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(failed("remove", &self.waiting(stage, root, n), error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A place in the work tree; `None` where its folder is not there, or a link.
fn below(root: &Path, path: &str) -> Result<Option<Place>, GitError> {
    Place::below(root, path).map_err(|source| failed("reach", &root.join(path), source))
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
            if let Some(place) = below(root, folder)? {
                // Only an empty one goes.
                let _ = place.remove_folder();
            }
        }
    }
    Ok(())
}

/// Looks once more at the old files of a commit that stands: who had one open may have written to
/// it after it was swapped out. That is kept, and told.
pub(super) fn look_back(stage: &Stage, root: &Path) -> Result<(), GitError> {
    let Some(swaps) = read_record(stage) else { return Ok(()) };
    for (n, swap) in swaps.files.iter().enumerate() {
        let Some(waiting) = swap.waiting_place(stage, root, n)? else { continue };
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
fn content_id(place: &Place) -> Option<String> {
    id(&place.read().ok()?).ok()
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

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
