//! Where files are read from: the work tree, or a revision in git.

mod list;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::seen::Seen;
use crate::document::yaml;
use crate::git::{GitError, Repo};
use crate::model::id::ByName;

/// What files are read into, one after the other.
#[derive(Default)]
pub(super) struct Buffer {
    /// What the last file holds.
    pub(super) bytes: Vec<u8>,
    way: Way,
}

/// The way to a file, kept for the next: most files lie beside others.
#[derive(Default)]
struct Way {
    full: PathBuf,
    /// A folder that lies inside.
    inside: Option<String>,
}

/// Files below the root of a repository, by paths with `/`.
pub(super) trait Files {
    /// The files below a folder (all of them where it is empty), in the order of their names, and
    /// what is not taken. Hidden files are left out.
    fn list(&self, under: &str) -> (Vec<Arc<str>>, Vec<(String, Fault)>);

    /// Reads a file in place of the one before, at most one byte more than is taken.
    fn read(&self, path: &str, buffer: &mut Buffer) -> io::Result<()>;

    /// Whether there is a file, or a folder.
    fn exists(&self, path: &str) -> bool;

    /// The work tree, for whoever reads on several threads.
    fn work_tree(&self) -> Option<&WorkTree> {
        None
    }

    /// A file as text, where it is there.
    fn text(&self, path: &str) -> Option<String> {
        let mut buffer = Buffer::default();
        self.read(path, &mut buffer).ok()?;
        String::from_utf8(buffer.bytes).ok()
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
    /// Folders that were asked about, from the root, and whether they lie inside: most files lie
    /// beside others.
    folders: Mutex<ByName<String, bool>>,
    /// What was looked at, where somebody wants to know.
    seen: Option<Seen>,
}

impl WorkTree {
    pub(super) fn new(root: &Path) -> Self {
        let folders = Mutex::default();
        Self { root: root.to_owned(), real: root.canonicalize().ok(), folders, seen: None }
    }

    /// The same, and whatever is looked at is noted.
    pub(super) fn noting(root: &Path) -> Self {
        Self { seen: Some(Seen::default()), ..Self::new(root) }
    }

    /// What was looked at.
    pub(super) fn into_seen(self) -> Option<Seen> {
        self.seen
    }

    /// Notes how something stood when it was looked at.
    fn note(&self, path: &str, found: io::Result<&fs::Metadata>) {
        if let Some(seen) = &self.seen {
            seen.note(path, found);
        }
    }

    /// Notes that something could not be looked at, which may be otherwise the next time without
    /// anything having changed here. That it is not there is no such failure.
    fn note_failure(&self, path: &str, error: &io::Error) {
        if error.kind() != io::ErrorKind::NotFound {
            self.note(path, Err(error.kind().into()));
        }
    }

    /// How something stands, links not followed.
    fn look_at(&self, path: &str, full: &Path) -> io::Result<fs::Metadata> {
        let found = fs::symlink_metadata(full);
        self.note(path, found.as_ref().map_err(|error| error.kind().into()));
        found
    }

    /// Opens a file for reading: a plain one, inside the repository.
    ///
    /// # Errors
    /// When it is not there, or is no such file.
    pub(super) fn open(&self, path: &str) -> io::Result<fs::File> {
        self.open_sized(path, &mut Way::default()).map(|(file, _)| file)
    }

    /// The same, and how many bytes it holds, as far as the system tells.
    fn open_sized(&self, path: &str, way: &mut Way) -> io::Result<(fs::File, u64)> {
        let Way { full, inside } = way;
        full.as_mut_os_string().clear();
        full.push(&self.root);
        full.push(path);
        let refused = |words: &str| io::Error::new(io::ErrorKind::InvalidInput, words.to_owned());
        let outside = || refused("it leads out of the repository, and what is outside is not read");
        let folder = folder_of(path);
        if inside.as_deref() != Some(folder) {
            if !self.holds(folder) {
                // What is not there is not outside either.
                self.look_at(path, full)?;
                return Err(outside());
            }
            *inside = Some(folder.to_owned());
        }
        let file = match open_plain(full, false) {
            Ok(file) => file,
            // Most files are no links, and are not asked about twice.
            Err(error) => match self.look_at(path, full) {
                Ok(meta) if meta.is_symlink() => {
                    if !self.leads_inside(full) {
                        return Err(outside());
                    }
                    open_plain(full, true)?
                }
                _ => return Err(error),
            },
        };
        let meta = file.metadata()?;
        self.note(path, Ok(&meta));
        match (meta.is_file(), meta.is_dir()) {
            (true, _) => Ok((file, meta.len())),
            (false, true) => Err(io::ErrorKind::IsADirectory.into()),
            (false, false) => Err(refused(Fault::NoFile.words().0)),
        }
    }

    /// The path on disk; `None` where it is not there, or a link on the way leads out of the
    /// repository.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        if path.is_empty() {
            return None;
        }
        let full = self.root.join(path);
        let kind = self.look_at(path, &full).ok()?.file_type();
        let is_held = self.holds(folder_of(path));
        (is_held && (!kind.is_symlink() || self.leads_inside(&full))).then_some(full)
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
    fn holds(&self, folder: &str) -> bool {
        let known = self.folders.lock().ok().and_then(|known| known.get(folder).copied());
        known.unwrap_or_else(|| {
            let full = self.root.join(folder);
            // A folder in one that lies inside lies inside too. Links, and names such as `..`, are
            // followed to where they lead.
            let name = folder.rsplit('/').next().unwrap_or_default();
            let is_name = !matches!(name, "" | "." | "..");
            let is_folder = || self.look_at(folder, &full).is_ok_and(|meta| meta.is_dir());
            if !is_name && !folder.is_empty() {
                // Where it leads to has no place of its own in what was looked at.
                self.note(folder, Err(io::ErrorKind::InvalidInput.into()));
            }
            let plain = is_name && self.holds(folder_of(folder)) && is_folder();
            let inside = plain || self.leads_inside(&full);
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
    fn list(&self, under: &str) -> (Vec<Arc<str>>, Vec<(String, Fault)>) {
        self.list_below(under)
    }

    fn read(&self, path: &str, buffer: &mut Buffer) -> io::Result<()> {
        let read = self.read_whole(path, buffer);
        if let Err(error) = &read {
            self.note_failure(path, error);
        }
        read
    }

    fn exists(&self, path: &str) -> bool {
        self.inside(path).is_some()
    }

    fn work_tree(&self) -> Option<&WorkTree> {
        Some(self)
    }
}

impl WorkTree {
    fn read_whole(&self, path: &str, buffer: &mut Buffer) -> io::Result<()> {
        let Buffer { bytes: buffer, way } = buffer;
        buffer.clear();
        let (mut file, size) = self.open_sized(path, way)?;
        // One byte more than is taken tells a file that is too large, however large it is.
        let most = yaml::MAX_BYTES + 1;
        let size = usize::try_from(size).map_or(most, |size| size.min(most));
        // One byte more than the file holds, so that one call of the system tells its end too.
        buffer.resize((size + 1).min(most), 0);
        let got = file.read(buffer)?;
        buffer.truncate(got);
        // It has changed since, or is one of those whose size the system does not know.
        if got == 0 || got != size {
            file.take((most - got) as u64).read_to_end(buffer)?;
        }
        Ok(())
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
    fn list(&self, under: &str) -> (Vec<Arc<str>>, Vec<(String, Fault)>) {
        let hidden = |path: &str| {
            let below = path.strip_prefix(under).unwrap_or(path);
            below.split('/').any(|part| part.starts_with('.'))
        };
        let found = self.below(under).filter(|path| !hidden(path));
        (found.map(|path| path.as_str().into()).collect(), Vec::new())
    }

    fn read(&self, path: &str, buffer: &mut Buffer) -> io::Result<()> {
        let blob = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        buffer.bytes = self.repo.contents(blob).map_err(io::Error::other)?;
        buffer.bytes.truncate(yaml::MAX_BYTES + 1);
        Ok(())
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.below(path).next().is_some()
    }
}

/// The folder of a file, from the root.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
