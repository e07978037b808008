//! The gate: what the files say, in the work tree or in a revision, without the draft.

mod kept;
mod spots;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::NaiveDate;

use self::kept::{Keeping, Key};
use self::spots::spots;
use super::assets::Hashed;
use super::board::{self, Also, Complete};
use super::files::{Files, Revision, WorkTree};
use super::history::at;
use super::journal::Journal;
use super::settings::{Place, Settings};
use super::sparse::Checkout;
use super::texts::Texts;
use super::{WorkspaceError, read_settings, record};
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::finding::Spot;
use crate::report::gate::{Gate, Located};
use crate::rules::{self, Findings, Index};

/// What the gate has looked at, and what it found.
pub struct Checked {
    board: Board,
    findings: Findings,
    /// The spots of the findings, in the order of [`Findings::all`].
    spots: Vec<Spot>,
    revision: Option<String>,
    /// What could not be looked at, in sentences.
    pub remarks: Vec<String>,
    /// Whether git could be asked all that there was to ask.
    is_whole: bool,
}

/// What the gate says: what was looked at just now, or what was found the last time, where nothing
/// has changed since.
pub struct Answer {
    told: Told,
    git_dir: PathBuf,
    keeping: Mutex<Option<Keeping>>,
    /// Decisions that are not committed yet, and were not counted.
    pub waiting: usize,
}

enum Told {
    Looked(Box<Checked>),
    Kept(kept::Answer),
}

impl Answer {
    fn of(told: Told, repo: &Repo) -> Self {
        Self { told, git_dir: repo.git_dir().to_owned(), keeping: Mutex::default(), waiting: 0 }
    }

    /// The answer, for the formats to put into words.
    pub fn gate(&self) -> Gate<'_> {
        match &self.told {
            Told::Looked(checked) => checked.gate(),
            Told::Kept(answer) => answer.gate(),
        }
    }

    /// What could not be looked at, in sentences.
    pub fn remarks(&self) -> &[String] {
        match &self.told {
            Told::Looked(checked) => &checked.remarks,
            Told::Kept(answer) => &answer.remarks,
        }
    }

    /// Whether it was kept from the last time.
    pub fn is_kept(&self) -> bool {
        matches!(self.told, Told::Kept(_))
    }

    /// Keeps it for the next time, where that can be done. It takes about as long as telling it, and
    /// can be done beside that.
    pub fn keep(&self) {
        let keeping = self.keeping.lock().ok().and_then(|mut keeping| keeping.take());
        if let (Some(keeping), Told::Looked(checked)) = (keeping, &self.told) {
            keeping.keep(&self.git_dir, checked);
        }
    }
}

/// Checks the work tree that holds a folder, or a revision of its repository. A bare repository has
/// no work tree; there, HEAD is checked.
///
/// # Errors
/// When there is no repository or no such revision, or the settings cannot be used.
pub fn check(start: &Path, at: Option<&str>, today: NaiveDate) -> Result<Answer, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let Some(root) = repo.root().filter(|_| at.is_none()) else {
        let commit = at::commit(&repo, at.unwrap_or("HEAD"))?;
        let checked = check_revision(&repo, &commit, today)?;
        return Ok(Answer::of(Told::Looked(Box::new(checked)), &repo));
    };
    // A journal that cannot be read is no reason to keep the verdict back.
    let journal = Journal::open(repo.git_dir());
    let waiting = journal.map_or(0, |(journal, _)| journal.draft().rows().len());
    let left_out = repo.left_out()?;
    let key = if left_out.is_empty() { Key::of(&repo, root, today) } else { None };
    if let Some(answer) = key.as_ref().and_then(|key| kept::again(&repo, root, key)) {
        return Ok(Answer { waiting, ..Answer::of(Told::Kept(answer), &repo) });
    }
    let keeping = key.and_then(|key| Keeping::begin(repo.git_dir(), key));
    let tree = if keeping.is_some() { WorkTree::noting(root) } else { WorkTree::new(root) };
    let files = Checkout { tree: &tree, repo: &repo, left_out: &left_out };
    let checked = look(&repo, &files, None, today)?;
    // Where HEAD moved meanwhile, nobody can tell which of the two was asked.
    let stands = |keeping: &Keeping| keeping.is_about(&repo);
    let keeping = keeping.filter(stands).map(|keeping| keeping.seeing(tree.into_seen()));
    let keeping = Mutex::new(keeping);
    Ok(Answer { waiting, keeping, ..Answer::of(Told::Looked(Box::new(checked)), &repo) })
}

/// Checks a commit, given in hex.
pub(super) fn check_revision(
    repo: &Repo,
    commit: &str,
    today: NaiveDate,
) -> Result<Checked, WorkspaceError> {
    let files = Revision::of(repo, commit)?;
    look(repo, &files, Some(commit.to_owned()), today)
}

fn look(
    repo: &Repo,
    files: &dyn Files,
    revision: Option<String>,
    today: NaiveDate,
) -> Result<Checked, WorkspaceError> {
    let also = Also { texts: true, named: Some(Hashed::Signed) };
    let Whole { settings, board, texts, index, unseen } =
        whole(repo, files, revision.as_deref(), also)?;
    if board.items().is_empty() && board.packs.is_empty() && board.problems.is_empty() {
        let places = settings.backlog.iter().chain(&settings.packs).map(|place| &*place.path);
        let places: Vec<&str> =
            places.map(|path| if path.is_empty() { "." } else { path }).collect();
        return Err(WorkspaceError::NothingToCheck { places: places.join(" or ") });
    }
    let mut remarks = empty_places(&settings, &board);
    let is_whole = unseen.is_empty();
    remarks.extend(unseen);
    let checked = judged(files, &settings, board, &texts, index, today);
    Ok(Checked { revision, remarks, is_whole, ..checked })
}

/// What the rules find on a board, and where.
pub(super) fn judged(
    files: &dyn Files,
    settings: &Settings,
    board: Board,
    texts: &Texts,
    index: Index,
    today: NaiveDate,
) -> Checked {
    let findings = Findings::with(index, &board, today);
    let spots = spots(files, settings, texts, &board, &findings);
    Checked { board, findings, spots, revision: None, remarks: Vec::new(), is_whole: true }
}

/// Everything that the rules look at.
struct Whole {
    settings: Settings,
    board: Board,
    texts: Texts,
    index: Index,
    /// What could not be looked at, in sentences.
    unseen: Vec<String>,
}

fn whole(
    repo: &Repo,
    files: &dyn Files,
    revision: Option<&str>,
    also: Also,
) -> Result<Whole, WorkspaceError> {
    let settings = read_settings(files)?;
    let Complete { mut board, texts, then: (history, index) } =
        board::complete(repo, files, &settings, also, |board| {
            let index = Index::once(board);
            (record::of_history(repo, revision, &settings, board, &|| false), index)
        });
    let mut unseen = Vec::new();
    match history {
        Ok(history) => board.record.take_history(history),
        Err(error) => unseen.push(format!("The history could not be looked at: {error}")),
    }
    Ok(Whole { settings, board, texts, index, unseen })
}

/// The board as a commit (in hex) holds it, with its own settings.
///
/// # Errors
/// When the commit cannot be read, or its settings cannot be used.
pub(super) fn board_at(
    repo: &Repo,
    commit: &str,
) -> Result<(Settings, Board, Vec<String>), WorkspaceError> {
    let also = Also { texts: false, named: Some(Hashed::Every) };
    let whole = whole(repo, &Revision::of(repo, commit)?, Some(commit), also)?;
    Ok((whole.settings, whole.board, whole.unseen))
}

/// A folder that the settings name and that holds nothing is most likely misspelt. That one of the
/// two default folders is not there yet is nothing to speak of.
fn empty_places(settings: &Settings, board: &Board) -> Vec<String> {
    let defaults = Settings::unwritten();
    let is_default = |place: &Place| {
        defaults.backlog.iter().chain(&defaults.packs).any(|default| default.path == place.path)
    };
    let items = board.items().iter().map(|item| &*item.source.path);
    let packs = board.packs.iter().map(|pack| &*pack.path);
    let problems = board.problems.iter().map(|problem| problem.path.as_str());
    let paths: Vec<&str> = items.chain(packs).chain(problems).collect();
    let holds = |place: &Place| {
        let folder = place.path.trim_end_matches('/');
        paths.iter().any(|path| {
            path.strip_prefix(folder).is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
        })
    };
    let places = settings.backlog.iter().chain(&settings.packs);
    let empty = places.filter(|place| !is_default(place) && !holds(place));
    empty
        .map(|place| format!("There is nothing under {}, which gonogo.yaml names", place.path))
        .collect()
}

impl Checked {
    /// What was looked at.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// What was found.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The answer, for the formats to put into words.
    pub fn gate(&self) -> Gate<'_> {
        let located = self.findings.all().zip(&self.spots).filter_map(|(finding, spot)| {
            let rule = rules::rule(finding.rule)?;
            let Spot { file, line, column } = spot;
            let file = Cow::Borrowed(&**file);
            Some(Located { finding, rule, file, line: *line, column: *column })
        });
        Gate {
            launch: self.board.launch.name.trim(),
            revision: self.revision.clone(),
            verdict: self.findings.verdict(),
            counts: self.findings.counts(),
            findings: located.collect(),
        }
    }
}
