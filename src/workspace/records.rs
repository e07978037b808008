//! The format that journals share: records are only ever added, one a line, each a checksum, a
//! space, and JSON. What a crash cut short is told from what was written whole.

use std::fs::File;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A record as a line of the file.
pub(super) fn line(record: &impl Serialize) -> String {
    // Serializing plain enums of strings and numbers cannot fail.
    let json = serde_json::to_string(record).unwrap_or_default();
    format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()))
}

/// The record on a line, with its line break; `None` where the line is not as it was written.
pub(super) fn parse<R: DeserializeOwned>(line: &[u8]) -> Option<R> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (sum, json) = line.split_once(' ')?;
    let sum = u32::from_str_radix(sum, 16).ok()?;
    (crc32fast::hash(json.as_bytes()) == sum).then_some(())?;
    serde_json::from_str(json).ok()
}

/// Waits until what was done to the names in a folder is on disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Only on Unix can a folder be opened and synced.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
