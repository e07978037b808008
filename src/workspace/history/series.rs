//! The series of a launch, from the commits of the branch.

use chrono::NaiveDate;

use super::{History, Watch, order};
use crate::model::trend::{Landed, Trend};
use crate::workspace::WorkspaceError;

impl History<'_> {
    /// How the board came to stand as it did at a revision: its commits along the first parents,
    /// each with what it changed on the branch. The series end on `today`, or on the day of the
    /// revision where that is not HEAD.
    ///
    /// # Errors
    /// When there is no such revision, or git cannot be read.
    pub fn trend(
        &mut self,
        until: &str,
        today: NaiveDate,
        watch: Watch<'_>,
    ) -> Result<Trend, WorkspaceError> {
        let Some(tip) = self.tip(until)? else {
            return Ok(Trend::of(&[], &self.settings.columns, &self.settings.launch, today));
        };
        let is_head = self.repo.head()?.commit.as_deref() == Some(tip.as_str());
        self.read(&tip, watch)?;
        Ok(self.series(&tip, |last| if is_head { today.max(last) } else { last }))
    }

    /// The same for a commit, given in hex, up to a day: nothing else of the repository is asked, so
    /// the same commit and day give the same series.
    ///
    /// # Errors
    /// When git cannot be read.
    pub(in crate::workspace) fn trend_of(
        &mut self,
        commit: &str,
        day: NaiveDate,
        watch: Watch<'_>,
    ) -> Result<Trend, WorkspaceError> {
        self.read(commit, watch)?;
        Ok(self.series(commit, |_| day))
    }

    /// The series that lead to a commit that was read; `end` says their last day, given that of the
    /// commit.
    fn series(&self, tip: &str, end: impl FnOnce(NaiveDate) -> NaiveDate) -> Trend {
        let line = order::first_parents(&self.nodes, tip);
        let landed: Vec<Landed<'_>> = line
            .iter()
            .map(|node| Landed {
                // A clock that stood before 1970 is broken, and its days would be counted one by one.
                day: node.packed.commit().landed().date_naive().max(NaiveDate::default()),
                changes: node.packed.on_the_branch(),
            })
            .collect();
        let last = landed.last().map(|last| last.day).unwrap_or_default();
        let (columns, launch) = (&self.settings.columns, &self.settings.launch);
        let mut trend = Trend::of(&landed, columns, launch, end(last));
        if line.first().is_some_and(|node| node.packed.is_edge()) {
            trend.known_since = Some(trend.start());
        }
        trend.missing = line.iter().map(|node| node.packed.missing()).sum();
        trend
    }
}
