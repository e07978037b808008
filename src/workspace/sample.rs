//! The sample repository: this project's own launch as it stood before the meeting, embedded, with a
//! history of its own.

use std::path::Path;

use chrono::{DateTime, Days, FixedOffset};
use include_dir::{Dir, DirEntry, include_dir};

use crate::git::{GitError, SampleCommit, init_sample};
use crate::report::schema::{self, Document};

static BACKLOG: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/backlog");
static PACKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/packs");
/// Items as they stood before they were decided on: laid over the backlog.
static BEFORE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/before-the-meeting/backlog");
const SETTINGS: &[u8] = include_bytes!("../../gonogo.yaml");

/// A file as somebody left it in a hurry: the board shows it as what needs repair.
const BROKEN: &str = "id: CORE-HURRY\ntitle: Banner text for late connections\nrisk: high\n  owner: docs-lead\ndescription: Written in a hurry before the last meeting.\n";

/// A file of the examples names its schema from where it lies there; in the sample it lies in the
/// backlog.
fn at_home(content: &[u8]) -> Vec<u8> {
    const NAMED: &str = "# yaml-language-server: $schema=";
    let text = String::from_utf8_lossy(content);
    let (from, to) = (format!("{NAMED}../../../docs/"), format!("{NAMED}../docs/"));
    text.replacen(&from, &to, 1).into_bytes()
}

/// Makes the sample repository in a folder: a backlog, a first sorting of it a week ago, and a file
/// that needs repair.
///
/// # Errors
/// When the folder cannot be written.
pub fn make(dir: &Path, now: DateTime<FixedOffset>) -> Result<(), GitError> {
    let mut files = vec![("gonogo.yaml".to_owned(), SETTINGS.to_vec())];
    collect(&PACKS, "packs", &mut files);
    // The files name their schemas for editors.
    files.extend(Document::ALL.iter().map(|document| {
        (format!("docs/schema/{document}.json"), schema::text(*document).into_bytes())
    }));
    let mut backlog = Vec::new();
    collect(&BACKLOG, "backlog", &mut backlog);
    let mut before = Vec::new();
    collect(&BEFORE, "backlog", &mut before);
    backlog.retain(|(path, _)| !before.iter().any(|(other, _)| other == path));
    backlog.extend(before.into_iter().map(|(path, content)| (path, at_home(&content))));
    backlog.sort();
    // The backlog as it was before the first meeting: so that the sample has a history.
    let decided: Vec<(String, Vec<u8>)> = backlog.iter().step_by(4).cloned().collect();
    let before = backlog.iter().map(|(path, content)| {
        let earlier = if decided.iter().any(|(other, _)| other == path) {
            undecided(content)
        } else {
            content.clone()
        };
        (path.clone(), earlier)
    });
    files.extend(before);
    let days_ago = |days: u64| now.checked_sub_days(Days::new(days)).unwrap_or(now);
    let broken = vec![("backlog/CORE-HURRY.yaml".to_owned(), BROKEN.as_bytes().to_vec())];
    let commits = [
        SampleCommit {
            message: "Write down packs and backlog of the launch\n".to_owned(),
            when: days_ago(21),
            files,
        },
        SampleCommit {
            message: "triage(Connector dashboard packs): the first sorting\n".to_owned(),
            when: days_ago(7),
            files: decided,
        },
        SampleCommit {
            message: "Note the banner text before I forget\n".to_owned(),
            when: days_ago(1),
            files: broken,
        },
    ];
    init_sample(dir, "Launch owner", "launch-owner@example.com", &commits)
}

/// The files below a folder, with their paths from the root of the repository.
fn collect(dir: &Dir<'_>, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in dir.entries() {
        let name: Vec<_> =
            entry.path().components().map(|part| part.as_os_str().to_string_lossy()).collect();
        match entry {
            DirEntry::Dir(dir) => collect(dir, prefix, files),
            DirEntry::File(file) => {
                files.push((format!("{prefix}/{}", name.join("/")), file.contents().to_vec()));
            }
        }
    }
}

/// An item's file without what a decision put there in lines of their own.
fn undecided(content: &[u8]) -> Vec<u8> {
    let decided = ["scope: ", "owner: ", "due: ", "criterion: "];
    let Ok(text) = std::str::from_utf8(content) else { return content.to_vec() };
    text.split_inclusive('\n')
        .filter(|line| !decided.iter().any(|key| line.starts_with(key)))
        .collect::<String>()
        .into_bytes()
}
