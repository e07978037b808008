//! How a rule says what it found.

use crate::model::finding::{Finding, Mend, Severity, Spot, Subject};
use crate::model::id::{ItemId, PackId};

use super::Rule;

/// Takes what one rule finds about one subject.
#[derive(Debug)]
pub struct Reports<'a> {
    rule: &'static Rule,
    severity: Severity,
    about: About<'a>,
    found: &'a mut Vec<Finding>,
}

/// A [`Subject`] that costs nothing until something is found: most rules find nothing.
#[derive(Clone, Debug)]
pub(super) enum About<'a> {
    Item(&'a ItemId),
    Pack(&'a PackId),
    File(String),
}

impl From<&About<'_>> for Subject {
    fn from(about: &About<'_>) -> Self {
        match about {
            About::Item(id) => Subject::Item((*id).clone()),
            About::Pack(id) => Subject::Pack((*id).clone()),
            About::File(path) => Subject::File(path.clone()),
        }
    }
}

impl<'a> Reports<'a> {
    pub(super) fn new(
        rule: &'static Rule,
        severity: Severity,
        about: About<'a>,
        found: &'a mut Vec<Finding>,
    ) -> Self {
        Self { rule, severity, about, found }
    }

    /// Reports what is wrong and how to mend it. `path` are the keys that lead to the spot,
    /// gonogo's own names, list positions counted from 0; empty for the subject as a whole.
    pub fn push(&mut self, path: &[&str], message: impl Into<String>, fix: impl Into<String>) {
        self.push_at_most(self.severity, path, message, fix);
    }

    /// Reports what never weighs more than `most`, whatever the rule's severity.
    pub fn push_at_most(
        &mut self,
        most: Severity,
        path: &[&str],
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.found.push(Finding {
            rule: self.rule.id,
            severity: self.severity.min(most),
            subject: Subject::from(&self.about),
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            message: message.into(),
            fix: fix.into(),
            spot: None,
            mend: None,
            waived: None,
        });
    }

    /// Says where that is which was reported last.
    pub fn at(&mut self, file: &str, line: usize, column: usize) {
        if let Some(finding) = self.found.last_mut() {
            finding.spot = Some(Box::new(Spot { file: file.into(), line, column }));
        }
    }

    /// Says what change mends what was reported last.
    pub fn mended_by(&mut self, mend: Mend) {
        if let Some(finding) = self.found.last_mut() {
            finding.mend = Some(mend);
        }
    }

    /// Makes a file what is reported about from here on.
    pub fn about_file(&mut self, path: &str) {
        self.about = About::File(path.to_owned());
    }
}
