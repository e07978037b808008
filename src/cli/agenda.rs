//! `agenda`: what the next meeting has to talk about, for the invitation.

use super::args::{Agenda as Args, AgendaFormat};
use super::{Context, Failure};
use crate::model::agenda::Agenda;
use crate::report::{agenda, json};
use crate::rules::Findings;
use crate::tui::now;

pub(super) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let (mut workspace, loaded) = context.load()?;
    let today = now().date_naive();
    let board = &loaded.board;
    let agenda = Agenda::of(board, today, &workspace.parked_last()?);
    let verdict = Findings::of(board, today).verdict();
    match args.format {
        AgendaFormat::Markdown => {
            let text = agenda::markdown(&agenda, board, today, verdict);
            context.out.raw(text.as_bytes())?;
        }
        AgendaFormat::Json => context.out.json(
            "agenda",
            &[
                ("launch", serde_json::json!(board.launch.name)),
                ("day", serde_json::json!(today)),
                ("verdict", json::verdict(verdict)),
                ("sections", agenda::json(&agenda, board)),
            ],
        )?,
    }
    Ok(())
}
