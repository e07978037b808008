//! Whether what a text holds is what is wanted.

use serde_yaml::Value as Yaml;

use crate::document::spans::Node;
use crate::model::value::Value;

/// Whether data that was read means the same as a value that is wanted. A number or a truth value
/// that was there before means its own text, and a key without a value means no text.
pub(super) fn agrees(data: &Yaml, node: Option<&Node>, wanted: &Value) -> bool {
    match (data, wanted) {
        (Yaml::String(text), Value::Text(wanted)) => text == wanted,
        (Yaml::Null, Value::Text(wanted)) => wanted.is_empty(),
        (Yaml::Number(_) | Yaml::Bool(_), Value::Text(wanted)) => written(data, node) == *wanted,
        (Yaml::Sequence(entries), Value::List(list)) => {
            entries.len() == list.len()
                && entries.iter().zip(list).enumerate().all(|(index, (entry, wanted))| {
                    agrees(entry, node.and_then(|node| item(node, index)), wanted)
                })
        }
        (Yaml::Mapping(mapping), Value::Map(entries)) => {
            mapping.len() == entries.len()
                && entries.iter().all(|(key, wanted)| {
                    let value = node.and_then(|node| node.entry(key)).map(|entry| &entry.value);
                    mapping.get(key.as_str()).is_some_and(|data| agrees(data, value, wanted))
                })
        }
        _ => false,
    }
}

/// The text of a scalar that is no string, as the file has it where that is known.
pub(in crate::document) fn written(data: &Yaml, node: Option<&Node>) -> String {
    if let Some(text) = node.and_then(Node::text) {
        return text.to_owned();
    }
    match data {
        Yaml::Number(number) => number.to_string(),
        Yaml::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}

fn item(node: &Node, index: usize) -> Option<&Node> {
    node.items().get(index).map(|item| &item.node)
}

/// What was read, as a value to show and to compare; `None` for null. Keys that are no text are
/// left out.
pub(crate) fn to_value(data: &Yaml, node: Option<&Node>) -> Option<Value> {
    match data {
        Yaml::Null => None,
        Yaml::String(text) => Some(Value::Text(text.clone())),
        Yaml::Bool(_) | Yaml::Number(_) => Some(Value::Text(written(data, node))),
        Yaml::Sequence(entries) => Some(Value::List(
            entries
                .iter()
                .enumerate()
                .filter_map(|(index, entry)| {
                    to_value(entry, node.and_then(|node| item(node, index)))
                })
                .collect(),
        )),
        Yaml::Mapping(mapping) => Some(Value::Map(
            mapping
                .iter()
                .filter_map(|(key, data)| {
                    let key = key.as_str()?;
                    let value = node.and_then(|node| node.entry(key)).map(|entry| &entry.value);
                    Some((key.to_owned(), to_value(data, value)?))
                })
                .collect(),
        )),
        Yaml::Tagged(tagged) => to_value(&tagged.value, node),
    }
}

/// Whether two documents hold the same, the order of keys included.
pub(super) fn is_same(left: &Yaml, right: &Yaml) -> bool {
    match (left, right) {
        (Yaml::Sequence(left), Yaml::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| is_same(l, r))
        }
        (Yaml::Mapping(left), Yaml::Mapping(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|((lk, lv), (rk, rv))| is_same(lk, rk) && is_same(lv, rv))
        }
        (Yaml::Tagged(left), Yaml::Tagged(right)) => {
            left.tag == right.tag && is_same(&left.value, &right.value)
        }
        // NaN is the same as itself here: it was not touched.
        (Yaml::Number(left), Yaml::Number(right)) => {
            left == right || (left.is_nan() && right.is_nan())
        }
        _ => left == right,
    }
}
