//! The journal: every decision of the draft, on disk before the screen shows it.
//!
//! It lies under the git directory of the work tree. Records are only ever added, one a line: a
//! checksum, a space, and JSON. A step carries an id of its own, and undoing names the id, so that
//! the records of a board and of a command that ran beside it can stand in any order.
//!
//! A record that was cut short by a crash is dropped, with a word; a journal with a damaged record
//! in its middle is put aside, never deleted, and what can be read of it is taken over.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::own;
use super::records::{line, parse, sync_folder};
use crate::model::draft::{Draft, Row, Step};

/// The version of the record format; a journal of a newer one is not touched.
const VERSION: u32 = 1;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "record")]
enum Record {
    /// The first record of every journal. The generation tells a journal that was started anew
    /// from the one that was there before.
    Version { version: u32, generation: u64 },
    /// A step was made.
    Step {
        id: u64,
        step: Step,
        /// The commit that was HEAD then; older journals do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        head: Option<String>,
    },
    /// A step was undone.
    Undo { id: u64 },
    /// An undone step was made again.
    Redo { id: u64 },
    /// Everything was discarded.
    Discard,
}

/// What can go wrong with the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk refused.
    #[error("cannot {doing} the journal {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was written by a newer gonogo.
    #[error("the journal {} was written by a newer gonogo (format {version}); use that one", path.display())]
    Newer {
        /// The journal.
        path: PathBuf,
        /// Its format.
        version: u32,
    },
    /// There is nothing to undo or redo.
    #[error("nothing to {0}")]
    Nothing(&'static str),
    /// What is to be undone or redone is not what was shown.
    #[error("another gonogo has decided here meanwhile; nothing was changed")]
    Moved,
}

/// What reading the journal brought to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The last record was cut short and is dropped.
    Torn,
    /// Records could not be read; the whole journal was kept in this file.
    Damaged(PathBuf),
}

/// The open journal of one work tree.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// How much of the file has been read or written by us.
    known: u64,
    generation: u64,
    state: State,
    /// Whether the last write found records of another process before its own.
    overtaken: bool,
    /// Whether records could not be read: the journal is started anew before it is written to.
    damaged: bool,
    /// The commit on which decisions are made now.
    head: Option<String>,
}

/// What the records add up to, with the ids that undoing needs.
#[derive(Clone, Debug, Default)]
struct State {
    done: Vec<Made>,
    undone: Vec<Made>,
}

/// A step with what the journal knows of it.
#[derive(Clone, Debug)]
struct Made {
    id: u64,
    step: Step,
    head: Option<String>,
}

impl State {
    fn take(&mut self, record: Record) {
        match record {
            Record::Version { .. } => {}
            Record::Step { id, step, head } => {
                self.undone.clear();
                self.done.push(Made { id, step, head });
            }
            Record::Undo { id } => {
                if let Some(at) = self.done.iter().rposition(|made| made.id == id) {
                    let step = self.done.remove(at);
                    self.undone.push(step);
                }
            }
            Record::Redo { id } => {
                if let Some(at) = self.undone.iter().rposition(|made| made.id == id) {
                    let step = self.undone.remove(at);
                    self.done.push(step);
                }
            }
            Record::Discard => *self = Self::default(),
        }
    }

    fn draft(&self) -> Draft {
        let steps = |list: &[Made]| list.iter().map(|made| made.step.clone()).collect();
        Draft::of(steps(&self.done), steps(&self.undone))
    }
}

impl Journal {
    /// Opens the journal under a git directory, and reads what is there. Nothing is written.
    ///
    /// # Errors
    /// When it cannot be read, or was written by a newer gonogo.
    pub fn open(git_dir: &Path) -> Result<(Self, Vec<Remark>), JournalError> {
        let path = git_dir.join("gonogo").join("journal");
        let mut journal = Self {
            path,
            known: 0,
            generation: 0,
            state: State::default(),
            overtaken: false,
            damaged: false,
            head: None,
        };
        let remarks = journal.refresh()?;
        Ok((journal, remarks))
    }

    /// Reads what was added since, by another process.
    ///
    /// # Errors
    /// When it cannot be read, or was written by a newer gonogo.
    pub fn refresh(&mut self) -> Result<Vec<Remark>, JournalError> {
        let mut remarks = Vec::new();
        match own::open(&self.path, OpenOptions::new().read(true)) {
            Ok(mut file) => self.catch_up(&mut file, &mut remarks)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.forget(),
            Err(source) => return Err(self.error("read", source)),
        }
        Ok(remarks)
    }

    fn forget(&mut self) {
        (self.known, self.generation, self.damaged) = (0, 0, false);
        self.state = State::default();
    }

    /// Says on which commit decisions are made from now on.
    pub fn stand_on(&mut self, head: Option<String>) {
        self.head = head;
    }

    /// The commits on which the decisions of the draft were made, as far as that is known, each once.
    pub fn made_on(&self) -> Vec<String> {
        let mut heads: Vec<String> = Vec::new();
        for head in self.state.done.iter().filter_map(|made| made.head.as_ref()) {
            if !heads.contains(head) {
                heads.push(head.clone());
            }
        }
        heads
    }

    /// Which journal was read last; one that a commit started anew is another.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Which journal is on disk, read or not.
    pub fn generation_on_disk(&self) -> u64 {
        let found = own::open(&self.path, OpenOptions::new().read(true));
        let found = found.and_then(|mut file| generation(&mut file));
        found.ok().flatten().unwrap_or(0)
    }

    /// Whether the file is not as it was when we last read or wrote it.
    pub fn has_moved(&self) -> bool {
        let length = fs::metadata(&self.path).map_or(0, |meta| meta.len());
        length != self.known || self.generation_on_disk() != self.generation
    }

    /// The draft that the journal holds.
    pub fn draft(&self) -> Draft {
        self.state.draft()
    }

    /// Writes a step down. When this returns, the step is on disk.
    ///
    /// # Errors
    /// When the disk refuses: then the step is not made.
    pub fn push(&mut self, step: &Step) -> Result<(), JournalError> {
        let id = fresh_id();
        let (step, head) = (step.clone(), self.head.clone());
        self.write(|_| Ok(Record::Step { id, step, head }))
    }

    /// Undoes the last step, if it is the one that was shown as the last: what another process has
    /// added since is not undone by surprise.
    ///
    /// # Errors
    /// When it is another, or there is none, or the disk refuses.
    pub fn undo(&mut self, shown: Option<&Step>) -> Result<(), JournalError> {
        self.write(|state| match state.done.last() {
            last if last.map(|made| &made.step) != shown => Err(JournalError::Moved),
            Some(made) => Ok(Record::Undo { id: made.id }),
            None => Err(JournalError::Nothing("undo")),
        })
    }

    /// Makes the step again that was undone last, if it is the one that was shown as that.
    ///
    /// # Errors
    /// When it is another, or there is none, or the disk refuses.
    pub fn redo(&mut self, shown: Option<&Step>) -> Result<(), JournalError> {
        self.write(|state| match state.undone.last() {
            last if last.map(|made| &made.step) != shown => Err(JournalError::Moved),
            Some(made) => Ok(Record::Redo { id: made.id }),
            None => Err(JournalError::Nothing("redo")),
        })
    }

    /// Forgets every decision of the draft. The journal as it was is kept beside it as
    /// `journal.discarded` until the next discard.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn discard(&mut self) -> Result<(), JournalError> {
        let kept = self.path.with_extension("discarded");
        match self.bytes() {
            Ok(bytes) => own::replace(&kept, &bytes)
                .map_err(|source| self.error("keep a copy of", source))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(self.error("keep a copy of", source)),
        }
        self.write(|_| Ok(Record::Discard))
    }

    /// Whether another process had written before the last write: what was shown until then is not
    /// all there is.
    pub fn overtaken(&self) -> bool {
        self.overtaken
    }

    /// Starts the journal anew with what a commit of these rows leaves in the draft, decisions of
    /// other processes included: old or new, never half.
    ///
    /// # Errors
    /// When the disk refuses: then the journal is as it was.
    pub fn settle(&mut self, committed: &[Row]) -> Result<(), JournalError> {
        self.folder()?;
        let _lock = self.lock()?;
        self.refresh()?;
        let mut left = self.state.draft();
        left.settle(committed);
        self.start_anew(left.steps())
    }

    /// Replaces the file by one that holds just these steps.
    fn start_anew(&mut self, steps: &[Step]) -> Result<(), JournalError> {
        let made = |step: &Step| Made { id: fresh_id(), step: step.clone(), head: None };
        let done: Vec<Made> = steps.iter().map(made).collect();
        let generation = fresh_id();
        let mut text = line(&Record::Version { version: VERSION, generation });
        for Made { id, step, head } in &done {
            let (step, head) = (step.clone(), head.clone());
            text.push_str(&line(&Record::Step { id: *id, step, head }));
        }
        own::replace(&self.path, text.as_bytes())
            .map_err(|source| self.error("rewrite", source))?;
        self.known = text.len() as u64;
        (self.generation, self.damaged) = (generation, false);
        self.state = State { done, undone: Vec::new() };
        Ok(())
    }

    /// Adds one record, made from what the journal holds by then, and waits until it is on disk.
    fn write(
        &mut self,
        make: impl FnOnce(&State) -> Result<Record, JournalError>,
    ) -> Result<(), JournalError> {
        let folder = self.folder()?;
        let _lock = self.lock()?;
        let born = !self.path.exists();
        let mut file = self.open_to_write()?;
        let (known, generation) = (self.known, self.generation);
        self.catch_up(&mut file, &mut Vec::new())?;
        self.overtaken = (self.known, self.generation) != (known, generation);
        let record = make(&self.state)?;
        if self.damaged {
            // What cannot be read is in a file of its own by now, or this fails and it stays here.
            self.keep_aside().map_err(|source| self.error("keep a copy of", source))?;
            let steps = self.state.draft().steps().to_vec();
            self.start_anew(&steps)?;
            file = self.open_to_write()?;
            if let Record::Undo { .. } | Record::Redo { .. } = record {
                // The ids are new ones.
                self.overtaken = true;
                return Err(JournalError::Moved);
            }
        }
        let mut text = String::new();
        if self.known == 0 {
            self.generation = fresh_id();
            let first = Record::Version { version: VERSION, generation: self.generation };
            text.push_str(&line(&first));
        }
        text.push_str(&line(&record));
        let mut add = || -> io::Result<()> {
            // A record that a crash cut short would otherwise swallow this one.
            file.set_len(self.known)?;
            file.write_all(text.as_bytes())?;
            file.sync_data()?;
            if born { sync_folder(&folder) } else { Ok(()) }
        };
        if let Err(source) = add() {
            // Whatever part of the record arrived must not come back as a decision later.
            let _ = file.set_len(self.known).and_then(|()| file.sync_data());
            return Err(self.error("write", source));
        }
        self.known += text.len() as u64;
        self.state.take(record);
        Ok(())
    }

    /// Reads what was added since we last looked, by us or by another process. A file that was
    /// started anew since is read from its beginning.
    fn catch_up(&mut self, file: &mut File, remarks: &mut Vec<Remark>) -> Result<(), JournalError> {
        let mut bytes = Vec::new();
        let read = (|| {
            if file.metadata()?.len() < self.known || generation(file)? != Some(self.generation) {
                self.forget();
            }
            file.seek(SeekFrom::Start(self.known))?;
            file.read_to_end(&mut bytes)
        })();
        read.map_err(|source| self.error("read", source))?;
        let mut damaged = false;
        let mut rest = bytes.as_slice();
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (record, after) = rest.split_at(end + 1);
            match parse(record) {
                Some(Record::Version { version, .. }) if version > VERSION => {
                    return Err(JournalError::Newer { path: self.path.clone(), version });
                }
                // Only as the first record it names the journal.
                Some(Record::Version { generation, .. }) if self.known == 0 => {
                    self.generation = generation;
                }
                Some(record) => self.state.take(record),
                None => damaged = true,
            }
            self.known += record.len() as u64;
            rest = after;
        }
        if !rest.is_empty() {
            // Without its line break a record was never whole, and so never shown.
            remarks.push(Remark::Torn);
        }
        if damaged {
            self.damaged = true;
            // Where nothing can be written, it stays where it is; and then nothing is written to it.
            remarks.push(Remark::Damaged(self.keep_aside().unwrap_or_else(|_| self.path.clone())));
        }
        Ok(())
    }

    /// Keeps a copy of a damaged journal, in a file of its own for each.
    fn keep_aside(&self) -> io::Result<PathBuf> {
        let bytes = self.bytes()?;
        let aside = self.path.with_extension(format!("damaged-{:08x}", crc32fast::hash(&bytes)));
        if fs::symlink_metadata(&aside).is_err() {
            own::replace(&aside, &bytes)?;
        }
        Ok(aside)
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        own::open(&self.path, OpenOptions::new().read(true))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn open_to_write(&self) -> Result<File, JournalError> {
        own::open(&self.path, OpenOptions::new().read(true).append(true).create(true))
            .map_err(|source| self.error("open", source))
    }

    fn folder(&self) -> Result<PathBuf, JournalError> {
        let git_dir = self.path.ancestors().nth(2).unwrap_or(Path::new("."));
        own::folder(git_dir).map_err(|source| self.error("make the folder of", source))
    }

    /// Keeps other processes from writing until the guard is dropped.
    fn lock(&self) -> Result<File, JournalError> {
        let path = self.path.with_extension("lock");
        let options = &mut OpenOptions::new();
        let file = own::open(&path, options.create(true).truncate(false).write(true));
        let file = file.and_then(|file| own::lock(&file).map(|()| file));
        file.map_err(|source| self.error("lock", source))
    }

    fn error(&self, doing: &'static str, source: io::Error) -> JournalError {
        JournalError::Io { doing, path: self.path.clone(), source }
    }
}

/// The generation that the file's first record names.
fn generation(file: &mut File) -> io::Result<Option<u64>> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(200).read_to_end(&mut head)?;
    let first = head.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(match parse(first) {
        Some(Record::Version { generation, .. }) => Some(generation),
        _ => None,
    })
}

/// An id that no other step of any process has.
fn fresh_id() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    // JSON numbers above 2^53 lose digits in other readers.
    RandomState::new().build_hasher().finish() >> 11
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
