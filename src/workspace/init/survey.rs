//! What a repository holds that could be a backlog or packs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_yaml::{Mapping, Value as Yaml};

use crate::document::{front_matter, item, yaml};
use crate::model::column::Columns;
use crate::model::field::Field;
use crate::model::item::Status;
use crate::workspace::files::Files;

/// Folders that hold what others wrote, or what programs made.
const FOREIGN: &[&str] =
    &["node_modules", "target", "vendor", "third_party", "dist", "build", "venv", "dbt_packages"];

/// Files that are opened; a repository with more is judged by these.
const MOST_FILES: usize = 5_000;

/// Different words of one field that are taken over.
const MOST_WORDS: usize = 20;

/// Keys under which other backlogs hold what gonogo knows, the likeliest first.
const OTHER_NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["kep-number", "key", "number"]),
    (Field::Title, &["summary", "subject"]),
    (Field::Status, &["state"]),
    (Field::Owner, &["assignee", "assigned_to", "assignees", "owners", "authors", "author"]),
    (Field::Due, &["due_date", "due-date", "deadline"]),
    (Field::BlockedBy, &["blocked-by", "depends_on", "depends-on"]),
    (Field::Labels, &["tags", "participating-sigs"]),
    (Field::Created, &["created_at", "creation-date", "date"]),
];

/// What other backlogs call a status.
const OTHER_WORDS: &[(Status, &[&str])] = &[
    (
        Status::Closed,
        &["implemented", "done", "resolved", "fixed", "completed", "complete", "merged"],
    ),
    (
        Status::Withdrawn,
        &[
            "withdrawn",
            "rejected",
            "wontfix",
            "won't fix",
            "replaced",
            "superseded",
            "obsolete",
            "cancelled",
        ],
    ),
];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Where items lie.
    pub(super) backlog: Vec<Place>,
    /// Where items may lie as well, although there is a `backlog/`.
    pub(super) more: Vec<Place>,
    /// Where packs lie, each with how many.
    pub(super) packs: Vec<(String, usize)>,
}

/// A folder with items.
#[derive(Debug)]
pub(super) struct Place {
    /// From the root of the repository.
    pub(super) path: String,
    /// Which files below it, where not all are items.
    pub(super) files: Option<String>,
    /// gonogo's fields, and the keys that hold them there.
    pub(super) fields: Vec<(Field, String)>,
    /// Words for the status there, and what they seem to mean.
    pub(super) status: Vec<(String, Status)>,
    /// How many items.
    pub(super) items: usize,
}

impl Found {
    /// What is taken up, in sentences.
    pub(super) fn remarks(&self) -> Vec<String> {
        let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let mut remarks = Vec::new();
        for place in &self.backlog {
            remarks.push(format!("{} in {}.", many(place.items, "item"), place.path));
        }
        for (path, packs) in &self.packs {
            remarks.push(format!("{} in {path}.", many(*packs, "pack")));
        }
        for place in &self.more {
            let items = many(place.items, "more item");
            remarks.push(format!("{items} in {}, as a comment.", place.path));
        }
        if self.backlog.is_empty() {
            remarks.push("No items were found; new ones are written to backlog.".to_owned());
        }
        remarks
    }
}

/// A file that could hold items.
struct Candidate {
    path: String,
    /// The items it seems to hold.
    items: Vec<Mapping>,
}

/// Looks at the folders at the root.
pub(super) fn survey(root: &Path, files: &dyn Files) -> Found {
    let mut found = Found::default();
    let mut left = MOST_FILES;
    for folder in folders(root) {
        let (all, _) = files.list(&folder);
        let all: Vec<Arc<str>> = all
            .into_iter()
            .filter(|path| !path.split('/').any(|part| FOREIGN.contains(&part)))
            .collect();
        let packs: Vec<&str> =
            all.iter().map(|path| &**path).filter(|path| is_pack(path)).collect();
        if folder == "packs" || !packs.is_empty() {
            let home = if folder == "packs" { folder.clone() } else { home_of(&packs) };
            found.packs.push((home, packs.len()));
            continue;
        }
        let mut candidates = Vec::new();
        for path in all.into_iter().filter(|path| item::is_item_file(path)).take(left) {
            left -= 1;
            let text = files.text(&path).unwrap_or_default();
            let items = items_in(&path, &text);
            candidates.push(Candidate { path: path.to_string(), items });
        }
        let is_backlog = folder == "backlog";
        match place(&folder, &candidates, is_backlog) {
            Some(place) if is_backlog => found.backlog.insert(0, place),
            Some(place) => found.more.push(place),
            None => {}
        }
    }
    if found.backlog.is_empty() {
        found.backlog = std::mem::take(&mut found.more);
    }
    found
}

/// The folders at the root, by name, hidden ones and those of others left out.
fn folders(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut folders: Vec<String> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && !FOREIGN.contains(&name.as_str()))
        .collect();
    folders.sort();
    folders
}

fn is_pack(path: &str) -> bool {
    ["/pack.yaml", "/pack.yml"].iter().any(|name| path.ends_with(name))
}

/// The folder that holds the folders of all packs.
fn home_of(packs: &[&str]) -> String {
    let above = |path: &str| {
        let parts: Vec<&str> = path.split('/').collect();
        parts.get(..parts.len().saturating_sub(2).max(1)).unwrap_or_default().join("/")
    };
    common(&packs.iter().map(|path| above(path)).collect::<Vec<_>>())
}

/// The deepest folder that all these folders share.
fn common(folders: &[String]) -> String {
    let mut shared: Vec<&str> = folders.first().map(|f| f.split('/').collect()).unwrap_or_default();
    for folder in folders {
        let same = folder.split('/').zip(&shared).take_while(|(a, b)| a == *b).count();
        shared.truncate(same);
    }
    shared.join("/")
}

/// The mappings of a file that could be items.
fn items_in(path: &str, text: &str) -> Vec<Mapping> {
    let front = if item::is_markdown(path) {
        match front_matter::split(text) {
            Ok(Some(parts)) => text.get(parts.front).unwrap_or_default(),
            _ => return Vec::new(),
        }
    } else {
        text
    };
    let Ok(Yaml::Mapping(map)) = yaml::parse(front) else { return Vec::new() };
    match map.get(item::ITEMS).and_then(Yaml::as_sequence) {
        Some(list) => list.iter().filter_map(Yaml::as_mapping).cloned().collect(),
        None => vec![map],
    }
}

/// Whether a mapping is a piece of work: it says what it is called, and how it stands.
fn is_work(map: &Mapping) -> bool {
    let has = |fields: &[Field]| fields.iter().any(|field| key_in(map, *field).is_some());
    has(&[Field::Title, Field::Id]) && has(&[Field::Status, Field::Scope, Field::Risk])
}

/// The key that holds a field: gonogo's own, or another name for it.
fn key_in(map: &Mapping, field: Field) -> Option<&'static str> {
    let others = OTHER_NAMES.iter().find(|(known, _)| *known == field).map(|(_, names)| *names);
    std::iter::once(field.key())
        .chain(others.unwrap_or_default().iter().copied())
        .find(|key| map.contains_key(*key))
}

/// A folder as a place for items; `None` where there are too few to be sure.
fn place(folder: &str, candidates: &[Candidate], is_backlog: bool) -> Option<Place> {
    let (work, other): (Vec<_>, Vec<_>) =
        candidates.iter().partition(|candidate| candidate.items.iter().any(is_work));
    let items: Vec<&Mapping> = work.iter().flat_map(|candidate| &candidate.items).collect();
    if items.len() < 2 && !is_backlog {
        return None;
    }
    let paths: Vec<&str> = work.iter().map(|candidate| candidate.path.as_str()).collect();
    let path = if is_backlog { folder.to_owned() } else { home(&paths) };
    let inside = |candidate: &&&Candidate| candidate.path.starts_with(&format!("{path}/"));
    let others: Vec<&str> = other.iter().filter(inside).map(|c| c.path.as_str()).collect();
    let files = if is_backlog { None } else { pattern(&paths, &others) };
    let items_found = if is_backlog {
        candidates.iter().map(|candidate| candidate.items.len()).sum()
    } else {
        items.len()
    };
    let fields = fields(&items);
    let status = status_words(&items, &fields);
    Some(Place { path, files, fields, status, items: items_found })
}

/// The deepest folder that holds all these files.
fn home(paths: &[&str]) -> String {
    let folder = |path: &&str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    common(&paths.iter().map(folder).collect::<Vec<_>>())
}

/// The glob that tells the files with items from the others; `None` where all are taken.
fn pattern(work: &[&str], other: &[&str]) -> Option<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let ending = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = work.iter().map(|path| name(path)).collect();
    if other.is_empty() {
        return None;
    }
    let endings: BTreeSet<String> = work.iter().map(|path| ending(path)).collect();
    let alone = |ending_of_work: &String| !other.iter().any(|path| ending(path) == *ending_of_work);
    match (names.first(), endings.first()) {
        (Some(name), _) if names.len() == 1 && work.len() > 1 => Some(format!("**/{name}")),
        (_, Some(ending)) if endings.len() == 1 && alone(ending) => Some(format!("**/*.{ending}")),
        _ => None,
    }
}

/// The fields that most items hold under another name, and hardly any under gonogo's own.
fn fields(items: &[&Mapping]) -> Vec<(Field, String)> {
    let mut fields = Vec::new();
    for (field, _) in OTHER_NAMES {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for key in items.iter().filter_map(|map| key_in(map, *field)) {
            *seen.entry(key).or_default() += 1;
        }
        let most = seen.iter().max_by_key(|(_, count)| **count);
        if let Some((key, count)) = most
            && *key != field.key()
            && seen.get(field.key()).copied().unwrap_or_default() * 10 < items.len()
            && count * 2 > items.len()
        {
            fields.push((*field, (*key).to_owned()));
        }
    }
    // A key of this name that means something else must not be taken for the column.
    let columns = Columns::default();
    let scope = Field::Scope.key();
    let foreign = |map: &&Mapping| match map.get(scope) {
        Some(Yaml::String(scope)) => columns.get(scope).is_none(),
        Some(Yaml::Null) | None => false,
        Some(_) => true,
    };
    if items.iter().copied().any(|map| foreign(&map)) {
        fields.push((Field::Scope, format!("launch-{scope}")));
    }
    fields
}

/// The words for the status that are not gonogo's own, the most frequent first.
fn status_words(items: &[&Mapping], fields: &[(Field, String)]) -> Vec<(String, Status)> {
    let mapped = fields.iter().find(|(field, _)| *field == Field::Status);
    let key = mapped.map_or(Field::Status.key(), |(_, key)| key.as_str());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for word in items.iter().filter_map(|map| map.get(key)?.as_str()) {
        let word = word.trim().to_owned();
        // A template's leftover and a sentence are no words.
        if !word.is_empty() && word.chars().count() <= 30 && !word.contains('|') {
            *seen.entry(word).or_default() += 1;
        }
    }
    if seen.keys().all(|word| Status::from_word(word).is_some()) {
        return Vec::new();
    }
    let mut words: Vec<(String, usize)> = seen.into_iter().collect();
    words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    words.truncate(MOST_WORDS);
    let means = |word: &str| {
        let word = word.to_lowercase();
        let known = OTHER_WORDS.iter().find(|(_, words)| words.contains(&word.as_str()));
        Status::from_word(&word).or(known.map(|(status, _)| *status)).unwrap_or(Status::Open)
    };
    words
        .into_iter()
        .map(|(word, _)| {
            let means = means(&word);
            (word, means)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_folder_is_the_deepest() {
        let folders =
            |list: &[&str]| common(&list.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>());
        assert_eq!(folders(&["keps/a/1", "keps/a/2", "keps/b"]), "keps");
        assert_eq!(folders(&["docs/adr", "docs/adr"]), "docs/adr");
        assert_eq!(folders(&["docs/ab", "docs/ac"]), "docs", "whole names only");
        assert_eq!(home_of(&["data/packs/a/pack.yaml", "data/packs/b/pack.yaml"]), "data/packs");
        assert_eq!(home_of(&["boards/pack.yaml"]), "boards");
    }

    #[test]
    fn work_is_told_from_configuration_and_pages() {
        let is = |text: &str| is_work(&serde_yaml::from_str(text).unwrap());
        assert!(is("title: T\nstatus: open"));
        assert!(is("kep-number: 1\nstate: done"));
        assert!(!is("version: 2\nmodels: []"));
        assert!(!is("title: A page\nauthors: [a]\ntags: [b]"), "a blog");
        assert!(!is("id: intro\ntitle: Introduction\nsidebar_label: x"), "a manual");
    }

    #[test]
    fn a_pattern_is_given_only_where_it_is_needed() {
        assert_eq!(pattern(&["k/a.md", "k/b.md"], &[]), None);
        assert_eq!(
            pattern(&["k/1/kep.yaml", "k/2/kep.yaml"], &["k/1/README.md"]).unwrap(),
            "**/kep.yaml"
        );
        assert_eq!(pattern(&["k/a.md", "k/b.md"], &["k/c.yaml"]).unwrap(), "**/*.md");
        assert_eq!(pattern(&["k/a.md", "k/b.md"], &["k/c.md"]), None);
    }
}
