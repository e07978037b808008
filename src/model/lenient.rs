//! Lenient reading: a value that cannot be taken leaves its field empty and is noted, and the item
//! stands all the same.

use chrono::NaiveDate;

use super::date;
use super::field::{FieldCause, FieldProblem};
use super::value::Value;

/// Reads values leniently and notes what it could not take.
pub(super) struct Reader<'a> {
    path: Vec<String>,
    problems: &'a mut Vec<FieldProblem>,
}

impl<'a> Reader<'a> {
    /// A reader of what stands under a key.
    pub(super) fn at_key(key: &str, problems: &'a mut Vec<FieldProblem>) -> Self {
        Self { path: vec![key.to_owned()], problems }
    }

    /// Reads a step further down.
    pub(super) fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_owned());
        let result = read(self);
        self.path.pop();
        result
    }

    fn problem(&mut self, text: String, cause: FieldCause) {
        self.problems.push(FieldProblem { path: self.path.clone(), text, cause });
    }

    /// Text as it stands; empty text is no value.
    pub(super) fn text(&mut self, value: Option<&Value>) -> Option<String> {
        match value? {
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some(text.clone()),
            other => {
                self.problem(other.to_string(), FieldCause::WrongShape("text"));
                None
            }
        }
    }

    /// A single name: trimmed, and no template's leftover.
    pub(super) fn name(&mut self, value: Option<&Value>) -> Option<String> {
        let text = self.text(value)?.trim().to_owned();
        if is_placeholder(&text) {
            self.problem(text, FieldCause::Placeholder);
            return None;
        }
        Some(text)
    }

    /// One of a few words, whatever their case.
    pub(super) fn word<T>(
        &mut self,
        value: Option<&Value>,
        from: fn(&str) -> Option<T>,
        words: &'static [&'static str],
    ) -> Option<T> {
        let text = self.text(value)?;
        if let Some(found) = from(&text) {
            return Some(found);
        }
        let folded = text.trim().to_lowercase();
        if let Some(word) = words.iter().find(|word| **word == folded) {
            self.problem(text, FieldCause::OddSpelling(word));
            return from(word);
        }
        let cause = if is_placeholder(&folded) {
            FieldCause::Placeholder
        } else {
            FieldCause::NotOneOf(words)
        };
        self.problem(text, cause);
        None
    }

    /// Yes or no. Readers of YAML 1.1 take more words for it than those of 1.2, so only the two that
    /// all agree on are taken.
    pub(super) fn truth(&mut self, value: Option<&Value>) -> Option<bool> {
        const WORDS: &[&str] = &["true", "false"];
        let from = |word: &str| WORDS.contains(&word).then(|| word == "true");
        self.word(value, from, WORDS)
    }

    pub(super) fn date(&mut self, value: Option<&Value>) -> Option<NaiveDate> {
        let text = self.text(value)?;
        let parsed = date::from_file(&text);
        if parsed.is_none() {
            let cause = if is_placeholder(text.trim()) {
                FieldCause::Placeholder
            } else {
                FieldCause::NotADate
            };
            self.problem(text, cause);
        }
        parsed
    }

    /// A list of texts; a single text counts as a list of one.
    pub(super) fn texts(&mut self, value: Option<&Value>) -> Vec<String> {
        match value {
            None => Vec::new(),
            Some(Value::List(list)) => {
                list.iter().filter_map(|entry| self.text(Some(entry))).collect()
            }
            Some(single) => self.text(Some(single)).into_iter().collect(),
        }
    }

    /// A list of lines for people: an entry of several keys becomes one line.
    pub(super) fn lines(&mut self, value: Option<&Value>) -> Vec<String> {
        match value {
            Some(Value::List(list)) => {
                let lines = list.iter().map(ToString::to_string);
                lines.filter(|line| !line.trim().is_empty()).collect()
            }
            Some(map @ Value::Map(_)) => {
                self.problem(map.to_string(), FieldCause::WrongShape("a list"));
                Vec::new()
            }
            single => self.text(single).into_iter().collect(),
        }
    }

    /// A mapping; what is empty is none.
    pub(super) fn mapping<'v>(&mut self, value: Option<&'v Value>) -> Option<&'v Value> {
        match value? {
            map @ Value::Map(_) => {
                self.cut_short(map);
                Some(map)
            }
            Value::Text(text) if text.trim().is_empty() => None,
            other => {
                self.problem(other.to_string(), FieldCause::WrongShape("a mapping"));
                None
            }
        }
    }

    /// Notes keys that can only be the rest of a sentence: several words, and nothing under them.
    fn cut_short(&mut self, map: &Value) {
        let Value::Map(entries) = map else { return };
        for (key, value) in entries {
            let empty = matches!(value, Value::Text(text) if text.is_empty());
            if empty && key.trim().contains(' ') {
                self.at(key, |r| r.problem(key.clone(), FieldCause::CutShort));
            }
        }
    }

    /// A list of mappings. An entry that is plain text counts as a mapping with just `main`.
    pub(super) fn entries<T>(
        &mut self,
        value: Option<&Value>,
        main: &str,
        read: impl Fn(&mut Self, &Value) -> T,
    ) -> Vec<T> {
        let list = match value {
            None => return Vec::new(),
            Some(Value::List(list)) => list.as_slice(),
            Some(Value::Text(text)) if text.trim().is_empty() => return Vec::new(),
            Some(other) => {
                self.problem(other.to_string(), FieldCause::WrongShape("a list"));
                return Vec::new();
            }
        };
        let mut entries = Vec::with_capacity(list.len());
        for (n, entry) in list.iter().enumerate() {
            let entry = match entry {
                map @ Value::Map(_) => map.clone(),
                Value::Text(text) => Value::Map(vec![(main.to_owned(), text.as_str().into())]),
                list @ Value::List(_) => {
                    self.problem(list.to_string(), FieldCause::WrongShape("a mapping"));
                    continue;
                }
            };
            entries.push(self.at(&n.to_string(), |r| {
                r.cut_short(&entry);
                read(r, &entry)
            }));
        }
        entries
    }
}

/// Whether a text is what a template left behind, not a value: `TBD`, `<owner>`, `a|b|c`,
/// `yyyy-mm-dd`, `{{ owner }}`.
pub fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(
        lower.as_str(),
        "tbd" | "tba" | "todo" | "fixme" | "xxx" | "nnnn" | "n/a?" | "?" | "???"
    ) || (lower.starts_with('<') && lower.ends_with('>') && lower.len() > 2)
        || [("{{", "}}"), ("{%", "%}"), ("${", "}")].iter().any(|(open, close)| {
            lower.len() >= open.len() + close.len()
                && lower.starts_with(open)
                && lower.ends_with(close)
        })
        || (lower.contains('|') && lower.split('|').all(|part| !part.trim().is_empty()))
        || (lower.len() >= 8
            && lower.contains("yyyy")
            && lower.chars().all(|c| matches!(c, 'y' | 'm' | 'd' | '-' | '/' | '.')))
}
