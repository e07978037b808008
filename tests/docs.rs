//! Documents that are made from the program are current. `GONOGO_UPDATE=1 cargo test --test docs`
//! makes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fmt::Write;
use std::path::Path;

use gonogo::report::schema::{self, Document};
use gonogo::tui::keymap::{Keymap, name};

#[test]
fn the_list_of_keys_is_current() {
    let mut text = String::from(
        "# Keys\n\nMade from the key table (`src/tui/keymap/table.rs`). The names in the second column\nare those of your settings: `keys: {board: {assign: [A]}}`.\n",
    );
    let mut context = None;
    for entry in Keymap::default().entries() {
        let binding = entry.binding;
        if context != Some(binding.context) {
            context = Some(binding.context);
            let word = binding.context.word();
            write!(text, "\n## {word}\n\n| keys | name | does |\n| --- | --- | --- |\n").unwrap();
        }
        let keys: Vec<String> = entry.sequences.iter().map(|s| format!("`{}`", name(s))).collect();
        writeln!(text, "| {} | {} | {} |", keys.join(", "), binding.name, binding.help).unwrap();
    }
    is_current("docs/keys.md", &text);
}

#[test]
fn the_rules_are_documented_and_no_others() {
    is_current("docs/rules.md", &gonogo::report::catalogue::markdown());
}

#[test]
fn the_schemas_are_current() {
    for document in Document::ALL {
        is_current(&format!("docs/schema/{document}.json"), &schema::text(*document));
    }
}

/// Fails where a file is not what it is made from; writes it first where that is asked for.
fn is_current(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("GONOGO_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == text,
        "{file} is not current: GONOGO_UPDATE=1 cargo test --test docs"
    );
}
