//! Why a commit must be carried out by the user's git and not by libgit2.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, Repository};

use super::repo::config_elsewhere;
use super::{GitError, Repo};

/// The hooks that `git commit` runs.
const HOOKS: [&str; 4] = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"];

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
        let hooks = hooks(lib, &config, self.root());
        if !hooks.is_empty() {
            reasons.push(format!("hooks run: {}", hooks.join(", ")));
        }
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            reasons.push("the commit is signed (commit.gpgsign)".to_owned());
        }
        let autocrlf = config.get_string("core.autocrlf").unwrap_or_default().to_lowercase();
        let mut converts = matches!(autocrlf.as_str(), "true" | "input" | "1" | "yes" | "on");
        for path in paths {
            let attribute = |name: &str| {
                let value = lib.get_attr(Path::new(path), name, AttrCheckFlags::default());
                matches!(
                    AttrValue::from_string(value.ok().flatten()),
                    AttrValue::True | AttrValue::String(_) | AttrValue::Bytes(_)
                )
            };
            if attribute("filter") {
                reasons.push(format!("a filter applies to {path}"));
            }
            if attribute("working-tree-encoding") {
                reasons.push(format!("{path} has another encoding in the work tree"));
            }
            if attribute("ident") {
                reasons.push(format!("$Id$ is expanded in {path}"));
            }
            converts |= attribute("text") || attribute("eol");
        }
        if converts {
            reasons.push("git converts line endings here".to_owned());
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

/// The hooks that would run, by name.
fn hooks(lib: &Repository, config: &git2::Config, root: Option<&Path>) -> Vec<&'static str> {
    let folder = match config.get_path("core.hooksPath") {
        Ok(path) if path.is_relative() => root.unwrap_or(lib.commondir()).join(path),
        Ok(path) => path,
        Err(_) => lib.commondir().join("hooks"),
    };
    HOOKS.into_iter().filter(|name| is_executable(&folder.join(name))).collect()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
