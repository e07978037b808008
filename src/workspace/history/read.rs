//! From commits to changes: what the files of a commit say before and after it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Watch;
use super::nodes::Nodes;
use crate::document::{item, pack};
use crate::git::{GitError, PastCommit, Repo, TouchedFile, Walker, Wanted, trailer};
use crate::model::history::{Commit, Facts, Node, Packed, Side, changed, own_of_merge};
use crate::workspace::WorkspaceError;
use crate::workspace::board::{FileKind, kind_of, may_lie_below};
use crate::workspace::settings::Settings;

/// The trailer that names the meeting a commit records.
pub(super) const MEETING: &str = "Gonogo-Meeting";

/// How many read versions of files are kept: each is asked for as what came after one commit and
/// as what was there before the next.
const KEPT: usize = 20_000;

/// Reads every commit that leads to `tip` and is not among `known` yet.
pub(super) fn all(
    repo: &Repo,
    settings: &Settings,
    tip: &str,
    known: &Nodes,
    watch: Watch<'_>,
) -> Result<Vec<Packed>, WorkspaceError> {
    let mut reader = Reader::new(repo, settings);
    let mut walk = Walk { reader: &mut reader, known, watch, read: Vec::new(), failed: None };
    let file = |path: &str| kind_of(settings, path).is_some();
    let folder = |path: &str| may_lie_below(settings, path);
    repo.walk(tip, &Wanted { file: &file, folder: &folder }, &mut walk)?;
    match walk.failed {
        Some(error) => Err(error),
        None => Ok(walk.read),
    }
}

/// Reads one commit.
pub(super) fn one(repo: &Repo, settings: &Settings, id: &str) -> Result<Node, WorkspaceError> {
    let file = |path: &str| kind_of(settings, path).is_some();
    let folder = |path: &str| may_lie_below(settings, path);
    let past = repo.past_commit(id, &Wanted { file: &file, folder: &folder })?;
    let past = past.ok_or_else(|| WorkspaceError::Edge { commit: id.to_owned() })?;
    Reader::new(repo, settings).node(past)
}

struct Walk<'a, 'b> {
    reader: &'a mut Reader<'b>,
    known: &'a Nodes,
    watch: Watch<'a>,
    read: Vec<Packed>,
    failed: Option<WorkspaceError>,
}

impl Walker for Walk<'_, '_> {
    fn knows(&self, commit: &str) -> bool {
        self.known.position(commit).is_some()
    }

    fn take(&mut self, commit: PastCommit) -> bool {
        match self.reader.node(commit) {
            Ok(node) => self.read.push(Packed::of(&node)),
            Err(error) => self.failed = Some(error),
        }
        if self.failed.is_none() && !(self.watch)(self.read.len()) {
            self.failed = Some(WorkspaceError::Stopped);
        }
        self.failed.is_none()
    }
}

/// Reads versions of files, and keeps the last ones.
struct Reader<'a> {
    repo: &'a Repo,
    settings: &'a Settings,
    read: HashMap<(String, String), Arc<[Arc<Facts>]>>,
    missing: usize,
}

impl<'a> Reader<'a> {
    fn new(repo: &'a Repo, settings: &'a Settings) -> Self {
        Self { repo, settings, read: HashMap::new(), missing: 0 }
    }

    fn node(&mut self, past: PastCommit) -> Result<Node, WorkspaceError> {
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
            let there = self.everything(&commit.id)?;
            let brought = Some(changed(&there, &commit));
            return Ok(Node {
                commit,
                own: Vec::new(),
                brought,
                edge: true,
                missing: self.missing,
            });
        };
        let sides: Vec<Side> =
            sides.iter().map(|files| self.side(files)).collect::<Result<_, _>>()?;
        let (own, brought) = match sides.as_slice() {
            [] => (Vec::new(), None),
            [only] => (changed(only, &commit), None),
            [first, ..] => (own_of_merge(&sides, &commit), Some(changed(first, &commit))),
        };
        Ok(Node { commit, own, brought, edge: false, missing: self.missing })
    }

    /// Everything that a commit holds, as if it had come from nothing.
    fn everything(&mut self, commit: &str) -> Result<Side, WorkspaceError> {
        let files = self.repo.files(commit, "")?.into_iter();
        let files = files.filter(|file| kind_of(self.settings, &file.path).is_some());
        let files: Vec<TouchedFile> = files
            .map(|file| TouchedFile { path: file.path, before: None, after: Some(file.blob) })
            .collect();
        self.side(&files)
    }

    fn side(&mut self, files: &[TouchedFile]) -> Result<Side, WorkspaceError> {
        let mut side = Side::default();
        for file in files {
            side.paths.insert(file.path.clone());
            side.before.extend(self.facts(&file.path, file.before.as_deref())?.iter().cloned());
            side.after.extend(self.facts(&file.path, file.after.as_deref())?.iter().cloned());
        }
        Ok(side)
    }

    fn facts(
        &mut self,
        path: &str,
        blob: Option<&str>,
    ) -> Result<Arc<[Arc<Facts>]>, WorkspaceError> {
        let (Some(blob), Some(kind)) = (blob, kind_of(self.settings, path)) else {
            return Ok(Arc::default());
        };
        let key = (blob.to_owned(), path.to_owned());
        if let Some(known) = self.read.get(&key) {
            return Ok(known.clone());
        }
        let bytes = match self.repo.contents(blob) {
            Ok(bytes) => bytes,
            // A partial clone leaves out what nobody has asked for yet; fetching it is not for us.
            Err(GitError::Missing) => {
                self.missing += 1;
                return Ok(Arc::default());
            }
            Err(error) => return Err(error.into()),
        };
        let facts = self.parse(path, kind, &bytes);
        if self.read.len() >= KEPT {
            self.read.clear();
        }
        self.read.insert(key, facts.clone());
        Ok(facts)
    }

    /// What cannot be read says nothing: it was a problem on the board of its time.
    fn parse(&self, path: &str, kind: FileKind, bytes: &[u8]) -> Arc<[Arc<Facts>]> {
        let path: Arc<str> = path.into();
        match kind {
            FileKind::Item(place) => {
                let Some(mapping) = self.settings.backlog.get(place).map(|p| &p.mapping) else {
                    return Arc::default();
                };
                let stem = item::stem(&path);
                let items = item::read(&path, bytes, mapping, place).items;
                items.iter().map(|item| Arc::new(Facts::of_item(item, stem))).collect()
            }
            FileKind::Pack => {
                let pack = pack::read(&path, bytes);
                pack.iter().map(|pack| Arc::new(Facts::of_pack(pack))).collect()
            }
        }
    }
}
