//! The examples in the explanations do what they say.

use crate::model::field::Field;
use crate::model::item::{Item, Source};
use crate::model::testing::item;
use crate::model::value::Value;

use super::scene::{Scene, read_pack};
use super::{CATALOGUE, Check, Rule};

/// These are about files; what they look at is not in the text of one.
const ABOUT_FILES: &[&str] = &["GNG001", "GNG002", "GNG004"];

fn read(example: &str) -> Value {
    serde_yaml::from_str(example).unwrap_or_else(|error| panic!("{error}\n{example}"))
}

fn entries(value: &Value) -> &[(String, Value)] {
    match value {
        Value::Map(entries) => entries,
        other => panic!("no mapping: {other}"),
    }
}

fn to_item(value: &Value) -> Item {
    let source = Source { path: "backlog/EXAMPLE.yaml".into(), index: None, mapping: 0 };
    let mut item = Item::new("EXAMPLE".into(), source);
    for (key, value) in entries(value) {
        match Field::from_key(key) {
            Some(field) => item.set(field, Some(value)),
            None => item.extra.push((key.clone(), value.clone())),
        }
    }
    item
}

/// How often the rule strikes where the example is on the board.
fn strikes(rule: &Rule, example: &str) -> usize {
    let mut scene = Scene::new();
    let mut core = item("CORE-003");
    core.scope = Some("launch-critical".into());
    scene.others.push(core);
    let about_packs = |check: &Check| matches!(check, Check::Pack(_) | Check::Verdict(_));
    // Where a rule looks at both, its example says which by what only a pack has.
    let is_about_packs = rule.checks.iter().all(about_packs) || example.starts_with("id: shopify");
    if matches!(rule.id, "GNG060" | "GNG063") {
        scene.board.signoff_roles = vec!["data".into()];
    }
    let subject = if is_about_packs {
        let pack = read_pack("packs/shopify/pack.yaml", example);
        let id = pack.id.to_string();
        scene.pack = pack;
        id
    } else {
        scene.others.push(to_item(&read(example)));
        "EXAMPLE".to_owned()
    };
    let about = |message: &str| message.contains(&subject);
    scene.findings().iter().filter(|f| f.rule == rule.id && about(&f.message)).count()
}

#[test]
fn what_is_said_to_fail_fails_and_what_is_said_to_pass_passes() {
    for rule in CATALOGUE.iter().filter(|rule| !ABOUT_FILES.contains(&rule.id)) {
        assert!(strikes(rule, rule.fails) > 0, "{} fails:\n{}", rule.id, rule.fails);
        assert_eq!(strikes(rule, rule.passes), 0, "{} passes:\n{}", rule.id, rule.passes);
    }
}

#[test]
fn the_examples_about_files_are_of_that_kind() {
    let rule = |id| super::rule(id).unwrap();
    assert!(serde_yaml::from_str::<Value>(rule("GNG001").fails).is_err());
    read(rule("GNG001").passes);
    let keys = |example: &str| {
        let mut keys: Vec<_> =
            example.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        all - keys.len()
    };
    assert_eq!((keys(rule("GNG002").fails), keys(rule("GNG002").passes)), (1, 0));
    assert_eq!(read(rule("GNG004").fails).text("id"), Some("SHOP-014"));
    assert_ne!(read(rule("GNG004").passes).text("id"), Some("SHOP-014"));
}
