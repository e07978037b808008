//! Lines that are typed at the bottom of the screen: the filter, and what is searched for in a text.

use crossterm::event::KeyCode;
use tui_input::Input;

use super::forms::Text;
use super::keymap::Key;
use crate::model::board::Board;
use crate::model::filter::KEYS;

/// The filter line, with what stood there before it was opened.
#[derive(Clone, Debug)]
pub(crate) struct FilterLine {
    pub(crate) input: Input,
    /// Which of the earlier filters is shown, counted from the newest.
    pub(crate) recalled: Option<usize>,
    /// Why the filter is not understood, as far as it is typed.
    pub(crate) error: Option<String>,
    /// The lane that was open when the typing began: one that is empty for a moment must not be
    /// lost.
    pub(crate) lane: usize,
}

impl FilterLine {
    pub(crate) fn new(text: &str, lane: usize) -> Self {
        Self { input: Input::new(text.to_owned()), recalled: None, error: None, lane }
    }

    /// Types a key; whether the text has changed.
    pub(crate) fn key(&mut self, key: Key) -> bool {
        let before = self.input.value().to_owned();
        super::forms::line_key(&mut self.input, key);
        before != self.input.value()
    }

    /// Goes to an earlier or later filter.
    pub(crate) fn recall(&mut self, past: &[String], older: bool) {
        let at = match (self.recalled, older) {
            (None, true) => Some(0),
            (Some(at), true) => Some((at + 1).min(past.len().saturating_sub(1))),
            (Some(0) | None, false) => None,
            (Some(at), false) => Some(at - 1),
        };
        self.recalled = at;
        let text = at.and_then(|at| past.iter().rev().nth(at)).cloned().unwrap_or_default();
        self.input = Input::new(text);
    }

    /// Completes the key or value before the cursor.
    pub(crate) fn complete(&mut self, board: &Board) {
        complete(&mut self.input, KEYS.iter().map(|(key, _)| *key), |key| values(board, key));
    }
}

/// Completes the key or value before the cursor; to what all that fit have in common, where several
/// do.
pub(crate) fn complete<'a>(
    input: &mut Input,
    keys: impl Iterator<Item = &'a str>,
    values: impl Fn(&str) -> Vec<String>,
) {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let after: String = input.value().chars().skip(input.cursor()).collect();
    let start = before.rfind(' ').map_or(0, |at| at + 1);
    let (head, term) = before.split_at(start);
    let (minus, term) = match term.strip_prefix('-') {
        Some(term) => ("-", term),
        None => ("", term),
    };
    let (fixed, begun, fitting) = match term.split_once(':') {
        None => (String::new(), term, keys.map(|key| format!("{key}:")).collect()),
        Some((key, value)) => {
            let (done, begun) = match value.rsplit_once(',') {
                Some((done, begun)) => (format!("{done},"), begun),
                None => (String::new(), value),
            };
            (format!("{key}:{done}"), begun, values(key))
        }
    };
    let begun_lower = begun.to_lowercase();
    let fitting: Vec<String> =
        fitting.into_iter().filter(|v| v.to_lowercase().starts_with(&begun_lower)).collect();
    let Some(common) = common(&fitting) else { return };
    if common.chars().count() < begun.chars().count() {
        return;
    }
    let text = format!("{head}{minus}{fixed}{common}");
    let cursor = text.chars().count();
    *input = Input::new(format!("{text}{after}")).with_cursor(cursor);
}

/// What a key of the filter can be asked for.
fn values(board: &Board, key: &str) -> Vec<String> {
    match key {
        "pack" => board.packs.iter().map(|p| p.id.to_string()).chain(["none".into()]).collect(),
        "owner" => board.people.iter().map(|p| p.id.to_string()).chain(["none".into()]).collect(),
        "scope" => board.columns.iter().map(|c| c.id.to_string()).collect(),
        "criterion" => board.criteria.iter().map(|c| c.id.to_string()).collect(),
        "label" => {
            let mut labels: Vec<String> =
                board.items().iter().flat_map(|item| item.labels.clone()).collect();
            labels.sort();
            labels.dedup();
            labels
        }
        _ => KEYS
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, takes)| {
                takes
                    .split([',', ' '])
                    .filter(|w| !w.is_empty() && *w != "or")
                    .map(str::to_owned)
                    .collect()
            })
            .unwrap_or_default(),
    }
}

/// What all the words begin with.
fn common(words: &[String]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let mut length = first.chars().count();
    for word in rest {
        length = first.chars().zip(word.chars()).take(length).take_while(|(a, b)| a == b).count();
    }
    Some(first.chars().take(length).collect())
}

/// What is searched for in a text: typed, kept, and walked through with n and N.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// While it is typed.
    pub(crate) typing: Option<Input>,
    pub(crate) needle: String,
}

impl Search {
    pub(crate) fn start(&mut self) {
        self.typing = Some(Input::new(self.needle.clone()));
    }

    /// A key while typing. Whether the text that is searched for has changed.
    pub(crate) fn key(&mut self, key: Key) -> bool {
        let Some(input) = &mut self.typing else { return false };
        match (key.code, key.ctrl) {
            (KeyCode::Enter, _) => self.typing = None,
            (KeyCode::Esc, _) | (KeyCode::Char('c'), true) => {
                self.typing = None;
                self.needle.clear();
            }
            _ => {
                super::forms::line_key(input, key);
                self.needle = input.value().to_owned();
            }
        }
        true
    }

    pub(crate) fn paste(&mut self, pasted: &str) {
        if let Some(input) = self.typing.take() {
            let mut text = Text::Line(input);
            text.paste(pasted);
            self.needle = text.value();
            if let Text::Line(input) = text {
                self.typing = Some(input);
            }
        }
    }

    /// Forgets what was searched for; whether there was anything.
    pub(crate) fn clear(&mut self) -> bool {
        self.typing = None;
        !std::mem::take(&mut self.needle).is_empty()
    }

    /// Whether an entry of a list stays in sight: every word that was typed is in it, whatever its case.
    pub(crate) fn keeps(&self, entry: &str) -> bool {
        let entry = entry.to_lowercase();
        self.needle.to_lowercase().split_whitespace().all(|word| entry.contains(word))
    }

    /// The line with the next or previous match, from a line on.
    pub(crate) fn find(&self, lines: &[String], from: usize, forwards: bool) -> Option<usize> {
        let needle = self.needle.to_lowercase();
        if needle.is_empty() {
            return None;
        }
        let holds = |at: &usize| lines.get(*at).is_some_and(|l| l.to_lowercase().contains(&needle));
        if forwards {
            (from + 1..lines.len()).chain(0..=from.min(lines.len().saturating_sub(1))).find(holds)
        } else {
            (0..from).rev().chain((from..lines.len()).rev()).find(holds)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::board;

    fn completed(text: &str) -> String {
        let mut line = FilterLine::new(text, 0);
        line.complete(&board(&[]));
        line.input.value().to_owned()
    }

    #[test]
    fn keys_and_values_are_completed() {
        assert_eq!(completed("pa"), "pack:");
        assert_eq!(completed("is:open -sc"), "is:open -scope:");
        assert_eq!(completed("scope:un"), "scope:undecided");
        assert_eq!(completed("scope:lau"), "scope:launch-", "as far as all agree");
        assert_eq!(completed("risk:low,h"), "risk:low,high");
        assert_eq!(completed("xyz"), "xyz");
    }

    #[test]
    fn earlier_filters_come_back() {
        let past = ["one".to_owned(), "two".to_owned()];
        let mut line = FilterLine::new("", 0);
        let mut go = |older| {
            line.recall(&past, older);
            line.input.value().to_owned()
        };
        assert_eq!((go(true), go(true), go(true)), ("two".into(), "one".into(), "one".into()));
        assert_eq!((go(false), go(false)), ("two".into(), String::new()));
    }

    #[test]
    fn a_search_goes_round() {
        let lines: Vec<String> = ["a", "Needle", "b", "needle"].map(str::to_owned).into();
        let search = Search { typing: None, needle: "needle".into() };
        assert_eq!(search.find(&lines, 0, true), Some(1));
        assert_eq!(search.find(&lines, 1, true), Some(3));
        assert_eq!(search.find(&lines, 3, true), Some(1));
        assert_eq!(search.find(&lines, 1, false), Some(3));
        assert_eq!(Search::default().find(&lines, 0, true), None);
    }
}
