//! What a reading of the work tree looked at, and how it stood then: whoever finds all of it as it
//! was has found what was read.
//!
//! It is what git does with its index, and it is held to git's rule for stamps that are too young:
//! a file can be written twice within one tick of the clock, and the second time leaves the same
//! stamp. See "racy git" in git's own documentation.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::threads::in_shares;

/// How many paths are kept in one piece, and looked at in one go.
const PIECE: usize = 128;

/// No file system that keeps parts of a second has a coarser clock than this, in nanoseconds.
const TICK: i64 = 100_000_000;
/// What is allowed for where a file system keeps whole seconds, or two.
const COARSE_TICK: i64 = 3_000_000_000;

/// How a file or folder stands: a change of what it holds changes this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    device: u64,
    inode: u64,
    mode: u32,
    size: u64,
    /// When what it holds was changed last, in nanoseconds since 1970.
    modified: i64,
    /// The same with its name, rights and stamps, which nobody can set back.
    changed: i64,
}

impl Stamp {
    /// `None` where the system knows no such stamps, or for a link, of which the target counts too.
    #[cfg(unix)]
    fn of(meta: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let time =
            |seconds: i64, nanos: i64| seconds.checked_mul(1_000_000_000)?.checked_add(nanos);
        if !meta.is_file() && !meta.is_dir() {
            return None;
        }
        Some(Self {
            device: meta.dev(),
            inode: meta.ino(),
            mode: meta.mode(),
            size: meta.len(),
            modified: time(meta.mtime(), meta.mtime_nsec())?,
            changed: time(meta.ctime(), meta.ctime_nsec())?,
        })
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Whether it was surely made before another on the same disk.
    fn is_older_than(&self, other: &Self) -> bool {
        let is_coarse = other.modified % 1_000_000_000 == 0;
        let tick = if is_coarse { COARSE_TICK } else { TICK };
        self.modified.max(self.changed).saturating_add(tick) < other.modified
    }
}

/// What was looked at, while it is looked at.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<Noted>);

#[derive(Debug, Default)]
struct Noted {
    pages: Vec<Page>,
    /// Whether something was met that no stamp can stand for.
    is_odd: bool,
}

/// Some of the notes, in little memory: it is written while ten thousand files are read.
#[derive(Debug)]
struct Page {
    /// The paths, without anything between them.
    paths: String,
    /// Where each path ends, and how what it leads to stood.
    notes: Vec<(usize, Option<Stamp>)>,
}

impl Page {
    /// How many bytes of paths stand on a page, but for one longer path.
    const LENGTH: usize = 8 * 1024;

    fn new() -> Self {
        Self { paths: String::with_capacity(Self::LENGTH), notes: Vec::with_capacity(256) }
    }

    fn notes(&self) -> impl Iterator<Item = (&str, Option<Stamp>)> {
        let starts = std::iter::once(0).chain(self.notes.iter().map(|(end, _)| *end));
        starts
            .zip(&self.notes)
            .filter_map(|(start, (end, stamp))| Some((self.paths.get(start..*end)?, *stamp)))
    }
}

impl Noted {
    fn put(&mut self, path: &str, stamp: Option<Stamp>) {
        let fits = |page: &Page| page.paths.len() + path.len() <= Page::LENGTH;
        if !self.pages.last().is_some_and(fits) {
            self.pages.push(Page::new());
        }
        if let Some(page) = self.pages.last_mut() {
            page.paths.push_str(path);
            page.notes.push((page.paths.len(), stamp));
        }
    }
}

impl Seen {
    /// Notes how something stood, links not followed.
    pub(super) fn note(&self, path: &str, found: io::Result<&Metadata>) {
        // A thread that panicked ends the reading as well.
        let Ok(mut noted) = self.0.lock() else { return };
        let stamp = match found {
            Ok(meta) => Stamp::of(meta).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(None),
            Err(_) => None,
        };
        match stamp {
            Some(stamp) => noted.put(path, stamp),
            None => noted.is_odd = true,
        }
    }

    /// All of it, in pieces that [`still_holds`] takes. `None` where it cannot be told later whether
    /// it is still so: something is a link or could not be looked at, something changed while it was
    /// read, or is not surely older than `begin`, which was made before the reading began.
    pub(super) fn pieces(self, begin: &Metadata) -> Option<Vec<Vec<u8>>> {
        let noted = self.0.into_inner().ok()?;
        let begin = Stamp::of(begin)?;
        let mut all: BTreeMap<&str, Option<Stamp>> = BTreeMap::new();
        for (path, stamp) in noted.pages.iter().flat_map(Page::notes) {
            let known = *all.entry(path).or_insert(stamp);
            if known != stamp || stamp.is_some_and(|stamp| !stamp.is_older_than(&begin)) {
                return None;
            }
        }
        let all: Vec<_> = all.into_iter().collect();
        let pieces = all.chunks(PIECE).map(|piece| postcard::to_stdvec(piece).ok());
        if noted.is_odd { None } else { pieces.collect() }
    }
}

/// Whether everything below a folder stands as it did. Pieces that are damaged hold nothing.
pub(super) fn still_holds(root: &Path, pieces: &[&[u8]]) -> bool {
    let holds = |piece: &&[u8]| -> Option<bool> {
        let paths: Vec<(&str, Option<Stamp>)> = postcard::from_bytes(piece).ok()?;
        let is_same =
            |(path, stamp): &(&str, Option<Stamp>)| match root.join(path).symlink_metadata() {
                Ok(meta) => stamp.is_some() && Stamp::of(&meta) == *stamp,
                Err(error) => stamp.is_none() && error.kind() == io::ErrorKind::NotFound,
            };
        Some(paths.iter().all(is_same))
    };
    let held = in_shares(pieces, 1, |some| some.iter().map(holds).collect());
    held.into_iter().all(|held| held == Some(true))
}
