//! Where files are read from: the work tree, or a revision in git.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::document::yaml;
use crate::git::{GitError, Repo, on_two};

/// Files below the root of a repository, by paths with `/`.
pub(super) trait Files {
    /// The files below a folder (all of them where it is empty), in the order of their names, and
    /// what is not taken. Hidden files are left out.
    fn list(&self, under: &str) -> (Vec<String>, Vec<(String, Fault)>);

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

/// Why something in a folder is not taken for a file. The paths of such are as well as they can be
/// shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its name is not UTF-8.
    Name,
    /// A link that leads out of the repository, to nothing, or round in a circle.
    Link,
    /// A pipe, a socket or a device: reading it could wait for ever.
    NoFile,
}

impl Fault {
    /// What is wrong, and what mends it.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Fault::Name => ("the name of the file is not UTF-8", "rename it"),
            Fault::Link => (
                "the link leads to nothing inside the repository, and what is outside is not read",
                "put the file itself here, or let the link lead to one in the repository",
            ),
            Fault::NoFile => ("it is a pipe, a socket or a device, and no file", "move it away"),
        }
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

    /// Opens a file for reading: a plain one, inside the repository.
    ///
    /// # Errors
    /// When it is not there, or is no such file.
    pub(super) fn open(&self, path: &str) -> io::Result<fs::File> {
        let full = self.root.join(path);
        let refused = |words: &str| io::Error::new(io::ErrorKind::InvalidInput, words.to_owned());
        let outside = || refused("it leads out of the repository, and what is outside is not read");
        if !full.parent().is_some_and(|folder| self.holds(folder)) {
            // What is not there is not outside either.
            fs::symlink_metadata(&full)?;
            return Err(outside());
        }
        let file = match open_plain(&full, false) {
            // Most files are no links, and are not asked about twice.
            Err(_) if is_link(&full) => {
                if !self.leads_inside(&full) {
                    return Err(outside());
                }
                open_plain(&full, true)?
            }
            other => other?,
        };
        let kind = file.metadata()?.file_type();
        match (kind.is_file(), kind.is_dir()) {
            (true, _) => Ok(file),
            (false, true) => Err(io::ErrorKind::IsADirectory.into()),
            (false, false) => Err(refused(Fault::NoFile.words().0)),
        }
    }

    /// The path on disk; `None` where it is not there, or a link on the way leads out of the
    /// repository.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        let full = self.root.join(path);
        let kind = fs::symlink_metadata(&full).ok()?.file_type();
        let folder = full.parent()?;
        (self.holds(folder) && (!kind.is_symlink() || self.leads_inside(&full))).then_some(full)
    }

    /// Whether a file may be written: it, or what of the way to it is there, lies inside the
    /// repository, links followed.
    pub(super) fn may_write(&self, path: &str) -> bool {
        let full = self.root.join(path);
        let mut there = full.ancestors().take_while(|place| place.starts_with(&self.root));
        let there = there.find(|place| fs::symlink_metadata(place).is_ok());
        there.is_some_and(|place| self.leads_inside(place))
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
    fn list(&self, under: &str) -> (Vec<String>, Vec<(String, Fault)>) {
        let start = if under.is_empty() { self.root.clone() } else { self.root.join(under) };
        let (mut found, mut faults) = (Vec::new(), Vec::new());
        if !self.holds(&start) {
            // Where nothing is, nothing is wrong.
            if fs::symlink_metadata(&start).is_ok() {
                faults.push((under.to_owned(), Fault::Link));
            }
            return (found, faults);
        }
        let mut folders = vec![start];
        while let Some(folder) = folders.pop() {
            // A place that is not there is no fault: a launch may have no packs yet.
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries.flatten() {
                let Ok(file_type) = entry.file_type() else { continue };
                let path = entry.path();
                let name = entry.file_name();
                let Some(name) = name.to_str() else {
                    faults.push((relative(&self.root, &path), Fault::Name));
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
                } else if !file_type.is_symlink() {
                    faults.push((relative, Fault::NoFile));
                } else if !path.is_dir() || !self.leads_inside(&path) {
                    // A link to a folder in the repository is not gone into: it may lead in a circle.
                    faults.push((relative, Fault::Link));
                }
            }
        }
        found.sort();
        (found, faults)
    }

    fn read(&self, path: &str, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.clear();
        let handle = self.open(path)?;
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

/// Opens a file without waiting for what stands behind it, as opening a pipe would.
fn open_plain(path: &Path, follow: bool) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        let flags = if follow { flags } else { flags | OFlags::NOFOLLOW };
        options.custom_flags(flags.bits().cast_signed());
    }
    if !follow && cfg!(not(unix)) && is_link(path) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    options.open(path)
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink())
}

/// Does the work for each half of a list on a thread of its own, where the list is long enough to
/// be worth it.
pub(super) fn halves<T: Sync, R: Send>(list: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    if list.len() < 32 {
        return work(list);
    }
    let (first, second) = list.split_at(list.len() / 2);
    let (mut done, rest) = on_two(|| work(first), Some(|| work(second)));
    done.extend(rest.into_iter().flatten());
    done
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
    fn list(&self, under: &str) -> (Vec<String>, Vec<(String, Fault)>) {
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
