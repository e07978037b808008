//! Any bytes as any of the files that are read: items, packs, settings, and what lies beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use gonogo::document::asset::{self, Purpose};
use gonogo::document::spans::{Body, Node, Tree};
use gonogo::document::{item, pack, yaml};
use gonogo::model::item::Item;
use gonogo::model::mapping::Mapping;
use gonogo::model::value::Value;
use gonogo::workspace::settings::Settings;
use serde_yaml::Value as Yaml;

/// Reads; what is understood in two ways must be understood the same.
pub fn run(bytes: &[u8]) {
    let data = yaml::read(bytes);
    let path: Arc<str> = "backlog/a.yaml".into();
    let found = item::read(&path, bytes, &Mapping::default(), 0);
    assert!(
        data.is_ok() || !found.problems.is_empty(),
        "read though it is refused: {:?}",
        data.unwrap_err()
    );
    if let (Ok(data), [item]) = (&data, found.items.as_slice()) {
        says_the_same(item, data);
    }
    for problem in &found.problems {
        assert!(problem.line >= 1 && problem.column >= 1);
        assert!(!problem.cause.is_empty() && !problem.fix.is_empty());
    }
    item::read(&"a.md".into(), bytes, &Mapping::default(), 0);
    match pack::read(&"packs/p/pack.yaml".into(), bytes) {
        Ok(pack) => {
            let none = gonogo::model::asset::Assets::default();
            assert_eq!(pack.content(&none), pack.clone().content(&none));
        }
        Err(problem) => assert!(problem.line >= 1 && !problem.cause.is_empty()),
    }
    for purpose in
        [Purpose::Presence, Purpose::Opaque, Purpose::Table, Purpose::Page, Purpose::Quickstart]
    {
        asset::read(purpose, bytes, true);
    }
    let text = String::from_utf8_lossy(bytes);
    asset::models(&text, &mut BTreeMap::new());
    if let Err(error) = Settings::parse(&text) {
        assert!(error.line >= 1 && !error.cause.is_empty());
    }
    if let Ok(tree) = Tree::build(&text) {
        stands(&text, tree.root(), 0..text.len());
        // YAML 1.1 breaks lines at these three and YAML 1.2 does not: what is written beside them is
        // found by one of the two readers only, and an edit there is refused by the guard.
        let breaks = text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
        if let (Ok(Yaml::Mapping(mapping)), false) = (&data, breaks) {
            assert_eq!(tree.root().entries().len(), mapping.len(), "keys and nodes differ");
        }
    }
}

/// The quick reader and the one that knows all of YAML agree on what an item says beside the fields.
fn says_the_same(item: &Item, data: &Yaml) {
    // What a tag says of a value is nothing to an item.
    if let Yaml::Tagged(tagged) = data {
        return says_the_same(item, &tagged.value);
    }
    let Yaml::Mapping(mapping) = data else { panic!("an item from {data:?}") };
    if mapping.contains_key("<<") {
        return;
    }
    for (key, value) in &item.extra {
        let known = mapping.iter().find(|(name, _)| match name {
            Yaml::String(name) => name == key,
            _ => false,
        });
        if let Some((_, known)) = known {
            assert!(alike(value, known), "{key} reads as {value:?} and as {known:?}");
        }
    }
    if let Some(Yaml::String(title)) = mapping.get("title") {
        assert_eq!(item.title.trim(), title.trim());
    }
}

/// Whether a value of the model is one of YAML, numbers by the fact that they are one.
fn alike(value: &Value, data: &Yaml) -> bool {
    match (value, data) {
        (Value::Text(text), Yaml::String(data)) => text == data,
        (Value::Text(text), Yaml::Null) => text.is_empty(),
        (Value::Text(_), Yaml::Bool(_) | Yaml::Number(_)) => true,
        (Value::List(list), Yaml::Sequence(data)) => {
            list.len() == data.len() && list.iter().zip(data).all(|(v, d)| alike(v, d))
        }
        (Value::Map(entries), Yaml::Mapping(data)) => {
            data.contains_key("<<")
                || (entries.len() == data.len()
                    && entries.iter().zip(data.values()).all(|((_, v), d)| alike(v, d)))
        }
        (value, Yaml::Tagged(tagged)) => alike(value, &tagged.value),
        _ => false,
    }
}

/// Every node lies within the one around it, in order, and is cut between characters.
fn stands(text: &str, node: &Node, around: std::ops::Range<usize>) {
    for at in [node.start(), node.end(), node.lead] {
        assert!(text.is_char_boundary(at), "{at} is inside a character");
    }
    assert!(node.start() <= node.end(), "{node:?} ends before it begins");
    assert!(
        node.end() == node.start() || (around.start <= node.start() && node.end() <= around.end),
        "{:?} stands outside {around:?}",
        node.inner
    );
    match &node.body {
        Body::List { items, .. } => {
            let mut at = node.start();
            for item in items {
                assert!(at <= item.start, "entries overlap");
                stands(text, &item.node, item.start..node.end());
                at = item.start.max(item.node.end().min(node.end()));
            }
        }
        Body::Map { entries, .. } => {
            let mut at = node.start();
            for entry in entries {
                assert!(at <= entry.start && entry.start <= entry.end(), "keys overlap");
                stands(text, &entry.key, entry.start..node.end());
                stands(text, &entry.value, entry.start..node.end());
                at = entry.end().min(node.end());
            }
        }
        Body::Nothing | Body::Scalar { .. } | Body::Alias => {}
    }
}
