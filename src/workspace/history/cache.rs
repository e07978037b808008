//! What was read of the history, kept for the next time, under the git directory.
//!
//! It only saves time. What a commit changed never changes itself, so it is kept by the commit's id;
//! what the answer depends on beside (the places and names of the settings, the version of the
//! reader, the edge of a shallow clone) is part of the file's name. A file that is damaged in any way
//! is read as none, and replaced as a whole by rename, so readers and writers never meet half of one.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::Node;
use super::kept::{bytes_of, nodes_of};
use crate::git::Repo;
use crate::model::field::Field;
use crate::workspace::own;
use crate::workspace::settings::Settings;

/// What the first bytes of a file say.
const MAGIC: &[u8; 16] = b"gonogo history 2";

/// Goes up whenever the same file would be read or told differently.
const READER: u32 = 1;

/// No larger file is read or written.
const MOST: u64 = 128 * 1024 * 1024;

/// How many files are kept: one for each set of settings that was used lately.
const FILES: usize = 4;

/// The cache of one repository under one set of settings.
pub(super) struct Cache {
    folder: PathBuf,
    /// The name of the file, which says all that it depends on.
    name: String,
    /// Whether nothing is written.
    read_only: bool,
}

impl Cache {
    /// Where the cache of a repository lies; `None` where git does not say.
    pub(super) fn of(repo: &Repo, settings: &Settings) -> Option<Self> {
        let folder = repo.common_dir().ok()?.join("gonogo");
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text.as_bytes());
        };
        add(env!("CARGO_PKG_VERSION"));
        add(&READER.to_string());
        Field::KEYS.iter().for_each(|key| add(key));
        for (sort, places) in [("backlog", &settings.backlog), ("packs", &settings.packs)] {
            for place in places {
                add(sort);
                add(&place.path);
                add(place.pattern.as_deref().unwrap_or_default());
                add(&format!("{:?}", place.mapping));
            }
        }
        repo.shallow().iter().for_each(|commit| add(commit));
        let hash = hash.finalize();
        let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Some(Self { folder, name: format!("history-{hex}"), read_only: false })
    }

    /// The same, from which is only read.
    pub(super) fn for_reading(self, read_only: bool) -> Self {
        Self { read_only, ..self }
    }

    /// What is kept; nothing where there is no file, or it is not whole.
    pub(super) fn read(&self) -> HashMap<String, Node> {
        self.whole().and_then(|body| nodes_of(&body)).unwrap_or_default()
    }

    /// What the file holds behind its head, where the sum agrees.
    fn whole(&self) -> Option<Vec<u8>> {
        let path = self.folder.join(&self.name);
        let mut file = own::open(&path, OpenOptions::new().read(true)).ok()?;
        let length = file.metadata().ok()?.len();
        if length > MOST {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
        file.read_to_end(&mut bytes).ok()?;
        let (head, body) = bytes.split_at_checked(MAGIC.len() + 4)?;
        let (magic, sum) = head.split_at_checked(MAGIC.len())?;
        let sum = u32::from_le_bytes(sum.try_into().ok()?);
        let whole = magic == MAGIC && crc32fast::hash(body) == sum;
        whole.then(|| bytes.split_off(MAGIC.len() + 4))
    }

    /// Keeps what is known, where that can be done without leaving anything behind that belongs to
    /// somebody else. That it could not be done is no fault: the history is read again.
    pub(super) fn write(&self, nodes: &HashMap<String, Node>) {
        // What is missing from a partial clone may come yet.
        if self.read_only || nodes.values().any(|node| node.missing > 0) {
            return;
        }
        let Some(body) = bytes_of(nodes) else { return };
        if body.len() as u64 > MOST
            || own::folder(self.folder.parent().unwrap_or(&self.folder)).is_err()
        {
            return;
        }
        self.tidy();
        let Ok(mut file) = tempfile::Builder::new().prefix(".history-").tempfile_in(&self.folder)
        else {
            return;
        };
        if !same_owner(file.as_file(), &self.folder) {
            return;
        }
        let written = file
            .write_all(MAGIC)
            .and_then(|()| file.write_all(&crc32fast::hash(&body).to_le_bytes()))
            .and_then(|()| file.write_all(&body));
        if written.is_ok() {
            let _ = file.persist(self.folder.join(&self.name));
        }
    }

    /// Takes away what other settings left long ago, and what a crash left half done.
    fn tidy(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut others: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let Ok(changed) = entry.metadata().and_then(|known| known.modified()) else { continue };
            let old = changed.elapsed().is_ok_and(|age| age > Duration::from_secs(24 * 60 * 60));
            if name.starts_with(".history-") && old {
                let _ = fs::remove_file(entry.path());
            } else if name.starts_with("history-") && name != self.name {
                others.push((changed, entry.path()));
            }
        }
        others.sort();
        let surplus = others.len().saturating_sub(FILES - 1);
        for (_, path) in others.into_iter().take(surplus) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether what is written belongs to whom the git directory belongs to: root in somebody's
/// repository would leave files that its owner cannot replace.
#[cfg(unix)]
fn same_owner(file: &File, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let git_dir = folder.parent().unwrap_or(folder);
    match (file.metadata(), fs::metadata(git_dir)) {
        (Ok(file), Ok(folder)) => file.uid() == folder.uid(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_owner(_: &File, _: &Path) -> bool {
    true
}
