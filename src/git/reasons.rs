//! Why a commit must be carried out by the user's git and not by libgit2.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, Repository};

use super::repo::config_elsewhere;
use super::{GitError, Repo};

/// The hooks that `git commit` runs, and those that moving a branch or writing the index does.
const HOOKS: [&str; 6] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "reference-transaction",
    "post-index-change",
];

impl Repo {
    /// Why the user's git must carry out a commit of these files, in words; empty where libgit2
    /// does the same as git would.
    ///
    /// # Errors
    /// When the repository's configuration cannot be read.
    pub fn needs_user_git(&self, paths: &[&str]) -> Result<Vec<String>, GitError> {
        let Some(lib) = &self.lib else {
            return Ok(vec![
                "git itself commits here: libgit2 does not know this format".to_owned(),
            ]);
        };
        let config = lib.config()?.snapshot()?;
        let mut reasons = Vec::new();
        if config_elsewhere() {
            reasons.push("git is configured by the environment".to_owned());
        }
        // Split and sparse indexes exist without any setting that says so.
        if lib.index().is_err() {
            reasons.push("the index has a format that only git writes".to_owned());
        }
        let dates = ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"];
        if dates.iter().any(|name| std::env::var_os(name).is_some()) {
            reasons.push("the environment gives the date of the commit".to_owned());
        }
        let mut hooks: Vec<String> =
            hooks(lib, &config, self.root()).into_iter().map(str::to_owned).collect();
        hooks.extend(configured_hooks(&config));
        if !hooks.is_empty() {
            reasons.push(format!("hooks run: {}", hooks.join(", ")));
        }
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            reasons.push("the commit is signed (commit.gpgsign)".to_owned());
        }
        let mut converts = converts_lines(&config);
        for path in paths {
            let (words, lines) = conversions(lib, path);
            reasons.extend(words);
            converts |= lines;
        }
        if converts {
            reasons.push("git converts line endings here".to_owned());
        }
        let shared = config.get_string("core.sharedRepository").unwrap_or_default();
        if !matches!(shared.to_lowercase().as_str(), "" | "umask" | "false" | "0" | "no" | "off") {
            reasons.push("the repository is shared (core.sharedRepository)".to_owned());
        }
        if std::env::var_os("GIT_INDEX_FILE").is_some() {
            reasons.push("the environment names another index".to_owned());
        }
        for (key, words) in [
            ("core.sparseCheckout", "this is a sparse checkout"),
            ("index.sparse", "the index is sparse"),
            ("core.splitIndex", "the index is split"),
        ] {
            if config.get_bool(key).unwrap_or(false) {
                reasons.push(words.to_owned());
            }
        }
        Ok(reasons)
    }
}

impl Repo {
    /// Whether a hook may be there that runs under this name. Where only git can tell, it may.
    pub(super) fn may_have_hook(&self, name: &str) -> bool {
        let Some(lib) = self.lib.as_ref().filter(|_| !config_elsewhere()) else { return true };
        let Ok(config) = lib.config().and_then(|mut config| config.snapshot()) else { return true };
        !configured_hooks(&config).is_empty() || hooks(lib, &config, self.root()).contains(&name)
    }

    /// Whether git changes a file between the repository and the work tree. A repository that
    /// libgit2 cannot read is asked by converting.
    pub(super) fn converts(&self, path: &str) -> Result<bool, GitError> {
        let lib = self.lib.as_ref().filter(|lib| !config_elsewhere() && lib.index().is_ok());
        let Some(lib) = lib else { return Ok(true) };
        let (words, lines) = conversions(lib, path);
        Ok(!words.is_empty() || lines || converts_lines(&lib.config()?.snapshot()?))
    }
}

/// Whether line endings are converted without any attribute that says so.
fn converts_lines(config: &git2::Config) -> bool {
    let autocrlf = config.get_string("core.autocrlf").unwrap_or_default().to_lowercase();
    matches!(autocrlf.as_str(), "true" | "input" | "1" | "yes" | "on")
}

/// What attributes change in a file, in words; and whether they convert its line endings.
fn conversions(lib: &Repository, path: &str) -> (Vec<String>, bool) {
    let attribute = |name: &str| {
        let value = lib.get_attr(Path::new(path), name, AttrCheckFlags::default());
        matches!(
            AttrValue::from_string(value.ok().flatten()),
            AttrValue::True | AttrValue::String(_) | AttrValue::Bytes(_)
        )
    };
    let words = [
        ("filter", format!("a filter applies to {path}")),
        ("working-tree-encoding", format!("{path} has another encoding in the work tree")),
        ("ident", format!("$Id$ is expanded in {path}")),
    ];
    let words = words.into_iter().filter(|(name, _)| attribute(name)).map(|(_, words)| words);
    (words.collect(), attribute("text") || attribute("eol") || attribute("crlf"))
}

/// The hooks that would run, by name.
fn hooks(lib: &Repository, config: &git2::Config, root: Option<&Path>) -> Vec<&'static str> {
    let folder = match config.get_path("core.hooksPath") {
        Ok(path) if path.is_relative() => root.unwrap_or(lib.commondir()).join(path),
        Ok(path) => path,
        Err(_) => lib.commondir().join("hooks"),
    };
    HOOKS.into_iter().filter(|name| is_executable(&folder.join(name))).collect()
}

/// The hooks that newer gits take from their settings (`hook.NAME.event`), by those names.
fn configured_hooks(config: &git2::Config) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = config.entries(Some(r"^hook\..*\.event$")) else { return found };
    // An entry that cannot be read is git's to complain about.
    let _ = entries.for_each(|entry| {
        if let (Ok(name), Ok(event)) = (entry.name(), entry.value())
            && HOOKS.contains(&event)
        {
            let name = name.trim_start_matches("hook.").trim_end_matches(".event");
            found.push(format!("{name} ({event})"));
        }
    });
    found
}

#[cfg(unix)]
pub(super) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_executable(path: &Path) -> bool {
    path.is_file()
}
