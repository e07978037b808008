//! The files of a revision, read from git without touching the work tree.

use chrono::{DateTime, FixedOffset};
use git2::{ObjectType, Oid, TreeWalkMode, TreeWalkResult};

use super::history::moment;
use super::{GitError, Repo};

/// A file of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// From the root of the repository, with `/`. Bytes that are not UTF-8 are replaced.
    pub path: String,
    /// The blob's id in hex.
    pub blob: String,
}

/// The mode of a symbolic link; what it holds is a path, not the file's text.
const LINK: i32 = 0o120_000;

impl Repo {
    /// The commit that a revision names, in hex: a branch, a tag, an abbreviated id, `HEAD~3`.
    /// `None` where it names none.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub fn resolve(&self, revision: &str) -> Result<Option<String>, GitError> {
        if revision.starts_with('-') {
            return Ok(None);
        }
        match &self.lib {
            Some(lib) => Ok(lib
                .revparse_single(revision)
                .and_then(|object| object.peel_to_commit())
                .map(|commit| commit.id().to_string())
                .ok()),
            None => {
                let name = format!("{revision}^{{commit}}");
                self.program.line(&["rev-parse", "--quiet", "--verify", "--end-of-options", &name])
            }
        }
    }

    /// When a commit was made, in its committer's time zone.
    ///
    /// # Errors
    /// When there is no such commit.
    pub fn committed(&self, commit: &str) -> Result<DateTime<FixedOffset>, GitError> {
        if let Some(lib) = &self.lib {
            let when = lib.find_commit(Oid::from_str(commit)?)?.committer().when();
            return Ok(moment(when.seconds(), when.offset_minutes()));
        }
        let args = ["show", "--no-patch", "--no-show-signature", "--format=%cI", commit];
        let shown = self.program.read(&args)?.or_error()?;
        let text = String::from_utf8_lossy(&shown);
        DateTime::parse_from_rfc3339(text.trim()).map_err(|error| {
            GitError::Other(format!("git does not say when {commit} was made: {error}"))
        })
    }

    /// The files of a commit below a folder (everything where it is empty), in the order of git's
    /// trees. Symbolic links and submodules are left out.
    ///
    /// # Errors
    /// When the commit or its trees cannot be read.
    pub fn files(&self, commit: &str, under: &str) -> Result<Vec<TreeFile>, GitError> {
        let Some(lib) = &self.lib else { return self.files_by_program(commit, under) };
        let root = lib.revparse_single(commit)?.peel_to_tree()?;
        let (tree, prefix) = if under.is_empty() {
            (root, String::new())
        } else {
            match root.get_path(std::path::Path::new(under)) {
                Ok(entry) if entry.kind() == Some(ObjectType::Tree) => {
                    (lib.find_tree(entry.id())?, format!("{under}/"))
                }
                Ok(entry) if entry.kind() == Some(ObjectType::Blob) => {
                    return Ok(vec![TreeFile {
                        path: under.to_owned(),
                        blob: entry.id().to_string(),
                    }]);
                }
                _ => return Ok(Vec::new()),
            }
        };
        let mut files = Vec::new();
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            if entry.kind() == Some(ObjectType::Blob) && entry.filemode() != LINK {
                let name = String::from_utf8_lossy(entry.name_bytes());
                let blob = entry.id().to_string();
                files.push(TreeFile { path: format!("{prefix}{folder}{name}"), blob });
            }
            TreeWalkResult::Ok
        })?;
        Ok(files)
    }

    fn files_by_program(&self, commit: &str, under: &str) -> Result<Vec<TreeFile>, GitError> {
        let mut args = vec!["ls-tree", "-r", "-z", "--full-tree", commit];
        let pattern = format!("{under}/");
        if !under.is_empty() {
            args.extend(["--", &pattern]);
        }
        let ran = self.program.read(&args)?.or_error()?;
        let text = String::from_utf8_lossy(&ran);
        Ok(text
            .split('\0')
            .filter_map(|record| {
                let (meta, path) = record.split_once('\t')?;
                let mut meta = meta.split(' ');
                let (mode, kind, blob) = (meta.next()?, meta.next()?, meta.next()?);
                (kind == "blob" && mode != "120000")
                    .then(|| TreeFile { path: path.to_owned(), blob: blob.to_owned() })
            })
            .collect())
    }

    /// What a blob holds.
    ///
    /// # Errors
    /// When it is not there.
    pub fn contents(&self, blob: &str) -> Result<Vec<u8>, GitError> {
        match &self.lib {
            Some(lib) => match lib.find_blob(git2::Oid::from_str(blob)?) {
                Ok(blob) => Ok(blob.content().to_vec()),
                Err(error) if error.code() == git2::ErrorCode::NotFound => Err(GitError::Missing),
                Err(error) => Err(error.into()),
            },
            None => self.program.read(&["cat-file", "blob", blob])?.or_error(),
        }
    }
}
