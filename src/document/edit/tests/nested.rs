use super::*;

#[test]
fn nested_mappings_and_lists() {
    hold(vec![
        (
            "a nested value",
            "deferral:\n    link: a # l\n    risk: b\n",
            "deferral.risk",
            text("c"),
            "deferral:\n    link: a # l\n    risk: c\n",
        ),
        (
            "a nested key",
            "deferral:\n    link: a # l\nz: 1\n",
            "deferral.revisit",
            text("2027-01-12"),
            "deferral:\n    link: a # l\n    revisit: 2027-01-12\nz: 1\n",
        ),
        (
            "a nested key removed",
            "deferral:\n  link: a\n  risk: b\nz: 1\n",
            "deferral.link",
            None,
            "deferral:\n  risk: b\nz: 1\n",
        ),
        (
            "the last nested key removed",
            "deferral: # d\n  link: a\n  # deep\nz: 1\n",
            "deferral.link",
            None,
            "deferral: {} # d\nz: 1\n",
        ),
        (
            "the last nested key removed at the end",
            "id: A\ndeferral:\n  link: a",
            "deferral.link",
            None,
            "id: A\ndeferral: {}",
        ),
        (
            "a mapping over a mapping",
            "deferral:\n  link: a # l\n  risk: b\nz: 1\n",
            "deferral",
            map(&[("link", "a"), ("revisit", "2027-01-12")]),
            "deferral:\n  link: a # l\n  revisit: 2027-01-12\nz: 1\n",
        ),
        (
            "text over a mapping",
            "deferral:\n  link: a\nz: 1\n",
            "deferral",
            text("none"),
            "deferral: none\nz: 1\n",
        ),
        (
            "a mapping over text",
            "deferral: no # x\nz: 1\n",
            "deferral",
            map(&[("link", "a")]),
            "deferral: {link: a} # x\nz: 1\n",
        ),
        (
            "a list grows",
            "labels:\n  - a # x\n  - b\nz: 1\n",
            "labels",
            list(&["a", "b", "c"]),
            "labels:\n  - a # x\n  - b\n  - c\nz: 1\n",
        ),
        (
            "an unindented list grows",
            "labels:\n- a\n# end\nz: 1\n",
            "labels",
            list(&["a", "b"]),
            "labels:\n- a\n- b\n# end\nz: 1\n",
        ),
        (
            "a list grows in front",
            "labels:\n- a # x\nz: 1\n",
            "labels",
            list(&["b", "a"]),
            "labels:\n- b\n- a # x\nz: 1\n",
        ),
        (
            "a list loses an entry",
            "labels:\n  - a\n  - b # x\n  - c\n",
            "labels",
            list(&["a", "c"]),
            "labels:\n  - a\n  - c\n",
        ),
        (
            "a list loses its last entry",
            "labels:\n  - a\nz: 1\n",
            "labels",
            Some(Value::List(vec![])),
            "labels: []\nz: 1\n",
        ),
        (
            "an entry is exchanged",
            "labels:\n  - \"a\"\n  - \"b\" # x\n",
            "labels",
            list(&["a", "c"]),
            "labels:\n  - \"a\"\n  - \"c\" # x\n",
        ),
        (
            "quotes of the neighbour",
            "authors:\n  - \"@a\"\nz: 1\n",
            "authors",
            list(&["@a", "@b"]),
            "authors:\n  - \"@a\"\n  - \"@b\"\nz: 1\n",
        ),
        (
            "the last line is bare",
            "labels:\n  - a",
            "labels",
            list(&["a", "b"]),
            "labels:\n  - a\n  - b",
        ),
        (
            "a list of lists",
            "labels:\n- - a\n  - b\n",
            "labels",
            Some(Value::List(vec![list(&["b"]).unwrap()])),
            "labels:\n- - b\n",
        ),
        (
            "an empty entry",
            "labels:\n  - a\n  -\n",
            "labels",
            list(&["a", "b"]),
            "labels:\n  - a\n  - b\n",
        ),
        ("a list removed", "id: A\nlabels:\n- a\n- b\nz: 1\n", "labels", None, "id: A\nz: 1\n"),
        (
            "a new list in a file of block lists",
            "x:\n- a\nid: A\n",
            "packs",
            list(&["p"]),
            "x:\n- a\nid: A\npacks:\n- p\n",
        ),
        (
            "a number stays",
            "labels:\n  - 5\n  - a\n",
            "labels",
            list(&["5", "b"]),
            "labels:\n  - 5\n  - b\n",
        ),
    ]);
}

#[test]
fn a_mapping_on_the_line_of_its_dash() {
    let items = "items:\n  - id: A # a\n    owner: bob\n  - id: B\n";
    let root = [Segment::from("items"), Segment::from(1)];
    let first = [Segment::from("items"), Segment::from(0)];
    let edit = |root: &[Segment], path: &str, after| {
        apply(items, root, ORDER, &[Change::set([path], after)]).unwrap()
    };
    assert_eq!(edit(&root, "scope", text("x")), format!("{items}    scope: x\n"));
    assert_eq!(edit(&root, "id", text("C")), items.replace("id: B", "id: C"));
    assert_eq!(edit(&root, "id", None), items.replace("id: B", "{}"));
    assert_eq!(edit(&first, "id", None), "items:\n  - owner: bob\n  - id: B\n");
    let commented = "items:\n  - id: A # a\n    # who\n    owner: bob\n";
    let removed = apply(commented, &first, ORDER, &[Change::set(["id"], None)]).unwrap();
    assert_eq!(removed, "items:\n  -\n    # who\n    owner: bob\n");
    let before = "items:\n  - owner: bob\n    z: 1\n";
    let added = apply(before, &first, ORDER, &[Change::set(["id"], text("A"))]).unwrap();
    assert_eq!(added, "items:\n  - id: A\n    owner: bob\n    z: 1\n");
}

#[test]
fn entries_are_appended() {
    let evidence =
        || Value::Map(vec![("kind".into(), "test".into()), ("ref".into(), "a/b".into())]);
    for (before, expected) in [
        ("id: A\n", "id: A\nevidence:\n  - {kind: test, ref: a/b}\n"),
        ("id: A\nevidence: []\nz: 1\n", "id: A\nevidence:\n  - {kind: test, ref: a/b}\nz: 1\n"),
        ("evidence: [] # none\n", "evidence: # none\n  - {kind: test, ref: a/b}\n"),
        (
            "evidence:\n- {ref: x}\nz: 1\n",
            "evidence:\n- {ref: x}\n- {kind: test, ref: a/b}\nz: 1\n",
        ),
        (
            "evidence:\n  - ref: x\n    by:\n",
            "evidence:\n  - ref: x\n    by:\n  - kind: test\n    ref: a/b\n",
        ),
        ("evidence: [{ref: x}]\n", "evidence: [{ref: x}, {kind: test, ref: a/b}]\n"),
        ("evidence:\n", "evidence:\n  - {kind: test, ref: a/b}\n"),
    ] {
        assert_eq!(append(before, "evidence", evidence()).unwrap(), expected);
    }
    assert_eq!(append("packs: a\n", "packs", "b".into()).unwrap(), "packs: [a, b]\n");
    assert_eq!(append("packs: [a]\n", "packs", "a".into()).unwrap(), "packs: [a, a]\n");
}

#[test]
fn many_changes_at_once() {
    let before = "id: A\ntitle: T\nscope: undecided # s\nowner: bob\n";
    let changes = [
        Change::set(["scope"], text("post-launch")).expecting(text("undecided")),
        Change::set(["owner"], None).expecting(text("bob")),
        Change::set(["deferral"], map(&[("link", "P-1"), ("risk", "none")])).expecting(None),
        Change::set(["rationale"], text("It can wait.")),
    ];
    assert_eq!(
        apply(before, &[], ORDER, &changes).unwrap(),
        "id: A\ntitle: T\nscope: post-launch # s\nrationale: It can wait.\n\
         deferral:\n  link: P-1\n  risk: none\n"
    );
}
