//! History: which commits changed which files, and what stood in them before and after.
//!
//! Trees are compared by the ids of their entries and equal ones are skipped, so the cost of a
//! commit is what it changed and not what the repository holds.

mod levels;
mod objects;
mod patch;
mod program;
mod trees;
mod walk;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone};
use git2::{Oid, Sort};

use super::{GitError, Repo, TreeFile};
use trees::{OF_COMMITS, Trees};

pub use objects::Objects;
pub use walk::{Found, compared};

/// A commit, with the files that it changed against each of its parents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCommit {
    /// Its id in hex.
    pub id: String,
    /// The ids of its parents; none of the first commit, nor at the edge of a shallow clone.
    pub parents: Vec<String>,
    /// Who wrote it.
    pub author: String,
    /// Where the author is reached.
    pub email: String,
    /// When it was written, with the author's zone.
    pub when: DateTime<FixedOffset>,
    /// When it was committed: later than `when` where it was amended or rebased.
    pub landed: DateTime<FixedOffset>,
    /// The whole message.
    pub message: String,
    /// The files that differ from each parent, in the order of the parents; from nothing, where there
    /// is none. `None` at the edge of a shallow clone, where what it changed is not known.
    pub sides: Option<Vec<Vec<TouchedFile>>>,
    /// At the edge of a shallow clone, the files that it holds, as if it had come from nothing.
    pub holds: Vec<TouchedFile>,
}

/// A commit and the files that it changed, without what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The commit in hex.
    pub commit: String,
    /// When it was written, with the author's zone.
    pub when: DateTime<FixedOffset>,
    /// The files, each with its blobs before and after, in hex.
    pub files: Vec<TouchedFile>,
}

/// A file that a commit changed, without what it holds; [`Repo::contents`] reads that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedFile {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// The blob before; `None` where the file was not there.
    pub before: Option<String>,
    /// The blob after; `None` where it was deleted.
    pub after: Option<String>,
}

impl TouchedFile {
    /// A file that was not there before.
    pub(super) fn new(file: TreeFile) -> Self {
        Self { path: file.path, before: None, after: Some(file.blob) }
    }
}

/// Which files are asked for.
pub struct Wanted<'a> {
    /// Whether a file is.
    pub file: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether any file below a folder can be: others are not gone into.
    pub folder: &'a (dyn Fn(&str) -> bool + Sync),
    /// What is asked for of what was not there before, where that is less.
    pub born: Option<&'a Wanted<'a>>,
}

impl<'a> Wanted<'a> {
    /// Files in any folder, whether they were there before or not.
    pub fn anywhere(file: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        Self { file, folder: &|_| true, born: None }
    }

    /// What is asked for of a file or folder that was there before, or was not.
    fn of(&self, is_born: bool) -> &Wanted<'a> {
        self.born.filter(|_| is_born).unwrap_or(self)
    }
}

impl Repo {
    /// The whole message of a commit (in hex).
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn message(&self, commit: &str) -> Result<String, GitError> {
        let nothing = Wanted { file: &|_| false, folder: &|_| false, born: None };
        let past = self.past_commit(commit, &nothing)?;
        Ok(past.map(|past| past.message).unwrap_or_default())
    }

    /// What a commit changed against its first parent, as a patch; of a very long one the beginning.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn patch(&self, commit: &str) -> Result<String, GitError> {
        match &self.lib {
            Some(lib) => patch::of(lib, commit),
            None => patch::by_program(&self.program, commit),
        }
    }

    /// The last commit along the first parents of HEAD that was committed on or before a day, in
    /// hex.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn last_commit_on(&self, day: NaiveDate) -> Result<Option<String>, GitError> {
        let Some(head) = self.head()?.commit else { return Ok(None) };
        let Some(lib) = &self.lib else { return program::last_commit_on(&self.program, day) };
        let mut next = Some(lib.find_commit(Oid::from_str(&head)?)?);
        while let Some(commit) = next {
            let time = commit.committer().when();
            if moment(time.seconds(), time.offset_minutes()).date_naive() <= day {
                return Ok(Some(commit.id().to_string()));
            }
            next = commit.parent(0).ok();
        }
        Ok(None)
    }

    /// The commits at which the history of a shallow clone is cut off, in hex.
    pub fn shallow(&self) -> Vec<String> {
        let Ok(common) = self.common_dir() else { return Vec::new() };
        let text = std::fs::read_to_string(common.join("shallow")).unwrap_or_default();
        text.lines().map(|line| line.trim().to_owned()).filter(|id| !id.is_empty()).collect()
    }

    /// The newest commits from `from` (a commit in hex; HEAD where it is not said) that changed wanted
    /// files, newest first, compared with their first parents. At most `limit`
    /// commits are walked; `stop` ends the walk early. A shallow clone ends where its history is cut
    /// off.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn touched(
        &self,
        from: Option<&str>,
        wanted: &Wanted<'_>,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Touched>, GitError> {
        let head = match from {
            Some(commit) => Some(commit.to_owned()),
            None => self.head()?.commit,
        };
        let Some(head) = head else { return Ok(Vec::new()) };
        let Some(lib) = &self.lib else {
            return program::touched_files(&self.program, &head, wanted, limit);
        };
        let shallow = self.shallow();
        let odb = lib.odb()?;
        let mut trees = Trees::new(&odb, OF_COMMITS);
        let mut walk = lib.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        walk.push(Oid::from_str(&head)?)?;
        let mut touched = Vec::new();
        for id in walk.take(limit) {
            if stop() {
                break;
            }
            let Ok(commit) = id.and_then(|id| lib.find_commit(id)) else { break };
            if shallow.contains(&commit.id().to_string()) {
                break;
            }
            let parent = commit.parent(0).ok().map(|parent| parent.tree_id());
            let files = trees.compare(parent, Some(commit.tree_id()), wanted)?;
            if !files.is_empty() {
                let when = commit.author().when();
                let when = moment(when.seconds(), when.offset_minutes());
                touched.push(Touched { commit: commit.id().to_string(), when, files });
            }
        }
        Ok(touched)
    }
}

pub(in crate::git) fn moment(seconds: i64, offset_minutes: i32) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(offset_minutes.saturating_mul(60));
    let utc = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    match zone {
        Some(zone) => zone.from_utc_datetime(&utc.naive_utc()),
        None => utc.fixed_offset(),
    }
}

/// What the trailers of a message say under a key, as git reads them.
pub fn trailer(message: &str, key: &str) -> Option<String> {
    let trailers = git2::message_trailers_strs(message).ok()?;
    let mut found = trailers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key));
    let last = found.next_back();
    last.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
}
