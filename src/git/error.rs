//! What git, or the disk under it, can refuse; each said with its cause and its cure.

use std::io;
use std::path::PathBuf;

/// Why something could not be done in a repository.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No repository.
    #[error("{} is in no git repository; run git init, or name another folder with -C", start.display())]
    NotARepository {
        /// Where the search began.
        start: PathBuf,
    },
    /// The repository belongs to somebody else.
    #[error("{} belongs to somebody else, so git does not trust it; if you do: git config --global --add safe.directory {}", path.display(), path.display())]
    NotOwned {
        /// The repository.
        path: PathBuf,
    },
    /// An object is not in this clone, as a partial one leaves out what nobody asked for.
    #[error("an object of the history is not in this clone")]
    Missing,
    /// There is no work tree.
    #[error("{} is a bare repository: decisions need a work tree", path.display())]
    Bare {
        /// The repository.
        path: PathBuf,
    },
    /// Something else is in progress.
    #[error("a {operation} is in progress; finish it with git, then commit the decisions")]
    OperationInProgress {
        /// What: merge, rebase, cherry-pick, revert, bisect.
        operation: &'static str,
    },
    /// Git does not know who commits.
    #[error("git does not know who you are; run git config user.name and git config user.email")]
    NoIdentity,
    /// Somebody else has committed in the meantime.
    #[error(
        "HEAD has moved from {} to {} since the plan was made; look at the review again",
        short(expected),
        short(found)
    )]
    HeadMoved {
        /// What the plan was made on.
        expected: Option<String>,
        /// What is there.
        found: Option<String>,
    },
    /// A file has changed since the plan was made.
    #[error("{path} has changed since the plan was made; look at the review again")]
    Changed {
        /// From the root of the repository.
        path: String,
    },
    /// The commit was made, and what comes after it failed.
    #[error("the commit {} stands, but {source}; commit again once that is mended, and the rest follows", short(&Some(commit.clone())))]
    AfterCommit {
        /// The commit in hex.
        commit: String,
        /// What failed.
        source: Box<GitError>,
    },
    /// The file has conflicts of a merge, a stash or a patch in the index.
    #[error(
        "{path} has conflicts that are not resolved; resolve them and git add it, then commit the decisions"
    )]
    Unmerged {
        /// From the root of the repository.
        path: String,
    },
    /// Another git process works on the index, or died doing so.
    #[error("{} is there: another git process works in this repository; when none does, delete that file", path.display())]
    IndexLocked {
        /// The lock.
        path: PathBuf,
    },
    /// Another git process works on the branch, or died doing so.
    #[error("{} is there: another git process moves {name}; when none does, delete that file", path.display())]
    BranchLocked {
        /// The branch, or HEAD.
        name: String,
        /// The lock.
        path: PathBuf,
    },
    /// Another gonogo commits.
    #[error("another gonogo is committing here (it holds {}); commit again when it is done", path.display())]
    Busy {
        /// What it holds.
        path: PathBuf,
    },
    /// The commit failed, and what it had done could not be taken back.
    #[error(
        "{source}; and what was done so far could not be taken back yet: {then}. The next gonogo does it"
    )]
    NotTakenBack {
        /// Why the commit failed.
        source: Box<GitError>,
        /// Why it could not be taken back.
        then: Box<GitError>,
    },
    /// Somebody had the old file open, and wrote to it when it had been replaced.
    #[error("{path} was written to in the very moment in which it was replaced; what was written is kept in {}", kept.display())]
    WrittenMeanwhile {
        /// From the root of the repository.
        path: String,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// A new file whose name differs from another only by case.
    #[error(
        "{path} and {other} differ only by case, and cannot both be checked out everywhere; take another id, or rename one"
    )]
    OnlyCase {
        /// The new one, from the root of the repository.
        path: String,
        /// The one that is there.
        other: String,
    },
    /// A hook or the signing program refused, or git itself.
    #[error("{by} refused the commit; nothing was changed{}", said(output))]
    Refused {
        /// Who.
        by: String,
        /// In its own words.
        output: String,
    },
    /// A link on the way to a file.
    #[error("{path} is a symbolic link or lies behind one: gonogo does not write through links")]
    Symlink {
        /// From the root of the repository.
        path: String,
    },
    /// A path that leads out.
    #[error("{path} leads out of the work tree")]
    OutsideWorkTree {
        /// As it was given.
        path: String,
    },
    /// Git itself is needed and is not there.
    #[error("the git program is needed here ({why}) and cannot be started: {source}")]
    NoGitProgram {
        /// What for.
        why: String,
        /// What the system said.
        source: io::Error,
    },
    /// The disk refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else, in git's words.
    #[error("git: {0}")]
    Other(String),
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        GitError::Other(error.message().to_owned())
    }
}

fn short(commit: &Option<String>) -> &str {
    commit.as_ref().map_or("no commit", |commit| commit.get(..8).unwrap_or(commit))
}

fn said(output: &str) -> String {
    let words: Vec<&str> = output.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if words.is_empty() { String::new() } else { format!(": {}", words.join(" / ")) }
}
