//! Help: the effective keys, searchable, and each of them runnable.

use tui_input::Input;

use super::keymap::{Action, Context, Entry, Keymap, name};
use crate::model::column::Columns;

/// What a binding does here: a digit names its column, and one that has none does nothing.
pub(crate) fn words(entry: &Entry, columns: &Columns) -> Option<String> {
    match entry.binding.action {
        Action::Scope(digit) => columns.at(digit).map(|column| format!("into {}", column.title)),
        _ => Some(entry.binding.help.to_owned()),
    }
}

/// One line of help.
#[derive(Clone, Debug)]
pub(crate) enum HelpLine {
    Heading(&'static str),
    Key { keys: String, help: String, action: Action },
}

/// The open help.
#[derive(Clone, Debug)]
pub(crate) struct HelpView {
    all: Vec<HelpLine>,
    pub(crate) lines: Vec<HelpLine>,
    pub(crate) cursor: usize,
    pub(crate) filter: Input,
    pub(crate) typing: bool,
}

impl HelpView {
    /// The keys that hold in a context, the nearest first.
    pub(crate) fn new(keymap: &Keymap, context: Context, columns: &Columns) -> Self {
        let mut all = Vec::new();
        let mut heading = None;
        for entry in keymap.holding(context) {
            let Some(words) = words(entry, columns) else { continue };
            if entry.sequences.is_empty() {
                continue;
            }
            if heading != Some(entry.binding.context) {
                heading = Some(entry.binding.context);
                all.push(HelpLine::Heading(match entry.binding.context {
                    Context::Anywhere => "Everywhere",
                    Context::Board => "Deciding",
                    Context::Item => "Item",
                    Context::Packs => "Packs",
                    Context::History => "History",
                    Context::Review => "Review",
                    Context::Meeting => "Meeting",
                    Context::Minutes => "Minutes",
                }));
            }
            all.push(HelpLine::Key {
                keys: entry.sequences.iter().map(|s| name(s)).collect::<Vec<_>>().join(", "),
                help: words,
                action: entry.binding.action,
            });
        }
        let mut help =
            Self { all, lines: Vec::new(), cursor: 0, filter: Input::default(), typing: false };
        help.refresh();
        help
    }

    /// Works out anew which lines the filter leaves.
    pub(crate) fn refresh(&mut self) {
        let typed = self.filter.value().trim().to_lowercase();
        self.lines = self
            .all
            .iter()
            .filter(|line| match line {
                HelpLine::Heading(_) => typed.is_empty(),
                HelpLine::Key { keys, help, .. } => {
                    help.to_lowercase().contains(&typed)
                        || keys.split(", ").any(|key| key.to_lowercase() == typed)
                }
            })
            .cloned()
            .collect();
        self.cursor = 0;
        self.step(0);
    }

    /// Moves by so many lines, past headings.
    pub(crate) fn step(&mut self, by: isize) {
        let last = self.lines.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        let down = by >= 0;
        while matches!(self.lines.get(self.cursor), Some(HelpLine::Heading(_))) {
            if down && self.cursor < last {
                self.cursor += 1;
            } else if !down && self.cursor > 0 {
                self.cursor -= 1;
            } else {
                // A heading at the very top: its first line is the nearest.
                self.cursor = (self.cursor + 1).min(last);
                break;
            }
        }
    }

    pub(crate) fn selected(&self) -> Option<Action> {
        match self.lines.get(self.cursor) {
            Some(HelpLine::Key { action, .. }) => Some(*action),
            _ => None,
        }
    }
}
