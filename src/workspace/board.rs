//! From files to a board, without the draft.

use std::sync::Arc;

use super::assets::{self, Named};
use super::files::{Fault, Files};
use super::settings::{Place, Settings};
use super::{people, record};
use crate::document::{Style, item, pack};
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::finding::Problem;
use crate::model::item::Item;
use crate::model::pack::Pack;
use crate::threads::{beside, in_shares};

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

/// What some of the files hold.
#[derive(Default)]
struct Parsed {
    found: item::FileItems,
    packs: Vec<Pack>,
    named: Named,
    texts: Texts,
}

/// The texts of files that were read, by path, and how each is written.
#[derive(Default)]
pub(super) struct Texts(Vec<(Arc<str>, String, Style)>);

impl Texts {
    pub(super) fn get(&self, path: &str) -> Option<(&str, Style)> {
        let at = self.0.binary_search_by(|(known, ..)| known.as_ref().cmp(path)).ok()?;
        self.0.get(at).map(|(_, text, style)| (text.as_str(), *style))
    }
}

/// What the files hold, before the items are on the board.
struct Read {
    board: Board,
    items: Vec<Vec<Item>>,
    named: Named,
    texts: Texts,
}

/// What is read beside items and packs.
#[derive(Clone, Copy, Default)]
struct Also {
    /// The texts are kept.
    texts: bool,
    /// What the files name is taken down.
    named: bool,
}

/// Reads every item and every pack. People, assets and what git knows are not looked for.
pub(super) fn of(files: &dyn Files, settings: &Settings) -> Board {
    let Read { mut board, items, .. } = read(files, settings, Also::default());
    board.add_all(items);
    board
}

/// The same with the files that packs and items name, and the texts, for whoever has to find places
/// in them.
pub(super) fn with_texts(files: &dyn Files, settings: &Settings) -> (Board, Texts) {
    let Read { mut board, items, named, texts } =
        read(files, settings, Also { texts: true, named: true });
    board.add_all(items);
    board.assets = assets::look_for(files, named);
    (board, texts)
}

/// A board with all that files and git tell at once, and what `then` makes of it before the files
/// that packs and items name are known: those are looked at meanwhile.
pub(super) struct Complete<T> {
    pub(super) board: Board,
    /// The texts of the files, where they were asked for.
    pub(super) texts: Texts,
    /// What came of `then`.
    pub(super) then: T,
}

/// Reads everything.
pub(super) fn complete<T>(
    repo: &Repo,
    files: &dyn Files,
    settings: &Settings,
    texts: bool,
    then: impl FnOnce(&Board) -> T,
) -> Complete<T> {
    let Read { board, items, named, texts } = read(files, settings, Also { texts, named: true });
    let told = |mut board: Board| {
        board.add_all(items);
        board.people = people::all(files, settings, repo, &board);
        board.record = record::at_hand(repo, files, &board);
        let then = then(&board);
        (board, then)
    };
    let (assets, (mut board, then)) = match files.work_tree() {
        Some(tree) => beside(|| assets::look_for(tree, named), || told(board)),
        None => (assets::look_for(files, named), told(board)),
    };
    board.assets = assets;
    Complete { board, texts, then }
}

fn read(files: &dyn Files, settings: &Settings, also: Also) -> Read {
    let backlog = settings.backlog.iter().enumerate().map(|(n, place)| (place, FileKind::Item(n)));
    let packs = settings.packs.iter().map(|place| (place, FileKind::Pack));
    let places: Vec<(&Place, FileKind)> = backlog.chain(packs).collect();
    let lists = match (files.work_tree(), places.split_first()) {
        (Some(tree), Some((first, rest))) if !rest.is_empty() => {
            let (rest, mut lists) = beside(|| list_all(tree, rest), || list_all(tree, &[*first]));
            lists.extend(rest);
            lists
        }
        _ => list_all(files, &places),
    };
    let (mut listed, mut problems) = (Vec::new(), Vec::new());
    for (files, faults) in lists {
        listed.extend(files);
        problems.extend(faults);
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
    let (mut items, mut named, mut texts) = (Vec::new(), Named::default(), Texts::default());
    for parsed in parse_all(files, settings, &listed, also) {
        items.push(parsed.found.items);
        problems.extend(parsed.found.problems);
        for mut pack in parsed.packs {
            if board.pack(&pack.id).is_some() {
                pack.id = format!("{}@{}", pack.id, pack.path).into();
            }
            board.packs.push(pack);
        }
        named.extend(parsed.named);
        texts.0.extend(parsed.texts.0);
    }
    board.problems = problems;
    texts.0.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    Read { board, items, named, texts }
}

/// Reads and parses; on disk with two threads, since more than that waits for the disk.
fn parse_all(files: &dyn Files, settings: &Settings, listed: &[Listed], also: Also) -> Vec<Parsed> {
    match files.work_tree() {
        Some(tree) => in_shares(listed, 32, |some| vec![parse_some(tree, settings, some, also)]),
        None => vec![parse_some(files, settings, listed, also)],
    }
}

fn parse_some<F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    listed: &[Listed],
    also: Also,
) -> Parsed {
    let mut parsed = Parsed::default();
    let is_item = |file: &&Listed| matches!(file.kind, FileKind::Item(_));
    parsed.found.items.reserve(listed.iter().filter(is_item).count());
    let mut buffer = Vec::new();
    for file in listed {
        let style = parse(files, settings, file, &mut buffer, &mut parsed);
        // What is not UTF-8 has no places to be found.
        if also.texts
            && let Ok(text) = String::from_utf8(std::mem::take(&mut buffer))
        {
            parsed.texts.0.push((file.path.clone(), text, style));
        }
    }
    if also.named {
        parsed.packs.iter().for_each(|pack| parsed.named.by_pack(pack));
        parsed.found.items.iter().for_each(|item| parsed.named.by_item(item));
    }
    parsed
}

/// Adds what a file holds, and tells how it is written.
fn parse<F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    file: &Listed,
    buffer: &mut Vec<u8>,
    into: &mut Parsed,
) -> Style {
    let problem = match (files.read(&file.path, buffer), file.kind) {
        (Err(error), _) => Problem {
            rule: "GNG001",
            path: file.path.to_string(),
            line: 1,
            column: 1,
            cause: format!("the file cannot be read: {error}"),
            fix: "see that the file is there and that you may read it".to_owned(),
        },
        (Ok(()), FileKind::Item(n)) => {
            let mapping = settings.backlog.get(n).map(|place| &place.mapping);
            return mapping.map_or(Style::Unknown, |mapping| {
                item::read_into(&mut into.found, &file.path, buffer, mapping, n)
            });
        }
        (Ok(()), FileKind::Pack) => match pack::read_file(&file.path, buffer) {
            Ok((pack, style)) => {
                into.packs.push(pack);
                return style;
            }
            Err(problem) => problem,
        },
    };
    into.found.problems.push(problem);
    Style::Unknown
}

/// Lists the files of each place; what is not taken for one is reported.
fn list_all<F: Files + ?Sized>(
    files: &F,
    places: &[(&Place, FileKind)],
) -> Vec<(Vec<Listed>, Vec<Problem>)> {
    places.iter().map(|(place, kind)| list(files, place, *kind)).collect()
}

fn list<F: Files + ?Sized>(
    files: &F,
    place: &Place,
    kind: FileKind,
) -> (Vec<Listed>, Vec<Problem>) {
    let (found, faults) = files.list(&place.path);
    let mut problems = Vec::new();
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
    let wanted = found.into_iter().filter(|path| is_read(place, kind, path));
    (wanted.map(|path| Listed { path: path.into(), kind }).collect(), problems)
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
