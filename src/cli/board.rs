//! `gonogo` and `gonogo board`: opens the board.

use std::io::IsTerminal;
use std::process::ExitCode;

use super::args::{Board, TextOrJson};
use super::{Context, Failure, decide, draft};
use crate::tui::keymap::{Action, Keymap};
use crate::tui::{self, Start, now};
use crate::workspace::Workspace;
use crate::workspace::load::Loaded;
use crate::workspace::meeting::Wish;
use crate::workspace::user::{self, UserSettings};

/// Opens the board, or prints the status where nobody looks at a screen.
pub(super) fn run(context: &Context, args: &Board) -> Result<ExitCode, Failure> {
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if !terminal {
        let (workspace, loaded) = load(context, args)?;
        let today = workspace.as_of().map_or_else(now, |(_, when)| when).date_naive();
        draft::status_of(context, &loaded, today, TextOrJson::Human)?;
        return Ok(ExitCode::SUCCESS);
    }
    open(context, args, None)
}

/// What is shown: the work tree, or a revision.
fn load(context: &Context, args: &Board) -> Result<(Workspace, Loaded), Failure> {
    match &args.at {
        None => context.load(),
        Some(at) => {
            let mut workspace = Workspace::open_at(&context.dir, at)?;
            let loaded = workspace.load()?;
            Ok((workspace, loaded))
        }
    }
}

/// Opens the board, in the meeting where one is to be held.
pub(super) fn open(
    context: &Context,
    args: &Board,
    meeting: Option<Wish>,
) -> Result<ExitCode, Failure> {
    let (user, keymap) = user_settings()?;
    let (mut workspace, mut loaded) = load(context, args)?;
    if args.read_only {
        workspace.keep_nothing();
    }
    let meeting = match meeting {
        Some(wish) => {
            decide::writable(&loaded)?;
            Some(workspace.hold_meeting(&loaded, &wish, now())?)
        }
        // A board of another day knows of no meeting that is held now.
        None if args.at.is_some() => None,
        None => {
            let waiting = workspace.meeting()?.filter(|meeting| meeting.ended.is_none());
            loaded.remarks.extend(waiting.map(|meeting| {
                let key = keymap.name(Action::GoMeeting);
                format!("The meeting of {} is not over: {key} goes on with it.", meeting.opening.id)
            }));
            None
        }
    };
    let start = Start {
        filter: args.filter.clone(),
        read_only: args.read_only,
        ascii: context.ascii,
        no_color: context.out.no_color(),
        meeting,
    };
    tui::run(workspace, loaded, start, &user, keymap)
        .map_err(|error| Failure::Cannot(format!("the terminal refused: {error}")))
}

/// The user's own settings, and the keys with the user's changes.
pub(super) fn user_settings() -> Result<(UserSettings, Keymap), Failure> {
    let path = user::path();
    let settings = match &path {
        Some(path) => UserSettings::read(path).map_err(|e| Failure::Usage(e.to_string()))?,
        None => UserSettings::default(),
    };
    let keymap = Keymap::new(&settings.keys).map_err(|error| {
        let place = path.map(|path| format!("{}: ", path.display())).unwrap_or_default();
        Failure::Usage(format!("{place}{error}"))
    })?;
    Ok((settings, keymap))
}
