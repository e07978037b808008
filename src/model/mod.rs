//! What a launch is. Pure: no files, no git, no clock, no terminal.

#![deny(clippy::disallowed_methods)]

pub mod agenda;
pub mod asset;
pub mod bearing;
pub mod board;
pub mod column;
pub mod conflict;
pub mod date;
pub mod decision;
pub mod draft;
pub mod field;
pub mod filter;
pub mod finding;
pub mod history;
pub mod id;
pub mod item;
pub mod keys;
pub mod launch;
mod lenient;
pub mod link;
pub mod mapping;
pub mod meeting;
pub mod naming;
pub mod order;
pub mod pack;
pub mod packed;
pub mod record;
pub mod target;
pub mod trail;
pub mod trend;
pub mod value;
pub mod written;

#[cfg(test)]
pub(crate) mod testing;
