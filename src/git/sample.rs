//! A fresh repository with a history of its own, made without a git program: for `gonogo demo`.

use std::fs;
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Repository, RepositoryInitOptions, Signature, Time};

use super::GitError;

/// One commit of the sample's history.
#[derive(Clone, Debug)]
pub struct SampleCommit {
    /// The message.
    pub message: String,
    /// When it is said to have been made.
    pub when: DateTime<FixedOffset>,
    /// The files that it writes, from the root, with `/`.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Makes a repository on the branch main, with its own identity, these commits, and a clean work
/// tree.
///
/// # Errors
/// When the folder cannot be written.
pub fn init_sample(
    dir: &Path,
    name: &str,
    email: &str,
    commits: &[SampleCommit],
) -> Result<(), GitError> {
    let mut options = RepositoryInitOptions::new();
    // Nobody's templates: a hook from one would run in the sample.
    options.initial_head("main").external_template(false).no_reinit(true).mkpath(true);
    let lib = Repository::init_opts(dir, &options)?;
    let mut config = lib.config()?;
    config.set_str("user.name", name)?;
    config.set_str("user.email", email)?;
    // Settings of the machine must not make the sample differ from machine to machine.
    config.set_bool("commit.gpgsign", false)?;
    config.set_bool("core.autocrlf", false)?;
    config.set_str("core.hooksPath", ".git/hooks")?;
    let mut tree = lib.find_tree(lib.treebuilder(None)?.write()?)?;
    let mut parent: Option<git2::Commit<'_>> = None;
    for sample in commits {
        let mut update = TreeUpdateBuilder::new();
        for (path, content) in &sample.files {
            update.upsert(path.as_str(), lib.blob(content)?, FileMode::Blob);
        }
        tree = lib.find_tree(update.create_updated(&lib, &tree)?)?;
        let time = Time::new(sample.when.timestamp(), sample.when.offset().local_minus_utc() / 60);
        let who = Signature::new(name, email, &time)?;
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let id = lib.commit(Some("HEAD"), &who, &who, &sample.message, &tree, &parents)?;
        parent = Some(lib.find_commit(id)?);
    }
    let mut contents: Vec<(&str, &[u8])> = Vec::new();
    for (path, content) in commits.iter().flat_map(|commit| &commit.files) {
        contents.retain(|(known, _)| known != path);
        contents.push((path, content));
    }
    for (path, content) in contents {
        write(&dir.join(path), content)?;
    }
    let mut index = lib.index()?;
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None)?;
    index.write()?;
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<(), GitError> {
    let error = |source| GitError::Io { doing: "write", path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(error)?;
    }
    fs::write(path, content).map_err(error)
}
