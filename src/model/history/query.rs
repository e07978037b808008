//! Which decisions of a history are asked for, and how people say it.

use chrono::NaiveDate;

use super::{Change, ChangeKind, PackedChange, PackedCommit};
use crate::model::date;

/// The terms, and what each takes: for completion and for help.
pub const TERMS: &[(&str, &str)] = &[
    ("item", "an id; names that it had before count too"),
    ("pack", "the pack itself, and the items that bear on it"),
    ("by", "a name or an address"),
    ("meeting", "what the commit's Gonogo-Meeting says"),
    ("kind", "move, defer, assign, close ..."),
    ("since", "a day: 2026-11-20, -2w"),
    ("until", "a day"),
];

/// Which decisions are asked for; what is not said holds for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// On the item or pack with this id, in any case.
    pub id: Option<String>,
    /// Bearing on this pack: on the pack itself, or on an item of it; in any case.
    pub pack: Option<String>,
    /// By somebody whose name or address holds this, in any case.
    pub author: Option<String>,
    /// In a meeting whose name holds this, in any case.
    pub meeting: Option<String>,
    /// Of these kinds.
    pub kinds: Vec<ChangeKind>,
    /// On this day or later.
    pub since: Option<NaiveDate>,
    /// On this day or earlier.
    pub until: Option<NaiveDate>,
    /// Whose words hold all of these, in any case.
    pub words: Vec<String>,
}

/// Why a question is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No such kind.
    #[error("{0} is no kind of change ({known})", known = kinds())]
    Kind(String),
    /// Not a day.
    #[error("{0} is not a date (2026-11-20, -2w, launch-1m)")]
    Date(String),
}

/// The words of all kinds.
fn kinds() -> String {
    ChangeKind::ALL.map(ChangeKind::word).join(", ")
}

impl Query {
    /// Reads what a person typed: `item:SHOP-014 by:ada kind:move since:-2w "exact words"`.
    ///
    /// # Errors
    /// When a kind or a day is not understood.
    pub fn parse(
        text: &str,
        today: NaiveDate,
        launch: Option<NaiveDate>,
    ) -> Result<Self, QueryError> {
        let mut query = Self::default();
        for term in terms(text) {
            let (key, value) = match term.split_once(':') {
                Some((key, value)) if !term.starts_with('"') => (key, unquoted(value)),
                _ => ("", unquoted(&term)),
            };
            // A term whose value is still being typed asks for nothing yet.
            let given = (!value.is_empty()).then(|| value.clone());
            match key {
                "item" => query.id = given,
                "pack" => query.pack = given,
                "by" | "author" => query.author = given,
                "meeting" => query.meeting = given,
                "kind" => query.kinds = self::kinds_of(&value)?,
                "since" => query.since = day(given, today, launch)?,
                "until" => query.until = day(given, today, launch)?,
                _ => query.words.extend(Some(unquoted(&term)).filter(|word| !word.is_empty())),
            }
        }
        Ok(query)
    }

    /// Whether everything is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A query as it is asked of one change after the other, apart from the id: names that it had before
/// are for [`Timeline::select`](super::Timeline::select).
pub(super) struct Asked<'a> {
    query: &'a Query,
    /// What is looked for without regard to case, in lower case.
    author: Option<String>,
    meeting: Option<String>,
    words: Vec<String>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(query: &'a Query) -> Self {
        let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
        Self {
            query,
            author: lower(&query.author),
            meeting: lower(&query.meeting),
            words: query.words.iter().map(|word| word.to_lowercase()).collect(),
        }
    }

    /// Whether the commit leaves nothing to be said against its changes.
    pub(super) fn of_commit(&self, commit: &PackedCommit<'_>) -> bool {
        let Query { since, until, .. } = self.query;
        let by = |part: &String| holds(commit.author, part) || holds(commit.email, part);
        let in_meeting = |part: &String| commit.meeting.is_some_and(|meeting| holds(meeting, part));
        self.author.as_ref().is_none_or(by)
            && self.meeting.as_ref().is_none_or(in_meeting)
            && since.is_none_or(|since| commit.when().date_naive() >= since)
            && until.is_none_or(|until| commit.when().date_naive() <= until)
    }

    /// Whether a change of such a commit is asked for; it is unpacked only where that says more.
    pub(super) fn of_change(
        &self,
        commit: &PackedCommit<'_>,
        change: &PackedChange<'_>,
        unpack: impl Fn() -> Option<Change>,
    ) -> bool {
        let mut packs = change.packs();
        let bears = |pack: &String| packs.any(|known| known.eq_ignore_ascii_case(pack));
        if !self.query.pack.as_ref().is_none_or(bears) {
            return false;
        }
        let texts = [change.id, change.title(), commit.subject, commit.author];
        let said = |word: &&String| texts.iter().any(|text| holds(text, word));
        let open: Vec<&String> = self.words.iter().filter(|word| !said(word)).collect();
        if open.is_empty() && self.query.kinds.is_empty() {
            return true;
        }
        unpack().is_some_and(|whole| {
            let of_kind = self.query.kinds.is_empty()
                || whole.kinds().iter().any(|kind| self.query.kinds.contains(kind));
            of_kind
                && (open.is_empty() || {
                    let words = whole.words().to_lowercase();
                    open.iter().all(|word| words.contains(word.as_str()))
                })
        })
    }
}

/// Whether a text holds what is given in lower case.
fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(part)
}

fn kinds_of(text: &str) -> Result<Vec<ChangeKind>, QueryError> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let lower = word.to_lowercase();
            ChangeKind::from_word(&lower).ok_or_else(|| QueryError::Kind(word.to_owned()))
        })
        .collect()
}

fn day(
    text: Option<String>,
    today: NaiveDate,
    launch: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, QueryError> {
    let Some(text) = text else { return Ok(None) };
    date::from_person(&text, today, launch).map(Some).ok_or(QueryError::Date(text))
}

/// The terms of a text; quotation marks hold words together.
fn terms(text: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        match terms.last_mut() {
            Some(term) if quoted || !c.is_whitespace() => term.push(c),
            _ => terms.push(String::new()),
        }
    }
    terms.retain(|term| !term.is_empty());
    terms
}

fn unquoted(text: &str) -> String {
    text.replace('"', "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::today;

    #[test]
    fn terms_are_understood_and_words_are_kept() {
        let text = r#"item:A-1 by:"Ada Chair" kind:move,defer since:-1w refund "no rate" meeting:"#;
        let query = Query::parse(text, today(), None).unwrap();
        assert_eq!(query.id.as_deref(), Some("A-1"));
        assert_eq!(query.author.as_deref(), Some("Ada Chair"));
        assert_eq!(query.kinds, [ChangeKind::Move, ChangeKind::Defer]);
        assert_eq!(query.since.map(|day| day.to_string()).as_deref(), Some("2026-11-16"));
        assert_eq!(query.words, ["refund", "no rate"]);
        assert_eq!(query.meeting, None, "still being typed");
        assert!(Query::parse("", today(), None).unwrap().is_empty());
        let error = Query::parse("kind:jump", today(), None).unwrap_err();
        assert!(error.to_string().starts_with("jump is no kind of change (create, delete, move"));
        assert!(Query::parse("since:soon", today(), None).is_err());
    }
}
