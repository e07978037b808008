//! Carrying out a commit plan: everything is checked first, then got ready, then put in place by
//! renames alone, in an order in which a crash between two steps loses nothing.
//!
//! 1. The stage and git's lock of the index are taken; from here on the plan either fits or is
//!    refused.
//! 2. Objects, new files and the new value of the branch are written and synced. Nobody sees them.
//!    The branch is locked, and stands where the plan was made.
//! 3. The files are swapped, then the index is put in place, then the branch moves. So whoever comes
//!    between finds the decisions as work that is not committed yet, and never as a change that
//!    would take them back.
//! 4. The locks go.
//!
//! An error takes back what was done, and so does the next start after a crash, by the same code; see
//! [`Stage::roll_back`]. The journal has the decisions until all of it is done.
//!
//! Where the user's git carries it out, the order is the same. Hooks look at the files, and some
//! change and stage them, so these are swapped before they run.

mod by_git;
mod check;
mod entries;
mod files;
mod hooks;
mod index;
mod place;
mod reference;
mod stage;

use std::path::{Path, PathBuf};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Oid, Repository, Signature, Tree};

use super::{GitError, Repo};
use files::Swaps;
use hooks::Hooks;
use reference::Locked;
use stage::Stage;

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
    /// What was staged when the plan was made; `None` where the index did not know the file.
    pub index_before: Option<Vec<u8>>,
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

/// A commit that stands, and what is left to do for it.
struct Made {
    /// The commit in hex; `None` where HEAD held everything already.
    commit: Option<String>,
    /// The folders that have to be synced.
    folders: Vec<PathBuf>,
    /// The hooks that ran, where the user's git made it.
    hooks: Option<Hooks>,
}

/// The objects of a plan, written.
struct Written<'a> {
    /// The files that they are in.
    files: Vec<PathBuf>,
    /// The commit; `None` where HEAD holds everything already.
    commit: Option<NewCommit<'a>>,
}

/// A commit that no branch knows yet.
struct NewCommit<'a> {
    id: Oid,
    parent: Option<Oid>,
    who: Signature<'a>,
    message: String,
}

impl Repo {
    /// Carries out a plan.
    ///
    /// # Errors
    /// When anything refuses: then HEAD, index and files are as they were.
    pub fn commit(&self, plan: &CommitPlan) -> Result<Committed, GitError> {
        let root = self.root().ok_or_else(|| GitError::Bare { path: self.git_dir().to_owned() })?;
        let paths: Vec<&str> = plan.files.iter().map(|file| file.path.as_str()).collect();
        let by_user_git = !self.needs_user_git(&paths)?.is_empty();
        let stage = Stage::begin(self)?;
        let made = match &self.lib {
            Some(lib) if !by_user_git && reference::name(self, lib)?.is_some() => {
                self.in_process(lib, &stage, root, plan)
            }
            _ => self.through_user_git(&stage, root, plan),
        };
        let made = match made {
            // Where no branch had to move, everything can still be taken back.
            Ok(Made { commit: None, folders, hooks }) => {
                files::sync(&folders).map(|()| Made { commit: None, folders: Vec::new(), hooks })
            }
            made => made,
        };
        match made {
            Ok(made) => self.end(made, stage, root, plan),
            Err(error) => match stage.roll_back(self, true) {
                Ok(()) => Err(error),
                Err(then) => {
                    Err(GitError::NotTakenBack { source: Box::new(error), then: Box::new(then) })
                }
            },
        }
    }

    /// Ends a commit that stands. What is missing where this fails follows when the journal is
    /// committed again.
    fn end(
        &self,
        made: Made,
        stage: Stage,
        root: &Path,
        plan: &CommitPlan,
    ) -> Result<Committed, GitError> {
        let Made { commit, folders, hooks } = made;
        let by_user_git = hooks.is_some();
        let synced = files::sync(&folders);
        let looked = files::look_back(&stage, root);
        let finished = stage.finish(self);
        // A hook that hears of the commit may well start the next gonogo.
        drop(stage);
        let output = hooks.map(|mut hooks| {
            if commit.is_some() {
                hooks.after(self);
            }
            hooks.said()
        });
        let committed = Committed {
            made: commit.is_some(),
            commit: commit.or_else(|| plan.base.clone()).unwrap_or_default(),
            output: output.unwrap_or_default(),
            by_user_git,
        };
        match synced.and(looked).and(finished) {
            Ok(()) => Ok(committed),
            Err(source) if committed.made => {
                Err(GitError::AfterCommit { commit: committed.commit, source: Box::new(source) })
            }
            Err(error) => Err(error),
        }
    }

    fn in_process(
        &self,
        lib: &Repository,
        stage: &Stage,
        root: &Path,
        plan: &CommitPlan,
    ) -> Result<Made, GitError> {
        stage.lock_index(self)?;
        self.check(plan, root)?;
        let written = self.write_objects(lib, plan)?;
        let mut to_sync = Vec::new();
        let swaps = Swaps::prepare(stage, root, plan, &mut to_sync)?;
        to_sync.extend(written.files);
        let branch = match &written.commit {
            Some(new) => {
                let branch = Locked::take(stage, self, lib, new.parent, new.id)?;
                to_sync.push(branch.to_sync());
                Some((branch, new))
            }
            None => None,
        };
        files::sync(&to_sync)?;
        let mut folders = swaps.put(stage, root)?;
        let new = index::begin(stage, self)?;
        index::set_entries(lib, &new, root, plan)?;
        files::sync(std::slice::from_ref(&new))?;
        index::put(stage, self)?;
        folders.extend(self.index_file().parent().map(Path::to_owned));
        let commit = match branch {
            Some((branch, new)) => {
                folders.extend(branch.move_it(self, lib, &new.who, &new.message)?);
                Some(new.id.to_string())
            }
            None => None,
        };
        Ok(Made { commit, folders, hooks: None })
    }

    fn write_objects<'a>(
        &self,
        lib: &'a Repository,
        plan: &CommitPlan,
    ) -> Result<Written<'a>, GitError> {
        let parent = match &plan.base {
            Some(id) => Some(lib.find_commit(Oid::from_str(id)?)?),
            None => None,
        };
        let base_tree = match &parent {
            Some(parent) => parent.tree()?,
            None => lib.find_tree(lib.treebuilder(None)?.write()?)?,
        };
        let mut update = TreeUpdateBuilder::new();
        let mut objects = Vec::new();
        let loose =
            |objects: Vec<Oid>| loose_files(lib.commondir(), objects.iter().map(Oid::to_string));
        for file in &plan.files {
            let mode = match base_tree.get_path(Path::new(&file.path)) {
                Ok(entry) if entry.filemode() == i32::from(FileMode::BlobExecutable) => {
                    FileMode::BlobExecutable
                }
                _ => FileMode::Blob,
            };
            let blob = lib.blob(&file.head)?;
            update.upsert(file.path.as_str(), blob, mode);
            objects.push(blob);
            if let Some(index) = file.index.as_ref().filter(|index| **index != file.head) {
                objects.push(lib.blob(index)?);
            }
        }
        let tree_id = update.create_updated(lib, &base_tree)?;
        if parent.is_some() && tree_id == base_tree.id() {
            return Ok(Written { files: loose(objects), commit: None });
        }
        let tree = lib.find_tree(tree_id)?;
        trees_of(&tree, plan, &mut objects);
        let (author, committer) = self.signers()?;
        let author = Signature::now(&author.name, &author.email)?;
        let who = Signature::now(&committer.name, &committer.email)?;
        let message = if plan.sign_off {
            signed_off(&plan.message, &committer.name, &committer.email)
        } else {
            plan.message.clone()
        };
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let id = lib.commit(None, &author, &who, &message, &tree, &parents)?;
        objects.push(id);
        let parent = parent.map(|parent| parent.id());
        let commit = Some(NewCommit { id, parent, who, message });
        Ok(Written { files: loose(objects), commit })
    }
}

/// The trees on the way to the plan's files.
fn trees_of(tree: &Tree<'_>, plan: &CommitPlan, objects: &mut Vec<Oid>) {
    objects.push(tree.id());
    for file in &plan.files {
        let above = Path::new(&file.path).ancestors().skip(1);
        let above = above.filter(|path| !path.as_os_str().is_empty());
        objects.extend(above.filter_map(|path| tree.get_path(path).ok()).map(|entry| entry.id()));
    }
}

/// The files in which objects lie that are not packed, and the folders in which those were made.
fn loose_files(common_dir: &Path, objects: impl IntoIterator<Item = String>) -> Vec<PathBuf> {
    let folder = common_dir.join("objects");
    let mut files = Vec::new();
    for hex in objects {
        let (two, rest) = hex.split_at_checked(2).unwrap_or_default();
        let path = folder.join(two).join(rest);
        if path.is_file() {
            files.extend(path.parent().map(Path::to_owned));
            files.push(path);
        }
    }
    files.push(folder);
    files.sort_unstable();
    files.dedup();
    files
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
