//! The same plan, carried out by the user's git, so that hooks run, signatures appear, and formats
//! that libgit2 does not know are written as git writes them.
//!
//! It goes step by step as `git commit --only` does, but by git's plumbing: so the index is in its
//! place before the branch moves, and the branch moves only from where the plan was made. The
//! commit is made from an index of its own: what is staged beside it stays staged, and hooks see
//! the index that is committed.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::entries::{Change, Entry, SYNCED};
use super::files::{self, Swaps};
use super::hooks::{Hooks, git_path};
use super::stage::failed;
use super::{CommitPlan, FileChange, GitError, Made, Repo, Stage, index, signed_off};

/// The index that is committed, in the stage.
const ONLY: &str = "only";

/// The ids of what the plan puts into one file.
struct Blobs {
    head: String,
    /// `None` where what is staged is left alone.
    index: Option<String>,
}

/// What hooks made of the plan.
struct New {
    /// The commit; `None` where HEAD holds everything already.
    commit: Option<(String, String)>,
    /// What they changed in the index that is committed.
    changes: Vec<Change>,
}

const MESSAGE: &str = "COMMIT_EDITMSG";

impl Repo {
    pub(super) fn through_user_git(
        &self,
        stage: &Stage,
        root: &Path,
        plan: &CommitPlan,
    ) -> Result<Made, GitError> {
        stage.lock_index(self)?;
        self.check(plan, root)?;
        let mut to_sync = Vec::new();
        let swaps = Swaps::prepare(stage, root, plan, &mut to_sync)?;
        files::sync(&to_sync)?;
        let mut folders = swaps.put(stage, root)?;
        let mut hooks = Hooks::new(self)?;
        let blobs = self.blobs(stage, plan)?;
        let new = self
            .new_commit(stage, plan, &blobs, &mut hooks)
            .map_err(|error| with_rewritten(error, root, plan))?;
        let index = index::begin(stage, self)?;
        self.follow(plan, &blobs, &new.changes, &index)?;
        let written = blobs.iter().flat_map(|b| b.index.iter().chain([&b.head])).cloned();
        let mut to_sync = super::loose_files(&self.common_dir()?, written);
        to_sync.push(index);
        files::sync(&to_sync)?;
        index::put(stage, self)?;
        folders.extend(self.index_file().parent().map(Path::to_owned));
        let commit = match new.commit {
            Some((commit, message)) => {
                self.move_head(stage, plan, &commit, &message, &hooks)?;
                folders.extend(self.files_of_head());
                Some(commit)
            }
            None => None,
        };
        Ok(Made { commit, folders, hooks: Some(hooks) })
    }

    /// Stores what the plan puts into each file.
    fn blobs(&self, stage: &Stage, plan: &CommitPlan) -> Result<Vec<Blobs>, GitError> {
        let own = |file: &FileChange| file.index.as_ref().is_some_and(|i| *i != file.head);
        let mut contents: Vec<&[u8]> = Vec::new();
        for file in &plan.files {
            contents.push(&file.head);
            contents.extend(file.index.as_deref().filter(|_| own(file)));
        }
        let mut ids = self.store(stage, &contents)?.into_iter();
        let mut next = || {
            let fewer = || GitError::Other("git hash-object has left something out".to_owned());
            ids.next().ok_or_else(fewer)
        };
        let blobs = plan.files.iter().map(|file| {
            let head = next()?;
            let index = match &file.index {
                None => None,
                Some(_) if own(file) => Some(next()?),
                Some(_) => Some(head.clone()),
            };
            Ok(Blobs { head, index })
        });
        blobs.collect()
    }

    /// Makes the commit, which no branch knows yet.
    fn new_commit(
        &self,
        stage: &Stage,
        plan: &CommitPlan,
        blobs: &[Blobs],
        hooks: &mut Hooks,
    ) -> Result<New, GitError> {
        let only = stage.path(ONLY);
        let env: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", only.as_os_str())];
        let base = plan.base.as_deref();
        self.program.write(&["read-tree", base.unwrap_or("--empty")], b"", &env)?.or_error()?;
        let paths = || plan.files.iter().map(|file| file.path.as_bytes());
        let there = self.entries(Some(&only), paths())?;
        let entries: Vec<Entry> =
            paths().zip(blobs).map(|(path, blobs)| entry(there.get(path), &blobs.head)).collect();
        self.set_entries(&only, paths().zip(&entries))?;
        let planned = self.tree_of(&only)?;
        if let Some(base) = base
            && self.tree_id(base)?.as_ref() == Some(&planned)
        {
            return Ok(New { commit: None, changes: Vec::new() });
        }
        hooks.run(self, stage, &only, "pre-commit", &[])?;
        let message = self.git_dir().join(MESSAGE);
        fs::write(&message, self.signed_off(plan)?).map_err(|e| failed("write", &message, e))?;
        let tree =
            if self.may_have_hook("pre-commit") { self.tree_of(&only)? } else { planned.clone() };
        if self.may_have_hook("prepare-commit-msg") || self.may_have_hook("commit-msg") {
            let path = git_path(self, MESSAGE)?;
            let (path, source) = (path.as_os_str(), OsStr::new("message"));
            hooks.run(self, stage, &only, "prepare-commit-msg", &[path, source])?;
            hooks.run(self, stage, &only, "commit-msg", &[path])?;
        }
        let text = fs::read(&message).map_err(|source| failed("read", &message, source))?;
        if text.trim_ascii().is_empty() {
            return Err(GitError::Refused {
                by: "a hook".to_owned(),
                output: "it has left no message".to_owned(),
            });
        }
        let commit = self.commit_tree(plan, &tree, &message, hooks)?;
        let changes = if tree == planned { Vec::new() } else { self.changes(&planned, &tree)? };
        Ok(New { commit: Some((commit, String::from_utf8_lossy(&text).into_owned())), changes })
    }

    /// The tree of a commit.
    fn tree_id(&self, commit: &str) -> Result<Option<String>, GitError> {
        match &self.lib {
            Some(lib) => {
                let tree = lib.find_commit(git2::Oid::from_str(commit)?)?.tree_id();
                Ok(Some(tree.to_string()))
            }
            None => self.program.line(&["rev-parse", &format!("{commit}^{{tree}}")]),
        }
    }

    fn tree_of(&self, index: &Path) -> Result<String, GitError> {
        let env: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", index.as_os_str())];
        let [set, synced] = SYNCED;
        let written = self.program.write(&[set, synced, "write-tree"], b"", &env)?.or_error()?;
        Ok(String::from_utf8_lossy(&written).trim().to_owned())
    }

    fn signed_off(&self, plan: &CommitPlan) -> Result<String, GitError> {
        if !plan.sign_off {
            return Ok(plan.message.clone());
        }
        let (_, committer) = self.signers()?;
        Ok(signed_off(&plan.message, &committer.name, &committer.email))
    }

    fn commit_tree(
        &self,
        plan: &CommitPlan,
        tree: &str,
        message: &Path,
        hooks: &Hooks,
    ) -> Result<String, GitError> {
        let mut args: Vec<&OsStr> = Vec::new();
        // Our words are UTF-8; git would call them what the setting says.
        if !plan.message.is_ascii()
            && self.program.line(&["config", "i18n.commitEncoding"])?.is_some()
        {
            args.extend(["-c", "i18n.commitEncoding=UTF-8"].map(OsStr::new));
        }
        args.extend(SYNCED.map(OsStr::new));
        args.push(OsStr::new("commit-tree"));
        let gpgsign = ["config", "--type=bool", "--get", "commit.gpgSign"];
        let is_signed = self.program.line(&gpgsign)?.as_deref() == Some("true");
        if is_signed {
            args.push(OsStr::new("-S"));
        }
        if let Some(parent) = &plan.base {
            args.extend(["-p", parent.as_str()].map(OsStr::new));
        }
        args.extend([OsStr::new("-F"), message.as_os_str(), OsStr::new(tree)]);
        let ran = self.program.write(&args, b"", &hooks.env())?;
        if !ran.ok {
            let by = if is_signed { "the signing program" } else { "git" };
            return Err(GitError::Refused { by: by.to_owned(), output: ran.why() });
        }
        Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
    }

    /// Sets the entries of just these files in the new index. What a hook added to the commit or
    /// changed in it goes along where nothing else was staged, or git would show it as changed back.
    fn follow(
        &self,
        plan: &CommitPlan,
        blobs: &[Blobs],
        changes: &[Change],
        new: &Path,
    ) -> Result<(), GitError> {
        let paths = plan.files.iter().map(|file| file.path.as_bytes());
        let paths = paths.chain(changes.iter().map(|change| change.path.as_slice()));
        let staged = self.entries(None, paths)?;
        let mut entries: HashMap<&[u8], Entry> = HashMap::new();
        for (file, blobs) in plan.files.iter().zip(blobs) {
            let Some(blob) = &blobs.index else { continue };
            let path = file.path.as_bytes();
            entries.insert(path, entry(staged.get(path), blob));
        }
        for change in changes {
            let path = change.path.as_slice();
            let follows = match plan.files.iter().find(|file| file.path.as_bytes() == path) {
                Some(file) => file.index.as_ref() == Some(&file.head),
                None => staged.get(path).map(|entry| &entry.blob) == change.before.as_ref(),
            };
            if follows {
                entries.insert(path, change.after.clone());
            }
        }
        self.set_entries(new, entries.iter().map(|(path, entry)| (*path, entry)))?;
        let env: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", new.as_os_str())];
        let left_out = self.left_out()?;
        let stays_away = |file: &&FileChange| {
            file.index.is_some() && file.worktree.is_none() && left_out.contains(&file.path)
        };
        let away: String =
            plan.files.iter().filter(stays_away).map(|file| format!("{}\0", file.path)).collect();
        if !away.is_empty() {
            // A new entry forgets that the file is not to be on disk.
            let args = ["update-index", "--skip-worktree", "-z", "--stdin"];
            self.program.write(&args, away.as_bytes(), &env)?.or_error()?;
        }
        // Brings the stat data up to date; a file with work of its own makes it say so, which is
        // no failure.
        self.program.write(&["update-index", "-q", "--refresh"], b"", &env)?;
        Ok(())
    }

    /// The files that say where HEAD stands, and the folders that they are in.
    fn files_of_head(&self) -> Vec<PathBuf> {
        let (Ok(common), Ok(head)) = (self.common_dir(), self.head()) else { return Vec::new() };
        let file = match head.branch {
            Some(branch) => common.join("refs/heads").join(branch),
            None => self.git_dir().join("HEAD"),
        };
        let mut files: Vec<PathBuf> = file.ancestors().take(2).map(Path::to_owned).collect();
        for folder in [common.join("reftable"), self.git_dir().join("reftable")] {
            let tables = fs::read_dir(&folder).into_iter().flatten().flatten();
            files.extend(tables.map(|table| table.path()));
            files.push(folder);
        }
        files.retain(|file| file.exists());
        files
    }

    /// Moves the branch, or a detached HEAD, from where the plan was made.
    fn move_head(
        &self,
        stage: &Stage,
        plan: &CommitPlan,
        commit: &str,
        message: &str,
        hooks: &Hooks,
    ) -> Result<(), GitError> {
        let kind = if plan.base.is_some() { "commit" } else { "commit (initial)" };
        let log = format!("{kind}: {}", message.lines().next().unwrap_or_default());
        // Nothing as the old value means that there is to be none.
        let from = plan.base.as_deref().unwrap_or_default();
        let args = ["update-ref", "-m", log.as_str(), "HEAD", commit, from].map(OsStr::new);
        // Git keeps the stage under our lock until it has moved it.
        let ran = self.program.run_holding(stage.handle()?, &args, &hooks.env())?;
        if ran.ok {
            return Ok(());
        }
        let found = self.head()?.commit;
        if found.as_deref() == Some(commit) {
            // Stopped behind the last step.
            return Ok(());
        }
        if found != plan.base {
            return Err(GitError::HeadMoved { expected: plan.base.clone(), found });
        }
        let by = if ran.stderr.contains("aborted by hook") {
            "the reference-transaction hook"
        } else {
            "git"
        };
        Err(GitError::Refused { by: by.to_owned(), output: ran.why() })
    }
}

/// An entry with another content, and the rights that it had.
fn entry(there: Option<&Entry>, blob: &str) -> Entry {
    let mode = there.map(|entry| entry.mode.as_str()).filter(|mode| mode.starts_with("100"));
    Entry { mode: mode.unwrap_or("100644").to_owned(), blob: blob.to_owned() }
}

/// A refusal, with the files that the hook has rewritten before: what it wrote is not taken back,
/// since nobody else has it.
fn with_rewritten(error: GitError, root: &Path, plan: &CommitPlan) -> GitError {
    let GitError::Refused { by, mut output } = error else { return error };
    for file in &plan.files {
        let there = fs::read(root.join(&file.path)).ok();
        if file.changed_to().is_some_and(|ours| there.is_some_and(|there| there != ours)) {
            output.push_str(&format!(
                "\na hook has rewritten {}, which stays so, with the decision in it",
                file.path
            ));
        }
    }
    GitError::Refused { by, output }
}
