//! What git alone holds of a meeting: what the files say before and after its commit.

use std::path::Path;

use chrono::{DateTime, FixedOffset};

use super::{counts, is_minutes, parked_in};
use crate::git::{Repo, Wanted};
use crate::model::agenda::Parked;
use crate::model::board::Board;
use crate::model::field::{Edit, Field};
use crate::model::item::Item;
use crate::model::meeting::Counts;
use crate::model::target::Target;
use crate::model::value::Value;
use crate::report::minutes::Decided;
use crate::rules::Findings;
use crate::workspace::WorkspaceError;
use crate::workspace::check::board_at;

/// What a commit holds of a meeting.
#[derive(Clone, Debug)]
pub struct Past {
    /// In hex.
    pub commit: String,
    /// Who made it.
    pub author: String,
    /// When.
    pub when: DateTime<FixedOffset>,
    /// What the meeting is called: its `Gonogo-Meeting` trailer, or else the day.
    pub id: String,
    /// The commit before it, in hex.
    pub before: Option<String>,
    /// The board that it leaves.
    pub board: Board,
    /// What it decided.
    pub decided: Vec<Decided>,
    /// What the rules find before and after it.
    pub findings: (Option<Counts>, Option<Counts>),
    /// What its trailers say was parked.
    pub parked: Vec<Parked>,
    /// The minutes in it, where it has any.
    pub minutes: Option<String>,
}

/// Reads what a commit holds of a meeting.
///
/// # Errors
/// When there is no repository or no such commit, or its settings cannot be used.
pub fn past(start: &Path, name: &str) -> Result<Past, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let unknown = || WorkspaceError::NoRevision { name: name.to_owned() };
    let commit = repo.resolve(name)?.ok_or_else(unknown)?;
    let everything = Wanted::anywhere(&|_| true);
    let revision = repo.past_commit(&commit, &everything)?.ok_or_else(unknown)?;
    let edge = revision.sides.is_none();
    let files = revision.sides.and_then(|sides| sides.into_iter().next()).unwrap_or_default();
    if files.is_empty() && !edge {
        let words = format!("{name} changes no file, so it holds no minutes");
        return Err(WorkspaceError::Meeting(words));
    }
    let minutes = files.iter().find(|file| is_minutes(&file.path));
    let minutes = minutes.and_then(|file| file.after.as_deref());
    let minutes = minutes.map(|blob| repo.contents(blob)).transpose()?;
    let before = repo.resolve(&format!("{commit}^"))?;
    let day = revision.when.date_naive();
    let (after_board, after_found) = look(&repo, &commit, day)?;
    let earlier = before.as_deref().map(|before| look(&repo, before, day)).transpose()?;
    let (before_board, before_found) = earlier.unzip();
    let trailer = |line: &str| line.strip_prefix("Gonogo-Meeting: ").map(str::to_owned);
    Ok(Past {
        id: revision.message.lines().find_map(trailer).unwrap_or_else(|| day.to_string()),
        decided: decided(&before_board.unwrap_or_default(), &after_board),
        findings: (before_found, Some(after_found)),
        parked: parked_in(&revision.message),
        minutes: minutes.and_then(|bytes| String::from_utf8(bytes).ok()),
        board: after_board,
        author: revision.author,
        when: revision.when,
        commit,
        before,
    })
}

/// The board of a commit, and what the rules find on it.
fn look(
    repo: &Repo,
    commit: &str,
    day: chrono::NaiveDate,
) -> Result<(Board, Counts), WorkspaceError> {
    let (_, board, _) = board_at(repo, commit)?;
    let found = counts(Findings::of(&board, day).counts());
    Ok((board, found))
}

/// What became of items and packs from one board to another.
fn decided(before: &Board, after: &Board) -> Vec<Decided> {
    let mut all = Vec::new();
    let mut add = |target: Target, new: bool, edits: Vec<Edit>| {
        if new || !edits.is_empty() {
            let (words, votes) = (None, Vec::new());
            all.push(Decided { target, new, edits, words, votes, kept_votes: None, earlier: None });
        }
    };
    for item in after.items() {
        let old = before.item(&item.id);
        let edits = edits(&|field| old.and_then(|old| old.get(field)), &|field| item.get(field));
        add(Target::Item(item.id.clone()), old.is_none(), known(edits, old, item));
    }
    for pack in &after.packs {
        let Some(old) = before.pack(&pack.id) else { continue };
        add(
            Target::Pack(pack.id.clone()),
            false,
            edits(&|field| old.get(field), &|field| pack.get(field)),
        );
    }
    all
}

/// Of an item that is new, only what was decided on is told.
fn known(edits: Vec<Edit>, old: Option<&Item>, item: &Item) -> Vec<Edit> {
    if old.is_some() {
        return edits;
    }
    let open = item.is_open();
    let keep = move |edit: &Edit| edit.key() != Field::Status.key() || !open;
    edits.into_iter().filter(keep).collect()
}

type Get<'a> = &'a dyn Fn(Field) -> Option<Value>;

fn edits(before: Get<'_>, after: Get<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let of_packs = [Field::Launch, Field::Behavior, Field::Signoffs];
    for field in Field::ALL.iter().copied().chain(of_packs) {
        let (old, new) = (before(field), after(field));
        if old == new {
            continue;
        }
        let adds =
            matches!(field, Field::Notes | Field::Evidence | Field::Signoffs | Field::Waivers);
        match (&old, &new) {
            // What was added to a list is told entry by entry.
            (None | Some(Value::List(_)), Some(Value::List(list))) if adds => {
                let was = |entry: &&Value| match &old {
                    Some(Value::List(old)) => old.contains(entry),
                    _ => false,
                };
                let added = list.iter().filter(|entry| !was(entry));
                edits.extend(added.map(|entry| Edit::Append { field, entry: entry.clone() }));
            }
            _ => edits.push(Edit::Set { field, before: old, after: new }),
        }
    }
    edits
}
