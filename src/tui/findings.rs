//! Every finding, the worst first, with the way to each.

use crate::model::finding::{Finding, Subject};
use crate::model::id::ItemId;
use crate::rules::Findings;
use crate::tui::line::Search;

/// The open list of findings.
#[derive(Clone, Debug)]
pub(crate) struct FindingsView {
    /// Those that the filter leaves.
    pub(crate) list: Vec<Finding>,
    pub(crate) cursor: usize,
    pub(crate) search: Search,
}

impl FindingsView {
    pub(crate) fn new(findings: &Findings) -> Self {
        let mut view = Self { list: Vec::new(), cursor: 0, search: Search::default() };
        view.lay_out(findings);
        view
    }

    /// Takes the findings as they are now; the cursor stays on its finding, or at its place.
    pub(crate) fn lay_out(&mut self, findings: &Findings) {
        let selected = self.list.get(self.cursor).cloned();
        let kept = |finding: &&Finding| self.search.keeps(&words(finding));
        self.list = findings.all().filter(kept).cloned().collect();
        let same = |other: &Finding| {
            selected.as_ref().is_some_and(|f| {
                (f.rule, &f.subject, &f.path) == (other.rule, &other.subject, &other.path)
            })
        };
        let at = self.list.iter().position(same).unwrap_or(self.cursor);
        self.cursor = at.min(self.list.len().saturating_sub(1));
    }

    pub(crate) fn selected(&self) -> Option<&Finding> {
        self.list.get(self.cursor)
    }

    pub(crate) fn selected_item(&self) -> Option<&ItemId> {
        match self.selected().map(|finding| &finding.subject) {
            Some(Subject::Item(id)) => Some(id),
            _ => None,
        }
    }

    pub(crate) fn step(&mut self, by: isize) {
        let last = self.list.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }
}

/// What a filter finds a finding by: what stands in its row.
fn words(finding: &Finding) -> String {
    let word = if finding.waived.is_some() { "waived" } else { finding.severity.word() };
    let subject = match &finding.subject {
        Subject::Item(id) => id.as_str(),
        Subject::Pack(id) => id.as_str(),
        Subject::File(path) => path,
    };
    format!("{word} {} {subject} {}", finding.rule, finding.message)
}
