//! What is fuzzed: one function a target, from any bytes to nothing or a panic.
//!
//! The same functions replay the committed corpora in `cargo test` (`tests/fuzz_replay.rs` takes
//! this file in as a module), so what a fuzzer has found once stays found.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a promise that does not hold has to stop the fuzzer, with the reason"
)]

pub mod editor;
pub mod filter;
pub mod front_matter;
pub mod journal;
pub mod reader;
pub mod rules;
pub mod text;

use chrono::{DateTime, FixedOffset, NaiveDate};

/// The day on which everything takes place.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A moment of that day.
pub fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T10:00:00+01:00").unwrap()
}

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by the name of its folder under `corpus` and `regressions`.
pub const TARGETS: &[(&str, Target)] = &[
    ("reader", reader::run),
    ("editor", editor::run),
    ("front_matter", front_matter::run),
    ("journal", journal::run),
    ("filter", filter::run),
    ("rules", rules::run),
    ("text", text::run),
];

/// Fails where a text that is shown or stored could act: a control character other than a line
/// break, or one that hides or turns round what stands beside it.
pub fn assert_inert(text: &str, what: &str) {
    for c in text.chars() {
        let acts = (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{61c}');
        assert!(!acts, "{c:?} got into {what}: {text:?}");
    }
}
