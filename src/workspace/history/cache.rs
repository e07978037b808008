//! What was read of the history, kept for the next time, under the git directory.
//!
//! It only saves time. What a commit changed never changes itself, so it is kept by the commit's id;
//! what the answer depends on beside (the places and names of the settings, the version of the
//! reader, the edge of a shallow clone) is part of the file's name. A file that is damaged in any way
//! is read as none, and replaced as a whole by rename, so readers and writers never meet half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::nodes::Nodes;
use crate::git::Repo;
use crate::model::field::Field;
use crate::workspace::own;
use crate::workspace::settings::Settings;

/// What the first bytes of a file say.
const MAGIC: &[u8; 16] = b"gonogo history 3";

/// The bytes before what is kept: these, and the sum of all that follows.
const HEAD: usize = MAGIC.len() + 8;

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
        (0..).map_while(Field::of_number).for_each(|field| add(field.key()));
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
    pub(super) fn read(&self) -> Nodes {
        self.whole().and_then(|text| Nodes::kept(text, HEAD)).unwrap_or_default()
    }

    /// The file, where the sum agrees with what stands behind its head.
    fn whole(&self) -> Option<String> {
        let path = self.folder.join(&self.name);
        let mut file = own::open(&path, OpenOptions::new().read(true)).ok()?;
        let length = file.metadata().ok()?.len();
        if length > MOST {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?.saturating_add(1));
        file.read_to_end(&mut bytes).ok()?;
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (magic, sum) = head.split_at_checked(MAGIC.len())?;
        if magic != MAGIC || sum != sum_of(crc32fast::hash(body)).as_bytes() {
            return None;
        }
        String::from_utf8(bytes).ok()
    }

    /// Keeps what is known, where that can be done without leaving anything behind that belongs to
    /// somebody else. That it could not be done is no fault: the history is read again.
    pub(super) fn write(&self, nodes: &Nodes) {
        // What is missing from a partial clone may come yet.
        if self.read_only || nodes.iter().any(|packed| packed.missing() > 0) {
            return;
        }
        let length: u64 =
            nodes.pieces().map(|(length, text)| (length.len() + text.len()) as u64).sum();
        if length > MOST || own::folder(self.folder.parent().unwrap_or(&self.folder)).is_err() {
            return;
        }
        self.tidy();
        let Ok(mut file) = tempfile::Builder::new().prefix(".history-").tempfile_in(&self.folder)
        else {
            return;
        };
        if own::is_owners(file.as_file(), self.folder.parent().unwrap_or(&self.folder))
            && written(file.as_file_mut(), nodes).is_ok()
        {
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

fn written(file: &mut File, nodes: &Nodes) -> std::io::Result<()> {
    let mut sum = crc32fast::Hasher::new();
    for (length, text) in nodes.pieces() {
        sum.update(length.as_bytes());
        sum.update(text.as_bytes());
    }
    let mut file = BufWriter::with_capacity(64 * 1024, file);
    file.write_all(MAGIC)?;
    file.write_all(sum_of(sum.finalize()).as_bytes())?;
    for (length, text) in nodes.pieces() {
        file.write_all(length.as_bytes())?;
        file.write_all(text.as_bytes())?;
    }
    file.flush()
}

/// A sum as it is written.
fn sum_of(sum: u32) -> String {
    format!("{sum:08x}")
}
