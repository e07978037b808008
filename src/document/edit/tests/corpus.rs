//! Changes in real files: everything but the change stays, by data and by line.

use serde_yaml::Value as Yaml;

use super::*;
use crate::document::testing;

/// What is tried on every file.
fn changes(keys: &[String], turn: usize) -> Vec<Change> {
    let some = |n: usize| keys.get((turn + n) % keys.len().max(1)).cloned();
    let mut changes = vec![
        Change::set(["launch-scope"], text("launch-critical")),
        Change::set(["rationale"], text("One line.\nAnd another.")),
        Change::set(
            ["deferral"],
            map(&[("link", "PACK-1"), ("risk", "a: b"), ("revisit", "2027-02-01")]),
        ),
        Change::append(["authors"], Value::from("@eve")),
        Change::set(["milestone", "stable"], text("v9.9")),
    ];
    if let Some(key) = some(0) {
        changes.push(Change::set([key], None));
    }
    if let Some(key) = some(1) {
        changes.push(Change::set([key], text("yes")));
    }
    if let Some(key) = some(2) {
        changes.push(Change::set([key], list(&["a", "b: c"])));
    }
    changes
}

/// The lines of a text that another does not have, as often as it does not.
fn lost(old: &str, new: &str) -> usize {
    let mut counts = std::collections::HashMap::new();
    for line in new.lines() {
        *counts.entry(line).or_insert(0_usize) += 1;
    }
    let is_lost = |line: &&str| match counts.get_mut(*line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    old.lines().filter(is_lost).count()
}

#[test]
fn real_files_keep_every_other_line() {
    let Some(folder) = testing::corpus("keps") else { return };
    let (mut made, mut refused) = (0, Vec::new());
    for (turn, (path, bytes)) in testing::yaml_files(&folder).iter().enumerate() {
        let text = yaml::decode(bytes).unwrap();
        let Ok(Yaml::Mapping(old)) = yaml::parse(text) else { continue };
        let keys: Vec<String> =
            old.keys().filter_map(|key| key.as_str().map(str::to_owned)).collect();
        let tree = Tree::build(text).unwrap();
        for change in changes(&keys, turn) {
            let key = change.path.first().unwrap();
            // What the key may cost: the lines it has, and comments below that stand deeper.
            let own = tree.root().entry(key).map_or(0, |entry| {
                let deeper = text[entry.end()..].lines().skip(1).take_while(|line| {
                    line.starts_with([' ', '\t']) && line.trim_start().starts_with('#')
                });
                text[entry.start..entry.end()].trim_end().lines().count() + deeper.count()
            });
            let new = match apply(text, &[], &[], std::slice::from_ref(&change)) {
                Ok(new) => new,
                Err(error) => {
                    refused.push(format!("{}: {error}", path.display()));
                    continue;
                }
            };
            made += 1;
            assert!(lost(text, &new) <= own, "{}: {change:?}\n{new}", path.display());
            let Ok(Yaml::Mapping(found)) = yaml::parse(&new) else { panic!("{}", path.display()) };
            let others = |data: &serde_yaml::Mapping| {
                data.iter()
                    .filter(|(name, _)| name.as_str() != Some(key))
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(others(&old), others(&found), "{}: {change:?}", path.display());
            assert_eq!(text.contains("\r\n"), new.contains("\r\n"));
            if matches!(change.action, Action::Set(_)) && change.path.len() == 1 {
                assert_eq!(text.ends_with('\n'), new.ends_with('\n'), "{}", path.display());
            }
        }
    }
    assert!(made > 7_000, "{made}");
    // `milestone` is text in a few files; then there is nothing below it to set.
    assert!(refused.len() < 60, "{} refused: {refused:#?}", refused.len());
}
