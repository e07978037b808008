//! How a backlog that was there before gonogo names its fields and values.

use std::collections::BTreeMap;

use super::field::Field;

/// The names that one source of the backlog uses; the default is gonogo's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// gonogo's field to the key in the file.
    pub fields: BTreeMap<Field, String>,
    /// For a field: the word in the file, and gonogo's word for it, in the order of the settings:
    /// the first that means a word is the one written back.
    pub values: BTreeMap<Field, Vec<(String, String)>>,
}

impl Mapping {
    /// The key under which the file holds a field.
    pub fn key(&self, field: Field) -> &str {
        self.fields.get(&field).map_or(field.key(), String::as_str)
    }

    /// The field that the file holds under a key. gonogo's own key for a field that is mapped
    /// elsewhere means nothing here.
    pub fn field(&self, key: &str) -> Option<Field> {
        if let Some((field, _)) = self.fields.iter().find(|(_, name)| *name == key) {
            return Some(*field);
        }
        Field::from_key(key).filter(|field| !self.fields.contains_key(field))
    }

    /// gonogo's word for what the file says.
    pub fn read<'a>(&'a self, field: Field, text: &'a str) -> &'a str {
        let pairs = self.values.get(&field).map(Vec::as_slice).unwrap_or_default();
        let trimmed = text.trim();
        pairs
            .iter()
            .find(|(theirs, _)| theirs.eq_ignore_ascii_case(trimmed))
            .map_or(text, |(_, ours)| ours.as_str())
    }

    /// The file's word for what gonogo says.
    pub fn write<'a>(&'a self, field: Field, text: &'a str) -> &'a str {
        let pairs = self.values.get(&field).map(Vec::as_slice).unwrap_or_default();
        pairs.iter().find(|(_, ours)| ours == text).map_or(text, |(theirs, _)| theirs.as_str())
    }

    /// The words in the file for these words of gonogo, where it has any of its own; else the same.
    pub fn words<'a>(&'a self, field: Field, ours: &[&'a str]) -> Vec<&'a str> {
        let pairs = self.values.get(&field).map(Vec::as_slice).unwrap_or_default();
        let theirs = pairs.iter().filter(|(_, word)| ours.contains(&word.as_str()));
        let theirs: Vec<&str> = theirs.map(|(theirs, _)| theirs.as_str()).collect();
        if theirs.is_empty() { ours.to_vec() } else { theirs }
    }

    /// Whether the names are gonogo's own throughout.
    pub fn is_own(&self) -> bool {
        self.fields.is_empty() && self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written_back() {
        let mapping = Mapping {
            fields: [(Field::Scope, "launch-scope".to_owned())].into(),
            values: [(
                Field::Status,
                vec![
                    ("implemented".to_owned(), "closed".to_owned()),
                    ("replaced".to_owned(), "closed".to_owned()),
                ],
            )]
            .into(),
        };
        assert_eq!(mapping.key(Field::Scope), "launch-scope");
        assert_eq!(mapping.field("launch-scope"), Some(Field::Scope));
        assert_eq!(mapping.field("scope"), None, "mapped elsewhere");
        assert_eq!(mapping.field("owner"), Some(Field::Owner));
        assert_eq!(mapping.read(Field::Status, " Replaced"), "closed");
        assert_eq!(mapping.write(Field::Status, "closed"), "implemented");
        assert_eq!(mapping.write(Field::Status, "open"), "open");
        assert_eq!(mapping.words(Field::Status, &["open", "closed"]), ["implemented", "replaced"]);
        assert_eq!(mapping.words(Field::Risk, &["low", "high"]), ["low", "high"]);
    }
}
