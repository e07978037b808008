//! A launch whose files are in memory: what the loader and the gate make of files can be asked
//! without a disk and without a repository. The fuzz targets ask it a million times.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use chrono::NaiveDate;

use super::check::{self, Checked};
use super::files::{Buffer, Fault, Files};
use super::{WorkspaceError, board, read_settings};
use crate::document::yaml;
use crate::rules::Index;

/// Checks files given by their paths from the root of a repository that does not exist. Nothing is
/// known of its history, and nobody has written in it.
///
/// # Errors
/// When the settings cannot be used.
pub fn check(
    files: &BTreeMap<String, Vec<u8>>,
    today: NaiveDate,
) -> Result<Checked, WorkspaceError> {
    let files = Memory(files);
    let settings = read_settings(&files)?;
    let (board, texts) = board::with_texts(&files, &settings);
    let index = Index::once(&board);
    Ok(check::judged(&files, &settings, board, &texts, index, today))
}

struct Memory<'a>(&'a BTreeMap<String, Vec<u8>>);

impl Memory<'_> {
    fn below(&self, under: &str) -> impl Iterator<Item = &String> {
        let prefix = if under.is_empty() { String::new() } else { format!("{under}/") };
        self.0.keys().filter(move |path| path.starts_with(&prefix))
    }
}

impl Files for Memory<'_> {
    fn list(&self, under: &str) -> (Vec<Arc<str>>, Vec<(String, Fault)>) {
        (self.below(under).map(|path| path.as_str().into()).collect(), Vec::new())
    }

    fn read(&self, path: &str, buffer: &mut Buffer) -> io::Result<()> {
        let bytes = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        buffer.bytes.clear();
        buffer.bytes.extend(bytes.iter().take(yaml::MAX_BYTES + 1));
        Ok(())
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path) || self.below(path).next().is_some()
    }
}
