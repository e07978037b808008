//! A first `gonogo.yaml` for a repository that has none.

mod survey;
mod words;

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::files::{Files, WorkTree};
use super::settings::{self, Settings};
use super::{WorkspaceError, people};
use crate::git::Repo;
use crate::model::board::Board;
use crate::model::launch::Person;

/// More people than this are no suggestion any more.
const MOST_PEOPLE: usize = 20;

/// Where the schema of `gonogo.yaml` is looked for, from the root of the repository.
const SCHEMA: &str = "docs/schema/config.json";

/// What was written.
#[derive(Debug)]
pub struct Made {
    /// The file.
    pub path: PathBuf,
    /// What it takes up, in sentences.
    pub remarks: Vec<String>,
}

/// Writes a `gonogo.yaml` that fits what the repository holds.
///
/// # Errors
/// When there is no repository, when the file is there already, or when it cannot be written.
pub fn init(start: &Path) -> Result<Made, WorkspaceError> {
    let repo = Repo::discover(start)?;
    let Some(root) = repo.root() else {
        return Err(WorkspaceError::Bare(repo.git_dir().to_owned()));
    };
    let path = root.join(settings::FILE);
    // A link that leads nowhere counts too: somebody put it there.
    if fs::symlink_metadata(&path).is_ok() {
        return Err(WorkspaceError::Initialised(path));
    }
    let files = WorkTree::new(root);
    let found = survey::survey(root, &files);
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned());
    let people = suggested(&files, &repo);
    let text = words::settings(&words::Facts {
        name: name.as_deref().unwrap_or_default(),
        schema: files.exists(SCHEMA).then_some(SCHEMA),
        found: &found,
        people: &people,
    });
    // What this very program would refuse must not be left for the user to find.
    Settings::parse(&text)?;
    write(&path, &text)?;
    let mut remarks = found.remarks();
    if !people.is_empty() {
        let s = if people.len() == 1 { "person stands" } else { "people stand" };
        remarks.push(format!("{} {s} in it as a comment.", people.len()));
    }
    Ok(Made { path, remarks })
}

/// Whom CODEOWNERS and git's history name, machines left out.
fn suggested(files: &dyn Files, repo: &Repo) -> Vec<Person> {
    let all = people::all(files, &Settings::unwritten(), repo, &Board::default());
    let machine =
        |person: &Person| person.id.as_str().contains("[bot]") || person.name.contains("[bot]");
    all.into_iter().filter(|person| !machine(person)).take(MOST_PEOPLE).collect()
}

/// Writes a file that is not there yet; one that appears meanwhile is left alone.
fn write(path: &Path, text: &str) -> Result<(), WorkspaceError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => WorkspaceError::Initialised(path.to_owned()),
        _ => WorkspaceError::Write { path: settings::FILE.to_owned(), source },
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|source| {
        // Half a file would be refused by everything that comes after.
        let _ = fs::remove_file(path);
        failed(source)
    })
}
