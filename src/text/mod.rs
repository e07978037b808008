//! The one door for untrusted text.
//!
//! Everything that came out of a file, out of git or out of an error that quotes either reaches a
//! terminal, a commit message, a CSV cell or a browser through a function of this module. Every
//! function takes the text as it was read and cleans it itself, so none can be fed the wrong way;
//! cleaning clean text changes nothing and copies nothing.
//!
//! - [`display`], [`block`]: harmless on a terminal, with a width that is certain
//! - [`width`], [`fit`], [`fit_tail`], [`cell`], [`wrap`], [`wrap_clipped`]: measured in cells, one way everywhere
//! - [`ascii`]: the same cells where only ASCII can be shown
//! - [`record`], [`subject`], [`body_line`], [`message_line`], [`trailer_value`], [`csv_field`]: harmless in a record
//! - [`markdown_code`], [`markdown_cell`], [`markdown_quiet`]: harmless where Markdown is rendered
//! - [`html`], [`html_document`]: harmless in a page, once it is escaped
//! - [`log`], [`json`], [`without_orders`]: harmless in the log of a build server
//! - [`is_plain_ascii`]: whether there is anything to clean at all
//! - [`SafeLink`]: what may be handed to a browser
//!
//! What cannot be shown as it is, is shown as its code point in angle brackets, `<1B>` or `<202E>`:
//! ASCII, so that its width is beyond doubt, and visible, so that nothing hides in a title. A run
//! of combining marks that is too long ends in the number of marks left out, `<+96>`.
//!
//! This module knows no terminal library, no colour and no screen.

mod ascii;
mod character;
mod display;
mod fit;
mod html;
mod link;
mod log;
mod markdown;
mod plain;
mod record;
mod width;
mod wrap;

pub use ascii::ascii;
pub use display::{block, display};
pub use fit::{Align, cell, fit, fit_tail};
pub use html::{html, html_document, is_right_to_left};
pub use link::SafeLink;
pub use log::{json, log, without_orders};
pub use markdown::{markdown_cell, markdown_code, markdown_prose, markdown_quiet, markdown_text};
pub use plain::is_plain_ascii;
pub use record::{body_line, csv_field, message_line, record, subject, trailer_value};
pub use width::{graphemes, width};
pub use wrap::{wrap, wrap_clipped};
