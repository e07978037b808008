//! What comes into `update`, and what goes out of it.

use std::time::Instant;

use chrono::{DateTime, FixedOffset, NaiveDate};
use crossterm::event::MouseEvent;

use super::history::Past;
use super::keymap::Key;
use crate::model::board::Board;
use crate::model::draft::{Row, Step};
use crate::model::history::{Change, Compared};
use crate::model::item::Source;
use crate::model::meeting::{Entry, Meeting};
use crate::model::record::Record;
use crate::model::target::Target;
use crate::workspace::load::{Loaded, Reading};
use crate::workspace::lock::Writer;
use crate::workspace::meeting::{Held, Wish};
use crate::workspace::plan::{Done, Plan, Request};

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Msg {
    /// A key was pressed.
    Key {
        /// Which.
        key: Key,
        /// When: a question that has just appeared does not take keys meant for what was there.
        at: Instant,
        /// The time of day, for decisions.
        now: DateTime<FixedOffset>,
    },
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(MouseEvent, Instant),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The files were read.
    Loaded(Box<Loaded>),
    /// The files could not be read.
    LoadFailed(String),
    /// The journal has it on disk.
    Recorded(Recorded),
    /// The draft is forgotten, and everything was read again.
    Discarded(Box<Loaded>),
    /// The journal has it on disk, and decisions of another gonogo before it: everything was read
    /// again.
    Overtaken(Box<Loaded>),
    /// Another gonogo had decided since, so that nothing was undone or redone: everything was read
    /// again.
    NotUndone(Box<Loaded>),
    /// What is staged has changed, and no file that the board shows.
    IndexChanged,
    /// The journal could not be written: what was to be recorded did not happen.
    RecordFailed(String),
    /// What a commit would do.
    Planned(Result<Box<Plan>, String>),
    /// The commit is done, or was refused with these words.
    Committed(Result<Box<Done>, String>),
    /// The decisions that git's history holds on an item or pack.
    History(Target, Result<Vec<Change>, String>),
    /// The decisions that git's history holds on the whole board, and the series.
    Past(Result<Box<Past>, String>),
    /// How many commits of it have been read so far.
    PastRead(usize),
    /// What changed since the last meeting; `None` where no commit records one.
    Since(Result<Option<Box<Compared>>, String>),
    /// What a commit changed in the files.
    Patch(String, Result<String, String>),
    /// What the newest commits tell: last changes of packs, earlier places of items.
    LookedBack(Result<Record, String>),
    /// The editor was closed; the text that it was given to edit, where it was given one.
    Edited(Option<EditedText>),
    /// Something to tell the user.
    Said(Result<String, String>),
    /// Time has passed: the clocks of the meeting show something else.
    Tick {
        /// When, for what was pressed too soon.
        at: Instant,
        /// The time of day.
        now: DateTime<FixedOffset>,
    },
    /// A meeting was opened, or one that was cut short goes on.
    Held(Result<Box<Held>, String>),
    /// The journal of the meeting has it on disk.
    Met(Vec<Entry>),
    /// What a commit of the minutes would do.
    MinutesPlanned(Result<MinutesPlan, String>),
    /// The program is to end: a signal, or the terminal is gone.
    Terminated,
}

/// What the journal has recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// A step was made.
    Made(Step),
    /// A step was undone.
    Undone(Step),
    /// A step was made again.
    Redone(Step),
}

/// What a commit of the minutes would do.
#[derive(Clone, Debug)]
pub(crate) struct MinutesPlan {
    /// The plan.
    pub(crate) plan: Box<Plan>,
    /// Where the minutes go, from the root of the repository.
    pub(crate) path: String,
}

/// A text that came back from the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EditedText {
    /// What it was for.
    pub(crate) purpose: TextPurpose,
    /// The text.
    pub(crate) text: String,
}

/// What a text is edited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextPurpose {
    /// The field of the open form that has the focus.
    FormField,
    /// The message of the commit under review.
    CommitMessage,
    /// The minutes of the meeting.
    Minutes,
}

/// Something to be done outside `update`.
#[derive(Debug)]
pub(crate) enum Effect {
    /// End the program.
    Quit,
    /// Suspend it.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Take the mouse, or let go of it.
    Mouse(bool),
    /// Write a step into the journal.
    Record(Step),
    /// Undo the last step in the journal, if it is this one.
    Undo(Step),
    /// Redo in the journal, if this is the step that would be made again.
    Redo(Step),
    /// Forget every decision of the draft.
    Discard,
    /// Read the files again.
    Reload,
    /// Lay the draft on files that were read anew.
    TakeIn(Box<Reading>),
    /// See whether another gonogo has written into the journal, or has the right to decide now.
    LookAtDraft,
    /// The right to decide, which another board has let go of.
    TakeOver(Writer),
    /// Work out what a commit of this would do.
    Plan {
        /// What is to be committed.
        request: Box<Request>,
        /// The board with all decisions.
        board: Box<Board>,
    },
    /// Open a meeting, or go on with the one that was cut short.
    HoldMeeting(Wish),
    /// Write into the journal of the meeting what happened.
    Meet(Vec<Entry>),
    /// Work out what a commit of the minutes would do.
    PlanMinutes {
        /// The meeting.
        meeting: Box<Meeting>,
        /// The rows that are committed with them.
        rows: Vec<Row>,
        /// The minutes.
        text: String,
        /// The board with all decisions.
        board: Box<Board>,
    },
    /// Carry a plan out.
    Commit(Box<Plan>),
    /// Read the history of an item or pack.
    History(Target, Source),
    /// Read the history of the whole board, up to a day.
    Past(NaiveDate),
    /// The history is not asked for any more.
    LeavePast,
    /// Compare with the last meeting, judged on a day.
    Since(NaiveDate),
    /// Read what a commit changed in the files.
    Patch(String),
    /// Look at what the newest commits tell, for the rules that ask.
    LookBack,
    /// Open a file in the editor, at a line.
    Edit {
        /// From the root of the repository.
        path: String,
        /// Counted from 1.
        line: usize,
    },
    /// Open a text in the editor.
    EditText {
        /// What it is for.
        purpose: TextPurpose,
        /// The text.
        text: String,
    },
    /// Find the line of a finding, then open the file there.
    EditAt {
        /// The item or pack.
        subject: crate::model::finding::Subject,
        /// Where the item is written.
        source: Option<Source>,
        /// The keys that lead to the spot.
        path: Vec<String>,
    },
    /// Open a link in the browser.
    OpenLink(String),
    /// Put a text on the clipboard.
    Copy(String),
}
