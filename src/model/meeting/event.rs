//! What happens in a meeting, as its journal keeps it.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::Proposal;
use crate::model::agenda::{Parked, Topic};
use crate::model::draft::Step;
use crate::model::target::Target;

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, by the clock of the machine.
    pub at: DateTime<FixedOffset>,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen in a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event", content = "of")]
pub enum Event {
    /// It was opened.
    Started(Box<Opening>),
    /// The room was in session since the last entry for this long, however long the clock of the
    /// machine says it was.
    Here {
        /// Seconds.
        seconds: u32,
    },
    /// The room is still in session.
    Beat,
    /// The program was started again.
    Resumed,
    /// Who is there, and the like, from now on.
    Details(Details),
    /// Something is on the screen; nothing, behind the last point.
    Shown {
        /// The point.
        target: Option<Target>,
    },
    /// Somebody proposed.
    Proposed {
        /// The point.
        target: Target,
        /// What.
        proposal: Box<Proposal>,
    },
    /// The proposal was taken back.
    Withdrawn {
        /// The point.
        target: Target,
    },
    /// The room agreed, and it is in the draft.
    Agreed {
        /// The point.
        target: Target,
        /// On what, in words.
        words: String,
        /// What it changed; `None` where it stays as it stands.
        step: Option<Step>,
    },
    /// What was agreed on was undone.
    Reopened {
        /// The point.
        target: Target,
    },
    /// It waits for an answer.
    Parked(Parked),
    /// A role spoke, or took back what it said.
    Voted {
        /// The point.
        target: Target,
        /// The role.
        role: String,
        /// `go`, `no-go` or `abstain`.
        vote: Option<String>,
    },
    /// The clocks stand.
    Paused,
    /// The clocks go on.
    Continued,
    /// The point on the screen is given more time.
    Extended {
        /// Seconds.
        seconds: u32,
    },
    /// The files changed: these are new on the agenda, those are off it.
    Taken {
        /// New points.
        added: Vec<Place>,
        /// Points that were decided elsewhere, or are gone.
        dropped: Vec<Target>,
    },
    /// It is over.
    Ended(Ending),
}

/// A place on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The item or pack.
    #[serde(flatten)]
    pub target: Target,
    /// What puts it there.
    pub topic: Topic,
}

/// What a meeting is opened with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// What the commit calls it: the day, and `-2` for the second of the day.
    pub id: String,
    /// The commit that is looked at; `None` before the first.
    pub revision: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// How long it is to take, in minutes.
    pub minutes: u32,
    /// How long a point is to take, in seconds.
    pub per_item: u32,
    /// Who is there, and the like.
    pub details: Details,
    /// The agenda.
    pub queue: Vec<Place>,
    /// What the rules find at the start.
    pub findings: Counts,
    /// What the last meeting left for this one.
    #[serde(default)]
    pub parked: Vec<Parked>,
}

/// What the head of the minutes says, and may change while the meeting goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Who chairs.
    pub chair: String,
    /// Who writes; empty where the chair does.
    pub scribe: String,
    /// Who is there: ids of the roster, or names.
    pub present: Vec<String>,
    /// When the next meeting is, in whatever words.
    pub next: String,
}

/// How many findings there are of each weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// That hold the launch.
    pub block: usize,
    /// That must be looked at.
    pub warn: usize,
    /// That are good to know.
    pub info: usize,
    /// That somebody accepted.
    pub waived: usize,
}

/// How a meeting ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// With its minutes in a commit.
    Committed {
        /// The commit in hex.
        commit: String,
        /// The minutes, from the root of the repository.
        path: String,
    },
    /// Without minutes.
    Left,
}
