//! From commits to changes: what the files of a commit say before and after it.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Watch;
use super::nodes::Nodes;
use super::work::Work;
use crate::document::{item, pack};
use crate::git::{GitError, Objects, PastCommit, Repo, TouchedFile, Wanted, compared, trailer};
use crate::model::history::{Commit, Facts, Node, Packed, Side, changed, own_of_merge};
use crate::workspace::WorkspaceError;
use crate::workspace::board::{FileKind, kind_of, may_lie_below};
use crate::workspace::settings::Settings;

/// The trailer that names the meeting a commit records.
pub(super) const MEETING: &str = "Gonogo-Meeting";

/// How many read versions of files are kept: each is asked for as what came after one commit and
/// as what was there before the next.
const KEPT: usize = 20_000;

/// So many commits are not worth a second thread.
const FEW: usize = 128;

/// How many commits are compared with their parents before what changed is read.
const AT_ONCE: usize = 16_384;

/// After how many commits that were only found somebody is asked whether to go on.
const LOOK: usize = 500;

/// Reads every commit that leads to `tip` and is not among `known` yet, on two threads where there
/// are many.
pub(super) fn all(
    repo: &Repo,
    settings: &Settings,
    tip: &str,
    known: &Nodes,
    watch: Watch<'_>,
) -> Result<Vec<Packed>, WorkspaceError> {
    let (file, folder) = (is_wanted(settings), may_hold(settings));
    let wanted = Wanted { file: &file, folder: &folder, born: None };
    let knows = |id: &str| known.position(id).is_some();
    let count = Cell::new(0_usize);
    let goes_on = || {
        count.set(count.get() + 1);
        !count.get().is_multiple_of(LOOK) || watch(0)
    };
    let found = repo.unread(tip, &wanted, &knows, &goes_on)?;
    let mut found = found.ok_or(WorkspaceError::Stopped)?;
    let objects = repo.objects()?;
    let versions = Versions::default();
    let mut again = if found.len() > FEW { repo.objects_again() } else { None };
    let mut read = Vec::with_capacity(found.len());
    while !found.is_empty() {
        // The oldest first: what a version says is kept until it is there no more.
        let some = found.split_off(found.len().saturating_sub(AT_ONCE));
        let some = compared(some, &objects, again.as_mut(), &wanted, &|| watch(read.len()))?;
        let some = some.ok_or(WorkspaceError::Stopped)?;
        let work = Work::of(settings, &versions, some, read.len());
        read.extend(work.all(&objects, again.as_mut(), watch)?);
    }
    Ok(read)
}

fn is_wanted(settings: &Settings) -> impl Fn(&str) -> bool {
    |path| kind_of(settings, path).is_some()
}

fn may_hold(settings: &Settings) -> impl Fn(&str) -> bool {
    |path| may_lie_below(settings, path)
}

/// Reads one commit.
pub(super) fn one(repo: &Repo, settings: &Settings, id: &str) -> Result<Node, WorkspaceError> {
    let (file, folder) = (is_wanted(settings), may_hold(settings));
    let past = repo.past_commit(id, &Wanted { file: &file, folder: &folder, born: None })?;
    let past = past.ok_or_else(|| WorkspaceError::Edge { commit: id.to_owned() })?;
    let (objects, versions) = (repo.objects()?, Versions::default());
    Reader::new(settings, &objects, &versions).node(past)
}

/// What versions of files say, by their blobs: the last that were read, for every thread.
#[derive(Default)]
pub(super) struct Versions(Mutex<HashMap<String, Version>>);

/// What a blob says at a path.
struct Version {
    path: Arc<str>,
    facts: Arc<[Arc<Facts>]>,
}

impl Versions {
    /// What a blob says at a path, where it was read; with `last`, nobody is thought to ask again.
    fn get(&self, blob: &str, path: &str, last: bool) -> Option<Arc<[Arc<Facts>]>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = known.get(blob).filter(|version| *version.path == *path)?;
        let facts = Arc::clone(&version.facts);
        if last {
            known.remove(blob);
        }
        Some(facts)
    }

    fn put(&self, blob: String, version: Version) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(blob, version);
    }
}

/// Reads what a commit says of items and packs, on one thread.
pub(super) struct Reader<'a> {
    settings: &'a Settings,
    objects: &'a Objects<'a>,
    versions: &'a Versions,
    missing: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        objects: &'a Objects<'a>,
        versions: &'a Versions,
    ) -> Self {
        Self { settings, objects, versions, missing: 0 }
    }

    /// What a commit changed.
    pub(super) fn node(&mut self, past: PastCommit) -> Result<Node, WorkspaceError> {
        let commit = Arc::new(Commit {
            meeting: trailer(&past.message, MEETING),
            subject: past.message.lines().next().unwrap_or_default().to_owned(),
            id: past.id,
            parents: past.parents,
            author: past.author,
            email: past.email,
            when: past.when,
            landed: past.landed,
        });
        self.missing = 0;
        let Some(sides) = past.sides else {
            let there = self.side(&past.holds, false)?;
            let brought = Some(changed(&there, &commit));
            return Ok(Node {
                commit,
                own: Vec::new(),
                brought,
                edge: true,
                missing: self.missing,
            });
        };
        // On one line of history, what stood there before a commit is not asked for again.
        let last = sides.len() == 1;
        let sides: Vec<Side> =
            sides.iter().map(|files| self.side(files, last)).collect::<Result<_, _>>()?;
        let (own, brought) = match sides.as_slice() {
            [] => (Vec::new(), None),
            [only] => (changed(only, &commit), None),
            [first, ..] => (own_of_merge(&sides, &commit), Some(changed(first, &commit))),
        };
        Ok(Node { commit, own, brought, edge: false, missing: self.missing })
    }

    /// What files said and say.
    fn side(&mut self, files: &[TouchedFile], last: bool) -> Result<Side, WorkspaceError> {
        let mut side = Side::default();
        for TouchedFile { path, before, after } in files {
            side.paths.insert(path.clone());
            side.before.extend(self.facts(path, before.as_deref(), last)?.iter().cloned());
            side.after.extend(self.facts(path, after.as_deref(), false)?.iter().cloned());
        }
        Ok(side)
    }

    fn facts(
        &mut self,
        path: &str,
        blob: Option<&str>,
        last: bool,
    ) -> Result<Arc<[Arc<Facts>]>, WorkspaceError> {
        let (Some(blob), Some(kind)) = (blob, kind_of(self.settings, path)) else {
            return Ok(Arc::default());
        };
        if let Some(known) = self.versions.get(blob, path, last) {
            return Ok(known);
        }
        let bytes = match self.objects.contents(blob) {
            Ok(bytes) => bytes,
            // A partial clone leaves out what nobody has asked for yet; fetching it is not for us.
            Err(GitError::Missing) => {
                self.missing += 1;
                return Ok(Arc::default());
            }
            Err(error) => return Err(error.into()),
        };
        let path: Arc<str> = path.into();
        let facts = self.parse(&path, kind, &bytes);
        self.versions.put(blob.to_owned(), Version { path, facts: Arc::clone(&facts) });
        Ok(facts)
    }

    /// What cannot be read says nothing: it was a problem on the board of its time.
    fn parse(&self, path: &Arc<str>, kind: FileKind, bytes: &[u8]) -> Arc<[Arc<Facts>]> {
        match kind {
            FileKind::Item(place) => {
                let Some(mapping) = self.settings.backlog.get(place).map(|p| &p.mapping) else {
                    return Arc::default();
                };
                let stem = item::stem(path);
                let items = item::read(path, bytes, mapping, place).items;
                items.iter().map(|item| Arc::new(Facts::of_item(item, stem))).collect()
            }
            FileKind::Pack => {
                let pack = pack::read(path, bytes);
                pack.iter().map(|pack| Arc::new(Facts::of_pack(pack))).collect()
            }
        }
    }
}
