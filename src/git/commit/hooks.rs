//! The hooks of a commit, run as `git commit` runs them: by the same programs, in the same order, and
//! with the same words in their environment.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::super::program::Ran;
use super::super::reasons::is_executable;
use super::super::{GitError, Repo};
use super::Stage;
use super::stage::failed;

/// What a commit and its hooks are told, and what the hooks have said.
pub(super) struct Hooks {
    /// The author, as `git commit` hands it on to whatever it starts. The date is the one that the
    /// commit gets.
    author: Vec<(&'static str, OsString)>,
    said: String,
}

impl Hooks {
    pub(super) fn new(repo: &Repo) -> Result<Self, GitError> {
        let ran = repo.program.read(&["var", "GIT_AUTHOR_IDENT"])?;
        if !ran.ok {
            return Err(GitError::NoIdentity);
        }
        // A name in another encoding is left to git, which knows what it means.
        let line = String::from_utf8(ran.stdout).unwrap_or_default();
        let parts = line.trim_end().split_once(" <").and_then(|(name, rest)| {
            let (email, date) = rest.split_once("> ")?;
            Some([name.to_owned(), email.to_owned(), format!("@{date}")])
        });
        let names = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"];
        let parts = parts.into_iter().flatten().map(OsString::from);
        let author = names.into_iter().zip(parts).collect();
        Ok(Self { author, said: String::new() })
    }

    /// The environment of git's own steps.
    pub(super) fn env(&self) -> Vec<(&str, &OsStr)> {
        self.author.iter().map(|(name, value)| (*name, value.as_os_str())).collect()
    }

    /// What the hooks have said so far.
    pub(super) fn said(self) -> String {
        self.said.trim().to_owned()
    }

    /// Runs a hook that may refuse, where there is one. It keeps the stage under our lock for as
    /// long as it runs, even where we are killed: nobody takes files back under its hands.
    pub(super) fn run(
        &mut self,
        repo: &Repo,
        stage: &Stage,
        index: &Path,
        name: &str,
        words: &[&OsStr],
    ) -> Result<(), GitError> {
        if !repo.may_have_hook(name) {
            return Ok(());
        }
        let env = self.with_index(index.as_os_str());
        let ran = start(repo, Some(stage), name, words, &env)?;
        let output = said(&ran);
        if ran.ok {
            self.said.push_str(&output);
            return Ok(());
        }
        let output = if output.trim().is_empty() { ran.why() } else { output.trim().to_owned() };
        Err(GitError::Refused { by: format!("the {name} hook"), output })
    }

    /// Runs the hook that hears of a commit when everything of it is done. It cannot refuse.
    pub(super) fn after(&mut self, repo: &Repo) {
        const NAME: &str = "post-commit";
        if !repo.may_have_hook(NAME) {
            return;
        }
        let ran = git_path(repo, "index").and_then(|index| {
            let env = self.with_index(index.as_os_str());
            start(repo, None, NAME, &[], &env)
        });
        match ran {
            Ok(ran) => self.said.push_str(&said(&ran)),
            Err(error) => self.said.push_str(&format!("post-commit did not run: {error}\n")),
        }
    }

    fn with_index<'a>(&'a self, index: &'a OsStr) -> Vec<(&'a str, &'a OsStr)> {
        let mut env = self.env();
        env.extend([("GIT_INDEX_FILE", index), ("GIT_EDITOR", OsStr::new(":"))]);
        env
    }
}

/// A file of git's own, by the name under which git tells it to hooks.
pub(super) fn git_path(repo: &Repo, name: &str) -> Result<PathBuf, GitError> {
    let said = repo.program.line(&["rev-parse", "--git-path", name])?;
    Ok(said.map_or_else(|| repo.git_dir().join(name), PathBuf::from))
}

fn start(
    repo: &Repo,
    stage: Option<&Stage>,
    name: &str,
    words: &[&OsStr],
    env: &[(&str, &OsStr)],
) -> Result<Ran, GitError> {
    if !repo.program.is_at_least(2, 36)? {
        return run_itself(repo, name, words, env);
    }
    let mut args: Vec<&OsStr> =
        ["hook", "run", "--ignore-missing", name].into_iter().map(OsStr::new).collect();
    if !words.is_empty() {
        args.push(OsStr::new("--"));
        args.extend(words);
    }
    match stage {
        Some(stage) => repo.program.run_holding(stage.handle()?, &args, env),
        None => repo.program.write(&args, b"", env),
    }
}

/// Runs a hook as a git does that cannot be asked to do it.
fn run_itself(
    repo: &Repo,
    name: &str,
    words: &[&OsStr],
    env: &[(&str, &OsStr)],
) -> Result<Ran, GitError> {
    let path = git_path(repo, &format!("hooks/{name}"))?;
    let root = repo.root().unwrap_or(repo.git_dir());
    let path = root.join(path);
    if !is_executable(&path) {
        return Ok(Ran::nothing());
    }
    let exec = repo.program.line(&["--exec-path"])?.unwrap_or_default();
    let own = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from(&exec)).chain(std::env::split_paths(&own));
    let folders = std::env::join_paths(folders).unwrap_or(own);
    let mut env = env.to_vec();
    env.extend([
        ("GIT_PREFIX", OsStr::new("")),
        ("GIT_EXEC_PATH", OsStr::new(&exec)),
        ("PATH", folders.as_os_str()),
    ]);
    if repo.git_dir() != root.join(".git") {
        env.push(("GIT_DIR", repo.git_dir().as_os_str()));
    }
    repo.program.run_hook(&path, words, &env).map_err(|source| failed("run", &path, source))
}

fn said(ran: &Ran) -> String {
    format!("{}{}", String::from_utf8_lossy(&ran.stdout), ran.stderr)
}
