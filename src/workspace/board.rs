//! From files to a board, without the draft.

use std::sync::Arc;

use super::assets::{self, Hashed, Named};
use super::files::{Buffer, Fault, Files};
use super::settings::{Place, Settings};
use super::texts::Texts;
use super::{people, record};
use crate::document::{Style, item, pack, yaml};
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::finding::Problem;
use crate::model::pack::Pack;
use crate::threads::{beside, in_order};

/// A file that was listed, and what it is for.
struct Listed {
    path: Arc<str>,
    kind: FileKind,
}

impl Listed {
    fn is_of_items(&self) -> bool {
        matches!(self.kind, FileKind::Item(_))
    }
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

/// What the files hold.
struct Read {
    board: Board,
    named: Named,
    texts: Texts,
}

/// What is read beside items and packs.
#[derive(Clone, Copy, Default)]
pub(super) struct Also {
    /// The texts are kept.
    pub(super) texts: bool,
    /// The files that items and packs name are looked at, and those of some packs hashed.
    pub(super) named: Option<Hashed>,
}

/// Reads every item and every pack. People, assets and what git knows are not looked for.
pub(super) fn of(files: &dyn Files, settings: &Settings) -> Board {
    read(files, settings, Also::default()).board
}

/// The same with the files that packs and items name, and the texts, for whoever has to find places
/// in them.
pub(super) fn with_texts(files: &dyn Files, settings: &Settings) -> (Board, Texts) {
    let Read { mut board, named, texts } =
        read(files, settings, Also { texts: true, named: Some(Hashed::Signed) });
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
    also: Also,
    then: impl FnOnce(&Board) -> T,
) -> Complete<T> {
    let Read { board, named, texts } = read(files, settings, also);
    let told = |mut board: Board| {
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
    board.reserve(listed.iter().filter(|file| file.is_of_items()).count());
    let (mut named, mut texts) = (Named::default(), Texts::default());
    if also.texts {
        texts.reserve(listed.len());
    }
    let take = |parsed: Parsed| {
        board.add_all(parsed.found.items);
        problems.extend(parsed.found.problems);
        for mut pack in parsed.packs {
            if board.pack(&pack.id).is_some() {
                pack.id = format!("{}@{}", pack.id, pack.path).into();
            }
            board.packs.push(pack);
        }
        named.extend(parsed.named);
        texts.extend(parsed.texts);
    };
    match files.work_tree() {
        // More than two threads wait for the disk.
        Some(tree) => {
            let share = (listed.len() / 16).clamp(4, 32);
            in_order(&listed, share, |some| parse_some(tree, settings, some, also), take);
        }
        None => [parse_some(files, settings, &listed, also)].into_iter().for_each(take),
    }
    board.problems = problems;
    texts.sort();
    Read { board, named, texts }
}

fn parse_some<F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    listed: &[Listed],
    also: Also,
) -> Parsed {
    let mut parsed = Parsed::default();
    parsed.found.items.reserve(listed.iter().filter(|file| file.is_of_items()).count());
    let mut buffer = Buffer::default();
    for file in listed {
        let read = parse(files, settings, file, &mut buffer, &mut parsed);
        if let (true, Some((text, style))) = (also.texts, read) {
            parsed.texts.put(&file.path, text, style);
        }
    }
    if let Some(hashed) = also.named {
        parsed.packs.iter().for_each(|pack| parsed.named.by_pack(pack, hashed));
        parsed.found.items.iter().for_each(|item| parsed.named.by_item(item));
    }
    parsed
}

/// Adds what a file holds. Returns its text, and how it is written.
fn parse<'b, F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    file: &Listed,
    buffer: &'b mut Buffer,
    into: &mut Parsed,
) -> Option<(&'b str, Style)> {
    let problems = &mut into.found.problems;
    if let Err(error) = files.read(&file.path, buffer) {
        problems.push(Problem {
            rule: "GNG001",
            path: file.path.to_string(),
            line: 1,
            column: 1,
            cause: format!("the file cannot be read: {error}"),
            fix: "see that the file is there and that you may read it".to_owned(),
        });
        return None;
    }
    let text = match yaml::decode(&buffer.bytes) {
        Ok(text) => text,
        Err(fault) => {
            problems.push(item::problem(&file.path, fault));
            return None;
        }
    };
    let style = match file.kind {
        FileKind::Item(n) => {
            let mapping = &settings.backlog.get(n)?.mapping;
            item::read_into(&mut into.found, &file.path, text, mapping, n)
        }
        FileKind::Pack => match pack::read_text(&file.path, text) {
            Ok((pack, style)) => {
                into.packs.push(pack);
                style
            }
            Err(problem) => {
                problems.push(problem);
                Style::Unknown
            }
        },
    };
    Some((text, style))
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
    (wanted.map(|path| Listed { path, kind }).collect(), problems)
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
