//! What git is in the middle of: then nothing is decided here.

use std::fs;

use super::{GitError, Repo};

/// What git leaves under its folder while something is in progress, and what that is. During a
/// rebase others of these stand beside its own.
const MARKS: [(&str, &str); 8] = [
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "git am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
    ("BISECT_START", "bisect"),
];

impl Repo {
    /// What is in progress here, if anything: `merge`, `rebase`, `git am`, `cherry-pick`, `revert`,
    /// `bisect`.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub fn operation(&self) -> Result<Option<&'static str>, GitError> {
        let found = MARKS.iter().find(|(mark, _)| self.git_dir().join(mark).exists());
        if let Some((_, what)) = found {
            return Ok(Some(what));
        }
        // Between two picks of a series only its list of what is left tells of it.
        if let Ok(todo) = fs::read_to_string(self.git_dir().join("sequencer/todo")) {
            let reverts = todo.trim_start().starts_with("revert");
            return Ok(Some(if reverts { "revert" } else { "cherry-pick" }));
        }
        if self.lib.is_some() {
            return Ok(None);
        }
        // Reftables hold these marks as references.
        for (mark, what) in [("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert")] {
            if self.program.line(&["rev-parse", "--quiet", "--verify", mark])?.is_some() {
                return Ok(Some(what));
            }
        }
        Ok(None)
    }
}
