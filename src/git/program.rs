//! The user's own git program: for what libgit2 cannot do as git would.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::GitError;

/// Runs git in a work tree. Nothing ever goes through a shell.
#[derive(Clone, Debug)]
pub(super) struct Program {
    dir: PathBuf,
    /// The repository by name, where the environment names it: what it says may be relative to
    /// another folder.
    named: Vec<(&'static str, PathBuf)>,
}

/// What a run of git brought.
pub(super) struct Ran {
    pub(super) ok: bool,
    /// How it ended, in words.
    pub(super) ended: String,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
}

impl Program {
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), named: Vec::new() }
    }

    /// Runs git in a repository that has been found.
    pub(super) fn of(root: Option<&Path>, git_dir: &Path) -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let mut program = Self::new(root.unwrap_or(git_dir));
        if is_set("GIT_DIR") || is_set("GIT_WORK_TREE") {
            program.named.push(("GIT_DIR", git_dir.to_owned()));
            program.named.extend(root.map(|root| ("GIT_WORK_TREE", root.to_owned())));
        }
        program
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.dir);
        command.envs(self.named.iter().map(|(name, path)| (name, path)));
        command
    }

    /// Reads something: takes no optional locks, and its words are git's English ones.
    pub(super) fn read<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Ran, GitError> {
        let mut command = self.command();
        command.args(args).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").stdin(Stdio::null());
        self.ran(command.output())
    }

    /// The first line of what a reading command prints; `None` where it fails.
    pub(super) fn line(&self, args: &[&str]) -> Result<Option<String>, GitError> {
        let ran = self.read(args)?;
        let text = String::from_utf8_lossy(&ran.stdout);
        Ok(ran.ok.then(|| text.lines().next().unwrap_or_default().to_owned()))
    }

    /// Writes something, with input and with settings in the environment.
    pub(super) fn write<S: AsRef<OsStr>>(
        &self,
        args: &[S],
        input: &[u8],
        env: &[(&str, &OsStr)],
    ) -> Result<Ran, GitError> {
        let mut command = self.command();
        command.args(args).envs(env.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = command.spawn().and_then(|mut child| {
            if let Some(mut stdin) = child.stdin.take() {
                match stdin.write_all(input) {
                    // A git that has said no already does not read to the end; its words count.
                    Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                        let _ = child.kill();
                        let _ = child.wait();
                        return Err(error);
                    }
                    _ => {}
                }
            }
            child.wait_with_output()
        });
        self.ran(output)
    }

    /// Writes something, with a file as its standard input that it only holds open.
    pub(super) fn run_holding(
        &self,
        held: File,
        args: &[&OsStr],
        env: &[(&str, &OsStr)],
    ) -> Result<Ran, GitError> {
        let mut command = self.command();
        command.args(args).envs(env.iter().copied()).stdin(held);
        self.ran(command.output())
    }

    /// Runs a hook of the repository itself, without input.
    pub(super) fn run_hook(
        &self,
        path: &Path,
        args: &[&OsStr],
        env: &[(&str, &OsStr)],
    ) -> std::io::Result<Ran> {
        let mut command = Command::new(path);
        command.args(args).current_dir(&self.dir).stdin(Stdio::null());
        command.envs(self.named.iter().map(|(name, path)| (name, path)));
        Ok(Ran::of(command.envs(env.iter().copied()).output()?))
    }

    /// Whether git is of this version or a newer one.
    pub(super) fn is_at_least(&self, major: u32, minor: u32) -> Result<bool, GitError> {
        let line = self.line(&["version"])?.unwrap_or_default();
        let numbers = line.trim_start_matches("git version ").split('.');
        let numbers: Vec<u32> = numbers.map_while(|number| number.parse().ok()).take(2).collect();
        // What cannot be read is taken for a new one.
        Ok(numbers.len() < 2 || numbers.as_slice() >= [major, minor].as_slice())
    }

    fn ran(&self, output: std::io::Result<Output>) -> Result<Ran, GitError> {
        let output = output.map_err(|source| GitError::NoGitProgram {
            why: "libgit2 cannot do here what git would".to_owned(),
            source,
        })?;
        Ok(Ran::of(output))
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            ok: output.status.success(),
            ended: output.status.to_string(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Where there was nothing to run.
    pub(super) fn nothing() -> Self {
        Self { ok: true, ended: String::new(), stdout: Vec::new(), stderr: String::new() }
    }

    /// The output, or git's words as the error.
    pub(super) fn or_error(self) -> Result<Vec<u8>, GitError> {
        if self.ok { Ok(self.stdout) } else { Err(GitError::Other(self.why())) }
    }

    /// Why it failed, in its own words, if it had any.
    pub(super) fn why(&self) -> String {
        match self.stderr.trim() {
            "" => format!("it ended without a word ({})", self.ended),
            words => words.to_owned(),
        }
    }
}
