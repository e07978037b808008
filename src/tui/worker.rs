//! The worker: carries effects out, off the drawing thread, and sends back what came of them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use chrono::NaiveDate;

use super::history::Past;
use super::message::{Effect, MinutesPlan, Msg, Recorded};
use crate::text::SafeLink;
use crate::workspace::history::Watch;
use crate::workspace::journal::JournalError;
use crate::workspace::load::Loaded;
use crate::workspace::watch::Again;
use crate::workspace::{Workspace, WorkspaceError};

/// After how many commits a count is told.
const PROGRESS: usize = 500;

/// Carries out effects in the order in which they come, until nobody sends any more.
pub(super) fn work(
    mut workspace: Workspace,
    effects: &Receiver<Effect>,
    messages: &Sender<Msg>,
    left: &AtomicBool,
    again: Option<&Again>,
) {
    let watch = |commits: usize| {
        if commits.is_multiple_of(PROGRESS) {
            let _ = messages.send(Msg::PastRead(commits));
        }
        !left.load(Ordering::Relaxed)
    };
    while let Ok(effect) = effects.recv() {
        if matches!(effect, Effect::Quit) {
            break;
        }
        let Some(msg) = carry_out(&mut workspace, effect, &watch, again) else { continue };
        // Nobody listens any more: the program is ending, and what had to be on disk is.
        if messages.send(msg).is_err() {
            break;
        }
    }
}

fn carry_out(
    workspace: &mut Workspace,
    effect: Effect,
    watch: Watch<'_>,
    again: Option<&Again>,
) -> Option<Msg> {
    let read_again = || again.into_iter().for_each(Again::read);
    let recorded =
        |workspace: &mut Workspace, result: Result<Recorded, WorkspaceError>| match result {
            Err(WorkspaceError::Journal(JournalError::Moved)) => match load(workspace) {
                Ok(loaded) => Msg::NotUndone(loaded),
                Err(error) => Msg::RecordFailed(error),
            },
            Err(error) => Msg::RecordFailed(error.to_string()),
            Ok(_) if workspace.overtaken() => match load(workspace) {
                Ok(loaded) => Msg::Overtaken(loaded),
                Err(error) => Msg::RecordFailed(error),
            },
            Ok(recorded) => Msg::Recorded(recorded),
        };
    Some(match effect {
        Effect::Record(step) => {
            let result = workspace.record(&step).map(|()| Recorded::Made(step));
            recorded(workspace, result)
        }
        Effect::Undo(shown) => {
            let result = workspace.undo(Some(&shown)).map(Recorded::Undone);
            recorded(workspace, result)
        }
        Effect::Redo(shown) => {
            let result = workspace.redo(Some(&shown)).map(Recorded::Redone);
            recorded(workspace, result)
        }
        Effect::Discard => match workspace.discard().map_err(|e| e.to_string()) {
            Ok(()) => match load(workspace) {
                Ok(loaded) => Msg::Discarded(loaded),
                Err(error) => Msg::RecordFailed(error),
            },
            Err(error) => Msg::RecordFailed(error),
        },
        Effect::TakeIn(reading) => match workspace.with_draft(*reading) {
            Ok(Some(loaded)) => Msg::Loaded(Box::new(loaded)),
            Ok(None) => {
                read_again();
                return None;
            }
            Err(error) => Msg::LoadFailed(error.to_string()),
        },
        Effect::LookAtDraft => {
            let held_by_another = workspace.holder_has_changed();
            if workspace.draft_has_moved() || held_by_another {
                read_again();
            }
            return None;
        }
        Effect::TakeOver(writer) => {
            workspace.take_over(writer);
            read_again();
            return None;
        }
        Effect::Plan { request, board } => Msg::Planned(
            workspace.plan(&request, &board).map(Box::new).map_err(|error| error.to_string()),
        ),
        Effect::Commit(plan) => {
            Msg::Committed(workspace.commit(&plan).map(Box::new).map_err(|error| error.to_string()))
        }
        Effect::HoldMeeting(wish) => {
            let held = workspace
                .load()
                .and_then(|loaded| workspace.hold_meeting(&loaded, &wish, super::run::now()));
            Msg::Held(held.map(Box::new).map_err(|error| error.to_string()))
        }
        Effect::Meet(entries) => match workspace.record_meeting(&entries) {
            Ok(()) => Msg::Met(entries),
            Err(error) => Msg::RecordFailed(error.to_string()),
        },
        Effect::PlanMinutes { meeting, rows, text, board } => {
            let now = super::run::now();
            let planned = workspace.minutes_request(&meeting, rows, &text, &board, now).and_then(
                |(request, path)| {
                    let plan = Box::new(workspace.plan(&request, &board)?);
                    Ok(MinutesPlan { plan, path })
                },
            );
            Msg::MinutesPlanned(planned.map_err(|error| error.to_string()))
        }
        Effect::History(target, source) => {
            // It is shown beside something else, so it is read whatever becomes of the view.
            let changes = workspace.history_of(&target, &source, &|_| true);
            Msg::History(target, changes.map_err(|error| error.to_string()))
        }
        Effect::Past(today) => match past(workspace, today, watch) {
            Err(WorkspaceError::Stopped) => return None,
            result => Msg::Past(result.map_err(|error| error.to_string())),
        },
        Effect::Since(today) => {
            let since = workspace.history().since_last_meeting(workspace.tip(), today, watch);
            match since {
                Err(WorkspaceError::Stopped) => return None,
                result => Msg::Since(
                    result.map(|found| found.map(Box::new)).map_err(|error| error.to_string()),
                ),
            }
        }
        Effect::Patch(commit) => {
            let patch = workspace.patch(&commit).map_err(|error| error.to_string());
            Msg::Patch(commit, patch)
        }
        Effect::LookBack => {
            let looked = workspace.look_back();
            Msg::LookedBack(looked.map_err(|error| workspace.or_vanished(error).to_string()))
        }
        Effect::OpenLink(link) => Msg::Said(open_link(&link)),
        // These need the terminal, and so the main thread, or are another thread's.
        Effect::Quit
        | Effect::Reload
        | Effect::Suspend
        | Effect::Redraw
        | Effect::Mouse(_)
        | Effect::Edit { .. }
        | Effect::EditAt { .. }
        | Effect::EditText { .. }
        | Effect::LeavePast
        | Effect::Copy(_) => return None,
    })
}

/// Reads the decisions and the series in one go.
fn past(
    workspace: &Workspace,
    today: NaiveDate,
    watch: Watch<'_>,
) -> Result<Box<Past>, WorkspaceError> {
    let mut history = workspace.history();
    let timeline = history.timeline(workspace.tip(), watch)?;
    let trend = history.trend(workspace.tip(), today, watch)?;
    Ok(Box::new(Past { timeline, trend }))
}

/// Reads everything again.
fn load(workspace: &mut Workspace) -> Result<Box<Loaded>, String> {
    workspace.load().map(Box::new).map_err(|error| error.to_string())
}

/// Hands a link to the system's browser, as one argument and never through a shell.
fn open_link(link: &str) -> Result<String, String> {
    let safe =
        SafeLink::parse(link).ok_or_else(|| "only http and https links are opened".to_owned())?;
    let program = std::env::var_os("BROWSER").filter(|browser| Path::new(browser).is_absolute());
    let program = program.unwrap_or_else(|| {
        if cfg!(target_os = "macos") { "open".into() } else { "xdg-open".into() }
    });
    let started = Command::new(&program)
        .arg(safe.as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            // It must not stay behind as a zombie; how it ended says nothing about the browser.
            std::thread::spawn(move || {
                let _ = child.wait();
            });
            Ok(format!("Opening {}", safe.as_str()))
        }
        Err(_) => Err(format!(
            "no browser could be started ({} is not there); the link is {}",
            Path::new(&program).display(),
            safe.as_str()
        )),
    }
}
