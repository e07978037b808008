//! JSON Schema (draft 7) of the files that people write: what an editor offers, explains and marks.
//!
//! The words, keys and patterns come from where the readers have them, so that schema and reader
//! cannot drift apart; `tests/schemas.rs` holds the rest. Three decisions:
//!
//! - Keys of items and packs that gonogo does not know are the user's, so they are allowed here too.
//!   `gonogo.yaml` is gonogo's alone: an unknown key is an error there, in the reader and here.
//! - Where the reader takes any scalar as text, a number is allowed beside a string: `id: 14` and
//!   `version: 1.10` are fine as they stand. Truth values are left out, since an editor would offer
//!   `true` and `false` in every title.
//! - A key without a value says nothing to the reader of items and packs, so it is no fault here.
//!
//! Editors read YAML 1.2, where dates and `on` are text.
#![deny(clippy::disallowed_methods)]

mod config;
mod item;
mod pack;

use serde_json::{Map, Value as Json, json};

use crate::model::date;
use crate::model::item::words;
use crate::rules::duration;

words! {
    /// The files that there is a schema for.
    Document {
        /// A file of the backlog.
        Item = "item",
        /// A pack's file.
        Pack = "pack",
        /// `gonogo.yaml`.
        Config = "config",
    }
}

/// The schema of a file.
pub fn of(document: Document) -> Json {
    let (title, description, body) = match document {
        Document::Item => item::file(),
        Document::Pack => pack::file(),
        Document::Config => config::file(),
    };
    let mut schema = object([
        ("$schema", json!("http://json-schema.org/draft-07/schema#")),
        ("$id", json!(format!("urn:gonogo:schema:{document}"))),
        ("title", json!(title)),
        ("description", json!(description)),
    ]);
    schema.extend(body);
    schema.into()
}

/// The schema of a file as text, as `docs/schema/` keeps it.
pub fn text(document: Document) -> String {
    format!("{:#}\n", of(document))
}

/// Title, description and the rest of a schema.
type File = (&'static str, &'static str, Map<String, Json>);

fn object<const N: usize>(entries: [(&str, Json); N]) -> Map<String, Json> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The keys of a mapping, in order.
type Keys<const N: usize> = [(&'static str, Json); N];

/// Any scalar, taken as text.
fn text_key(description: &str) -> Json {
    json!({"description": description, "type": ["string", "number", "null"]})
}

/// Any scalar, with values that are often meant.
fn text_like(description: &str, examples: &[&str]) -> Json {
    json!({"description": description, "type": ["string", "number", "null"], "examples": examples})
}

/// One of a few words. The reader also takes other cases, and a rule asks for the usual one.
fn word(description: &str, words: &[&str]) -> Json {
    json!({"description": description, "enum": or_nothing(words)})
}

/// A mapping, or just the word that says most of it.
fn word_or_mapping<const N: usize>(description: &str, words: &[&str], keys: Keys<N>) -> Json {
    json!({
        "description": description,
        "anyOf": [
            {"enum": or_nothing(words)},
            {"type": "object", "properties": object(keys)},
        ],
    })
}

fn or_nothing(words: &[&str]) -> Vec<Json> {
    words.iter().map(|word| json!(word)).chain([Json::Null]).collect()
}

/// A calendar date.
fn day(description: &str) -> Json {
    json!({
        "description": description,
        "type": ["string", "null"],
        "pattern": date::PATTERN,
        "patternErrorMessage": "Not a date such as 2026-12-18",
    })
}

/// A length of time.
fn span(description: &str) -> Json {
    json!({
        "description": format!("{description}, as {}", duration::EXAMPLE),
        "type": ["string", "null"],
        "pattern": duration::PATTERN,
        "patternErrorMessage": format!("Not a length of time such as {}", duration::EXAMPLE),
    })
}

/// A list of names; a single one may stand without brackets.
fn names(description: &str) -> Json {
    json!({
        "description": description,
        "type": ["array", "string", "number", "null"],
        "items": {"type": ["string", "number", "null"]},
    })
}

/// A list of lines for people: an entry of several keys is taken as one line.
fn lines(description: &str) -> Json {
    json!({
        "description": description,
        "type": ["array", "string", "number", "null"],
        "items": {"type": ["string", "number", "object", "null"]},
    })
}

/// A mapping in which other keys may stand as well.
fn mapping<const N: usize>(description: &str, keys: Keys<N>) -> Json {
    json!({"description": description, "type": ["object", "null"], "properties": object(keys)})
}

/// A list of mappings. An entry that is plain text counts as a mapping with just `main`.
fn entries<const N: usize>(description: &str, main: &str, keys: Keys<N>) -> Json {
    json!({
        "description": description,
        "type": ["array", "null"],
        "items": {
            "type": ["object", "string"],
            "properties": object(keys),
            "required": [main],
        },
    })
}
