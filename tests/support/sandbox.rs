//! A repository and a home of its own, where nothing of the machine can be seen or changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use super::session::Session;

/// A temporary folder with a git repository, a home and an environment of its own.
pub(crate) struct Sandbox {
    root: TempDir,
}

impl Sandbox {
    /// An empty repository on branch `main`, with a fixed identity and without commits.
    pub(crate) fn new() -> Self {
        let sandbox = Self::without_repository();
        sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
        sandbox
    }

    /// An empty folder that no repository holds.
    pub(crate) fn without_repository() -> Self {
        let root = tempfile::Builder::new().prefix("gonogo-").tempdir().unwrap();
        let sandbox = Self { root };
        for folder in
            ["repo", "home/.config", "home/.cache", "home/.local/state", "home/.local/share"]
        {
            fs::create_dir_all(sandbox.root.path().join(folder)).unwrap();
        }
        // In the place where libgit2 looks too, which does not read GIT_CONFIG_GLOBAL.
        fs::write(
            sandbox.home().join(".gitconfig"),
            "[user]\n\tname = Ada Chair\n\temail = ada@example.com\n\
             [init]\n\tdefaultBranch = main\n[core]\n\tautocrlf = false\n\
             [commit]\n\tgpgsign = false\n[gc]\n\tauto = 0\n",
        )
        .unwrap();
        sandbox
    }

    /// The same repository and home once more, in a folder of their own; in memory, where the system
    /// offers it, so that nobody waits for a disk.
    pub(crate) fn copy(&self) -> Self {
        let mut builder = tempfile::Builder::new();
        builder.prefix("gonogo-");
        let root = builder.tempdir_in("/dev/shm").or_else(|_| builder.tempdir()).unwrap();
        copy_folder(self.root.path(), root.path());
        Self { root }
    }

    /// The repository's folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.root.path().join("repo")
    }

    /// The home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Writes a file of the repository, with its folders.
    pub(crate) fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }

    /// The text of a file of the repository.
    pub(crate) fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.path().join(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Runs git in the repository and gives what it printed, without the last line end.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.command("git").args(arguments).output().unwrap();
        assert!(
            output.status.success(),
            "git {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned()
    }

    /// Adds everything and commits it.
    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// Runs the program without a terminal and with standard input closed.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    /// As [`run`](Self::run), with more environment.
    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.command(env!("CARGO_BIN_EXE_gonogo"))
            .args(arguments)
            .envs(environment.iter().copied())
            .output()
            .unwrap()
    }

    /// A program in the repository's folder, in the sandbox's environment.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).stdin(Stdio::null()).env_clear();
        command.envs(self.environment());
        command
    }

    /// Starts the program in a terminal of the given size.
    pub(crate) fn start(
        &self,
        columns: u16,
        rows: u16,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Session {
        self.start_program(columns, rows, env!("CARGO_BIN_EXE_gonogo"), arguments, environment)
    }

    /// Starts any program in a terminal of the given size.
    pub(crate) fn start_program(
        &self,
        columns: u16,
        rows: u16,
        program: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Session {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(self.path());
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        Session::start(columns, rows, command)
    }

    fn environment(&self) -> Vec<(String, String)> {
        let home = self.home();
        let inside = |path: &str| home.join(path).display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        [
            ("PATH", path),
            ("HOME", home.display().to_string()),
            ("XDG_CONFIG_HOME", inside(".config")),
            ("XDG_CACHE_HOME", inside(".cache")),
            ("XDG_STATE_HOME", inside(".local/state")),
            ("XDG_DATA_HOME", inside(".local/share")),
            ("GIT_CONFIG_GLOBAL", inside(".gitconfig")),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("GIT_TERMINAL_PROMPT", "0".to_owned()),
            // Or git would find the repository of this very project above a temporary folder.
            ("GIT_CEILING_DIRECTORIES", self.root.path().display().to_string()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("RUST_BACKTRACE", "0".to_owned()),
            ("GONOGO_NOW", "2026-11-23T10:00:00+01:00".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            // With its rights: hooks stay executable, objects read-only.
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
