//! `docs`: writes the generated documents, or says whether they are current.

use std::process::ExitCode;

use super::args::Docs;
use super::{Context, Failure};
use crate::text;
use crate::workspace::Workspace;

pub(super) fn run(context: &Context, args: &Docs) -> Result<ExitCode, Failure> {
    let workspace = Workspace::open(&context.dir)?;
    let states = workspace.documents()?;
    let stale: Vec<_> = states.iter().filter(|state| !state.is_current()).collect();
    let out = &context.out;
    if args.check {
        for state in &stale {
            for line in state.diff()?.lines() {
                out.raw(format!("{}\n", text::display(line)).as_bytes())?;
            }
        }
        if stale.is_empty() {
            out.line("The generated documents are current.")?;
            return Ok(ExitCode::SUCCESS);
        }
        let names: Vec<&str> = stale.iter().map(|state| state.path.as_str()).collect();
        out.note(&format!("Not current: {}. gonogo docs writes them.", names.join(", ")));
        return Ok(ExitCode::from(1));
    }
    for state in &stale {
        workspace.write_document(state)?;
        out.line(&format!("Wrote {}", state.path))?;
    }
    if stale.is_empty() {
        out.line("The generated documents are current.")?;
    }
    Ok(ExitCode::SUCCESS)
}
