//! `revert`: what a commit decided, taken back by new decisions in the draft.

use super::args::Revert;
use super::{Context, Failure, commit, decide};
use crate::model::history::{Change, Kept, revert_all};
use crate::model::target::Target;
use crate::tui::now;

pub(super) fn run(context: &Context, args: &Revert) -> Result<(), Failure> {
    let (mut workspace, mut loaded) = context.load()?;
    decide::writable(&loaded)?;
    let (commit, changes) = workspace.history().of_commit(&args.revision)?;
    let only = args.id.as_deref().map(|id| subject(&changes, id, commit.short())).transpose()?;
    if changes.is_empty() {
        let words = format!("{} decided nothing on items or packs", commit.short());
        return Err(Failure::Refused(words));
    }
    let (decisions, kept) = revert_all(&loaded.board, &changes, only.as_ref(), now());
    if decisions.is_empty() {
        let words: Vec<String> = kept.iter().map(Kept::words).collect();
        return Err(Failure::Refused(format!("nothing is taken back:\n{}", words.join("\n"))));
    }
    for kept in &kept {
        context.out.note(&kept.words());
    }
    decide::record(context, &mut workspace, &mut loaded, decisions)?;
    if args.deciding.commit {
        commit::all(context, &mut workspace, &loaded)?;
    }
    Ok(())
}

/// What a person means by an id, among what the commit changed: it may be gone from the board.
fn subject(changes: &[Change], id: &str, commit: &str) -> Result<Target, Failure> {
    let named = |exact: bool| {
        let mut found = changes.iter().map(|change| &change.target).filter(|target| {
            target.as_str() == id || (!exact && target.as_str().eq_ignore_ascii_case(id))
        });
        // An item goes before a pack of the same id.
        let first = found.next();
        first.filter(|target| target.item().is_some()).or_else(|| found.next()).or(first)
    };
    named(true)
        .or_else(|| named(false))
        .cloned()
        .ok_or_else(|| Failure::Usage(format!("{commit} changed nothing in {id}")))
}
