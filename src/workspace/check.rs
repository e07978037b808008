//! The gate: what the files say, in the work tree or in a revision, without the draft.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::files::{Files, Revision, WorkTree, halves};
use super::history::at;
use super::journal::Journal;
use super::settings::{Place, Settings};
use super::sparse::Checkout;
use super::{WorkspaceError, assets, board, people, read_settings, record};
use crate::document::write::{self, Asked};
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::finding::{Finding, Spot, Subject};
use crate::model::item::Source;
use crate::model::mapping::Mapping;
use crate::report::gate::{Gate, Located};
use crate::rules::{self, Findings};

/// What the gate has looked at, and what it found.
pub struct Checked {
    board: Board,
    findings: Findings,
    /// The spots of the findings, in the order of [`Findings::all`].
    spots: Vec<Spot>,
    revision: Option<String>,
    /// Decisions that are not committed yet, and were not counted.
    pub waiting: usize,
    /// What could not be looked at, in sentences.
    pub remarks: Vec<String>,
}

/// Checks the work tree that holds a folder, or a revision of its repository. A bare repository has
/// no work tree; there, HEAD is checked.
///
/// # Errors
/// When there is no repository or no such revision, or the settings cannot be used.
pub fn check(start: &Path, at: Option<&str>, today: NaiveDate) -> Result<Checked, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let revision = match (at, repo.root()) {
        (Some(name), _) => Some(name),
        (None, Some(_)) => None,
        (None, None) => Some("HEAD"),
    };
    match (revision, repo.root()) {
        (None, Some(root)) => {
            let (tree, left_out) = (WorkTree::new(root), repo.left_out()?);
            let files = Checkout { tree: &tree, repo: &repo, left_out: &left_out };
            let mut checked = look(&repo, &files, None, today)?;
            // A journal that cannot be read is no reason to keep the verdict back.
            let journal = Journal::open(repo.git_dir());
            checked.waiting = journal.map_or(0, |(journal, _)| journal.draft().rows().len());
            Ok(checked)
        }
        (revision, _) => {
            let name = revision.unwrap_or("HEAD");
            let commit = at::commit(&repo, name)?;
            check_revision(&repo, &commit, today)
        }
    }
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
    let (settings, board, unseen) = whole(repo, files, revision.as_deref())?;
    if board.items().is_empty() && board.packs.is_empty() && board.problems.is_empty() {
        let places = settings.backlog.iter().chain(&settings.packs).map(|place| &*place.path);
        let places: Vec<&str> =
            places.map(|path| if path.is_empty() { "." } else { path }).collect();
        return Err(WorkspaceError::NothingToCheck { places: places.join(" or ") });
    }
    let mut remarks = empty_places(&settings, &board);
    remarks.extend(unseen);
    Ok(Checked { revision, remarks, ..judged(files, &settings, board, today) })
}

/// What the rules find on a board, and where.
pub(super) fn judged(
    files: &dyn Files,
    settings: &Settings,
    board: Board,
    today: NaiveDate,
) -> Checked {
    let findings = Findings::of(&board, today);
    let spots = spots(files, settings, &board, &findings);
    Checked { board, findings, spots, revision: None, waiting: 0, remarks: Vec::new() }
}

/// Everything that the rules look at, and what could not be looked at, in sentences.
fn whole(
    repo: &Repo,
    files: &dyn Files,
    revision: Option<&str>,
) -> Result<(Settings, Board, Vec<String>), WorkspaceError> {
    let settings = read_settings(files)?;
    let mut board = board::of(files, &settings);
    board.people = people::all(files, &settings, repo, &board);
    board.assets = assets::of(files, &board);
    board.record = record::at_hand(repo, files, &board);
    let mut remarks = Vec::new();
    match record::of_history(repo, revision, &settings, &board, &|| false) {
        Ok(history) => board.record.take_history(history),
        Err(error) => remarks.push(format!("The history could not be looked at: {error}")),
    }
    Ok((settings, board, remarks))
}

/// The board as a commit (in hex) holds it, with its own settings.
///
/// # Errors
/// When the commit cannot be read, or its settings cannot be used.
pub(super) fn board_at(
    repo: &Repo,
    commit: &str,
) -> Result<(Settings, Board, Vec<String>), WorkspaceError> {
    whole(repo, &Revision::of(repo, commit)?, Some(commit))
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
            let Spot { file, line, column } = spot.clone();
            Some(Located { finding, rule, file, line, column })
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

/// Where each finding is, in the order of [`Findings::all`]. Each file is read once.
fn spots(files: &dyn Files, settings: &Settings, board: &Board, findings: &Findings) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut by_file: BTreeMap<String, Vec<(usize, Source, &Finding)>> = BTreeMap::new();
    for (n, finding) in findings.all().enumerate() {
        let source = match &finding.subject {
            Subject::Item(id) => board.item(id).map(|item| item.source.clone()),
            Subject::Pack(id) => board.pack(id).map(|pack| pack.source()),
            Subject::File(path) => {
                Some(Source { path: path.as_str().into(), index: None, mapping: usize::MAX })
            }
        };
        let file = source.as_ref().map_or(String::new(), |source| source.path.to_string());
        spots.push(match &finding.spot {
            Some(spot) => (**spot).clone(),
            None => Spot { file: file.clone(), line: 1, column: 1 },
        });
        if let (Some(source), None) = (source, &finding.spot) {
            by_file.entry(file).or_default().push((n, source, finding));
        }
    }
    let by_file: Vec<_> = by_file.into_iter().collect();
    let found = match files.work_tree() {
        Some(tree) => halves(&by_file, |some| places_in::<WorkTree>(tree, settings, some)),
        None => places_in(files, settings, &by_file),
    };
    for (n, place) in found {
        if let Some(spot) = spots.get_mut(n) {
            (spot.line, spot.column) = place;
        }
    }
    spots
}

/// What is asked about one file: which finding, where its subject is written, what it is about.
type AskedOf<'a> = (String, Vec<(usize, Source, &'a Finding)>);

fn places_in<F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    by_file: &[AskedOf<'_>],
) -> Vec<(usize, write::Place)> {
    let own = Mapping::default();
    let mut found = Vec::new();
    for (file, asked) in by_file {
        let Some(text) = files.text(file) else { continue };
        let questions: Vec<Asked<'_>> = asked
            .iter()
            .map(|(_, source, finding)| {
                let mapping = settings.backlog.get(source.mapping).map_or(&own, |p| &p.mapping);
                Asked { source, mapping, path: &finding.path }
            })
            .collect();
        let places = write::places(&text, &questions);
        found.extend(asked.iter().zip(places).filter_map(|((n, ..), place)| Some((*n, place?))));
    }
    found
}
