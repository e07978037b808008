//! A meeting by line prompts: no alternate screen, nothing is drawn over. For screen readers, bad
//! lines and scripts. The same meeting as on the board, and the same journal: either goes on with
//! what the other began.

use std::process::ExitCode;
use std::time::Instant;

use super::ask::said;
use super::{propose, tell};
use crate::cli::{Context, Failure, decide};
use crate::model::board::Board;
use crate::model::decision::{Act, decide_on};
use crate::model::draft::{Row, Step};
use crate::model::item::Note;
use crate::model::meeting::{Details, Ending, Event, Meeting, Proposal};
use crate::model::pack::Consent;
use crate::model::target::Target;
use crate::report::minutes::{self, Minutes};
use crate::report::{briefing, decisions};
use crate::rules::Findings;
use crate::tui::now;
use crate::workspace::load::Loaded;
use crate::workspace::meeting::{Wish, counts, people};
use crate::workspace::plan::Done;
use crate::workspace::{Workspace, WorkspaceError};

/// What comes after a line.
pub(super) enum Then {
    /// The same point, told again.
    Tell,
    /// The next line.
    Listen,
    /// It is over, or left.
    Leave,
    /// Nobody is there any more.
    Gone,
}

/// The meeting with all that it needs.
pub(super) struct Room<'a> {
    pub(super) context: &'a Context,
    pub(super) workspace: Workspace,
    pub(super) loaded: Loaded,
    pub(super) meeting: Meeting,
    /// When the last thing happened.
    at: Instant,
    /// Why the minutes could not be committed when that was tried last.
    failed: Option<WorkspaceError>,
}

pub(super) fn run(context: &Context, wish: &Wish) -> Result<ExitCode, Failure> {
    let (mut workspace, loaded) = context.load()?;
    decide::writable(&loaded)?;
    let held = workspace.hold_meeting(&loaded, wish, now())?;
    let out = &context.out;
    let id = &held.meeting.opening.id;
    if held.resumed {
        out.line(&format!("The meeting of {id} goes on where it was."))?;
    } else {
        let points = held.meeting.counted().count();
        let s = if points == 1 { "" } else { "s" };
        out.line(&format!("The meeting of {id}: {points} point{s}. ? lists the keys."))?;
    }
    let meeting = held.meeting;
    let mut room = Room { context, workspace, loaded, meeting, at: Instant::now(), failed: None };
    let mut then = Then::Tell;
    loop {
        match then {
            Then::Tell => {
                room.take_in()?;
                let last = room.last_decision();
                tell::point(out, &room.loaded, &room.meeting, last.as_deref(), now())?;
            }
            Then::Listen => {}
            Then::Leave => return Ok(ExitCode::SUCCESS),
            Then::Gone => {
                out.line("The meeting is kept as it is; gonogo meet goes on with it.")?;
                // A script that ends here must not take it for committed.
                return room.failed.map_or(Ok(ExitCode::SUCCESS), |error| Err(error.into()));
            }
        }
        then = room.line()?;
    }
}

impl Room<'_> {
    /// Writes down what happened.
    pub(super) fn happens(&mut self, events: Vec<Event>) -> Result<(), Failure> {
        if events.is_empty() {
            return Ok(());
        }
        let entries = self.meeting.entries(events, now(), self.at.elapsed().as_secs());
        self.workspace.record_meeting(&entries)?;
        entries.iter().for_each(|entry| self.meeting.take(entry));
        self.at = Instant::now();
        Ok(())
    }

    /// Takes in what others changed meanwhile.
    fn take_in(&mut self) -> Result<(), Failure> {
        self.loaded = self.workspace.load()?;
        let today = now().date_naive();
        let events = self.meeting.changed_outside(&self.loaded.board, &self.loaded.draft, today);
        for event in &events {
            if let Event::Taken { added, dropped } = event {
                for place in added {
                    self.context.out.line(&format!("New on the agenda: {}", place.target))?;
                }
                for target in dropped {
                    self.context.out.line(&format!("Decided elsewhere: {target}"))?;
                }
            }
        }
        self.happens(events)
    }

    /// The last decision on the point, as git has it. Where it cannot be read, the meeting goes on.
    fn last_decision(&self) -> Option<String> {
        let target = self.target()?;
        let source = self.board().item(target.item()?)?.source.clone();
        let changes = self.workspace.history_of(&target, &source, &|_| true).ok()?;
        briefing::last_decision(&changes)
    }

    pub(super) fn board(&self) -> &Board {
        &self.loaded.board
    }

    pub(super) fn say(&self, words: &str) -> Result<Then, Failure> {
        self.context.out.line(words)?;
        Ok(Then::Listen)
    }

    pub(super) fn target(&self) -> Option<Target> {
        self.meeting.current.clone()
    }

    fn line(&mut self) -> Result<Then, Failure> {
        let prompt = self.meeting.current.as_ref().map_or("the end".to_owned(), Target::to_string);
        let line = said!(&format!("{prompt}>"));
        let (key, rest) = match line.char_indices().nth(1) {
            Some((at, _)) => line.split_at(at),
            None => (line.as_str(), ""),
        };
        let rest = rest.trim();
        // A word is no key: `yes` and `quit` are, and what they mean is clear.
        match (key, rest, line.as_str()) {
            ("", ..) => Ok(Then::Tell),
            (_, _, "?" | "help") => {
                tell::help(&self.context.out, &self.loaded)?;
                Ok(Then::Listen)
            }
            (_, _, "y" | "yes") => self.agree(),
            (_, _, "n") => self.show(self.meeting.forward()),
            (_, _, "N") => match self.meeting.back() {
                Some(target) => self.show(Some(target)),
                None => self.say("That is the first point."),
            },
            ("s", ..) => self.park(rest),
            ("c", ..) => self.note(rest),
            (_, _, "w") => self.withdraw(),
            (_, _, "v") => self.vote(),
            (_, _, "u") => self.undo(),
            (_, _, "t") => self.pause(),
            (_, _, "T") => {
                self.happens(vec![Event::Extended { seconds: 120 }])?;
                self.say("Two more minutes for this point.")
            }
            (_, _, "A") => self.details(),
            (_, _, "C") => self.end(),
            (_, _, "q" | "quit") => Ok(Then::Gone),
            _ => propose::line(self, key, rest),
        }
    }

    fn show(&mut self, target: Option<Target>) -> Result<Then, Failure> {
        self.happens(vec![Event::Shown { target }])?;
        Ok(Then::Tell)
    }

    fn agree(&mut self) -> Result<Then, Failure> {
        let Some(target) = self.target() else { return self.say("There is no point here.") };
        let board = &self.loaded.board;
        let proposed = self.meeting.current_point().and_then(|point| point.proposal.clone());
        let undecided = target.item().and_then(|id| board.item(id)).is_some_and(|item| {
            board.role_of(item) == crate::model::column::Role::Inbox && item.is_open()
        });
        if proposed.is_none() && undecided {
            return self
                .say("Nothing is proposed yet: the digit of a column, d, x, or s parks it.");
        }
        let proposal = proposed.unwrap_or_default();
        let words = briefing::proposal(&proposal, board, &target);
        let step = match proposal.step(board, &target, now()) {
            Ok(step) => step,
            Err(refusal) => return self.say(&format!("Not recorded: {refusal}.")),
        };
        if let Some(step) = &step {
            self.workspace.record(step)?;
        }
        self.context.out.line(&format!("Agreed: {target} {words}"))?;
        self.happens(self.meeting.agree(words, step))?;
        Ok(Then::Tell)
    }

    fn park(&mut self, question: &str) -> Result<Then, Failure> {
        let Some(target) = self.target() else { return self.say("There is no point here.") };
        let question = match question {
            "" => said!("Question:"),
            question => question.to_owned(),
        };
        if question.is_empty() {
            return self.say("Not parked: a question is needed.");
        }
        let person = said!("Who finds it out (Enter: nobody yet):");
        let person = people(self.board(), &[person]).pop().unwrap_or_default();
        self.happens(self.meeting.park_current(question, person))?;
        self.context.out.line(&format!("Parked: {target}"))?;
        Ok(Then::Tell)
    }

    fn note(&mut self, text: &str) -> Result<Then, Failure> {
        let Some(target) = self.target() else { return self.say("There is no point here.") };
        let text = match text {
            "" => said!("Note:"),
            text => text.to_owned(),
        };
        let note = Note { on: Some(now().date_naive()), by: self.loaded.user.clone(), text };
        match decide_on(self.board(), &target, &Act::Note(note), now()) {
            Ok(decision) => {
                let step = Step { decisions: vec![decision] };
                self.workspace.record(&step)?;
                self.loaded = self.workspace.load()?;
                self.say(&format!("{}.", decisions::done(&step, self.board())))
            }
            Err(refusal) => self.say(&format!("Not written down: {refusal}.")),
        }
    }

    fn withdraw(&mut self) -> Result<Then, Failure> {
        let point = self.meeting.current_point().filter(|point| point.proposal.is_some());
        match point.map(|point| point.target.clone()) {
            Some(target) => {
                self.happens(vec![Event::Withdrawn { target }])?;
                self.say("The proposal is withdrawn.")
            }
            None => self.say("Nothing is proposed."),
        }
    }

    fn vote(&mut self) -> Result<Then, Failure> {
        let Some(target) = self.target() else { return self.say("There is no point here.") };
        let roles = self.board().signoff_roles.clone();
        if roles.is_empty() {
            return self.say("gonogo.yaml names no signoff_roles, so nobody is asked.");
        }
        for role in roles {
            loop {
                let said = said!(&format!("{role} (go, no-go, abstain; Enter: nothing):"));
                let vote = match said.to_lowercase().as_str() {
                    "" => None,
                    "g" => Some(Consent::Go),
                    "n" => Some(Consent::NoGo),
                    "a" => Some(Consent::Abstain),
                    word => match Consent::from_word(word) {
                        Some(vote) => Some(vote),
                        None => {
                            self.say("go, no-go or abstain.")?;
                            continue;
                        }
                    },
                };
                let (target, role) = (target.clone(), role.clone());
                let vote = vote.map(|vote| vote.word().to_owned());
                self.happens(vec![Event::Voted { target, role, vote }])?;
                break;
            }
        }
        tell::proposal(&self.context.out, &self.loaded, &self.meeting)?;
        Ok(Then::Listen)
    }

    fn undo(&mut self) -> Result<Then, Failure> {
        if self.loaded.draft.last().is_none() {
            return self.say("Nothing to undo since the last commit.");
        }
        let step = self.workspace.undo(self.loaded.draft.last())?;
        self.context.out.line(&format!("Undone: {}", decisions::done(&step, self.board())))?;
        let events = self.meeting.undone(&step);
        self.loaded = self.workspace.load()?;
        self.happens(events)?;
        Ok(Then::Tell)
    }

    fn pause(&mut self) -> Result<Then, Failure> {
        let paused = self.meeting.paused;
        self.happens(vec![if paused { Event::Continued } else { Event::Paused }])?;
        self.say(if paused {
            "The clocks go on."
        } else {
            "The clocks stand; t starts them again."
        })
    }

    fn details(&mut self) -> Result<Then, Failure> {
        let mut details: Details = self.meeting.details.clone();
        let or =
            |typed: String, before: &str| if typed.is_empty() { before.to_owned() } else { typed };
        let present =
            said!(&format!("Present, with commas (now: {}):", details.present.join(", ")));
        if !present.is_empty() {
            let typed: Vec<String> = present.split(',').map(str::to_owned).collect();
            details.present = people(self.board(), &typed);
        }
        details.chair = or(said!(&format!("Chair (now: {}):", details.chair)), &details.chair);
        details.scribe = or(said!(&format!("Scribe (now: {}):", details.scribe)), &details.scribe);
        details.next = or(said!(&format!("Next meeting (now: {}):", details.next)), &details.next);
        self.happens(vec![Event::Details(details)])?;
        self.say("Written down.")
    }

    /// Proposes, and tells it.
    pub(super) fn proposes(&mut self, target: Target, proposal: Proposal) -> Result<Then, Failure> {
        self.happens(vec![Event::Proposed { target, proposal: Box::new(proposal) }])?;
        tell::proposal(&self.context.out, &self.loaded, &self.meeting)?;
        self.say("y agrees, w withdraws.")
    }

    /// Whether a row of the draft can be committed: its file is as it was when it was decided.
    fn fits(&self, row: &Row) -> bool {
        let changed = self.loaded.conflicts.iter().any(|conflict| {
            conflict.target == row.target
                && row.edits().iter().any(|edit| edit.key() == conflict.field.key())
        });
        self.loaded.board.has(&row.target) && !changed
    }

    /// Commits the minutes with the decisions.
    fn committed(&mut self, rows: &[Row], text: &str) -> Result<(Done, String), WorkspaceError> {
        let board = &self.loaded.board;
        let (request, path) =
            self.workspace.minutes_request(&self.meeting, rows.to_vec(), text, board, now())?;
        let plan = self.workspace.plan(&request, board)?;
        Ok((self.workspace.commit(&plan)?, path))
    }

    /// Shows the minutes, and commits them where that is wanted.
    fn end(&mut self) -> Result<Then, Failure> {
        self.take_in()?;
        let today = now().date_naive();
        let (rows, left): (Vec<Row>, Vec<Row>) =
            self.loaded.draft.rows().into_iter().partition(|row| self.fits(row));
        for row in &left {
            self.context.out.line(&format!(
                "Left in the draft, since its file was changed outside: {}",
                row.target
            ))?;
        }
        let findings = counts(Findings::of(self.board(), today).counts());
        let told = minutes::rows(&self.meeting, &self.loaded.draft, &left);
        let of = Minutes::of(&self.meeting, self.board(), &told, findings, now());
        let mut text = minutes::markdown(&of);
        loop {
            self.context.out.line("")?;
            self.context.out.text(&text)?;
            match said!("y commit, e edit, l leave without minutes, b back:").as_str() {
                "y" | "yes" => match self.committed(&rows, &text) {
                    Ok((done, path)) => {
                        let commit = done.commit.clone();
                        let ending = Ending::Committed { commit, path: path.clone() };
                        self.happens(vec![Event::Ended(ending)])?;
                        self.context.out.line(&done.words_with_hooks())?;
                        self.context.out.line(&format!("The minutes are in {path}."))?;
                        return Ok(Then::Leave);
                    }
                    // What was edited in the minutes stays; what stood in the way may be mended.
                    Err(error) => {
                        self.context.out.line(&format!("Not committed: {error}"))?;
                        self.failed = Some(error);
                    }
                },
                "e" => match crate::tui::edit_text(&text) {
                    Ok(edited) => text = edited,
                    Err(error) => self.context.out.line(&error)?,
                },
                "l" => {
                    self.happens(vec![Event::Ended(Ending::Left)])?;
                    self.say(
                        "The meeting is over without minutes; its decisions are in the draft.",
                    )?;
                    return Ok(Then::Leave);
                }
                "b" => return Ok(Then::Tell),
                _ => {}
            }
        }
    }
}
