//! The decisions that git's history holds, newest first, and how the board came to stand as it does.

#![deny(clippy::disallowed_methods)]

mod charts;
mod text;
mod update;
pub(super) mod view;

use chrono::NaiveDate;
use tui_input::Input;

use crate::model::history::{Change, Compared, Query, Timeline};
use crate::model::id::ItemId;
use crate::model::target::Target;
use crate::model::trend::Trend;

pub(super) use update::{act, filter_key, filter_paste};

/// What the history tells, read in one go.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    /// The decisions.
    pub(crate) timeline: Timeline,
    /// The series.
    pub(crate) trend: Trend,
}

/// The panes of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pane {
    #[default]
    Decisions,
    Since,
    Scope,
    Pace,
    Deferrals,
}

impl Pane {
    pub(crate) const ALL: [Pane; 5] =
        [Pane::Decisions, Pane::Since, Pane::Scope, Pane::Pace, Pane::Deferrals];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Pane::Decisions => "Decisions",
            Pane::Since => "Since the meeting",
            Pane::Scope => "Scope",
            Pane::Pace => "Pace",
            Pane::Deferrals => "Deferrals",
        }
    }

    /// Whether it is text or a chart, in which nothing is chosen.
    pub(crate) fn is_read(self) -> bool {
        self != Pane::Decisions
    }

    /// The same where there is little room.
    pub(crate) fn short_title(self) -> &'static str {
        match self {
            Pane::Since => "Since",
            Pane::Deferrals => "Put off",
            pane => pane.title(),
        }
    }
}

/// What lies open over the list.
#[derive(Clone, Debug)]
pub(crate) enum Opened {
    /// The decision under the cursor, with its commit.
    Decision,
    /// What a commit changed in the files, as a patch; `None` while it is being read.
    Diff { commit: String, patch: Option<Result<String, String>> },
}

/// The filter while it is typed.
#[derive(Clone, Debug)]
pub(crate) struct Typing {
    pub(crate) input: Input,
    /// What the filter was before.
    before: String,
    /// Why what is typed is not understood.
    pub(crate) error: Option<String>,
}

/// The open history.
#[derive(Clone, Debug, Default)]
pub(crate) struct HistoryView {
    /// `None` while it is being read.
    pub(crate) past: Option<Result<Box<Past>, String>>,
    /// How many commits have been read so far.
    pub(crate) read: usize,
    pub(crate) pane: Pane,
    /// The positions of the decisions that the filter takes.
    shown: Vec<usize>,
    pub(crate) cursor: usize,
    pub(crate) scroll: usize,
    pub(crate) filter: String,
    query: Query,
    pub(crate) typing: Option<Typing>,
    pub(crate) opened: Option<Opened>,
    /// What changed since the last meeting; `None` while it is being read, or nobody asked.
    pub(crate) since: Option<Result<Option<Box<Compared>>, String>>,
}

impl HistoryView {
    /// The history, showing what changed since the last meeting.
    pub(crate) fn since() -> Self {
        Self { pane: Pane::Since, ..Self::default() }
    }

    /// Takes what was read; the cursor stays on its decision.
    pub(crate) fn take(&mut self, past: Result<Box<Past>, String>) {
        let name = |change: &Change| (change.commit.id.clone(), change.target.clone());
        let under = self.change(self.cursor).map(name);
        self.past = Some(past);
        self.shown.clear();
        self.select();
        self.cursor = under.and_then(|(commit, target)| self.place(&commit, &target)).unwrap_or(0);
    }

    /// Where what a commit changed in an item or pack is shown.
    fn place(&self, commit: &str, target: &Target) -> Option<usize> {
        let changes = &self.timeline()?.changes;
        let is_it = |at: &usize| {
            changes.packed(*at).is_some_and(|change| change.is_about(target))
                && changes.packed_commit(*at).is_some_and(|found| found.id == commit)
        };
        self.shown.iter().position(is_it)
    }

    /// Takes what a commit changed in the files, where that is still what lies open.
    pub(crate) fn take_patch(&mut self, of: &str, read: Result<String, String>) {
        if let Some(Opened::Diff { commit, patch }) = &mut self.opened
            && commit == of
        {
            *patch = Some(read);
        }
    }

    pub(crate) fn past(&self) -> Option<&Past> {
        match &self.past {
            Some(Ok(past)) => Some(past),
            _ => None,
        }
    }

    fn timeline(&self) -> Option<&Timeline> {
        self.past().map(|past| &past.timeline)
    }

    /// How many decisions are shown.
    pub(crate) fn len(&self) -> usize {
        self.shown.len()
    }

    pub(crate) fn change(&self, at: usize) -> Option<&Change> {
        self.timeline()?.changes.get(*self.shown.get(at)?)
    }

    /// The other decisions of the commit of the one that is shown at a position.
    pub(crate) fn beside(&self, at: usize) -> Vec<&Change> {
        let found = self.timeline().zip(self.shown.get(at));
        found.map(|(timeline, at)| timeline.changes.beside(*at).collect()).unwrap_or_default()
    }

    /// The decision under the cursor; none where a chart is shown, in which no cursor is seen.
    pub(crate) fn selected(&self) -> Option<&Change> {
        self.change(self.cursor).filter(|_| self.pane == Pane::Decisions)
    }

    pub(crate) fn selected_item(&self) -> Option<&ItemId> {
        self.selected().and_then(|change| change.target.item())
    }

    /// Moves the cursor, or scrolls what lies open.
    pub(crate) fn step(&mut self, by: isize) {
        if self.opened.is_some() || self.pane != Pane::Decisions {
            self.scroll = self.scroll.saturating_add_signed(by);
        } else {
            let last = self.len().saturating_sub(1);
            self.cursor = self.cursor.saturating_add_signed(by).min(last);
        }
    }

    /// Takes a filter over as it is typed; one that is not understood leaves the list as it is.
    fn ask(&mut self, filter: &str, today: NaiveDate, launch: Option<NaiveDate>) -> Option<String> {
        match Query::parse(filter, today, launch) {
            Ok(query) => {
                filter.clone_into(&mut self.filter);
                self.query = query;
                self.select();
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }

    /// Finds what the filter takes; the cursor stays on its decision where that is still shown.
    fn select(&mut self) {
        let under = self.shown.get(self.cursor).copied();
        self.shown =
            self.timeline().map(|timeline| timeline.select(&self.query)).unwrap_or_default();
        let again = under.and_then(|under| self.shown.iter().position(|at| *at == under));
        self.cursor = again.unwrap_or(0);
    }
}
