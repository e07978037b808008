//! The commits that are to be read, shared out to two threads.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Watch;
use super::read::{Reader, Versions};
use crate::git::{Objects, PastCommit};
use crate::model::history::Packed;
use crate::threads::beside_any;
use crate::workspace::WorkspaceError;
use crate::workspace::settings::Settings;

/// How many commits that follow each other a thread reads at a time.
const PIECE: usize = 128;

/// What is to be read, for every thread that reads.
pub(super) struct Work<'a> {
    settings: &'a Settings,
    versions: &'a Versions,
    /// Commits that follow each other, the oldest first; the last piece is taken first. It has the
    /// oldest of all, so that a first commit that brought everything is not left for the end.
    pieces: Mutex<Vec<Vec<PastCommit>>>,
    /// How many commits have been read.
    done: AtomicUsize,
    stopped: AtomicBool,
}

/// The commits of a piece, with its position.
type Piece = (usize, Vec<Packed>);

impl<'a> Work<'a> {
    /// Commits, the oldest first; so many have been read before.
    pub(super) fn of(
        settings: &'a Settings,
        versions: &'a Versions,
        commits: Vec<PastCommit>,
        before: usize,
    ) -> Self {
        let mut commits = commits.into_iter();
        let mut pieces: Vec<Vec<PastCommit>> = Vec::new();
        while commits.len() > 0 {
            pieces.push(commits.by_ref().take(PIECE).collect());
        }
        pieces.reverse();
        let (pieces, done) = (Mutex::new(pieces), AtomicUsize::new(before));
        Self { settings, versions, pieces, done, stopped: AtomicBool::new(false) }
    }

    /// Reads everything, here and, with further objects, on one more thread.
    pub(super) fn all(
        &self,
        objects: &Objects<'_>,
        further: Option<&mut Objects<'static>>,
        watch: Watch<'_>,
    ) -> Result<Vec<Packed>, WorkspaceError> {
        let mut told = self.done.load(Ordering::Relaxed);
        let mut tell = |done: usize| {
            let mut untold = told + 1..=done;
            told = told.max(done);
            untold.all(watch)
        };
        let other = further.map(|further| || self.run(further, &mut |_| true));
        let read = match beside_any(other, || self.run(objects, &mut tell)) {
            // One stops because the other could not go on.
            (Some(Err(error)), Err(WorkspaceError::Stopped)) | (_, Err(error)) => {
                return Err(error);
            }
            (Some(Err(error)), _) => return Err(error),
            (other, Ok(mine)) => other.transpose()?.into_iter().flatten().chain(mine),
        };
        let mut pieces: Vec<Piece> = read.collect();
        pieces.sort_unstable_by_key(|(at, _)| *at);
        Ok(pieces.into_iter().flat_map(|(_, piece)| piece).collect())
    }

    /// Reads pieces until there are none left. `goes_on` is told how many commits have been read by
    /// all, and says whether to go on.
    fn run(
        &self,
        objects: &Objects<'_>,
        goes_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<Piece>, WorkspaceError> {
        let read = self.pieces(objects, goes_on);
        if read.is_err() {
            self.stopped.store(true, Ordering::Relaxed);
        }
        read
    }

    fn pieces(
        &self,
        objects: &Objects<'_>,
        goes_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<Piece>, WorkspaceError> {
        let mut reader = Reader::new(self.settings, objects, self.versions);
        let mut read = Vec::new();
        while let Some((at, piece)) = self.next() {
            let mut packed = Vec::with_capacity(piece.len());
            for commit in piece {
                packed.push(Packed::of(&reader.node(commit)?));
                let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                if self.stopped.load(Ordering::Relaxed) || !goes_on(done) {
                    return Err(WorkspaceError::Stopped);
                }
            }
            read.push((at, packed));
        }
        Ok(read)
    }

    fn next(&self) -> Option<(usize, Vec<PastCommit>)> {
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let piece = pieces.pop()?;
        Some((pieces.len(), piece))
    }
}
