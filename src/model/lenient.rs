//! Lenient reading: a value that cannot be taken leaves its field empty and is noted, and the item
//! stands all the same.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::date;
use super::field::{FieldCause, FieldProblem};
use super::trail::Trail;
use super::written::Written;

/// Reads values leniently and notes what it could not take.
pub(super) struct Reader<'a> {
    trail: Trail<'a>,
    problems: &'a mut Vec<FieldProblem>,
}

impl<'a> Reader<'a> {
    /// A reader of what stands under a key.
    pub(super) fn at_key(key: &'a str, problems: &'a mut Vec<FieldProblem>) -> Self {
        Self { trail: Trail::at(key), problems }
    }

    /// Reads a step further down.
    pub(super) fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>) -> T) -> T {
        let trail = self.trail.key(key);
        read(&mut Reader { trail, problems: self.problems })
    }

    fn problem(&mut self, text: String, cause: FieldCause) {
        self.problems.push(FieldProblem { path: self.trail.path(), text, cause });
    }

    fn wrong_shape(&mut self, value: &Written<'_>, expected: &'static str) {
        self.problem(value.to_value().to_string(), FieldCause::WrongShape(expected));
    }

    /// Text as it stands; empty text is no value.
    pub(super) fn text(&mut self, value: Option<&Written<'_>>) -> Option<String> {
        self.words(value).map(str::to_owned)
    }

    /// The same, without a copy where the value is not needed any more.
    pub(super) fn own_text(&mut self, value: Option<Written<'_>>) -> Option<String> {
        match value? {
            Written::Text(text) if text.trim_start().is_empty() => None,
            Written::Text(text) => Some(text.into_owned()),
            other => {
                self.wrong_shape(&other, "text");
                None
            }
        }
    }

    /// The same, where it stands.
    fn words<'v>(&mut self, value: Option<&'v Written<'_>>) -> Option<&'v str> {
        match value? {
            Written::Text(text) if text.trim_start().is_empty() => None,
            Written::Text(text) => Some(text),
            other => {
                self.wrong_shape(other, "text");
                None
            }
        }
    }

    /// A single name: trimmed, and no template's leftover.
    pub(super) fn name<'v>(&mut self, value: Option<&'v Written<'_>>) -> Option<&'v str> {
        let text = self.words(value)?.trim();
        if is_placeholder(text) {
            self.problem(text.to_owned(), FieldCause::Placeholder);
            return None;
        }
        Some(text)
    }

    /// One of a few words, whatever their case.
    pub(super) fn word<T>(
        &mut self,
        value: Option<&Written<'_>>,
        from: fn(&str) -> Option<T>,
        words: &'static [&'static str],
    ) -> Option<T> {
        let text = self.words(value)?;
        if let Some(found) = from(text) {
            return Some(found);
        }
        let folded = text.trim().to_lowercase();
        if let Some(word) = words.iter().find(|word| **word == folded) {
            self.problem(text.to_owned(), FieldCause::OddSpelling(word));
            return from(word);
        }
        let cause = if is_placeholder(&folded) {
            FieldCause::Placeholder
        } else {
            FieldCause::NotOneOf(words)
        };
        self.problem(text.to_owned(), cause);
        None
    }

    /// Yes or no. Readers of YAML 1.1 take more words for it than those of 1.2, so only the two that
    /// all agree on are taken.
    pub(super) fn truth(&mut self, value: Option<&Written<'_>>) -> Option<bool> {
        const WORDS: &[&str] = &["true", "false"];
        let from = |word: &str| WORDS.contains(&word).then(|| word == "true");
        self.word(value, from, WORDS)
    }

    pub(super) fn date(&mut self, value: Option<&Written<'_>>) -> Option<NaiveDate> {
        let text = self.words(value)?;
        let parsed = date::from_file(text);
        if parsed.is_none() {
            let cause = if is_placeholder(text.trim()) {
                FieldCause::Placeholder
            } else {
                FieldCause::NotADate
            };
            self.problem(text.to_owned(), cause);
        }
        parsed
    }

    /// A list of texts; a single text counts as a list of one.
    pub(super) fn texts<T: for<'s> From<&'s str>>(
        &mut self,
        value: Option<&Written<'_>>,
    ) -> Vec<T> {
        match value {
            None => Vec::new(),
            Some(Written::List(list)) => {
                let mut texts = Vec::with_capacity(list.len());
                texts.extend(list.iter().filter_map(|entry| self.words(Some(entry)).map(T::from)));
                texts
            }
            Some(single) => self.words(Some(single)).map(T::from).into_iter().collect(),
        }
    }

    /// A list of lines for people: an entry of several keys becomes one line.
    pub(super) fn lines(&mut self, value: Option<&Written<'_>>) -> Vec<String> {
        match value {
            Some(Written::List(list)) => {
                let line = |entry: &Written<'_>| match entry {
                    Written::Text(text) => text.clone().into_owned(),
                    other => other.to_value().to_string(),
                };
                list.iter().map(line).filter(|line| !line.trim().is_empty()).collect()
            }
            Some(map @ Written::Map(_)) => {
                self.wrong_shape(map, "a list");
                Vec::new()
            }
            single => self.text(single).into_iter().collect(),
        }
    }

    /// A mapping; what is empty is none.
    pub(super) fn mapping<'v, 't>(
        &mut self,
        value: Option<&'v Written<'t>>,
    ) -> Option<&'v Written<'t>> {
        match value? {
            map @ Written::Map(_) => {
                self.cut_short(map);
                Some(map)
            }
            blank if blank.is_blank() => None,
            other => {
                self.wrong_shape(other, "a mapping");
                None
            }
        }
    }

    /// Notes keys that can only be the rest of a sentence: several words, and nothing under them.
    fn cut_short(&mut self, map: &Written<'_>) {
        let Written::Map(entries) = map else { return };
        for (key, value) in entries {
            let empty = value.as_text().is_some_and(str::is_empty);
            if empty && key.trim().contains(' ') {
                self.at(key, |r| r.problem((*key).to_owned(), FieldCause::CutShort));
            }
        }
    }

    /// A list of mappings. An entry that is plain text counts as a mapping with just `main`.
    pub(super) fn entries<T>(
        &mut self,
        value: Option<&Written<'_>>,
        main: &'static str,
        read: impl Fn(&mut Reader<'_>, &Written<'_>) -> T,
    ) -> Vec<T> {
        let list = match value {
            None => return Vec::new(),
            Some(Written::List(list)) => list.as_slice(),
            Some(blank) if blank.is_blank() => return Vec::new(),
            Some(other) => {
                self.wrong_shape(other, "a list");
                return Vec::new();
            }
        };
        let mut entries = Vec::with_capacity(list.len());
        for (n, entry) in list.iter().enumerate() {
            let made;
            let entry = match entry {
                map @ Written::Map(_) => map,
                Written::Text(text) => {
                    made = Written::Map(vec![(main, Written::Text(Cow::Borrowed(text)))]);
                    &made
                }
                list @ Written::List(_) => {
                    self.wrong_shape(list, "a mapping");
                    continue;
                }
            };
            let trail = self.trail.entry(n);
            let mut below = Reader { trail, problems: self.problems };
            below.cut_short(entry);
            entries.push(read(&mut below, entry));
        }
        entries
    }
}

/// Whether a text is what a template left behind, not a value: `TBD`, `<owner>`, `a|b|c`,
/// `yyyy-mm-dd`, `{{ owner }}`.
pub fn is_placeholder(text: &str) -> bool {
    const WORDS: &[&str] = &["tbd", "tba", "todo", "fixme", "xxx", "nnnn", "n/a?", "?", "???"];
    const LONGEST: usize = "fixme".len();
    // Ten thousand names are asked about, and most are told by how they begin.
    let Some(first) = text.as_bytes().first().map(u8::to_ascii_lowercase) else { return false };
    let begins_word = WORDS.iter().any(|word| word.as_bytes().first() == Some(&first));
    let begins_bracket = matches!(first, b'<' | b'{' | b'$');
    let enclosed = |open: &str, close: &str| {
        text.len() >= open.len() + close.len() && text.starts_with(open) && text.ends_with(close)
    };
    let is_date =
        |byte: u8| matches!(byte.to_ascii_lowercase(), b'y' | b'm' | b'd' | b'-' | b'/' | b'.');
    let has_year = || text.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b"yyyy"));
    (begins_word
        && text.len() <= LONGEST
        && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)))
        || (begins_bracket && text.len() > 2 && enclosed("<", ">"))
        || (begins_bracket
            && [("{{", "}}"), ("{%", "%}"), ("${", "}")]
                .iter()
                .any(|(open, close)| enclosed(open, close)))
        || (text.contains('|') && text.split('|').all(|part| !part.trim().is_empty()))
        || (text.len() >= 8 && text.bytes().all(is_date) && has_year())
}
