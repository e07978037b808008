//! `gonogo` and `gonogo board`: opens the board.

use std::io::IsTerminal;
use std::process::ExitCode;

use super::args::{Board, Format, TextOrJson};
use super::{Context, Failure, draft};
use crate::tui::keymap::Keymap;
use crate::tui::{self, Start};
use crate::workspace::user::{self, UserSettings};

pub(super) fn run(context: &Context, args: &Board) -> Result<ExitCode, Failure> {
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if !terminal {
        draft::status(context, &Format { format: TextOrJson::Human })?;
        return Ok(ExitCode::SUCCESS);
    }
    let (user, keymap) = user_settings()?;
    let (workspace, loaded) = context.load()?;
    let start = Start {
        filter: args.filter.clone(),
        read_only: args.read_only,
        ascii: context.ascii,
        no_color: context.out.no_color(),
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
