//! What keys do in the meeting, and what becomes of what happened.

use std::time::Instant;

use crossterm::event::KeyCode;

use super::minutes::MinutesView;
use super::{MeetingState, Said, VotesView};
use crate::model::column::Role;
use crate::model::decision::Act;
use crate::model::draft::Step;
use crate::model::meeting::{Ending, Entry, Event, Proposal};
use crate::model::target::Target;
use crate::report::{briefing, decisions};
use crate::tui::app::{App, Layer};
use crate::tui::decide;
use crate::tui::forms::{self, Purpose};
use crate::tui::keymap::{Action, Context, Key};
use crate::tui::menu::{Confirm, Confirmed};
use crate::tui::message::{Effect, Recorded};
use crate::workspace::meeting::{Held, Wish};
use crate::workspace::plan::Done;

/// Goes to the meeting: to the one that is under way, or to a new one.
pub(crate) fn open(app: &mut App) -> Vec<Effect> {
    app.layers.clear();
    if app.meeting.is_some() {
        app.layers.push(Layer::Meeting);
        let mut effects = agenda_changed(app);
        effects.extend(ask_history(app));
        return effects;
    }
    if let Some(why) = &app.read_only {
        let why = format!("Read-only: {why}");
        app.fail(why);
        return Vec::new();
    }
    app.recording = true;
    vec![Effect::HoldMeeting(Wish::default())]
}

/// A meeting was opened, or one that was cut short goes on.
pub(crate) fn held(app: &mut App, held: Held, at: Instant) -> Vec<Effect> {
    let id = held.meeting.opening.id.clone();
    let points = held.meeting.counted().count();
    app.meeting = Some(MeetingState {
        meeting: held.meeting,
        at,
        agreeing: None,
        scroll: 0,
        hooks_said: String::new(),
    });
    app.layers.clear();
    app.layers.push(Layer::Meeting);
    if held.resumed {
        app.say(format!("The meeting of {id} goes on where it was."));
    } else {
        let s = if points == 1 { "" } else { "s" };
        app.say(format!("The meeting of {id}: {points} point{s} on the agenda."));
    }
    let mut effects = agenda_changed(app);
    effects.extend(ask_history(app));
    effects
}

/// Has what happens written down; the screen shows it once it is.
fn happens(app: &mut App, events: Vec<Event>) -> Vec<Effect> {
    let Some(state) = &app.meeting else { return Vec::new() };
    if events.is_empty() {
        return Vec::new();
    }
    let silent = app.moment.map_or(0, |now| now.saturating_duration_since(state.at).as_secs());
    let entries = state.meeting.entries(events, app.now, silent);
    app.recording = true;
    vec![Effect::Meet(entries)]
}

/// It is on disk: now the screen may show it.
pub(crate) fn happened(app: &mut App, entries: &[Entry]) -> Vec<Effect> {
    app.recording = false;
    let Some(state) = &mut app.meeting else { return Vec::new() };
    let before = state.meeting.current.clone();
    entries.iter().for_each(|entry| state.meeting.take(entry));
    state.at = app.moment.unwrap_or(state.at);
    if state.meeting.current != before {
        state.scroll = 0;
    }
    if let Some(ending) = state.meeting.ended.clone() {
        let said = std::mem::take(&mut state.hooks_said);
        app.meeting = None;
        app.layers.retain(|layer| !matches!(layer, Layer::Meeting | Layer::Minutes(_)));
        match ending {
            Ending::Committed { commit, path } => {
                let short = commit.get(..10).unwrap_or(&commit);
                app.say(format!("Committed as {short} with {path}. Nothing is pushed.{said}"));
            }
            Ending::Left => {
                app.say("The meeting is over without minutes; its decisions are in the draft.");
            }
        }
        return Vec::new();
    }
    ask_history(app)
}

/// It could not be written down.
pub(crate) fn refused(app: &mut App) {
    if let Some(state) = &mut app.meeting {
        state.agreeing = None;
    }
}

/// Time has passed.
pub(crate) fn tick(app: &mut App) -> Vec<Effect> {
    let due = app.meeting.as_ref().is_some_and(|state| state.meeting.is_beat_due(app.now));
    if due && !app.recording { happens(app, vec![Event::Beat]) } else { Vec::new() }
}

/// The files were read anew: what they change on the agenda and in the minutes.
pub(crate) fn loaded(app: &mut App) -> Vec<Effect> {
    let mut effects = agenda_changed(app);
    effects.extend(super::minutes::replan(app));
    effects.extend(ask_history(app));
    effects
}

/// Takes in what changed beside the meeting.
fn agenda_changed(app: &mut App) -> Vec<Effect> {
    let Some(state) = app.meeting.as_ref().filter(|_| !app.recording) else { return Vec::new() };
    let events = state.meeting.changed_outside(&app.board, &app.draft, app.today());
    happens(app, events)
}

fn ask_history(app: &mut App) -> Vec<Effect> {
    let current = app.meeting.as_ref().and_then(|state| state.meeting.current.clone());
    match current {
        Some(target @ Target::Item(_)) => decide::ask_history(app, target),
        _ => Vec::new(),
    }
}

fn current(app: &App) -> Option<Target> {
    app.meeting.as_ref().and_then(|state| state.meeting.current.clone())
}

fn proposed(app: &App) -> Option<Proposal> {
    app.meeting.as_ref().and_then(|state| state.meeting.current_point()?.proposal.clone())
}

/// Carries out an action in the meeting. `None`: it knows nothing of it.
pub(crate) fn act(app: &mut App, action: Action, at: Instant) -> Option<Vec<Effect>> {
    match app.layers.last() {
        Some(Layer::Meeting) => {}
        Some(Layer::Minutes(_)) => return super::minutes::act(app, action, at),
        _ => return None,
    }
    let page = isize::try_from(app.size.1 / 3).unwrap_or(1).max(1);
    match action {
        Action::Scope(digit) => return Some(propose_column(app, digit)),
        Action::Agree => return Some(agree(app)),
        Action::MeetNext => {
            let next = app.meeting.as_ref().and_then(|state| state.meeting.forward());
            return Some(happens(app, vec![Event::Shown { target: next }]));
        }
        Action::MeetPrevious => {
            return Some(match app.meeting.as_ref().and_then(|state| state.meeting.back()) {
                Some(target) => happens(app, vec![Event::Shown { target: Some(target) }]),
                None => {
                    app.say("That is the first point.");
                    Vec::new()
                }
            });
        }
        Action::Back => {
            if let (Some(target), Some(_)) = (current(app), proposed(app)) {
                return Some(happens(app, vec![Event::Withdrawn { target }]));
            }
            app.layers.clear();
        }
        Action::Park => return Some(with_point(app, Purpose::Park)),
        Action::Attendance => forms::open(app, Purpose::Attendance, Vec::new()),
        Action::Votes => votes(app),
        Action::Pause => {
            let paused = app.meeting.as_ref().is_some_and(|state| state.meeting.paused);
            let event = if paused { Event::Continued } else { Event::Paused };
            return Some(happens(app, vec![event]));
        }
        Action::MoreTime => {
            return Some(happens(app, vec![Event::Extended { seconds: 120 }]));
        }
        Action::Review => return Some(end(app, at)),
        Action::Presenter => app.screen.presenter = !app.screen.presenter,
        Action::Open => {
            if let Some(id) = current(app).and_then(|target| target.item().cloned()) {
                return Some(decide::open_item(app, &id));
            }
        }
        Action::ScrollDown | Action::Down => scroll(app, 1),
        Action::ScrollUp | Action::Up => scroll(app, -1),
        Action::HalfDown | Action::PageDown => scroll(app, page),
        Action::HalfUp | Action::PageUp => scroll(app, -page),
        Action::Defer | Action::Withdraw | Action::Due | Action::Rationale
            if current(app).is_some_and(|target| target.pack().is_some()) =>
        {
            let key = |action| app.keymap.name_in(Context::Meeting, action);
            let words = format!(
                "A pack has no column: {} names its owner, {} parks it, {} goes on.",
                key(Action::Assign),
                key(Action::Park),
                key(Action::Agree)
            );
            app.say(words);
        }
        Action::Defer if current(app).is_some() => {
            return Some(with_point(app, Purpose::Defer(None)));
        }
        _ => return None,
    }
    Some(Vec::new())
}

fn scroll(app: &mut App, by: isize) {
    if let Some(state) = &mut app.meeting {
        state.scroll = state.scroll.saturating_add_signed(by);
    }
}

/// Opens a form about the point on the screen.
fn with_point(app: &mut App, purpose: Purpose) -> Vec<Effect> {
    match current(app) {
        Some(target) => forms::open(app, purpose, vec![target]),
        None => app.say("That was the last point; there is nothing here to decide on."),
    }
    Vec::new()
}

/// Proposes a column; what it lacks is asked in place.
fn propose_column(app: &mut App, digit: usize) -> Vec<Effect> {
    let Some(target) = current(app) else {
        app.say("That was the last point; there is nothing here to decide on.");
        return Vec::new();
    };
    let Some(item) = target.item().and_then(|id| app.item(id)).cloned() else {
        app.say("This is decided on items, and not on packs.");
        return Vec::new();
    };
    let Some(column) = app.board.columns.at(digit).cloned() else {
        app.say(format!("There is no column {digit}."));
        return Vec::new();
    };
    let proposal = proposed(app).unwrap_or_default().column(column.id.clone());
    if !proposal.lacks(&app.board, &item).is_empty() {
        let purpose = match column.role {
            Role::Deferred => Purpose::Defer(Some(column.id)),
            _ => Purpose::Propose(column.id),
        };
        forms::open(app, purpose, vec![target.clone()]);
    }
    happens(app, vec![Event::Proposed { target, proposal: Box::new(proposal) }])
}

/// Whether what a form makes is a proposal here, and what then happens. `None`: it is decided at
/// once, as on the board.
pub(crate) fn offers(app: &mut App, act: &Act) -> Option<Vec<Effect>> {
    if !matches!(app.layers.last(), Some(Layer::Meeting)) {
        return None;
    }
    let target = current(app)?;
    let proposal = proposed(app).unwrap_or_default().amended(act)?;
    Some(happens(app, vec![Event::Proposed { target, proposal: Box::new(proposal) }]))
}

/// A form said something to the meeting.
pub(crate) fn form_said(app: &mut App, said: Said) -> Vec<Effect> {
    let events = match said {
        Said::Propose(proposal) => match current(app) {
            Some(target) => vec![Event::Proposed { target, proposal }],
            None => Vec::new(),
        },
        Said::Park { question, person } => {
            let state = app.meeting.as_ref();
            state.map(|state| state.meeting.park_current(question, person)).unwrap_or_default()
        }
        Said::Details(details) => vec![Event::Details(details)],
    };
    happens(app, events)
}

/// The room agrees: the proposal is recorded, and the next point comes.
fn agree(app: &mut App) -> Vec<Effect> {
    let Some(target) = current(app) else {
        let end = app.keymap.name_in(Context::Meeting, Action::Review);
        app.say(format!("That was the last point.  {end} ends the meeting"));
        return Vec::new();
    };
    if let Some(why) = &app.read_only {
        let why = format!("Read-only: {why}");
        app.fail(why);
        return Vec::new();
    }
    if app.committing {
        app.say("The commit is still running; agree again when it is done.");
        return Vec::new();
    }
    let proposal = proposed(app);
    let item = target.item().and_then(|id| app.item(id));
    let undecided =
        item.is_some_and(|item| item.is_open() && app.board.role_of(item) == Role::Inbox);
    if proposal.is_none() && undecided {
        let last = app.board.columns.len() - 1;
        let park = app.keymap.name_in(Context::Meeting, Action::Park);
        app.say(format!(
            "Nothing is proposed yet: 1 to {last} proposes a column, {park} parks it."
        ));
        return Vec::new();
    }
    let proposal = proposal.unwrap_or_default();
    let lacks = item.map(|item| proposal.lacks(&app.board, item)).unwrap_or_default();
    let words = briefing::proposal(&proposal, &app.board, &target);
    match proposal.step(&app.board, &target, app.now) {
        Ok(Some(step)) => {
            if let Some(state) = &mut app.meeting {
                state.agreeing = Some(words);
            }
            app.recording = true;
            vec![Effect::Record(step)]
        }
        Ok(None) => {
            app.say(format!("Agreed: {target} {words}."));
            let events = app.meeting.as_ref().map(|state| state.meeting.agree(words, None));
            happens(app, events.unwrap_or_default())
        }
        // Nothing that was said is lost: what is missing is asked for again.
        Err(refusal) => {
            app.fail(format!("Not recorded: {refusal}."));
            if !lacks.is_empty() {
                let to = proposal.goes_to(&app.board).cloned();
                forms::open(app, Purpose::Defer(to), vec![target]);
            }
            Vec::new()
        }
    }
}

/// The journal has a step: what the meeting makes of it.
pub(crate) fn recorded(app: &mut App, what: &Recorded) -> Vec<Effect> {
    let Some(state) = &mut app.meeting else { return Vec::new() };
    let events = match what {
        Recorded::Made(step) => match state.agreeing.take() {
            Some(words) => state.meeting.agree(words, Some(step.clone())),
            None => Vec::new(),
        },
        Recorded::Undone(step) => state.meeting.undone(step),
        Recorded::Redone(step) => state.meeting.redone(step, &redone_words(step, &app.board)),
    };
    happens(app, events)
}

/// The journal has what was to be agreed on, behind decisions of another gonogo.
pub(crate) fn overtaken(app: &mut App) -> Vec<Effect> {
    let step = app.draft.last().cloned();
    let Some(state) = &mut app.meeting else { return Vec::new() };
    let events = match state.agreeing.take() {
        Some(words) => state.meeting.agree(words, step),
        None => Vec::new(),
    };
    happens(app, events)
}

fn redone_words(step: &Step, board: &crate::model::board::Board) -> String {
    decisions::done(step, board)
}

fn votes(app: &mut App) {
    if app.board.signoff_roles.is_empty() {
        app.say("gonogo.yaml names no signoff_roles, so nobody is asked.");
    } else if current(app).is_none() {
        app.say("That was the last point; there is nothing here to vote on.");
    } else {
        app.layers.push(Layer::Votes(VotesView::default()));
    }
}

/// A key in the votes: the letter of a role, or the arrows and Space.
pub(crate) fn vote_key(app: &mut App, mut view: VotesView, key: Key) -> Vec<Effect> {
    let roles = app.board.signoff_roles.clone();
    let last = roles.len().saturating_sub(1);
    let typed = key.latin().unwrap_or(key).typed();
    let letters = VotesView::letters(&roles);
    let voted = match key.code {
        KeyCode::Esc | KeyCode::Enter => return Vec::new(),
        KeyCode::Char('c') if key.ctrl => return Vec::new(),
        KeyCode::Down | KeyCode::Tab => {
            view.cursor = (view.cursor + 1).min(last);
            None
        }
        KeyCode::Up => {
            view.cursor = view.cursor.saturating_sub(1);
            None
        }
        KeyCode::Char(' ') => Some(view.cursor),
        _ => letters.iter().position(|(letter, _)| Some(*letter) == typed),
    };
    let role = voted.and_then(|at| roles.get(at).cloned().map(|role| (at, role)));
    let events = match (role, current(app)) {
        (Some((at, role)), Some(target)) => {
            view.cursor = at;
            let point = app.meeting.as_ref().and_then(|state| state.meeting.current_point());
            let vote = VotesView::next(point.and_then(|point| point.vote(&role)));
            let vote = vote.map(|vote| vote.word().to_owned());
            vec![Event::Voted { target, role, vote }]
        }
        _ => Vec::new(),
    };
    app.layers.push(Layer::Votes(view));
    happens(app, events)
}

/// Shows the minutes, from which the meeting can be committed.
fn end(app: &mut App, at: Instant) -> Vec<Effect> {
    if app.committing {
        app.say("The commit is still running.");
        return Vec::new();
    }
    let Some(view) = MinutesView::of(app, at) else { return Vec::new() };
    app.layers.push(Layer::Minutes(Box::new(view)));
    super::minutes::plan(app)
}

/// The commit is made: where it was that of the minutes, the meeting is over.
pub(crate) fn committed(app: &mut App, done: &Done) -> Vec<Effect> {
    let path = app.layers.iter().find_map(|layer| match layer {
        Layer::Minutes(view) => view.committing.clone(),
        _ => None,
    });
    match path {
        Some(path) => {
            let commit = done.commit.clone();
            if let Some(state) = &mut app.meeting {
                state.hooks_said = done.hooks_said();
            }
            happens(app, vec![Event::Ended(Ending::Committed { commit, path })])
        }
        None => Vec::new(),
    }
}

/// Asks whether the meeting is to end without minutes.
pub(super) fn ask_leave(app: &mut App, at: Instant) {
    app.layers.push(Layer::Confirm(Confirm {
        question: "End the meeting without minutes? Its decisions stay in the draft.".to_owned(),
        opened: at,
        then: Confirmed::LeaveMeeting,
    }));
}

/// The meeting ends without minutes.
pub(crate) fn leave(app: &mut App) -> Vec<Effect> {
    happens(app, vec![Event::Ended(Ending::Left)])
}
