//! A file's keys and values, as they lie packed.

use super::cursor::Cursor;
use super::value::PackedValue;
use super::write::{finished, framed, text, value};
use crate::model::value::Value;
use crate::model::written::Written;

/// The entries of a mapping, in the order of the file, packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedMap(String);

impl PackedMap {
    /// Packs them.
    pub fn of(entries: &[(&str, Written<'_>)]) -> Self {
        let mut out = Vec::new();
        for (key, entry) in entries {
            text(&mut out, key);
            framed(&mut out, |out| value(out, entry));
        }
        Self(finished(out))
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = (&str, PackedValue<'_>)> {
        let mut cursor = Cursor::new(&self.0);
        std::iter::from_fn(move || {
            let more = !cursor.is_whole() && !cursor.is_broken();
            more.then(|| (cursor.frame(), PackedValue::new(cursor.frame())))
        })
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<PackedValue<'_>> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// All of them, unpacked.
    pub fn unpack(&self) -> Vec<(String, Value)> {
        self.iter().map(|(key, value)| (key.to_owned(), value.unpack())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::written::borrowed;

    #[test]
    fn what_is_packed_comes_back() {
        let yaml = "a: x\nb: [o, {c: \"\"}, []]\nd: {e: {f: [g, h]}, i: \"\"}\nb2: é\n\"\": y\n";
        let Value::Map(entries) = serde_yaml::from_str(yaml).unwrap() else { panic!("no mapping") };
        let packed = PackedMap::of(&borrowed(&entries));
        assert_eq!(packed.unpack(), entries);
        assert_eq!(packed.get("d").and_then(|d| d.text("i")), Some(""));
        assert_eq!(packed.get("b3"), None);
        assert_eq!(PackedMap::default().iter().count(), 0);
        let mut texts = Vec::new();
        for (key, value) in packed.iter() {
            let trail = crate::model::trail::Trail::at(key);
            value.for_each_text(&trail, &mut |trail, text| {
                texts.push(format!("{}={text}", trail.path().join(".")));
            });
        }
        assert_eq!(
            texts,
            ["a=x", "b.0=o", "b.1.c=", "d.e.f.0=g", "d.e.f.1=h", "d.i=", "b2=é", "=y"]
        );
    }
}
