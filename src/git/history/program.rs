//! History as the user's git tells it, for formats that libgit2 does not know.

use std::collections::HashMap;
use std::str::Split;

use chrono::NaiveDate;

use super::{PastCommit, Touched, TouchedFile, Wanted, moment};
use crate::git::GitError;
use crate::git::program::Program;

/// What git is asked to print of a commit, fields ended by NUL, which no message can hold.
const FORMAT: &str =
    "--format=%x00%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%ad%x00%ct%x00%cd%x00%B%x00";

/// A commit as git prints it, with what it changed against one parent.
struct Told {
    commit: PastCommit,
    tree: String,
    files: Vec<TouchedFile>,
}

/// The commits that lead to `from`, newest first. With `merges`, a merge is told against each of its
/// parents; without, only the first parents are followed.
fn told(
    program: &Program,
    from: &str,
    wanted: &Wanted<'_>,
    limit: Option<usize>,
    merges: bool,
) -> Result<Vec<Told>, GitError> {
    let count = limit.map(|limit| format!("--max-count={limit}"));
    let which = if merges { "-m" } else { "--first-parent" };
    let mut args = vec!["-c", "log.showSignature=false", "log", which, "--raw", "--no-abbrev"];
    args.extend(count.as_deref());
    args.extend(["--no-renames", "-z", FORMAT, "--date=format:%z", "--end-of-options", from]);
    let out = program.read(&args)?.or_error()?;
    let text = String::from_utf8_lossy(&out).into_owned();
    let mut fields = text.split('\0');
    let mut told: Vec<Told> = Vec::new();
    while let Some(field) = fields.next() {
        let field = field.trim_start_matches('\n');
        if field.is_empty() {
            continue;
        }
        match (field.strip_prefix(':'), told.last_mut()) {
            (Some(raw), Some(last)) => {
                let path = fields.next().unwrap_or_default();
                let file = touched(raw, path);
                if (wanted.of(file.before.is_none()).file)(path) {
                    last.files.push(file);
                }
            }
            _ => told.push(header(field, &mut fields)),
        }
    }
    Ok(told)
}

fn header(id: &str, fields: &mut Split<'_, char>) -> Told {
    let mut next = || fields.next().unwrap_or_default().to_owned();
    let tree = next();
    let parents = next().split_whitespace().map(str::to_owned).collect();
    let (author, email) = (next(), next());
    let (at, zone) = (next(), next());
    let when = moment(at.parse().unwrap_or(0), zone_minutes(&zone));
    let (at, zone) = (next(), next());
    let landed = moment(at.parse().unwrap_or(0), zone_minutes(&zone));
    let message = next();
    let id = id.to_owned();
    let (sides, holds) = (Some(Vec::new()), Vec::new());
    let commit = PastCommit { id, parents, author, email, when, landed, message, sides, holds };
    Told { commit, tree, files: Vec::new() }
}

/// `100644 100644 OLD NEW M`, and the path.
fn touched(raw: &str, path: &str) -> TouchedFile {
    let parts: Vec<&str> = raw.split(' ').collect();
    let blob = |mode: usize, id: usize| {
        let file = parts.get(mode).is_some_and(|mode| mode.starts_with("100"));
        parts.get(id).filter(|_| file).map(|id| (*id).to_owned())
    };
    TouchedFile { path: path.to_owned(), before: blob(0, 2), after: blob(1, 3) }
}

/// The newest commits that lead to `from`, all of them without a limit, with what each changed against its parents.
pub(super) fn commits(
    program: &Program,
    from: &str,
    wanted: &Wanted<'_>,
    shallow: &[String],
    limit: Option<usize>,
) -> Result<Vec<PastCommit>, GitError> {
    let told = told(program, from, wanted, limit, true)?;
    let trees: HashMap<String, String> =
        told.iter().map(|told| (told.commit.id.clone(), told.tree.clone())).collect();
    let mut told = told.into_iter().peekable();
    let mut commits = Vec::new();
    while let Some(first) = told.next() {
        let Told { mut commit, tree, files } = first;
        let mut shown = vec![files];
        while let Some(again) = told.next_if(|next| next.commit.id == commit.id) {
            shown.push(again.files);
        }
        // Git leaves out a parent that the merge differs from in nothing.
        let mut shown = shown.into_iter();
        let same = |parent: &String| trees.get(parent) == Some(&tree);
        let mut sides: Vec<Vec<TouchedFile>> = commit
            .parents
            .iter()
            .map(|parent| if same(parent) { Vec::new() } else { shown.next().unwrap_or_default() })
            .collect();
        if commit.parents.is_empty() {
            sides.extend(shown.next());
        }
        commit.sides = (!shallow.contains(&commit.id)).then_some(sides);
        commits.push(commit);
    }
    Ok(commits)
}

/// The newest commits along the first parents that changed a wanted file.
pub(super) fn touched_files(
    program: &Program,
    from: &str,
    wanted: &Wanted<'_>,
    limit: usize,
) -> Result<Vec<Touched>, GitError> {
    let told = told(program, from, wanted, Some(limit), false)?;
    let told = told.into_iter().filter(|told| !told.files.is_empty());
    Ok(told
        .map(|told| Touched { commit: told.commit.id, when: told.commit.when, files: told.files })
        .collect())
}

/// One commit. The trees of its parents tell from which of them it differs, so those are read too.
pub(super) fn commit(
    program: &Program,
    id: &str,
    wanted: &Wanted<'_>,
    shallow: &[String],
) -> Result<Option<PastCommit>, GitError> {
    let parents = program.line(&["rev-list", "--parents", "--max-count=1", id])?;
    let parents = parents.map_or(0, |line| line.split_whitespace().count().saturating_sub(1));
    // In topological order the parents of a merge may come late; of other commits they do not count.
    let limit = if parents > 1 { None } else { Some(1) };
    Ok(commits(program, id, wanted, shallow, limit)?.into_iter().find(|commit| commit.id == id))
}

/// The last commit along the first parents of HEAD that was committed on or before a day.
pub(super) fn last_commit_on(
    program: &Program,
    day: NaiveDate,
) -> Result<Option<String>, GitError> {
    let args = ["log", "--first-parent", "--format=%H %cd", "--date=format:%Y-%m-%d", "HEAD"];
    let out = program.read(&args)?.or_error()?;
    let day = day.to_string();
    Ok(String::from_utf8_lossy(&out).lines().find_map(|line| {
        let (id, on) = line.split_once(' ')?;
        (on <= day.as_str()).then(|| id.to_owned())
    }))
}

/// `+0130` in minutes.
fn zone_minutes(zone: &str) -> i32 {
    let number: i32 = zone.trim_start_matches(['+', '-']).parse().unwrap_or(0);
    let minutes = number / 100 * 60 + number % 100;
    if zone.starts_with('-') { -minutes } else { minutes }
}
