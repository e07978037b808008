//! What a file says, borrowed from its text as far as that goes.
//!
//! A launch of ten thousand items is read at every start. What stays of an item is copied once, into
//! the item; what only leads there (keys, words, dates) is looked at where it stands.

use std::borrow::Cow;

use super::value::Value;

/// A value of a file: a [`Value`] that owns nothing it does not have to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<'t> {
    /// A scalar. It is borrowed unless the text says it in another way, as a block does.
    Text(Cow<'t, str>),
    /// A sequence.
    List(Vec<Written<'t>>),
    /// A mapping, in the order of the file.
    Map(Vec<(&'t str, Written<'t>)>),
}

impl<'t> Written<'t> {
    /// The text of a scalar, `None` for a list or a mapping.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Written::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a scalar that says nothing.
    pub fn is_blank(&self) -> bool {
        self.as_text().is_some_and(|text| text.trim().is_empty())
    }

    /// The value under `key` of a mapping.
    pub fn get(&self, key: &str) -> Option<&Written<'t>> {
        match self {
            Written::Map(entries) => entries.iter().find(|(k, _)| *k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text of the scalar under `key` of a mapping.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Written::as_text)
    }

    /// The same in memory of its own.
    pub fn to_value(&self) -> Value {
        match self {
            Written::Text(text) => Value::from(&**text),
            Written::List(list) => Value::List(list.iter().map(Written::to_value).collect()),
            Written::Map(entries) => {
                let own =
                    |(key, value): &(&str, Written<'_>)| ((*key).to_owned(), value.to_value());
                Value::Map(entries.iter().map(own).collect())
            }
        }
    }
}

impl<'t> From<&'t Value> for Written<'t> {
    fn from(value: &'t Value) -> Self {
        match value {
            Value::Text(text) => Written::Text(Cow::Borrowed(text)),
            Value::List(list) => Written::List(list.iter().map(Written::from).collect()),
            Value::Map(entries) => Written::Map(borrowed(entries)),
        }
    }
}

/// The entries of a mapping, borrowed.
pub fn borrowed(entries: &[(String, Value)]) -> Vec<(&str, Written<'_>)> {
    entries.iter().map(|(key, value)| (key.as_str(), Written::from(value))).collect()
}

impl From<Written<'_>> for Value {
    fn from(written: Written<'_>) -> Self {
        match written {
            Written::Text(text) => Value::Text(text.into_owned()),
            Written::List(list) => Value::List(list.into_iter().map(Value::from).collect()),
            Written::Map(entries) => Value::Map(owned(entries)),
        }
    }
}

/// The entries of a mapping in memory of their own.
pub fn owned(entries: Vec<(&str, Written<'_>)>) -> Vec<(String, Value)> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect()
}
