//! gonogo sorts the open work of a launch in the open and keeps every decision in git.
//!
//! The rooms, from the top down; nothing depends on a room above it.
//! `docs/ARCHITECTURE.md` in the repository tells the whole story.

pub mod document;
pub mod git;
pub mod model;
pub mod report;
pub mod rules;
pub mod text;
pub mod tui;
pub mod workspace;
