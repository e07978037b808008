//! Holding a meeting: opening one, going on with one that was cut short, and ending it with a
//! commit.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::{Chair, MeetingJournal, minutes_path, opened, trailers};
use crate::git::Wanted;
use crate::model::agenda::{Agenda, Parked};
use crate::model::board::Board;
use crate::model::draft::Row;
use crate::model::meeting::{Counts, Details, Ending, Entry, Event, Meeting, Opening, Place};
use crate::rules::{self, Findings};
use crate::workspace::load::Loaded;
use crate::workspace::plan::{NewFile, Request};
use crate::workspace::{Workspace, WorkspaceError};

/// How a meeting is to be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How long it is to take, in minutes.
    pub minutes: u32,
    /// How long a point is to take, in seconds.
    pub per_item: u32,
    /// Who is there, as somebody typed it.
    pub present: Vec<String>,
}

impl Default for Wish {
    fn default() -> Self {
        Self { minutes: 60, per_item: 120, present: Vec::new() }
    }
}

/// A meeting that is under way now.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where it stands.
    pub meeting: Meeting,
    /// Whether it was cut short before, and goes on.
    pub resumed: bool,
}

impl Workspace {
    /// Goes on with the meeting that was cut short, or opens one. When this returns, it is on disk.
    ///
    /// # Errors
    /// When another gonogo holds it, or git or the journal of the meeting cannot be read or written.
    pub fn hold_meeting(
        &mut self,
        loaded: &Loaded,
        wish: &Wish,
        now: DateTime<FixedOffset>,
    ) -> Result<Held, WorkspaceError> {
        if self.chair.is_none() {
            self.chair = Some(Chair::take(self.repo.git_dir())?);
        }
        if let Some(mut meeting) = self.meeting()?.filter(|meeting| meeting.ended.is_none()) {
            let mut events = vec![Event::Resumed];
            if let Some(commit) = self.commit_of(&meeting)? {
                let path = minutes_path(&meeting.opening.id);
                events.push(Event::Ended(Ending::Committed { commit, path }));
            } else if !wish.present.is_empty() {
                let present = people(&loaded.board, &wish.present);
                events.push(Event::Details(Details { present, ..meeting.details.clone() }));
            }
            events.extend(meeting.settled(&loaded.board, now));
            let entries: Vec<Entry> =
                events.into_iter().map(|event| Entry { at: now, event }).collect();
            self.record_meeting(&entries)?;
            entries.iter().for_each(|entry| meeting.take(entry));
            if meeting.ended.is_none() {
                return Ok(Held { meeting, resumed: true });
            }
        }
        let today = now.date_naive();
        let parked = self.parked_last()?;
        let opening = opening(loaded, self.meeting_id(today)?, &parked, wish, today);
        let first = opened(opening, now);
        self.meeting = MeetingJournal::begin(self.repo.git_dir(), &first)?;
        let meeting = Meeting::of([&first]);
        let meeting = meeting.ok_or_else(|| WorkspaceError::Meeting("no meeting".to_owned()))?;
        Ok(Held { meeting, resumed: false })
    }

    /// What a commit of the minutes asks for.
    ///
    /// # Errors
    /// When git cannot be read.
    pub fn minutes_request(
        &self,
        meeting: &Meeting,
        rows: Vec<Row>,
        text: &str,
        board: &Board,
        now: DateTime<FixedOffset>,
    ) -> Result<(Request, String), WorkspaceError> {
        // Somebody else's minutes of the same day may have come in since.
        let id = self.meeting_id(now.date_naive())?;
        let text = text.replacen(&meeting.opening.id, &id, 1);
        let parked: Vec<_> = meeting.parked().cloned().collect();
        let name = board.launch.name.trim();
        let head = if name.is_empty() { "triage".to_owned() } else { format!("triage({name})") };
        let message = rows.is_empty().then(|| {
            crate::text::trailer_value(&format!("{head}: minutes of the meeting of {id}"))
        });
        let path = minutes_path(&id);
        let request = Request {
            rows,
            message,
            sign_off: false,
            files: vec![NewFile { path: path.clone(), text }],
            trailers: trailers(&id, &parked),
            ..Request::default()
        };
        Ok((request, path))
    }

    /// The commit of a meeting that was cut short between its commit and the word of it.
    fn commit_of(&self, meeting: &Meeting) -> Result<Option<String>, WorkspaceError> {
        let path = minutes_path(&meeting.opening.id);
        let own = |other: &str| other == path;
        let trailer = format!("Gonogo-Meeting: {}", meeting.opening.id);
        for touched in
            self.repo.touched(None, &Wanted::anywhere(&own), super::COMMITS, &|| false)?
        {
            let message = self.repo.message(&touched.commit)?;
            if touched.when.timestamp() >= meeting.started.timestamp()
                && message.lines().any(|line| line == trailer)
            {
                return Ok(Some(touched.commit));
            }
        }
        Ok(None)
    }
}

impl Meeting {
    /// What the board tells of a proposal that was on the screen when the meeting was cut short:
    /// where all of it is in the draft, the room had agreed.
    fn settled(&self, board: &Board, now: DateTime<FixedOffset>) -> Vec<Event> {
        let Some((point, proposal)) =
            self.current_point().and_then(|point| Some((point, point.proposal.as_ref()?)))
        else {
            return Vec::new();
        };
        let changes = proposal.change != crate::model::meeting::Change::Stay;
        match proposal.step(board, &point.target, now) {
            Ok(None) if changes => {
                let words = crate::report::briefing::proposal(proposal, board, &point.target);
                self.agree(words, None)
            }
            _ => Vec::new(),
        }
    }
}

/// What a meeting on a board is opened with.
pub fn opening(
    loaded: &Loaded,
    id: String,
    parked: &[Parked],
    wish: &Wish,
    today: NaiveDate,
) -> Opening {
    let queue = Agenda::of(&loaded.board, today, parked).queue();
    Opening {
        id,
        revision: loaded.head.commit.clone(),
        branch: loaded.head.branch.clone(),
        minutes: wish.minutes,
        per_item: wish.per_item,
        details: Details {
            chair: loaded.user.clone().unwrap_or_default(),
            present: people(&loaded.board, &wish.present),
            ..Details::default()
        },
        queue: queue.into_iter().map(|(target, topic)| Place { target, topic }).collect(),
        findings: counts(Findings::of(&loaded.board, today).counts()),
        parked: parked.to_vec(),
    }
}

/// How many findings there are, as a meeting keeps them.
pub fn counts(counts: rules::Counts) -> Counts {
    let rules::Counts { block, warn, info, waived } = counts;
    Counts { block, warn, info, waived }
}

/// The ids of people as somebody typed them: by id, or by name; a guest is called as typed.
pub fn people(board: &Board, typed: &[String]) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for typed in typed.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
        let lower = typed.to_lowercase();
        let known = board.people.iter().find(|person| {
            person.id.as_str().to_lowercase() == lower || person.name.to_lowercase() == lower
        });
        let id = known.map_or_else(|| typed.to_owned(), |person| person.id.to_string());
        if !people.contains(&id) {
            people.push(id);
        }
    }
    people
}
