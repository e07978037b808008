//! The commit plan: what a commit would do, worked out before it does it.
//!
//! The decided edits are laid on three versions of each file, each on its own: HEAD's goes into the
//! commit, the index's stays staged work plus the decision, the work tree's stays unstaged work
//! plus the decision. Executing the plan makes no new choice.

use similar::TextDiff;

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
    /// Works out what a commit of these rows would do. Nothing is written.
    ///
    /// # Errors
    /// When git cannot be read, or a decision cannot be laid on a version of its file.
    pub fn plan(
        &self,
        rows: Vec<(Row, Source)>,
        board: &Board,
        message: Option<&str>,
        sign_off: bool,
    ) -> Result<Plan, WorkspaceError> {
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
            let Laid { change, before, remark } = self.change(path, rows, board)?;
            remarks.extend(remark);
            files.push(file_plan(path, before.as_deref(), &change.head));
            changes.push(change);
        }
        if self.settings.commits_docs {
            for (change, before) in self.document_changes(&rows)? {
                remarks.push(format!("{} is brought up to date with it.", change.path));
                files.push(file_plan(&change.path, before.as_deref(), &change.head));
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
        let message = match message {
            Some(written) => commit_message::with_trailers(written, &only, board),
            None => commit_message::message(&only, board),
        };
        let base = self.repo.head()?.commit;
        let commit = CommitPlan { base, message: message.clone(), files: changes, sign_off };
        Ok(Plan { rows: only, files, message, remarks, commit })
    }

    /// Lays the rows of one file on its three versions.
    fn change(
        &self,
        path: &str,
        rows: &[&(Row, Source)],
        board: &Board,
    ) -> Result<Laid, WorkspaceError> {
        let head = self.repo.read(At::Head, path)?;
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
                index: bytes.clone(),
                worktree: bytes,
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
            index: new_index,
            worktree: new_worktree,
            worktree_before: Some(worktree),
        };
        Ok(Laid { change, before: head, remark })
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
    /// When git refuses: then nothing is half done and the draft stays.
    pub fn commit(&mut self, plan: &Plan) -> Result<Done, WorkspaceError> {
        let committed = self.repo.commit(&plan.commit)?;
        self.journal.settle(&plan.rows)?;
        Ok(Done {
            rows: plan.rows.clone(),
            commit: committed.commit,
            made: committed.made,
            output: committed.output,
        })
    }
}

/// The patch of one file, as git writes them.
fn file_plan(path: &str, before: Option<&[u8]>, after: &[u8]) -> FilePlan {
    let old = String::from_utf8_lossy(before.unwrap_or_default());
    let new = String::from_utf8_lossy(after);
    let diff = TextDiff::from_lines(&*old, &*new);
    let (mut added, mut removed) = (0, 0);
    for change in diff.iter_all_changes() {
        match change.tag() {
            similar::ChangeTag::Insert => added += 1,
            similar::ChangeTag::Delete => removed += 1,
            similar::ChangeTag::Equal => {}
        }
    }
    let (from, to) = (quoted("a/", path), quoted("b/", path));
    let mut text = format!("diff --git {from} {to}\n");
    let from = if before.is_none() {
        text.push_str("new file mode 100644\n");
        "/dev/null".to_owned()
    } else {
        from
    };
    if added + removed > 0 {
        let body = diff.unified_diff().context_radius(3).header(&from, &to).to_string();
        text.push_str(&body);
    }
    FilePlan { path: path.to_owned(), diff: text, added, removed }
}

/// A path as git writes it in a patch: in quotes with escapes where it holds anything unusual.
fn quoted(prefix: &str, path: &str) -> String {
    let unusual = |byte: u8| !(0x20..0x7f).contains(&byte) || matches!(byte, b'"' | b'\\');
    if !path.bytes().any(unusual) {
        return format!("{prefix}{path}");
    }
    let mut text = format!("\"{prefix}");
    for byte in path.bytes() {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            byte if unusual(byte) => text.push_str(&format!("\\{byte:03o}")),
            byte => text.push(char::from(byte)),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_written_as_git_writes_it() {
        let plan = file_plan("b/a.yaml", Some(b"a: 1\nb: 2"), b"a: 1\nb: 3");
        assert_eq!(
            plan.diff,
            "diff --git a/b/a.yaml b/b/a.yaml\n--- a/b/a.yaml\n+++ b/b/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n\\ No newline at end of file\n+b: 3\n\\ No newline at end of file\n"
        );
        assert_eq!((plan.added, plan.removed), (1, 1));
        let new = file_plan("n.yaml", None, b"a: 1\n");
        assert!(new.diff.contains("new file mode 100644\n--- /dev/null\n+++ b/n.yaml\n@@ -0,0 +1"));
        assert_eq!(quoted("a/", "ü\"x"), "\"a/\\303\\274\\\"x\"");
    }
}
