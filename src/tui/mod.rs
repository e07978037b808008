//! The board in the terminal.
//!
//! `update` is a plain function from state and message to new state and effects; drawing is a
//! plain function from state to a buffer. Effects run on a worker and come back as messages.

mod actions;
mod app;
mod board;
mod conflict;
mod decide;
mod editor;
pub mod events;
mod findings;
mod forms;
mod help;
mod history;
mod item;
pub mod keymap;
mod line;
mod lists;
mod meeting;
mod menu;
mod message;
mod overlays;
mod packs;
mod paint;
mod palette;
pub mod picture;
mod reload;
mod review;
mod run;
pub mod terminal;
pub mod theme;
mod typing;
mod update;
mod view;
mod worker;

pub(crate) use editor::edit_text;
pub(crate) use run::now;
pub use run::{Start, run};

#[cfg(test)]
mod tests;
