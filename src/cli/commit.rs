//! `diff` and `commit`.

use super::args::Commit;
use super::decide::writable;
use super::{Context, Failure};
use crate::model::draft::Row;
use crate::workspace::Workspace;
use crate::workspace::load::Loaded;
use crate::workspace::plan::{Plan, Request};

pub(super) fn diff(context: &Context) -> Result<(), Failure> {
    let (workspace, loaded) = context.load()?;
    match plan(&workspace, &loaded, None, false)? {
        Some(plan) => Ok(context.out.patch(&plan.patch())?),
        None => Ok(()),
    }
}

pub(super) fn run(context: &Context, args: &Commit) -> Result<(), Failure> {
    let (mut workspace, loaded) = context.load()?;
    if args.dry_run {
        let plan = plan(&workspace, &loaded, args.message.as_deref(), args.signoff)?;
        match plan {
            None => context.out.line("No decisions since the last commit.")?,
            Some(plan) => {
                context.out.text(&plan.message)?;
                context.out.line("")?;
                context.out.text(&plan.patch())?;
                for remark in &plan.remarks {
                    context.out.note(remark);
                }
            }
        }
        return Ok(());
    }
    writable(&loaded)?;
    all(context, &mut workspace, &loaded, args.message.as_deref(), args.signoff)
}

/// Commits everything that the draft holds.
pub(super) fn all(
    context: &Context,
    workspace: &mut Workspace,
    loaded: &Loaded,
    message: Option<&str>,
    sign_off: bool,
) -> Result<(), Failure> {
    if let Some(conflict) = loaded.conflicts.first() {
        return Err(Failure::Refused(format!(
            "{} of {} was changed outside to {} since it was decided to be {}; undo the decision, or decide again",
            conflict.field.key(),
            conflict.target,
            conflict.theirs.as_deref().unwrap_or("nothing"),
            conflict.ours.as_deref().unwrap_or("nothing"),
        )));
    }
    let Some(plan) = plan(workspace, loaded, message, sign_off)? else {
        return Ok(context.out.line("No decisions since the last commit.")?);
    };
    let done = workspace.commit(&plan)?;
    Ok(context.out.line(&done.words())?)
}

/// The plan for every row whose item is there; `None` where there is nothing to commit.
fn plan(
    workspace: &Workspace,
    loaded: &Loaded,
    message: Option<&str>,
    sign_off: bool,
) -> Result<Option<Plan>, Failure> {
    let rows: Vec<Row> =
        loaded.draft.rows().into_iter().filter(|row| loaded.board.has(&row.target)).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let message = message.map(str::to_owned);
    let request = Request { rows, message, sign_off, ..Request::default() };
    Ok(Some(workspace.plan(&request, &loaded.board)?))
}
