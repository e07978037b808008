//! What the gate says: one verdict and its findings, in the words of six different readers.
//!
//! All formats are made from one [`Gate`], so that none can know more than another. Messages quote
//! content of files as it is; each format makes that harmless in its own way.

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
mod words;

#[cfg(test)]
mod testing;

use std::borrow::Cow;

use crate::model::finding::{Finding, Verdict};
use crate::rules::{Counts, Rule};

/// An answer of the gate.
#[derive(Clone, Debug)]
pub struct Gate<'a> {
    /// The name of the launch; may be empty.
    pub launch: &'a str,
    /// What was checked: the commit's id in hex; `None` for the work tree.
    pub revision: Option<String>,
    /// GO or NO-GO.
    pub verdict: Verdict,
    /// How many findings there are of each weight.
    pub counts: Counts,
    /// The findings, in the order in which they are told.
    pub findings: Vec<Located<'a>>,
}

/// A finding and the spot that it is about.
#[derive(Clone, Debug)]
pub struct Located<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Its rule.
    pub rule: &'static Rule,
    /// The file, from the root of the repository, with `/`.
    pub file: Cow<'a, str>,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}
