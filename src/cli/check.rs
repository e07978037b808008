//! `check`: the gate. It says GO or NO-GO and exits with it, the same in every format.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::args::{Check, CheckFormat};
use super::{Context, Failure};
use crate::model::finding::Verdict;
use crate::report::gate::{Gate, github, human, json, junit, markdown, sarif};
use crate::threads::beside_any;
use crate::tui::now;
use crate::workspace::check::check;

pub(super) fn run(context: &Context, args: &Check) -> Result<ExitCode, Failure> {
    let checked = check(&context.dir, args.at.as_deref(), now().date_naive())?;
    for remark in checked.remarks() {
        context.out.note(remark);
    }
    match checked.waiting {
        0 => {}
        1 => {
            context.out.note("1 decision is not committed and not counted; gonogo status counts it")
        }
        n => context.out.note(&format!(
            "{n} decisions are not committed and not counted; gonogo status counts them"
        )),
    }
    let keep = (!checked.is_kept()).then_some(|| checked.keep());
    let (_, code) = beside_any(keep, || tell(context, args, &checked.gate()));
    let code = code?;
    // The program ends here: to give a large board back piece by piece would only take time.
    std::mem::forget(checked);
    Ok(code)
}

fn tell(context: &Context, args: &Check, gate: &Gate<'_>) -> Result<ExitCode, Failure> {
    let text = match args.format {
        CheckFormat::Human => human::human(gate, !context.out.no_color()),
        CheckFormat::Json => json::json(gate),
        CheckFormat::Sarif => sarif::sarif(gate),
        CheckFormat::Github => {
            step_summary(gate)?;
            github::github(gate)
        }
        CheckFormat::Junit => junit::junit(gate),
        CheckFormat::Markdown => markdown::markdown(gate),
    };
    // Whoever reads the output has the verdict from the exit code too, even where the pipe closed.
    let printed = context.out.raw(text.as_bytes()).map_err(Failure::from);
    if !matches!(printed, Ok(()) | Err(Failure::PipeClosed)) {
        printed?;
    }
    Ok(match gate.verdict {
        Verdict::NoGo(_) if !args.exit_zero => ExitCode::from(1),
        Verdict::NoGo(_) | Verdict::Go => ExitCode::SUCCESS,
    })
}

/// Adds to the summary of the step, where GitHub Actions gives a file for it.
fn step_summary(gate: &Gate<'_>) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let cannot = |error| {
        Failure::Cannot(format!(
            "cannot write the step summary {}: {error}",
            Path::new(&path).display()
        ))
    };
    let mut file = OpenOptions::new().append(true).create(true).open(&path).map_err(cannot)?;
    file.write_all(github::summary(gate).as_bytes()).map_err(cannot)
}
