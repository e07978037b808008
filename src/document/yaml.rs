//! Reading: bytes to text, text to data, with every hostile shape refused in bounded time.
//!
//! `serde_yaml` is the reader of record. A single pass over the bytes goes before it; a pass over
//! the events of `saphyr-parser` is made only where that pass saw something that could grow out of
//! hand (aliases, deep nesting, templates) or where `serde_yaml` refused and the reason has to be
//! put in words.

mod events;
mod explain;
mod scan;

use serde_yaml::Value;

use super::problem::Problem;

/// A file larger than this is refused: an item or a pack is written by hand.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Collections nested deeper than this are refused.
pub const MAX_DEPTH: usize = 64;

/// Commas, brackets and line ends that one file may hold, an upper bound on its nodes and so on
/// the memory that reading it takes.
pub const MAX_ENTRIES: usize = 250_000;

/// Nodes that following the aliases of one file may add.
pub const MAX_ALIAS_NODES: usize = 50_000;

/// Bytes that following the aliases of one file may add.
pub const MAX_ALIAS_BYTES: usize = MAX_BYTES;

/// `%` directives that one file may hold; libyaml compares each with all others.
const MAX_DIRECTIVES: usize = 16;

/// The byte order mark that a UTF-8 file may begin with.
pub(crate) const BOM: char = '\u{feff}';

/// The text of a file, its byte order mark included so that an edit keeps it.
///
/// # Errors
/// The file is larger than [`MAX_BYTES`], is UTF-16, or is not valid UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(bytes.len()));
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] = bytes {
        return Err(Problem::unreadable(
            (1, 1),
            "the file is encoded in UTF-16 or UTF-32, not in UTF-8",
            "Save it as UTF-8",
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let before = String::from_utf8_lossy(valid);
        Problem::unreadable(
            position(&before, before.len()),
            format!("the byte 0x{byte:02X} is not valid UTF-8"),
            "Save the file as UTF-8",
        )
    })
}

/// The data of a text, as `serde_yaml` reads it. A leading byte order mark is accepted. An empty
/// text is [`Value::Null`]. Merge keys (`<<`) stand as written.
///
/// # Errors
/// The text is no single YAML document, or one that gonogo refuses: characters that YAML forbids,
/// tabs as indentation, more than [`MAX_DEPTH`] levels, [`MAX_ENTRIES`] entries, aliases beyond
/// their budget, a key twice in one mapping, an unfilled template, a merge conflict.
pub fn parse(text: &str) -> Result<Value, Problem> {
    let body = text.strip_prefix(BOM).unwrap_or(text);
    let seen = scan::scan(body)?;
    if seen.needs_events {
        let seen = events::inspect(body)?;
        if let Some(at) = seen.template {
            return Err(explain::template(at));
        }
        // What could not be looked at to its end could still hold an alias bomb.
        if let Some(problem) = explain::unfinished(body, &seen) {
            return Err(problem);
        }
    }
    serde_yaml::from_str(body).map_err(|error| explain::explain(body, &error))
}

/// Refuses a text that no parser should see: see [`parse`].
pub(super) fn refuse_hostile(text: &str) -> Result<(), Problem> {
    if text.len() > MAX_BYTES {
        return Err(too_large(text.len()));
    }
    scan::scan(text.strip_prefix(BOM).unwrap_or(text)).map(|_| ())
}

fn too_large(bytes: usize) -> Problem {
    Problem::unreadable(
        (1, 1),
        format!("the file holds {bytes} bytes, and at most {MAX_BYTES} are read"),
        "Split the file, or leave it out of the backlog",
    )
}

/// [`decode`], then [`parse`].
///
/// # Errors
/// Those of the two.
pub fn read(bytes: &[u8]) -> Result<Value, Problem> {
    parse(decode(bytes)?)
}

/// Line and column of a byte, both counted from 1, the column in characters.
pub(crate) fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    let (mut line, mut start, mut last) = (1, 0, 0);
    for (at, byte) in before.iter().enumerate() {
        match byte {
            b'\n' | b'\r' => {
                start = at + 1;
                line += usize::from(*byte == b'\r' || last != b'\r');
            }
            _ => {}
        }
        last = *byte;
    }
    let rest = before.get(start..).unwrap_or_default();
    let characters = rest.iter().filter(|byte| !(0x80..0xc0).contains(*byte)).count();
    let bom = start == 0 && !rest.is_empty() && text.starts_with(BOM);
    (line, 1 + characters - usize::from(bom))
}

/// Where the lines of a text begin, for whoever asks for many places.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let starts_line = |at: &usize| {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            before == Some(&b'\n') || bytes.get(*at) != Some(&b'\n')
        };
        let behind = memchr::memchr2_iter(b'\n', b'\r', bytes).map(|at| at + 1);
        let starts = std::iter::once(0).chain(behind.filter(starts_line)).collect();
        Self { text, starts }
    }

    /// As [`position`], for the first byte of a character.
    pub(crate) fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|before| self.starts.get(before));
        let start = start.copied().unwrap_or_default();
        let (_, column) = position(self.text.get(start..).unwrap_or_default(), byte - start);
        (line, column)
    }
}

#[cfg(test)]
mod tests;
