//! Which decisions git's history holds: read from what the files say before and after each commit,
//! so that squashed, amended and hand-made commits count too.
//!
//! The settings are today's: they say where items lie and how fields are named, for all commits.

pub(super) mod at;
mod between;
mod cache;
mod nodes;
mod order;
mod read;
mod series;
mod work;

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::files::{Revision, WorkTree};
use super::settings::Settings;
use super::{Workspace, WorkspaceError, read_settings};
use crate::git::Repo;
use crate::model::history::{Change, Commit, Packed, Timeline};
use crate::model::item::Source;
use crate::model::target::Target;
use cache::Cache;
use nodes::{Known, Nodes};

/// How many commits beyond those in use are kept whatever their share is.
const ROOM: usize = 5_000;

/// The file of the cache is written anew once one in so many commits is not in it: to read a few
/// again takes less time than to write what is known of ten thousand.
const WORTH: usize = 1_000;

/// Is told how many commits have been read, and says whether to go on.
pub type Watch<'a> = &'a dyn Fn(usize) -> bool;

/// The history of a repository, as far as it has been read: asked again, only new commits are.
pub struct History<'a> {
    repo: &'a Repo,
    settings: &'a Settings,
    nodes: Nodes,
    /// `None` where nothing is to be kept, or it cannot be.
    cache: Option<Cache>,
    /// Whether what was kept has been taken up.
    taken_up: bool,
}

impl<'a> History<'a> {
    /// The history; with `keeps`, what is read is kept for the next time.
    pub(super) fn new(repo: &'a Repo, settings: &'a Settings, keeps: bool) -> Self {
        let cache = Cache::of(repo, settings).map(|cache| cache.for_reading(!keeps));
        Self { repo, settings, nodes: Nodes::default(), cache, taken_up: false }
    }

    /// The decisions of every commit that leads to a revision, newest first.
    ///
    /// # Errors
    /// When there is no such revision, or git cannot be read.
    pub fn timeline(&mut self, until: &str, watch: Watch<'_>) -> Result<Timeline, WorkspaceError> {
        let Some(tip) = self.tip(until)? else { return Ok(Timeline::default()) };
        self.read(&tip, watch)?;
        Ok(self.gather(order::newest_first(&self.nodes, &tip, None)))
    }

    /// The decisions of the commits that lead to `until` and not to `since`, newest first.
    ///
    /// # Errors
    /// When there is no such revision, or git cannot be read.
    pub fn range(
        &mut self,
        since: &str,
        until: &str,
        watch: Watch<'_>,
    ) -> Result<Timeline, WorkspaceError> {
        let (from, tip) = (self.commit(since)?, self.commit(until)?);
        self.read(&from, watch)?;
        self.read(&tip, watch)?;
        Ok(self.gather(order::newest_first(&self.nodes, &tip, Some(&from))))
    }

    /// What one commit changed: a merge, on the branch that it was made on.
    ///
    /// # Errors
    /// When there is no such commit, or git cannot be read.
    pub fn of_commit(&self, revision: &str) -> Result<(Arc<Commit>, Vec<Change>), WorkspaceError> {
        let id = self.commit(revision)?;
        let (packed, known) = match self.nodes.get(&id) {
            Some(packed) => (packed.clone(), true),
            None => (Packed::of(&read::one(self.repo, self.settings, &id)?), false),
        };
        if packed.is_edge() && !known {
            return Err(WorkspaceError::Edge { commit: id });
        }
        let commit = Arc::new(packed.commit().unpack());
        let changes = packed.on_the_branch().unpack(&commit);
        Ok((commit, changes))
    }

    /// The commit that a revision names; `None` before the first commit.
    fn tip(&self, revision: &str) -> Result<Option<String>, WorkspaceError> {
        if revision == "HEAD" && self.repo.head()?.commit.is_none() {
            return Ok(None);
        }
        self.commit(revision).map(Some)
    }

    fn commit(&self, revision: &str) -> Result<String, WorkspaceError> {
        at::commit(self.repo, revision)
    }

    fn read(&mut self, tip: &str, watch: Watch<'_>) -> Result<(), WorkspaceError> {
        if let (false, Some(cache)) = (self.taken_up, &self.cache) {
            self.nodes = cache.read();
        }
        self.taken_up = true;
        let new = read::all(self.repo, self.settings, tip, &self.nodes, watch)?;
        let (known, read) = (self.nodes.len(), new.len());
        self.nodes.extend(new);
        if let Some(cache) = &self.cache
            && read.saturating_mul(WORTH) > known
        {
            // What was rebased away is let go of once it outweighs what is there.
            let used = order::positions(&self.nodes, tip);
            if self.nodes.len() > used.len().saturating_mul(2) + ROOM {
                self.nodes = self.nodes.only(&used);
            }
            cache.write(&self.nodes);
        }
        Ok(())
    }

    fn gather(&self, commits: Vec<&Known>) -> Timeline {
        let mut timeline = Timeline { commits: commits.len(), ..Timeline::default() };
        for Known { packed, id, .. } in commits {
            timeline.missing += packed.missing();
            if packed.is_edge() {
                timeline.edge.get_or_insert_with(|| id.to_string());
            }
            timeline.changes.push(packed.clone());
        }
        timeline
    }
}

impl Workspace {
    /// The history of this repository.
    pub fn history(&self) -> History<'_> {
        History::new(&self.repo, &self.settings, self.keeps)
    }

    /// The revision whose history this is: HEAD, or the one that is shown.
    pub fn tip(&self) -> &str {
        self.pin.as_ref().map_or("HEAD", |pin| &pin.commit)
    }

    /// The decisions that git holds on one item or pack, newest first.
    ///
    /// # Errors
    /// When git cannot be read.
    pub fn history_of(
        &self,
        target: &Target,
        source: &Source,
        watch: Watch<'_>,
    ) -> Result<Vec<Change>, WorkspaceError> {
        let own = written(target, source);
        let timeline = self.history().timeline(self.tip(), watch)?;
        let mut changes: Vec<Change> = timeline.of(&own).into_iter().cloned().collect();
        if *target != own {
            // Several items claim the id: each has what its own file says.
            changes.retain(|change| change.path == source.path);
        }
        Ok(changes)
    }

    /// What a commit changed in the files, as a patch.
    ///
    /// # Errors
    /// When git cannot be read.
    pub fn patch(&self, commit: &str) -> Result<String, WorkspaceError> {
        Ok(self.repo.patch(commit)?)
    }
}

/// A repository, with or without a work tree, opened to look at its history.
pub struct Opened {
    repo: Repo,
    settings: Settings,
}

/// Opens a repository, with or without a work tree, to look at its history.
///
/// # Errors
/// When there is no repository, or its settings cannot be used.
pub fn open(start: &Path) -> Result<Opened, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let settings = match (repo.root(), repo.head()?.commit) {
        (Some(root), _) => read_settings(&WorkTree::new(root))?,
        (None, Some(head)) => read_settings(&Revision::of(&repo, &head)?)?,
        (None, None) => Settings::unwritten(),
    };
    Ok(Opened { repo, settings })
}

impl Opened {
    /// Its history.
    pub fn history(&self) -> History<'_> {
        History::new(&self.repo, &self.settings, true)
    }

    /// The day of the launch.
    pub fn launch(&self) -> Option<NaiveDate> {
        self.settings.launch.date
    }
}

/// What an item is called in its file: on the board, one whose id is taken is called `id@path`.
fn written(target: &Target, source: &Source) -> Target {
    let id = target.as_str();
    let suffix = format!("@{}", source.path);
    match id.find(&suffix).and_then(|at| id.get(..at)) {
        Some(own) if target.item().is_some() => Target::Item(own.into()),
        Some(own) => Target::Pack(own.into()),
        None => target.clone(),
    }
}
