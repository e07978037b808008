//! What things look like: roles in, styles out. No meaning is carried by colour alone; a word or
//! a sign stands beside it.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What is read.
    Text,
    /// What is there to be looked up.
    Dim,
    /// Where the cursor is.
    Selected,
    /// What is marked, or matches a search.
    Marked,
    /// What holds the launch.
    Blocking,
    /// What must be looked at.
    Warning,
    /// What is as it should be.
    Ok,
    /// Titles.
    Accent,
    /// Lines and boxes.
    Border,
    /// What went wrong.
    Error,
    /// What is decided and not committed.
    Changed,
    /// A key to press.
    Key,
}

/// A set of styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// The terminal's own sixteen colours, on its own background.
    #[default]
    Terminal,
    /// For light backgrounds.
    Light,
    /// For dark backgrounds.
    Dark,
    /// Only what can be told apart from far away.
    HighContrast,
    /// No colour at all.
    Mono,
}

impl Theme {
    /// The theme with this name; the terminal's own for one that is not known.
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            "high-contrast" => Theme::HighContrast,
            "mono" => Theme::Mono,
            _ => Theme::Terminal,
        }
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
        let with = |modifier| plain.add_modifier(modifier);
        if self == Theme::Mono {
            // Under NO_COLOR crossterm loses reverse video on a cell that has a colour too, so
            // every colour is Reset here.
            return match role {
                Role::Selected => with(Modifier::REVERSED),
                Role::Marked | Role::Changed => with(Modifier::UNDERLINED),
                Role::Blocking | Role::Error | Role::Accent | Role::Key | Role::Warning => {
                    with(Modifier::BOLD)
                }
                Role::Text | Role::Dim | Role::Ok | Role::Border => plain,
            };
        }
        let (blue, orange, grey) = match self {
            Theme::Light => (Color::Indexed(25), Color::Indexed(130), Color::Indexed(241)),
            Theme::Dark => (Color::Indexed(75), Color::Indexed(215), Color::Indexed(247)),
            Theme::HighContrast => (Color::Reset, Color::Reset, Color::Reset),
            Theme::Terminal | Theme::Mono => (Color::Blue, Color::Yellow, Color::Reset),
        };
        // The sixteen colours differ from terminal to terminal: bright black is invisible on some,
        // so what is dim is dim by modifier.
        let dim = if self == Theme::Terminal { with(Modifier::DIM) } else { plain.fg(grey) };
        match role {
            Role::Text => plain,
            Role::Dim | Role::Border => dim,
            Role::Selected => with(Modifier::REVERSED),
            Role::Marked => plain.fg(blue).add_modifier(Modifier::BOLD),
            Role::Blocking | Role::Error => plain.fg(orange).add_modifier(Modifier::BOLD),
            Role::Warning => plain.fg(orange),
            Role::Ok => plain.fg(blue),
            Role::Accent => with(Modifier::BOLD),
            Role::Changed => plain.fg(blue).add_modifier(Modifier::BOLD),
            Role::Key => plain.fg(blue),
        }
    }
}

/// The characters of lines and boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Whether only ASCII is drawn, content included.
    pub ascii: bool,
    /// `-`
    pub horizontal: char,
    /// `|`
    pub vertical: char,
    /// The corner at the top left.
    pub top_left: char,
    /// The corner at the top right.
    pub top_right: char,
    /// The corner at the bottom left.
    pub bottom_left: char,
    /// The corner at the bottom right.
    pub bottom_right: char,
}

impl Glyphs {
    /// Plain box drawing.
    pub const UNICODE: Glyphs = Glyphs {
        ascii: false,
        horizontal: '─',
        vertical: '│',
        top_left: '┌',
        top_right: '┐',
        bottom_left: '└',
        bottom_right: '┘',
    };

    /// Only ASCII.
    pub const ASCII: Glyphs = Glyphs {
        ascii: true,
        horizontal: '-',
        vertical: '|',
        top_left: '+',
        top_right: '+',
        bottom_left: '+',
        bottom_right: '+',
    };

    /// What the locale and the terminal can show, from the values of `LC_ALL`, `LC_CTYPE`, `LANG`
    /// and `TERM`. POSIX has the first of the three that is set and not empty decide.
    pub fn fitting(lc_all: &str, lc_ctype: &str, lang: &str, term: &str) -> Self {
        let locale = [lc_all, lc_ctype, lang].into_iter().find(|value| !value.is_empty());
        let locale = locale.unwrap_or_default().to_lowercase();
        let utf8 = locale.contains("utf-8") || locale.contains("utf8");
        if utf8 && !matches!(term, "dumb" | "linux") { Self::UNICODE } else { Self::ASCII }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 12] = [
        Role::Text,
        Role::Dim,
        Role::Selected,
        Role::Marked,
        Role::Blocking,
        Role::Warning,
        Role::Ok,
        Role::Accent,
        Role::Border,
        Role::Error,
        Role::Changed,
        Role::Key,
    ];

    #[test]
    fn mono_has_no_colour() {
        for role in ROLES {
            let style = Theme::Mono.style(role);
            assert_eq!((style.fg, style.bg), (Some(Color::Reset), Some(Color::Reset)), "{role:?}");
        }
    }

    #[test]
    fn the_cursor_is_reverse_video_in_every_theme() {
        for name in crate::workspace::user::THEMES {
            let style = Theme::named(name).style(Role::Selected);
            assert!(style.add_modifier.contains(Modifier::REVERSED), "{name}");
        }
    }

    #[test]
    fn ascii_where_the_locale_asks_for_it() {
        assert_eq!(Glyphs::fitting("", "", "en_US.UTF-8", "xterm"), Glyphs::UNICODE);
        assert_eq!(Glyphs::fitting("C", "", "en_US.UTF-8", "xterm"), Glyphs::ASCII);
        assert_eq!(Glyphs::fitting("", "", "", "xterm"), Glyphs::ASCII);
        assert_eq!(Glyphs::fitting("", "C.utf8", "C", "xterm"), Glyphs::UNICODE);
        assert_eq!(Glyphs::fitting("", "", "en_US.UTF-8", "linux"), Glyphs::ASCII);
    }
}
