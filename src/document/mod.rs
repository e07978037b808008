//! Text to model and back: YAML, front matter, field mapping, spans, and the lossless edit.
//!
//! Bytes come in and values go out. This room knows nothing of git, of files on a disk or of
//! terminals. What it does with text is bounded in time and memory whatever the text holds, and a
//! text that it cannot read becomes a [`Problem`], never a panic.
//!
//! - [`yaml`]: reading, with every hostile shape refused; `quick` is its fast lane for what people
//!   write by hand, and `values` turns either into the model's values
//! - [`item`], [`pack`]: what a file of the backlog or of the packs holds
//! - [`write`](mod@write): a decision's edits on the text of a file, under the names it uses
//! - [`edit`]: the lossless edit
//! - [`spans`]: where things stand, for findings and for the edit
//! - [`asset`]: what is to be known of the files beside the packs
//! - [`problem`]: what is wrong with a file

pub mod asset;
pub mod edit;
pub mod front_matter;
pub mod item;
pub mod pack;
pub mod problem;
mod quick;
pub mod spans;
mod values;
pub mod write;
pub mod yaml;

pub use problem::Problem;
pub use values::Style;

#[cfg(test)]
pub(crate) mod testing;
