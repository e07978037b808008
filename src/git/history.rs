//! History: which commits changed which files, and what stood in them before and after.
//!
//! Trees are compared by the ids of their entries and equal ones are skipped, so the cost of a
//! commit is what it changed and not what the repository holds.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, TimeZone};
use git2::{ObjectType, Oid, Repository, Sort, Tree, TreeEntry};

use super::program::Program;
use super::{GitError, Repo};

/// A commit that changed files which were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The commit in hex.
    pub commit: String,
    /// Who wrote it.
    pub author: String,
    /// Where the author is reached.
    pub email: String,
    /// When it was written, with the author's zone.
    pub when: DateTime<FixedOffset>,
    /// The whole message.
    pub message: String,
    /// The files that it changed.
    pub files: Vec<RevisionFile>,
}

/// A file that a commit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionFile {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// What it held before; `None` where it was not there.
    pub before: Option<Vec<u8>>,
    /// What it held after; `None` where it was deleted.
    pub after: Option<Vec<u8>>,
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

/// A commit on the way back.
struct Walked<'a> {
    commit: &'a git2::Commit<'a>,
    changed: Vec<Changed>,
}

impl Repo {
    /// The commits from `from` (a commit in hex; HEAD where it is not said) that changed files for
    /// which `wanted` is true, newest first, compared with their first parents. At most `limit`
    /// commits are walked; `stop` ends the walk early. A shallow clone ends where its history is cut
    /// off.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn history(
        &self,
        from: Option<&str>,
        wanted: &dyn Fn(&str) -> bool,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Revision>, GitError> {
        let Some(head) = self.start(from)? else { return Ok(Vec::new()) };
        let Some(lib) = &self.lib else {
            return by_program(&self.program, &head, wanted, limit, stop);
        };
        let mut revisions = Vec::new();
        walk(lib, &head, wanted, limit, stop, &mut |walked| {
            let files = walked.changed.into_iter().map(|(path, before, after)| {
                Ok(RevisionFile { before: blob(lib, before)?, after: blob(lib, after)?, path })
            });
            let author = walked.commit.author();
            revisions.push(Revision {
                commit: walked.commit.id().to_string(),
                author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
                email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
                when: moment(author.when().seconds(), author.when().offset_minutes()),
                message: String::from_utf8_lossy(walked.commit.message_bytes()).into_owned(),
                files: files.collect::<Result<_, GitError>>()?,
            });
            Ok(())
        })?;
        Ok(revisions)
    }

    /// As [`Repo::history`], without reading what the files hold.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn touched(
        &self,
        from: Option<&str>,
        wanted: &dyn Fn(&str) -> bool,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Touched>, GitError> {
        let Some(head) = self.start(from)? else { return Ok(Vec::new()) };
        let Some(lib) = &self.lib else {
            return touched_by_program(&self.program, &head, wanted, limit, stop);
        };
        let mut touched = Vec::new();
        walk(lib, &head, wanted, limit, stop, &mut |walked| {
            let hex = |id: Option<Oid>| id.map(|id| id.to_string());
            let files = walked.changed.into_iter().map(|(path, before, after)| TouchedFile {
                path,
                before: hex(before),
                after: hex(after),
            });
            let when = walked.commit.author().when();
            touched.push(Touched {
                commit: walked.commit.id().to_string(),
                when: moment(when.seconds(), when.offset_minutes()),
                files: files.collect(),
            });
            Ok(())
        })?;
        Ok(touched)
    }

    /// Where a walk begins; `None` before the first commit.
    fn start(&self, from: Option<&str>) -> Result<Option<String>, GitError> {
        match from {
            Some(commit) => Ok(Some(commit.to_owned())),
            None => Ok(self.head()?.commit),
        }
    }
}

/// Walks back from a commit, and shows each one that changed a wanted file.
fn walk(
    lib: &Repository,
    from: &str,
    wanted: &dyn Fn(&str) -> bool,
    limit: usize,
    stop: &dyn Fn() -> bool,
    show: &mut dyn FnMut(Walked<'_>) -> Result<(), GitError>,
) -> Result<(), GitError> {
    let mut walk = lib.revwalk()?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
    walk.push(Oid::from_str(from)?)?;
    for id in walk.take(limit) {
        if stop() {
            break;
        }
        let Ok(commit) = id.and_then(|id| lib.find_commit(id)) else { break };
        let Ok(tree) = commit.tree() else { break };
        let parent = match commit.parent(0) {
            Ok(parent) => Some(parent.tree()?),
            Err(_) if commit.parent_count() == 0 => None,
            // The edge of a shallow clone: what it changed is not known.
            Err(_) => break,
        };
        let mut changed = Vec::new();
        compare(lib, parent.as_ref(), Some(&tree), "", &mut changed)?;
        changed.retain(|(path, _, _)| wanted(path));
        if !changed.is_empty() {
            show(Walked { commit: &commit, changed })?;
        }
    }
    Ok(())
}

type Changed = (String, Option<Oid>, Option<Oid>);

/// Collects the files that differ between two trees. Both are sorted the same way, so they are
/// walked side by side and nothing is kept of what is the same.
fn compare(
    lib: &Repository,
    old: Option<&Tree<'_>>,
    new: Option<&Tree<'_>>,
    prefix: &str,
    changed: &mut Vec<Changed>,
) -> Result<(), GitError> {
    if old.map(Tree::id) == new.map(Tree::id) {
        return Ok(());
    }
    let (mut at_old, mut at_new) = (0, 0);
    loop {
        let left = old.and_then(|tree| tree.get(at_old));
        let right = new.and_then(|tree| tree.get(at_new));
        let order = match (&left, &right) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.name_bytes().cmp(right.name_bytes()),
        };
        // Git sorts a folder as if its name ended in a slash; where the two meet under one name as
        // file and folder, they are told apart by being taken one after the other.
        let order = match (&left, &right) {
            (Some(left), Some(right)) if order.is_ne() => sort_key(left).cmp(&sort_key(right)),
            _ => order,
        };
        let left = left.filter(|_| order.is_le());
        let right = right.filter(|_| order.is_ge());
        at_old += usize::from(left.is_some());
        at_new += usize::from(right.is_some());
        let same = match (&left, &right) {
            (Some(left), Some(right)) => left.id() == right.id() && left.kind() == right.kind(),
            _ => false,
        };
        if !same {
            let name = left.as_ref().or(right.as_ref()).map(|entry| entry.name_bytes().to_vec());
            let path = format!("{prefix}{}", String::from_utf8_lossy(&name.unwrap_or_default()));
            differ(lib, left.as_ref(), right.as_ref(), path, changed)?;
        }
    }
}

/// The name as git sorts it.
fn sort_key(entry: &TreeEntry<'_>) -> Vec<u8> {
    let mut key = entry.name_bytes().to_vec();
    if entry.kind() == Some(ObjectType::Tree) {
        key.push(b'/');
    }
    key
}

/// Takes down what differs under one name.
fn differ(
    lib: &Repository,
    old: Option<&TreeEntry<'_>>,
    new: Option<&TreeEntry<'_>>,
    path: String,
    changed: &mut Vec<Changed>,
) -> Result<(), GitError> {
    let tree = |side: Option<&TreeEntry<'_>>| match side {
        Some(entry) if entry.kind() == Some(ObjectType::Tree) => {
            lib.find_tree(entry.id()).map(Some)
        }
        _ => Ok(None),
    };
    let file = |side: Option<&TreeEntry<'_>>| {
        side.filter(|entry| entry.kind() == Some(ObjectType::Blob)).map(TreeEntry::id)
    };
    let (old_tree, new_tree) = (tree(old)?, tree(new)?);
    if old_tree.is_some() || new_tree.is_some() {
        compare(lib, old_tree.as_ref(), new_tree.as_ref(), &format!("{path}/"), changed)?;
    }
    if file(old).is_some() || file(new).is_some() {
        changed.push((path, file(old), file(new)));
    }
    Ok(())
}

fn blob(lib: &Repository, id: Option<Oid>) -> Result<Option<Vec<u8>>, GitError> {
    match id {
        None => Ok(None),
        Some(id) => Ok(Some(lib.find_blob(id)?.content().to_vec())),
    }
}

pub(super) fn moment(seconds: i64, offset_minutes: i32) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(offset_minutes.saturating_mul(60));
    let utc = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    match zone {
        Some(zone) => zone.from_utc_datetime(&utc.naive_utc()),
        None => utc.fixed_offset(),
    }
}

/// What the user's git says of a commit, for formats that libgit2 does not know.
struct Told {
    touched: Touched,
    author: String,
    email: String,
    message: String,
}

fn told_by_program(
    program: &Program,
    from: &str,
    wanted: &dyn Fn(&str) -> bool,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Told>, GitError> {
    let count = format!("--max-count={limit}");
    let args = [
        "log",
        &count,
        "--first-parent",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "-z",
        "--format=%x01%H%x02%aN%x02%aE%x02%at%x02%ad%x02%B%x03",
        "--date=format:%z",
        "--end-of-options",
        from,
    ];
    let out = program.read(&args)?.or_error()?;
    let text = String::from_utf8_lossy(&out).into_owned();
    let mut told = Vec::new();
    for record in text.split('\u{1}').skip(1) {
        if stop() {
            break;
        }
        let Some((head, raw)) = record.split_once('\u{3}') else { continue };
        let mut parts = head.splitn(6, '\u{2}');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (commit, author, email, at, zone, message) =
            (part(), part(), part(), part(), part(), part());
        let fields: Vec<&str> =
            raw.split('\0').map(|f| f.trim_start_matches('\n')).filter(|f| !f.is_empty()).collect();
        let mut files = Vec::new();
        for pair in fields.chunks(2) {
            let [status, path] = pair else { continue };
            if !wanted(path) {
                continue;
            }
            let ids: Vec<&str> = status.split(' ').collect();
            let blob = |at: usize| {
                let id = ids.get(at).filter(|id| id.bytes().any(|b| b != b'0'));
                id.map(|id| (*id).to_owned())
            };
            files.push(TouchedFile { path: (*path).to_owned(), before: blob(2), after: blob(3) });
        }
        if !files.is_empty() {
            let when = moment(at.parse().unwrap_or(0), zone_minutes(&zone));
            told.push(Told { touched: Touched { commit, when, files }, author, email, message });
        }
    }
    Ok(told)
}

fn touched_by_program(
    program: &Program,
    from: &str,
    wanted: &dyn Fn(&str) -> bool,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Touched>, GitError> {
    let told = told_by_program(program, from, wanted, limit, stop)?;
    Ok(told.into_iter().map(|told| told.touched).collect())
}

fn by_program(
    program: &Program,
    from: &str,
    wanted: &dyn Fn(&str) -> bool,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Revision>, GitError> {
    let content = |blob: Option<String>| -> Result<Option<Vec<u8>>, GitError> {
        let Some(id) = blob else { return Ok(None) };
        let ran = program.read(&["cat-file", "blob", &id])?;
        Ok(ran.ok.then_some(ran.stdout))
    };
    told_by_program(program, from, wanted, limit, stop)?
        .into_iter()
        .map(|told| {
            let files = told.touched.files.into_iter().map(|file| {
                let (before, after) = (content(file.before)?, content(file.after)?);
                Ok(RevisionFile { path: file.path, before, after })
            });
            Ok(Revision {
                commit: told.touched.commit,
                author: told.author,
                email: told.email,
                when: told.touched.when,
                message: told.message,
                files: files.collect::<Result<_, GitError>>()?,
            })
        })
        .collect()
}

/// `+0130` in minutes.
fn zone_minutes(zone: &str) -> i32 {
    let number: i32 = zone.trim_start_matches(['+', '-']).parse().unwrap_or(0);
    let minutes = number / 100 * 60 + number % 100;
    if zone.starts_with('-') { -minutes } else { minutes }
}
