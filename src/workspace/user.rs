//! The user's own settings: keys, colours and mouse. A repository cannot set them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;

use crate::model::order::{Group, Sort};

/// What a user may set.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserSettings {
    /// How the board looks and behaves.
    pub ui: Ui,
    /// Keys by context and action.
    pub keys: std::collections::BTreeMap<String, std::collections::BTreeMap<String, Vec<String>>>,
}

/// How the board looks and behaves.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ui {
    /// terminal, light, dark, high-contrast or mono.
    pub theme: Option<String>,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// Whether only ASCII is drawn; left out: as the locale says.
    pub ascii: Option<bool>,
    /// What items are sorted by at the start.
    pub sort: Option<String>,
    /// What items are grouped by at the start.
    pub group: Option<String>,
}

/// Why the user's settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {cause}", path.display())]
pub struct UserSettingsError {
    /// The file.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub cause: String,
}

/// Where the user's settings lie: `gonogo/config.yaml` under `$XDG_CONFIG_HOME`, on macOS too.
pub fn path() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::Xdg::new().ok()?;
    Some(strategy.config_dir().join("gonogo").join("config.yaml"))
}

impl UserSettings {
    /// Reads the user's settings; the defaults where there are none.
    ///
    /// # Errors
    /// When the file is there and cannot be read or understood.
    pub fn read(path: &Path) -> Result<Self, UserSettingsError> {
        let error = |line, cause| UserSettingsError { path: path.to_owned(), line, cause };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(error(1, e.to_string())),
        };
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(Self::default());
        }
        let settings: Self = serde_yaml::from_str(&text)
            .map_err(|e| error(e.location().map_or(1, |at| at.line()), e.to_string()))?;
        let line = |key: &str| {
            text.lines().position(|l| l.trim_start().starts_with(key)).map_or(1, |at| at + 1)
        };
        let known = |word: &Option<String>, words: &[&str], key: &str| match word {
            Some(word) if !words.contains(&word.as_str()) => {
                Err(error(line(key), format!("ui.{key}: {word} is none of {}", words.join(", "))))
            }
            _ => Ok(()),
        };
        known(&settings.ui.sort, Sort::WORDS, "sort")?;
        known(&settings.ui.group, Group::WORDS, "group")?;
        known(&settings.ui.theme, THEMES, "theme")?;
        Ok(settings)
    }
}

/// The themes that can be chosen.
pub const THEMES: &[&str] = &["terminal", "light", "dark", "high-contrast", "mono"];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<UserSettings, UserSettingsError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.yaml");
        fs::write(&path, text).unwrap();
        UserSettings::read(&path)
    }

    #[test]
    fn settings_are_read_and_wrong_ones_named() {
        let settings =
            read("ui: {theme: dark, sort: due}\nkeys: {board: {assign: [A]}}\n").unwrap();
        assert_eq!(settings.ui.theme.as_deref(), Some("dark"));
        assert!(UserSettings::read(Path::new("/nonexistent/config.yaml")).is_ok());
        assert_eq!(read("ui:\n  thme: dark\n").unwrap_err().line, 2);
        let error = read("ui:\n  theme: pink\n").unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.cause.contains("pink is none of terminal"), "{error}");
    }
}
