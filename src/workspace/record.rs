//! What git's history adds to the board: ways back, last changes, earlier places.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::codeowners;
use super::files::Files;
use super::settings::Settings;
use crate::document::{item, pack};
use crate::git::{GitError, Repo, RevisionFile};
use crate::model::asset::Assets;
use crate::model::board::Board;
use crate::model::column::Role;
use crate::model::id::{ItemId, PackId};
use crate::model::mapping::Mapping;
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
    let packs: Vec<PackPaths> = board.packs.iter().map(PackPaths::of).collect();
    let wanted = |path: &str| in_backlog(path) || packs.iter().any(|pack| pack.holds(path));
    let mut changed: BTreeMap<PackId, chrono::NaiveDate> = BTreeMap::new();
    let mut stood: HashMap<ItemId, Stood> = HashMap::new();
    for revision in repo.history(from, &wanted, COMMITS, stop)? {
        for file in &revision.files {
            for pack in packs.iter().filter(|pack| pack.holds(&file.path)) {
                if !changed.contains_key(pack.id) && pack.is_changed(file) {
                    changed.insert(pack.id.clone(), revision.when.date_naive());
                }
            }
            let Some(place) = place_of(&places, &file.path) else { continue };
            let Some(before) = &file.before else { continue };
            let mapping = settings.backlog.get(place).map(|place| &place.mapping);
            let own = Mapping::default();
            let path = file.path.as_str().into();
            for item in item::read(&path, before, mapping.unwrap_or(&own), place).items {
                if board.role_of(&item) == Role::Required {
                    let column = board.column_of(&item).id.clone();
                    stood.entry(item.id).or_insert(Stood { column, rationale: item.rationale });
                }
            }
        }
    }
    Ok(Record { changed, stood, ..Record::default() })
}

/// The files of one pack.
struct PackPaths<'a> {
    id: &'a PackId,
    path: &'a str,
    assets: BTreeSet<String>,
}

impl<'a> PackPaths<'a> {
    fn of(pack: &'a crate::model::pack::Pack) -> Self {
        Self { id: &pack.id, path: &pack.path, assets: pack.asset_paths().into_iter().collect() }
    }

    fn holds(&self, path: &str) -> bool {
        path == self.path || self.assets.contains(path)
    }

    /// Whether what the pack promises differs. What is said about it (evidence, sign-offs,
    /// waivers) is no change of it.
    fn is_changed(&self, file: &RevisionFile) -> bool {
        if file.path != self.path {
            return true;
        }
        let none = Assets::default();
        let content = |bytes: &Option<Vec<u8>>| {
            let bytes = bytes.as_deref()?;
            Some(pack::read(&self.path.into(), bytes).ok()?.content(&none))
        };
        content(&file.before) != content(&file.after)
    }
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
fn now(board: &Board) -> HashMap<ItemId, Stood> {
    let required = board.items().iter().filter(|item| board.role_of(item) == Role::Required);
    required
        .map(|item| {
            let column = board.column_of(item).id.clone();
            (item.id.clone(), Stood { column, rationale: item.rationale.clone() })
        })
        .collect()
}

/// The revisions that rollback plans name, and whether they exist. Those that git cannot be asked
/// about are left out.
fn revisions(repo: &Repo, board: &Board) -> BTreeMap<String, bool> {
    let named = board.packs.iter().filter_map(|pack| pack.rollback.as_ref()?.to.as_deref());
    named
        .map(str::trim)
        .filter(|revision| !revision.is_empty())
        .filter_map(|revision| {
            let exists = repo.resolve(revision).ok()?.is_some();
            Some((revision.to_owned(), exists))
        })
        .collect()
}

fn unowned(files: &dyn Files, board: &Board) -> BTreeSet<String> {
    let Some(text) = codeowners::text(files) else { return BTreeSet::new() };
    let paths = board.packs.iter().map(|pack| pack.path.to_string());
    paths.filter(|path| codeowners::is_unowned(&text, path)).collect()
}
