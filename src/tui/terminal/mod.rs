//! The terminal: taken once, drawn to in whole frames, given back as it was.

mod canvas;
mod guard;
mod stop;

use std::io::{self, Write};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ratatui::Frame;
use ratatui::layout::Size;

use self::canvas::Canvas;
use self::guard::{Guard, Modes};
use super::events::Events;
use crate::text;

pub(in crate::tui) use self::guard::{give_back, on_panic};

/// Longest text that goes to the clipboard; what terminals take at the least.
const LONGEST_COPY: usize = 74_994;

/// How the terminal is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Report clicks and the wheel.
    pub mouse: bool,
    /// Draw with ASCII characters only.
    pub ascii: bool,
}

/// The terminal, from [`enter`](Self::enter) until it is dropped.
///
/// A panic on any thread gives it back at once; drawing then fails, and the program is to end.
pub struct Terminal {
    guard: Arc<Guard>,
    inner: ratatui::Terminal<Canvas<Screen>>,
}

/// Where frames are written.
struct Screen(Arc<Guard>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, no cursor.
    ///
    /// The cursor keeps the shape the user chose; title and bell are never touched.
    pub fn enter(options: Options) -> io::Result<Self> {
        let guard = Guard::take(Modes { mouse: options.mouse })?;
        let canvas = Canvas::new(Screen(Arc::clone(&guard)), window_size, options.ascii);
        match ratatui::Terminal::new(canvas) {
            Ok(inner) => Ok(Self { guard, inner }),
            Err(error) => {
                guard.release();
                Err(error)
            }
        }
    }

    /// Draws a frame and writes what differs from the last one, in one piece; nothing if nothing
    /// differs.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.inner.draw(render).map(drop)
    }

    /// Makes the next frame a full one, as after another program wrote over the screen.
    pub fn redraw(&mut self) -> io::Result<()> {
        self.inner.backend_mut().forget();
        self.inner.clear()
    }

    /// Lends the terminal to another program, such as an editor, and takes it back.
    ///
    /// The reader of events is stopped first, or it would take keys away from the other program.
    pub fn suspend<T>(&mut self, events: &Events, run: impl FnOnce() -> T) -> io::Result<T> {
        let paused = events.pause();
        self.guard.leave()?;
        let modes = self.guard.line_modes();
        let result = run();
        // A program that was killed has not put them back, and they would then be kept as those that
        // were there before the board.
        self.guard.set_line_modes(modes);
        self.guard.enter()?;
        drop(paused);
        self.redraw()?;
        Ok(result)
    }

    /// Stops the program as Ctrl-Z does and takes the terminal again when it is continued.
    ///
    /// Gives `false`, and does nothing, where nobody could continue it: in a window that was opened
    /// for the program alone there is no shell to come back from.
    pub fn stop_and_continue(&mut self, events: &Events) -> io::Result<bool> {
        if !stop::can_be_continued() {
            return Ok(false);
        }
        let paused = events.pause();
        self.guard.leave()?;
        let stopped = stop::stop();
        self.guard.enter()?;
        drop(paused);
        self.redraw()?;
        stopped.map(|()| true)
    }

    /// Takes the terminal again after the program was stopped without notice and continued.
    pub fn resume(&mut self) -> io::Result<()> {
        self.guard.enter_again()?;
        self.redraw()
    }

    /// Switches reports of the mouse on or off.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.guard.set_mouse(on)
    }

    /// Puts a text on the clipboard of the machine that the terminal is on, by OSC 52.
    ///
    /// It is made one harmless line: what is pasted into a shell must not run there.
    pub fn copy(&mut self, content: &str) -> io::Result<()> {
        let line = text::record(content);
        if line.len() > LONGEST_COPY {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "too long for the clipboard"));
        }
        self.guard.write(format!("\x1b]52;c;{}\x1b\\", STANDARD.encode(&*line)).as_bytes())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.guard.release();
    }
}

fn window_size() -> io::Result<Size> {
    // Not `terminal::size`, which runs `tput` where the terminal does not answer.
    let size = crossterm::terminal::window_size()?;
    Ok(Size::new(size.columns, size.rows))
}
