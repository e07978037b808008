//! `demo`: makes a sample repository from this project's own launch, and opens the board on it.

use std::path::PathBuf;
use std::process::ExitCode;

use super::args::{Board, Demo};
use super::{Context, Failure, board};
use crate::tui::now;
use crate::workspace::sample;

pub(super) fn run(context: &mut Context, args: &Demo) -> Result<ExitCode, Failure> {
    let dir = match &args.folder {
        Some(dir) => {
            if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
                let words = format!("{} is not empty; name a new folder", dir.display());
                return Err(Failure::Usage(words));
            }
            dir.clone()
        }
        None => temporary()?,
    };
    sample::make(&dir, now()).map_err(|error| Failure::Cannot(error.to_string()))?;
    if args.no_open {
        context.out.line(&format!("The sample repository is in {}", dir.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    context.dir.clone_from(&dir);
    let code = board::run(context, &Board::default())?;
    context.out.note(&format!("The sample repository is in {}", dir.display()));
    Ok(code)
}

/// A folder that stays when the program ends: the decisions made in it are somebody's.
fn temporary() -> Result<PathBuf, Failure> {
    let folder = tempfile::Builder::new()
        .prefix("gonogo-demo-")
        .tempdir()
        .map_err(|error| Failure::Cannot(format!("cannot make a temporary folder: {error}")))?;
    Ok(folder.keep())
}
