//! What git's history adds to the board: ways back, last changes, earlier places.

use std::collections::{BTreeMap, BTreeSet};

use super::codeowners;
use super::files::Files;
use super::settings::Settings;
use crate::document::{item, pack};
use crate::git::{GitError, Repo, TouchedFile, Wanted};
use crate::model::asset::Assets;
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::id::{ByName, ItemId, Names, PackId};
use crate::model::item::Item;
use crate::model::mapping::Mapping;
use crate::model::pack::Pack;
use crate::model::record::{Record, Stood};

/// How many of the newest commits are walked. What was moved or changed longer ago was seen by the
/// checks of its time.
const COMMITS: usize = 100;

/// What is known at once: whether ways back exist, where items stand now, which packs nobody owns.
pub(super) fn at_hand(repo: &Repo, files: &dyn Files, board: &Board) -> Record {
    Record {
        revisions: revisions(repo, board),
        changed: BTreeMap::new(),
        stood: now(board),
        unowned: unowned(files, board),
    }
}

/// Adds what the newest commits up to `from` (HEAD where it is not said) tell.
///
/// # Errors
/// When the history cannot be read.
pub(super) fn of_history(
    repo: &Repo,
    from: Option<&str>,
    settings: &Settings,
    board: &Board,
    stop: &dyn Fn() -> bool,
) -> Result<Record, GitError> {
    let places = places(settings);
    let in_backlog = |path: &str| place_of(&places, path).is_some() && item::is_item_file(path);
    let mut packs: ByName<String, Vec<&Pack>> = ByName::default();
    for pack in &board.packs {
        let paths: BTreeSet<String> =
            pack.asset_paths().into_iter().chain([pack.path.to_string()]).collect();
        for path in paths {
            packs.entry(path).or_default().push(pack);
        }
    }
    let in_packs = |path: &str| packs.contains_key(path);
    let file = |path: &str| in_backlog(path) || in_packs(path);
    let folders: Names<&str> = packs.keys().flat_map(|path| folders_above(path)).collect();
    // An item that was not there before stood nowhere.
    let born = Wanted { folder: &|path| folders.contains(path), ..Wanted::anywhere(&in_packs) };
    let wanted = Wanted { born: Some(&born), ..Wanted::anywhere(&file) };
    let mut changed: BTreeMap<PackId, chrono::NaiveDate> = BTreeMap::new();
    let mut stood: ByName<ItemId, Stood> = ByName::default();
    for commit in repo.touched(from, &wanted, COMMITS, stop)? {
        for file in &commit.files {
            for pack in packs.get(&file.path).into_iter().flatten() {
                if !changed.contains_key(&pack.id) && is_changed(repo, pack, file)? {
                    changed.insert(pack.id.clone(), commit.when.date_naive());
                }
            }
            let Some(place) = place_of(&places, &file.path) else { continue };
            let Some(before) = &file.before else { continue };
            let before = repo.contents(before)?;
            let mapping = settings.backlog.get(place).map(|place| &place.mapping);
            let own = Mapping::default();
            let path = file.path.as_str().into();
            for item in item::read(&path, &before, mapping.unwrap_or(&own), place).items {
                if holds_the_launch(&item, board) {
                    let column = board.column_of(&item).id.clone();
                    stood.entry(item.id).or_insert(Stood { column, rationale: item.rationale });
                }
            }
        }
    }
    Ok(Record { changed, stood, ..Record::default() })
}

/// Whether what a pack promises differs. What is said about it (evidence, sign-offs, waivers) is no
/// change of it.
fn is_changed(repo: &Repo, pack: &Pack, file: &TouchedFile) -> Result<bool, GitError> {
    let (Some(before), Some(after)) = (&file.before, &file.after) else { return Ok(true) };
    if file.path != *pack.path {
        return Ok(true);
    }
    let none = Assets::default();
    let content = |blob: &String| -> Result<Option<String>, GitError> {
        let bytes = repo.contents(blob)?;
        Ok(pack::read(&pack.path, &bytes).ok().map(|pack| pack.content(&none)))
    };
    Ok(content(before)? != content(after)?)
}

/// The folders that a path lies in.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

fn places(settings: &Settings) -> Vec<String> {
    settings.backlog.iter().map(|place| place.path.clone()).collect()
}

/// Which place of the backlog a path lies in.
fn place_of(places: &[String], path: &str) -> Option<usize> {
    places.iter().position(|place| {
        place.is_empty() || path.strip_prefix(place.as_str()).is_some_and(|r| r.starts_with('/'))
    })
}

/// The items that hold the launch now, so that moving one down is seen at once.
fn now(board: &Board) -> ByName<ItemId, Stood> {
    let required = board.items().iter().filter(|item| holds_the_launch(item, board));
    required
        .map(|item| {
            let column = board.column_of(item).id.clone();
            (item.id.clone(), Stood { column, rationale: item.rationale.clone() })
        })
        .collect()
}

/// Whether the launch waits for an item. What is closed or withdrawn keeps its column and waits for
/// nobody.
fn holds_the_launch(item: &Item, board: &Board) -> bool {
    item.is_open() && board.role_of(item) == Role::Required
}

/// The revisions that rollback plans name. Packs mostly go back to the same few releases.
pub(super) fn named_revisions(board: &Board) -> BTreeSet<&str> {
    let named = board.packs.iter().filter_map(|pack| pack.rollback.as_ref()?.to.as_deref());
    named.map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Whether the revisions that rollback plans name exist. Those that git cannot be asked about are
/// left out.
fn revisions(repo: &Repo, board: &Board) -> BTreeMap<String, bool> {
    let exists = |name: &str| Some((name.to_owned(), repo.resolve(name).ok()?.is_some()));
    named_revisions(board).into_iter().filter_map(exists).collect()
}

fn unowned(files: &dyn Files, board: &Board) -> BTreeSet<String> {
    let Some(text) = codeowners::text(files) else { return BTreeSet::new() };
    let paths = board.packs.iter().map(|pack| pack.path.to_string());
    paths.filter(|path| codeowners::is_unowned(&text, path)).collect()
}
