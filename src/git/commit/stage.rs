//! The stage: the folder under the git directory where a commit is got ready, and from which one
//! that was cut off is taken back.
//!
//! Two things make it safe to clean up after a process that is gone. The stage is under a lock that
//! the system drops with its holder, so nobody who is still at work is ever disturbed. And a lock
//! file of git's that we took holds the very bytes of a file of the stage, and appeared with them in
//! one step, so no lock of anybody else is ever taken for ours.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::super::{GitError, Repo};

/// How long another process may take before we say that it is in the way. Git's own programs hold
/// their locks for milliseconds, and an editor's `git status` in the background must not be what
/// refuses a commit.
const PATIENCE: Duration = Duration::from_secs(1);
/// The same for another gonogo that commits, which starts dozens of gits where hooks run.
const TURN: Duration = Duration::from_secs(3);

/// The file whose lock says that somebody is at work on the stage.
const LOCK: &str = "commit.lock";
/// What the lock of the index is a copy of.
const OWNER: &str = "owner";
/// What the lock of the branch is a copy of: its new value.
const VALUE: &str = "value";
/// Which branch that is.
const BRANCH: &str = "branch";

/// The stage of one commit. Dropping it leaves everything as it is, for the next start to look at.
pub(in crate::git) struct Stage {
    folder: PathBuf,
    /// Holds the lock for as long as it, or a copy of it in a child process, is open.
    held: File,
}

impl Stage {
    /// Takes the stage of a work tree, takes back what a process that is gone has left on it, and
    /// empties it.
    pub(super) fn begin(repo: &Repo) -> Result<Self, GitError> {
        let parent = repo.git_dir().join("gonogo");
        fs::create_dir_all(&parent).map_err(|source| failed("make", &parent, source))?;
        let path = parent.join(LOCK);
        let held = lock_within(&path, TURN)?.ok_or(GitError::Busy { path })?;
        let stage = Self { folder: folder(repo), held };
        stage.roll_back(repo, false)?;
        fs::create_dir_all(&stage.folder).map_err(|e| failed("make", &stage.folder, e))?;
        Ok(stage)
    }

    /// The stage that a process which is gone has left; `None` where there is none, or where its
    /// process is still at work.
    pub(super) fn left_behind(repo: &Repo) -> Result<Option<Self>, GitError> {
        if !folder(repo).exists() {
            return Ok(None);
        }
        let path = repo.git_dir().join("gonogo").join(LOCK);
        Ok(lock_within(&path, Duration::ZERO)?.map(|held| Self { folder: folder(repo), held }))
    }

    /// A file of the stage.
    pub(in crate::git) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file beside the stage, which outlives it.
    pub(super) fn kept(&self, name: &str) -> PathBuf {
        self.folder.with_file_name(name)
    }

    /// Another handle of the lock, for a child that goes on where this process is killed.
    pub(in crate::git) fn handle(&self) -> Result<File, GitError> {
        self.held.try_clone().map_err(|source| failed("hand on", &self.folder, source))
    }

    /// Writes a file of the stage, which must not be there yet.
    pub(in crate::git) fn write(&self, name: &str, content: &[u8]) -> Result<PathBuf, GitError> {
        let path = self.path(name);
        let new = OpenOptions::new().write(true).create_new(true).open(&path);
        new.and_then(|mut file| file.write_all(content)).map_err(|e| failed("write", &path, e))?;
        Ok(path)
    }

    /// Takes git's lock of the index.
    pub(super) fn lock_index(&self, repo: &Repo) -> Result<(), GitError> {
        let lock = index_lock(repo)?;
        let words = format!("gonogo commits here\nprocess {}\n{}\n", std::process::id(), nonce());
        let owner = self.write(OWNER, words.as_bytes())?;
        appear(&owner, &lock).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => GitError::IndexLocked { path: lock },
            _ => failed("make", &lock, source),
        })
    }

    /// Takes git's lock of a branch, or of a detached HEAD, with the new value in it.
    pub(super) fn lock_branch(
        &self,
        repo: &Repo,
        name: &str,
        value: &str,
    ) -> Result<PathBuf, GitError> {
        self.write(BRANCH, name.as_bytes())?;
        let value = self.write(VALUE, format!("{value}\n").as_bytes())?;
        let lock = branch_lock(repo, name);
        let parent = lock.parent().unwrap_or(repo.git_dir());
        fs::create_dir_all(parent).map_err(|e| failed("make", parent, e))?;
        appear(&value, &lock).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => {
                GitError::BranchLocked { name: name.to_owned(), path: lock.clone() }
            }
            _ => failed("make", &lock, source),
        })?;
        Ok(lock)
    }

    /// Where the branch stands whose lock was taken, if one was.
    fn branch(&self) -> Option<String> {
        fs::read_to_string(self.path(BRANCH)).ok().filter(|name| !name.is_empty())
    }

    /// Takes back everything that the stage did to index and files, unless its commit was made;
    /// then lets go of the locks. The same for an error as for a process that is gone, and it may
    /// be done any number of times.
    ///
    /// A commit counts as not made when HEAD is where the plan found it; `surely` says so where
    /// somebody else has moved it.
    pub(super) fn roll_back(&self, repo: &Repo, surely: bool) -> Result<(), GitError> {
        if !self.folder.exists() {
            return Ok(());
        }
        super::files::roll_back(self, repo, surely)?;
        self.finish(repo)
    }

    /// Lets go of the locks, and empties the stage.
    pub(super) fn finish(&self, repo: &Repo) -> Result<(), GitError> {
        remove_own(&self.path(OWNER), &index_lock(repo)?)?;
        if let Some(name) = self.branch() {
            remove_own(&self.path(VALUE), &branch_lock(repo, &name))?;
        }
        match fs::remove_dir_all(&self.folder) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(failed("empty", &self.folder, source))
            }
            _ => Ok(()),
        }
    }
}

impl Repo {
    /// Cleans up after a commit of ours whose process is gone: lets go of its locks, and where the
    /// commit was not made, takes its changes of index and files back. Whether there was one.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn recover(&self) -> Result<bool, GitError> {
        let Some(stage) = Stage::left_behind(self)? else { return Ok(false) };
        stage.roll_back(self, false)?;
        Ok(true)
    }

    /// The file of the index.
    pub(super) fn index_file(&self) -> PathBuf {
        let own = self.lib.as_ref().and_then(|lib| lib.index().ok()?.path().map(Path::to_owned));
        own.unwrap_or_else(|| {
            let set = std::env::var_os("GIT_INDEX_FILE").filter(|path| !path.is_empty());
            set.map_or_else(|| self.git_dir().join("index"), PathBuf::from)
        })
    }
}

fn folder(repo: &Repo) -> PathBuf {
    repo.git_dir().join("gonogo").join("commit")
}

fn index_lock(repo: &Repo) -> Result<PathBuf, GitError> {
    with_lock(&repo.index_file())
}

fn branch_lock(repo: &Repo, name: &str) -> PathBuf {
    with_lock(&repo.reference_file(name)).unwrap_or_default()
}

fn with_lock(path: &Path) -> Result<PathBuf, GitError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    Ok(path.with_file_name(name))
}

/// Lets a file appear under another name with all that is in it, where nothing is yet; waits a
/// little for whoever is there.
fn appear(from: &Path, at: &Path) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match link(from, at) {
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && start.elapsed() < PATIENCE =>
            {
                wait();
            }
            other => return other,
        }
    }
}

/// A second name of a file where nothing is yet; or, where the file system has none, a copy of the
/// same age: an index tells by its own which files may have changed in the same moment.
pub(super) fn link(from: &Path, at: &Path) -> io::Result<()> {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    match fs::hard_link(from, at) {
        Err(error)
            if matches!(
                error.kind(),
                Unsupported | PermissionDenied | CrossesDevices | TooManyLinks
            ) =>
        {
            let content = fs::read(from)?;
            let mut file = OpenOptions::new().write(true).create_new(true).open(at)?;
            file.write_all(&content)?;
            file.set_modified(fs::metadata(from)?.modified()?)
        }
        other => other,
    }
}

/// Removes a lock that is our own.
fn remove_own(own: &Path, lock: &Path) -> Result<(), GitError> {
    if !is_own(own, lock) {
        return Ok(());
    }
    fs::remove_file(lock).map_err(|source| failed("remove", lock, source))
}

/// Whether a file is our own one, or, where there are no links, holds its bytes.
pub(super) fn is_own(own: &Path, there: &Path) -> bool {
    same_file(own, there)
        || matches!((fs::read(own), fs::read(there)),
            (Ok(own), Ok(there)) if !own.is_empty() && own == there)
}

/// Whether two names are links of one file.
#[cfg(unix)]
fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |path: &Path| fs::symlink_metadata(path).map(|meta| (meta.dev(), meta.ino()));
    matches!((of(one), of(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(not(unix))]
fn same_file(_one: &Path, _other: &Path) -> bool {
    false
}

/// Waits for the lock of a file, but not for ever; `None` where somebody else has it still.
fn lock_within(path: &Path, patience: Duration) -> Result<Option<File>, GitError> {
    let open = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path);
    let file = open.map_err(|source| failed("open", path, source))?;
    match file.try_lock() {
        Ok(()) => return Ok(Some(file)),
        Err(TryLockError::WouldBlock) if patience.is_zero() => return Ok(None),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(source)) => return Err(failed("lock", path, source)),
    }
    // The system's waiting has no end of its own, so another thread does it. Where it gets the lock
    // too late, nobody takes it, and it is let go of.
    let (done, locked) = mpsc::channel();
    let waiting = thread::Builder::new().spawn(move || {
        let _ = done.send(file.lock().map(|()| file));
    });
    waiting.map_err(|source| failed("wait for", path, source))?;
    match locked.recv_timeout(patience) {
        Ok(locked) => locked.map(Some).map_err(|source| failed("lock", path, source)),
        Err(_) => Ok(None),
    }
}

fn wait() {
    thread::sleep(Duration::from_millis(5));
}

fn nonce() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

/// The error of a system call on a file.
pub(super) fn failed(doing: &'static str, path: &Path, source: io::Error) -> GitError {
    GitError::Io { doing, path: path.to_owned(), source }
}
