//! A repository as the user sees it: a thin facade for the board and the commands over rooms of
//! their own. It must not become the helper where everything ends up.

mod assets;
mod at;
mod bare;
mod board;
pub mod check;
mod codeowners;
pub mod documents;
pub mod effective;
mod files;
pub mod history;
pub mod init;
pub mod journal;
pub mod load;
pub mod lock;
pub mod meeting;
pub mod memory;
mod own;
mod people;
pub mod plan;
mod record;
mod records;
pub mod report;
pub mod sample;
mod seen;
pub mod settings;
mod sparse;
mod texts;
pub mod user;
pub mod watch;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, FixedOffset};

use crate::document::write;
use crate::git::{GitError, Repo};
use crate::model::draft::{Draft, Step};
use crate::model::finding::Subject;
use crate::model::item::Source;
use at::Pin;
use files::{Buffer, Files, WorkTree};
use journal::{Journal, JournalError, Remark};
use lock::{Claim, Holder, Writer};
use settings::{Settings, SettingsError};

/// An open work tree: its repository, its settings and its journal.
pub struct Workspace {
    root: PathBuf,
    repo: Repo,
    settings: Settings,
    journal: Journal,
    /// The paths that a sparse checkout leaves out, as they were read last.
    sparse: BTreeSet<String>,
    /// What reading the journal for the first time brought to light.
    journal_remarks: Vec<Remark>,
    meeting: meeting::MeetingJournal,
    /// What keeps others from the meeting while this one holds it.
    chair: Option<meeting::Chair>,
    /// The revision that is shown in the place of the work tree.
    pin: Option<Pin>,
    /// Whether what was read of the history is kept for the next time.
    keeps: bool,
    opened: SystemTime,
    /// Who may decide on a board here, once that was asked.
    standing: Standing,
}

/// Whether this process may decide on its board.
#[derive(Debug, Default)]
enum Standing {
    /// Nobody asked: commands queue their decisions beside an open board.
    #[default]
    Unasked,
    /// It is ours as long as this is kept.
    Writer(#[expect(dead_code, reason = "kept for its lock")] Writer),
    /// Somebody else's, at a time from which the words are counted.
    Reader(Option<Holder>, DateTime<FixedOffset>),
    /// Nobody can, and why.
    Barred(String),
}

/// What can go wrong with a work tree.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// Git refused or cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The commit was made, and the journal could not be closed over it.
    #[error(
        "the commit {commit} stands, but {source}; commit again once that is mended, and its decisions leave the draft"
    )]
    NotSettled {
        /// The commit, shortened.
        commit: String,
        /// What failed.
        source: JournalError,
    },
    /// A repository without a work tree.
    #[error("{} is a bare repository: decisions need a work tree; clone it, or use git worktree add", .0.display())]
    Bare(PathBuf),
    /// There is no such revision.
    #[error("{name:?} is no revision of this repository (a branch, a tag, a commit)")]
    NoRevision {
        /// What was asked for.
        name: String,
    },
    /// A verdict on nothing would be a GO that nobody has looked into.
    #[error(
        "there is nothing to check: no file under {places}; backlog: and packs: in gonogo.yaml say where they lie, and gonogo init writes one"
    )]
    NothingToCheck {
        /// Where items and packs were looked for.
        places: String,
    },
    /// The journal of a meeting cannot be read or written.
    #[error("{0}")]
    Meeting(String),
    /// No commit is as old as that.
    #[error("the current branch has no commit on or before {day}")]
    NoCommitYet {
        /// The day that was asked for.
        day: String,
    },
    /// A shallow clone does not hold what came before the commit.
    #[error(
        "this is a shallow clone that ends at {commit}: what that commit changed is not known; \
         git fetch --unshallow brings it"
    )]
    Edge {
        /// In hex.
        commit: String,
    },
    /// Whoever asked does not want the answer any more.
    #[error("left before it was done")]
    Stopped,
    /// A generated document cannot be read or written.
    #[error("{0}")]
    Document(String),
    /// The folder is not there any more.
    #[error("{} is gone, moved or removed; what is shown was read before", .0.display())]
    Vanished(PathBuf),
    /// Changes of files cannot be noticed.
    #[error("changes of files cannot be noticed here ({0}); reading again is up to you")]
    Watch(String),
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// From the root of the repository.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// From the root of the repository.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// There are settings already, and `init` never writes over them.
    #[error("{} is there already, and stays as it is; gonogo config tells what it says", .0.display())]
    Initialised(PathBuf),
    /// A file that is to go along with a commit is there already.
    #[error("{path} is there already with other contents; move it away first")]
    Taken {
        /// From the root of the repository.
        path: String,
    },
    /// While a commit was made, something came up that has to be chosen first.
    #[error("{} of {} has changed meanwhile, so nothing was committed: {}", .0.row.path, .0.row.target, .0.words())]
    HeldBack(Box<plan::Held>),
    /// Others commit faster than we do.
    #[error("somebody else commits here all the time; nothing was committed, try again")]
    Busy,
}

impl Workspace {
    /// Opens the work tree that holds a folder.
    ///
    /// # Errors
    /// When there is none, or its settings or its journal cannot be read.
    pub fn open(start: &Path) -> Result<Self, WorkspaceError> {
        let opened = SystemTime::now();
        let repo = Repo::discover(start)?;
        let Some(root) = repo.root().map(Path::to_owned) else {
            return Err(WorkspaceError::Bare(repo.git_dir().to_owned()));
        };
        let settings = read_settings(&WorkTree::new(&root))?;
        let (journal, journal_remarks) = Journal::open(repo.git_dir())?;
        let meeting = meeting::MeetingJournal::default();
        let sparse = BTreeSet::new();
        Ok(Self {
            root,
            repo,
            settings,
            journal,
            sparse,
            journal_remarks,
            meeting,
            chair: None,
            opened,
            standing: Standing::default(),
            pin: None,
            keeps: true,
        })
    }

    /// From now on nothing is written, not even what only saves time.
    pub fn keep_nothing(&mut self) {
        self.keeps = false;
    }

    /// The root of the work tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The error that something met, or that the folder is gone, where that is why.
    pub fn or_vanished(&self, error: WorkspaceError) -> WorkspaceError {
        match self.root.is_dir() {
            true => error,
            false => WorkspaceError::Vanished(self.root.clone()),
        }
    }

    /// When it was opened: what has changed since may not have been read.
    pub fn opened(&self) -> SystemTime {
        self.opened
    }

    /// Asks for the right to decide on a board here, of which there is one for each work tree.
    /// Whether somebody else has it.
    pub fn claim(&mut self, now: DateTime<FixedOffset>) -> bool {
        self.standing = match lock::claim(self.repo.git_dir(), now) {
            Claim::Ours(writer) => Standing::Writer(writer),
            Claim::Theirs(holder) => Standing::Reader(holder, now),
            Claim::Impossible(error) => Standing::Barred(format!("no draft can be kept: {error}")),
        };
        matches!(self.standing, Standing::Reader(..))
    }

    /// Takes the right to decide, which somebody else has let go of.
    pub fn take_over(&mut self, writer: Writer) {
        self.standing = Standing::Writer(writer);
    }

    /// Looks again at who may decide, where it is somebody else; whether that has changed.
    pub fn holder_has_changed(&mut self) -> bool {
        let Standing::Reader(known, _) = &mut self.standing else { return false };
        let now = lock::holder(self.repo.git_dir());
        let changed = now.is_some() && now != *known;
        if changed {
            *known = now;
        }
        changed
    }

    /// Who holds the board, where that is somebody else: for the top line.
    pub fn held_by(&self) -> Option<String> {
        let Standing::Reader(holder, now) = &self.standing else { return None };
        Some(holder.as_ref().map_or_else(|| "another board".to_owned(), |h| h.words(*now)))
    }

    /// Why nothing can be decided on a board here, where that is so.
    pub fn barred(&self) -> Option<String> {
        if let Standing::Barred(why) = &self.standing {
            return Some(why.clone());
        }
        self.held_by().map(|holder| {
            format!("another board is open here ({holder}); once it is closed, you can decide")
        })
    }

    /// The git directory of the work tree.
    pub fn git_dir(&self) -> &Path {
        self.repo.git_dir()
    }

    /// The settings as they were read last.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The draft as the journal holds it.
    pub fn draft(&self) -> Draft {
        self.journal.draft()
    }

    /// Writes a step down; when this returns, it is on disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn record(&mut self, step: &Step) -> Result<(), WorkspaceError> {
        Ok(self.journal.push(step)?)
    }

    /// Undoes the last step, and returns it; only if it is the one that was shown as the last.
    ///
    /// # Errors
    /// When it is not, or there is none, or the disk refuses.
    pub fn undo(&mut self, shown: Option<&Step>) -> Result<Step, WorkspaceError> {
        self.journal.undo(shown)?;
        Ok(self.journal.draft().next().cloned().ok_or(JournalError::Nothing("undo"))?)
    }

    /// Makes the step again that was undone last, and returns it; only if it is the one that was
    /// shown as that.
    ///
    /// # Errors
    /// When it is not, or there is none, or the disk refuses.
    pub fn redo(&mut self, shown: Option<&Step>) -> Result<Step, WorkspaceError> {
        self.journal.redo(shown)?;
        Ok(self.journal.draft().last().cloned().ok_or(JournalError::Nothing("redo"))?)
    }

    /// Whether another process has written into the journal since we last looked.
    pub fn draft_has_moved(&self) -> bool {
        self.journal.has_moved()
    }

    /// Whether another process had written into the journal before our last write.
    pub fn overtaken(&self) -> bool {
        self.journal.overtaken()
    }

    /// Forgets every decision of the draft.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn discard(&mut self) -> Result<(), WorkspaceError> {
        Ok(self.journal.discard()?)
    }

    /// The line and column, counted from 1, at which something is written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn place(
        &self,
        subject: &Subject,
        source: Option<&Source>,
        keys: &[String],
        pack_path: Option<&str>,
    ) -> Result<(String, usize, usize), WorkspaceError> {
        let own =
            Source { path: pack_path.unwrap_or_default().into(), index: None, mapping: usize::MAX };
        let source = match (subject, source) {
            (Subject::File(path), _) => return Ok((path.clone(), 1, 1)),
            (_, Some(source)) => source,
            (_, None) => &own,
        };
        let path = source.path.to_string();
        let bytes = self.read_file(&path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let place = write::place(&text, source, self.mapping(source.mapping), keys);
        let (line, column) = place.unwrap_or((1, 1));
        Ok((path, line, column))
    }

    /// Reads a file of the work tree; `None` where it is not there.
    fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let mut bytes = Vec::new();
        let file = WorkTree::new(&self.root).open(path);
        match file.and_then(|mut file| file.read_to_end(&mut bytes)) {
            Ok(_) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(WorkspaceError::Read { path: path.to_owned(), source }),
        }
    }

    /// Reads what was added to the journal, since another process may have written. What there is
    /// to say of it is said once.
    fn journal_again(&mut self) -> Result<Vec<Remark>, WorkspaceError> {
        let mut remarks = std::mem::take(&mut self.journal_remarks);
        for remark in self.journal.refresh()? {
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        Ok(remarks)
    }
}

/// Reads `gonogo.yaml`, or the defaults where there is none.
fn read_settings(files: &dyn Files) -> Result<Settings, WorkspaceError> {
    let mut buffer = Buffer::default();
    let read = files.read(settings::FILE, &mut buffer).and_then(|()| {
        String::from_utf8(buffer.bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    });
    match read {
        Ok(text) => Ok(Settings::parse(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::unwritten()),
        Err(source) => Err(WorkspaceError::Read { path: settings::FILE.to_owned(), source }),
    }
}
