//! The text of a field: a single line, or several.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};
use tui_input::Input;

use crate::tui::keymap::Key;

/// The text of a field, with its cursor.
#[derive(Clone, Debug)]
pub(crate) enum Text {
    Line(Input),
    Block(Box<TextArea<'static>>),
}

impl Text {
    pub(crate) fn line(value: &str) -> Self {
        Text::Line(Input::new(value.split(['\n', '\r']).collect::<Vec<_>>().join(" ")))
    }

    pub(crate) fn block(value: &str) -> Self {
        let mut area = TextArea::new(value.trim_end().lines().map(str::to_owned).collect());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Text::Block(Box::new(area))
    }

    pub(crate) fn value(&self) -> String {
        match self {
            Text::Line(input) => input.value().to_owned(),
            Text::Block(area) => area.lines().join("\n"),
        }
    }

    pub(crate) fn is_block(&self) -> bool {
        matches!(self, Text::Block(_))
    }

    /// Puts another text in its place, with the cursor at its end.
    pub(crate) fn replace(&mut self, value: &str) {
        *self = match self {
            Text::Line(_) => Text::line(value),
            Text::Block(_) => Text::block(value),
        };
    }

    /// Inserts what was pasted; in a single line, line breaks become spaces.
    pub(crate) fn paste(&mut self, pasted: &str) {
        match self {
            Text::Line(input) => {
                let flat: String =
                    pasted.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                for c in flat.trim().chars() {
                    input.handle(tui_input::InputRequest::InsertChar(c));
                }
            }
            Text::Block(area) => {
                let pasted = pasted.replace("\r\n", "\n").replace('\r', "\n");
                area.insert_str(pasted);
            }
        }
    }

    /// Types a key, or edits as readline does. Whether it was a key for typing.
    pub(crate) fn key(&mut self, key: Key) -> bool {
        match self {
            Text::Line(input) => line_key(input, key),
            Text::Block(area) => block_key(area, key),
        }
    }
}

/// The keys of readline on a single line.
pub(crate) fn line_key(input: &mut Input, key: Key) -> bool {
    use tui_input::InputRequest as R;
    let request = match (key.code, key.ctrl, key.alt) {
        (KeyCode::Char('a'), true, false) | (KeyCode::Home, _, _) => R::GoToStart,
        (KeyCode::Char('e'), true, false) | (KeyCode::End, _, _) => R::GoToEnd,
        (KeyCode::Char('k'), true, false) => R::DeleteTillEnd,
        (KeyCode::Char('u'), true, false) => {
            let rest: String = input.value().chars().skip(input.cursor()).collect();
            *input = Input::new(rest).with_cursor(0);
            return true;
        }
        (KeyCode::Char('w'), true, false) => R::DeletePrevWord,
        (KeyCode::Char('b'), false, true) => R::GoToPrevWord,
        (KeyCode::Char('f'), false, true) => R::GoToNextWord,
        (KeyCode::Left, false, false) => R::GoToPrevChar,
        (KeyCode::Right, false, false) => R::GoToNextChar,
        (KeyCode::Backspace, false, false) => R::DeletePrevChar,
        (KeyCode::Backspace, _, _) => R::DeletePrevWord,
        (KeyCode::Delete, _, _) | (KeyCode::Char('d'), true, false) => R::DeleteNextChar,
        _ => match key.typed() {
            Some(c) => R::InsertChar(c),
            None => return false,
        },
    };
    input.handle(request);
    true
}

fn block_key(area: &mut TextArea<'static>, key: Key) -> bool {
    match (key.code, key.ctrl, key.alt) {
        (KeyCode::Char('a'), true, false) => area.move_cursor(CursorMove::Head),
        (KeyCode::Char('e'), true, false) => area.move_cursor(CursorMove::End),
        (KeyCode::Char('k'), true, false) => {
            area.delete_line_by_end();
        }
        (KeyCode::Char('u'), true, false) => {
            area.delete_line_by_head();
        }
        (KeyCode::Char('w'), true, false) => {
            area.delete_word();
        }
        (KeyCode::Char('b'), false, true) => area.move_cursor(CursorMove::WordBack),
        (KeyCode::Char('f'), false, true) => area.move_cursor(CursorMove::WordForward),
        (
            KeyCode::Left
            | KeyCode::Right
            | KeyCode::Up
            | KeyCode::Down
            | KeyCode::Home
            | KeyCode::End
            | KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Enter,
            false,
            false,
        ) => {
            area.input(KeyEvent::new(key.code, KeyModifiers::NONE));
        }
        _ => match key.typed() {
            Some(c) => area.insert_char(c),
            None => return false,
        },
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &mut Text, keys: &str) -> String {
        for name in keys.split(' ') {
            let key = Key::parse(name).unwrap();
            text.key(key);
        }
        text.value()
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        let mut text = Text::line("one two");
        assert_eq!(typed(&mut text, "ctrl-w x"), "one x");
        assert_eq!(typed(&mut text, "ctrl-a y"), "yone x");
        assert_eq!(typed(&mut text, "ctrl-e backspace"), "yone ");
        assert_eq!(typed(&mut text, "ctrl-u"), "");
        text.paste(" a\nb\x1b ");
        assert_eq!(text.value(), "a b");
    }

    #[test]
    fn a_block_takes_line_breaks() {
        let mut text = Text::block("one\n");
        assert_eq!(typed(&mut text, "enter t w o"), "one\ntwo");
        assert_eq!(typed(&mut text, "ctrl-u"), "one\n");
        text.paste("a\r\nb");
        assert_eq!(text.value(), "one\na\nb");
    }
}
