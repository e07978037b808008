//! The commit plan: what a commit would do, worked out before it does it.
//!
//! The decided edits are laid on three versions of each file, each on its own: HEAD's goes into the
//! commit, the index's stays staged work plus the decision, the work tree's stays unstaged work
//! plus the decision. Executing the plan makes no new choice.

mod patch;

use super::{Workspace, WorkspaceError};
use crate::document::write;
use crate::git::{At, CommitPlan, FileChange};
use crate::model::board::Board;
use crate::model::draft::Row;
use crate::model::field::Edit;
use crate::model::item::Source;
use crate::model::mapping::Mapping;
use crate::model::target::Target;
use crate::report::commit_message;

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
    /// The files, in the order of their names.
    pub files: Vec<FilePlan>,
    /// The message with its trailers.
    pub message: String,
    /// What is worth knowing before: hooks that run, staged work that stays.
    pub remarks: Vec<String>,
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
    /// What hooks said.
    pub output: String,
}

impl Done {
    /// What to tell the user.
    pub fn words(&self) -> String {
        let short = self.commit.get(..10).unwrap_or(&self.commit);
        let n = self.rows.len();
        let s = if n == 1 { "" } else { "s" };
        let said = self.output.lines().last().map(str::trim).filter(|line| !line.is_empty());
        let said = said.map(|line| format!("  Hooks: {line}")).unwrap_or_default();
        if self.made {
            format!("Committed {n} decision{s} as {short}. Nothing is pushed.{said}")
        } else {
            format!("HEAD held {n} decision{s} already ({short}); the files agree with it now.")
        }
    }
}

/// The decisions of one file, laid on its versions.
struct Laid {
    change: FileChange,
    /// What HEAD holds.
    before: Option<Vec<u8>>,
    /// What is worth knowing about it.
    remark: Option<String>,
}

/// Whose version of a file could not take a decision.
#[derive(Clone, Copy, Debug)]
enum Version {
    Head,
    Index,
    WorkTree,
}

impl Version {
    fn words(self) -> &'static str {
        match self {
            Version::Head => "the last commit's version of",
            Version::Index => "the staged version of",
            Version::WorkTree => "the file",
        }
    }
}

impl Workspace {
    /// Works out what a commit of this would do. Nothing is written. Rows whose item or pack is
    /// gone from the board are left out.
    ///
    /// # Errors
    /// When git cannot be read, or a decision cannot be laid on a version of its file.
    pub fn plan(&self, request: &Request, board: &Board) -> Result<Plan, WorkspaceError> {
        // Before anything is read from it: whoever commits from here on has moved HEAD.
        let base = self.repo.head()?.commit;
        let rows: Vec<(Row, Source)> = request
            .rows
            .iter()
            .filter_map(|row| Some((row.clone(), board.source_of(&row.target)?)))
            .collect();
        let only: Vec<Row> = rows.iter().map(|(row, _)| row.clone()).collect();
        let mut by_path: Vec<(String, Vec<&(Row, Source)>)> = Vec::new();
        for entry in &rows {
            match by_path.iter_mut().find(|(path, _)| *path == *entry.1.path) {
                Some((_, list)) => list.push(entry),
                None => by_path.push((entry.1.path.to_string(), vec![entry])),
            }
        }
        by_path.sort_by(|a, b| a.0.cmp(&b.0));
        let mut files = Vec::new();
        let mut changes = Vec::new();
        let mut remarks = Vec::new();
        for (path, rows) in &by_path {
            let Laid { change, before, remark } =
                self.change(path, rows, board, base.as_deref())?;
            remarks.extend(remark);
            files.push(patch::of_file(path, before.as_deref(), &change.head));
            changes.push(change);
        }
        for file in &request.files {
            let (change, before) = self.new_file(file, base.as_deref())?;
            files.push(patch::of_file(&change.path, before.as_deref(), &change.head));
            changes.push(change);
        }
        if self.settings.commits_docs {
            for (change, before) in self.document_changes(&rows, base.as_deref())? {
                remarks.push(format!("{} is brought up to date with it.", change.path));
                files.push(patch::of_file(&change.path, before.as_deref(), &change.head));
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
        let message = commit_message::of(&only, board, written, &request.trailers);
        let commit = CommitPlan {
            base,
            message: message.clone(),
            files: changes,
            sign_off: request.sign_off,
        };
        Ok(Plan { rows: only, files, message, remarks, commit })
    }

    /// A file that comes along is the same in all three versions.
    fn new_file(
        &self,
        file: &NewFile,
        base: Option<&str>,
    ) -> Result<(FileChange, Option<Vec<u8>>), WorkspaceError> {
        let there = self.read_file(&file.path)?;
        if there.as_ref().is_some_and(|there| there != file.text.as_bytes()) {
            return Err(WorkspaceError::Taken { path: file.path.clone() });
        }
        let bytes = file.text.clone().into_bytes();
        let change = FileChange {
            path: file.path.clone(),
            head: bytes.clone(),
            index: Some(bytes.clone()),
            index_before: self.repo.read(At::Index, &file.path)?,
            worktree: Some(bytes),
            worktree_before: there,
        };
        Ok((change, self.committed(base, &file.path)?))
    }

    /// Lays the rows of one file on its three versions.
    fn change(
        &self,
        path: &str,
        rows: &[&(Row, Source)],
        board: &Board,
        base: Option<&str>,
    ) -> Result<Laid, WorkspaceError> {
        let head = self.committed(base, path)?;
        let index = self.repo.read(At::Index, path)?;
        let worktree = self.read_file(path)?;
        let lay = |bytes: &[u8], version| self.lay(path, bytes, rows, version);
        let new = rows.iter().any(|(row, _)| row.is_new());
        if new {
            let item = rows.first().and_then(|(row, _)| board.item(row.target.item()?));
            let text =
                match item {
                    Some(item) => write::new_file(item, self.mapping(item.source.mapping))
                        .map_err(|error| WorkspaceError::Edit {
                            version: Version::WorkTree.words(),
                            path: path.to_owned(),
                            cause: error.to_string(),
                        })?,
                    None => String::new(),
                };
            if worktree.as_ref().is_some_and(|there| there != text.as_bytes()) {
                return Err(WorkspaceError::Taken { path: path.to_owned() });
            }
            let bytes = text.into_bytes();
            let change = FileChange {
                path: path.to_owned(),
                head: bytes.clone(),
                index: Some(bytes.clone()),
                index_before: index,
                worktree: Some(bytes),
                worktree_before: worktree,
            };
            return Ok(Laid { change, before: head, remark: None });
        }
        let Some(worktree) = worktree else {
            return Err(WorkspaceError::Gone { path: path.to_owned() });
        };
        let new_worktree = lay(&worktree, Version::WorkTree)?;
        // A file that git does not know yet is added whole, as it stands in the work tree.
        let (new_head, remark) = match &head {
            Some(head) => (lay(head, Version::Head)?, None),
            None => {
                let remark = format!("{path} is not in git yet: it is added whole.");
                (new_worktree.clone(), Some(remark))
            }
        };
        let (new_index, remark) = match &index {
            Some(index) if Some(index) == head.as_ref() => (new_head.clone(), remark),
            Some(index) => {
                let remark = remark.or(Some(format!("What is staged in {path} stays staged.")));
                (lay(index, Version::Index)?, remark)
            }
            None => (new_head.clone(), remark),
        };
        let change = FileChange {
            path: path.to_owned(),
            head: new_head,
            index: Some(new_index),
            index_before: index,
            worktree: Some(new_worktree),
            worktree_before: Some(worktree),
        };
        Ok(Laid { change, before: head, remark })
    }

    /// What a file holds in the commit that the plan is made on; `None` before the first.
    pub(super) fn committed(
        &self,
        base: Option<&str>,
        path: &str,
    ) -> Result<Option<Vec<u8>>, WorkspaceError> {
        base.map_or(Ok(None), |base| Ok(self.repo.read(At::Commit(base), path)?))
    }

    fn lay(
        &self,
        path: &str,
        bytes: &[u8],
        rows: &[&(Row, Source)],
        version: Version,
    ) -> Result<Vec<u8>, WorkspaceError> {
        let failed = |cause: String| WorkspaceError::Edit {
            version: version.words(),
            path: path.to_owned(),
            cause,
        };
        let mut text = String::from_utf8(bytes.to_vec()).map_err(|e| failed(e.to_string()))?;
        for (row, source) in rows {
            let edits: Vec<Edit> = row.edits();
            let mapping = self.mapping(source.mapping);
            let source = self.source_in(&text, source, row);
            let laid = match row.target {
                Target::Item(_) => write::lay(&text, &source, mapping, &edits),
                Target::Pack(_) => write::lay_pack(&text, &edits),
            };
            text = laid.map_err(|e| failed(e.to_string()))?;
        }
        Ok(text.into_bytes())
    }

    /// Where an item stands in this version of its file: in a list file, entries may have moved.
    fn source_in(&self, text: &str, source: &Source, row: &Row) -> Source {
        if source.index.is_none() {
            return source.clone();
        }
        let mapping = self.mapping(source.mapping);
        let found =
            crate::document::item::read(&source.path, text.as_bytes(), mapping, source.mapping);
        // An id that another file claims too carries the path behind an @.
        let own = row.target.as_str().split('@').next().unwrap_or_default();
        found
            .items
            .into_iter()
            .find(|item| item.id == *row.target.as_str() || item.id == *own)
            .map_or_else(|| source.clone(), |item| item.source)
    }

    pub(super) fn mapping(&self, index: usize) -> &Mapping {
        static OWN: std::sync::LazyLock<Mapping> = std::sync::LazyLock::new(Mapping::default);
        self.settings.backlog.get(index).map_or(&OWN, |place| &place.mapping)
    }

    /// Carries a plan out, and closes the journal over what it committed.
    ///
    /// # Errors
    /// When git refuses: then nothing is half done and the draft stays. When the journal cannot be
    /// written: then the commit stands, and committing again makes none and closes the journal.
    pub fn commit(&mut self, plan: &Plan) -> Result<Done, WorkspaceError> {
        let committed = self.repo.commit(&plan.commit)?;
        self.journal.settle(&plan.rows).map_err(|source| WorkspaceError::NotSettled {
            commit: committed.commit.get(..10).unwrap_or(&committed.commit).to_owned(),
            source,
        })?;
        Ok(Done {
            rows: plan.rows.clone(),
            commit: committed.commit,
            made: committed.made,
            output: committed.output,
        })
    }
}
