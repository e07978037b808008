//! `meet`: holds a meeting, on the board or, with `--plain`, by line prompts in the scrollback.

mod ask;
mod plain;
mod propose;
mod tell;

use std::io::IsTerminal;
use std::process::ExitCode;

use super::args::{self, Meet};
use super::{Context, Failure, board};
use crate::workspace::meeting::Wish;

pub(super) fn run(context: &Context, args: &Meet) -> Result<ExitCode, Failure> {
    let wish =
        Wish { minutes: args.minutes, per_item: args.per_item, present: args.attendees.clone() };
    if args.plain {
        return plain::run(context, &wish);
    }
    if !(std::io::stdout().is_terminal() && std::io::stdin().is_terminal()) {
        let words = "the meeting's screen needs a terminal; gonogo meet --plain goes without one";
        return Err(Failure::Usage(words.to_owned()));
    }
    board::open(context, &args::Board::default(), Some(wish))
}
