//! The fuzz targets on what was found before: their corpora, and every input that once broke one.
//!
//! The targets themselves are in `fuzz/src`, and `fuzz/README.md` tells how to let them loose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../fuzz/src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "a crate of its own where it is fuzzed")]
mod fuzz;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What one input may take at the very most, unoptimised and on a loaded machine: what grows with
/// the square of its input takes far longer.
const LONGEST: Duration = Duration::from_secs(10);

fn inputs(folder: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder).join(target);
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn replay(target: &str) {
    let (_, run) = fuzz::TARGETS.iter().find(|(name, _)| *name == target).unwrap();
    let corpus = inputs("corpus", target);
    assert!(corpus.len() >= 10, "the corpus of {target} holds {} inputs", corpus.len());
    let mut broken = Vec::new();
    for path in corpus.into_iter().chain(inputs("regressions", target)) {
        let bytes = fs::read(&path).unwrap();
        let begun = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| run(&bytes))).is_err() {
            broken.push(format!("{} fails", path.display()));
        }
        if begun.elapsed() > LONGEST {
            broken.push(format!("{} takes {:?}", path.display(), begun.elapsed()));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn reader() {
    replay("reader");
}

#[test]
fn editor() {
    replay("editor");
}

#[test]
fn front_matter() {
    replay("front_matter");
}

#[test]
fn journal() {
    replay("journal");
}

#[test]
fn filter() {
    replay("filter");
}

#[test]
fn rules() {
    replay("rules");
}

#[test]
fn text() {
    replay("text");
}

#[test]
fn every_target_is_replayed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut targets: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    targets.sort();
    let mut known: Vec<&str> = fuzz::TARGETS.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    assert_eq!(targets, known);
}
