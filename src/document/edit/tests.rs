//! The lossless edit, case by case and by property.

mod blocks;
mod corpus;
mod flows;
pub(in crate::document) mod generate;
mod nested;
mod property;
mod refusals;
mod scalars;

use super::*;

/// gonogo's order of keys, enough of it.
pub(super) const ORDER: &[&str] = &[
    "id",
    "title",
    "kind",
    "status",
    "packs",
    "risk",
    "scope",
    "owner",
    "due",
    "criterion",
    "rationale",
    "blocked_by",
    "labels",
    "created",
    "deferral",
    "evidence",
    "waivers",
    "description",
];

pub(super) fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

pub(super) fn list(entries: &[&str]) -> Option<Value> {
    Some(Value::List(entries.iter().map(|entry| Value::from(*entry)).collect()))
}

pub(super) fn map(entries: &[(&str, &str)]) -> Option<Value> {
    Some(Value::Map(
        entries.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect(),
    ))
}

pub(super) fn set(before: &str, path: &str, after: Option<Value>) -> Result<String, EditError> {
    apply(before, &[], ORDER, &[Change::set(path.split('.'), after)])
}

pub(super) fn append(before: &str, path: &str, entry: Value) -> Result<String, EditError> {
    apply(before, &[], ORDER, &[Change::append(path.split('.'), entry)])
}

/// A case: what it shows, the text before, the path, what is set, the text after.
pub(super) type Case = (&'static str, &'static str, &'static str, Option<Value>, &'static str);

pub(super) fn hold(cases: Vec<Case>) {
    let mut wrong = String::new();
    for (name, before, path, after, expected) in cases {
        match set(before, path, after) {
            Ok(result) if result == expected => {}
            result => {
                wrong.push_str(&format!("{name}:\n  want {expected:?}\n  got  {result:?}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
