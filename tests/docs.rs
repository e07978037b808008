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

/// What a page names as `FILE::TEST`, where FILE is one of `tests/` or the path of one under `src/`.
fn named_tests(page: &str) -> Vec<(String, String)> {
    let words = page.split('`').skip(1).step_by(2);
    let tests = words.filter_map(|word| word.rsplit_once("::"));
    tests.map(|(file, test)| (file.to_owned(), test.to_owned())).collect()
}

#[test]
fn the_promises_name_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/safety.md")).unwrap();
    let named = named_tests(&page);
    assert!(named.len() > 50, "{} tests are named", named.len());
    for (file, test) in &named {
        if file == "FILE" {
            continue;
        }
        let path = if file.contains('/') {
            root.join(format!("{file}.rs"))
        } else {
            root.join(format!("tests/{file}.rs"))
        };
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{file}::{test}: {}: {error}", path.display()));
        // Its attribute stands above it, with others between, or it is a property.
        let at = text.find(&format!("fn {test}(")).unwrap_or_else(|| panic!("no {file}::{test}"));
        let above: Vec<&str> = text[..at].lines().rev().take(4).collect();
        assert!(above.iter().any(|line| line.trim() == "#[test]"), "{file}::{test} is no test");
    }
    for line in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        let is_head = line.ends_with("| held by |");
        assert!(is_head || line.contains("::"), "no test holds it: {line}");
    }
}
