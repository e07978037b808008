use super::*;

fn refused(before: &str, path: &str, after: Option<Value>) -> EditError {
    set(before, path, after).unwrap_err()
}

#[test]
fn texts_without_a_mapping() {
    for (before, found) in [
        ("- a\n- b\n", "a list"),
        ("just text\n", "text"),
        ("---\n", "nothing"),
        ("# nothing but a comment\n", "nothing"),
        ("", "nothing"),
        ("~\n", "text"),
    ] {
        let error = refused(before, "owner", text("eve"));
        assert!(
            matches!(&error, EditError::NoMapping { line: 1, found: f } if *f == found)
                || matches!(&error, EditError::NoMapping { line: 2, .. }),
            "{before:?}: {error:?}"
        );
    }
}

#[test]
fn texts_that_cannot_be_read() {
    for before in ["a: b: c\n", "a: 1\na: 2\n", "a: 1\n---\nb: 2\n", "a: [\n", "\u{7}a: 1\n"] {
        assert!(matches!(refused(before, "a", text("x")), EditError::Unreadable(_)), "{before:?}");
    }
}

#[test]
fn roots_that_lead_nowhere() {
    let changes = [Change::set(["id"], text("B"))];
    for root in [vec![Segment::from("items"), Segment::from(7)], vec![Segment::from("x")]] {
        let error = apply("items:\n- id: A\n", &root, ORDER, &changes).unwrap_err();
        assert!(matches!(error, EditError::NoMapping { found: "nothing", .. }), "{error:?}");
    }
    let items = "base: &b {id: A}\nitems:\n- *b\n";
    let root = [Segment::from("items"), Segment::from(0)];
    let error = apply(items, &root, ORDER, &changes).unwrap_err();
    assert!(matches!(error, EditError::Shared { line: 3, .. }), "{error:?}");
}

#[test]
fn what_is_shared_is_not_changed_behind_anyones_back() {
    let anchored = "base: &b {risk: x}\ndeferral: *b\nowner: &o bob\nbackup: *o\n";
    assert!(matches!(refused(anchored, "deferral.risk", text("y")), EditError::Shared { .. }));
    assert!(matches!(refused(anchored, "base.risk", text("y")), EditError::Shared { .. }));
    assert!(matches!(refused(anchored, "owner", text("eve")), EditError::Shared { line: 3, .. }));
    let gone = refused(anchored, "owner", None);
    assert!(matches!(gone, EditError::Inexact { .. } | EditError::Shared { .. }), "{gone:?}");
    let merged = "base: &b {owner: x}\nitem:\n  <<: *b\n  id: A\n";
    assert!(matches!(refused(merged, "item.owner", None), EditError::Shared { .. }));
}

#[test]
fn what_uses_a_shared_value_may_change() {
    hold(vec![
        (
            "an alias is replaced",
            "base: &b bob\nowner: *b # x\n",
            "owner",
            text("eve"),
            "base: &b bob\nowner: eve # x\n",
        ),
        ("an alias is removed", "base: &b bob\nowner: *b\n", "owner", None, "base: &b bob\n"),
        ("an anchor nobody uses stays", "owner: &o bob\n", "owner", text("eve"), "owner: &o eve\n"),
        ("an anchor before nothing", "owner: &o\n", "owner", text("eve"), "owner: &o eve\n"),
        (
            "a tag stays where it fits",
            "owner: !!str bob\n",
            "owner",
            text("eve"),
            "owner: !!str eve\n",
        ),
        (
            "a merged key is overridden",
            "base: &b {owner: x}\nitem:\n  <<: *b\n  id: A\n",
            "item.owner",
            text("eve"),
            "base: &b {owner: x}\nitem:\n  <<: *b\n  id: A\n  owner: eve\n",
        ),
    ]);
}

#[test]
fn what_was_changed_in_the_meantime() {
    let change = Change::set(["owner"], text("eve"));
    let edit =
        |before: &str, expected| apply(before, &[], ORDER, &[change.clone().expecting(expected)]);
    assert_eq!(edit("owner: bob\n", text("bob")).unwrap(), "owner: eve\n");
    assert_eq!(edit("owner: 5\n", text("5")).unwrap(), "owner: eve\n");
    assert_eq!(edit("owner:\n", None).unwrap(), "owner: eve\n");
    assert_eq!(edit("id: A\n", None).unwrap(), "id: A\nowner: eve\n");
    for (before, expected) in
        [("owner: ann\n", text("bob")), ("owner: ann\n", None), ("id: A\n", text("bob"))]
    {
        let error = edit(before, expected).unwrap_err();
        assert!(matches!(error, EditError::Conflict { line: 1, .. }), "{error:?}");
    }
}

#[test]
fn places_that_are_not_edited() {
    let tagged = refused("owner: !vault x\n", "owner", text("eve"));
    assert!(matches!(tagged, EditError::Inexact { line: 1, .. }), "{tagged:?}");
    let scalar = refused("id: A\ndeferral: later\n", "deferral.risk", text("eve"));
    assert!(matches!(scalar, EditError::Unsupported { line: 2, .. }), "{scalar:?}");
    let bare = refused("{a, b: c}\n", "a", text("eve"));
    assert!(matches!(bare, EditError::Unsupported { .. }), "{bare:?}");
    let number = refused("owner: !!int 5\n", "owner", text("eve"));
    assert!(matches!(number, EditError::Inexact { .. }), "{number:?}");
}
