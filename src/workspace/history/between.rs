//! What changed between two revisions.

use chrono::NaiveDate;

use super::{History, Watch};
use crate::model::history::{Compared, Then, between};
use crate::rules::Findings;
use crate::workspace::WorkspaceError;
use crate::workspace::check::board_at;

impl History<'_> {
    /// What changed between two revisions or days.
    ///
    /// # Errors
    /// When there is no such revision, or git or the settings of either cannot be read.
    pub fn compare(
        &mut self,
        from: &str,
        to: &str,
        today: NaiveDate,
        watch: Watch<'_>,
    ) -> Result<Compared, WorkspaceError> {
        let commits = self.range(from, to, watch)?.commits;
        let head = self.repo.head()?.commit;
        let mut boards = Vec::new();
        for name in [from, to] {
            let id = self.commit(name)?;
            let Some(commit) = self.nodes.get(&id).map(|node| node.commit.clone()) else {
                return Err(WorkspaceError::NoRevision { name: name.to_owned() });
            };
            let day = if head == Some(id) { today } else { commit.landed.date_naive() };
            let (_, board, _) = board_at(self.repo, &commit.id)?;
            let verdict = Findings::of(&board, day).verdict();
            boards.push((Then { commit, day, verdict }, board));
        }
        match <[_; 2]>::try_from(boards) {
            Ok([(from, before), (to, after)]) => {
                let changes = between(&before, &after, &to.commit);
                Ok(Compared { from, to, changes, commits })
            }
            Err(_) => Err(WorkspaceError::NoRevision { name: to.to_owned() }),
        }
    }

    /// What changed since the last commit that records a meeting; `None` where none does.
    ///
    /// # Errors
    /// When git or the settings cannot be read.
    pub fn since_last_meeting(
        &mut self,
        until: &str,
        today: NaiveDate,
        watch: Watch<'_>,
    ) -> Result<Option<Compared>, WorkspaceError> {
        let timeline = self.timeline(until, watch)?;
        let Some(meeting) = timeline.last_meeting().map(|commit| commit.id.clone()) else {
            return Ok(None);
        };
        self.compare(&meeting, until, today, watch).map(Some)
    }
}
