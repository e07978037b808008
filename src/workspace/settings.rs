//! `gonogo.yaml`: what a launch says of itself.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::document::write;
use crate::model::board::RuleSetting;
use crate::model::column::{Column, Columns, ColumnsError};
use crate::model::field::Field;
use crate::model::finding::Severity;
use crate::model::item::Source;
use crate::model::launch::{Criterion, Launch, Person, PersonOrigin, Tracker};
use crate::model::mapping::Mapping;
use crate::rules;

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
    /// Whether a commit of decisions takes the generated documents along.
    pub commits_docs: bool,
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
    /// The pattern of `files`, as it is written.
    pub pattern: Option<String>,
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
    packs: Option<Vec<WrittenFolder>>,
    #[serde(default)]
    rules: serde_yaml::Mapping,
    #[serde(default)]
    docs: WrittenDocs,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDocs {
    #[serde(default)]
    commit: bool,
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
#[serde(deny_unknown_fields)]
struct WrittenFolder {
    path: String,
    files: Option<String>,
}

impl Settings {
    /// The settings of a repository without `gonogo.yaml`.
    pub fn unwritten() -> Self {
        let place = |path: &str| Place {
            path: path.into(),
            files: None,
            pattern: None,
            mapping: Mapping::default(),
        };
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
        let at = |path: &[&str], cause: String| {
            let (line, column) = place_of(text, path);
            SettingsError { line, column, cause }
        };
        let columns = match written.columns {
            None => Columns::default(),
            Some(columns) => Columns::new(columns)
                .map_err(|error: ColumnsError| at(&["columns"], format!("columns: {error}")))?,
        };
        let mut trackers = Vec::new();
        for (n, tracker) in written.trackers.iter().enumerate() {
            let cause = |e| format!("trackers: {} is no pattern: {e}", tracker.pattern);
            trackers.push(
                Tracker::new(&tracker.pattern, &tracker.url)
                    .map_err(|e| at(&["trackers", &n.to_string(), "match"], cause(e)))?,
            );
        }
        let places = |key: &str, list: Option<Vec<WrittenPlace>>, default: Vec<Place>| match list {
            None => Ok(default),
            Some(list) => list
                .into_iter()
                .enumerate()
                .map(|(n, place)| {
                    place.checked().map_err(|(path, cause)| {
                        let n = n.to_string();
                        let path: Vec<&str> =
                            [key, &n].into_iter().chain(path.iter().map(String::as_str)).collect();
                        at(&path, format!("{key}: {cause}"))
                    })
                })
                .collect(),
        };
        let mut rules = BTreeMap::new();
        for (id, setting) in &written.rules {
            let (id, setting) = rule_setting(id, setting).map_err(|(path, cause)| {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                at(&path, format!("rules: {cause}"))
            })?;
            rules.insert(id, setting);
        }
        let packs = written.packs.map(|list| list.into_iter().map(WrittenPlace::from).collect());
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
            packs: places("packs", packs, defaults.packs)?,
            rules,
            commits_docs: written.docs.commit,
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

/// The keys that lead to what is wrong, and what is wrong with it.
type Fault = (Vec<String>, String);

fn fault(path: &[&str], cause: String) -> Fault {
    (path.iter().map(|key| (*key).to_owned()).collect(), cause)
}

impl From<WrittenFolder> for WrittenPlace {
    fn from(folder: WrittenFolder) -> Self {
        let WrittenFolder { path, files } = folder;
        Self { path, files, fields: BTreeMap::new(), values: BTreeMap::new() }
    }
}

impl WrittenPlace {
    fn checked(self) -> Result<Place, Fault> {
        let path = self.path.trim_matches('/').trim_start_matches("./").to_owned();
        if path.split('/').any(|part| part == "..") || self.path.starts_with('/') {
            return Err(fault(&["path"], format!("{} leads out of the repository", self.path)));
        }
        if path.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
            return Err(fault(&["path"], format!("{} leads into git's own folder", self.path)));
        }
        let files = match &self.files {
            None => None,
            Some(pattern) => {
                let wrong = |e: globset::Error| fault(&["files"], format!("files: {e}"));
                let glob = Glob::new(pattern).map_err(wrong)?;
                Some(GlobSetBuilder::new().add(glob).build().map_err(wrong)?)
            }
        };
        let field = |under: &str, key: &str| {
            Field::from_key(key).ok_or_else(|| {
                let cause = format!("there is no field {key}{}", meant(key, Field::KEYS));
                fault(&[under, key], cause)
            })
        };
        let mut mapping = Mapping::default();
        for (ours, theirs) in &self.fields {
            mapping.fields.insert(field("fields", ours)?, theirs.clone());
        }
        for (key, words) in &self.values {
            let pairs = words
                .iter()
                .map(|(theirs, ours)| match (scalar(theirs), scalar(ours)) {
                    (Some(theirs), Some(ours)) => Ok((theirs, ours)),
                    _ => {
                        let cause = format!("values.{key}: words on both sides, please");
                        Err(fault(&["values", key], cause))
                    }
                })
                .collect::<Result<_, _>>()?;
            mapping.values.insert(field("values", key)?, pairs);
        }
        Ok(Place { path, files, pattern: self.files, mapping })
    }
}

/// What is said of one rule.
fn rule_setting(
    id: &serde_yaml::Value,
    setting: &serde_yaml::Value,
) -> Result<(String, RuleSetting), Fault> {
    let id = scalar(id).unwrap_or_default();
    let Some(rule) = rules::rule(&id) else {
        let by_name = rules::CATALOGUE.iter().find(|rule| rule.name == id).map(|rule| rule.id);
        let known = rules::CATALOGUE.iter().map(|rule| rule.id);
        let meant = by_name.or_else(|| rules::nearest(&id, known));
        let meant = meant.map(|id| format!("; did you mean {id}?")).unwrap_or_default();
        let cause = format!("there is no rule {id}{meant} (gonogo explain lists them)");
        return Err(fault(&["rules", &id], cause));
    };
    let severities = || Severity::ALL.map(Severity::word).join(", ");
    let serde_yaml::Value::Mapping(entries) = setting else {
        let cause = format!("{id}: write {{severity: …}} with one of {}", severities());
        return Err(fault(&["rules", &id], cause));
    };
    let mut read = RuleSetting::default();
    for (key, value) in entries {
        let key = scalar(key).unwrap_or_default();
        let at = ["rules", &id, &key];
        let text = scalar(value).unwrap_or_default();
        if key == "severity" {
            let severity = Severity::from_word(&text).ok_or_else(|| {
                let cause =
                    format!("{id}: severity is one of {}, not {}", severities(), shown(value));
                fault(&at, cause)
            })?;
            read.severity = Some(severity);
        } else if let Some(parameter) = rule.parameters.iter().find(|known| known.name == key) {
            let number = value.as_i64().ok_or_else(|| {
                let cause = format!("{id}: {key} is a whole number, not {}", shown(value));
                fault(&at, cause)
            })?;
            read.parameters.insert(parameter.name.to_owned(), number);
        } else {
            let known: Vec<&str> =
                ["severity"].into_iter().chain(rule.parameters.iter().map(|p| p.name)).collect();
            let cause = format!("{id} has no setting {key}{}", meant(&key, &known));
            return Err(fault(&at, cause));
        }
    }
    Ok((id, read))
}

/// The nearest of a few words, and all of them, as the end of a sentence.
fn meant(word: &str, known: &[&str]) -> String {
    let nearest = rules::nearest(word, known.iter().copied());
    let nearest = nearest.map(|known| format!("; did you mean {known}?")).unwrap_or_default();
    format!("{nearest} (there are: {})", known.join(", "))
}

/// A value as an error quotes it.
fn shown(value: &serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::Sequence(_) => "a list".to_owned(),
        serde_yaml::Value::Mapping(_) => "a mapping".to_owned(),
        other => scalar(other).unwrap_or_else(|| "nothing".to_owned()),
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

/// Line and column at which something stands, or the nearest thing around it, counted from 1.
fn place_of(text: &str, path: &[&str]) -> (usize, usize) {
    let file = Source { path: FILE.into(), index: None, mapping: usize::MAX };
    let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    let place = write::place(text, &file, &Mapping::default(), &path);
    place.unwrap_or((1, 1))
}

/// The message of a YAML error without the place, which is shown on its own.
fn without_place(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
