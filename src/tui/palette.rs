//! The palette: every command by name, with its key.

use tui_input::Input;

use super::keymap::{Action, Context, Keymap, name};
use crate::model::column::Columns;
use crate::model::filter::FuzzyMatcher;

/// One command.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) does: Does,
    pub(crate) name: &'static str,
    pub(crate) help: String,
    pub(crate) keys: String,
}

/// What a command of the palette does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Action(Action),
    /// Takes the mouse, or lets go of it: no key, since a key pressed by accident would take
    /// copying away from the whole room.
    Mouse,
    /// Forgets the draft: no key, for the same reason.
    Discard,
}

/// The open palette.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    pub(crate) input: Input,
    all: Vec<Command>,
    pub(crate) shown: Vec<Command>,
    pub(crate) cursor: usize,
}

impl Palette {
    /// The commands that mean something in a context.
    pub(crate) fn new(keymap: &Keymap, context: Context, columns: &Columns) -> Self {
        let mut all: Vec<Command> = Vec::new();
        for entry in keymap.holding(context) {
            let action = entry.binding.action;
            let moves = matches!(
                action,
                Action::Down | Action::Up | Action::Palette | Action::Back | Action::Cancel
            );
            if moves || all.iter().any(|c| c.does == Does::Action(action)) {
                continue;
            }
            let Some(help) = super::help::words(entry, columns) else { continue };
            all.push(Command {
                does: Does::Action(action),
                name: entry.binding.name,
                help,
                keys: entry.sequences.iter().map(|s| name(s)).collect::<Vec<_>>().join(", "),
            });
        }
        all.push(Command {
            does: Does::Mouse,
            name: "mouse",
            help: "take the mouse, or let go of it".to_owned(),
            keys: String::new(),
        });
        all.push(Command {
            does: Does::Discard,
            name: "discard",
            help: "forget every decision that is not committed (asks)".to_owned(),
            keys: String::new(),
        });
        let mut palette = Self { input: Input::default(), shown: Vec::new(), all, cursor: 0 };
        palette.refresh();
        palette
    }

    /// Works out anew what fits.
    pub(crate) fn refresh(&mut self) {
        let typed = self.input.value().trim();
        self.cursor = 0;
        if typed.is_empty() {
            self.shown.clone_from(&self.all);
            return;
        }
        let mut matcher = FuzzyMatcher::default();
        let mut fitting: Vec<(u32, &Command)> = self
            .all
            .iter()
            .filter_map(|command| {
                let by_name = matcher.score(typed, command.name).map(|score| score * 2);
                let by_help = matcher.score(typed, &command.help);
                by_name.max(by_help).map(|score| (score, command))
            })
            .collect();
        fitting.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.shown = fitting.into_iter().map(|(_, command)| command.clone()).collect();
    }

    pub(crate) fn step(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    pub(crate) fn selected(&self) -> Option<Does> {
        self.shown.get(self.cursor).map(|command| command.does)
    }

    /// Completes the text to the selected command's name.
    pub(crate) fn complete(&mut self) {
        if let Some(command) = self.shown.get(self.cursor) {
            self.input = Input::new(command.name.to_owned());
            self.refresh();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_by_name_and_by_what_it_does() {
        let mut palette = Palette::new(&Keymap::default(), Context::Board, &Columns::default());
        for (typed, action) in
            [("defer", Action::Defer), ("owner", Action::Assign), ("review", Action::Review)]
        {
            palette.input = Input::new(typed.to_owned());
            palette.refresh();
            assert_eq!(palette.selected(), Some(Does::Action(action)), "{typed}");
        }
        palette.input = Input::new("xyzzy".to_owned());
        palette.refresh();
        assert_eq!(palette.selected(), None);
    }
}
