//! `report`: the launch for those who never clone.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::args::{Report, ReportFormat};
use super::{Context, Failure};
use crate::model::date::from_person;
use crate::report::page::{html, json, markdown};
use crate::tui::now;
use crate::workspace::report::{launch_of, report};

pub(super) fn run(context: &Context, args: &Report) -> Result<(), Failure> {
    let format = format(args)?;
    let day = match &args.date {
        None => None,
        Some(text) => {
            let launch = launch_of(&context.dir, &args.at)?;
            let day = from_person(text, now().date_naive(), launch)
                .ok_or_else(|| Failure::Usage(format!("{text} is not a date")))?;
            Some(day)
        }
    };
    let reported = report(&context.dir, &args.at, day)?;
    for remark in reported.remarks() {
        context.out.note(remark);
    }
    let report = reported.report();
    let text = match format {
        ReportFormat::Html => html::html(&report),
        ReportFormat::Markdown => markdown::markdown(&report),
        ReportFormat::Json => json::json(&report),
    };
    let Some(path) = &args.output else { return Ok(context.out.raw(text.as_bytes())?) };
    write(&context.dir.join(path), text.as_bytes())
        .map_err(|error| Failure::Cannot(format!("cannot write {}: {error}", path.display())))?;
    let verdict = report.gate.verdict;
    Ok(context.out.line(&format!("Wrote {}: {verdict}", path.display()))?)
}

/// The format that was asked for, or the one that the name of the file speaks of.
fn format(args: &Report) -> Result<ReportFormat, Failure> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = &args.output else { return Ok(ReportFormat::Markdown) };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match ending.as_str() {
        "html" | "htm" => Ok(ReportFormat::Html),
        "md" | "markdown" => Ok(ReportFormat::Markdown),
        "json" => Ok(ReportFormat::Json),
        _ => Err(Failure::Usage(format!(
            "{} does not end in .html, .md or .json; say --format html, markdown or json",
            path.display()
        ))),
    }
}

/// Writes a file: the old one or the new one, never half. What is no file (a pipe, a terminal) is
/// written to as it is.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gonogo-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other file: the umask takes off what others may not do.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(known) = known {
        file.as_file().set_permissions(known.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&target)?;
    Ok(())
}
