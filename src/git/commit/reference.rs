//! Moving the branch, or a detached HEAD: by git's own protocol of lock file and rename, but with a
//! lock that can be told for ours after a crash, which libgit2's cannot.

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use git2::{ErrorCode, Oid, Repository, Signature};

use super::super::{GitError, Repo};
use super::stage::{Stage, failed};

/// A branch, or a detached HEAD, whose lock is ours.
pub(super) struct Locked {
    /// `refs/heads/main`, or `HEAD`.
    name: String,
    file: PathBuf,
    lock: PathBuf,
    from: Option<Oid>,
    to: Oid,
}

/// What HEAD names: a branch, or itself where it is detached. `None` where it is something that is
/// left to git: a branch that is another name of a branch, a link.
pub(super) fn name(repo: &Repo, lib: &Repository) -> Result<Option<String>, GitError> {
    let head = lib.find_reference("HEAD")?;
    let name = match head.symbolic_target() {
        Ok(Some(target)) if target.starts_with("refs/heads/") => target.to_owned(),
        Ok(Some(_)) => return Ok(None),
        _ => "HEAD".to_owned(),
    };
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink());
    let plain = !is_link(&repo.reference_file(&name))
        && !is_link(&repo.reference_file("HEAD"))
        && (name == "HEAD"
            || lib.find_reference(&name).map_or(true, |branch| branch.target().is_some()));
    Ok(plain.then_some(name))
}

impl Locked {
    /// Locks what HEAD names, and makes sure that it stands where the plan was made.
    pub(super) fn take(
        stage: &Stage,
        repo: &Repo,
        lib: &Repository,
        from: Option<Oid>,
        to: Oid,
    ) -> Result<Self, GitError> {
        let unusual = || GitError::Other("HEAD is no branch that can be moved".to_owned());
        let name = name(repo, lib)?.ok_or_else(unusual)?;
        if from.is_none() {
            no_branch_in_the_way(lib, &name)?;
        }
        let lock = stage.lock_branch(repo, &name, &to.to_string())?;
        let found = match lib.find_reference(&name) {
            Ok(branch) => branch.target(),
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        if found != from {
            let hex = |id: Option<Oid>| id.map(|id| id.to_string());
            return Err(GitError::HeadMoved { expected: hex(from), found: hex(found) });
        }
        Ok(Self { file: repo.reference_file(&name), name, lock, from, to })
    }

    /// What has to be on disk before the branch moves.
    pub(super) fn to_sync(&self) -> PathBuf {
        self.lock.clone()
    }

    /// Moves it. A line in the reflogs goes before, as with git, and goes again if this fails.
    pub(super) fn move_it(
        &self,
        repo: &Repo,
        lib: &Repository,
        who: &Signature<'_>,
        message: &str,
    ) -> Result<Vec<PathBuf>, GitError> {
        let line = self.log_line(who, message);
        let mut logs = vec![log_file(repo, &self.name)];
        if self.name != "HEAD" {
            logs.push(log_file(repo, "HEAD"));
        }
        let mut written: Vec<&Path> = Vec::new();
        let moved = logs
            .iter()
            .try_for_each(|log| {
                if log.exists() || logs_are_kept(lib) {
                    written.push(log);
                    append(log, line.as_bytes()).map_err(|e| failed("write", log, e))?;
                }
                Ok(())
            })
            .and_then(|()| {
                // What is left of branches in a folder of this name.
                remove_empty_folders(&self.file);
                fs::rename(&self.lock, &self.file).map_err(|e| failed("write", &self.file, e))
            });
        if moved.is_err() {
            for log in written {
                // Best effort: a line too many names a commit that is there, and harms nothing.
                let _ = take_line_back(log, line.as_bytes());
            }
        }
        moved?;
        Ok(self.file.parent().map(Path::to_owned).into_iter().collect())
    }

    fn log_line(&self, who: &Signature<'_>, message: &str) -> String {
        let when = who.when();
        let minutes = when.offset_minutes().abs();
        let zone = format!("{}{:02}{:02}", when.sign(), minutes / 60, minutes % 60);
        let subject: Vec<&str> =
            message.lines().next().unwrap_or_default().split_whitespace().collect();
        let kind = if self.from.is_some() { "commit" } else { "commit (initial)" };
        format!(
            "{} {} {} <{}> {} {zone}\t{kind}: {}\n",
            self.from.unwrap_or(Oid::ZERO_SHA1),
            self.to,
            who.name().unwrap_or_default(),
            who.email().unwrap_or_default(),
            when.seconds(),
            subject.join(" ")
        )
    }
}

impl Repo {
    /// The file of a branch, or of HEAD.
    pub(super) fn reference_file(&self, name: &str) -> PathBuf {
        match &self.lib {
            Some(lib) if name != "HEAD" => lib.commondir().join(name),
            _ => self.git_dir().join(name),
        }
    }
}

fn log_file(repo: &Repo, name: &str) -> PathBuf {
    let folder = match &repo.lib {
        Some(lib) if name != "HEAD" => lib.commondir(),
        _ => repo.git_dir(),
    };
    folder.join("logs").join(name)
}

/// `core.logAllRefUpdates`, which is on where there is a work tree.
fn logs_are_kept(lib: &Repository) -> bool {
    let Ok(config) = lib.config() else { return true };
    match config.get_string("core.logAllRefUpdates") {
        Ok(word) if word.eq_ignore_ascii_case("always") => true,
        Ok(_) => config.get_bool("core.logAllRefUpdates").unwrap_or(true),
        Err(_) => true,
    }
}

/// `a` and `a/b` cannot both be branches, and packed ones have no files that would say so.
fn no_branch_in_the_way(lib: &Repository, name: &str) -> Result<(), GitError> {
    let above = Path::new(name).ancestors().skip(1).filter_map(Path::to_str);
    let mut above = above.filter(|above| above.len() > "refs/heads".len());
    let above = above.find(|above| lib.find_reference(above).is_ok()).map(str::to_owned);
    let below = || {
        let mut below = lib.references_glob(&format!("{name}/*")).ok()?;
        below.names().next()?.ok().map(str::to_owned)
    };
    match above.or_else(below) {
        Some(other) => Err(GitError::Other(format!("{other} is there, so {name} cannot be made"))),
        None => Ok(()),
    }
}

fn append(log: &Path, line: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = log.parent().filter(|folder| !folder.exists()) {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().create(true).append(true).open(log)?.write_all(line)
}

/// Takes a line back that may have been written in part, where nothing stands behind it.
fn take_line_back(log: &Path, line: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(log)?;
    let length = file.metadata()?.len();
    let from = length.saturating_sub(line.len() as u64);
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.read_to_end(&mut end)?;
    // The longest end of the file that is a beginning of the line.
    let start = (0..end.len()).find(|start| line.starts_with(end.get(*start..).unwrap_or(b"\n")));
    match start {
        Some(start) => file.set_len(from + start as u64),
        None => Ok(()),
    }
}

fn remove_empty_folders(path: &Path) {
    if !path.is_dir() {
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        remove_empty_folders(&entry.path());
    }
    let _ = fs::remove_dir(path);
}
