//! The gate for a pull request or a chat: a heading with the verdict, and tables.
//!
//! What comes out of a file is shown as code, so that it pings nobody and links to nothing; see
//! [`text::markdown_code`](crate::text::markdown_code).

use super::words::{Standing, counted};
use super::{Gate, Located};
use crate::text::{markdown_cell, markdown_code, markdown_prose, without_orders};

/// All of it.
pub fn markdown(gate: &Gate<'_>) -> String {
    page(gate, false, usize::MAX)
}

/// The page. `fold` hides all but what blocks behind a line to click on. Where it would get longer
/// than `most` bytes, it says how many findings it leaves out.
pub(super) fn page(gate: &Gate<'_>, fold: bool, most: usize) -> String {
    let mut out = format!("## {}", gate.verdict.word());
    if !gate.launch.trim().is_empty() {
        out.push_str(&format!(": {}", markdown_code(gate.launch)));
    }
    out.push_str(&format!("\n\n{}", gate.tally()));
    if let Some(at) = gate.short_revision() {
        out.push_str(&format!(", at {}", markdown_code(&at)));
    }
    out.push('\n');
    let sections = [
        (Standing::Error, "Blocking".to_owned()),
        (Standing::Warning, counted(gate.counts.warn, "warning")),
        (Standing::Note, counted(gate.counts.info, "note")),
        (Standing::Waived, format!("{} waived", gate.counts.waived)),
    ];
    for (standing, title) in sections {
        section(gate, standing, &title, fold && standing != Standing::Error, most, &mut out);
    }
    without_orders(&out, "<23>").into_owned()
}

fn section(
    gate: &Gate<'_>,
    standing: Standing,
    title: &str,
    fold: bool,
    most: usize,
    out: &mut String,
) {
    let mut found = gate.standing(standing).peekable();
    if found.peek().is_none() {
        return;
    }
    if fold {
        out.push_str(&format!("\n<details><summary>{title}</summary>\n\n"));
    } else {
        out.push_str(&format!("\n### {title}\n\n"));
    }
    out.push_str(if standing == Standing::Waived {
        "| Rule | Where | What is wrong | By | Until | Why | Compensation |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n"
    } else {
        "| Rule | Where | What is wrong | Fix |\n| --- | --- | --- | --- |\n"
    });
    let mut left_out = 0;
    let mut reasons: Vec<(&str, &str)> = Vec::new();
    for found in found {
        let row = row(found);
        // Room for what is to come: the reasons and the line about what is left out.
        if left_out > 0 || out.len() + row.len() + RESERVE > most {
            left_out += 1;
            continue;
        }
        out.push_str(&row);
        let reason = (found.rule.id, found.rule.why);
        if standing != Standing::Waived && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if left_out > 0 {
        out.push_str(&format!("\n{left_out} more are left out here: `gonogo check`\n"));
    }
    if !reasons.is_empty() {
        out.push_str("\nWhy:\n\n");
        for (id, why) in reasons {
            out.push_str(&format!("- {id}: {}\n", markdown_prose(why)));
        }
    }
    if fold {
        out.push_str("\n</details>\n");
    }
}

/// Bytes kept free for what follows a table.
const RESERVE: usize = 16 * 1024;

fn row(found: &Located<'_>) -> String {
    let finding = found.finding;
    let mut cells = vec![
        format!("{} {}", found.rule.id, found.rule.name),
        markdown_cell(&found.place()),
        markdown_cell(&finding.message),
    ];
    match &finding.waived {
        Some(waived) => {
            cells.push(markdown_cell(&waived.by));
            cells.push(waived.until.to_string());
            cells.push(markdown_cell(&waived.why));
            cells.push(markdown_cell(&waived.compensation));
        }
        None => cells.push(markdown_cell(&finding.fix)),
    }
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
