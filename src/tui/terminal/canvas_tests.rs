//! The bytes of frames.

use std::sync::{Arc, Mutex};

use ratatui::Terminal;
use ratatui::style::Style;

use super::*;

/// Every write as it reached the terminal.
#[derive(Clone, Default)]
struct Writes(Arc<Mutex<Vec<String>>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Writes {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn terminal(ascii: bool) -> (Terminal<Canvas<Writes>>, Writes) {
    let writes = Writes::default();
    let canvas = Canvas::new(writes.clone(), || Ok(Size::new(10, 3)), ascii);
    (Terminal::new(canvas).unwrap(), writes)
}

fn draw(terminal: &mut Terminal<Canvas<Writes>>, text: &str, style: Style) {
    terminal
        .draw(|frame| {
            frame.buffer_mut().set_string(0, 0, text, style);
        })
        .unwrap();
}

#[test]
fn a_frame_is_one_write_between_its_marks() {
    let (mut terminal, writes) = terminal(false);
    draw(&mut terminal, "ab", Style::new());
    assert_eq!(writes.take(), ["\x1b[?2026h\x1b[1;1Hab\x1b[?2026l"]);
    draw(&mut terminal, "ac", Style::new());
    assert_eq!(writes.take(), ["\x1b[?2026h\x1b[1;2Hc\x1b[?2026l"]);
}

#[test]
fn an_unchanged_frame_writes_nothing() {
    let (mut terminal, writes) = terminal(false);
    let show = |frame: &mut ratatui::Frame<'_>| {
        frame.buffer_mut().set_string(0, 0, "ab", Style::new());
        frame.set_cursor_position((1, 2));
    };
    terminal.draw(show).unwrap();
    assert_eq!(writes.take().len(), 1);
    terminal.draw(show).unwrap();
    assert_eq!(writes.take(), [""; 0]);
}

#[test]
fn the_cursor_is_hidden_while_cells_change_and_comes_back_to_its_place() {
    let (mut terminal, writes) = terminal(false);
    let mut show = |text: &str, cursor: Option<(u16, u16)>| {
        terminal
            .draw(|frame| {
                frame.buffer_mut().set_string(0, 0, text, Style::new());
                if let Some(cursor) = cursor {
                    frame.set_cursor_position(cursor);
                }
            })
            .unwrap();
        writes.take().concat()
    };
    let framed = |body: &str| format!("\x1b[?2026h{body}\x1b[?2026l");
    assert_eq!(show("a", Some((2, 1))), framed("\x1b[1;1Ha\x1b[2;3H\x1b[?25h"));
    assert_eq!(show("b", Some((2, 1))), framed("\x1b[?25l\x1b[1;1Hb\x1b[2;3H\x1b[?25h"));
    assert_eq!(show("b", Some((3, 1))), framed("\x1b[2;4H"));
    assert_eq!(show("b", None), framed("\x1b[?25l"));
    assert_eq!(show("b", None), "");
}

#[test]
fn styles_are_whole_and_end_with_the_frame() {
    let (mut terminal, writes) = terminal(false);
    let style = Style::new().fg(Color::Yellow).bg(Color::Indexed(20)).reversed().bold();
    draw(&mut terminal, "a", style);
    let frame = writes.take().concat();
    assert_eq!(frame, "\x1b[?2026h\x1b[1;1H\x1b[0;1;7;33;48;5;20ma\x1b[0m\x1b[?2026l");
    let bright = Style::new().fg(Color::White).bg(Color::Rgb(1, 2, 3));
    draw(&mut terminal, "a", bright);
    assert!(writes.take().concat().contains("\x1b[0;97;48;2;1;2;3ma"));
}

#[test]
fn after_a_character_of_doubtful_width_the_next_is_addressed() {
    let (mut terminal, writes) = terminal(false);
    draw(&mut terminal, "\u{e9}a\u{6f22}b\u{2500}c", Style::new());
    assert_eq!(
        writes.take().concat(),
        "\x1b[?2026h\x1b[1;1H\u{e9}\x1b[1;2Ha\u{6f22}\x1b[1;5Hb\u{2500}c\x1b[?2026l"
    );
}

#[test]
fn no_control_leaves_even_if_a_widget_puts_one_into_a_cell() {
    let (mut terminal, writes) = terminal(false);
    terminal
        .draw(|frame| {
            frame.buffer_mut()[(0, 0)].set_symbol("\x1b[2J");
            frame.buffer_mut()[(5, 0)].set_symbol("\u{9b}");
        })
        .unwrap();
    let frame = writes.take().concat();
    assert!(!frame.contains("\x1b[2J") && !frame.contains('\u{9b}'), "{frame:?}");
    assert!(frame.contains('?'));
}

#[test]
fn the_ascii_set_takes_the_same_cells() {
    let (mut terminal, writes) = terminal(true);
    draw(&mut terminal, "\u{250c}\u{e9}\u{6f22}b", Style::new());
    assert_eq!(writes.take(), ["\x1b[?2026h\x1b[1;1H+e??b\x1b[?2026l"]);
}

#[test]
fn after_somebody_else_used_the_terminal_all_is_drawn_again() {
    let (mut terminal, writes) = terminal(false);
    draw(&mut terminal, "ab", Style::new());
    writes.take();
    terminal.backend_mut().forget();
    terminal.clear().unwrap();
    draw(&mut terminal, "ab", Style::new());
    assert_eq!(writes.take().concat(), "\x1b[?2026h\x1b[2J\x1b[1;1Hab\x1b[?2026l");
}
