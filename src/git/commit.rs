//! Carrying out a commit plan: everything is checked first, then written in an order in which a
//! crash between two steps loses nothing and can be mended by planning again.
//!
//! Objects first (nobody sees them yet), then the branch, by compare-and-swap, then the index, then
//! the files. After a crash behind the branch, HEAD holds the decisions and the journal still has
//! them: the next commit finds HEAD as it wants it, makes no commit, and writes the rest.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use git2::build::TreeUpdateBuilder;
use git2::{ErrorCode, FileMode, IndexEntry, IndexTime, Oid, Repository, Signature};

use super::{GitError, Repo};

/// What is to be committed.
#[derive(Clone, Debug)]
pub struct CommitPlan {
    /// The commit on which the plan was made; `None` before the first.
    pub base: Option<String>,
    /// The whole message.
    pub message: String,
    /// The files.
    pub files: Vec<FileChange>,
    /// Whether a `Signed-off-by` of the committer is added.
    pub sign_off: bool,
}

/// What is to become of one file, in each of its versions.
#[derive(Clone, Debug)]
pub struct FileChange {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// What the commit holds.
    pub head: Vec<u8>,
    /// What is staged afterwards; `None` leaves what is staged alone.
    pub index: Option<Vec<u8>>,
    /// What the work tree holds afterwards; `None` leaves the file alone, also where there is none.
    pub worktree: Option<Vec<u8>>,
    /// What the work tree held when the plan was made; `None` where there was no file.
    pub worktree_before: Option<Vec<u8>>,
}

impl FileChange {
    /// What the file of the work tree is changed to; `None` where it stays as it is.
    fn changed_to(&self) -> Option<&[u8]> {
        let after = self.worktree.as_ref()?;
        (self.worktree_before.as_ref() != Some(after)).then_some(after)
    }
}

/// A commit that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The commit in hex.
    pub commit: String,
    /// Whether it was made now; not where HEAD held everything already.
    pub made: bool,
    /// What hooks and git said.
    pub output: String,
    /// Whether the user's git made it.
    pub by_user_git: bool,
}

impl Repo {
    /// Carries out a plan.
    ///
    /// # Errors
    /// When anything refuses: then HEAD, index and files are as they were.
    pub fn commit(&self, plan: &CommitPlan) -> Result<Committed, GitError> {
        let root = self.root().ok_or_else(|| GitError::Bare { path: self.git_dir().to_owned() })?;
        self.check(plan, root)?;
        let paths: Vec<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
        let by_user_git = !self.needs_user_git(&paths)?.is_empty();
        match &self.lib {
            Some(lib) if !by_user_git => {
                let committed = self.in_process(lib, plan)?;
                write_files(root, plan)
                    .and_then(|()| write_index(lib, root, plan))
                    .map_err(|error| after(&committed, error))?;
                Ok(committed)
            }
            // Hooks look at the files, and some change and stage them: they must see what is
            // committed, as they do with git. If the commit is refused, the files go back.
            _ => {
                write_files(root, plan)?;
                match self.by_user_git(plan) {
                    Ok(committed) => {
                        self.index_by_user_git(plan).map_err(|error| after(&committed, error))?;
                        Ok(committed)
                    }
                    Err(error) => {
                        take_files_back(root, plan)?;
                        Err(error)
                    }
                }
            }
        }
    }

    /// Everything that can refuse, before anything is written.
    fn check(&self, plan: &CommitPlan, root: &Path) -> Result<(), GitError> {
        if let Some(operation) = self.operation()? {
            return Err(GitError::OperationInProgress { operation });
        }
        self.signers()?;
        let found = self.head()?.commit;
        if found != plan.base {
            return Err(GitError::HeadMoved { expected: plan.base.clone(), found });
        }
        let lock = self.git_dir().join("index.lock");
        if lock.exists() {
            return Err(GitError::IndexLocked { path: lock });
        }
        for file in &plan.files {
            stays_inside(root, &file.path)?;
            if self.is_unmerged(&file.path)? {
                return Err(GitError::Unmerged { path: file.path.clone() });
            }
            let there = match fs::read(root.join(&file.path)) {
                Ok(bytes) => Some(bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(source) => {
                    return Err(GitError::Io {
                        doing: "read",
                        path: root.join(&file.path),
                        source,
                    });
                }
            };
            if there != file.worktree_before {
                return Err(GitError::Changed { path: file.path.clone() });
            }
        }
        Ok(())
    }

    fn in_process(&self, lib: &Repository, plan: &CommitPlan) -> Result<Committed, GitError> {
        let parent = match &plan.base {
            Some(id) => Some(lib.find_commit(Oid::from_str(id)?)?),
            None => None,
        };
        let base_tree = match &parent {
            Some(parent) => parent.tree()?,
            None => lib.find_tree(lib.treebuilder(None)?.write()?)?,
        };
        let mut update = TreeUpdateBuilder::new();
        for file in &plan.files {
            let mode = match base_tree.get_path(Path::new(&file.path)) {
                Ok(entry) if entry.filemode() == i32::from(FileMode::BlobExecutable) => {
                    FileMode::BlobExecutable
                }
                _ => FileMode::Blob,
            };
            update.upsert(file.path.as_str(), lib.blob(&file.head)?, mode);
        }
        let tree_id = update.create_updated(lib, &base_tree)?;
        if let (Some(parent), true) = (&parent, tree_id == base_tree.id()) {
            let commit = parent.id().to_string();
            return Ok(Committed {
                commit,
                made: false,
                output: String::new(),
                by_user_git: false,
            });
        }
        let (author, committer) = self.signers()?;
        let author = Signature::now(&author.name, &author.email)?;
        let signer = Signature::now(&committer.name, &committer.email)?;
        let message = if plan.sign_off {
            signed_off(&plan.message, &committer.name, &committer.email)
        } else {
            plan.message.clone()
        };
        let tree = lib.find_tree(tree_id)?;
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let id = lib.commit(None, &author, &signer, &message, &tree, &parents)?;
        move_head(lib, plan, id, &message)?;
        let commit = id.to_string();
        Ok(Committed { commit, made: true, output: String::new(), by_user_git: false })
    }
}

/// Moves the branch, or a detached HEAD, from where the plan was made; and only from there.
fn move_head(lib: &Repository, plan: &CommitPlan, to: Oid, message: &str) -> Result<(), GitError> {
    let subject = message.lines().next().unwrap_or_default();
    let head = lib.find_reference("HEAD")?;
    let name = match head.symbolic_target() {
        Ok(Some(target)) => target.to_owned(),
        _ => "HEAD".to_owned(),
    };
    let moved = match &plan.base {
        Some(base) => {
            let log = format!("commit: {subject}");
            lib.reference_matching(&name, to, true, Oid::from_str(base)?, &log)
        }
        None => lib.reference(&name, to, false, &format!("commit (initial): {subject}")),
    };
    match moved {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.code(), ErrorCode::Modified | ErrorCode::Exists) => {
            let found = lib.head().ok().and_then(|head| head.target()).map(|id| id.to_string());
            Err(GitError::HeadMoved { expected: plan.base.clone(), found })
        }
        Err(error) => Err(error.into()),
    }
}

/// Sets the entries of just these files, with the stat data that lets git see at once that a file
/// has not changed.
fn write_index(lib: &Repository, root: &Path, plan: &CommitPlan) -> Result<(), GitError> {
    let mut index = lib.index()?;
    index.read(true)?;
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
            id: lib.blob(content)?,
            flags: old.as_ref().map_or(0, |entry| entry.flags),
            flags_extended: old.as_ref().map_or(0, |entry| entry.flags_extended),
            path: file.path.clone().into_bytes(),
        };
        if file.worktree.as_ref() == Some(content) {
            stat_into(&mut entry, &root.join(&file.path));
        }
        index.add(&entry)?;
    }
    index.write().map_err(|error| match error.code() {
        ErrorCode::Locked => GitError::IndexLocked { path: lib.path().join("index.lock") },
        _ => error.into(),
    })
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

/// An error behind the point of no return says that the commit stands.
fn after(committed: &Committed, error: GitError) -> GitError {
    if !committed.made {
        return error;
    }
    GitError::AfterCommit { commit: committed.commit.clone(), source: Box::new(error) }
}

/// Writes the files of the work tree that change.
fn write_files(root: &Path, plan: &CommitPlan) -> Result<(), GitError> {
    for file in &plan.files {
        if let Some(after) = file.changed_to() {
            replace(&root.join(&file.path), after)?;
        }
    }
    Ok(())
}

/// Puts back what the files held before, unless somebody else has written them since.
fn take_files_back(root: &Path, plan: &CommitPlan) -> Result<(), GitError> {
    for file in &plan.files {
        let path = root.join(&file.path);
        let Some(after) = file.changed_to() else { continue };
        if fs::read(&path).is_ok_and(|there| there != after) {
            continue;
        }
        match &file.worktree_before {
            Some(before) => replace(&path, before)?,
            None => fs::remove_file(&path).map_err(|source| GitError::Io {
                doing: "take back",
                path: path.clone(),
                source,
            })?,
        }
    }
    Ok(())
}

/// Replaces a file as a whole: a reader sees the old or the new one, never half.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), GitError> {
    let error = |source| GitError::Io { doing: "write", path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(error)?;
    let mut file =
        tempfile::Builder::new().prefix(".gonogo-").tempfile_in(folder).map_err(error)?;
    file.write_all(content).map_err(error)?;
    let permissions = fs::metadata(path).map(|meta| meta.permissions());
    match permissions {
        Ok(permissions) => fs::set_permissions(file.path(), permissions).map_err(error)?,
        Err(_) => plain_permissions(file.path()).map_err(error)?,
    }
    file.as_file().sync_all().map_err(error)?;
    file.persist(path).map_err(|e| error(e.error))?;
    if cfg!(unix) {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(error)?;
    }
    Ok(())
}

/// A temporary file is its owner's alone; a new file of the work tree is as others are.
#[cfg(unix)]
fn plain_permissions(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn plain_permissions(_path: &Path) -> io::Result<()> {
    Ok(())
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

/// The message with a sign-off, which belongs to the trailers at its end.
fn signed_off(message: &str, name: &str, email: &str) -> String {
    let line = format!("Signed-off-by: {name} <{email}>");
    if message.lines().any(|own| own == line) {
        return message.to_owned();
    }
    let body = message.trim_end();
    let last = body.lines().last().unwrap_or_default();
    let in_trailers = last.split_once(": ").is_some_and(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    let gap = if in_trailers && body.lines().count() > 1 { "\n" } else { "\n\n" };
    format!("{body}{gap}{line}\n")
}
