//! Watching the files while the board is open: what others change is read again, off the drawing
//! thread, once a burst of changes is over.
//!
//! A thread of its own waits for the system to tell of a change and sleeps until then; an idle board
//! costs nothing. What it reads it hands on without the draft: only the journal's owner can lay that
//! on in the right order.

mod burst;
mod eyes;
mod scope;

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};

use super::load::Reading;
use super::{Workspace, WorkspaceError};
use burst::Burst;
use eyes::{Eyes, Told};
use scope::{Home, Meaning, Scope};

/// How much the time that a file system writes down may lag behind the clock.
const LAG: Duration = Duration::from_millis(100);

/// What the watch has to tell.
#[derive(Debug)]
pub enum News {
    /// The files were read.
    Files(Result<Box<Reading>, WorkspaceError>),
    /// The draft may have been changed by another process, or by this one.
    Draft,
    /// What is staged has changed, and no file that the board shows.
    Index,
}

/// What wakes the watch.
enum Wake {
    Told(Told),
    Again,
    Stop,
}

impl From<Told> for Wake {
    fn from(told: Told) -> Self {
        Wake::Told(told)
    }
}

/// A watch over the files of a work tree, until it is dropped.
pub struct Watch {
    sender: Sender<Wake>,
}

/// Asks a watch to read everything again.
#[derive(Clone)]
pub struct Again {
    sender: Sender<Wake>,
}

impl Again {
    /// Has the files read again, now.
    pub fn read(&self) {
        // The watch has ended: so does the program.
        let _ = self.sender.send(Wake::Again);
    }
}

impl Watch {
    /// Starts to watch the work tree that holds a folder, and the files that its items and packs
    /// name. What has changed since a moment, the one at which the board began to be read, is read
    /// at once.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(
        root: &Path,
        since: SystemTime,
        assets: Vec<String>,
        tell: impl Fn(News) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (sender, wakes) = mpsc::channel();
        let root = root.to_owned();
        let to_itself = sender.clone();
        thread::Builder::new().name("watch".to_owned()).spawn(move || {
            let since = since.checked_sub(LAG).unwrap_or(since);
            match Watcher::new(&root, &assets, to_itself) {
                Ok(mut watcher) => watcher.run(since, &wakes, &tell),
                Err(error) => without_eyes(error, &root, &wakes, &tell),
            }
        })?;
        Ok(Self { sender })
    }

    /// A way to ask for the files to be read again.
    pub fn again(&self) -> Again {
        Again { sender: self.sender.clone() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.sender.send(Wake::Stop);
    }
}

/// Where nothing can be watched, what is asked for is read all the same.
fn without_eyes(error: WorkspaceError, root: &Path, wakes: &Receiver<Wake>, tell: &impl Fn(News)) {
    let gone = !root.is_dir();
    tell(News::Files(Err(if gone { WorkspaceError::Vanished(root.to_owned()) } else { error })));
    while let Ok(wake) = wakes.recv() {
        match wake {
            Wake::Again => {
                let read = Workspace::open(root).and_then(|workspace| workspace.read());
                tell(News::Files(read.map(Box::new)));
            }
            Wake::Told(_) => {}
            Wake::Stop => break,
        }
    }
}

/// The thread's own state.
struct Watcher {
    workspace: Workspace,
    home: Home,
    scope: Scope,
    eyes: Eyes<Wake>,
}

impl Watcher {
    fn new(root: &Path, assets: &[String], sender: Sender<Wake>) -> Result<Self, WorkspaceError> {
        let workspace = Workspace::open(root)?;
        let home = Home {
            root: workspace.root.clone(),
            git_dir: workspace.repo.git_dir().to_owned(),
            common_dir: workspace.repo.common_dir()?,
        };
        let scope = Scope::new(&home, &workspace.settings, assets.iter().map(String::as_str));
        let eyes = Eyes::new(root, sender).map_err(cannot_watch)?;
        Ok(Self { workspace, home, scope, eyes })
    }

    fn run(&mut self, since: SystemTime, wakes: &Receiver<Wake>, tell: &impl Fn(News)) {
        let mut burst: Option<Burst> = None;
        match self.eyes.watch(self.scope.folders()) {
            Err(error) => tell(News::Files(Err(cannot_watch(error)))),
            // Between the board's first reading and the first watch nobody looked.
            Ok(()) if self.scope.changed_since(since) => {
                burst.get_or_insert_with(|| Burst::new(Instant::now())).board = true;
            }
            Ok(()) => {}
        }
        tell(News::Draft);
        loop {
            let wake = match &burst {
                None => match wakes.recv() {
                    Ok(wake) => wake,
                    Err(_) => return,
                },
                Some(waiting) => {
                    let left = waiting.due().saturating_duration_since(Instant::now());
                    match wakes.recv_timeout(left) {
                        Ok(wake) => wake,
                        Err(RecvTimeoutError::Disconnected) => return,
                        Err(RecvTimeoutError::Timeout) => {
                            let done = burst.take();
                            burst = done.and_then(|burst| self.settle(burst, tell));
                            continue;
                        }
                    }
                }
            };
            match wake {
                Wake::Stop => return,
                Wake::Again => burst.get_or_insert_with(|| Burst::new(Instant::now())).ask(),
                Wake::Told(told) => self.take(told, &mut burst, tell),
            }
        }
    }

    /// Takes one event into the burst, or begins one.
    fn take(&mut self, told: Told, burst: &mut Option<Burst>, tell: &impl Fn(News)) {
        let now = Instant::now();
        let event = match told {
            Ok(event) if !event.need_rescan() => event,
            // Events were lost: everything may have changed.
            Ok(_) | Err(_) => {
                burst.get_or_insert_with(|| Burst::new(now)).board = true;
                return;
            }
        };
        let closed = matches!(event.kind, EventKind::Access(AccessKind::Close(AccessMode::Write)));
        if event.kind.is_access() && !closed {
            return;
        }
        for path in &event.paths {
            let meaning = self.scope.meaning(path);
            match meaning {
                Meaning::Nothing => continue,
                // A lock that is taken without a word is no change.
                Meaning::Draft if closed => continue,
                Meaning::Draft => {
                    // The first decision makes the folder.
                    if self.scope.is_journal_folder(path)
                        && let Err(error) = self.eyes.watch(self.scope.folders())
                    {
                        tell(News::Files(Err(cannot_watch(error))));
                    }
                    tell(News::Draft);
                    continue;
                }
                Meaning::Lock if burst.is_none() => continue,
                Meaning::Board | Meaning::Index | Meaning::Lock => {}
            }
            let burst = burst.get_or_insert_with(|| Burst::new(now));
            burst.stir(now);
            burst.board |= meaning == Meaning::Board;
            match event.kind {
                EventKind::Modify(ModifyKind::Data(_)) if self.eyes.tells_of_closing() => {
                    burst.opened(path.clone());
                }
                EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => burst.closed(path),
                _ if closed => burst.closed(path),
                _ => {}
            }
        }
    }

    /// It has been quiet for long enough: reads, unless git is still at work.
    fn settle(&mut self, mut burst: Burst, tell: &impl Fn(News)) -> Option<Burst> {
        if !burst.git_at_work && self.scope.git_is_at_work() {
            burst.git_at_work = true;
            if burst.due() > Instant::now() {
                return Some(burst);
            }
        }
        if !burst.board {
            tell(News::Index);
            return None;
        }
        tell(News::Files(self.read().map(Box::new)));
        None
    }

    /// Reads, after what is to be watched is watched: a change in between is told of, or seen.
    fn read(&mut self) -> Result<Reading, WorkspaceError> {
        self.eyes.watch(self.scope.folders()).map_err(cannot_watch)?;
        let mut reading = self.workspace.read()?;
        let scope = Scope::new(&self.home, &reading.settings, reading.board.assets.paths());
        let folders = scope.folders();
        let new = folders.iter().any(|folder| !self.eyes.watches(folder));
        self.scope = scope;
        if new {
            self.eyes.watch(folders).map_err(cannot_watch)?;
            reading = self.workspace.read()?;
        }
        Ok(reading)
    }
}

fn cannot_watch(error: notify::Error) -> WorkspaceError {
    WorkspaceError::Watch(error.to_string())
}
