//! Many pairs of trees, compared level by level: all roots first, then all that differs below them,
//! folder by folder.
//!
//! Git stores the versions of a folder as changes of each other. One after the other they cost what
//! each changed; with other folders between them, what one version needs has been dropped when the
//! next is read.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use git2::Oid;

use super::trees::{Part, Trees};
use super::{Objects, TouchedFile, Wanted};
use crate::git::GitError;
use crate::threads::beside_any;

/// How many comparisons a thread takes at a time.
const PIECE: usize = 256;

/// How many trees a thread keeps: the versions of a folder come one after the other.
const KEPT: usize = 4;

/// Two trees that are to be compared, or have been; `None` is the empty one.
pub(super) struct Pair {
    old: Option<Oid>,
    new: Option<Oid>,
    /// The folder, with a slash at the end.
    folder: String,
    /// What differs: files, and further pairs by their position.
    differs: Vec<Differs>,
}

enum Differs {
    File(TouchedFile),
    Below(usize),
}

impl Pair {
    /// The trees of two commits.
    pub(super) fn new(old: Option<Oid>, new: Oid) -> Self {
        Self { old, new: Some(new), folder: String::new(), differs: Vec::new() }
    }
}

/// The files that differ in each pair, on this thread and one more where there are further objects
/// for it. Nothing where `goes_on` said no on the way.
pub(super) fn compare(
    mut pairs: Vec<Pair>,
    objects: &Objects<'_>,
    mut further: Option<&mut Objects<'static>>,
    wanted: &Wanted<'_>,
    goes_on: &dyn Fn() -> bool,
) -> Result<Option<Vec<Vec<TouchedFile>>>, GitError> {
    let asked = pairs.len();
    let mut level: Vec<usize> = (0..asked).collect();
    while !level.is_empty() {
        // Stable: of one folder the versions stay in the order of their commits.
        level.sort_by(|a, b| folder(&pairs, *a).cmp(folder(&pairs, *b)));
        let work = Level::of(&pairs, &level, wanted);
        let other = further.as_deref_mut().filter(|_| level.len() > PIECE);
        let Some(mut compared) = work.run(objects, other, goes_on)? else { return Ok(None) };
        compared.sort_unstable_by_key(|(at, _)| *at);
        level.clear();
        for (at, parts) in compared {
            let mut differs = Vec::with_capacity(parts.len());
            for part in parts {
                differs.push(match part {
                    Part::File(file) => Differs::File(file),
                    Part::Below { old, new, folder } => {
                        level.push(pairs.len());
                        pairs.push(Pair { old, new, folder, differs: Vec::new() });
                        Differs::Below(pairs.len() - 1)
                    }
                });
            }
            if let Some(pair) = pairs.get_mut(at) {
                pair.differs = differs;
            }
        }
    }
    Ok(Some((0..asked).map(|at| gather(&mut pairs, at)).collect()))
}

fn folder(pairs: &[Pair], at: usize) -> &str {
    pairs.get(at).map_or("", |pair| &pair.folder)
}

/// The files of a pair, in the order of the trees, however deep they lie.
fn gather(pairs: &mut [Pair], at: usize) -> Vec<TouchedFile> {
    let mut take = |at: usize| {
        let differs = pairs.get_mut(at).map(|pair| std::mem::take(&mut pair.differs));
        differs.unwrap_or_default().into_iter()
    };
    let mut found = Vec::new();
    let mut open = vec![take(at)];
    while let Some(folder) = open.last_mut() {
        match folder.next() {
            Some(Differs::File(file)) => found.push(file),
            Some(Differs::Below(below)) => open.push(take(below)),
            None => {
                open.pop();
            }
        }
    }
    found
}

/// The pairs of one level, for every thread that compares.
struct Level<'a> {
    pairs: &'a [Pair],
    level: &'a [usize],
    wanted: &'a Wanted<'a>,
    /// How many pieces have been taken.
    taken: AtomicUsize,
    stopped: AtomicBool,
}

/// What differs in pairs, by their positions.
type Compared = Vec<(usize, Vec<Part>)>;

impl<'a> Level<'a> {
    fn of(pairs: &'a [Pair], level: &'a [usize], wanted: &'a Wanted<'a>) -> Self {
        let (taken, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        Self { pairs, level, wanted, taken, stopped }
    }

    fn run(
        &self,
        objects: &Objects<'_>,
        further: Option<&mut Objects<'static>>,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Option<Compared>, GitError> {
        let other = further.map(|further| || self.take(further, &|| true));
        let (other, mine) = beside_any(other, || self.take(objects, goes_on));
        let mut compared = mine?;
        compared.extend(other.transpose()?.into_iter().flatten());
        Ok((!self.stopped.load(Ordering::Relaxed)).then_some(compared))
    }

    /// Compares pieces until there are none left.
    fn take(
        &self,
        objects: &Objects<'_>,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Compared, GitError> {
        let Some(odb) = objects.odb() else { return Ok(Vec::new()) };
        let mut trees = Trees::new(odb, KEPT);
        let mut compared = Vec::new();
        let pieces = self.level.chunks(PIECE);
        loop {
            let next = self.taken.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.clone().nth(next) else { return Ok(compared) };
            if self.stopped.load(Ordering::Relaxed) || !goes_on() {
                self.stopped.store(true, Ordering::Relaxed);
                return Ok(compared);
            }
            for at in piece {
                let Some(pair) = self.pairs.get(*at) else { continue };
                let parts = trees.differ(pair.old, pair.new, &pair.folder, self.wanted);
                let parts = parts.inspect_err(|_| self.stopped.store(true, Ordering::Relaxed))?;
                compared.push((*at, parts));
            }
        }
    }
}
