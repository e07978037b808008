//! Which files differ between two trees, read from the raw bytes of git's tree objects.
//!
//! Commits in a row share nearly everything, and a tree of ten thousand names is half a megabyte:
//! what is the same at the beginning and at the end of two trees is stepped over as bytes, and only
//! what lies between is taken apart.

use std::collections::VecDeque;
use std::rc::Rc;

use git2::{Odb, OdbObject, Oid};

use super::{TouchedFile, Wanted};
use crate::git::GitError;

/// How many trees are kept where commits come one by one: those of a commit are asked for again as
/// those of its child's parent.
pub(super) const OF_COMMITS: usize = 32;

/// Reads trees, and keeps the last few.
pub(super) struct Trees<'a> {
    odb: &'a Odb<'a>,
    most: usize,
    kept: VecDeque<(Oid, Rc<OdbObject<'a>>)>,
}

/// Something that differs between two trees.
pub(super) enum Part {
    File(TouchedFile),
    /// A folder, with a slash at the end.
    Below {
        old: Option<Oid>,
        new: Option<Oid>,
        folder: String,
    },
}

/// One line of a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Entry<'a> {
    mode: &'a [u8],
    name: &'a [u8],
    id: &'a [u8],
}

impl Entry<'_> {
    fn is_tree(&self) -> bool {
        self.mode == b"40000"
    }

    /// Links and submodules hold no text of the launch.
    fn is_file(&self) -> bool {
        self.mode.starts_with(b"100")
    }

    /// The name as git sorts it: a folder as if it ended in a slash.
    fn sort_key(&self) -> impl Iterator<Item = u8> + '_ {
        self.name.iter().copied().chain(self.is_tree().then_some(b'/'))
    }
}

impl<'a> Trees<'a> {
    /// Reads trees, and keeps so many.
    pub(super) fn new(odb: &'a Odb<'a>, most: usize) -> Self {
        Self { odb, most, kept: VecDeque::new() }
    }

    fn read(&mut self, id: Oid) -> Result<Rc<OdbObject<'a>>, GitError> {
        if let Some((_, tree)) = self.kept.iter().find(|(known, _)| *known == id) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(self.odb.read(id)?);
        if self.kept.len() == self.most {
            self.kept.pop_front();
        }
        self.kept.push_back((id, Rc::clone(&tree)));
        Ok(tree)
    }

    /// The files that differ between two trees; `None` is the empty one.
    pub(super) fn compare(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<TouchedFile>, GitError> {
        let mut found = Vec::new();
        self.below(old, new, "", wanted, &mut found)?;
        Ok(found)
    }

    fn below(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        folder: &str,
        wanted: &Wanted<'_>,
        found: &mut Vec<TouchedFile>,
    ) -> Result<(), GitError> {
        for part in self.differ(old, new, folder, wanted)? {
            match part {
                Part::File(file) => found.push(file),
                Part::Below { old, new, folder } => self.below(old, new, &folder, wanted, found)?,
            }
        }
        Ok(())
    }

    /// What differs between two versions of a folder, in the order of its entries.
    pub(super) fn differ(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        folder: &str,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Part>, GitError> {
        let mut found = Vec::new();
        if old == new {
            return Ok(found);
        }
        let old = old.map(|id| self.read(id)).transpose()?;
        let new = new.map(|id| self.read(id)).transpose()?;
        let (mut left, mut right) = (bytes(old.as_ref()), bytes(new.as_ref()));
        loop {
            (left, right) = step_over_the_same(left, right);
            if left == right {
                return Ok(found);
            }
            let (one, other) = (entry(left)?, entry(right)?);
            let order = match (&one, &other) {
                (None, None) => return Ok(found),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                // A file and a folder of one name are told as one thing that changed.
                (Some((one, _)), Some((other, _))) if one.name == other.name => {
                    std::cmp::Ordering::Equal
                }
                (Some((one, _)), Some((other, _))) => one.sort_key().cmp(other.sort_key()),
            };
            let one = one.filter(|_| order.is_le());
            let other = other.filter(|_| order.is_ge());
            left = one.map_or(left, |(_, rest)| rest);
            right = other.map_or(right, |(_, rest)| rest);
            entries_differ(one.map(|(e, _)| e), other.map(|(e, _)| e), folder, wanted, &mut found)?;
        }
    }
}

/// Takes down what differs under one name.
fn entries_differ(
    old: Option<Entry<'_>>,
    new: Option<Entry<'_>>,
    folder: &str,
    wanted: &Wanted<'_>,
    found: &mut Vec<Part>,
) -> Result<(), GitError> {
    let Some(name) = old.or(new).map(|entry| entry.name) else { return Ok(()) };
    let path = format!("{folder}{}", String::from_utf8_lossy(name));
    let id = |entry: Option<Entry<'_>>| {
        entry.map(|entry| Oid::from_bytes(entry.id)).transpose().map_err(GitError::from)
    };
    let (old_tree, new_tree) = (id(old.filter(Entry::is_tree))?, id(new.filter(Entry::is_tree))?);
    if (old_tree.is_some() || new_tree.is_some()) && (wanted.of(old_tree.is_none()).folder)(&path) {
        let folder = format!("{path}/");
        found.push(Part::Below { old: old_tree, new: new_tree, folder });
    }
    let (before, after) = (id(old.filter(Entry::is_file))?, id(new.filter(Entry::is_file))?);
    // A file that only became executable says what it said.
    if before != after && (wanted.of(before.is_none()).file)(&path) {
        let hex = |id: Option<Oid>| id.map(|id| id.to_string());
        found.push(Part::File(TouchedFile { path, before: hex(before), after: hex(after) }));
    }
    Ok(())
}

/// What a tree holds; the one that is not there is empty.
fn bytes<'a>(tree: Option<&'a Rc<OdbObject<'_>>>) -> &'a [u8] {
    tree.map(|tree| tree.data()).unwrap_or_default()
}

/// The first entry, and what comes after it.
fn entry(bytes: &[u8]) -> Result<Option<(Entry<'_>, &[u8])>, GitError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let whole = || -> Option<(Entry<'_>, &[u8])> {
        let space = bytes.iter().position(|b| *b == b' ')?;
        let (mode, rest) = (bytes.get(..space)?, bytes.get(space + 1..)?);
        let end = rest.iter().position(|b| *b == 0)?;
        let (name, rest) = (rest.get(..end)?, rest.get(end + 1..)?);
        let (id, rest) = rest.split_at_checked(ID)?;
        Some((Entry { mode, name, id }, rest))
    };
    whole().map(Some).ok_or_else(|| GitError::Other("a tree object is damaged".to_owned()))
}

/// The bytes of an id in a tree that libgit2 reads.
const ID: usize = 20;

/// Steps over the entries that two trees begin with alike.
fn step_over_the_same<'a>(left: &'a [u8], right: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    const CHUNK: usize = 256;
    let chunks = left.chunks_exact(CHUNK).zip(right.chunks_exact(CHUNK));
    let chunks = chunks.take_while(|(one, other)| one == other).count() * CHUNK;
    let bytes = left.iter().zip(right).skip(chunks).take_while(|(one, other)| one == other).count();
    let same = chunks + bytes;
    // The last entry that ends within what is the same; ids can hold any byte, so only the way from
    // the beginning leads to it.
    let mut at = 0;
    loop {
        let name = left.get(at..same).and_then(|rest| rest.iter().position(|b| *b == 0));
        match name.map(|name| at + name + 1 + ID).filter(|end| *end <= same) {
            Some(end) => at = end,
            None => break,
        }
    }
    (left.get(at..).unwrap_or_default(), right.get(at..).unwrap_or_default())
}
