//! Keys, pastes, sizes and signals, as messages in the board's one channel.
//!
//! One thread waits for the terminal, one for signals; both sleep until something happens, so an
//! idle board costs nothing.
//!
//! The hard part is lending the terminal to an editor. A thread that is blocked in a read takes the
//! editor's first keys, and neither crossterm nor the standard library can call it back. But
//! crossterm's read also ends at a change of size, and it learns of that from a signal: so
//! [`Events::pause`] closes the gate before the next read, sends the process itself that signal,
//! and waits until the reader stands at the gate. No byte is lost: what was already read stays in
//! crossterm's queue for later. No polling either, which would wake an idle machine and still leave
//! a gap in which two readers race.

use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, KeyEvent, KeyEventKind, MouseEvent};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::{flag, low_level};

use super::terminal::{give_back, on_panic};

/// How long the board has to say that it will end before a signal ends it the hard way.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait for the reader at the gate.
///
/// It cannot be called back while it waits for the rest of a key whose first half has come (Alt-[
/// and nothing more). Then the next key is lost to the other program, which is better than a board
/// that hangs.
const CALL_BACK: Duration = Duration::from_secs(1);

/// How long after another program had the terminal an interrupt is still taken for that program's.
///
/// Ctrl-C goes to both, and the other can be gone before its signal is looked at here. In raw mode
/// the terminal sends none, so that little is missed.
const ECHO: Duration = Duration::from_millis(500);

/// Something that happened outside the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed or repeats.
    Key(KeyEvent),
    /// Text was pasted; it can hold anything.
    Paste(String),
    /// The mouse was clicked or its wheel turned.
    Mouse(MouseEvent),
    /// The terminal has another size: draw again.
    Resize,
    /// Asked to stop: call [`Terminal::stop_and_continue`](super::terminal::Terminal::stop_and_continue).
    Stop,
    /// Continued after a stop that could not be seen: call
    /// [`Terminal::resume`](super::terminal::Terminal::resume).
    Continue,
    /// The program must end; say so with [`Events::ending`] and save nothing that needs the user.
    End(End),
}

/// Why the program must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A signal, to be answered with [`exit_by`] once all is put away.
    Signal(i32),
    /// The terminal no longer gives any input.
    InputClosed,
    /// A part of the program failed; the terminal is given back and the failure was printed.
    Panic,
}

/// The threads that wait for the terminal and for signals.
///
/// Start it after the terminal was entered and drop it before the terminal is.
pub struct Events {
    gate: Arc<Gate>,
    signals: Handle,
    ending: Sender<()>,
}

impl Events {
    /// Starts to send what happens into a channel of messages.
    ///
    /// Draw once the channel is empty: what comes in a burst is then one frame.
    pub fn start<M>(sender: Sender<M>) -> io::Result<Self>
    where
        M: From<Event> + Send + 'static,
    {
        // Now, so that the reader's first read can already be called back.
        event::poll(Duration::ZERO)?;

        default_signals(false)?;
        let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
        let handle = signals.handle();
        let gate = Arc::new(Gate::default());
        let (ending, is_ending) = mpsc::channel();

        let to_board = sender.clone();
        on_panic(Some(Box::new(move || {
            // Nobody listens any more: then the board has ended, which is what this is for.
            let _ = to_board.send(Event::End(End::Panic).into());
        })));
        let to_board = sender.clone();
        let at_gate = Arc::clone(&gate);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || wait_for_signals(signals, &at_gate, &to_board, &is_ending))?;
        let to_end = sender.clone();
        let at_gate = Arc::clone(&gate);
        thread::Builder::new().name("keys".to_owned()).spawn(move || {
            let send = |event: Event| sender.send(event.into()).is_ok();
            if read_until_closed(&at_gate, send).is_err() {
                let _ = sender.send(Event::End(End::InputClosed).into());
            }
            at_gate.reader_is_gone();
        })?;
        let at_gate = Arc::clone(&gate);
        thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
            if wait_for_hang_up() {
                // crossterm's reader turns in circles at a terminal that is gone; a change of size
                // calls it back, and the gate keeps it from going on.
                // The end is what SIGHUP tells elsewhere, and comes before what the reader makes of it.
                let _ = to_end.send(Event::End(End::Signal(SIGHUP)).into());
                at_gate.shut();
                let _ = low_level::raise(SIGWINCH);
            }
        })?;
        Ok(Self { gate, signals: handle, ending })
    }

    /// Keeps the reader away from the terminal until the result is dropped.
    pub fn pause(&self) -> Paused<'_> {
        self.gate.close();
        Paused { gate: &self.gate }
    }

    /// Says that the program is about to end, after [`Event::End`].
    ///
    /// From here on it may take the time it needs, as to finish a commit; only a second signal ends
    /// it sooner.
    pub fn ending(&self) {
        // No receiver: then no signal waits for the answer.
        let _ = self.ending.send(());
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        on_panic(None);
        self.gate.shut();
        // Fails only where the handlers could not be set at the start either.
        let _ = default_signals(true);
        self.signals.close();
    }
}

/// While it lives, nothing reads from the terminal but who was lent it.
pub struct Paused<'a> {
    gate: &'a Gate,
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        self.gate.open();
    }
}

/// Ends the process by a signal, so that whoever started it sees what ended it.
pub fn exit_by(signal: i32) -> ExitCode {
    // It comes back only where the signal cannot end a process; then the code says the same.
    let _ = low_level::emulate_default_handler(signal);
    ExitCode::from(128_u8.saturating_add(u8::try_from(signal).unwrap_or(0)))
}

/// Lets signals do what they do by default, or keeps them from it while somebody listens.
///
/// A handler once set stays set for the life of the process; without this, a program whose board
/// has closed could no longer be interrupted.
fn default_signals(on: bool) -> io::Result<()> {
    static DEFAULT: Mutex<Option<Arc<AtomicBool>>> = Mutex::new(None);
    let mut default = DEFAULT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(default) = &*default {
        default.store(on, Ordering::SeqCst);
        return Ok(());
    }
    let switch = Arc::new(AtomicBool::new(on));
    for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP] {
        flag::register_conditional_default(signal, Arc::clone(&switch))?;
    }
    *default = Some(switch);
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    Closed,
    /// For good.
    Shut,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    AtGate,
    Reading,
    Gone,
}

/// Where the reader waits while the terminal is lent.
struct Gate {
    state: Mutex<(Way, Reader)>,
    changed: Condvar,
    opened: Mutex<Option<Instant>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            state: Mutex::new((Way::Open, Reader::AtGate)),
            changed: Condvar::new(),
            opened: Mutex::new(None),
        }
    }
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, (Way, Reader)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_open(&self) -> bool {
        self.lock().0 == Way::Open
    }

    /// Whether the gate is open and has been for a while.
    fn is_open_for(&self, while_: Duration) -> bool {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_open() && opened.is_none_or(|opened| opened.elapsed() > while_)
    }

    fn open(&self) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        self.lock().0 = Way::Open;
        self.changed.notify_all();
    }

    /// Shuts the gate for good, without waiting: at the end nobody else is there to be disturbed.
    fn shut(&self) {
        self.lock().0 = Way::Shut;
        self.changed.notify_all();
    }

    /// Closes the gate and waits until the reader stands before it.
    fn close(&self) {
        let mut state = self.lock();
        state.0 = Way::Closed;
        if state.1 == Reader::Reading {
            // Fails only for a signal that does not exist.
            let _ = low_level::raise(SIGWINCH);
        }
        // What the wait ended with does not matter: see `CALL_BACK`.
        let _ = self
            .changed
            .wait_timeout_while(state, CALL_BACK, |(_, reader)| *reader == Reader::Reading);
    }

    /// The reader's way through the gate; `false` if it is shut.
    fn pass(&self) -> bool {
        let mut state = self.lock();
        state.1 = Reader::AtGate;
        self.changed.notify_all();
        while state.0 == Way::Closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.1 = Reader::Reading;
        state.0 == Way::Open
    }

    fn reader_is_gone(&self) {
        self.lock().1 = Reader::Gone;
        self.changed.notify_all();
    }
}

/// Reads events until nobody wants them; an error if the terminal gives no more.
fn read_until_closed(gate: &Gate, send: impl Fn(Event) -> bool) -> io::Result<()> {
    while gate.pass() {
        let event = event::read()?;
        // Called back: the change of size was made up, and the screen will be drawn again anyway.
        if matches!(event, event::Event::Resize(..)) && !gate.is_open() {
            continue;
        }
        if translate(event).is_some_and(|event| !send(event)) {
            break;
        }
    }
    Ok(())
}

/// Waits, asleep, until the terminal is gone: a closed window or a lost connection, where no signal
/// tells of it. `false`: it cannot be waited for.
fn wait_for_hang_up() -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    let input = io::stdin();
    loop {
        // Asking for nothing is told of nothing but the end.
        let mut fds = [PollFd::new(&input, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => return true,
            Err(rustix::io::Errno::INTR) => {}
            Ok(_) | Err(_) => return false,
        }
    }
}

fn translate(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) if key.kind != KeyEventKind::Release => Some(Event::Key(key)),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        event::Event::Mouse(mouse) => Some(Event::Mouse(mouse)),
        event::Event::Resize(..) => Some(Event::Resize),
        _ => None,
    }
}

fn wait_for_signals<M: From<Event>>(
    mut signals: Signals,
    gate: &Gate,
    sender: &Sender<M>,
    is_ending: &mpsc::Receiver<()>,
) {
    let mut asked = false;
    for signal in signals.forever() {
        let lent = !gate.is_open();
        let event = match signal {
            // Ctrl-C and Ctrl-\ in an editor are the editor's; they reach us as one job with it.
            SIGINT | SIGQUIT if !gate.is_open_for(ECHO) => continue,
            // An editor that stops, stops the whole job; the screen is not ours now.
            SIGTSTP if lent => {
                let _ = low_level::emulate_default_handler(SIGTSTP);
                continue;
            }
            SIGCONT if lent => continue,
            SIGTSTP => Event::Stop,
            SIGCONT => Event::Continue,
            _ => Event::End(End::Signal(signal)),
        };
        let must_end = matches!(event, Event::End(_));
        let heard = sender.send(event.into()).is_ok();
        if must_end {
            let answered = heard && !asked && is_ending.recv_timeout(GRACE).is_ok();
            asked = true;
            if !answered {
                give_back();
                let _ = low_level::emulate_default_handler(signal);
            }
        }
    }
}
