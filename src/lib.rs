//! gonogo sorts the open work of a launch in the open and keeps every decision in git.
//!
//! The rooms, from the top down; nothing depends on a room above it:
//!
//! - [`cli`] and [`tui`]: what is typed and what is seen
//! - [`report`]: everything that leaves as text
//! - [`workspace`]: a repository as the user sees it
//! - [`git`], [`document`], [`rules`]: libgit2 in our words, text to model and back, the catalogue
//! - [`model`]: what a launch is; pure
//! - [`text`] and [`threads`]: the one door for untrusted text, and work on two threads; beside the
//!   model
//!
//! `docs/ARCHITECTURE.md` in the repository tells the whole story.

pub mod cli;
pub mod document;
pub mod git;
pub mod model;
pub mod report;
pub mod rules;
pub mod text;
pub mod threads;
pub mod tui;
pub mod workspace;

/// A board is read on two threads, and the system's allocator of glibc asks the kernel for every
/// four kilobytes that the second one takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
