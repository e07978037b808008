//! History: which commits changed which files, and what stood in them before and after.
//!
//! Trees are compared by the ids of their entries and equal ones are skipped, so the cost of a
//! commit is what it changed and not what the repository holds.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, TimeZone};
use git2::{ObjectType, Oid, Repository, Sort, Tree};

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

impl Repo {
    /// The commits from `from` (a commit in hex; HEAD where it is not said) that changed files for
    /// which `wanted` is true, newest first, compared with their first parents. At most `limit` commits are walked; `stop` ends the walk early. A shallow clone
    /// ends where its history is cut off.
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
        let head = match from {
            Some(commit) => Some(commit.to_owned()),
            None => self.head()?.commit,
        };
        let Some(head) = head else { return Ok(Vec::new()) };
        let Some(lib) = &self.lib else {
            return by_program(&self.program, &head, wanted, limit, stop);
        };
        let mut walk = lib.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        walk.push(git2::Oid::from_str(&head)?)?;
        let mut revisions = Vec::new();
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
            let mut files = Vec::new();
            for (path, before, after) in changed {
                if wanted(&path) {
                    files.push(RevisionFile {
                        before: blob(lib, before)?,
                        after: blob(lib, after)?,
                        path,
                    });
                }
            }
            if files.is_empty() {
                continue;
            }
            let author = commit.author();
            let time = author.when();
            revisions.push(Revision {
                commit: commit.id().to_string(),
                author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
                email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
                when: moment(time.seconds(), time.offset_minutes()),
                message: String::from_utf8_lossy(commit.message_bytes()).into_owned(),
                files,
            });
        }
        Ok(revisions)
    }
}

type Changed = (String, Option<Oid>, Option<Oid>);

/// Collects the files that differ between two trees.
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
    let entries = |tree: Option<&Tree<'_>>| -> HashMap<Vec<u8>, (Oid, Option<ObjectType>)> {
        tree.map(|tree| {
            tree.iter().map(|e| (e.name_bytes().to_vec(), (e.id(), e.kind()))).collect()
        })
        .unwrap_or_default()
    };
    let mut before = entries(old);
    let after = entries(new);
    let mut pairs = Vec::new();
    for (name, new) in after {
        let old = before.remove(&name);
        if old != Some(new) {
            pairs.push((name, old, Some(new)));
        }
    }
    pairs.extend(before.into_iter().map(|(name, old)| (name, Some(old), None)));
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, old, new) in pairs {
        let path = format!("{prefix}{}", String::from_utf8_lossy(&name));
        let tree = |side: Option<(Oid, Option<ObjectType>)>| match side {
            Some((id, Some(ObjectType::Tree))) => lib.find_tree(id).map(Some),
            _ => Ok(None),
        };
        let file = |side: Option<(Oid, Option<ObjectType>)>| match side {
            Some((id, Some(ObjectType::Blob))) => Some(id),
            _ => None,
        };
        let (old_tree, new_tree) = (tree(old)?, tree(new)?);
        if old_tree.is_some() || new_tree.is_some() {
            compare(lib, old_tree.as_ref(), new_tree.as_ref(), &format!("{path}/"), changed)?;
        }
        if file(old).is_some() || file(new).is_some() {
            changed.push((path, file(old), file(new)));
        }
    }
    Ok(())
}

fn blob(lib: &Repository, id: Option<Oid>) -> Result<Option<Vec<u8>>, GitError> {
    match id {
        None => Ok(None),
        Some(id) => Ok(Some(lib.find_blob(id)?.content().to_vec())),
    }
}

fn moment(seconds: i64, offset_minutes: i32) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(offset_minutes.saturating_mul(60));
    let utc = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    match zone {
        Some(zone) => zone.from_utc_datetime(&utc.naive_utc()),
        None => utc.fixed_offset(),
    }
}

/// The same through the user's git, for formats that libgit2 does not know.
fn by_program(
    program: &Program,
    from: &str,
    wanted: &dyn Fn(&str) -> bool,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Revision>, GitError> {
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
    let mut revisions = Vec::new();
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
            let content = |at: usize| -> Result<Option<Vec<u8>>, GitError> {
                match ids.get(at) {
                    Some(id) if id.bytes().any(|b| b != b'0') => {
                        let ran = program.read(&["cat-file", "blob", id])?;
                        Ok(ran.ok.then_some(ran.stdout))
                    }
                    _ => Ok(None),
                }
            };
            files.push(RevisionFile {
                path: (*path).to_owned(),
                before: content(2)?,
                after: content(3)?,
            });
        }
        if !files.is_empty() {
            let minutes = zone_minutes(&zone);
            let when = moment(at.parse().unwrap_or(0), minutes);
            revisions.push(Revision { commit, author, email, when, message, files });
        }
    }
    Ok(revisions)
}

/// `+0130` in minutes.
fn zone_minutes(zone: &str) -> i32 {
    let number: i32 = zone.trim_start_matches(['+', '-']).parse().unwrap_or(0);
    let minutes = number / 100 * 60 + number % 100;
    if zone.starts_with('-') { -minutes } else { minutes }
}
