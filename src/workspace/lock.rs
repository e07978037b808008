//! One writer a work tree: who opens a second board can look, and is told who decides.
//!
//! The lock is the operating system's, on a file under the git directory. It ends with the process
//! that holds it, however that ends, so there is never a lock of somebody who is gone. The file says
//! who holds it, for the words only.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::own;

/// The right to decide, for as long as it is kept.
#[derive(Debug)]
pub struct Writer {
    _file: File,
}

/// Who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    process: u32,
    host: String,
    since: DateTime<FixedOffset>,
}

/// What came of asking for it.
#[derive(Debug)]
pub(super) enum Claim {
    Ours(Writer),
    /// Somebody else's; who that is, is not known for the moment in which it is written down.
    Theirs(Option<Holder>),
    Impossible(io::Error),
}

impl Holder {
    /// Who it is: `process 4711 on ada since 10:02`.
    pub fn words(&self, now: DateTime<FixedOffset>) -> String {
        let since = self.since.with_timezone(now.offset());
        let same_day = since.date_naive() == now.date_naive();
        let since = since.format(if same_day { "%H:%M" } else { "%Y-%m-%d %H:%M" });
        format!("process {} on {} since {since}", self.process, self.host)
    }
}

/// Asks for the right to decide.
pub(super) fn claim(git_dir: &Path, now: DateTime<FixedOffset>) -> Claim {
    let file = match open(git_dir) {
        Ok(file) => file,
        Err(error) => return Claim::Impossible(error),
    };
    match file.try_lock() {
        Ok(()) => Claim::Ours(sign(file, now)),
        Err(TryLockError::WouldBlock) => Claim::Theirs(read(file)),
        Err(TryLockError::Error(error)) => Claim::Impossible(own::without_locks(error)),
    }
}

/// Waits until nobody else has it, which may be long.
///
/// # Errors
/// When the disk refuses.
pub fn wait(git_dir: &Path, now: impl Fn() -> DateTime<FixedOffset>) -> io::Result<Writer> {
    let file = open(git_dir)?;
    while let Err(error) = file.lock() {
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    Ok(sign(file, now()))
}

/// Who has it now, as far as that is written down.
pub(super) fn holder(git_dir: &Path) -> Option<Holder> {
    let path = path(git_dir);
    read(own::open(&path, OpenOptions::new().read(true)).ok()?)
}

fn path(git_dir: &Path) -> PathBuf {
    git_dir.join("gonogo").join("board.lock")
}

fn open(git_dir: &Path) -> io::Result<File> {
    own::folder(git_dir)?;
    own::open(
        &path(git_dir),
        OpenOptions::new().read(true).write(true).create(true).truncate(false),
    )
}

fn sign(mut file: File, now: DateTime<FixedOffset>) -> Writer {
    let holder = Holder { process: std::process::id(), host: host(), since: now };
    let text = serde_json::to_string(&holder).unwrap_or_default();
    // Only for the words: on a full disk the lock holds all the same.
    let _ = file.set_len(0).and_then(|()| file.write_all(text.as_bytes()));
    Writer { _file: file }
}

fn read(mut file: File) -> Option<Holder> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "this machine".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::now;

    #[test]
    fn one_has_it_and_the_other_knows_who() {
        let dir = tempfile::tempdir().unwrap();
        let Claim::Ours(writer) = claim(dir.path(), now()) else { panic!("nobody has it") };
        let Claim::Theirs(Some(holder)) = claim(dir.path(), now()) else { panic!("we have it") };
        let words = holder.words(now());
        assert!(words.starts_with(&format!("process {} on ", std::process::id())), "{words}");
        assert!(words.contains(" since ") && !words.contains("2026-"), "{words}");
        assert!(holder.words(now() + chrono::Duration::days(1)).contains("2026-"));
        drop(writer);
        assert!(matches!(claim(dir.path(), now()), Claim::Ours(_)));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_its_place_is_refused() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let git = dir.path().join("git");
        std::fs::create_dir(&git).unwrap();
        std::fs::create_dir(dir.path().join("elsewhere")).unwrap();
        symlink(dir.path().join("elsewhere"), git.join("gonogo")).unwrap();
        assert!(matches!(claim(&git, now()), Claim::Impossible(_)));
        std::fs::remove_file(git.join("gonogo")).unwrap();
        std::fs::create_dir(git.join("gonogo")).unwrap();
        symlink(dir.path().join("elsewhere/x"), path(&git)).unwrap();
        assert!(matches!(claim(&git, now()), Claim::Impossible(_)));
        assert!(!dir.path().join("elsewhere/x").exists());
    }
}
