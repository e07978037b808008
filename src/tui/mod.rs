//! The board in the terminal.

pub mod events;
pub mod keymap;
pub mod terminal;
pub mod theme;
