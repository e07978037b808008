//! Takes the terminal and gives it back, whoever asks and however the program ends.
//!
//! There is one terminal, so there is one guard, and all ways out go through it: the end of the
//! program, an editor, a stop, a panic on any thread, a signal while the main thread is stuck. The
//! first to come gives the terminal back; for all others there is nothing left to do.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::termios::{self, OptionalActions, Termios};

/// How long a terminal that takes no output may hold up the end of the program.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is switched on beside the alternate screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Modes {
    pub(super) mouse: bool,
}

/// Clicks and the wheel, with cells beyond the 223rd; no motion, which nobody reads.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

impl Modes {
    fn enter(self) -> String {
        let mouse = if self.mouse { MOUSE_ON } else { "" };
        format!("\x1b[?1049h\x1b[?2004h{mouse}\x1b[?25l\x1b[0m\x1b[2J")
    }

    fn leave(self) -> String {
        let mouse = if self.mouse { MOUSE_OFF } else { "" };
        // A frame may have been cut off: what it has begun is ended first.
        format!("\x1b[?2026l\x1b[0m{mouse}\x1b[?2004l\x1b[?1049l\x1b[?25h")
    }
}

/// The terminal while it is ours.
pub(super) struct Guard {
    /// A descriptor of its own: standard output's lock may be held by a thread that is stuck.
    tty: File,
    /// Held for every write, so that no frame ends up on a screen that was given back.
    modes: Mutex<Modes>,
    ours: AtomicBool,
    /// Given back for good, by a panic or a signal; who comes late must not take it again.
    gone: AtomicBool,
}

/// The terminal that a panic or a signal gives back.
static CURRENT: Mutex<Option<Arc<Guard>>> = Mutex::new(None);

impl Guard {
    /// Takes the terminal.
    pub(super) fn take(modes: Modes) -> io::Result<Arc<Self>> {
        let tty = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let guard = Arc::new(Self {
            tty,
            modes: Mutex::new(modes),
            ours: AtomicBool::new(false),
            gone: AtomicBool::new(false),
        });
        let mut current = lock(&CURRENT);
        if current.is_some() {
            return Err(io::Error::other("the terminal is already in use"));
        }
        *current = Some(Arc::clone(&guard));
        drop(current);
        give_back_on_panic();
        if let Err(error) = guard.enter() {
            guard.release();
            return Err(error);
        }
        Ok(guard)
    }

    /// Switches to the board's screen and modes; nothing if they are on.
    pub(super) fn enter(&self) -> io::Result<()> {
        let modes = lock(&self.modes);
        if self.gone.load(Ordering::SeqCst) {
            return Err(given_back());
        }
        if self.ours.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        enable_raw_mode()
            .and_then(|()| (&self.tty).write_all(modes.enter().as_bytes()))
            .inspect_err(|_| {
                self.ours.store(false, Ordering::SeqCst);
                // The first error is the one to tell.
                let _ = disable_raw_mode();
            })
    }

    /// Switches back to what was there before; nothing if it is there.
    pub(super) fn leave(&self) -> io::Result<()> {
        if !self.ours.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        let modes = lock(&self.modes);
        // The line modes first: whoever sees the screen come back may type at once, and what is
        // typed in raw mode is no line for the next reader. It also works where output is blocked.
        let restored = disable_raw_mode();
        (&self.tty).write_all(modes.leave().as_bytes()).and(restored)
    }

    /// Switches to the board's modes again after somebody else may have changed them.
    pub(super) fn enter_again(&self) -> io::Result<()> {
        self.ours.store(false, Ordering::SeqCst);
        // Or the library would believe that nothing is to be done.
        disable_raw_mode()?;
        self.enter()
    }

    /// Writes to the terminal while it is ours.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let _modes = lock(&self.modes);
        self.write_locked(bytes)
    }

    /// Switches the mouse on or off.
    pub(super) fn set_mouse(&self, on: bool) -> io::Result<()> {
        let mut modes = lock(&self.modes);
        if modes.mouse != on {
            self.write_locked(if on { MOUSE_ON } else { MOUSE_OFF }.as_bytes())?;
            modes.mouse = on;
        }
        Ok(())
    }

    fn write_locked(&self, bytes: &[u8]) -> io::Result<()> {
        if !self.ours.load(Ordering::SeqCst) {
            return Err(given_back());
        }
        (&self.tty).write_all(bytes)
    }

    /// How the terminal treats lines, keys and echo now, where it can be asked.
    pub(super) fn line_modes(&self) -> Option<Termios> {
        termios::tcgetattr(&self.tty).ok()
    }

    /// Has the terminal treat lines, keys and echo as it did.
    pub(super) fn set_line_modes(&self, modes: Option<Termios>) {
        if let Some(modes) = modes {
            // Where the terminal has gone, there is nothing to put back.
            let _ = termios::tcsetattr(&self.tty, OptionalActions::Now, &modes);
        }
    }

    /// Gives the terminal back for good.
    pub(super) fn release(&self) {
        // At the end there is nobody left to tell, and nothing left to try.
        let _ = self.leave();
        *lock(&CURRENT) = None;
    }
}

fn given_back() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the terminal was given back")
}

/// Gives the terminal back from any thread, without waiting for one that is stuck.
///
/// A terminal that takes no output (stopped with Ctrl-S, or a dead connection) would block whoever
/// writes to it, so another thread does; where even that must wait for one that is stuck in a
/// write, at least the line modes are put back.
pub(in crate::tui) fn give_back() {
    let Some(guard) = lock(&CURRENT).clone() else {
        return;
    };
    guard.gone.store(true, Ordering::SeqCst);
    let (done, is_done) = mpsc::channel();
    let spawned = thread::Builder::new().spawn(move || {
        let _ = guard.leave();
        let _ = done.send(());
    });
    if spawned.is_err() || is_done.recv_timeout(PATIENCE).is_err() {
        let _ = disable_raw_mode();
    }
}

/// Who is to be told of a panic, so that a board whose helper died does not go on waiting.
type OnPanic = Box<dyn Fn() + Send>;
static ON_PANIC: Mutex<Option<OnPanic>> = Mutex::new(None);

/// Sets who is told of a panic after the terminal was given back.
pub(in crate::tui) fn on_panic(tell: Option<OnPanic>) {
    *lock(&ON_PANIC) = tell;
}

fn give_back_on_panic() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
            if let Some(tell) = &*lock(&ON_PANIC) {
                tell();
            }
        }));
    });
}

/// A thread that panicked leaves nothing half done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_on_is_switched_off() {
        for modes in [Modes { mouse: false }, Modes { mouse: true }] {
            let mut screen = vt100::Parser::default();
            screen.process(modes.enter().as_bytes());
            assert!(screen.screen().alternate_screen());
            assert!(screen.screen().bracketed_paste());
            assert!(screen.screen().hide_cursor());
            let mouse = screen.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None;
            assert_eq!(mouse, modes.mouse);
            screen.process(modes.leave().as_bytes());
            let plain = vt100::Parser::default();
            assert_eq!(screen.screen().state_formatted(), plain.screen().state_formatted());
        }
    }
}
