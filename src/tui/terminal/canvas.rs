//! Cells to bytes: the drawing half of the terminal.
//!
//! ratatui's own crossterm backend flushes at every move of the cursor, so that a frame goes out in
//! pieces and an unchanged one still writes; and crossterm loses reverse video under `NO_COLOR` on a
//! cell that is also coloured. This one collects a frame and writes it at once, or not at all.

use std::borrow::Cow;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::text;

/// Terminals that know synchronized output show what stands between the two at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// A size to go on with where the terminal does not tell, as on a serial line.
const FALLBACK: Size = Size { width: 80, height: 24 };

/// How a cell is painted.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };
}

/// A ratatui backend that writes every frame in one piece.
pub(super) struct Canvas<W> {
    out: W,
    size: fn() -> io::Result<Size>,
    ascii: bool,
    frame: Vec<u8>,
    pen: Pen,
    /// Where the next character will go, as far as that is certain.
    at: Option<Position>,
    /// The cursor that is asked for, and the one that is there.
    wanted: Option<Position>,
    shown: Option<Position>,
}

impl<W: Write> Canvas<W> {
    /// A canvas on a terminal whose cursor is hidden.
    pub(super) fn new(out: W, size: fn() -> io::Result<Size>, ascii: bool) -> Self {
        Self {
            out,
            size,
            ascii,
            frame: BEGIN.to_vec(),
            pen: Pen::PLAIN,
            at: None,
            wanted: None,
            shown: None,
        }
    }

    /// Forgets what was on the terminal, which somebody else has used meanwhile.
    pub(super) fn forget(&mut self) {
        self.frame.truncate(BEGIN.len());
        self.pen = Pen::PLAIN;
        self.at = None;
        self.shown = None;
    }

    fn move_to(&mut self, position: Position) -> io::Result<()> {
        // Wider than u16, or the last column of the widest terminal would overflow.
        let (row, column) = (u32::from(position.y) + 1, u32::from(position.x) + 1);
        write!(self.frame, "\x1b[{row};{column}H")?;
        self.at = Some(position);
        Ok(())
    }

    fn paint(&mut self, pen: Pen) -> io::Result<()> {
        if pen == self.pen {
            return Ok(());
        }
        self.pen = pen;
        write!(self.frame, "\x1b[0")?;
        for (modifier, code) in MODIFIERS {
            if pen.modifier.contains(modifier) {
                write!(self.frame, ";{code}")?;
            }
        }
        color(&mut self.frame, pen.fg, 30)?;
        color(&mut self.frame, pen.bg, 40)?;
        write!(self.frame, "m")
    }

    fn put(&mut self, position: Position, symbol: &str) -> io::Result<()> {
        let symbol = harmless(symbol);
        if self.ascii {
            self.frame.extend(text::ascii(&symbol).bytes());
        } else {
            self.frame.extend(symbol.bytes());
        }
        // Terminals may disagree with us about the width of what is neither ASCII nor a box: then
        // the next cell is addressed anew, so that a row is never off by more than one character.
        let certain = self.ascii || symbol.chars().all(|c| c.is_ascii() || is_box(c));
        let next = position.x.saturating_add(symbol.cell_width());
        self.at = certain.then_some(Position { x: next, y: position.y });
        Ok(())
    }
}

const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The last line of defence: whatever a widget has put into a cell, what leaves here is harmless
/// and takes as many cells as the screen buffer believes.
fn harmless(symbol: &str) -> Cow<'_, str> {
    if symbol.bytes().all(|b| matches!(b, b' '..=b'~')) || symbol.chars().all(is_box) {
        return Cow::Borrowed(symbol);
    }
    // Asked first, or the measure would be asked about a control character.
    let cells =
        if symbol.contains(char::is_control) { 1 } else { usize::from(symbol.cell_width()) };
    let clean = text::display(symbol);
    if clean == symbol {
        return clean;
    }
    let first = text::graphemes(&clean).next();
    match first.filter(|(grapheme, size)| *size == cells && !grapheme.is_ascii()) {
        Some((grapheme, _)) => Cow::Owned(grapheme.to_owned()),
        None => Cow::Owned("?".repeat(cells)),
    }
}

fn is_box(c: char) -> bool {
    ('\u{2500}'..='\u{259F}').contains(&c)
}

fn color(out: &mut Vec<u8>, color: Color, base: u8) -> io::Result<()> {
    let named = match color {
        Color::Reset => return Ok(()),
        Color::Rgb(r, g, b) => return write!(out, ";{};2;{r};{g};{b}", base + 8),
        Color::Indexed(index) => return write!(out, ";{};5;{index}", base + 8),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    write!(out, ";{}", base + named)
}

impl<W: Write> Backend for Canvas<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            if self.frame.len() == BEGIN.len() && self.shown.take().is_some() {
                // Where synchronized output is unknown, the cursor would be seen running about.
                self.frame.extend(b"\x1b[?25l");
            }
            let position = Position { x, y };
            if self.at != Some(position) {
                self.move_to(position)?;
            }
            self.paint(Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier })?;
            self.put(position, cell.symbol())?;
        }
        self.paint(Pen::PLAIN)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        // ratatui shows the cursor and then says where.
        self.wanted = self.wanted.or(Some(Position::ORIGIN));
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // The terminal is never asked: its answer would come in among the keys, and not at all
        // while another thread reads them.
        Ok(self.wanted.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        if self.wanted.is_some() {
            self.wanted = Some(position.into());
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        if region != ClearType::All {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.paint(Pen::PLAIN)?;
        self.frame.extend(b"\x1b[2J");
        self.at = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        let size = (self.size)()?;
        Ok(if size.width == 0 || size.height == 0 { FALLBACK } else { size })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        let drawn = self.frame.len() > BEGIN.len();
        match (self.wanted, self.shown) {
            (None, None) => {}
            (None, Some(_)) => self.frame.extend(b"\x1b[?25l"),
            (Some(wanted), shown) => {
                if drawn || shown != Some(wanted) {
                    self.move_to(wanted)?;
                }
                if shown.is_none() {
                    self.frame.extend(b"\x1b[?25h");
                }
            }
        }
        // The cursor of the next frame starts where this one leaves it, which is not worth knowing.
        self.at = None;
        self.shown = self.wanted;
        if self.frame.len() > BEGIN.len() {
            self.frame.extend(END);
            let written = self.out.write_all(&self.frame).and_then(|()| self.out.flush());
            self.frame.truncate(BEGIN.len());
            written?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "canvas_tests.rs"]
mod tests;
