//! `resolve`: the choice between the two sides of a field that was decided here and changed
//! elsewhere. The choice is a decision of the draft like any other.

use super::args::Deciding;
use super::decide::{self, writable};
use super::{Context, Failure};
use crate::model::conflict::{self, Conflict, Side};
use crate::model::target::Target;
use crate::tui::now;

#[derive(Debug, clap::Args)]
pub(super) struct Resolve {
    /// The items or packs, and the side last: theirs (what the file or the last commit says) or
    /// ours (what was decided)
    #[arg(required = true, num_args = 2.., value_names = ["ID", "SIDE"])]
    words: Vec<String>,
    /// Only this field: risk, owner, scope, ...
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    #[command(flatten)]
    deciding: Deciding,
}

pub(super) fn run(context: &Context, args: &Resolve) -> Result<(), Failure> {
    let (ids, side) = decide::split(&args.words)?;
    let side = match side {
        "theirs" => Side::Theirs,
        "ours" => Side::Ours,
        other => return Err(Failure::Usage(format!("{other} is no side (theirs, ours)"))),
    };
    let (mut workspace, mut loaded) = context.load()?;
    writable(&loaded)?;
    let wanted = |conflict: &&Conflict| {
        args.field.as_deref().is_none_or(|field| conflict.field.key() == field)
    };
    let mut decisions = Vec::new();
    for id in ids {
        // What is gone from the board has no conflict.
        let target: Target = decide::subject(&loaded.board, id)?;
        let about: Vec<&Conflict> =
            loaded.conflicts.iter().filter(|c| c.target == target).filter(wanted).collect();
        if about.is_empty() {
            let field = args.field.as_deref().map(|f| format!("{f} of ")).unwrap_or_default();
            return Err(Failure::Refused(format!("there is nothing to choose about {field}{id}")));
        }
        for conflict in about {
            let stands = loaded.stands(&target, conflict.field);
            decisions.extend(conflict::choose(&loaded.draft, conflict, side, stands, now()));
        }
    }
    decide::record(context, &mut workspace, &mut loaded, decisions)?;
    if args.deciding.commit {
        super::commit::all(context, &mut workspace, &loaded)?;
    }
    Ok(())
}
