//! The commit plan: what a commit would do, worked out before it does it.
//!
//! The decided edits are laid on three versions of each file, each on its own: HEAD's goes into the
//! commit, the index's stays staged work plus the decision, the work tree's stays unstaged work
//! plus the decision. A row that one of them does not take is held back, with the reason; the others
//! go. Executing the plan makes no new choice.

mod held;
mod lay;
mod patch;
pub(super) mod versions;

pub use held::{Held, Trouble};

use super::{Workspace, WorkspaceError};
use crate::git::{At, CommitPlan, FileChange, GitError};
use crate::model::board::Board;
use crate::model::conflict::Version;
use crate::model::draft::{Draft, Row};
use crate::model::mapping::Mapping;
use crate::model::target::Target;
use crate::report::commit_message;
use lay::Laid;

/// How often a plan is made anew because somebody else commits at the same time.
const TRIES: usize = 5;

/// What is to be committed together.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The rows of the draft.
    pub rows: Vec<Row>,
    /// The message that somebody wrote; left out, it is made from the rows. The trailers of the rows
    /// are added to either.
    pub message: Option<String>,
    /// Whether a `Signed-off-by` of the committer is added.
    pub sign_off: bool,
    /// Files that come into being with the decisions.
    pub files: Vec<NewFile>,
    /// Trailers beside those of the rows, as key and value: `("Gonogo-Meeting", "2026-11-23")`.
    pub trailers: Vec<(String, String)>,
    /// Versions that are left as they are although decisions could not be laid on them: whose, or
    /// everybody's where nobody is named. HEAD's is never left.
    pub leave: Vec<(Option<Target>, Version)>,
}

impl Request {
    /// Whether a row is not to be laid on a version.
    fn leaves(&self, row: &Row, version: Version) -> bool {
        version != Version::Head
            && self.leave.iter().any(|(target, left)| {
                *left == version && target.as_ref().is_none_or(|target| *target == row.target)
            })
    }
}

/// A file that a commit brings along. One of the same name must not be there with other contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// What happens to one file.
#[derive(Clone, Debug)]
pub struct FilePlan {
    /// From the root of the repository.
    pub path: String,
    /// What the commit changes in it, as a patch.
    pub diff: String,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
}

/// A plan that is ready to be carried out.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The rows that it commits.
    pub rows: Vec<Row>,
    /// The rows that it holds back, each with the reason.
    pub held: Vec<Held>,
    /// The files, in the order of their names.
    pub files: Vec<FilePlan>,
    /// The message with its trailers.
    pub message: String,
    /// What is worth knowing before: hooks that run, staged work that stays.
    pub remarks: Vec<String>,
    request: Request,
    commit: CommitPlan,
}

impl Plan {
    /// What happens to a file.
    pub fn file(&self, path: &str) -> Option<&FilePlan> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The whole commit as a patch that `git apply` takes.
    pub fn patch(&self) -> String {
        self.files.iter().map(|file| file.diff.as_str()).collect()
    }

    /// Why a row is held back, where it is.
    pub fn held(&self, row: &Row) -> Option<&Held> {
        self.held.iter().find(|held| held.row == *row)
    }

    /// Whether there is nothing that it would commit.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// A commit that is done.
#[derive(Clone, Debug)]
pub struct Done {
    /// The rows that it committed.
    pub rows: Vec<Row>,
    /// The commit's id.
    pub commit: String,
    /// Whether a commit was made; not where HEAD held it all already.
    pub made: bool,
    /// Whether somebody else had committed since the plan was made, so that the decisions were laid
    /// on their commit.
    pub laid_again: bool,
    /// What hooks said.
    pub output: String,
}

impl Done {
    /// What hooks said, for the end of a line; empty where they said nothing.
    pub fn hooks_said(&self) -> String {
        let lines = self.output.lines().map(str::trim_end).filter(|line| !line.is_empty());
        match lines.collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            lines => format!("  Hooks: {}", lines.join(" / ")),
        }
    }

    /// What to tell the user.
    pub fn words(&self) -> String {
        let short = short(&self.commit);
        let n = self.rows.len();
        let s = if n == 1 { "" } else { "s" };
        let again = if self.laid_again { ", on top of what was committed meanwhile" } else { "" };
        if n == 0 && !self.made {
            "Another gonogo has committed that meanwhile, or it was taken back; nothing was left to \
             commit."
                .to_owned()
        } else if self.made {
            format!("Committed {n} decision{s} as {short}{again}. Nothing is pushed.")
        } else {
            format!("HEAD held {n} decision{s} already ({short}); the files agree with it now.")
        }
    }

    /// The same with what hooks said, where there is but one line for all of it.
    pub fn words_with_hooks(&self) -> String {
        let said: Vec<&str> = self.said().map(str::trim).collect();
        let hooks =
            if said.is_empty() { String::new() } else { format!("  Hooks: {}", said.join(" / ")) };
        self.words() + &hooks
    }

    /// The lines that hooks said.
    pub fn said(&self) -> impl Iterator<Item = &str> {
        self.output.lines().map(str::trim_end).filter(|line| !line.is_empty())
    }
}

impl Workspace {
    /// Works out what a commit of this would do. Nothing is written. A row that a version of its
    /// file does not take is held back, and the plan is made for the others.
    ///
    /// # Errors
    /// When git cannot be read, or a file that is to go along is there with other contents.
    pub fn plan(&self, request: &Request, board: &Board) -> Result<Plan, WorkspaceError> {
        // Before anything is read from it: whoever commits from here on has moved HEAD.
        let head = self.repo.head()?;
        let base = head.commit;
        let mut by_path: Vec<(&str, Vec<&Row>)> = Vec::new();
        for row in &request.rows {
            // A file that was renamed outside carries its item to the new name.
            let path = board.path_of(&row.target).unwrap_or(&row.path);
            match by_path.iter_mut().find(|(known, _)| *known == path) {
                Some((_, list)) => list.push(row),
                None => by_path.push((path, vec![row])),
            }
        }
        by_path.sort_by(|a, b| a.0.cmp(b.0));
        let mut files = Vec::new();
        let mut changes = Vec::new();
        let mut remarks = Vec::new();
        match (&head.branch, &base) {
            (None, _) => remarks.push(
                "HEAD is detached: the commit is on no branch; git switch -c NAME gives it one."
                    .to_owned(),
            ),
            (Some(branch), None) => remarks.push(format!("It is the first commit of {branch}.")),
            (Some(_), Some(_)) => {}
        }
        let (mut rows, mut held) = (Vec::new(), Vec::new());
        for (path, of_file) in &by_path {
            let laid = self.lay(path, of_file, request, board, base.as_deref())?;
            let Laid { change, before, remarks: of_path, rows: taken, held: not_taken } = laid;
            remarks.extend(of_path);
            rows.extend(taken);
            held.extend(not_taken);
            if let Some(change) = change {
                files.push(patch::of_file(path, before.as_deref(), &change.head)?);
                changes.push(change);
            }
        }
        // In the order in which they were decided, as the message names them.
        rows.sort_by_key(|row| request.rows.iter().position(|other| other == row));
        for file in &request.files {
            let (change, before) = self.new_file(file, base.as_deref())?;
            files.push(patch::of_file(&change.path, before.as_deref(), &change.head)?);
            changes.push(change);
        }
        if self.settings.commits_docs && !rows.is_empty() {
            for (change, before) in self.document_changes(&rows, base.as_deref())? {
                remarks.push(format!("{} is brought up to date with it.", change.path));
                files.push(patch::of_file(&change.path, before.as_deref(), &change.head)?);
                changes.push(change);
            }
        }
        let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
        remarks.extend(self.repo.needs_user_git(&paths)?.into_iter().map(|why| {
            let mut why = why;
            if let Some(first) = why.get(..1).map(str::to_uppercase) {
                why.replace_range(..1, &first);
            }
            format!("{why}.")
        }));
        let written = request.message.as_deref();
        let message = commit_message::of(&rows, board, written, &request.trailers);
        let (words, sign_off) = (message.clone(), request.sign_off);
        let commit = CommitPlan { base, message: words, files: changes, sign_off };
        Ok(Plan { rows, held, files, message, remarks, request: request.clone(), commit })
    }

    /// A file that comes along is the same in all three versions.
    fn new_file(
        &self,
        file: &NewFile,
        base: Option<&str>,
    ) -> Result<(FileChange, Option<Vec<u8>>), WorkspaceError> {
        let there = self.read_file(&file.path)?;
        let bytes = file.text.clone().into_bytes();
        let on_disk = self.repo.checked_out(&file.path, &bytes)?;
        if there.as_ref().is_some_and(|there| *there != on_disk) {
            return Err(WorkspaceError::Taken { path: file.path.clone() });
        }
        let change = FileChange {
            path: file.path.clone(),
            head: bytes.clone(),
            index: Some(bytes),
            index_before: self.repo.read(At::Index, &file.path)?,
            worktree: Some(on_disk),
            worktree_before: there,
        };
        Ok((change, self.committed(base, &file.path)?))
    }

    /// What a file holds in the commit that the plan is made on; `None` before the first.
    pub(super) fn committed(
        &self,
        base: Option<&str>,
        path: &str,
    ) -> Result<Option<Vec<u8>>, WorkspaceError> {
        base.map_or(Ok(None), |base| Ok(self.repo.read(At::Commit(base), path)?))
    }

    pub(super) fn mapping(&self, index: usize) -> &Mapping {
        static OWN: std::sync::LazyLock<Mapping> = std::sync::LazyLock::new(Mapping::default);
        self.settings.backlog.get(index).map_or(&OWN, |place| &place.mapping)
    }

    /// Carries a plan out, and closes the journal over what it committed. Where somebody else has
    /// committed since it was made, it is laid on the new HEAD, item by item and field by field; as
    /// long as no choice comes up that the plan did not have, nobody is asked.
    ///
    /// # Errors
    /// When git refuses, or there is something new to choose: then nothing is half done and the
    /// draft stays. When the journal cannot be written: then the commit stands, and committing again
    /// makes none and closes the journal.
    pub fn commit(&mut self, plan: &Plan) -> Result<Done, WorkspaceError> {
        let mut again: Option<Plan> = None;
        for left in (0..TRIES).rev() {
            let current = again.as_ref().unwrap_or(plan);
            if self.draft_now()?.has_all(&current.rows) {
                match self.repo.commit(&current.commit) {
                    Ok(committed) => {
                        let rows = current.rows.clone();
                        self.journal.settle(&rows).map_err(|source| {
                            WorkspaceError::NotSettled {
                                commit: short(&committed.commit).to_owned(),
                                source,
                            }
                        })?;
                        return Ok(Done {
                            rows,
                            commit: committed.commit,
                            made: committed.made,
                            laid_again: again.is_some(),
                            output: committed.output,
                        });
                    }
                    Err(GitError::HeadMoved { .. } | GitError::Changed { .. }) if left > 0 => {}
                    Err(error) => return Err(error.into()),
                }
            }
            let loaded = self.load()?;
            let mut request = plan.request.clone();
            // What is not in the draft any more was committed by another gonogo, or taken back.
            // Laid on what has been decided since, it would undo that.
            request.rows.retain(|row| loaded.draft.has_all(std::slice::from_ref(row)));
            let new = self.plan(&request, &loaded.board)?;
            if let Some(held) = new.held.iter().find(|held| plan.held(&held.row).is_none()) {
                return Err(WorkspaceError::HeldBack(Box::new(held.clone())));
            }
            if new.is_empty() && new.rows.is_empty() {
                let commit = loaded.head.commit.unwrap_or_default();
                return Ok(Done {
                    rows: Vec::new(),
                    commit,
                    made: false,
                    laid_again: true,
                    output: String::new(),
                });
            }
            again = Some(new);
        }
        Err(WorkspaceError::Busy)
    }

    /// The draft as it is on disk by now.
    fn draft_now(&mut self) -> Result<Draft, WorkspaceError> {
        let remarks = self.journal.refresh()?;
        self.journal_remarks.extend(remarks);
        Ok(self.journal.draft())
    }
}

/// A commit's id as people read it.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}
