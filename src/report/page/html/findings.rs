//! Everything that was found, with the way to mend it.

use maud::{Markup, html};

use super::table::{Table, cell, row, sorted};
use super::text::Text;
use super::verdict::name_of;
use super::{Page, Section};
use crate::model::finding::Severity;

impl Page<'_> {
    /// What holds the launch first.
    pub(super) fn findings(&self) -> Section {
        let report = self.report;
        let rows: Vec<Markup> = report
            .open_findings()
            .map(|found| {
                let (class, word) = match found.finding.severity {
                    Severity::Block => ("holds", "holds the launch"),
                    Severity::Warn => ("late", "warning"),
                    Severity::Info | Severity::Off => ("plain", "note"),
                };
                let cells = [
                    sorted(found.finding.severity as u8, &html! { span class=(class) { (word) } }),
                    cell(&html! { (Text(&found.finding.message)) p.why { "Fix: " (Text(&found.finding.fix)) } }),
                    cell(&html! { (found.rule.id) }),
                    cell(&html! { code { (Text(&found.file)) ":" (found.line) } }),
                ];
                row(&self.keys_of(&found.finding.subject), None, &name_of(found), &cells)
            })
            .collect();
        let body = Table {
            class: "findings",
            title: "What was found",
            note: report.gate.tally(),
            heads: &["About", "Weight", "What is wrong", "Rule", "Where"],
            none: "Nothing was found.",
        }
        .of(&rows);
        Section { anchor: "findings", title: "Findings", body }
    }
}
