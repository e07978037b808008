//! What a report of the launch is made from: a commit, and nothing beside it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::WorkspaceError;
use super::check::{Checked, check_revision};
use super::files::Revision;
use super::history::History;
use super::meeting::{is_minutes, parked_in};
use super::read_settings;
use crate::git::{GitError, Repo, Wanted};
use crate::model::agenda::Parked;
use crate::model::history::Compared;
use crate::model::trend::Trend;
use crate::report::page::Report;

/// The board of a commit, checked on one day.
pub struct Reported {
    checked: Checked,
    committed: DateTime<FixedOffset>,
    day: NaiveDate,
    day_given: bool,
    parked: Vec<Parked>,
    trend: Trend,
    since: Option<Compared>,
    /// What could not be looked at, in sentences.
    remarks: Vec<String>,
}

/// Looks at a revision of the repository that holds a folder, on a day: that on which it was
/// committed where none is given. Nothing is read from the work tree, so the same commit is reported
/// alike everywhere. Only the tags that rollback plans name are looked for in the repository itself.
///
/// # Errors
/// When there is no repository or no such revision, or the settings cannot be used.
pub fn report(start: &Path, at: &str, day: Option<NaiveDate>) -> Result<Reported, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let commit = commit_of(&repo, at)?;
    let committed = repo.committed(&commit)?;
    let today = day.unwrap_or(committed.date_naive());
    let checked = check_revision(&repo, &commit, today)?;
    let parked = parked_before(&repo, &commit)?;
    // The settings of the commit, not those that lie in the work tree.
    let settings = read_settings(&Revision::of(&repo, &commit)?)?;
    let mut history = History::new(&repo, &settings, true);
    let trend = history.trend_of(&commit, today, &|_| true)?;
    let stands = (checked.board(), today, checked.findings().verdict());
    let mut remarks = checked.remarks.clone();
    let since = history.since_meeting_before(&commit, stands, &|_| true).unwrap_or_else(|error| {
        remarks.push(format!("What changed since the last meeting cannot be told: {error}"));
        None
    });
    let day_given = day.is_some();
    Ok(Reported { checked, committed, day: today, day_given, parked, trend, since, remarks })
}

/// The day of the launch as a revision has it: a day that is asked for can be counted from it.
///
/// # Errors
/// When there is no repository or no such revision, or the settings cannot be used.
pub fn launch_of(start: &Path, at: &str) -> Result<Option<NaiveDate>, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let commit = commit_of(&repo, at)?;
    Ok(read_settings(&Revision::of(&repo, &commit)?)?.launch.date)
}

fn commit_of(repo: &Repo, at: &str) -> Result<String, WorkspaceError> {
    repo.resolve(at)?.ok_or_else(|| WorkspaceError::NoRevision { name: at.to_owned() })
}

/// How many of the newest commits are looked through for the minutes of a meeting.
const COMMITS: usize = 500;

/// What the last meeting before a commit left for later.
fn parked_before(repo: &Repo, commit: &str) -> Result<Vec<Parked>, GitError> {
    let found = AtomicBool::new(false);
    let wanted = |path: &str| {
        let wanted = is_minutes(path);
        found.fetch_or(wanted, Ordering::Relaxed);
        wanted
    };
    let touched = repo.touched(Some(commit), &Wanted::anywhere(&wanted), COMMITS, &|| {
        found.load(Ordering::Relaxed)
    })?;
    let newest = touched.first().map(|newest| repo.message(&newest.commit)).transpose()?;
    Ok(newest.map(|message| parked_in(&message)).unwrap_or_default())
}

impl Reported {
    /// The report, for the formats to put into words.
    pub fn report(&self) -> Report<'_> {
        Report {
            gate: self.checked.gate(),
            board: self.checked.board(),
            findings: self.checked.findings(),
            day: self.day,
            day_given: self.day_given,
            committed: self.committed,
            parked: &self.parked,
            trend: &self.trend,
            since: self.since.as_ref(),
        }
    }

    /// What could not be looked at, in sentences.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }
}
