//! A launch as it stood: everything as of a revision, and nothing can be decided.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use super::check::board_at;
use super::files::Revision;
use super::history::at;
use super::journal::Journal;
use super::load::{Head, Loaded};
use super::{Standing, Workspace, WorkspaceError, read_settings};
use crate::git::Repo;
use crate::model::draft::Draft;

/// The revision that a workspace shows.
#[derive(Clone, Debug)]
pub(super) struct Pin {
    /// As it was asked for.
    name: String,
    /// The commit, in hex.
    pub(super) commit: String,
    /// When it was committed.
    when: DateTime<FixedOffset>,
}

impl Workspace {
    /// Opens a repository, with or without a work tree, as it stood at a revision or at the end of a
    /// day (`2026-11-20`).
    ///
    /// # Errors
    /// When there is no repository or no such revision, or its settings cannot be used.
    pub fn open_at(start: &Path, name: &str) -> Result<Self, WorkspaceError> {
        let repo = Repo::discover(start)?;
        let commit = at::commit(&repo, name)?;
        let settings = read_settings(&Revision::of(&repo, &commit)?)?;
        let when = repo.committed(&commit)?;
        let pin = Some(Pin { name: name.to_owned(), commit, when });
        let (journal, journal_remarks) = Journal::open(repo.git_dir())?;
        let root = repo.root().unwrap_or(repo.git_dir()).to_owned();
        let meeting = super::meeting::MeetingJournal::default();
        Ok(Self {
            root,
            repo,
            settings,
            journal,
            journal_remarks,
            meeting,
            chair: None,
            sparse: BTreeSet::new(),
            pin,
            keeps: true,
            opened: std::time::SystemTime::now(),
            standing: Standing::default(),
        })
    }

    /// The revision that is shown, as it was asked for, and when it was committed; `None` where it is
    /// the work tree.
    pub fn as_of(&self) -> Option<(&str, DateTime<FixedOffset>)> {
        self.pin.as_ref().map(|pin| (pin.name.as_str(), pin.when))
    }

    /// How to open the same again, for another thread.
    pub fn again(&self) -> Again {
        let at = self.pin.as_ref().map(|pin| pin.name.clone());
        Again { root: self.root.clone(), at, keeps: self.keeps }
    }

    /// What `load` brings for the work tree, for the revision.
    pub(super) fn load_at(&mut self, pin: &Pin) -> Result<Loaded, WorkspaceError> {
        let (settings, board, remarks) = board_at(&self.repo, &pin.commit)?;
        self.settings = settings;
        let short = pin.commit.get(..10).unwrap_or(&pin.commit);
        let day = pin.when.format("%Y-%m-%d");
        let named = pin.name == pin.commit || pin.name == day.to_string();
        let as_of = match named {
            true => format!("as of {day} ({short})"),
            false => format!("as of {} ({short}, {day})", pin.name),
        };
        Ok(Loaded {
            nothing_found: board.items().is_empty() && board.packs.is_empty(),
            conflicts: Vec::new(),
            drifted: Vec::new(),
            gone: Vec::new(),
            head: Head {
                commit: Some(pin.commit.clone()),
                as_of: Some(as_of.clone()),
                ..Head::default()
            },
            settings_written: self.settings.written,
            read_only: Some(format!("this is the board {as_of}")),
            held_by: None,
            made_on: Vec::new(),
            user: None,
            new_items_in: self.settings.backlog.first().map(|p| p.path.clone()).unwrap_or_default(),
            mappings: self.settings.backlog.iter().map(|p| p.mapping.clone()).collect(),
            remarks,
            board,
            draft: Draft::default(),
        })
    }
}

/// How to open a workspace again.
#[derive(Clone, Debug)]
pub struct Again {
    root: PathBuf,
    at: Option<String>,
    keeps: bool,
}

impl Again {
    /// Opens it.
    ///
    /// # Errors
    /// As for the first time.
    pub fn open(&self) -> Result<Workspace, WorkspaceError> {
        let mut workspace = match &self.at {
            Some(at) => Workspace::open_at(&self.root, at)?,
            None => Workspace::open(&self.root)?,
        };
        workspace.keeps = self.keeps;
        Ok(workspace)
    }
}
