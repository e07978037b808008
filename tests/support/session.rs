//! A program in a pseudo-terminal: keys in, screen and raw stream out.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use super::keys;
use super::sequences::{Token, Tokenizer, answer};

/// How long a wait may take before it is a failure. Nothing ever waits this long and passes.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// Written into the stream by the harness itself, to know that all before it has been read.
const END: &[u8] = b"\x1b_gonogo-harness-end\x1b\\";

/// Keeps the terminal from becoming the test's own; the standard library has no name for it.
#[cfg(target_os = "linux")]
const O_NOCTTY: i32 = 0o400;
#[cfg(not(target_os = "linux"))]
const O_NOCTTY: i32 = 0x2_0000;

/// What the reading thread and the test share.
struct State {
    raw: Vec<u8>,
    parser: vt100::Parser,
    tokenizer: Tokenizer,
    /// Frames that have been ended, by the mark of synchronized output.
    frames: usize,
    /// Inside a frame, when the screen is half old and half new.
    in_frame: bool,
    /// All output has been read: the program has ended, or the terminal was taken away.
    ended: bool,
    exit: Option<ExitStatus>,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

/// A running program and its terminal.
pub(crate) struct Session {
    shared: Shared,
    writer: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    master: Option<Box<dyn MasterPty + Send>>,
    /// Our own end of the terminal. Its modes live as long as somebody holds it open.
    tty: Option<File>,
    process: u32,
}

impl Session {
    /// Starts a program in a terminal of its own.
    pub(crate) fn start(columns: u16, rows: u16, command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let tty = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(O_NOCTTY)
            .open(pair.master.tty_name().unwrap())
            .unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let state = State {
            raw: Vec::new(),
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            tokenizer: Tokenizer::default(),
            frames: 0,
            in_frame: false,
            ended: false,
            exit: None,
        };
        let shared: Shared = Arc::new((Mutex::new(state), Condvar::new()));
        let mut child = pair.slave.spawn_command(command).unwrap();
        let process = child.process_id().unwrap();

        let to_reader = Arc::clone(&shared);
        let answers = Arc::clone(&writer);
        thread::spawn(move || {
            let mut bytes = [0; 16 * 1024];
            let mut held = Vec::new();
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                held.extend(&bytes[..count]);
                let end = held.windows(END.len()).position(|window| window == END);
                // What may be the beginning of the mark waits for the next bytes.
                let sure = end.unwrap_or_else(|| held.len() - beginning_of_end(&held));
                take_in(&to_reader, &held[..sure], &answers);
                held.drain(..sure);
                if end.is_some() {
                    break;
                }
            }
            let (state, changed) = &*to_reader;
            state.lock().unwrap().ended = true;
            changed.notify_all();
        });

        let to_waiter = Arc::clone(&shared);
        let mut mark = tty.try_clone().unwrap();
        thread::spawn(move || {
            let exit = child.wait().unwrap();
            // Fails only where the terminal was taken away, and then the reader has ended anyway.
            let _ = mark.write_all(END);
            let (state, changed) = &*to_waiter;
            state.lock().unwrap().exit = Some(exit);
            changed.notify_all();
        });

        Self { shared, writer: Some(writer), master: Some(pair.master), tty: Some(tty), process }
    }

    /// The process id of the program.
    pub(crate) fn process(&self) -> u32 {
        self.process
    }

    /// Types keys in the notation of [`keys::encode`].
    pub(crate) fn type_keys(&self, notation: &str) {
        self.send(&keys::encode(notation));
    }

    /// Pastes a text, bracketed.
    pub(crate) fn paste(&self, text: &str) {
        self.send(&keys::paste(text));
    }

    /// Clicks the left mouse button on a cell counted from 0.
    pub(crate) fn click(&self, column: u16, row: u16) {
        self.send(&keys::mouse(0, column, row));
    }

    /// Turns the mouse wheel over a cell counted from 0.
    pub(crate) fn wheel(&self, down: bool, column: u16, row: u16) {
        self.send(&keys::mouse(if down { 65 } else { 64 }, column, row));
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&self, bytes: &[u8]) {
        let writer = self.writer.as_ref().expect("the terminal was taken away");
        let mut writer = writer.lock().unwrap();
        writer.write_all(bytes).and_then(|()| writer.flush()).unwrap_or_else(|error| {
            panic!("cannot type: {error}\n{}", self.picture());
        });
    }

    /// Types keys and waits for the end of the next frame, the answer to them.
    pub(crate) fn type_and_wait(&self, notation: &str) {
        let before = self.frames();
        self.type_keys(notation);
        self.wait_frames(before + 1);
    }

    /// Answers a question that is on the screen. It takes no key in its first 300 ms, so that nobody
    /// confirms what they have not read: this is the one place where a test has to let time pass.
    pub(crate) fn answer(&self, notation: &str) {
        thread::sleep(Duration::from_millis(320));
        self.type_keys(notation);
    }

    /// Types keys and waits for a text on the screen.
    pub(crate) fn type_for(&self, notation: &str, text: &str) {
        self.type_keys(notation);
        self.wait_text(text);
    }

    /// Waits until so many frames have been drawn since the start.
    pub(crate) fn wait_frames(&self, count: usize) {
        self.wait_state(&format!("{count} frames"), |state| state.frames >= count);
    }

    /// Frames that have been drawn since the start.
    pub(crate) fn frames(&self) -> usize {
        self.lock().frames
    }

    /// Waits until a whole screen satisfies a condition.
    pub(crate) fn wait_for(&self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        self.wait_state(what, |state| !state.in_frame && condition(state.parser.screen()));
    }

    /// Waits until a text stands on the screen, within one row.
    pub(crate) fn wait_text(&self, text: &str) {
        self.wait_for(&format!("the text {text:?}"), |screen| shows(screen, text));
    }

    /// Waits until a text no longer stands on the screen.
    pub(crate) fn wait_gone(&self, text: &str) {
        self.wait_for(&format!("the text {text:?} to go"), |screen| !shows(screen, text));
    }

    /// Waits until the raw stream holds these bytes.
    pub(crate) fn wait_raw(&self, bytes: &[u8]) {
        let what = format!("the bytes {:?}", String::from_utf8_lossy(bytes));
        self.wait_state(&what, |state| contains(&state.raw, bytes));
    }

    /// The screen as text, one row a line, without blanks at the right.
    pub(crate) fn screen(&self) -> String {
        text_of(self.lock().parser.screen())
    }

    /// Looks at the screen with its colours, attributes, modes and cursor.
    pub(crate) fn inspect<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.lock().parser.screen())
    }

    /// Everything the program has written so far, byte for byte.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.lock().raw.clone()
    }

    /// Changes the size of the terminal; the program is told by SIGWINCH.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.lock().parser.set_size(cells(rows), cells(columns));
        let master = self.master.as_ref().expect("the terminal was taken away");
        master.resize(size(columns, rows)).unwrap();
    }

    /// Sends a signal by its name, `TERM` or `CONT`.
    pub(crate) fn signal(&self, name: &str) {
        assert!(self.lock().exit.is_none(), "the program has ended: {}", self.picture());
        let status = Command::new("kill")
            .args(["-s", name, &self.process.to_string()])
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "cannot send SIG{name}");
    }

    /// Ends the program the hard way, as a crash or a power cut would.
    pub(crate) fn kill(&self) {
        self.signal("KILL");
    }

    /// Takes the terminal away, as a closed window or a lost connection does.
    pub(crate) fn hang_up(&mut self) {
        // The reading thread holds the terminal too and has to be let go first.
        let mut tty = self.tty.take().expect("the terminal was taken away");
        tty.write_all(END).unwrap();
        self.wait_state("the reader to let go", |state| state.ended);
        drop(tty);
        self.writer = None;
        self.master = None;
    }

    /// Waits for the end of the program and of its output.
    pub(crate) fn wait_exit(&self) -> ExitStatus {
        self.wait_state("the program to end", |state| state.ended && state.exit.is_some());
        self.lock().exit.clone().unwrap()
    }

    /// The modes of the terminal as `stty -g` writes them, to compare before and after.
    pub(crate) fn termios(&self) -> String {
        let tty = self.tty.as_ref().expect("the terminal was taken away").try_clone().unwrap();
        let output = Command::new("stty").arg("-g").stdin(tty).output().unwrap();
        assert!(output.status.success(), "stty: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Fails unless the screen is as a shell expects it: main screen, cursor, no mouse, no paste.
    pub(crate) fn assert_screen_restored(&self) {
        self.inspect(|screen| {
            assert!(!screen.alternate_screen(), "still on the alternate screen");
            assert!(!screen.hide_cursor(), "the cursor is still hidden");
            assert!(!screen.bracketed_paste(), "bracketed paste is still on");
            assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
            assert!(!screen.inverse() && !screen.bold(), "attributes are still set");
        });
        assert!(!self.lock().in_frame, "synchronized output is still on");
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap()
    }

    fn wait_state(&self, what: &str, condition: impl Fn(&State) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        let mut state = self.lock();
        while !condition(&state) {
            let over = state.ended && state.exit.is_some();
            let left = deadline.saturating_duration_since(Instant::now());
            if over || left.is_zero() {
                let why = if over { "the program ended" } else { "the time ran out" };
                let picture = picture_of(&state);
                drop(state);
                panic!("waiting for {what}, {why}:\n{picture}");
            }
            state = self.shared.1.wait_timeout(state, left).unwrap().0;
        }
    }

    fn picture(&self) -> String {
        picture_of(&self.lock())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let running = self.shared.0.lock().is_ok_and(|state| state.exit.is_none());
        if running {
            let _ = Command::new("kill")
                .args(["-s", "KILL", &self.process.to_string()])
                .stderr(Stdio::null())
                .status();
        }
    }
}

fn take_in(shared: &Shared, bytes: &[u8], answers: &Mutex<Box<dyn Write + Send>>) {
    let (state, changed) = &**shared;
    let mut guard = state.lock().unwrap();
    let state = &mut *guard;
    state.raw.extend(bytes);
    state.parser.process(bytes);
    let mut replies = String::new();
    for token in state.tokenizer.feed(bytes) {
        match &token {
            Token::Csi(body) if body == "?2026h" => state.in_frame = true,
            Token::Csi(body) if body == "?2026l" => {
                state.in_frame = false;
                state.frames += 1;
            }
            _ => replies.extend(answer(&token, state.parser.screen().cursor_position())),
        }
    }
    drop(guard);
    changed.notify_all();
    if !replies.is_empty() {
        // A program that ended meanwhile needs no answer.
        let _ = answers.lock().unwrap().write_all(replies.as_bytes());
    }
}

/// How many bytes at the end of what was read could be the beginning of the mark.
fn beginning_of_end(held: &[u8]) -> usize {
    (1..END.len()).rev().find(|n| held.ends_with(&END[..*n])).unwrap_or(0)
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

fn rows_of(screen: &vt100::Screen) -> impl Iterator<Item = String> + '_ {
    let columns = screen.size().1.get();
    screen.rows(0, columns).map(|row| row.trim_end().to_owned())
}

fn text_of(screen: &vt100::Screen) -> String {
    rows_of(screen).collect::<Vec<_>>().join("\n")
}

fn shows(screen: &vt100::Screen, text: &str) -> bool {
    rows_of(screen).any(|row| row.contains(text))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn picture_of(state: &State) -> String {
    let screen = state.parser.screen();
    let width = usize::from(screen.size().1.get());
    let edge = format!("+{}+", "-".repeat(width));
    let rows: String = rows_of(screen)
        .map(|row| {
            let blanks = width.saturating_sub(gonogo::text::width(&row));
            format!("|{row}{}|\n", " ".repeat(blanks))
        })
        .collect();
    let exit = state.exit.as_ref().map_or("running".to_owned(), ToString::to_string);
    let (row, column) = screen.cursor_position();
    format!("{edge}\n{rows}{edge}\n{exit}, {} frames, cursor {column},{row}", state.frames)
}
