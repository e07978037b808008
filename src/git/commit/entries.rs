//! Objects and entries of an index, written by the user's git: many at once, since each process
//! costs more than all that it does here.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::super::{GitError, Repo};
use super::Stage;

/// How many go to one process. It answers while it still reads, so that more of them could fill
/// both pipes and wait for each other.
const AT_ONCE: usize = 500;

/// Has git wait until what it writes is on disk. The draft is let go of afterwards, so a loss of power
/// must not take the objects of its commit. It would be seen by hooks, which what it is used for does
/// not run.
pub(super) const SYNCED: [&str; 2] = ["-c", "core.fsync=committed"];

/// An entry of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: String,
    pub(super) blob: String,
}

/// A file that differs between two trees.
pub(super) struct Change {
    /// Paths of hooks need not be UTF-8.
    pub(super) path: Vec<u8>,
    /// The blob that was there; `None` where there was none.
    pub(super) before: Option<String>,
    /// What is there now; its mode is 0 where that is nothing.
    pub(super) after: Entry,
}

impl Repo {
    /// Stores contents that are as the repository keeps them. Their ids, in the same order. They have
    /// to be synced: git would wait for the disk after each.
    pub(super) fn store(&self, stage: &Stage, contents: &[&[u8]]) -> Result<Vec<String>, GitError> {
        let args = ["hash-object", "-w", "--no-filters", "--stdin-paths"];
        let mut ids = Vec::with_capacity(contents.len());
        for contents in contents.chunks(AT_ONCE) {
            let mut list = Vec::new();
            for content in contents {
                let path = stage.write(&format!("blob-{}", ids.len() + list.len()), content)?;
                list.push(in_quotes(&path));
            }
            let ran = self.program.write(&args, &list.concat(), &[])?.or_error()?;
            ids.extend(String::from_utf8_lossy(&ran).lines().map(str::to_owned));
        }
        Ok(ids)
    }

    /// What an index holds of files; the repository's own where none is named.
    pub(super) fn entries<'a>(
        &self,
        index: Option<&Path>,
        paths: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<HashMap<Vec<u8>, Entry>, GitError> {
        let env: Vec<(&str, &OsStr)> = env(index);
        let patterns: Vec<OsString> = paths.into_iter().map(literal).collect();
        let mut found = HashMap::new();
        for patterns in patterns.chunks(AT_ONCE) {
            let mut args: Vec<&OsStr> =
                ["ls-files", "--stage", "-z", "--"].iter().map(OsStr::new).collect();
            args.extend(patterns.iter().map(OsString::as_os_str));
            let listed = self.program.write(&args, b"", &env)?.or_error()?;
            found.extend(listed.split(|byte| *byte == 0).filter_map(|line| {
                let tab = line.iter().position(|byte| *byte == b'\t')?;
                let (meta, path) = (line.get(..tab)?, line.get(tab + 1..)?);
                let mut meta = std::str::from_utf8(meta).ok()?.split(' ');
                let (mode, blob) = (meta.next()?.to_owned(), meta.next()?.to_owned());
                (meta.next() == Some("0")).then(|| (path.to_owned(), Entry { mode, blob }))
            }));
        }
        Ok(found)
    }

    /// Sets entries of an index, and takes out those with the mode 0.
    pub(super) fn set_entries<'a>(
        &self,
        index: &Path,
        entries: impl IntoIterator<Item = (&'a [u8], &'a Entry)>,
    ) -> Result<(), GitError> {
        let mut lines = Vec::new();
        for (path, Entry { mode, blob }) in entries {
            // With -z on standard input no path needs quoting.
            lines.extend_from_slice(format!("{mode} {blob}\t").as_bytes());
            lines.extend_from_slice(path);
            lines.push(0);
        }
        if lines.is_empty() {
            return Ok(());
        }
        let args = ["update-index", "-z", "--add", "--index-info"];
        self.program.write(&args, &lines, &env(Some(index)))?.or_error()?;
        Ok(())
    }

    /// The files in which two trees differ.
    pub(super) fn changes(&self, from: &str, to: &str) -> Result<Vec<Change>, GitError> {
        let ran = self.program.read(&["diff-tree", "-r", "-z", "--raw", from, to])?.or_error()?;
        let mut parts = ran.split(|byte| *byte == 0);
        let mut changes = Vec::new();
        while let (Some(meta), Some(path)) = (parts.next(), parts.next()) {
            let meta = String::from_utf8_lossy(meta);
            let meta: Vec<&str> = meta.trim_start_matches(':').split(' ').collect();
            let [_, mode, before, after, ..] = meta.as_slice() else { continue };
            let before = before.bytes().any(|byte| byte != b'0').then(|| (*before).to_owned());
            let after = Entry { mode: (*mode).to_owned(), blob: (*after).to_owned() };
            changes.push(Change { path: path.to_owned(), before, after });
        }
        Ok(changes)
    }
}

fn env(index: Option<&Path>) -> Vec<(&'static str, &OsStr)> {
    index.into_iter().map(|index| ("GIT_INDEX_FILE", index.as_os_str())).collect()
}

/// A path as a pattern that means just this path.
fn literal(path: &[u8]) -> OsString {
    let mut pattern = OsString::from(":(literal)");
    #[cfg(unix)]
    pattern.push(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(path));
    #[cfg(not(unix))]
    pattern.push(&*String::from_utf8_lossy(path));
    pattern
}

/// A path on a line of its own, as git reads it whatever is in it.
fn in_quotes(path: &Path) -> Vec<u8> {
    let mut line = vec![b'"'];
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\n' => line.extend_from_slice(b"\\n"),
            b'"' | b'\\' => line.extend_from_slice(&[b'\\', *byte]),
            _ => line.push(*byte),
        }
    }
    line.extend_from_slice(b"\"\n");
    line
}
