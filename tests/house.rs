//! The shape of the house: who may depend on whom, where libgit2 may be named, how long a file may
//! get.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may name.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("threads", &[]),
    ("model", &[]),
    ("rules", &["model", "threads"]),
    ("document", &["model", "text"]),
    ("git", &["text", "threads"]),
    ("report", &["model", "rules", "text"]),
    ("workspace", &["model", "rules", "document", "git", "report", "text", "threads"]),
    ("tui", &["model", "rules", "document", "report", "text", "workspace"]),
    (
        "cli",
        &["model", "rules", "document", "git", "report", "text", "tui", "workspace", "threads"],
    ),
];

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
}

/// The source files, each with the room it belongs to.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let first = path.strip_prefix(&root).unwrap().iter().next().unwrap();
            let room = first.to_str().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (room, path, text)
        })
        .collect()
}

#[test]
fn nothing_depends_on_a_room_above_it() {
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == room) else { continue };
        // What a file's tests name is their own affair.
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        let is_test = path.to_string_lossy().contains("test") || path.ends_with("scene.rs");
        for (other, _) in ALLOWED {
            let named = code.contains(&format!("crate::{other}::"))
                || code.contains(&format!("use crate::{other};"))
                || code.contains(&format!("use crate::{other} "));
            if !is_test && *other != room && named && !allowed.contains(other) {
                wrong.push(format!("{} names {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn libgit2_is_named_only_in_its_room() {
    for (room, path, text) in sources() {
        assert!(room == "git" || !text.contains("git2::"), "{}", path.display());
    }
}

#[test]
fn no_file_grows_past_what_one_can_read() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(_, path, text)| {
            !path.to_string_lossy().contains("test") && text.lines().count() > 500
        })
        .map(|(_, path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    for (_, path, text) in sources() {
        let is_test = path.to_string_lossy().contains("test");
        assert!(is_test || text.starts_with("//!"), "{}", path.display());
    }
}
