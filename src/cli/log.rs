//! `log`: the decisions that git holds, newest first.

use super::args::{Log, TextOrJson};
use super::output::Tone;
use super::{Context, Failure, decide};
use crate::model::date;
use crate::report::json;
use crate::tui::now;

pub(super) fn run(context: &Context, args: &Log) -> Result<(), Failure> {
    let (workspace, loaded) = context.load_to_read()?;
    let mut changes = match &args.id {
        None => workspace.timeline()?,
        Some(id) => {
            let id = decide::item(&loaded.board, id)?;
            match loaded.board.item(&id) {
                Some(item) => workspace.history_of(&id, &item.source)?,
                None => Vec::new(),
            }
        }
    };
    if let Some(since) = &args.since {
        let day = date::from_person(since, now().date_naive(), loaded.board.launch.date)
            .ok_or_else(|| Failure::Usage(format!("{since} is not a date")))?;
        changes.retain(|change| change.when.date_naive() >= day);
    }
    if args.format == TextOrJson::Json {
        let decisions: Vec<_> = changes.iter().map(json::change).collect();
        return Ok(context.out.json("log", &[("decisions", decisions.into())])?);
    }
    for change in &changes {
        let when = change.when.format("%Y-%m-%d %H:%M").to_string();
        let what = format!(": {} -- {}", change.words(), change.author);
        context.out.pieces(&[
            (&when, Some(Tone::Dim)),
            ("  ", None),
            (change.item.as_str(), Some(Tone::Bold)),
            (&what, None),
        ])?;
    }
    Ok(())
}
