use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::attributes::Attributes;

use super::*;
use crate::report::gate::testing::{HOSTILE, gate, go, launch, no_go};

/// An element as a reader finds it.
#[derive(Debug, PartialEq)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    fn get(&self, key: &str) -> &str {
        self.attributes.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    fn count(&self, key: &str) -> usize {
        self.get(key).parse().unwrap()
    }

    fn shape(&self) -> String {
        let keys: Vec<&str> = self.attributes.iter().map(|(key, _)| key.as_str()).collect();
        let children: Vec<String> = self.children.iter().map(Node::shape).collect();
        format!("{}{keys:?}{children:?}", self.name)
    }
}

fn attributes(attributes: Attributes<'_>) -> Vec<(String, String)> {
    attributes
        .map(|attribute| {
            let attribute = attribute.unwrap();
            let key = attribute.key.as_ref().to_owned();
            (key, quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
        })
        .collect()
}

fn parse(xml: &str) -> Node {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(allowed), "characters of XML 1.0: {xml:?}");
    let mut reader = Reader::from_str(xml);
    fn node(name: &str, list: Attributes<'_>) -> Node {
        Node {
            name: name.to_owned(),
            attributes: attributes(list),
            text: String::new(),
            children: Vec::new(),
        }
    }
    let mut open = vec![node("", BytesStart::new("x").attributes())];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) => open.push(node(e.name().as_ref(), e.attributes())),
            Event::Empty(e) => {
                let child = node(e.name().as_ref(), e.attributes());
                open.last_mut().unwrap().children.push(child);
            }
            Event::End(_) => {
                let child = open.pop().unwrap();
                open.last_mut().unwrap().children.push(child);
            }
            Event::Text(e) => open.last_mut().unwrap().text.push_str(&e),
            Event::GeneralRef(e) => {
                let name = format!("&{};", &*e);
                let text = quick_xml::escape::unescape(&name).unwrap();
                open.last_mut().unwrap().text.push_str(&text);
            }
            Event::Eof => break,
            Event::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    open.pop().unwrap().children.pop().unwrap()
}

/// What `junit-10.xsd` of Jenkins' xUnit plugin asks for, as far as it concerns what is written.
fn check(node: &Node) {
    let (keys, required, children): (&[&str], &[&str], &[&str]) = match node.name.as_str() {
        "testsuites" => (&["name", "time", "tests", "failures", "errors"], &[], &["testsuite"]),
        "testsuite" => (
            &["name", "tests", "failures", "errors", "skipped", "time", "package"],
            &["name", "tests", "failures", "errors"],
            &["testcase"],
        ),
        "testcase" => (&["name", "time", "classname"], &["name"], &["failure", "skipped"]),
        "failure" | "skipped" => (&["type", "message"], &[], &[]),
        other => panic!("{other}"),
    };
    for (key, _) in &node.attributes {
        assert!(keys.contains(&key.as_str()), "{key} of {}", node.name);
    }
    for key in required {
        assert!(!node.get(key).is_empty(), "{key} of {}", node.name);
    }
    for child in &node.children {
        assert!(children.contains(&child.name.as_str()), "{} in {}", child.name, node.name);
        check(child);
    }
    if node.children.is_empty() && !matches!(node.name.as_str(), "failure" | "skipped") {
        assert_eq!(node.text.trim(), "");
    }
}

#[test]
fn each_rule_is_a_suite() {
    let findings = launch();
    let root = parse(&junit(&no_go(&findings)));
    check(&root);
    assert_eq!(root.get("name"), "gonogo check: Atlas");
    assert_eq!(root.children.len(), CATALOGUE.len());
    assert_eq!(root.count("failures"), 3);
    let sum = |key| root.children.iter().map(|suite| suite.count(key)).sum::<usize>();
    assert_eq!((root.count("tests"), root.count("failures")), (sum("tests"), sum("failures")));
    for suite in &root.children {
        assert_eq!(suite.count("tests"), suite.children.len());
        let of =
            |name| suite.children.iter().flat_map(|t| &t.children).filter(move |n| n.name == name);
        assert_eq!(suite.count("failures"), of("failure").count());
        assert_eq!(suite.count("skipped"), of("skipped").count());
    }
    let suite = root.children.iter().find(|s| s.get("name").starts_with("GNG020 ")).unwrap();
    let test = &suite.children[0];
    assert_eq!(test.get("classname"), "gonogo.GNG020");
    assert_eq!(test.get("name"), "hubspot: behavior.missing_column");
    let failure = &test.children[0];
    assert_eq!(failure.get("message"), "hubspot defines no behavior.missing_column");
    assert!(failure.text.contains("\nat: packs/hubspot/pack.yaml:48:3\nwhy: "), "{}", failure.text);
    let quiet = root.children.iter().find(|s| s.get("name").starts_with("GNG001 ")).unwrap();
    assert_eq!((quiet.children[0].get("name"), quiet.count("tests")), ("no findings", 1));
    let go = parse(&junit(&go()));
    check(&go);
    assert_eq!((go.get("name"), go.count("failures")), ("gonogo check", 0));
}

#[test]
fn what_does_not_block_is_skipped_with_its_words() {
    let findings = launch();
    let root = parse(&junit(&no_go(&findings)));
    let skipped: Vec<&str> = root
        .children
        .iter()
        .flat_map(|suite| &suite.children)
        .flat_map(|test| &test.children)
        .filter(|node| node.name == "skipped")
        .map(|node| node.get("message").split(':').next().unwrap())
        .collect();
    assert_eq!(skipped, ["warning", "warning", "waived", "note"]);
}

#[test]
fn content_is_text_and_the_names_are_unique() {
    let shape = parse(&junit(&no_go(&gate("x")))).shape();
    for text in HOSTILE {
        let findings = gate(text);
        let out = junit(&no_go(&findings));
        assert!(!out.contains("##[") && !out.contains("##vso["), "{out}");
        assert!(out.lines().all(|line| !line.trim_start().starts_with("::")), "{out}");
        let root = parse(&out);
        check(&root);
        assert_eq!(root.shape(), shape, "{text:?}");
        for suite in &root.children {
            let names: HashSet<&str> = suite.children.iter().map(|test| test.get("name")).collect();
            assert_eq!(names.len(), suite.children.len());
        }
        let test = root.children.iter().find(|s| s.count("failures") == 1).unwrap();
        assert_eq!(test.children[0].children[0].get("message"), record(text));
        assert!(test.children[0].children[0].text.starts_with(&*record(text)));
    }
}
