//! Drives the real program: a repository of its own, a pseudo-terminal, keys, and what was drawn.
//!
//! ```ignore
//! mod support;
//! use support::Sandbox;
//!
//! let sandbox = Sandbox::new();
//! sandbox.write("backlog/JIRA-1.md", "---\nid: JIRA-1\n---\n");
//! let board = sandbox.start(80, 24, &[], &[]);
//! board.wait_text("Undecided");
//! board.type_keys("jj1<c-s>");
//! board.wait_text("u undo");
//! board.type_keys("q");
//! assert!(board.wait_exit().success());
//! ```
//!
//! Nothing here sleeps, but for the moment in which a question takes no key: every wait ends with
//! what it waits for, or, after [`DEADLINE`], with the screen in the failure.
#![allow(dead_code, unused_imports, reason = "every test program uses its own part of the harness")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a harness that cannot go on has to fail the test, with the reason"
)]

pub(crate) mod browser;
pub(crate) mod faults;
pub(crate) mod hostile;
pub(crate) mod hostile_launch;
pub(crate) mod keys;
pub(crate) mod launch;
pub(crate) mod modes;
pub(crate) mod sandbox;
pub(crate) mod sequences;
pub(crate) mod session;
pub(crate) mod steps;

pub(crate) use sandbox::Sandbox;
pub(crate) use sequences::assert_only_own_sequences;
pub(crate) use session::{DEADLINE, Session};
