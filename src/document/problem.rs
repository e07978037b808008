//! What is wrong with a file, said so that a person can mend it.

use std::fmt;

/// The rule id of a file that cannot be read as data.
pub const UNREADABLE: &str = "GNG001";

/// The rule id of a key that stands twice in one mapping.
pub const DUPLICATE_KEY: &str = "GNG002";

/// Why a file's text could not become data.
///
/// It is a value, not a failure of the program: the file stands on the board as a problem and
/// everything else works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule that reports it: [`UNREADABLE`] or [`DUPLICATE_KEY`].
    pub rule: &'static str,
    /// The line it was met on, counted from 1.
    pub line: usize,
    /// The column it was met on, in characters, counted from 1.
    pub column: usize,
    /// What is wrong, as a sentence without its full stop. It may quote the file: pass it through
    /// the door for untrusted text before it is shown.
    pub cause: String,
    /// What to do about it, as a sentence without its full stop.
    pub fix: String,
}

impl Problem {
    /// A problem of rule [`UNREADABLE`].
    pub(crate) fn unreadable(
        at: (usize, usize),
        cause: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { rule: UNREADABLE, line: at.0, column: at.1, cause: cause.into(), fix: fix.into() }
    }

    /// The same problem in a file that holds this text `lines` lines further down.
    pub(crate) fn moved_down(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}; {}", self.line, self.column, self.cause, self.fix)
    }
}

impl std::error::Error for Problem {}
