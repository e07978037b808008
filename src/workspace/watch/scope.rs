//! What is watched, and what a path there means for the board.
//!
//! Folders are watched one by one and never recursively: build folders, installed packages and git's
//! objects hold more folders than a system likes to watch, and nothing that the board shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::codeowners;
use crate::workspace::settings::{self, Settings};

/// Folders below a place of the backlog or the packs that are not gone into, unless a file in them
/// is named.
const NEVER: &[&str] = &["node_modules", "target"];

/// Files right in a git directory that tell where HEAD stands and what is in progress.
const STATE: &[&str] = &[
    "HEAD",
    "MERGE_HEAD",
    "REVERT_HEAD",
    "CHERRY_PICK_HEAD",
    "BISECT_LOG",
    "rebase-merge",
    "rebase-apply",
    "sequencer",
    "packed-refs",
    "tables.list",
];

/// What a change of a path means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The board is to be read anew.
    Board,
    /// The draft: another gonogo may have decided.
    Draft,
    /// What is staged, and nothing else.
    Index,
    /// Git is at work, or has just ended.
    Lock,
    /// Nothing.
    Nothing,
}

/// The folders of one repository.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub(super) root: PathBuf,
    /// Of this work tree.
    pub(super) git_dir: PathBuf,
    /// Of the whole repository; the same where there is one work tree.
    pub(super) common_dir: PathBuf,
}

impl Home {
    fn journal_folder(&self) -> PathBuf {
        self.git_dir.join("gonogo")
    }
}

/// What the board looks at.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    home: Home,
    /// Places in which every file counts.
    places: BTreeSet<PathBuf>,
    /// Files and folders that are named one by one.
    named: BTreeSet<PathBuf>,
}

impl Scope {
    /// What a board with these settings looks at, and the files that its items and packs name.
    pub(super) fn new<'a>(
        home: &Home,
        settings: &Settings,
        assets: impl Iterator<Item = &'a str>,
    ) -> Self {
        let inside = |path: &str| home.root.join(path);
        let places = settings.backlog.iter().chain(&settings.packs);
        let places = places.map(|place| inside(&place.path)).collect();
        let own = codeowners::PLACES.iter().chain([&settings::FILE]).map(|path| inside(path));
        let named = own.chain(assets.map(inside)).collect();
        Self { home: home.clone(), places, named }
    }

    /// The folders to be watched. What is not there yet is waited for in the nearest folder that is.
    pub(super) fn folders(&self) -> BTreeSet<PathBuf> {
        let mut folders = BTreeSet::new();
        let root = &self.home.root;
        if !root.is_dir() {
            folders.extend(nearest(root));
            return folders;
        }
        folders.insert(root.clone());
        for place in &self.places {
            self.add_with_parents(place, &mut folders);
            below(place, &mut folders);
        }
        for path in &self.named {
            // A package's models lie in a folder of their own.
            if path.is_dir() {
                below(path, &mut folders);
            }
            if let Some(parent) = path.parent() {
                self.add_with_parents(parent, &mut folders);
            }
        }
        folders.insert(self.home.git_dir.clone());
        folders.insert(self.home.common_dir.clone());
        let refs = self.home.common_dir.join("refs");
        below(&refs.join("heads"), &mut folders);
        below(&refs.join("tags"), &mut folders);
        for folder in [self.home.journal_folder(), self.home.common_dir.join("reftable")] {
            if is_folder(&folder) {
                folders.insert(folder);
            }
        }
        folders
    }

    /// Adds a folder and those above it, as far as they are there, up to the root.
    fn add_with_parents(&self, folder: &Path, folders: &mut BTreeSet<PathBuf>) {
        for folder in folder.ancestors().take_while(|f| f.starts_with(&self.home.root)) {
            if folder.is_dir() && !folders.insert(folder.to_owned()) {
                break;
            }
        }
    }

    /// What a change of a path means.
    pub(super) fn meaning(&self, path: &Path) -> Meaning {
        let home = &self.home;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let parent = path.parent().unwrap_or(path);
        if path.starts_with(home.journal_folder()) {
            let ours = parent == home.journal_folder() && matches!(name, "journal" | "board.lock");
            return if ours || self.is_journal_folder(path) {
                Meaning::Draft
            } else {
                Meaning::Nothing
            };
        }
        if parent == home.git_dir && name == "index" {
            return Meaning::Index;
        }
        if parent == home.git_dir && name == "index.lock" {
            return Meaning::Lock;
        }
        if path.starts_with(&home.git_dir) || path.starts_with(&home.common_dir) {
            let refs = path.starts_with(home.common_dir.join("refs"));
            let itself = path == home.git_dir || path == home.common_dir;
            return if !name.ends_with(".lock") && (refs || itself || STATE.contains(&name)) {
                Meaning::Board
            } else {
                Meaning::Nothing
            };
        }
        // A folder above something that counts, or the repository itself, came or went.
        let above = |set: &BTreeSet<PathBuf>| {
            set.range(path.to_owned()..).next().is_some_and(|next| next.starts_with(path))
        };
        if home.root.starts_with(path) || above(&self.named) || above(&self.places) {
            return Meaning::Board;
        }
        let named_folder = self.named.iter().any(|named| path.starts_with(named));
        let in_place = self.places.iter().any(|place| {
            path.strip_prefix(place).is_ok_and(|rest| {
                !rest.iter().any(|part| part.to_str().is_some_and(|part| part.starts_with('.')))
            })
        });
        if named_folder || in_place { Meaning::Board } else { Meaning::Nothing }
    }

    /// Whether a path is the folder of the journal.
    pub(super) fn is_journal_folder(&self, path: &Path) -> bool {
        path == self.home.journal_folder()
    }

    /// Whether git is at work in this work tree, and more is to come.
    pub(super) fn git_is_at_work(&self) -> bool {
        self.home.git_dir.join("index.lock").exists()
    }

    /// Whether anything may have changed since a moment, by the times of the files.
    pub(super) fn changed_since(&self, moment: std::time::SystemTime) -> bool {
        let newer = |path: &Path| {
            fs::symlink_metadata(path)
                .and_then(|meta| meta.modified())
                .is_ok_and(|modified| modified >= moment)
        };
        let folders = self.folders();
        let relevant = |path: &Path| self.meaning(path) == Meaning::Board;
        folders.iter().any(|folder| {
            let in_tree =
                folder.starts_with(&self.home.root) && self.meaning(folder) != Meaning::Nothing;
            if in_tree && *folder != self.home.root && newer(folder) {
                return true;
            }
            let Ok(entries) = fs::read_dir(folder) else { return false };
            entries.flatten().any(|entry| relevant(&entry.path()) && newer(&entry.path()))
        })
    }
}

/// Adds a folder and all below it. Links are not followed, and hidden folders left out, as they are
/// where files are listed.
fn below(start: &Path, folders: &mut BTreeSet<PathBuf>) {
    let mut left = vec![start.to_owned()];
    while let Some(folder) = left.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        folders.insert(folder);
        for entry in entries.flatten() {
            let name = entry.file_name();
            let hidden = name.to_str().is_some_and(|n| n.starts_with('.') || NEVER.contains(&n));
            if !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push(entry.path());
            }
        }
    }
}

/// The nearest folder above a path that is there.
fn nearest(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|folder| folder.is_dir()).map(Path::to_owned)
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(root: &Path) -> Scope {
        let home = Home {
            root: root.to_owned(),
            git_dir: root.join(".git"),
            common_dir: root.join(".git"),
        };
        Scope::new(&home, &Settings::unwritten(), ["docs/evidence/run.md"].into_iter())
    }

    #[test]
    fn a_path_means_what_the_board_makes_of_it() {
        let scope = scope(Path::new("/r"));
        for (path, meaning) in [
            ("/r/gonogo.yaml", Meaning::Board),
            ("/r/backlog/A-1.yaml", Meaning::Board),
            ("/r/backlog/deep/er/A-1.yaml", Meaning::Board),
            ("/r/backlog", Meaning::Board),
            ("/r/backlog/.A-1.yaml.swp", Meaning::Nothing),
            ("/r/backlog/.gonogo-x1", Meaning::Nothing),
            ("/r/packs/shopify/pack.yaml", Meaning::Board),
            ("/r/docs/evidence/run.md", Meaning::Board),
            ("/r/docs/evidence/other.md", Meaning::Nothing),
            ("/r/docs/evidence", Meaning::Board),
            ("/r/docs", Meaning::Board),
            ("/r/.github/CODEOWNERS", Meaning::Board),
            ("/r/src/main.rs", Meaning::Nothing),
            ("/r", Meaning::Board),
            ("/r/.git/HEAD", Meaning::Board),
            ("/r/.git/HEAD.lock", Meaning::Nothing),
            ("/r/.git/index", Meaning::Index),
            ("/r/.git/index.lock", Meaning::Lock),
            ("/r/.git/refs/heads/main", Meaning::Board),
            ("/r/.git/refs/heads/main.lock", Meaning::Nothing),
            ("/r/.git/MERGE_HEAD", Meaning::Board),
            ("/r/.git/FETCH_HEAD", Meaning::Nothing),
            ("/r/.git/gonogo/journal", Meaning::Draft),
            ("/r/.git/gonogo/journal.lock", Meaning::Nothing),
            ("/r/.git/gonogo", Meaning::Draft),
        ] {
            assert_eq!(scope.meaning(Path::new(path)), meaning, "{path}");
        }
    }

    #[test]
    fn only_folders_that_count_are_watched() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "backlog/sub/deep",
            "backlog/.hidden",
            "backlog/node_modules/x",
            "packs/a",
            "target/debug",
            ".git/objects/ab",
            ".git/refs/heads/team",
            ".git/refs/remotes/origin",
            "docs/other",
        ] {
            fs::create_dir_all(root.join(path)).unwrap();
        }
        let folders = scope(root).folders();
        let shown: Vec<_> = folders
            .iter()
            .map(|folder| folder.strip_prefix(root).unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            shown,
            [
                "",
                ".git",
                ".git/refs/heads",
                ".git/refs/heads/team",
                "backlog",
                "backlog/sub",
                "backlog/sub/deep",
                "docs",
                "packs",
                "packs/a"
            ]
        );
    }
}
