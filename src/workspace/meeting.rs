//! The journal of a meeting: everything that happens in it, on disk before the screen shows it, so
//! that a meeting which is cut short goes on where it was.
//!
//! It lies beside the journal of the draft, in the same format. There is one meeting at a time, held
//! by one gonogo; the one before is kept until the next but one, and what was parked in it goes on the next agenda.

mod again;
mod chair;
mod hold;

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::own;
use super::records::{line, parse};
use super::{Workspace, WorkspaceError};
use crate::git::Wanted;
use crate::model::agenda::Parked;
use crate::model::meeting::{Ending, Entry, Event, Meeting, Opening};
use crate::model::target::Target;

pub(super) use chair::Chair;

pub use again::{Past, past};
pub use hold::{Held, Wish, counts, opening, people};

/// The folder of the minutes, from the root of the repository.
pub const MINUTES: &str = "docs/meetings";

/// The version of the record format; a meeting of a newer one is not touched.
const VERSION: u32 = 1;

/// How many of the newest commits are searched for the last meeting.
const COMMITS: usize = 5000;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "record")]
enum Record {
    /// The first of every meeting.
    Version { version: u32 },
    /// Something happened.
    Entry(Entry),
}

/// What the journal of a meeting holds, and how far it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct MeetingJournal {
    known: u64,
    entries: Vec<Entry>,
}

impl MeetingJournal {
    fn path(git_dir: &Path) -> PathBuf {
        git_dir.join("gonogo").join("meeting")
    }

    /// Reads the journal; what a crash cut short at its end is left out.
    fn read(git_dir: &Path) -> Result<Self, WorkspaceError> {
        let path = Self::path(git_dir);
        let mut bytes = Vec::new();
        let read = own::open(&path, OpenOptions::new().read(true))
            .and_then(|mut file| file.read_to_end(&mut bytes));
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(refused("read", &path, source)),
        };
        let mut journal = Self::default();
        for record in bytes.split_inclusive(|byte| *byte == b'\n') {
            match parse(record) {
                Some(Record::Version { version }) if version > VERSION => {
                    let words = format!(
                        "the meeting in {} was written by a newer gonogo (format {version}); use that one",
                        path.display()
                    );
                    return Err(WorkspaceError::Meeting(words));
                }
                Some(Record::Version { .. }) => {}
                Some(Record::Entry(entry)) => journal.entries.push(entry),
                // Nothing behind a damaged record is sure to belong together.
                None => break,
            }
            journal.known += record.len() as u64;
        }
        if journal.known < bytes.len() as u64 && journal.known > 0 {
            keep_damaged(&path, &bytes, journal.known)?;
        }
        Ok(journal)
    }

    fn append(&mut self, git_dir: &Path, entries: &[Entry]) -> Result<(), WorkspaceError> {
        let path = Self::path(git_dir);
        let mut file = own::open(&path, OpenOptions::new().append(true))
            .map_err(|source| refused("write", &path, source))?;
        let text: String =
            entries.iter().map(|entry| line(&Record::Entry(entry.clone()))).collect();
        let others = Self::read(git_dir)?;
        if others.known != self.known {
            let words = "another gonogo is holding this meeting; leave this one, or that";
            return Err(WorkspaceError::Meeting(words.to_owned()));
        }
        let mut add = || -> io::Result<()> {
            // A record that a crash cut short would otherwise swallow this one.
            file.set_len(self.known)?;
            file.write_all(text.as_bytes())?;
            file.sync_data()
        };
        if let Err(source) = add() {
            let _ = file.set_len(self.known);
            return Err(refused("write", &path, source));
        }
        self.known += text.len() as u64;
        self.entries.extend_from_slice(entries);
        Ok(())
    }

    /// Begins a meeting in the place of the one before, which is kept beside it.
    fn begin(git_dir: &Path, first: &Entry) -> Result<Self, WorkspaceError> {
        let path = Self::path(git_dir);
        let text =
            [line(&Record::Version { version: VERSION }), line(&Record::Entry(first.clone()))];
        let text = text.concat();
        let write = || -> io::Result<()> {
            own::folder(git_dir)?;
            match own::open(&path, OpenOptions::new().read(true)) {
                Ok(mut file) => {
                    let mut before = Vec::new();
                    file.read_to_end(&mut before)?;
                    own::replace(&path.with_extension("previous"), &before)?;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            own::replace(&path, text.as_bytes())
        };
        write().map_err(|source| refused("write", &path, source))?;
        Ok(Self { known: text.len() as u64, entries: vec![first.clone()] })
    }
}

fn refused(doing: &str, path: &Path, source: io::Error) -> WorkspaceError {
    WorkspaceError::Meeting(format!("cannot {doing} the meeting {}: {source}", path.display()))
}

/// A record that was cut short is dropped; one that was damaged takes others with it, so the whole
/// is kept.
fn keep_damaged(path: &Path, bytes: &[u8], known: u64) -> Result<(), WorkspaceError> {
    let rest = usize::try_from(known).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
    let lines = rest.split_inclusive(|byte| *byte == b'\n').count();
    let aside = path.with_extension("damaged");
    if lines > 1 && !aside.exists() {
        own::replace(&aside, bytes).map_err(|source| refused("keep a copy of", path, source))?;
    }
    Ok(())
}

impl Workspace {
    /// The meeting that is under way or ended last on this machine.
    ///
    /// # Errors
    /// When its journal cannot be read, or a newer gonogo wrote it.
    pub fn meeting(&mut self) -> Result<Option<Meeting>, WorkspaceError> {
        self.meeting = MeetingJournal::read(self.repo.git_dir())?;
        Ok(Meeting::of(&self.meeting.entries))
    }

    /// Writes down what happened. When this returns, it is on disk.
    ///
    /// # Errors
    /// When the disk refuses, or another gonogo holds the meeting.
    pub fn record_meeting(&mut self, entries: &[Entry]) -> Result<(), WorkspaceError> {
        self.meeting.append(self.repo.git_dir(), entries)?;
        if entries.iter().any(|entry| matches!(entry.event, Event::Ended(_))) {
            self.chair = None;
        }
        Ok(())
    }

    /// What the last meeting left for later: the last on this machine where it ended without
    /// minutes, or else the last that git holds.
    ///
    /// # Errors
    /// When neither can be read.
    pub fn parked_last(&mut self) -> Result<Vec<Parked>, WorkspaceError> {
        let local = self.meeting()?.filter(|meeting| meeting.ended == Some(Ending::Left));
        let of_minutes = |path: &str| is_minutes(path);
        let newest = self
            .repo
            .touched(None, &Wanted::anywhere(&of_minutes), COMMITS, &|| false)?
            .into_iter()
            .next();
        match (local, newest) {
            (Some(local), newest) if newest.as_ref().is_none_or(|n| n.when < local.last) => {
                Ok(local.parked().cloned().collect())
            }
            (_, Some(newest)) => Ok(parked_in(&self.repo.message(&newest.commit)?)),
            (_, None) => Ok(Vec::new()),
        }
    }

    /// What a meeting on a day is called: the day, or with `-2` and so on where there are minutes of
    /// that day already.
    ///
    /// # Errors
    /// When git cannot be read.
    pub fn meeting_id(&self, day: NaiveDate) -> Result<String, WorkspaceError> {
        let mut n = 1;
        loop {
            let id = if n == 1 { day.to_string() } else { format!("{day}-{n}") };
            let path = minutes_path(&id);
            let taken = fs::symlink_metadata(self.root.join(&path)).is_ok()
                || self.repo.read(crate::git::At::Head, &path)?.is_some();
            if !taken {
                return Ok(id);
            }
            n += 1;
        }
    }
}

/// Where the minutes of a meeting lie, from the root of the repository.
pub fn minutes_path(id: &str) -> String {
    format!("{MINUTES}/{id}.md")
}

/// Whether a file is the minutes of a meeting.
pub(super) fn is_minutes(path: &str) -> bool {
    path.strip_prefix(MINUTES)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|name| name.ends_with(".md") && !name.contains('/'))
}

/// What the trailers of a commit say was parked: `Gonogo-Park: item SHOP-014, fin: Who pays?`
pub(super) fn parked_in(message: &str) -> Vec<Parked> {
    let lines = message.lines().filter_map(|line| line.strip_prefix("Gonogo-Park: "));
    lines
        .filter_map(|value| {
            let (kind, rest) = value.split_once(' ')?;
            let (head, question) = rest.split_once(": ")?;
            let (id, person) = head.rsplit_once(", ")?;
            let target = match kind {
                "item" => Target::Item(id.into()),
                "pack" => Target::Pack(id.into()),
                _ => return None,
            };
            let person = if person == "-" { "" } else { person };
            Some(Parked { target, question: question.to_owned(), person: person.to_owned() })
        })
        .collect()
}

/// The trailers that a commit of a meeting carries beside those of its decisions, in key and value.
fn trailers(id: &str, parked: &[Parked]) -> Vec<(String, String)> {
    let mut trailers = vec![("Gonogo-Meeting".to_owned(), id.to_owned())];
    trailers.extend(parked.iter().map(|parked| {
        let kind = if parked.target.item().is_some() { "item" } else { "pack" };
        let person = if parked.person.trim().is_empty() { "-" } else { parked.person.trim() };
        let value = format!("{kind} {}, {person}: {}", parked.target, parked.question);
        ("Gonogo-Park".to_owned(), value)
    }));
    trailers
}

/// The first entry of a meeting.
fn opened(opening: Opening, at: chrono::DateTime<chrono::FixedOffset>) -> Entry {
    Entry { at, event: Event::Started(Box::new(opening)) }
}

#[cfg(test)]
#[path = "meeting_tests.rs"]
mod tests;
