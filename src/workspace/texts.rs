//! The texts of the files that were read, for whoever has to find places in them.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use crate::document::{Style, write};

/// Texts beyond this stand alone in their piece of memory; shorter ones stand together.
const LARGE: usize = 2048;

/// The texts of files, by path, and how each is written.
#[derive(Default)]
pub(super) struct Texts {
    pieces: Vec<String>,
    files: Vec<File>,
}

struct File {
    path: Arc<str>,
    style: Style,
    piece: usize,
    part: Range<usize>,
}

impl Texts {
    /// Keeps as much of a text as places can lie in.
    pub(super) fn put(&mut self, path: &Arc<str>, text: &str, style: Style) {
        let text = write::with_places(path, text, style);
        if text.len() > LARGE || self.pieces.is_empty() {
            self.pieces.push(String::with_capacity(text.len().max(LARGE)));
        }
        let piece = self.pieces.len().saturating_sub(1);
        if let Some(kept) = self.pieces.last_mut() {
            let start = kept.len();
            kept.push_str(text);
            self.files.push(File { path: path.clone(), style, piece, part: start..kept.len() });
        }
    }

    /// Makes room for so many more files.
    pub(super) fn reserve(&mut self, files: usize) {
        self.files.reserve(files);
    }

    /// Takes in others.
    pub(super) fn extend(&mut self, other: Texts) {
        let before = self.pieces.len();
        self.pieces.extend(other.pieces);
        let moved = |file: File| File { piece: file.piece + before, ..file };
        self.files.extend(other.files.into_iter().map(moved));
    }

    /// To be done once all are in.
    pub(super) fn sort(&mut self) {
        self.files.sort_by(|one, other| one.path.cmp(&other.path));
    }

    /// The text of a file, as far as places can lie in it, and how it is written. Where the file
    /// stands is told by `near` and looked for from there: whoever asks in the order of the files
    /// finds the next one at once.
    pub(super) fn near(&self, near: &mut usize, path: &str) -> Option<(&str, Style)> {
        let order = |at: usize| self.files.get(at).map(|file| file.path.as_ref().cmp(path));
        if order(*near).is_none_or(Ordering::is_gt) {
            *near = 0;
        }
        let (mut from, mut step) = (*near, 1);
        while order(from + step).is_some_and(Ordering::is_le) {
            from += step;
            step *= 2;
        }
        let until = (from + step).min(self.files.len());
        let some = self.files.get(from..until)?;
        let at = from + some.binary_search_by(|file| file.path.as_ref().cmp(path)).ok()?;
        *near = at;
        let File { style, piece, part, .. } = self.files.get(at)?;
        Some((self.pieces.get(*piece)?.get(part.clone())?, *style))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_from_wherever_one_looks() {
        let mut texts = Texts::default();
        let paths: Vec<Arc<str>> = (0..40).map(|n| format!("a/{n:02}").into()).collect();
        for path in paths.iter().rev() {
            texts.put(path, path, Style::Other);
        }
        texts.put(&"a/large".into(), &"x".repeat(5000), Style::Other);
        texts.sort();
        for start in 0..50 {
            for path in &paths {
                let found = texts.near(&mut start.clone(), path);
                assert_eq!(found, Some((&**path, Style::Other)), "{path} from {start}");
            }
            for absent in ["", "a/", "a/005", "b"] {
                assert_eq!(texts.near(&mut start.clone(), absent), None, "{absent} from {start}");
            }
        }
        assert_eq!(texts.near(&mut 0, "a/large").map(|(text, _)| text.len()), Some(5000));
    }
}
