//! `gonogo.yaml`: what a launch says of itself.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::model::board::RuleSetting;
use crate::model::column::{Column, Columns, ColumnsError};
use crate::model::field::Field;
use crate::model::finding::Severity;
use crate::model::launch::{Criterion, Launch, Person, PersonOrigin, Tracker};
use crate::model::mapping::Mapping;

/// The name of the settings file, at the root of the repository.
pub const FILE: &str = "gonogo.yaml";

/// The settings of a launch, checked and ready to be used.
#[derive(Debug, Default)]
pub struct Settings {
    /// The launch.
    pub launch: Launch,
    /// The scope columns.
    pub columns: Columns,
    /// The roster.
    pub people: Vec<Person>,
    /// The roles that sign off a pack.
    pub signoff_roles: Vec<String>,
    /// The required launch behaviours.
    pub criteria: Vec<Criterion>,
    /// What makes short references links.
    pub trackers: Vec<Tracker>,
    /// Where items lie.
    pub backlog: Vec<Place>,
    /// Where packs lie.
    pub packs: Vec<Place>,
    /// What is said of single rules.
    pub rules: BTreeMap<String, RuleSetting>,
    /// Whether the file is there.
    pub written: bool,
}

/// A folder or file that is read.
#[derive(Debug)]
pub struct Place {
    /// From the root of the repository, with `/`, without one at the end.
    pub path: String,
    /// Which files below it; all that can be read where this is not said.
    pub files: Option<GlobSet>,
    /// How fields are named there.
    pub mapping: Mapping,
}

/// Why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{FILE}:{line}:{column}: {cause}")]
pub struct SettingsError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    launch: Launch,
    columns: Option<Vec<Column>>,
    #[serde(default)]
    people: Vec<WrittenPerson>,
    #[serde(default)]
    signoff_roles: Vec<String>,
    #[serde(default)]
    criteria: Vec<Criterion>,
    #[serde(default)]
    trackers: Vec<WrittenTracker>,
    backlog: Option<Vec<WrittenPlace>>,
    packs: Option<Vec<WrittenPlace>>,
    #[serde(default)]
    rules: BTreeMap<String, WrittenRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPerson {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTracker {
    #[serde(rename = "match")]
    pattern: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPlace {
    path: String,
    files: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    values: BTreeMap<String, serde_yaml::Mapping>,
}

#[derive(Deserialize)]
struct WrittenRule {
    severity: Option<Severity>,
    #[serde(flatten)]
    parameters: BTreeMap<String, i64>,
}

impl Settings {
    /// The settings of a repository without `gonogo.yaml`.
    pub fn unwritten() -> Self {
        let place =
            |path: &str| Place { path: path.into(), files: None, mapping: Mapping::default() };
        Self {
            backlog: vec![place("backlog")],
            packs: vec![place("packs")],
            signoff_roles: ["owner", "data", "docs", "support"].map(String::from).into(),
            ..Self::default()
        }
    }

    /// Reads the text of `gonogo.yaml`.
    ///
    /// # Errors
    /// When it is no YAML, has a key that is not known, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let defaults = Self::unwritten();
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(Self { written: true, ..defaults });
        }
        let written: Written = serde_yaml::from_str(text).map_err(|error| {
            let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
            SettingsError { line, column, cause: without_place(&error.to_string()) }
        })?;
        let at =
            |key: &str, cause: String| SettingsError { line: line_of(text, key), column: 1, cause };
        let columns = match written.columns {
            None => Columns::default(),
            Some(columns) => Columns::new(columns)
                .map_err(|error: ColumnsError| at("columns", format!("columns: {error}")))?,
        };
        let mut trackers = Vec::new();
        for tracker in &written.trackers {
            let cause = |e| format!("trackers: {} is no pattern: {e}", tracker.pattern);
            trackers.push(
                Tracker::new(&tracker.pattern, &tracker.url)
                    .map_err(|e| at("trackers", cause(e)))?,
            );
        }
        let places = |key: &str, list: Option<Vec<WrittenPlace>>, default: Vec<Place>| match list {
            None => Ok(default),
            Some(list) => list
                .into_iter()
                .map(|place| place.checked().map_err(|cause| at(key, format!("{key}: {cause}"))))
                .collect(),
        };
        Ok(Self {
            launch: written.launch,
            columns,
            people: written.people.into_iter().map(WrittenPerson::person).collect(),
            signoff_roles: if written.signoff_roles.is_empty() {
                defaults.signoff_roles
            } else {
                written.signoff_roles
            },
            criteria: written.criteria,
            trackers,
            backlog: places("backlog", written.backlog, defaults.backlog)?,
            packs: places("packs", written.packs, defaults.packs)?,
            rules: written
                .rules
                .into_iter()
                .map(|(id, rule)| {
                    (id, RuleSetting { severity: rule.severity, parameters: rule.parameters })
                })
                .collect(),
            written: true,
        })
    }
}

impl WrittenPerson {
    fn person(self) -> Person {
        Person {
            name: if self.name.is_empty() { self.id.clone() } else { self.name },
            id: self.id.into(),
            email: self.email,
            roles: self.roles,
            origin: PersonOrigin::Roster,
        }
    }
}

impl WrittenPlace {
    fn checked(self) -> Result<Place, String> {
        let path = self.path.trim_matches('/').trim_start_matches("./").to_owned();
        if path.split('/').any(|part| part == "..") || self.path.starts_with('/') {
            return Err(format!("{} leads out of the repository", self.path));
        }
        let files = match &self.files {
            None => None,
            Some(pattern) => {
                let glob = Glob::new(pattern).map_err(|e| format!("files: {e}"))?;
                let set =
                    GlobSetBuilder::new().add(glob).build().map_err(|e| format!("files: {e}"))?;
                Some(set)
            }
        };
        let field = |key: &str| {
            Field::from_key(key).ok_or_else(|| {
                format!("there is no field {key} (fields: {})", Field::KEYS.join(", "))
            })
        };
        let mut mapping = Mapping::default();
        for (ours, theirs) in &self.fields {
            mapping.fields.insert(field(ours)?, theirs.clone());
        }
        for (key, words) in &self.values {
            let pairs = words
                .iter()
                .map(|(theirs, ours)| match (scalar(theirs), scalar(ours)) {
                    (Some(theirs), Some(ours)) => Ok((theirs, ours)),
                    _ => Err(format!("values.{key}: words on both sides, please")),
                })
                .collect::<Result<_, _>>()?;
            mapping.values.insert(field(key)?, pairs);
        }
        Ok(Place { path, files, mapping })
    }
}

fn scalar(value: &serde_yaml::Value) -> Option<String> {
    match value {
        serde_yaml::Value::String(text) => Some(text.clone()),
        serde_yaml::Value::Number(number) => Some(number.to_string()),
        serde_yaml::Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The line on which a key of the root stands.
fn line_of(text: &str, key: &str) -> usize {
    text.lines()
        .position(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
        .map_or(1, |at| at + 1)
}

/// The message of a YAML error without the place, which is shown on its own.
fn without_place(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
