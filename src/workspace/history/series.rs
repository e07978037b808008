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
        let (columns, launch) = (&self.settings.columns, &self.settings.launch);
        let Some(tip) = self.tip(until)? else { return Ok(Trend::of(&[], columns, launch, today)) };
        self.read(&tip, watch)?;
        let line = order::first_parents(&self.nodes, &tip);
        let landed: Vec<Landed<'_>> = line
            .iter()
            .map(|node| Landed {
                day: node.commit.landed.date_naive(),
                changes: node.on_the_branch(),
            })
            .collect();
        let day = landed.last().map_or(today, |last| last.day);
        let is_head = self.repo.head()?.commit.as_deref() == Some(tip.as_str());
        let end = if is_head { today.max(day) } else { day };
        let mut trend = Trend::of(&landed, columns, launch, end);
        if line.first().is_some_and(|node| node.edge) {
            trend.known_since = Some(trend.start());
        }
        Ok(trend)
    }
}
