//! The same plan, carried out by the user's git, so that hooks run, signatures appear, and formats
//! that libgit2 does not know are written as git writes them.
//!
//! As `git commit --only` does, the commit is made from an index of its own: what is staged beside
//! it stays staged, and hooks see the index that is committed.

use std::ffi::OsStr;
use std::path::Path;

use super::commit::Stage;
use super::program::Ran;
use super::{At, CommitPlan, Committed, GitError, Repo};

impl Repo {
    /// Makes the commit. HEAD moves; the index and the files are left to the caller.
    pub(super) fn by_user_git(
        &self,
        plan: &CommitPlan,
        stage: &Stage,
    ) -> Result<Committed, GitError> {
        let index = stage.path("only");
        let message = stage.write("message", plan.message.as_bytes())?;
        let env: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", index.as_os_str())];
        let tree = plan.base.as_deref().unwrap_or("--empty");
        self.program.write(&["read-tree", tree], b"", &env)?.or_error()?;
        for file in &plan.files {
            let blob = self.blob(&file.path, &file.head)?;
            self.set_entry(&file.path, &blob, &env)?;
        }
        if let Some(base) = &plan.base {
            let written = self.program.write(&["write-tree"], b"", &env)?.or_error()?;
            let was = self.program.line(&["rev-parse", &format!("{base}^{{tree}}")])?;
            if Some(String::from_utf8_lossy(&written).trim()) == was.as_deref() {
                return Ok(Committed {
                    commit: base.clone(),
                    made: false,
                    output: String::new(),
                    by_user_git: true,
                });
            }
        }
        let mut args: Vec<&OsStr> = Vec::new();
        // Our words are UTF-8; git would call them what the setting says.
        if !plan.message.is_ascii()
            && self.program.line(&["config", "i18n.commitEncoding"])?.is_some()
        {
            args.extend(["-c", "i18n.commitEncoding=UTF-8"].map(OsStr::new));
        }
        args.extend(["commit", "--quiet", "--cleanup=verbatim", "--file"].map(OsStr::new));
        args.push(message.as_os_str());
        if plan.sign_off {
            args.push(OsStr::new("--signoff"));
        }
        // Git keeps the stage under our lock for as long as it runs, even where we are killed. It
        // reads nothing there, and hooks do not get it.
        let ran = self.program.run_holding(stage.handle()?, &args, &env)?;
        if !ran.ok {
            return Err(self.refused(&ran));
        }
        let commit = self.head()?.commit.unwrap_or_default();
        self.undo_if_overtaken(plan, &commit)?;
        let output = format!("{}{}", String::from_utf8_lossy(&ran.stdout), ran.stderr);
        Ok(Committed { commit, made: true, output: output.trim().to_owned(), by_user_git: true })
    }

    /// Takes the commit back where somebody else had committed between our look at HEAD and git's:
    /// its tree was made on the old HEAD and would undo what they did.
    fn undo_if_overtaken(&self, plan: &CommitPlan, commit: &str) -> Result<(), GitError> {
        let parent = self.program.line(&["rev-parse", "--quiet", "--verify", "HEAD^"])?;
        if parent == plan.base {
            return Ok(());
        }
        // A post-commit hook may have committed on top of ours, which is its right.
        let ours: Vec<&str> = plan.message.lines().filter(|l| l.starts_with("Gonogo-")).collect();
        let message = self.program.read(&["log", "-1", "--format=%B", "HEAD"])?.stdout;
        let message = String::from_utf8_lossy(&message).into_owned();
        let (Some(parent), true) =
            (&parent, ours.iter().all(|own| message.lines().any(|line| line == *own)))
        else {
            return Ok(());
        };
        let args =
            ["update-ref", "-m", "gonogo: taken back, HEAD had moved", "HEAD", parent, commit];
        self.program.write(&args, b"", &[])?.or_error()?;
        Err(GitError::HeadMoved { expected: plan.base.clone(), found: Some(parent.clone()) })
    }

    /// Sets the entries of just these files in the new index. Where a hook changed a file while it
    /// was committed, or committed another one along with it, the entry follows the commit.
    pub(super) fn index_by_user_git(&self, plan: &CommitPlan, new: &Path) -> Result<(), GitError> {
        let env: [(&str, &OsStr); 1] = [("GIT_INDEX_FILE", new.as_os_str())];
        let left_out = self.left_out()?;
        for file in &plan.files {
            let Some(index) = &file.index else { continue };
            let committed = self.read(At::Head, &file.path)?;
            let content = match &committed {
                Some(committed) if *index == file.head => committed,
                _ => index,
            };
            let blob = self.blob(&file.path, content)?;
            self.set_entry(&file.path, &blob, &env)?;
            if file.worktree.is_none() && left_out.contains(&file.path) {
                // A new entry forgets that the file is not to be on disk.
                let args = ["update-index", "--skip-worktree", "-z", "--stdin"];
                let path = format!("{}\0", file.path);
                self.program.write(&args, path.as_bytes(), &env)?.or_error()?;
            }
        }
        self.follow_hooks(plan, &env)?;
        // Brings the stat data up to date; a file with work of its own makes it say so, which is
        // no failure.
        self.program.write(&["update-index", "-q", "--refresh"], b"", &env)?;
        Ok(())
    }

    /// Files beside the plan that a hook has added to the commit: their entries follow it where
    /// nothing else was staged, or git would show them as changed back.
    fn follow_hooks(&self, plan: &CommitPlan, env: &[(&str, &OsStr)]) -> Result<(), GitError> {
        let mut args = vec!["diff-tree", "-r", "-z", "--raw", "--no-commit-id"];
        match &plan.base {
            Some(base) => args.extend([base.as_str(), "HEAD"]),
            None => args.extend(["--root", "HEAD"]),
        }
        let ran = self.program.read(&args)?.or_error()?;
        let text = String::from_utf8_lossy(&ran);
        let mut parts = text.split('\0');
        while let (Some(meta), Some(path)) = (parts.next(), parts.next()) {
            let meta: Vec<&str> = meta.trim_start_matches(':').split(' ').collect();
            let [_, mode, before, after, ..] = meta.as_slice() else { continue };
            if plan.files.iter().any(|file| file.path == path) {
                continue;
            }
            let pattern = format!(":(literal){path}");
            let listed = self.program.read(&["ls-files", "--stage", "-z", "--", &pattern])?;
            let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
            let staged = listed.split(' ').nth(1);
            let was_absent = before.chars().all(|c| c == '0');
            if staged == Some(*before) || (staged.is_none() && was_absent) {
                let line = format!("{mode} {after}\t{path}\0");
                let args = ["update-index", "-z", "--add", "--index-info"];
                self.program.write(&args, line.as_bytes(), env)?.or_error()?;
            }
        }
        Ok(())
    }

    /// Stores a content that is already as the repository keeps it.
    fn blob(&self, path: &str, content: &[u8]) -> Result<String, GitError> {
        let args = ["hash-object", "-w", "--stdin", "--no-filters"];
        let ran = self.program.write(&args, content, &[])?;
        let id = ran.or_error().map_err(|error| match error {
            GitError::Other(words) => GitError::Other(format!("{path}: {words}")),
            other => other,
        })?;
        Ok(String::from_utf8_lossy(&id).trim().to_owned())
    }

    fn set_entry(&self, path: &str, blob: &str, env: &[(&str, &OsStr)]) -> Result<(), GitError> {
        let listed = self.program.read(&[
            "ls-files",
            "--stage",
            "-z",
            "--",
            &format!(":(literal){path}"),
        ])?;
        let mode = String::from_utf8_lossy(&listed.stdout)
            .split(' ')
            .next()
            .filter(|mode| mode.starts_with("100"))
            .unwrap_or("100644")
            .to_owned();
        // With -z on standard input no path needs quoting.
        let line = format!("{mode} {blob}\t{path}\0");
        let args = ["update-index", "-z", "--add", "--index-info"];
        self.program.write(&args, line.as_bytes(), env)?.or_error()?;
        Ok(())
    }

    /// Who refused, in its own words.
    fn refused(&self, ran: &Ran) -> GitError {
        let output = format!("{}\n{}", String::from_utf8_lossy(&ran.stdout), ran.stderr);
        let by = if output.contains("gpg failed to sign")
            || output.contains("failed to write commit object")
        {
            "the signing program"
        } else if self
            .needs_user_git(&[])
            .is_ok_and(|why| why.iter().any(|w| w.starts_with("hooks")))
        {
            "a hook"
        } else {
            "git"
        };
        GitError::Refused { by: by.to_owned(), output: output.trim().to_owned() }
    }
}
