//! The files that gonogo keeps for itself, under the git directory of the work tree.
//!
//! Nothing there is followed: a folder or a file that is a link, a pipe or a device is refused, since
//! what is written there would end up elsewhere, or never.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long to wait for a lock that another process holds for the length of one write.
const PATIENCE: Duration = Duration::from_secs(10);

/// The folder, made where it is not there. The git directory itself is never made: where the
/// repository was moved away, nothing is left in its place.
///
/// # Errors
/// When it cannot be made, or is no folder of its own.
pub(super) fn folder(git_dir: &Path) -> io::Result<PathBuf> {
    let folder = git_dir.join("gonogo");
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if fs::symlink_metadata(&folder)?.is_dir() { Ok(folder) } else { Err(is_no_own("folder")) }
}

/// Opens a file of ours.
///
/// # Errors
/// When it cannot be opened, or is no plain file.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // Without blocking: opening a pipe waits for somebody at its other end.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    let link = || fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink());
    let file = match options.open(path) {
        Err(_) if link() => return Err(is_no_own("file")),
        other => other?,
    };
    if file.metadata()?.is_file() && !link() { Ok(file) } else { Err(is_no_own("file")) }
}

fn is_no_own(what: &str) -> io::Error {
    let words =
        format!("it is no plain {what} but a link or a device, which gonogo does not follow");
    io::Error::new(io::ErrorKind::InvalidInput, words)
}

/// Writes a whole file: the old one or the new one is there, never half.
///
/// # Errors
/// When the disk refuses.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    super::records::sync_folder(folder)
}

/// Whether a file belongs to whom the git directory belongs to: root in somebody's repository would
/// leave files that its owner cannot replace.
#[cfg(unix)]
pub(super) fn is_owners(file: &File, git_dir: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(git_dir)) {
        (Ok(file), Ok(folder)) => file.uid() == folder.uid(),
        _ => false,
    }
}

#[cfg(not(unix))]
pub(super) fn is_owners(_: &File, _: &Path) -> bool {
    true
}

/// Waits for the lock on a file.
///
/// # Errors
/// When somebody holds it for too long, as a process that was stopped does, or the file system
/// knows no locks.
pub(super) fn lock(file: &File) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(fs::TryLockError::Error(error)) => return Err(without_locks(error)),
            Err(fs::TryLockError::WouldBlock) if start.elapsed() > PATIENCE => {
                let words = "another gonogo holds it and does not let go; has it been stopped?";
                return Err(io::Error::new(io::ErrorKind::TimedOut, words));
            }
            // Held for one write at a time.
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// The error of a file system without locks, in words that say what to do.
pub(super) fn without_locks(error: io::Error) -> io::Error {
    const ENOLCK: i32 = if cfg!(target_os = "linux") { 37 } else { 77 };
    if error.kind() == io::ErrorKind::Unsupported || error.raw_os_error() == Some(ENOLCK) {
        let words = format!(
            "this file system knows no locks ({error}), and two gonogos could overwrite each \
             other's decisions; keep the repository on a local disk"
        );
        return io::Error::new(io::ErrorKind::Unsupported, words);
    }
    error
}
