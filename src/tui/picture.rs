//! A picture of the real screen, as SVG: for the README.
//!
//! Each run of cells with one style and one width is a text of its own, with its length fixed, so
//! that the picture is the same whatever font shows it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::app::{App, Options};
use super::keymap::{Key, Keymap};
use super::message::{Effect, Msg, Recorded};
use super::theme::{Glyphs, Theme};
use super::update::update;
use super::view;
use crate::model::order::{Group, Sort};
use crate::text;
use crate::workspace::load::Loaded;

/// The cells of a picture, in pixels.
const CELL: (usize, usize) = (8, 17);
const INK: &str = "#d7dae0";
const PAPER: &str = "#16181d";

/// The board as it looks on a screen of this size after these keys were pressed.
///
/// # Errors
/// When a key has no name; drawing itself cannot fail.
pub fn svg(
    loaded: Loaded,
    size: (u16, u16),
    keys: &[&str],
    now: DateTime<FixedOffset>,
) -> Result<String, String> {
    let options = Options {
        keymap: Keymap::default(),
        theme: Theme::Dark,
        glyphs: Glyphs::UNICODE,
        sort: Sort::Risk,
        group: Group::None,
        filter: String::new(),
        mouse: false,
        read_only: None,
    };
    let mut app = App::new(loaded, options, now, size);
    app.notice = None;
    let mut at = Instant::now();
    for name in keys {
        let key = Key::parse(name).ok_or_else(|| format!("no key is called {name}"))?;
        at += Duration::from_secs(1);
        for effect in update(&mut app, Msg::Key { key, at, now }) {
            // In a picture the journal never refuses.
            if let Effect::Record(step) = effect {
                update(&mut app, Msg::Recorded(Recorded::Made(step)));
            }
        }
    }
    let mut terminal =
        Terminal::new(TestBackend::new(size.0, size.1)).map_err(|error| error.to_string())?;
    terminal.draw(|frame| view::draw(&app, frame)).map_err(|error| error.to_string())?;
    Ok(of(terminal.backend().buffer()))
}

fn of(buffer: &Buffer) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = ((columns + 2) * CELL.0, (rows + 1) * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"ui-monospace,Menlo,Consolas,monospace\" font-size=\"13.3\" role=\"img\" aria-label=\"The board of gonogo\">\n<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let Some(cell) = cell(buffer, x, y) else { break };
            let cells = text::width(cell.symbol()).max(1);
            let (start, mut run) = (x, String::new());
            while let Some(next) = self::cell(buffer, x, y) {
                if x >= columns
                    || next.style() != cell.style()
                    || text::width(next.symbol()).max(1) != cells
                {
                    break;
                }
                run.push_str(next.symbol());
                x += cells;
            }
            draw_run(&mut svg, cell, &run, (start, x - start), y);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn cell(buffer: &Buffer, x: usize, y: usize) -> Option<&Cell> {
    buffer.cell((u16::try_from(x).ok()?, u16::try_from(y).ok()?))
}

fn draw_run(svg: &mut String, cell: &Cell, run: &str, (start, cells): (usize, usize), y: usize) {
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (x, top, length) = ((start + 1) * CELL.0, y * CELL.1 + CELL.1 / 2, cells * CELL.0);
    let (ink, paper) = if reversed { (PAPER, INK) } else { (colour(cell.fg), PAPER) };
    if reversed {
        // Writing into a String cannot fail.
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{top}\" width=\"{length}\" height=\"{}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    if run.trim().is_empty() {
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let dim = if cell.modifier.contains(Modifier::DIM) { " opacity=\".6\"" } else { "" };
    let text = run.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{weight}{dim} xml:space=\"preserve\">{text}</text>",
        top + CELL.1 - 4
    );
}

fn colour(colour: Color) -> &'static str {
    match colour {
        Color::Indexed(75) | Color::Blue => "#5fafff",
        Color::Indexed(215) | Color::Yellow => "#ffaf5f",
        Color::Indexed(247) => "#9e9e9e",
        _ => INK,
    }
}
