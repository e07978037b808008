//! What changed between two revisions.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{History, Watch, order};
use crate::model::board::Board;
use crate::model::finding::Verdict;
use crate::model::history::{Commit, Compared, Then, between};
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
        let (from, to) = (self.commit(from)?, self.commit(to)?);
        self.read(&from, watch)?;
        self.read(&to, watch)?;
        let head = self.repo.head()?.commit;
        let newest = |id: &String| (head.as_ref() == Some(id)).then_some(today);
        let (before, before_board) = self.then(&from, newest(&from))?;
        let (after, after_board) = self.then(&to, newest(&to))?;
        self.compared((before, &before_board), (after, &after_board), watch)
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
        let Some(tip) = self.tip(until)? else { return Ok(None) };
        self.read(&tip, watch)?;
        let Some(meeting) = self.last_meeting(&tip, None) else { return Ok(None) };
        self.compare(&meeting.id, &tip, today, watch).map(Some)
    }

    /// What changed since the last meeting before a commit, whose board and verdict on a day are
    /// known. A commit that records a meeting itself is compared with the meeting before it, so what
    /// it decided is told. Nothing but these is asked, so the answer is always the same.
    ///
    /// # Errors
    /// When git or the settings of the meeting cannot be read.
    pub(in crate::workspace) fn since_meeting_before(
        &mut self,
        commit: &str,
        (board, day, verdict): (&Board, NaiveDate, Verdict),
        watch: Watch<'_>,
    ) -> Result<Option<Compared>, WorkspaceError> {
        self.read(commit, watch)?;
        let Some(meeting) = self.last_meeting(commit, Some(commit)) else { return Ok(None) };
        let after = Then { commit: self.known(commit)?, day, verdict };
        let (before, before_board) = self.then(&meeting.id, None)?;
        self.compared((before, &before_board), (after, board), watch).map(Some)
    }

    fn compared(
        &mut self,
        (from, before): (Then, &Board),
        (to, after): (Then, &Board),
        watch: Watch<'_>,
    ) -> Result<Compared, WorkspaceError> {
        let decided = self.range(&from.commit.id, &to.commit.id, watch)?;
        let changes = between(before, after, &to.commit, &decided.changes);
        Ok(Compared { from, to, changes, commits: decided.commits })
    }

    /// How the launch stood at a commit that was read, judged by its own day where none is given.
    fn then(&self, id: &str, day: Option<NaiveDate>) -> Result<(Then, Board), WorkspaceError> {
        let commit = self.known(id)?;
        let day = day.unwrap_or_else(|| commit.landed.date_naive());
        let (_, board, _) = board_at(self.repo, id)?;
        let verdict = Findings::of(&board, day).verdict();
        Ok((Then { commit, day, verdict }, board))
    }

    /// A commit that was read.
    fn known(&self, id: &str) -> Result<Arc<Commit>, WorkspaceError> {
        let commit = self.nodes.get(id).map(|packed| Arc::new(packed.commit().unpack()));
        commit.ok_or_else(|| WorkspaceError::NoRevision { name: id.to_owned() })
    }

    /// The newest commit that leads to `tip` and records a meeting, whether or not that decided
    /// anything, leaving one out.
    fn last_meeting(&self, tip: &str, without: Option<&str>) -> Option<Arc<Commit>> {
        let commits = order::newest_first(&self.nodes, tip, None).into_iter();
        let mut commits = commits.map(|node| node.packed.commit());
        let found = commits.find(|commit| {
            commit.meeting.is_some() && without.is_none_or(|without| commit.id != without)
        });
        found.map(|commit| Arc::new(commit.unpack()))
    }
}
