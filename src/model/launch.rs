//! What a launch is called, when it is, who takes part, and what it must do.

use std::fmt;

use chrono::NaiveDate;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::id::{CriterionId, PersonId};

/// The launch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// What it is called; empty where `gonogo.yaml` does not say.
    #[serde(default)]
    pub name: String,
    /// The day.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// The last day on which anything may change.
    #[serde(default)]
    pub freeze: Option<NaiveDate>,
}

/// Where a person was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonOrigin {
    /// `people` in `gonogo.yaml`.
    Roster,
    /// A CODEOWNERS file.
    Codeowners,
    /// An author in git's history.
    Git,
    /// The owner of an item or pack.
    Backlog,
}

/// Somebody who can own an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What `owner` says in a file.
    pub id: PersonId,
    /// What the person is called.
    pub name: String,
    /// Where the person is reached.
    pub email: String,
    /// owner, data, docs, support …
    pub roles: Vec<String>,
    /// Where the person was found.
    pub origin: PersonOrigin,
}

/// Whether two names stand for one person: the same id in any case, with or without the `@` of
/// CODEOWNERS, or an id and the e-mail address that belongs to it.
pub fn is_same_person(a: &str, b: &str, people: &[Person]) -> bool {
    let (a, b) = (handle(a), handle(b));
    let goes_by = |person: &Person, name: &str| {
        let names = [handle(person.id.as_str()), person.email.trim()];
        names.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    // Many people have no address on record: nothing is the name of none.
    !a.is_empty()
        && !b.is_empty()
        && (a.eq_ignore_ascii_case(b)
            || people.iter().any(|person| goes_by(person, a) && goes_by(person, b)))
}

/// A name without the `@` that CODEOWNERS puts before it.
pub fn handle(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix('@').unwrap_or(name)
}

/// A required launch behaviour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What a decision cites.
    pub id: CriterionId,
    /// What must be true.
    pub text: String,
}

/// Turns short references such as `PACK-412` into links.
#[derive(Clone)]
pub struct Tracker {
    /// What a whole reference looks like.
    pub pattern: Regex,
    /// Where it leads, with `$1` for what the pattern caught.
    pub url: String,
}

impl Tracker {
    /// A tracker for references that `pattern` matches as a whole.
    ///
    /// # Errors
    /// When the pattern is no regular expression.
    pub fn new(pattern: &str, url: &str) -> Result<Self, regex::Error> {
        Ok(Self { pattern: Regex::new(&format!("^(?:{pattern})$"))?, url: url.to_owned() })
    }
}

impl fmt::Debug for Tracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.pattern, self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_several_names() {
        let person = |id: &str, email: &str| Person {
            id: id.into(),
            name: String::new(),
            email: email.to_owned(),
            roles: Vec::new(),
            origin: PersonOrigin::Roster,
        };
        let people = [person("b-lead", "b@example.com"), person("@ada", ""), person("c", "")];
        for (a, b) in [
            ("b-lead", "B-Lead"),
            ("b-lead", " @b-lead "),
            ("b-lead", "B@example.com"),
            ("ada", "@ADA"),
            ("stranger", "Stranger"),
        ] {
            assert!(is_same_person(a, b, &people), "{a} and {b}");
            assert!(is_same_person(b, a, &people), "{b} and {a}");
        }
        for (a, b) in [("b-lead", "c"), ("ada", "b@example.com"), ("c", ""), ("", ""), ("@", "@")] {
            assert!(!is_same_person(a, b, &people), "{a} and {b}");
        }
    }
}
