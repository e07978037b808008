//! The review: what a commit would do, before it does it.

#![deny(clippy::disallowed_methods)]

mod update;
pub(crate) mod view;

use std::time::Instant;

pub(crate) use update::{act, confirmed, leave, leave_out, message_edited, open, planned, refresh};

use crate::model::conflict::Version;
use crate::model::draft::Row;
use crate::model::finding::Verdict;
use crate::model::target::Target;
use crate::tui::app::{App, Layer};
use crate::workspace::plan::{Held, Plan};

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
    /// The versions that are left as they are, and for whose decisions.
    pub(crate) leave: Vec<(Target, Version)>,
    /// The plan for the rows that are included; `None` while it is worked out.
    pub(crate) plan: Option<Result<Box<Plan>, String>>,
    /// The verdict of the files as they were committed last.
    pub(crate) before: Verdict,
    /// The verdict once the included rows are committed.
    pub(crate) after: Verdict,
    /// `y` was pressed while the plan was not there yet.
    pub(crate) opened: Instant,
}

/// Why the row under the cursor is held back, where it is.
pub(crate) fn held(review: &ReviewState) -> Option<&Held> {
    review.held(review.rows.get(review.cursor)?)
}

/// Whether the open review holds a row back.
pub(crate) fn holds_back(app: &App) -> bool {
    app.layers.iter().any(|layer| match layer {
        Layer::Review(review) => review.planned().is_some_and(|plan| !plan.held.is_empty()),
        _ => false,
    })
}

impl ReviewState {
    /// The plan, once it is there and could be made.
    pub(crate) fn planned(&self) -> Option<&Plan> {
        self.plan.as_ref().and_then(|plan| plan.as_ref().ok()).map(Box::as_ref)
    }

    /// Why an included row is held back, where it is.
    pub(crate) fn held(&self, row: &ReviewRow) -> Option<&Held> {
        self.planned().filter(|_| row.included)?.held(&row.row)
    }
}
