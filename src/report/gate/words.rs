//! What the formats of the gate have in common: how findings are weighed, counted and placed.
//!
//! The words hold text from files as it is; each format cleans it.

use super::{Gate, Located};
use crate::model::finding::{Severity, Subject, Waived};

/// How a finding counts towards the verdict, what weighs most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Error,
    Warning,
    Note,
    Waived,
}

impl Standing {
    /// The word in front of a finding.
    pub(super) fn word(self) -> &'static str {
        match self {
            Standing::Error => "error",
            Standing::Warning => "warning",
            Standing::Note => "note",
            Standing::Waived => "waived",
        }
    }
}

impl Located<'_> {
    /// How it counts.
    pub(super) fn standing(&self) -> Standing {
        match (&self.finding.waived, self.finding.severity) {
            (Some(_), _) => Standing::Waived,
            (None, Severity::Block) => Standing::Error,
            (None, Severity::Warn) => Standing::Warning,
            (None, Severity::Info | Severity::Off) => Standing::Note,
        }
    }

    /// `packs/hubspot/pack.yaml:48:3`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }

    /// What it is about, by name: `hubspot`.
    pub(super) fn subject(&self) -> &str {
        match &self.finding.subject {
            Subject::Item(id) => id.as_str(),
            Subject::Pack(id) => id.as_str(),
            Subject::File(path) => path,
        }
    }
}

impl Gate<'_> {
    /// The findings that count in one way, in their order.
    pub(super) fn standing(&self, standing: Standing) -> impl Iterator<Item = &Located<'_>> {
        self.findings.iter().filter(move |found| found.standing() == standing)
    }

    /// `NO-GO: 4 blocking, 12 warnings, 3 waived (at 1a2b3c4d5e6f)`.
    pub(super) fn verdict_line(&self) -> String {
        let at = self.short_revision().map(|at| format!(" (at {at})")).unwrap_or_default();
        format!("{}: {}{at}", self.verdict.word(), self.tally())
    }

    /// `4 blocking, 12 warnings, 3 waived`.
    pub(in crate::report) fn tally(&self) -> String {
        let counts = self.counts;
        let mut parts = vec![format!("{} blocking", counts.block), counted(counts.warn, "warning")];
        if counts.info > 0 {
            parts.push(counted(counts.info, "note"));
        }
        if counts.waived > 0 {
            parts.push(format!("{} waived", counts.waived));
        }
        parts.join(", ")
    }

    /// As much of the commit's id as people need.
    pub(in crate::report) fn short_revision(&self) -> Option<String> {
        self.revision.as_ref().map(|id| id.chars().take(12).collect())
    }
}

/// `1 warning`, `2 warnings`.
pub(super) fn counted(count: usize, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// `by launch-owner until 2027-01-12: why; compensation`.
pub(super) fn waiver(waived: &Waived) -> String {
    let Waived { by, until, why, compensation } = waived;
    format!("by {by} until {until}: {why}; {compensation}")
}
