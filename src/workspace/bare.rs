//! A repository to be read only: also a bare one, whose files are those of its HEAD.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::SystemTime;

use super::check::board_at;
use super::journal::Journal;
use super::load::{Head, Loaded};
use super::settings::Settings;
use super::{Standing, Workspace, WorkspaceError, meeting};
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::draft::Draft;

impl Workspace {
    /// Opens a repository for what git's history tells, and loads it. In a bare one, where nothing
    /// can be decided, the board is that of HEAD.
    ///
    /// # Errors
    /// When there is no repository, or its settings, its files or its journal cannot be read.
    pub fn open_to_read(start: &Path) -> Result<(Self, Loaded), WorkspaceError> {
        let repo = Repo::discover(start)?;
        if repo.root().is_some() {
            let mut workspace = Self::open(start)?;
            let loaded = workspace.load()?;
            return Ok((workspace, loaded));
        }
        let head = repo.head()?;
        let (settings, board) = match &head.commit {
            Some(commit) => {
                let (settings, board, _) = board_at(&repo, commit)?;
                (settings, board)
            }
            None => (Settings::unwritten(), Board::default()),
        };
        let loaded = Loaded {
            nothing_found: board.items().is_empty(),
            board,
            draft: Draft::default(),
            conflicts: Vec::new(),
            drifted: Vec::new(),
            gone: Vec::new(),
            head: Head { branch: head.branch, commit: head.commit, ..Head::default() },
            settings_written: settings.written,
            read_only: Some("a bare repository has no work tree to decide in".to_owned()),
            held_by: None,
            made_on: Vec::new(),
            user: None,
            new_items_in: String::new(),
            mappings: settings.backlog.iter().map(|place| place.mapping.clone()).collect(),
            remarks: Vec::new(),
        };
        let (journal, journal_remarks) = Journal::open(repo.git_dir())?;
        let workspace = Self {
            root: repo.git_dir().to_owned(),
            repo,
            settings,
            journal,
            sparse: BTreeSet::new(),
            journal_remarks,
            meeting: meeting::MeetingJournal::default(),
            chair: None,
            pin: None,
            keeps: true,
            opened: SystemTime::now(),
            standing: Standing::default(),
        };
        Ok((workspace, loaded))
    }
}
