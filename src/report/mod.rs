//! Everything that leaves as text, each output with its own escaping.

pub mod agenda;
pub mod briefing;
pub mod catalogue;
pub mod changes;
pub mod commit_message;
pub mod decisions;
pub mod documents;
pub mod gate;
pub mod json;
pub mod minutes;
pub mod page;
pub mod readiness;
pub mod schema;
pub mod table;
pub mod trend;

#[cfg(test)]
mod testing;
