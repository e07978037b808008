//! A value, as it lies packed.

use super::cursor::Cursor;
use super::write::{LIST, MAP, TEXT};
use crate::model::trail::Trail;
use crate::model::value::Value;

/// How deep values may lie in each other: deeper than in any file that is read. What lies deeper in
/// something damaged is not followed.
const DEPTH: usize = 128;

/// A value, as it lies packed. Equal values are packed alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedValue<'a>(&'a str);

/// The entries of a list, or of a mapping with their keys.
struct Entries<'a> {
    cursor: Cursor<'a>,
    keyed: bool,
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a str, PackedValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.cursor.is_whole() {
            return None;
        }
        let key = if self.keyed { self.cursor.frame() } else { "" };
        let value = PackedValue(self.cursor.frame());
        Some((key, value)).filter(|_| !self.cursor.is_broken())
    }
}

impl<'a> PackedValue<'a> {
    pub(in crate::model) fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// Its sort, and what lies behind that.
    fn parts(self) -> (u8, &'a str) {
        let sort = self.0.bytes().next().unwrap_or(TEXT);
        (sort, self.0.get(1..).unwrap_or_default())
    }

    fn entries(self, of: u8) -> Entries<'a> {
        let (sort, rest) = self.parts();
        Entries { cursor: Cursor::new(if sort == of { rest } else { "" }), keyed: of == MAP }
    }

    /// The text of a scalar, `None` for a list or a mapping.
    pub fn as_text(self) -> Option<&'a str> {
        let (sort, text) = self.parts();
        (sort == TEXT).then_some(text)
    }

    /// The text of the scalar under `key` of a mapping.
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.entries(MAP).find(|(known, _)| *known == key)?.1.as_text()
    }

    /// Goes through every text in it, with the way there.
    pub fn for_each_text(self, trail: &Trail<'_>, look: &mut impl FnMut(&Trail<'_>, &str)) {
        match self.parts() {
            (LIST, _) => {
                for (n, (_, entry)) in self.entries(LIST).enumerate() {
                    entry.for_each_text(&trail.entry(n), look);
                }
            }
            (MAP, _) => {
                for (key, entry) in self.entries(MAP) {
                    entry.for_each_text(&trail.key(key), look);
                }
            }
            (_, text) => look(trail, text),
        }
    }

    /// The value, unpacked.
    pub fn unpack(self) -> Value {
        self.unpack_within(DEPTH)
    }

    fn unpack_within(self, depth: usize) -> Value {
        let inner = |value: Self| value.unpack_within(depth.saturating_sub(1));
        match self.parts().0 {
            LIST if depth > 0 => {
                Value::List(self.entries(LIST).map(|(_, value)| inner(value)).collect())
            }
            MAP if depth > 0 => {
                let entries = self.entries(MAP).map(|(key, value)| (key.to_owned(), inner(value)));
                Value::Map(entries.collect())
            }
            _ => Value::Text(self.as_text().unwrap_or_default().to_owned()),
        }
    }
}
