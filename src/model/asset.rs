//! What is known of the files that packs and items name: fixtures, documents, dbt files, evidence.
//!
//! The rules compare promises with these files without opening any: the loader, or a check of an
//! old revision, brings what it found.

use std::collections::{BTreeMap, BTreeSet};

/// The files that something on the board names, as they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    files: BTreeMap<String, Option<Asset>>,
}

/// Whether a file is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence<'a> {
    /// Nobody has looked.
    Unknown,
    /// It is not there.
    Absent,
    /// It is there.
    There(&'a Asset),
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The hash of its bytes, in hex; empty where nobody asks for it.
    pub digest: String,
    /// What the rules need to know of what it holds.
    pub content: Content,
}

/// What a file holds, as far as rules look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing that rules look at.
    Opaque,
    /// A CSV file: its first row.
    Table(Header),
    /// A document for people.
    Page(Page),
    /// A package's `.quickstart/quickstart.yml`.
    Quickstart(Quickstart),
    /// A package's models, each with its columns, from its `models/**/*.yml`.
    Models(BTreeMap<String, BTreeSet<String>>),
}

/// The names in the first row of a CSV file, in one piece of memory: there are many such files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The names, without anything between them.
    text: String,
    /// Where each of them ends.
    ends: Vec<usize>,
}

impl Header {
    /// The names, in the order of the row.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or_default())
    }
}

impl<S: AsRef<str>> FromIterator<S> for Header {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        let mut header = Self::default();
        for name in names {
            header.text.push_str(name.as_ref());
            header.ends.push(header.text.len());
        }
        header
    }
}

/// What a document speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Words in backticks, and words that look like an item's id, in the order of the text.
    pub mentions: Vec<Mention>,
}

/// A word of a document that may name something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The word.
    pub word: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// Whether it stands in backticks.
    pub code: bool,
    /// Whether it stands under a heading that speaks of what is not supported.
    pub limits: bool,
}

/// What a package tells Fivetran's Quickstart: its
/// [`quickstart.yml`](https://github.com/fivetran/dbt_shopify/blob/main/.quickstart/quickstart.yml).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quickstart {
    /// The models that users are offered.
    pub public_models: BTreeSet<String>,
    /// The variables that Quickstart turns off, each with the tables whose absence does so.
    pub table_variables: BTreeMap<String, BTreeSet<String>>,
    /// The other variables.
    pub supported_vars: BTreeSet<String>,
    /// Variables under `table_variables` that stand there again, each with the line and the column of
    /// the later place.
    pub repeated: Vec<(String, usize, usize)>,
}

impl FromIterator<(String, Option<Asset>)> for Assets {
    fn from_iter<I: IntoIterator<Item = (String, Option<Asset>)>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

impl Assets {
    /// Takes down whether a file is there and what it holds.
    pub fn put(&mut self, path: impl Into<String>, asset: Option<Asset>) {
        self.files.insert(path.into(), asset);
    }

    /// The files that something on the board names, whether they are there or not.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// What is known of a file; the path is from the root of the repository, with `/`.
    pub fn look(&self, path: &str) -> Presence<'_> {
        match self.files.get(path) {
            None => Presence::Unknown,
            Some(None) => Presence::Absent,
            Some(Some(asset)) => Presence::There(asset),
        }
    }

    /// The first row of a CSV file, where it is there and is one.
    pub fn table(&self, path: &str) -> Option<&Header> {
        match self.look(path) {
            Presence::There(Asset { content: Content::Table(header), .. }) => Some(header),
            _ => None,
        }
    }

    /// A document, where it is there and is one.
    pub fn page(&self, path: &str) -> Option<&Page> {
        match self.look(path) {
            Presence::There(Asset { content: Content::Page(page), .. }) => Some(page),
            _ => None,
        }
    }

    /// A package's Quickstart file, where it is there.
    pub fn quickstart(&self, path: &str) -> Option<&Quickstart> {
        match self.look(path) {
            Presence::There(Asset { content: Content::Quickstart(quickstart), .. }) => {
                Some(quickstart)
            }
            _ => None,
        }
    }

    /// A package's models and their columns, where they are there.
    pub fn models(&self, path: &str) -> Option<&BTreeMap<String, BTreeSet<String>>> {
        match self.look(path) {
            Presence::There(Asset { content: Content::Models(models), .. }) => Some(models),
            _ => None,
        }
    }
}

/// The path that a reference names, from the root of the repository; `None` for an address, for
/// words, and for what leads out of the repository. A `#part` behind the path is left off.
pub fn path_of(reference: &str) -> Option<&str> {
    let path = reference.trim().split('#').next().unwrap_or_default();
    let path = path.strip_prefix("./").unwrap_or(path);
    let inside = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    let is_path = path.contains('/')
        || path.rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty()
                && (1..=5).contains(&extension.len())
                && extension.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
    let plain = !path.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    (inside && is_path && plain && !path.contains(':')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_addresses_and_words() {
        for (text, path) in [
            ("packs/shopify/fixtures/empty.csv", Some("packs/shopify/fixtures/empty.csv")),
            ("./docs/a.md#section", Some("docs/a.md")),
            ("README.md", Some("README.md")),
            ("https://example.com/a.csv", None),
            ("PACK-412", None),
            ("dbt_shopify#70", None),
            ("checked by hand", None),
            ("../secret.txt", None),
            ("/etc/passwd", None),
            ("a//b.csv", None),
            ("version 1.8", None),
            ("", None),
        ] {
            assert_eq!(path_of(text), path, "{text}");
        }
    }

    #[test]
    fn a_file_that_nobody_looked_for_is_not_called_absent() {
        let mut assets = Assets::default();
        assets.put("a.csv", None);
        assert_eq!(assets.look("a.csv"), Presence::Absent);
        assert_eq!(assets.look("b.csv"), Presence::Unknown);
        assert_eq!(assets.table("a.csv"), None);
    }
}
