//! What a rule reports, and what the reports add up to.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::field::Field;
use super::id::{ItemId, PackId};
use super::pack::Show;
use super::value::Value;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule is not asked.
    Off,
    /// Good to know.
    Info,
    /// Must be looked at.
    Warn,
    /// Holds the launch.
    Block,
}

impl Severity {
    /// Every severity, in ascending order.
    pub const ALL: [Severity; 4] = [Severity::Off, Severity::Info, Severity::Warn, Severity::Block];

    /// The severity with exactly this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }

    /// The word that settings and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Info => "info",
            Severity::Warn => "warn",
            Severity::Block => "block",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// An item.
    Item(ItemId),
    /// A pack.
    Pack(PackId),
    /// A file that cannot be read, from the root of the repository.
    File(String),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it weighs here.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// The keys that lead to the spot, gonogo's own names; empty for the subject as a whole.
    pub path: Vec<String>,
    /// What is wrong, in one line. Quotes content: not harmless for a terminal as it is.
    pub message: String,
    /// How to mend it, in one line.
    pub fix: String,
    /// Where it is, where that is not in the subject's own file, or no key leads there.
    pub spot: Option<Box<Spot>>,
    /// The change that mends it, where no choice is left to make.
    pub mend: Option<Mend>,
    /// Who accepted it, where somebody did. It is still shown, and holds nothing any more.
    pub waived: Option<Box<Waived>>,
}

impl Finding {
    /// Whether it holds the launch.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Block && self.waived.is_none()
    }
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// From the root of the repository, with `/`.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}

/// `packs/hubspot/pack.yaml:48:3`.
impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A change that mends a finding without anybody having to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A key gets the name that was meant.
    Rename {
        /// As the file spells it.
        from: String,
        /// gonogo's own key.
        to: String,
    },
    /// A field is written as it is meant.
    Set {
        /// Which field.
        field: Field,
        /// What it is to say.
        value: Value,
    },
    /// A condition of a pack gets the most careful behaviour.
    Behavior {
        /// The condition.
        condition: String,
        /// What is shown.
        show: Show,
    },
}

/// A finding that somebody accepted for this launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Who.
    pub by: String,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// Why.
    pub why: String,
    /// What makes up for it.
    pub compensation: String,
}

/// A file that cannot be read, or not as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule that reports it: GNG001, or GNG002 for a key that stands twice.
    pub rule: &'static str,
    /// The file, from the root of the repository, with `/`.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
    /// How to mend it.
    pub fix: String,
}

/// What the findings add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing holds the launch.
    Go,
    /// This many findings hold it.
    NoGo(usize),
}

impl Verdict {
    /// Counts what blocks.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        match findings.into_iter().filter(|f| f.blocks()).count() {
            0 => Verdict::Go,
            blocking => Verdict::NoGo(blocking),
        }
    }

    /// `GO` or `NO-GO`.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Go => "GO",
            Verdict::NoGo(_) => "NO-GO",
        }
    }

    /// How many findings hold the launch.
    pub fn blocking(self) -> usize {
        match self {
            Verdict::Go => 0,
            Verdict::NoGo(blocking) => blocking,
        }
    }
}

/// `GO`, or `NO-GO 4`.
impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Verdict::Go => f.write_str("GO"),
            Verdict::NoGo(blocking) => write!(f, "NO-GO {blocking}"),
        }
    }
}
