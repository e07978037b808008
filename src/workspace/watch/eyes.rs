//! The system's way of telling of changes, or, where it has none to give, looking every few seconds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::event::EventKindMask;
use notify::{Config, ErrorKind, PathOp, PollWatcher, RecommendedWatcher, Watcher};

/// How often the folders are looked at where the system does not tell.
const EVERY: Duration = Duration::from_secs(2);

/// What the watcher tells.
pub(super) type Told = notify::Result<notify::Event>;

/// What watches the folders.
pub(super) struct Eyes<M> {
    watcher: Box<dyn Watcher + Send>,
    /// Whether it looks every few seconds, which costs what the system's own way does not.
    polling: bool,
    watched: BTreeSet<PathBuf>,
    sender: Sender<M>,
}

impl<M: From<Told> + Send + 'static> Eyes<M> {
    /// Something that watches a repository; nothing is watched yet.
    ///
    /// # Errors
    /// When not even looking every few seconds is possible.
    pub(super) fn new(root: &Path, sender: Sender<M>) -> notify::Result<Self> {
        if !is_remote(root)
            && let Ok(watcher) = native(sender.clone())
        {
            return Ok(Self { watcher, polling: false, watched: BTreeSet::new(), sender });
        }
        let watcher = polling(sender.clone())?;
        Ok(Self { watcher, polling: true, watched: BTreeSet::new(), sender })
    }

    /// Whether a folder is watched.
    pub(super) fn watches(&self, folder: &Path) -> bool {
        self.watched.contains(folder)
    }

    /// Whether a file that is closed after writing is told of.
    pub(super) fn tells_of_closing(&self) -> bool {
        cfg!(target_os = "linux") && !self.polling
    }

    /// Watches just these folders.
    ///
    /// # Errors
    /// When not even looking every few seconds is possible.
    pub(super) fn watch(&mut self, folders: BTreeSet<PathBuf>) -> notify::Result<()> {
        if !self.add(&folders) && !self.polling {
            // The system watches only so many folders for one user: all of them are looked at then.
            self.watcher = polling(self.sender.clone())?;
            self.polling = true;
            self.watched.clear();
            self.add(&folders);
        }
        self.watched = folders;
        Ok(())
    }

    /// Watches folders; `false` where the system has no more watches to give.
    fn add(&mut self, folders: &BTreeSet<PathBuf>) -> bool {
        // All are named again: one that was removed and made anew has lost its watch. Where the
        // folders are looked at instead, naming one again would look at it at once.
        let mut left: Vec<PathOp> = self
            .watched
            .difference(folders)
            .map(PathOp::unwatch)
            .chain(
                folders
                    .iter()
                    .filter(|folder| !self.polling || !self.watched.contains(*folder))
                    .map(PathOp::watch_non_recursive),
            )
            .collect();
        while !left.is_empty() {
            match self.watcher.update_paths(std::mem::take(&mut left)) {
                Ok(()) => {}
                Err(error) if matches!(error.source.kind, ErrorKind::MaxFilesWatch) => {
                    return false;
                }
                // A folder that has gone meanwhile is the next event's business.
                Err(error) => left = error.remaining,
            }
        }
        true
    }
}

fn native<M: From<Told> + Send + 'static>(
    sender: Sender<M>,
) -> notify::Result<Box<dyn Watcher + Send>> {
    // Reading is no change; least of all our own.
    let kinds = EventKindMask::CORE | EventKindMask::ACCESS_CLOSE;
    let config = Config::default().with_event_kinds(kinds).with_follow_symlinks(false);
    Ok(Box::new(RecommendedWatcher::new(teller(sender), config)?))
}

fn polling<M: From<Told> + Send + 'static>(
    sender: Sender<M>,
) -> notify::Result<Box<dyn Watcher + Send>> {
    let config = Config::default().with_poll_interval(EVERY).with_follow_symlinks(false);
    Ok(Box::new(PollWatcher::new(teller(sender), config)?))
}

fn teller<M: From<Told> + Send + 'static>(sender: Sender<M>) -> impl FnMut(Told) + Send + 'static {
    move |told| {
        // Nobody listens any more: the program is ending.
        let _ = sender.send(told.into());
    }
}

/// Whether others can change files here without this system hearing of it.
#[cfg(target_os = "linux")]
fn is_remote(path: &Path) -> bool {
    /// The magic numbers of NFS, SMB, CIFS, FUSE (sshfs), 9P (WSL), AFS, Ceph, VirtualBox, VMware.
    const REMOTE: &[u32] = &[
        0x6969,
        0x517b,
        0xfe53_4d42,
        0xff53_4d42,
        0x6573_5546,
        0x0102_1997,
        0x5346_414f,
        0x00c3_6400,
        0x786f_4256,
        0xbacb_acbc,
    ];
    let kind = rustix::fs::statfs(path).map(|stat| stat.f_type);
    kind.is_ok_and(|kind| REMOTE.contains(&(kind as u64 as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_path: &Path) -> bool {
    false
}
