use super::*;
use crate::model::testing;

fn source(path: &str, index: Option<usize>) -> Source {
    Source { path: path.into(), index, mapping: 0 }
}

fn set(field: Field, before: Option<&str>, after: Option<&str>) -> Edit {
    Edit::Set { field, before: before.map(Value::from), after: after.map(Value::from) }
}

fn laid(path: &str, text: &str, mapping: &Mapping, edits: &[Edit]) -> String {
    lay(text, &source(path, None), mapping, edits).unwrap()
}

#[test]
fn the_body_of_markdown_is_never_touched() {
    let text = "\u{feff}---\r\nid: A # why\r\n---\r\n# A\r\n\r\nscope: not this\r\n";
    let edit = set(Field::Scope, None, Some("launch-critical"));
    assert_eq!(
        laid("b/A.md", text, &Mapping::default(), &[edit]),
        "\u{feff}---\r\nid: A # why\r\nscope: launch-critical\r\n---\r\n# A\r\n\r\nscope: not this\r\n"
    );
}

#[test]
fn an_entry_of_a_list_is_edited_on_its_own() {
    let text = "# docs\nitems:\n  - id: A\n    owner: me\n  - {id: B}\n";
    let edits = [set(Field::Owner, None, Some("you"))];
    let result = lay(text, &source("b/d.yaml", Some(1)), &Mapping::default(), &edits).unwrap();
    assert_eq!(result, "# docs\nitems:\n  - id: A\n    owner: me\n  - {id: B, owner: you}\n");
}

#[test]
fn unknown_keys_of_a_deferral_stay() {
    let text = "id: A\ndeferral:\n  link: PACK-1\n  asked: x\n";
    let map = |link: &str, risk: Option<&str>| {
        Value::map_of([("link", Some(link.into())), ("risk", risk.map(Value::from))])
    };
    let edit = Edit::Set {
        field: Field::Deferral,
        before: map("PACK-1", None),
        after: map("PACK-2", Some("r")),
    };
    let result = laid("b/A.yaml", text, &Mapping::default(), &[edit]);
    assert!(result.contains("link: PACK-2\n") && result.contains("asked: x\n"), "{result}");
    assert!(result.contains("  risk: r\n"), "{result}");
}

#[test]
fn decisions_go_back_under_foreign_names() {
    let mapping = Mapping {
        fields: [(Field::Owner, "authors".into()), (Field::Scope, "launch-scope".into())].into(),
        values: [(
            Field::Status,
            vec![("implemented".into(), "closed".into()), ("replaced".into(), "closed".into())],
        )]
        .into(),
    };
    let text = "title: K\nauthors:\n- \"@a\"\n- \"@b\"\nstatus: replaced\n";
    let lay = |edits: &[Edit]| laid("k/kep.yaml", text, &mapping, edits);
    let scoped = lay(&[set(Field::Scope, None, Some("post-launch"))]);
    assert!(scoped.contains("\nlaunch-scope: post-launch\n"), "{scoped}");
    let owned = lay(&[set(Field::Owner, Some("@a"), Some("@c"))]);
    assert!(owned.contains("authors:\n- \"@c\"\n- \"@a\"\n- \"@b\"\n"), "{owned}");
    let moved = lay(&[set(Field::Owner, Some("@a"), Some("@b"))]);
    assert!(moved.contains("authors:\n- \"@b\"\n- \"@a\"\nstatus"), "{moved}");
    let off = lay(&[set(Field::Owner, Some("@a"), None)]);
    assert!(off.contains("authors:\n- \"@b\"\nstatus"), "{off}");
    assert_eq!(lay(&[set(Field::Status, Some("open"), Some("closed"))]), text, "means it already");
}

#[test]
fn a_new_file_holds_what_the_item_says() {
    let mut item = testing::item("SHOP-7K3Q");
    item.set(Field::Packs, Some(&Value::List(vec!["shopify".into()])));
    let text = new_file(&item, &Mapping::default()).unwrap();
    assert!(text.starts_with("id: SHOP-7K3Q\ntitle: Title of SHOP-7K3Q\nstatus: open\n"), "{text}");
    let read =
        super::super::item::read(&"backlog/x.yaml".into(), text.as_bytes(), &Mapping::default(), 0);
    assert_eq!(read.items.first().map(|i| &i.packs), Some(&item.packs));
}

#[test]
fn a_field_is_found_in_its_file() {
    let text = "---\nid: A\ndeferral:\n  link: x y\n---\nbody\n";
    let path = ["deferral".to_owned(), "link".to_owned()];
    let place = place(text, &source("b/A.md", None), &Mapping::default(), &path).unwrap();
    assert_eq!(place, (4, 3));
}

#[test]
fn unknown_keys_stay_when_a_mapping_is_emptied_or_filled() {
    let deferral = |link: &str| Value::map_of([("link", Some(link.into()))]);
    let set = |before, after| Edit::Set { field: Field::Deferral, before, after };
    let lay = |text: &str, edit: Edit| laid("b/A.yaml", text, &Mapping::default(), &[edit]);
    let asked = "id: A\ndeferral:\n  link: P-1\n  asked: x\n";
    assert_eq!(lay(asked, set(deferral("P-1"), None)), "id: A\ndeferral:\n  asked: x\n");
    let known = "id: A\ndeferral:\n  link: P-1\n";
    assert_eq!(lay(known, set(deferral("P-1"), None)), "id: A\n");
    let only = "id: A\ndeferral: {asked: x}\n";
    assert_eq!(lay(only, set(None, deferral("P-2"))), "id: A\ndeferral: {asked: x, link: P-2}\n");
}

#[test]
fn entries_keep_what_gonogo_does_not_know() {
    let entry = |reference: &str, by: Option<&str>| {
        Value::map_of([("ref", Some(reference.into())), ("by", by.map(Value::from))]).unwrap()
    };
    let set = |before: Vec<Value>, after: Vec<Value>| Edit::Set {
        field: Field::Evidence,
        before: Some(Value::List(before)),
        after: Some(Value::List(after)),
    };
    let text = "evidence:\n  - ref: a # first\n    hash: 1f\n    by:\n  - {ref: b, hash: 2f}\n";
    let lay = |edit: Edit| laid("b/A.yaml", text, &Mapping::default(), &[edit]);
    let both = || vec![entry("a", None), entry("b", None)];
    assert_eq!(lay(set(both(), both())), text);
    assert_eq!(
        lay(set(both(), vec![entry("a", None), entry("b", Some("me"))])),
        text.replace("hash: 2f}", "hash: 2f, by: me}")
    );
    assert_eq!(
        lay(set(both(), vec![entry("a", None)])),
        "evidence:\n  - ref: a # first\n    hash: 1f\n    by:\n"
    );
}

/// A block text without content at the end of the front matter: what is written after it must not
/// run into the fence.
#[test]
fn a_decision_leaves_the_closing_fence_on_its_line() {
    let text = "---\na:\n? |-\n---\nProse\n---\nmore\n";
    let set = Edit::Set { field: Field::Risk, before: None, after: Some("high".into()) };
    match lay(text, &source("b/A.md", None), &Mapping::default(), &[set]) {
        Ok(edited) => {
            assert!(edited.contains("\nrisk: high\n---\nProse\n---\nmore\n"), "{edited}");
        }
        Err(error) => panic!("{error}"),
    }
}
