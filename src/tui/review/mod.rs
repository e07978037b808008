//! The review: what a commit would do, before it does it.

#![deny(clippy::disallowed_methods)]

mod update;
pub(crate) mod view;

use std::time::Instant;

pub(crate) use update::{act, confirmed, message_edited, open, replan};

use crate::model::draft::Row;
use crate::model::finding::Verdict;
use crate::workspace::plan::Plan;

/// The panes of the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    List,
    Diff,
    Message,
}

/// One row of the draft under review.
#[derive(Clone, Debug)]
pub(crate) struct ReviewRow {
    pub(crate) row: Row,
    pub(crate) included: bool,
    /// Why it cannot be committed, or a word of warning.
    pub(crate) conflict: Option<String>,
}

/// The open review.
#[derive(Debug)]
pub(crate) struct ReviewState {
    pub(crate) rows: Vec<ReviewRow>,
    pub(crate) cursor: usize,
    pub(crate) pane: Pane,
    pub(crate) scroll: usize,
    /// The message that the user wrote; otherwise it is made from the rows.
    pub(crate) message: Option<String>,
    pub(crate) sign_off: bool,
    /// The plan for the rows that are included; `None` while it is worked out.
    pub(crate) plan: Option<Result<Box<Plan>, String>>,
    /// The verdict of the files as they were committed last.
    pub(crate) before: Verdict,
    /// The verdict once the included rows are committed.
    pub(crate) after: Verdict,
    /// `y` was pressed while the plan was not there yet.
    pub(crate) opened: Instant,
}
