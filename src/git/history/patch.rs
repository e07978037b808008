//! What a commit changed, as a patch for people.

use git2::{DiffFormat, Oid, Repository};

use crate::git::GitError;
use crate::git::program::Program;

/// No more of a patch is read than anybody scrolls through.
const MOST: usize = 2 * 1024 * 1024;

/// What is said where a patch goes on.
const CUT: &str = "\n(the patch goes on; git show tells all of it)\n";

pub(super) fn of(lib: &Repository, commit: &str) -> Result<String, GitError> {
    let commit = lib.find_commit(Oid::from_str(commit)?)?;
    let old = commit.parent(0).ok().map(|parent| parent.tree()).transpose()?;
    let diff = lib.diff_tree_to_tree(old.as_ref(), Some(&commit.tree()?), None)?;
    let mut text = String::new();
    let printed = diff.print(DiffFormat::Patch, |_, _, line| {
        if matches!(line.origin(), '+' | '-' | ' ') {
            text.push(line.origin());
        }
        text.push_str(&String::from_utf8_lossy(line.content()));
        text.len() < MOST
    });
    match printed {
        Err(_) if text.len() >= MOST => text.push_str(CUT),
        other => other?,
    }
    Ok(text)
}

pub(super) fn by_program(program: &Program, commit: &str) -> Result<String, GitError> {
    let args = [
        "show",
        "--format=",
        "--patch",
        "--first-parent",
        "-m",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--end-of-options",
        commit,
    ];
    let mut bytes = program.read(&args)?.or_error()?;
    let whole = bytes.len() <= MOST;
    bytes.truncate(MOST);
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if !whole {
        text.push_str(CUT);
    }
    Ok(text)
}
