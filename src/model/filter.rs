//! The filter language, the same on the board and in `gonogo list`.
//!
//! Terms are separated by spaces and must all hold. Bare words match fuzzily; `"words in quotes"`
//! exactly; `key:value` asks a field, several values with commas; `<`, `<=`, `>`, `>=` compare
//! dates, ages and risks; a leading `-` turns a term round.

use chrono::NaiveDate;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::board::Board;
use super::column::Role;
use super::date;
use super::id::ItemId;
use super::item::{Item, Kind, Risk, Status};

/// The keys that can be asked, with what they take: for completion and for help.
pub const KEYS: &[(&str, &str)] = &[
    ("pack", "a pack, or none"),
    ("owner", "a person, or none"),
    ("scope", "a column"),
    ("risk", "low, medium, high, or none"),
    ("kind", "bug, gap, feature, docs, chore"),
    ("status", "open, closed, withdrawn"),
    ("label", "a label, or none"),
    ("criterion", "a criterion, or none"),
    ("is", "open, closed, withdrawn, decided, undecided, deferred, changed, overdue, blocked"),
    ("has", "finding, owner, due, link, note, evidence, rationale"),
    ("due", "a date, or none"),
    ("revisit", "a date, or none"),
    ("created", "a date"),
    ("age", "30d, 2w"),
    ("id", "the beginning of an id"),
];

/// A filter that was understood.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

/// Why a filter is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// No such key.
    #[error(
        "there is no key {0}: (keys: pack owner scope risk kind status label criterion is has due revisit created age id)"
    )]
    Key(String),
    /// No such value.
    #[error("{key}: does not take {value}; it takes {takes}")]
    Value {
        /// The key.
        key: &'static str,
        /// What was written.
        value: String,
        /// What could be.
        takes: &'static str,
    },
    /// This key cannot be compared.
    #[error("{0} cannot be compared with < or >")]
    NotOrdered(&'static str),
    /// A quotation mark without its partner.
    #[error("a closing quotation mark is missing")]
    Quote,
}

/// What a filter may ask beside the board.
pub struct Facts<'a> {
    /// The board.
    pub board: &'a Board,
    /// The day on which it is asked.
    pub today: NaiveDate,
    /// Whether something is wrong with an item.
    pub has_finding: &'a dyn Fn(&ItemId) -> bool,
    /// Whether the draft changes an item.
    pub is_changed: &'a dyn Fn(&ItemId) -> bool,
}

#[derive(Clone, Debug)]
struct Term {
    negated: bool,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Fuzzy(Pattern, u32),
    Exact(String),
    AnyOf(&'static str, Vec<String>),
    Date(DateKey, Comparison, Option<NaiveDate>),
    Age(Comparison, i64),
    Risk(Comparison, Risk),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DateKey {
    Due,
    Revisit,
    Created,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    fn holds<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Comparison::Is => left == right,
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::More => left > right,
            Comparison::AtLeast => left >= right,
        }
    }
}

impl Filter {
    /// Reads a filter as a person types it.
    ///
    /// # Errors
    /// When a key or value is not known; the error says which are.
    pub fn parse(
        text: &str,
        today: NaiveDate,
        launch: Option<NaiveDate>,
    ) -> Result<Self, FilterError> {
        let mut terms = Vec::new();
        for word in split(text)? {
            terms.push(Term { negated: word.negated, test: word.test(today, launch)? });
        }
        Ok(Self { terms })
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether an item passes.
    pub fn matches(&self, item: &Item, facts: &Facts<'_>, matcher: &mut FuzzyMatcher) -> bool {
        self.terms.iter().all(|term| term.negated != term.test.holds(item, facts, matcher))
    }
}

/// The working memory of fuzzy matching; make one and keep it.
pub struct FuzzyMatcher {
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Default for FuzzyMatcher {
    fn default() -> Self {
        Self { matcher: Matcher::new(Config::DEFAULT), buffer: Vec::new() }
    }
}

impl FuzzyMatcher {
    fn holds(&mut self, pattern: &Pattern, least: u32, text: &str) -> bool {
        let haystack = Utf32Str::new(text, &mut self.buffer);
        pattern.score(haystack, &mut self.matcher).is_some_and(|score| score >= least)
    }

    /// How well a text fits what was typed, the higher the better; `None` where it does not.
    pub fn score(&mut self, needle: &str, text: &str) -> Option<u32> {
        let pattern = Pattern::parse(needle, CaseMatching::Ignore, Normalization::Smart);
        let haystack = Utf32Str::new(text, &mut self.buffer);
        pattern.score(haystack, &mut self.matcher)
    }
}

/// One term as typed, before it is understood.
struct Word {
    negated: bool,
    quoted: bool,
    key: Option<(String, Comparison)>,
    value: String,
}

/// Splits at spaces outside quotation marks, and each term at its first comparison.
fn split(text: &str) -> Result<Vec<Word>, FilterError> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.peek().is_some_and(|c| c.is_whitespace()) {
            chars.next();
        }
        if chars.peek().is_none() {
            return Ok(words);
        }
        let mut word = Word { negated: false, quoted: false, key: None, value: String::new() };
        if chars.peek() == Some(&'-') {
            word.negated = true;
            chars.next();
        }
        while let Some(&c) = chars.peek() {
            if c.is_whitespace() {
                break;
            }
            chars.next();
            match c {
                '"' => {
                    word.quoted = true;
                    loop {
                        match chars.next() {
                            Some('"') => break,
                            Some(c) => word.value.push(c),
                            None => return Err(FilterError::Quote),
                        }
                    }
                }
                ':' | '=' | '<' | '>'
                    if word.key.is_none() && !word.quoted && is_key(&word.value) =>
                {
                    let or_equal = matches!(c, '<' | '>') && chars.next_if_eq(&'=').is_some();
                    let comparison = match (c, or_equal) {
                        ('<', false) => Comparison::Less,
                        ('<', true) => Comparison::AtMost,
                        ('>', false) => Comparison::More,
                        ('>', true) => Comparison::AtLeast,
                        _ => Comparison::Is,
                    };
                    word.key = Some((std::mem::take(&mut word.value), comparison));
                }
                c => word.value.push(c),
            }
        }
        if word.key.is_some() || !word.value.is_empty() {
            words.push(word);
        }
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

impl Word {
    fn test(self, today: NaiveDate, launch: Option<NaiveDate>) -> Result<Test, FilterError> {
        let Some((key, comparison)) = self.key else {
            if self.quoted {
                return Ok(Test::Exact(self.value.to_lowercase()));
            }
            let least =
                u32::try_from(self.value.chars().count()).unwrap_or(u32::MAX).saturating_mul(14);
            let pattern = Pattern::parse(&self.value, CaseMatching::Ignore, Normalization::Smart);
            return Ok(Test::Fuzzy(pattern, least));
        };
        let key = key.to_lowercase();
        let Some((key, takes)) = KEYS.iter().find(|(k, _)| *k == key).copied() else {
            return Err(FilterError::Key(key));
        };
        let value = self.value.trim().to_lowercase();
        let wrong = || FilterError::Value { key, value: self.value.clone(), takes };
        let day = || {
            if value == "none" {
                Some(None)
            } else {
                date::from_person(&value, today, launch).map(Some)
            }
        };
        let date_key = match key {
            "due" => Some(DateKey::Due),
            "revisit" => Some(DateKey::Revisit),
            "created" => Some(DateKey::Created),
            _ => None,
        };
        if let Some(date_key) = date_key {
            return Ok(Test::Date(date_key, comparison, day().ok_or_else(wrong)?));
        }
        if key == "age" {
            return Ok(Test::Age(comparison, days(&value).ok_or_else(wrong)?));
        }
        if key == "risk" && comparison != Comparison::Is {
            return Ok(Test::Risk(comparison, Risk::from_word(&value).ok_or_else(wrong)?));
        }
        if comparison != Comparison::Is {
            return Err(FilterError::NotOrdered(key));
        }
        let values: Vec<String> = value.split(',').map(|v| v.trim().to_owned()).collect();
        let closed: Option<&[&str]> = match key {
            "kind" => Some(Kind::WORDS),
            "status" => Some(Status::WORDS),
            "risk" => Some(Risk::WORDS),
            "is" => Some(&[
                "open",
                "closed",
                "withdrawn",
                "decided",
                "undecided",
                "deferred",
                "changed",
                "overdue",
                "blocked",
            ]),
            "has" => Some(&["finding", "owner", "due", "link", "note", "evidence", "rationale"]),
            _ => None,
        };
        let none = matches!(key, "risk" | "kind");
        if closed.is_some_and(|words| {
            !values.iter().all(|v| words.contains(&v.as_str()) || (none && v == "none"))
        }) {
            return Err(wrong());
        }
        Ok(Test::AnyOf(key, values))
    }
}

/// `30d` or `2w` as days.
fn days(text: &str) -> Option<i64> {
    let (number, unit) = match text.strip_suffix('w') {
        Some(number) => (number, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    number.parse::<i32>().ok().map(|n| i64::from(n) * unit)
}

impl Test {
    fn holds(&self, item: &Item, facts: &Facts<'_>, matcher: &mut FuzzyMatcher) -> bool {
        match self {
            Test::Fuzzy(pattern, least) => {
                matcher.holds(pattern, *least, &item.title)
                    || matcher.holds(pattern, *least, item.id.as_str())
                    || item.packs.iter().any(|pack| matcher.holds(pattern, *least, pack.as_str()))
                    || item
                        .owner
                        .as_ref()
                        .is_some_and(|o| matcher.holds(pattern, *least, o.as_str()))
                    || item.labels.iter().any(|label| matcher.holds(pattern, *least, label))
            }
            Test::Exact(text) => [
                item.title.as_str(),
                item.id.as_str(),
                &item.description,
                item.rationale.as_deref().unwrap_or_default(),
            ]
            .iter()
            .any(|field| field.to_lowercase().contains(text)),
            Test::AnyOf(key, values) => values.iter().any(|value| asks(item, key, value, facts)),
            Test::Date(key, comparison, wanted) => {
                let date = match key {
                    DateKey::Due => item.due,
                    DateKey::Revisit => item.deferral.as_ref().and_then(|d| d.revisit),
                    DateKey::Created => item.created,
                };
                match (date, wanted) {
                    (Some(date), Some(wanted)) => comparison.holds(date, *wanted),
                    (None, None) => true,
                    _ => false,
                }
            }
            Test::Age(comparison, days) => item
                .created
                .is_some_and(|created| comparison.holds((facts.today - created).num_days(), *days)),
            Test::Risk(comparison, risk) => item.risk.is_some_and(|r| comparison.holds(r, *risk)),
        }
    }
}

fn asks(item: &Item, key: &str, value: &str, facts: &Facts<'_>) -> bool {
    let same = |text: &str| text.to_lowercase() == value;
    let opt = |text: Option<&str>| text.map_or(value == "none", same);
    let list = |texts: &mut dyn Iterator<Item = &str>| {
        let mut texts = texts.peekable();
        if texts.peek().is_none() { value == "none" } else { texts.any(same) }
    };
    match key {
        "pack" => list(&mut item.packs.iter().map(|p| p.as_str())),
        "label" => list(&mut item.labels.iter().map(String::as_str)),
        "owner" => opt(item.owner.as_ref().map(|o| o.as_str())),
        "criterion" => opt(item.criterion.as_ref().map(|c| c.as_str())),
        "risk" => opt(item.risk.map(Risk::word)),
        "kind" => opt(item.kind.map(Kind::word)),
        "status" => same(item.status.word()),
        "scope" => {
            let column = facts.board.column_of(item);
            same(column.id.as_str())
                || facts.board.columns.meant(value).is_some_and(|c| c.id == column.id)
        }
        "id" => item.id.as_str().to_lowercase().starts_with(value),
        "is" => match value {
            "open" | "closed" | "withdrawn" => same(item.status.word()),
            "undecided" => item.is_open() && facts.board.role_of(item) == Role::Inbox,
            "decided" => facts.board.role_of(item) != Role::Inbox,
            "deferred" => facts.board.role_of(item) == Role::Deferred,
            "changed" => (facts.is_changed)(&item.id),
            "overdue" => item.is_open() && item.due.is_some_and(|due| due < facts.today),
            "blocked" => {
                item.blocked_by.iter().any(|id| facts.board.item(id).is_none_or(Item::is_open))
            }
            _ => false,
        },
        "has" => match value {
            "finding" => (facts.has_finding)(&item.id),
            "owner" => item.owner.is_some(),
            "due" => item.due.is_some(),
            "link" => item.deferral.as_ref().is_some_and(|d| d.link.is_some()),
            "note" => !item.notes.is_empty(),
            "evidence" => !item.evidence.is_empty(),
            "rationale" => item.rationale.is_some(),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
