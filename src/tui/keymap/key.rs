//! One key press, its name, and the letter it stands for on other layouts.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key press, normalised: a letter with Shift is the capital letter, Shift-Tab is one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Shift, where that does not make it another key.
    pub shift: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// Reads a name such as `ctrl-d`, `shift-tab`, `space`, `f5`, `C` or `?`.
    pub fn parse(name: &str) -> Option<Self> {
        let mut key = Self::plain(KeyCode::Null);
        let mut rest = name.trim();
        loop {
            let modifier = |prefix: &str| {
                rest.get(..prefix.len())
                    .filter(|head| head.eq_ignore_ascii_case(prefix) && rest.len() > prefix.len())
                    .map(|_| &rest[prefix.len()..])
            };
            if let Some(after) = modifier("ctrl-") {
                (key.ctrl, rest) = (true, after);
            } else if let Some(after) = modifier("alt-") {
                (key.alt, rest) = (true, after);
            } else if let Some(after) = modifier("shift-") {
                (key.shift, rest) = (true, after);
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => named(&rest.to_ascii_lowercase())?,
        };
        Some(key.normal())
    }

    /// The same key press, written in one way only.
    fn normal(mut self) -> Self {
        match self.code {
            KeyCode::Char(c) if c.is_uppercase() && self.ctrl => {
                self.code = KeyCode::Char(c.to_ascii_lowercase());
                self.shift = false;
            }
            KeyCode::Char(c) => {
                if self.shift {
                    self.code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
                }
                self.shift = false;
            }
            KeyCode::BackTab => {
                self.code = KeyCode::Tab;
                self.shift = true;
            }
            _ => {}
        }
        self
    }

    /// The key at the same place of a Latin keyboard, for letters of a Cyrillic or Greek one.
    pub fn latin(self) -> Option<Self> {
        const LAYOUTS: [(&str, &str); 4] = [
            ("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."),
            ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"),
            ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
            ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
        ];
        let KeyCode::Char(typed) = self.code else { return None };
        LAYOUTS.iter().find_map(|(theirs, ours)| {
            let at = theirs.chars().position(|c| c == typed)?;
            Some(Self { code: KeyCode::Char(ours.chars().nth(at)?), ..self })
        })
    }

    /// The character that this key types into a text; none with Ctrl or Alt.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let with = |modifier| event.modifiers.contains(modifier);
        // The terminal has applied Shift to a character already.
        let shift = with(KeyModifiers::SHIFT) && !matches!(event.code, KeyCode::Char(_));
        Self {
            code: event.code,
            ctrl: with(KeyModifiers::CONTROL),
            alt: with(KeyModifiers::ALT),
            shift,
        }
        .normal()
    }
}

fn named(name: &str) -> Option<KeyCode> {
    Some(match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "delete" | "del" => KeyCode::Delete,
        "insert" => KeyCode::Insert,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" | "pageup" => KeyCode::PageUp,
        "pgdn" | "pagedown" => KeyCode::PageDown,
        "minus" => KeyCode::Char('-'),
        "plus" => KeyCode::Char('+'),
        _ => KeyCode::F(name.strip_prefix('f')?.parse().ok().filter(|n| (1..=12).contains(n))?),
    })
}

/// The name that hints and help show: `Ctrl-d`, `Space`, `C`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (on, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if on {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            code => write!(f, "{code:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> Key {
        Key::from(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn names_and_presses_meet() {
        for (name, code, modifiers) in [
            ("C", KeyCode::Char('C'), KeyModifiers::SHIFT),
            ("c", KeyCode::Char('c'), KeyModifiers::NONE),
            ("ctrl-d", KeyCode::Char('d'), KeyModifiers::CONTROL),
            ("Ctrl-D", KeyCode::Char('d'), KeyModifiers::CONTROL),
            ("shift-tab", KeyCode::BackTab, KeyModifiers::SHIFT),
            ("space", KeyCode::Char(' '), KeyModifiers::NONE),
            ("f5", KeyCode::F(5), KeyModifiers::NONE),
            ("?", KeyCode::Char('?'), KeyModifiers::SHIFT),
            ("-", KeyCode::Char('-'), KeyModifiers::NONE),
            ("alt-enter", KeyCode::Enter, KeyModifiers::ALT),
        ] {
            assert_eq!(Key::parse(name), Some(event(code, modifiers)), "{name}");
        }
        for name in ["", "ctrl-", "hyper-x", "f13", "f0", "nokey"] {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for name in ["Ctrl-d", "Shift-Tab", "Space", "C", "F1", "PgDn", "Alt-Enter", "Esc", "Up"] {
            assert_eq!(Key::parse(name).unwrap().to_string(), name);
        }
    }

    #[test]
    fn letters_of_other_layouts_are_the_physical_key() {
        let latin = |c| Key::plain(KeyCode::Char(c)).latin().map(|key| key.code);
        assert_eq!(latin('о'), Some(KeyCode::Char('j')));
        assert_eq!(latin('С'), Some(KeyCode::Char('C')));
        assert_eq!(latin('ξ'), Some(KeyCode::Char('j')));
        assert_eq!(latin('j'), None);
    }
}
