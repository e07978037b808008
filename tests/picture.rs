//! The picture in the README is the real screen. `GONOGO_UPDATE=1 cargo test --test picture` makes
//! it anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use chrono::DateTime;
use gonogo::tui::picture;
use gonogo::workspace::{Workspace, sample};

#[test]
fn the_picture_is_current() {
    let now = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+01:00").unwrap();
    let folder = tempfile::tempdir().unwrap();
    sample::make(folder.path(), now).unwrap();
    let loaded = Workspace::open(folder.path()).unwrap().load().unwrap();
    let keys = ["1", "j", "2", "l", "j", "j"];
    let svg = picture::svg(loaded, (160, 42), &keys, now).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/board.svg");
    if std::env::var_os("GONOGO_UPDATE").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == svg,
        "docs/board.svg is not the screen any more: GONOGO_UPDATE=1 cargo test --test picture"
    );
}
