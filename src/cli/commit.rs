//! `diff` and `commit`.

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::decide::writable;
use super::{Context, Failure};
use crate::model::conflict::Version;
use crate::workspace::Workspace;
use crate::workspace::load::Loaded;
use crate::workspace::plan::{Held, Plan, Request};

#[derive(Debug, clap::Args)]
pub(super) struct Commit {
    /// The message; the trailers are added to it
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    /// Only say what would be committed
    #[arg(long)]
    dry_run: bool,
    /// Add a Signed-off-by
    #[arg(long)]
    signoff: bool,
    /// Where a decision cannot be laid on what is staged, or on the file, commit it all the same
    /// and leave that as it is
    #[arg(long, value_enum, value_name = "WHICH")]
    leave: Vec<LeaveAlone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LeaveAlone {
    Staged,
    File,
}

pub(super) fn diff(context: &Context) -> Result<(), Failure> {
    let (workspace, loaded) = context.load()?;
    let Some(plan) = plan(&workspace, &loaded, &How::default())? else { return Ok(()) };
    for held in &plan.held {
        context.out.note(&words(held));
    }
    Ok(context.out.patch(&plan.patch())?)
}

pub(super) fn run(context: &Context, args: &Commit) -> Result<(), Failure> {
    let (mut workspace, loaded) = context.load()?;
    let leave = args.leave.iter().map(|which| match which {
        LeaveAlone::Staged => Version::Index,
        LeaveAlone::File => Version::WorkTree,
    });
    let how = How { message: args.message.clone(), sign_off: args.signoff, leave: leave.collect() };
    if args.dry_run {
        let Some(plan) = plan(&workspace, &loaded, &how)? else {
            return Ok(context.out.line("No decisions since the last commit.")?);
        };
        if !plan.is_empty() {
            context.out.text(&plan.message)?;
            context.out.line("")?;
            context.out.text(&plan.patch())?;
        }
        for remark in &plan.remarks {
            context.out.note(remark);
        }
        return all_of(&plan);
    }
    writable(&loaded)?;
    commit(context, &mut workspace, &loaded, &how)
}

/// How a commit is to be made.
#[derive(Default)]
struct How {
    message: Option<String>,
    sign_off: bool,
    /// Versions that are left as they are where they do not take a decision.
    leave: Vec<Version>,
}

/// Commits everything that the draft holds.
pub(super) fn all(
    context: &Context,
    workspace: &mut Workspace,
    loaded: &Loaded,
) -> Result<(), Failure> {
    commit(context, workspace, loaded, &How::default())
}

fn commit(
    context: &Context,
    workspace: &mut Workspace,
    loaded: &Loaded,
    how: &How,
) -> Result<(), Failure> {
    let Some(plan) = plan(workspace, loaded, how)? else {
        return Ok(context.out.line("No decisions since the last commit.")?);
    };
    if !plan.is_empty() {
        let done = workspace.commit(&plan)?;
        for line in done.said() {
            context.out.note(line);
        }
        context.out.line(&done.words())?;
    }
    all_of(&plan)
}

/// An error that names what was held back, where something was.
fn all_of(plan: &Plan) -> Result<(), Failure> {
    if plan.held.is_empty() {
        return Ok(());
    }
    let n = plan.held.len();
    let head = if n == 1 { "1 decision is".to_owned() } else { format!("{n} decisions are") };
    let each: Vec<String> = plan.held.iter().map(words).collect();
    Err(Failure::Refused(format!("{head} held back: {}", each.join(". "))))
}

/// Why a row is held back, and what to do about it.
fn words(held: &Held) -> String {
    let target = &held.row.target;
    let cure = if !held.conflicts().is_empty() {
        let leave = match held.version {
            Version::Index => ", or leave what is staged alone: gonogo commit --leave staged",
            Version::Head | Version::WorkTree => "",
        };
        format!("choose: gonogo resolve {target} theirs, or gonogo resolve {target} ours{leave}")
    } else {
        match (held.can_leave(), held.version) {
            (true, Version::Index) => "to commit it all the same: --leave staged".to_owned(),
            (true, _) => "to commit it all the same: --leave file".to_owned(),
            (false, _) => "it stays in the draft".to_owned(),
        }
    };
    format!("{target}: {} ({cure})", held.words())
}

/// The plan for the whole draft; `None` where it holds nothing. A version is left alone only for
/// the rows that it does not take.
fn plan(workspace: &Workspace, loaded: &Loaded, how: &How) -> Result<Option<Plan>, Failure> {
    let rows = loaded.draft.rows();
    if rows.is_empty() {
        return Ok(None);
    }
    let (message, sign_off) = (how.message.clone(), how.sign_off);
    let mut request = Request { rows, message, sign_off, ..Request::default() };
    let mut tried = BTreeSet::new();
    loop {
        let plan = workspace.plan(&request, &loaded.board)?;
        let wanted = plan.held.iter().filter(|held| held.can_leave());
        let new: Vec<_> = wanted
            .filter(|held| how.leave.contains(&held.version))
            .map(|held| (Some(held.row.target.clone()), held.version))
            .filter(|left| tried.insert(left.clone()))
            .collect();
        if new.is_empty() {
            return Ok(Some(plan));
        }
        request.leave.extend(new);
    }
}
