//! The files beside the packs: fixtures, pages, and what an installed dbt package says of itself.
//!
//! They are looked at, never edited, and none of them has to be perfect: what cannot be read says
//! nothing, and the rules then have nothing to compare with.

mod package;
mod page;

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::model::asset::{Asset, Content, Header};

pub use package::{models, quickstart};

/// What a file is looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Whether it is there.
    Presence,
    /// That it can be read.
    Opaque,
    /// A CSV file: its first row too.
    Table,
    /// A document for people: what it speaks of too.
    Page,
    /// A package's `quickstart.yml`.
    Quickstart,
}

/// What is known of a file with these bytes, with their hash where they count for what a sign-off
/// signs.
pub fn read(purpose: Purpose, bytes: &[u8], is_signed: bool) -> Asset {
    let text = || match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    };
    let content = match purpose {
        Purpose::Presence | Purpose::Opaque => Content::Opaque,
        Purpose::Table => Content::Table(header(bytes)),
        Purpose::Page => Content::Page(page::read(&text())),
        Purpose::Quickstart => quickstart(&text()).map_or(Content::Opaque, Content::Quickstart),
    };
    Asset { digest: if is_signed { digest(bytes) } else { String::new() }, content }
}

/// The hash of a file's bytes. A line ends the same whether git wrote CRLF into the work tree or
/// not.
fn digest(bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    if memchr::memchr(b'\r', bytes).is_none() {
        hash.update(bytes);
        return hex(hash);
    }
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                hash.update(line);
                hash.update(b"\n");
            }
            None => hash.update(line),
        }
    }
    hex(hash)
}

/// The first 128 bits of a hash.
fn hex(hash: Sha256) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let digits = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    hash.finalize().iter().take(16).flat_map(digits).collect()
}

/// The names in the first row of a CSV file.
fn header(bytes: &[u8]) -> Header {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // Making a CSV reader costs more than most of these files; a row without quotes needs none.
    if !first.is_empty() && !first.contains(&b'"') {
        return String::from_utf8_lossy(first).split(',').map(str::trim).collect();
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers().cloned().unwrap_or_default();
    header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_names_the_columns() {
        let names = |bytes| header(bytes).names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            names(b"\xef\xbb\xbfdate_day, shop_id,\"a,b\"\r\n1,2\n"),
            ["date_day", "shop_id", "a,b"]
        );
        assert_eq!(names(b"a, b \r\n1,2\r\n"), ["a", "b"]);
        assert_eq!(names(b"a,,\xff\n"), ["a", "", "\u{fffd}"]);
        assert_eq!(names(b""), Vec::<String>::new());
    }

    #[test]
    fn line_endings_do_not_count() {
        assert_eq!(digest(b"a\r\nb\r\n"), digest(b"a\nb\n"));
        assert_ne!(digest(b"a\nb\n"), digest(b"a\nb"));
        assert_ne!(digest(b"a\r"), digest(b"a"));
    }
}
