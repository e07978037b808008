//! From what serde_yaml reads to the values of the model: every scalar becomes its text.

use serde_yaml::Value as Yaml;

use super::edit::compare::written;
use super::spans::{Node, Tree};
use super::{Problem, quick, yaml};
use crate::model::value::Value;
use crate::model::written::Written;

/// Reads a document; `None` where it holds nothing but comments.
pub(super) fn parse(text: &str) -> Result<Option<Value>, Problem> {
    match quick::read(text) {
        Some(written) => Ok(Some(Value::from(written))),
        None => parse_all(text),
    }
}

/// Hands on what a document says without a copy of it, where that can be; `None` where it holds
/// nothing but comments. With it comes whether the text is plain, so that it need not be asked
/// again for the places in it.
pub(super) fn with<T>(
    text: &str,
    take: impl FnOnce(Option<Written<'_>>) -> Result<T, Problem>,
) -> Result<(T, Style), Problem> {
    match quick::read(text) {
        Some(written) => Ok((take(Some(written))?, Style::Plain)),
        None => Ok((take(parse_all(text)?.as_ref().map(Written::from))?, Style::Other)),
    }
}

/// How a file is written, as far as reading it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Nobody has looked.
    #[default]
    Unknown,
    /// As people write by hand: its lines tell where things stand.
    Plain,
    /// In any other way that YAML allows.
    Other,
}

/// Reads a document of any shape, merge keys followed.
pub(super) fn parse_all(text: &str) -> Result<Option<Value>, Problem> {
    let mut data = yaml::parse(text)?;
    if text.contains("<<") {
        // A merge key that leads to no mapping is left as it stands.
        let _ = data.apply_merge();
    }
    // A number is told by its value, which is not always how it is written: `1.10`, `0x1F`.
    let tree = if has_number(&data, text) { Tree::build(text).ok() } else { None };
    Ok(of(data, tree.as_ref().map(Tree::root)))
}

/// Whether a number or truth value may be written otherwise than it is printed.
fn has_number(data: &Yaml, text: &str) -> bool {
    match data {
        Yaml::Number(number) => {
            number.is_f64() || ["0x", "0o", "0b", "+"].iter().any(|sign| text.contains(sign))
        }
        Yaml::Bool(_) => text.contains("True") || text.contains("TRUE") || text.contains("False"),
        Yaml::Sequence(list) => list.iter().any(|entry| has_number(entry, text)),
        Yaml::Mapping(map) => map.values().any(|value| has_number(value, text)),
        Yaml::Tagged(tagged) => has_number(&tagged.value, text),
        Yaml::Null | Yaml::String(_) => false,
    }
}

/// The same value in the model's shape; null is `None`.
fn of(yaml: Yaml, node: Option<&Node>) -> Option<Value> {
    Some(match yaml {
        Yaml::Null => return None,
        Yaml::Bool(_) | Yaml::Number(_) => Value::Text(written(&yaml, node)),
        Yaml::String(text) => Value::Text(text),
        Yaml::Sequence(list) => {
            let entry = |(n, entry): (usize, Yaml)| {
                let inner = node.and_then(|node| node.items().get(n)).map(|item| &item.node);
                or_empty(of(entry, inner))
            };
            Value::List(list.into_iter().enumerate().map(entry).collect())
        }
        Yaml::Mapping(map) => {
            let entry = |(key, value): (Yaml, Yaml)| {
                let key = key_text(key);
                let inner = node.and_then(|node| node.entry(&key)).map(|entry| &entry.value);
                let value = or_empty(of(value, inner));
                (key, value)
            };
            Value::Map(map.into_iter().map(entry).collect())
        }
        Yaml::Tagged(tagged) => return of(tagged.value, node),
    })
}

fn key_text(key: Yaml) -> String {
    match or_empty(of(key, None)) {
        Value::Text(text) => text,
        other => other.to_string(),
    }
}

/// A key without a value says nothing; an item's fields take empty text for that.
fn or_empty(value: Option<Value>) -> Value {
    value.unwrap_or_else(|| Value::Text(String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_become_their_text() {
        let value = parse("a: 1\nb: [x, ~, {c: true}]\nd: 2026-12-18\ne:\nf: !tag g\n").unwrap();
        assert_eq!(value.unwrap().to_string(), "a: 1, b: x, , c: true, d: 2026-12-18, e: , f: g");
        assert_eq!(parse("# nothing\n").unwrap(), None);
    }

    #[test]
    fn numbers_are_told_as_they_are_written() {
        let value = parse("a: 1.10\nb: 0x1F\nc: [+5, 1e3]\nd: 007\ne: 12\n").unwrap().unwrap();
        assert_eq!(value.to_string(), "a: 1.10, b: 0x1F, c: +5, 1e3, d: 007, e: 12");
    }

    #[test]
    fn merge_keys_are_followed() {
        let text = "base: &b {owner: x, id: B}\nitems:\n- <<: *b\n  id: A\n";
        let value = parse(text).unwrap().unwrap();
        let item = value.get("items").and_then(Value::as_list).and_then(|l| l.first()).unwrap();
        assert_eq!((item.text("id"), item.text("owner")), (Some("A"), Some("x")));
    }
}
