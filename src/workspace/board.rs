//! From files to a board, without the draft.

use std::sync::Arc;

use super::files::{Fault, Files, WorkTree, halves};
use super::settings::{Place, Settings};
use crate::document::{item, pack};
use crate::model::board::Board;
use crate::model::finding::Problem;
use crate::model::pack::Pack;

/// A file that was listed, and what it is for.
struct Listed {
    path: Arc<str>,
    kind: FileKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Of the backlog's source with this index.
    Item(usize),
    Pack,
}

/// What a file holds.
enum Parsed {
    Items(item::FileItems),
    Pack(Box<Pack>),
    Problem(Problem),
}

/// Reads every item and every pack. People, assets and what git knows are not looked for.
pub(super) fn of(files: &dyn Files, settings: &Settings) -> Board {
    let mut problems = Vec::new();
    let mut listed = Vec::new();
    for (n, place) in settings.backlog.iter().enumerate() {
        list(files, place, FileKind::Item(n), &mut listed, &mut problems);
    }
    for place in &settings.packs {
        list(files, place, FileKind::Pack, &mut listed, &mut problems);
    }
    let mut board = Board::default();
    board.launch = settings.launch.clone();
    board.columns = settings.columns.clone();
    board.people = settings.people.clone();
    board.signoff_roles = settings.signoff_roles.clone();
    board.criteria = settings.criteria.clone();
    board.trackers = settings.trackers.clone();
    board.rules = settings.rules.clone();
    board.mappings = settings.backlog.iter().map(|place| place.mapping.clone()).collect();
    for parsed in parse_all(files, settings, &listed) {
        match parsed {
            Parsed::Items(found) => {
                for item in found.items {
                    board.add(item);
                }
                problems.extend(found.problems);
            }
            Parsed::Pack(mut pack) => {
                if board.pack(&pack.id).is_some() {
                    pack.id = format!("{}@{}", pack.id, pack.path).into();
                }
                board.packs.push(*pack);
            }
            Parsed::Problem(problem) => problems.push(problem),
        }
    }
    board.problems = problems;
    board
}

/// Reads and parses; on disk with two threads, since more than that waits for the disk.
fn parse_all(files: &dyn Files, settings: &Settings, listed: &[Listed]) -> Vec<Parsed> {
    match files.work_tree() {
        Some(tree) => halves(listed, |some| parse_some::<WorkTree>(tree, settings, some)),
        None => parse_some(files, settings, listed),
    }
}

fn parse_some<F: Files + ?Sized>(files: &F, settings: &Settings, listed: &[Listed]) -> Vec<Parsed> {
    let mut buffer = Vec::new();
    listed.iter().map(|file| parse(files, settings, file, &mut buffer)).collect()
}

fn parse<F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    file: &Listed,
    buffer: &mut Vec<u8>,
) -> Parsed {
    if let Err(error) = files.read(&file.path, buffer) {
        return Parsed::Problem(Problem {
            rule: "GNG001",
            path: file.path.to_string(),
            line: 1,
            column: 1,
            cause: format!("the file cannot be read: {error}"),
            fix: "see that the file is there and that you may read it".to_owned(),
        });
    }
    match file.kind {
        FileKind::Item(n) => match settings.backlog.get(n) {
            Some(place) => Parsed::Items(item::read(&file.path, buffer, &place.mapping, n)),
            None => Parsed::Items(item::FileItems::default()),
        },
        FileKind::Pack => match pack::read(&file.path, buffer) {
            Ok(pack) => Parsed::Pack(Box::new(pack)),
            Err(problem) => Parsed::Problem(problem),
        },
    }
}

/// Lists the files of a place; what is not taken for one is reported.
fn list(
    files: &dyn Files,
    place: &Place,
    kind: FileKind,
    into: &mut Vec<Listed>,
    problems: &mut Vec<Problem>,
) {
    let (found, faults) = files.list(&place.path);
    for (path, fault) in faults {
        // A name that cannot be read may be any file's; the place itself is always wanted.
        if fault == Fault::Name || path == place.path || is_read(place, kind, &path) {
            let (cause, fix) = fault.words();
            problems.push(Problem {
                rule: "GNG001",
                path,
                line: 1,
                column: 1,
                cause: cause.to_owned(),
                fix: fix.to_owned(),
            });
        }
    }
    into.extend(
        found
            .into_iter()
            .filter(|path| is_read(place, kind, path))
            .map(|path| Listed { path: path.into(), kind }),
    );
}

/// Whether a file below a place is read as this kind.
fn is_read(place: &Place, kind: FileKind, path: &str) -> bool {
    let below = path.strip_prefix(&place.path).unwrap_or(path).trim_start_matches('/');
    match (&place.files, kind) {
        (Some(files), _) => files.is_match(below),
        (None, FileKind::Item(_)) => item::is_item_file(path),
        (None, FileKind::Pack) => is_pack_file(below),
    }
}

/// What a file is for, by its path alone; `None` where it is not read.
pub(super) fn kind_of(settings: &Settings, path: &str) -> Option<FileKind> {
    let backlog = settings.backlog.iter().enumerate().map(|(n, place)| (place, FileKind::Item(n)));
    let mut places = backlog.chain(settings.packs.iter().map(|place| (place, FileKind::Pack)));
    let found = places.find(|(place, kind)| {
        let hidden = path.strip_prefix(&place.path).unwrap_or(path);
        let hidden = hidden.split('/').any(|part| part.starts_with('.'));
        lies_in(&place.path, path) && !hidden && is_read(place, *kind, path)
    });
    found.map(|(_, kind)| kind)
}

/// Whether a file that is read can lie below a folder.
pub(super) fn may_lie_below(settings: &Settings, folder: &str) -> bool {
    let places = settings.backlog.iter().chain(&settings.packs);
    places
        .map(|place| place.path.as_str())
        .any(|place| place == folder || lies_in(place, folder) || lies_in(folder, place))
}

/// Whether a path is that of a place, or lies below it; everything lies in the root.
fn lies_in(place: &str, path: &str) -> bool {
    place.is_empty()
        || path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `NAME/pack.yaml`, at any depth, or `NAME.yaml` right in the folder of the packs.
fn is_pack_file(below: &str) -> bool {
    let name = below.rsplit('/').next().unwrap_or(below);
    let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    yaml && (!below.contains('/') || item::stem(name) == "pack")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_told_from_their_other_files() {
        for (path, is) in [
            ("shopify/pack.yaml", true),
            ("shopify.yml", true),
            ("shopify/dbt/shopify_pack.yml", false),
            ("shopify/fixtures/a.csv", false),
            ("a/b/pack.yml", true),
        ] {
            assert_eq!(is_pack_file(path), is, "{path}");
        }
    }
}
