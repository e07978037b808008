//! The settings that hold, each with where it comes from.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::files::{Files, WorkTree};
use super::settings::{self, Settings};
use super::user::{THEMES, UserSettings, UserSettingsError};
use super::{WorkspaceError, read_settings};
use crate::document::spans::{Segment, Tree};
use crate::git::Repo;
use crate::model::order::{Group, Sort};
use crate::rules;

/// One setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The keys that lead to it, with dots between. An entry of a list goes by its id where it has
    /// one, and by its place, counted from 0, where not.
    pub key: String,
    /// What holds, as JSON has it; `null` where nothing does.
    pub value: Json,
    /// Where that comes from.
    pub origin: Origin,
}

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of the command line.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// A line of a settings file.
    File {
        /// `gonogo.yaml`, or the path of the user's file.
        path: String,
        /// Counted from 1.
        line: usize,
    },
    /// Nobody said anything else.
    Default,
}

/// The settings of the repository that holds a folder.
///
/// # Errors
/// When there is none, or its `gonogo.yaml` cannot be used.
pub fn repository(start: &Path) -> Result<Vec<Setting>, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let Some(root) = repo.root() else {
        return Err(WorkspaceError::Bare(repo.git_dir().to_owned()));
    };
    let files = WorkTree::new(root);
    read_settings(&files)?;
    let text = files.text(settings::FILE).unwrap_or_default();
    Ok(of_launch(&Source::of(settings::FILE, &text)))
}

/// The settings of the user, from the file at `path` where there is one.
///
/// # Errors
/// When the file cannot be read or understood.
pub fn user(path: Option<&Path>) -> Result<Vec<Setting>, UserSettingsError> {
    let text = match path {
        Some(path) => {
            UserSettings::read(path)?;
            fs::read_to_string(path).unwrap_or_default()
        }
        None => String::new(),
    };
    let name = path.map(|path| path.display().to_string()).unwrap_or_default();
    Ok(of_user(&Source::of(&name, &text)))
}

fn of_launch(source: &Source<'_>) -> Vec<Setting> {
    let defaults = Settings::unwritten();
    let mut found: Vec<Setting> = ["name", "date", "freeze"]
        .iter()
        .map(|key| source.one(&["launch", key], Json::Null))
        .collect();
    let columns = defaults.columns.iter().map(|column| json!(column)).collect();
    found.extend(source.list("columns", columns));
    found.extend(source.list("people", Vec::new()));
    found.push(match source.one(&["signoff_roles"], Json::Null) {
        // An empty list of roles says nothing.
        roles if roles.value.as_array().is_none_or(Vec::is_empty) => {
            Setting { value: json!(defaults.signoff_roles), origin: Origin::Default, ..roles }
        }
        roles => roles,
    });
    found.extend(source.list("criteria", Vec::new()));
    found.extend(source.list("trackers", Vec::new()));
    for (key, places) in [("backlog", &defaults.backlog), ("packs", &defaults.packs)] {
        let places = places.iter().map(|place| json!({"path": place.path})).collect();
        found.extend(source.list(key, places));
    }
    found.push(source.one(&["docs", "commit"], json!(false)));
    for rule in rules::CATALOGUE {
        let severity = json!(rule.severity.word());
        found.push(source.one(&["rules", rule.id, "severity"], severity));
        for parameter in rule.parameters {
            let default = json!(parameter.default);
            found.push(source.one(&["rules", rule.id, parameter.name], default));
        }
    }
    found
}

fn of_user(source: &Source<'_>) -> Vec<Setting> {
    let mut found = vec![
        source.one(&["ui", "theme"], json!(THEMES.first())),
        source.one(&["ui", "mouse"], json!(false)),
        // Left out, the locale says it.
        source.one(&["ui", "ascii"], Json::Null),
        source.one(&["ui", "sort"], json!(Sort::Risk.word())),
        source.one(&["ui", "group"], json!(Group::None.word())),
    ];
    let contexts = source.data.get("keys").and_then(Json::as_object).into_iter().flatten();
    for (context, actions) in contexts {
        for action in actions.as_object().into_iter().flat_map(|actions| actions.keys()) {
            found.push(source.one(&["keys", context, action], Json::Null));
        }
    }
    found
}

/// A settings file: what it says, and where.
struct Source<'t> {
    name: String,
    data: Json,
    tree: Option<Tree<'t>>,
}

impl<'t> Source<'t> {
    /// The file has been read before, so that there is nothing wrong with it.
    fn of(name: &str, text: &'t str) -> Self {
        let data = serde_yaml::from_str::<serde_yaml::Value>(text).unwrap_or_default();
        let data = serde_json::to_value(data).unwrap_or_default();
        Self { name: name.to_owned(), data, tree: Tree::build(text).ok() }
    }

    /// A single setting, which holds `default` where the file says nothing.
    fn one(&self, path: &[&str], default: Json) -> Setting {
        let written = path.iter().try_fold(&self.data, |data, key| data.get(key));
        let key = path.join(".");
        match written.filter(|value| !value.is_null()) {
            None => Setting { key, value: default, origin: Origin::Default },
            Some(value) => {
                let path: Vec<Segment> = path.iter().map(|key| Segment::from(*key)).collect();
                Setting { key, value: value.clone(), origin: self.origin(&path) }
            }
        }
    }

    /// A setting for each entry of a list; one that is empty is a setting too.
    fn list(&self, key: &str, default: Vec<Json>) -> Vec<Setting> {
        let written = self.data.get(key).and_then(Json::as_array);
        let entries = written.unwrap_or(&default);
        if entries.is_empty() {
            let origin = match written {
                Some(_) => self.origin(&[Segment::from(key)]),
                None => Origin::Default,
            };
            return vec![Setting { key: key.to_owned(), value: json!([]), origin }];
        }
        let setting = |(n, entry): (usize, &Json)| {
            let id = entry.get("id").map(|id| id.as_str().map_or(id.to_string(), str::to_owned));
            let origin = match written {
                Some(_) => self.origin(&[Segment::from(key), Segment::from(n)]),
                None => Origin::Default,
            };
            let name = id.unwrap_or_else(|| n.to_string());
            Setting { key: format!("{key}.{name}"), value: entry.clone(), origin }
        };
        entries.iter().enumerate().map(setting).collect()
    }

    /// The line of a setting, or of the nearest thing around it that can be found.
    fn origin(&self, path: &[Segment]) -> Origin {
        let locate = |n: usize| self.tree.as_ref()?.locate(path.get(..n)?);
        let found = (0..=path.len()).rev().find_map(locate);
        let line = found.map_or(1, |place| place.key.unwrap_or(place.value).line);
        Origin::File { path: self.name.clone(), line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(found: &[Setting], key: &str) -> Option<usize> {
        match found.iter().find(|setting| setting.key == key)?.origin {
            Origin::File { line, .. } => Some(line),
            _ => None,
        }
    }

    #[test]
    fn each_setting_has_the_line_on_which_it_stands() {
        let text = "# one\nlaunch:\n  name: Atlas\n  date: 2027-01-12\npeople:\n  - {id: ada}\n  \
                    - id: 7\n    name: Bo\nbacklog:\n- path: keps\ncriteria: []\nrules:\n  GNG033:\n    \
                    days: 30\n";
        let found = of_launch(&Source::of("gonogo.yaml", text));
        for (key, at) in [
            ("launch.name", 3),
            ("launch.date", 4),
            ("people.ada", 6),
            ("people.7", 7),
            ("backlog.0", 10),
            ("criteria", 11),
            ("rules.GNG033.days", 14),
        ] {
            assert_eq!(line(&found, key), Some(at), "{key}");
        }
        for key in ["launch.freeze", "columns.undecided", "packs.0", "rules.GNG033.severity"] {
            let setting = found.iter().find(|setting| setting.key == key).unwrap();
            assert_eq!(setting.origin, Origin::Default, "{key}");
        }
    }

    #[test]
    fn the_users_own_keys_are_settings_too() {
        let text = "ui:\n  theme: dark\nkeys:\n  board:\n    assign: [A]\n";
        let found = of_user(&Source::of("config.yaml", text));
        assert_eq!(line(&found, "ui.theme"), Some(2));
        assert_eq!(line(&found, "keys.board.assign"), Some(5));
        assert_eq!(line(&found, "ui.mouse"), None);
        assert_eq!(of_user(&Source::of("", "")).len(), 5);
    }
}
