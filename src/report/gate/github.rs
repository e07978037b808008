//! The gate for GitHub Actions: annotations beside the lines, and a summary of the step.
//!
//! The runner makes annotations of the first ten errors, ten warnings and ten notices that a step
//! prints and only logs the rest. All are printed, what blocks first, and where there are more than
//! GitHub shows, a notice says so.

use super::words::{Standing, counted};
use super::{Gate, Located, markdown};
use crate::text::{log, record, without_orders};

/// Annotations of one kind that GitHub shows of a step.
const SHOWN: usize = 10;

/// Bytes that a summary may have. GitHub drops one of more than a mebibyte, and earlier commands of
/// the same step write into the same file.
const SUMMARY: usize = 768 * 1024;

/// Workflow commands, one a finding, for standard output; the verdict as the last line.
pub fn github(gate: &Gate<'_>) -> String {
    let mut out = String::new();
    for standing in [Standing::Error, Standing::Warning] {
        for found in gate.standing(standing) {
            out.push_str(&command(found));
        }
    }
    // Before the other notices: behind ten of them, it would itself not be shown.
    if let Some(words) = not_shown(gate) {
        out.push_str(&format!(
            "::notice title={}::{}\n",
            property("gonogo: more findings than GitHub shows"),
            data(&words)
        ));
    }
    for standing in [Standing::Note, Standing::Waived] {
        for found in gate.standing(standing) {
            out.push_str(&command(found));
        }
    }
    out.push_str(&log(&gate.verdict_line()));
    out.push('\n');
    without_orders(&out, "<23>").into_owned()
}

/// Markdown for the file that `$GITHUB_STEP_SUMMARY` names: what blocks, and the rest to unfold.
pub fn summary(gate: &Gate<'_>) -> String {
    markdown::page(gate, true, SUMMARY)
}

/// How many findings get no annotation, where there are any.
fn not_shown(gate: &Gate<'_>) -> Option<String> {
    let counts = gate.counts;
    let notices = counts.info + counts.waived;
    let over = |count: usize, shown: usize| count.saturating_sub(shown);
    let [errors, warnings] = [counts.block, counts.warn].map(|count| over(count, SHOWN));
    if errors + warnings + over(notices, SHOWN) == 0 {
        return None;
    }
    // This notice takes the place of one.
    let notices = over(notices, SHOWN - 1);
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning"), (notices, "notice")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| counted(count, what))
        .collect();
    Some(format!(
        "GitHub shows {SHOWN} errors, {SHOWN} warnings and {SHOWN} notices of a step. Not shown: \
         {}. They are in the log and in the summary of the step.",
        parts.join(", ")
    ))
}

fn command(found: &Located<'_>) -> String {
    let finding = found.finding;
    let (kind, title) = match found.standing() {
        Standing::Error => ("error", ""),
        Standing::Warning => ("warning", ""),
        Standing::Note => ("notice", ""),
        Standing::Waived => ("notice", " (waived)"),
    };
    let mut lines = vec![record(&finding.message).into_owned()];
    match &finding.waived {
        Some(waived) => lines.push(format!("waived {}", record(&super::words::waiver(waived)))),
        None => {
            lines.push(format!("why: {}", found.rule.why));
            lines.push(format!("fix: {}", record(&finding.fix)));
            lines.push(format!("more: gonogo explain {}", found.rule.id));
        }
    }
    format!(
        "::{kind} file={},line={},col={},title={}::{}\n",
        property(&found.file),
        found.line,
        found.column,
        property(&format!("{} {}{title}", found.rule.id, found.rule.name)),
        data(&lines.join("\n")),
    )
}

/// A value before the second `::`, as the runner reads it back.
fn property(text: &str) -> String {
    data(&record(text)).replace(':', "%3A").replace(',', "%2C")
}

/// What stands behind the second `::`. The percent sign first, or it would escape the others.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
#[path = "github_tests.rs"]
mod tests;
