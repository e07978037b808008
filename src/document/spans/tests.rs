#![expect(clippy::print_stderr, reason = "a test says what it could not read")]
use super::*;
use crate::document::testing;

fn walk(node: &Node, see: &mut impl FnMut(&Node)) {
    see(node);
    for item in node.items() {
        walk(&item.node, see);
    }
    for entry in node.entries() {
        walk(&entry.key, see);
        walk(&entry.value, see);
    }
}

/// Every scalar's range holds exactly that scalar.
fn check(text: &str, tree: &Tree<'_>) -> usize {
    let mut scalars = 0;
    let mut last = 0;
    walk(tree.root(), &mut |node| {
        assert!(node.start() >= last, "nodes stand in their order");
        last = node.start();
        let Body::Scalar { text: wanted, style } = &node.body else { return };
        let slice = &text[node.inner.clone()];
        scalars += 1;
        if style.is_block() {
            let first = slice.lines().next().unwrap();
            assert!(first.starts_with(['|', '>']), "{slice:?}");
            let content: String = slice.lines().skip(1).map(str::trim).collect();
            let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(squeeze(&content), squeeze(wanted));
            return;
        }
        let read: serde_yaml::Value = serde_yaml::from_str(slice).unwrap();
        if let serde_yaml::Value::String(read) = read {
            assert_eq!(&read, wanted, "{slice:?}");
        } else {
            assert_eq!(slice, wanted);
        }
    });
    scalars
}

#[test]
fn every_scalar_of_the_corpora_is_where_its_range_says() {
    let mut scalars = 0;
    for corpus in ["keps", "fivetran"] {
        let Some(folder) = testing::corpus(corpus) else { return };
        for (path, bytes) in testing::yaml_files(&folder) {
            let text = std::str::from_utf8(&bytes).unwrap();
            match Tree::build(text) {
                Ok(tree) => scalars += check(text, &tree),
                Err(problem) => {
                    eprintln!("{}: {problem}", path.display());
                    assert!(serde_yaml::from_str::<serde_yaml::Value>(text).is_err());
                }
            }
        }
    }
    assert!(scalars > 10_000, "{scalars}");
}

fn place(text: &str, path: &[Segment]) -> (String, usize, usize) {
    let tree = Tree::build(text).unwrap();
    let found = tree.locate(path).unwrap().value;
    (text[found.start..found.end].to_owned(), found.line, found.column)
}

#[test]
fn values_are_found_by_line_and_column() {
    let text = "\u{feff}# ünï\r\ntitle: \"Ü 🎉\" # é\r\ndeferral: {link: é, risk: 'a, b'}\r\n\
                labels:\r\n- a\r\n- b: |\r\n    c\r\n  d:\r\nnone:\r\n";
    let key = |key: &str| Segment::from(key);
    assert_eq!(place(text, &[key("title")]), ("\"Ü 🎉\"".into(), 2, 8));
    assert_eq!(place(text, &[key("deferral"), key("risk")]), ("'a, b'".into(), 3, 27));
    assert_eq!(place(text, &[key("labels"), 0.into()]), ("a".into(), 5, 3));
    let literal = place(text, &[key("labels"), 1.into(), key("b")]);
    assert_eq!(literal, ("|\r\n    c\r\n".into(), 6, 6));
    assert_eq!(place(text, &[key("none")]), (String::new(), 9, 6));
    let tree = Tree::build(text).unwrap();
    let found = tree.locate(&[key("labels"), 1.into(), key("d")]).unwrap();
    assert_eq!(found.key.map(|key| (key.line, key.column)), Some((8, 3)));
    assert_eq!(tree.locate(&[key("labels"), 2.into()]), None);
    assert_eq!(tree.locate(&[key("title"), key("x")]), None);
}

#[test]
fn properties_brackets_and_block_scalars_end_where_they_end() {
    let text = "a: &x !!str 'b'  # c\nd: [e, {f: g}, ] # h\ni: >+\n  j\n\nk: |-\n  l\n\nm: *x\n";
    let tree = Tree::build(text).unwrap();
    let held = |key: &str| {
        let node = tree.node(&[key.into()]).unwrap();
        (&text[node.start()..node.end()], &text[node.inner.clone()])
    };
    assert_eq!(held("a"), ("&x !!str 'b'", "'b'"));
    assert_eq!(held("d"), ("[e, {f: g}, ]", "[e, {f: g}, ]"));
    assert_eq!(held("i"), (">+\n  j\n\n", ">+\n  j\n\n"));
    assert_eq!(held("k"), ("|-\n  l\n", "|-\n  l\n"));
    assert_eq!(held("m"), ("*x", "*x"));
}
