//! `changes`: what changed between two revisions.

use super::args::{Changes, TextOrJson};
use super::output::Tone;
use super::{Context, Failure};
use crate::report::changes;
use crate::tui::now;
use crate::workspace::history;

pub(super) fn run(context: &Context, args: &Changes) -> Result<(), Failure> {
    let past = history::open(&context.dir)?;
    let mut history = past.history();
    let (to, today) = (args.to.as_deref().unwrap_or("HEAD"), now().date_naive());
    let compared = match &args.from {
        Some(from) => history.compare(from, to, today, &|_| true)?,
        None => history.since_last_meeting(to, today, &|_| true)?.ok_or_else(|| {
            let words = "no commit records a meeting (a Gonogo-Meeting trailer); name two revisions \
                         or days: gonogo changes 2026-11-20 HEAD";
            Failure::Usage(words.to_owned())
        })?,
    };
    let out = &context.out;
    if args.format == TextOrJson::Json {
        return Ok(out.json("changes", &changes::json(&compared))?);
    }
    let [what, verdict] = changes::head(&compared);
    out.line(&what)?;
    out.line(&verdict)?;
    for (title, changes) in changes::sections(&compared) {
        out.line("")?;
        out.pieces(&[(&title, Some(Tone::Bold))])?;
        for change in changes {
            let what = format!("  {}", changes::words(change));
            out.pieces(&[("  ", None), (change.target.as_str(), Some(Tone::Bold)), (&what, None)])?;
        }
    }
    Ok(())
}
