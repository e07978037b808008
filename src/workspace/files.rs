//! Where files are read from: the work tree, or a revision in git.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::document::yaml;
use crate::git::{GitError, Repo};

/// Files below the root of a repository, by paths with `/`.
pub(super) trait Files {
    /// The files below a folder (all of them where it is empty), in the order of their names, and
    /// names that are not UTF-8 as well as they can be shown. Hidden files are left out, and so are
    /// links that lead elsewhere.
    fn list(&self, under: &str) -> (Vec<String>, Vec<String>);

    /// Reads a file into an emptied buffer, at most one byte more than is taken.
    fn read(&self, path: &str, buffer: &mut Vec<u8>) -> io::Result<()>;

    /// Whether there is a file, or a folder.
    fn exists(&self, path: &str) -> bool;

    /// The work tree, for whoever reads on several threads.
    fn work_tree(&self) -> Option<&WorkTree> {
        None
    }

    /// A file as text, where it is there.
    fn text(&self, path: &str) -> Option<String> {
        let mut buffer = Vec::new();
        self.read(path, &mut buffer).ok()?;
        String::from_utf8(buffer).ok()
    }
}

/// The files on disk.
pub(super) struct WorkTree {
    root: PathBuf,
    /// Without symbolic links: to tell links that lead out.
    real: Option<PathBuf>,
    /// Folders that were asked about, and whether they lie inside: most files lie beside others.
    folders: Mutex<HashMap<PathBuf, bool>>,
}

impl WorkTree {
    pub(super) fn new(root: &Path) -> Self {
        let folders = Mutex::default();
        Self { root: root.to_owned(), real: root.canonicalize().ok(), folders }
    }

    /// The path on disk; `None` where it is not there, or a link on the way leads out of the
    /// repository.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let full = self.root.join(path);
        let kind = fs::symlink_metadata(&full).ok()?.file_type();
        let folder = full.parent()?;
        (self.holds(folder) && (!kind.is_symlink() || self.leads_inside(&full))).then_some(full)
    }

    /// Whether a folder lies inside the repository, links on the way followed.
    fn holds(&self, folder: &Path) -> bool {
        let known = self.folders.lock().ok().and_then(|known| known.get(folder).copied());
        known.unwrap_or_else(|| {
            let inside = self.leads_inside(folder);
            if let Ok(mut known) = self.folders.lock() {
                known.insert(folder.to_owned(), inside);
            }
            inside
        })
    }

    fn leads_inside(&self, path: &Path) -> bool {
        let target = path.canonicalize().ok();
        target.zip(self.real.as_ref()).is_some_and(|(target, real)| target.starts_with(real))
    }
}

impl Files for WorkTree {
    fn list(&self, under: &str) -> (Vec<String>, Vec<String>) {
        let start = if under.is_empty() { self.root.clone() } else { self.root.join(under) };
        let (mut found, mut unreadable) = (Vec::new(), Vec::new());
        let mut folders = vec![start];
        while let Some(folder) = folders.pop() {
            // A place that is not there is no fault: a launch may have no packs yet.
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                let Ok(file_type) = entry.file_type() else { continue };
                let path = entry.path();
                let name = entry.file_name();
                let Some(name) = name.to_str() else {
                    unreadable.push(relative(&self.root, &path));
                    continue;
                };
                if name.starts_with('.') {
                    continue;
                }
                if file_type.is_dir() {
                    folders.push(path);
                    continue;
                }
                let relative = relative(&self.root, &path);
                let leads_inside = || self.inside(&relative).is_some_and(|path| path.is_file());
                if file_type.is_file() || (file_type.is_symlink() && leads_inside()) {
                    found.push(relative);
                }
            }
        }
        found.sort();
        (found, unreadable)
    }

    fn read(&self, path: &str, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.clear();
        let handle = fs::File::open(self.root.join(path))?;
        // One byte more than is taken tells a file that is too large, however large it is.
        handle.take(yaml::MAX_BYTES as u64 + 1).read_to_end(buffer).map(|_| ())
    }

    fn exists(&self, path: &str) -> bool {
        self.inside(path).is_some()
    }

    fn work_tree(&self) -> Option<&WorkTree> {
        Some(self)
    }
}

/// Does the work for each half of a list on a thread of its own, where the list is long enough to
/// be worth it.
pub(super) fn halves<T: Sync, R: Send>(list: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    if list.len() < 32 {
        return work(list);
    }
    let (first, second) = list.split_at(list.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        let mut done = work(first);
        match other.join() {
            Ok(rest) => done.extend(rest),
            // A panic in a thread is a panic here too: nothing is silently left out.
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    })
}

/// The files of a commit.
pub(super) struct Revision<'a> {
    repo: &'a Repo,
    /// Paths and blobs.
    files: BTreeMap<String, String>,
}

impl<'a> Revision<'a> {
    /// The files of a commit, given in hex.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn of(repo: &'a Repo, commit: &str) -> Result<Self, GitError> {
        let files = repo.files(commit, "")?.into_iter().map(|file| (file.path, file.blob));
        Ok(Self { repo, files: files.collect() })
    }

    fn below(&self, under: &str) -> impl Iterator<Item = &String> {
        let prefix = if under.is_empty() { String::new() } else { format!("{under}/") };
        self.files
            .range(prefix.clone()..)
            .map(|(path, _)| path)
            .take_while(move |path| path.starts_with(&prefix))
    }
}

impl Files for Revision<'_> {
    fn list(&self, under: &str) -> (Vec<String>, Vec<String>) {
        let hidden = |path: &str| {
            let below = path.strip_prefix(under).unwrap_or(path);
            below.split('/').any(|part| part.starts_with('.'))
        };
        let found = self.below(under).filter(|path| !hidden(path)).cloned().collect();
        (found, Vec::new())
    }

    fn read(&self, path: &str, buffer: &mut Vec<u8>) -> io::Result<()> {
        let blob = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        *buffer = self.repo.contents(blob).map_err(io::Error::other)?;
        buffer.truncate(yaml::MAX_BYTES + 1);
        Ok(())
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.below(path).next().is_some()
    }
}

fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
