//! Who holds the meeting of a work tree: one gonogo at a time, for as long as it runs and the meeting
//! is under way.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use super::refused;
use crate::workspace::{WorkspaceError, own};

/// The lock that only one process has. The system takes it back when the process is gone, however it
/// went, so a meeting that was cut short can go on at once.
#[derive(Debug)]
pub(in crate::workspace) struct Chair {
    _held: Option<File>,
}

impl Chair {
    /// Takes the chair. Where files cannot be locked (some network file systems) it is free: a second
    /// meeting is then noticed when it writes.
    ///
    /// # Errors
    /// When another gonogo has it, or its file cannot be opened.
    pub(super) fn take(git_dir: &Path) -> Result<Self, WorkspaceError> {
        let path = git_dir.join("gonogo").join("meeting.lock");
        let open = || -> std::io::Result<File> {
            own::folder(git_dir)?;
            let mut options = OpenOptions::new();
            own::open(&path, options.create(true).truncate(false).read(true).write(true))
        };
        let mut file = open().map_err(|source| refused("open", &path, source))?;
        match file.try_lock() {
            Ok(()) => {
                // For the words to whom comes second; the lock itself needs none.
                let _ = file.set_len(0);
                let _ = write!(file, "{}", std::process::id());
                Ok(Self { _held: Some(file) })
            }
            Err(TryLockError::Error(_)) => Ok(Self { _held: None }),
            Err(TryLockError::WouldBlock) => {
                let mut known = String::new();
                let _ = file.take(32).read_to_string(&mut known);
                let process = known.trim().parse::<u32>().ok();
                let process = process.map(|id| format!(" (process {id})")).unwrap_or_default();
                Err(WorkspaceError::Meeting(format!(
                    "another gonogo{process} is holding the meeting of this work tree; go on there, \
                     or quit that one and start again: the meeting goes on where it was"
                )))
            }
        }
    }
}
