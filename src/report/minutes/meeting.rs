//! The minutes of a meeting that is ending.

use chrono::{DateTime, FixedOffset};

use super::{Decided, Minutes, Times};
use crate::model::board::Board;
use crate::model::draft::{Draft, Row, Step};
use crate::model::meeting::{Counts, Meeting, Point, Standing};

impl<'a> Minutes<'a> {
    /// The minutes of a meeting, with the decisions of these rows; see [`rows`].
    pub fn of(
        meeting: &'a Meeting,
        board: &'a Board,
        rows: &[Row],
        findings: Counts,
        now: DateTime<FixedOffset>,
    ) -> Self {
        let mut decided = Decided::of_rows(rows);
        for entry in &mut decided {
            let last = rows
                .iter()
                .filter(|row| row.target == entry.target)
                .flat_map(|row| row.decisions.iter().map(|decision| decision.at))
                .max();
            entry.earlier = last.filter(|at| *at < meeting.started).map(|at| at.date_naive());
        }
        for point in &meeting.points {
            let Standing::Agreed { words, .. } = &point.standing else { continue };
            let words = Some(words.clone());
            match decided.iter_mut().find(|entry| entry.target == point.target) {
                Some(entry) => (entry.words, entry.votes) = (words, point.votes.clone()),
                None => decided.push(Decided {
                    target: point.target.clone(),
                    new: false,
                    edits: Vec::new(),
                    words,
                    votes: point.votes.clone(),
                    kept_votes: None,
                    earlier: None,
                }),
            }
        }
        // As the room went through them; what was decided beside the agenda comes last.
        decided.sort_by_key(|entry| {
            meeting
                .opening
                .queue
                .iter()
                .position(|p| p.target == entry.target)
                .unwrap_or(usize::MAX)
        });
        let left = |point: &&Point| matches!(point.standing, Standing::Open);
        Self {
            board,
            id: &meeting.opening.id,
            today: now.date_naive(),
            times: Some(Times {
                started: meeting.started,
                ended: now,
                in_session: meeting.spent_at(now),
            }),
            committed: None,
            details: Some(&meeting.details),
            revision: meeting.opening.revision.as_deref(),
            branch: meeting.opening.branch.as_deref(),
            findings: (Some(meeting.opening.findings), Some(findings)),
            decided,
            parked: meeting.parked().cloned().collect(),
            not_reached: Some(
                meeting.points.iter().filter(left).map(|point| point.target.clone()).collect(),
            ),
            kept: None,
        }
    }
}

/// What a meeting and the draft add up to: what the room agreed on and was committed meanwhile, then
/// all that waits for the commit, without the rows that stay in the draft.
pub fn rows(meeting: &Meeting, draft: &Draft, without: &[Row]) -> Vec<Row> {
    let waiting = draft.steps();
    let committed = meeting.steps().filter(|step| !waiting.contains(step));
    let mut steps: Vec<Step> = committed.chain(waiting).cloned().collect();
    for step in &mut steps {
        step.decisions.retain(|d| !without.iter().any(|row| row.decisions.contains(d)));
    }
    steps.retain(|step| !step.decisions.is_empty());
    Draft::of(steps, Vec::new()).rows()
}
