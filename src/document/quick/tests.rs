use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::document::edit::tests::generate;
use crate::document::spans::{Segment, Tree};
use crate::document::{Style, testing, values, yaml};
use crate::model::value::Value;

/// Whatever the fast lane says, the slow one says too. Returns whether it said anything.
fn agree(text: &str) -> bool {
    let Some(quick) = read(text).map(Value::from) else { return false };
    places_agree(text, &quick);
    assert_eq!(values::parse_all(text), Ok(Some(quick)), "{text:?}");
    true
}

/// Every value stands where the tree says, and what is not there ends where it ends in the tree. What
/// is left off at the end holds no place.
fn places_agree(text: &str, value: &Value) {
    let plain = Plain::of(text, Style::Unknown).unwrap();
    let shorter = Plain::of(without_last_block(text), Style::Plain).unwrap();
    let tree = Tree::build(text).unwrap();
    let mut paths = vec![Vec::new()];
    paths_in(value, &mut Vec::new(), &mut paths);
    for path in paths {
        for beyond in [None, Some(Segment::from("zz")), Some(Segment::from(7))] {
            let path: Vec<Segment> = path.iter().cloned().chain(beyond).collect();
            let found = plain.locate(&path);
            let start = |n: usize| Some((n, tree.start_of(&path[..n])?));
            let expected = (0..=path.len()).rev().find_map(start);
            assert_eq!(found, expected, "{path:?} in {text:?}");
            assert_eq!(shorter.locate(&path), expected, "{path:?} in the shorter {text:?}");
            let at = expected.map_or(0, |(_, at)| at);
            assert_eq!(plain.position(at), yaml::position(text, at), "{at} in {text:?}");
        }
    }
}

fn paths_in(value: &Value, at: &mut Vec<Segment>, paths: &mut Vec<Vec<Segment>>) {
    let inner: Vec<(Segment, &Value)> = match value {
        Value::Map(entries) => {
            entries.iter().map(|(key, value)| (Segment::from(key.as_str()), value)).collect()
        }
        Value::List(list) => list.iter().enumerate().map(|(n, v)| (Segment::from(n), v)).collect(),
        Value::Text(_) => Vec::new(),
    };
    for (segment, value) in inner {
        at.push(segment);
        paths.push(at.clone());
        paths_in(value, at, paths);
        at.pop();
    }
}

#[test]
fn deep_places_are_found_without_the_tree() {
    let text = "id: A\nlist:\n- kind: x\n  deep:\n    er: |\n      id: no\n\n      # no\n    two: b\n- c\nz: {a: b}\n";
    let plain = Plain::of(text, Style::Unknown).unwrap();
    let path = [Segment::from("list"), 0.into(), "deep".into(), "two".into()];
    assert_eq!(plain.locate(&path), text.find("two").map(|at| (4, at)));
    assert_eq!(
        plain.locate(&[Segment::from("z"), "a".into()]),
        text.find("a: b").map(|at| (2, at))
    );
    places_agree(text, &read(text).unwrap().to_value());
}

#[test]
fn a_block_at_the_end_is_left_off() {
    for (text, left) in [
        ("id: A\ndescription: |\n  One.\n\n  # Two.\n", "id: A\ndescription: |\n"),
        ("id: A\ntext: |-\n  One.\n# end\n\n", "id: A\ntext: |-\n"),
        ("description: |\n  One.\nid: A\n", "description: |\n  One.\nid: A\n"),
        ("deferral: # yes |\n  link: A\n", "deferral: # yes |\n  link: A\n"),
        ("list:\n- text: a\n  more: |\n    b\n", "list:\n- text: a\n  more: |\n    b\n"),
        ("text: >-\n  One.\n", "text: >-\n  One.\n"),
        ("", ""),
    ] {
        assert_eq!(without_last_block(text), left);
    }
}

#[test]
fn what_people_write_takes_the_fast_lane() {
    for text in [
        "id: A\n",
        "---\nid: A # why\ntitle: Tile: no\n".trim_end_matches(": no\n"),
        "id: A\nowner:\ndue: 2026-12-18\nn: 12\nt: true\nz: ~\n",
        "packs: [shopify, \"a, b\", 'c']\nempty: []\nnone: {}\n",
        "deferral: {link: https://x.y/z, risk: \"a: b\", revisit: 2027-01-12}\n",
        "deferral:\n  link: P-1\n\n  # note\n  risk: many words, and more\nid: A\n",
        "authors:\n- \"@a\"\n- b\nlabels:\n  - x\n  - {a: b}\n",
        "evidence:\n  - kind: test\n    ref: a/b\n  - ref: c\nid: A\n",
        "description: |\n  One.\n\n    Two.\n\n# end\nid: A\n",
        "description: |-\n\n  One.\n",
        "title: Überweisung 🎉\n",
        "text: >-\n  One {{ a.b }}: two,\n  # three\n\n# end\nid: A\n",
        "text: >\n  One.\n",
        "a: [{warn: 2d, for: 1d}, {kind: test, \"on\": 2026-11-23}]\n",
    ] {
        assert!(agree(text), "{text:?}");
    }
}

#[test]
fn what_is_odd_takes_the_slow_lane() {
    for text in [
        "",
        "- a\n",
        "a: b: c\n",
        "a: 1\na: 2\n",
        "a: 1\nkey-b: 2\nc: 3\nkey-b: 4\n",
        "a: *b\n",
        "a: &b c\n",
        "a: !t c\n",
        "a: >\n  b\n\n  c\n",
        "a: >\n  b\n   c\n",
        "a: >-\n  b \n  c\n",
        "a: >+\n  b\n",
        "a: >-\n  b",
        "a: |+\n  b\n",
        "a: |\n  b",
        "a: 0x1F\n",
        "a: 1.50\n",
        "a: 007\n",
        "a: True\n",
        "a: NULL\n",
        "a: b\n  c\n",
        "a:\n  b\n",
        "a: \"b\\n\"\n",
        "a: 'it''s'\n",
        "a: [b,\n  c]\n",
        "a: b\r\n",
        "\u{feff}a: b\n",
        "a:\tb\n",
        "\"a\": b\n",
        "? a\n: b\n",
        "<<: b\n",
        "{a: b}\n",
        "a: {{ b }}\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: @b\n",
        "a: -1\n",
        "a: \u{7f}\n",
        "a: |\n  b\n c\n",
        "true: b\n",
        "a: [b, , c]\n",
        "a: [b: c]\n",
        "a: [x?]\n",
        "a: [x -]\n",
        "a: {b: x -, c: d}\n",
        " a: b\n",
    ] {
        assert_eq!(read(text), None, "{text:?}");
    }
}

#[test]
fn real_files_read_alike_in_both_lanes() {
    let (mut fast, mut all) = (0, 0);
    for corpus in ["keps", "fivetran"] {
        let Some(folder) = testing::corpus(corpus) else { return };
        for (_, bytes) in testing::yaml_files(&folder) {
            all += 1;
            fast += usize::from(agree(std::str::from_utf8(&bytes).unwrap()));
        }
    }
    assert!(fast * 2 > all, "{fast} of {all}");
}

fn cases() -> ProptestConfig {
    let cases = std::env::var("GONOGO_CASES").ok().and_then(|text| text.parse().ok());
    let cases = cases.unwrap_or(4_000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn documents_read_alike_in_both_lanes(choices in vec(any::<u16>(), 0..120)) {
        let document = generate::document(&mut generate::Tape::new(&choices), false);
        agree(&document.text);
        // With a few lines gone, it is often no document any more.
        let lines: Vec<&str> = document.text.split_inclusive('\n').collect();
        for skipped in 0..lines.len().min(4) {
            let rest: Vec<&str> =
                lines.iter().enumerate().filter(|(n, _)| n % 5 != skipped).map(|(_, l)| *l).collect();
            agree(&rest.concat());
        }
    }

    #[test]
    fn lines_read_alike_in_both_lanes(
        lines in vec("( {0,5})(- )?([a-c]:|# x|)( ?)(\\||\\|-|[a-c0-3 .:#,\\[\\]{}'\"~x-]{0,8}|true|null|2026-01-01|https://a\\.b|\\[a, b\\]|\\{a: b\\})( # y)?\n", 1..7),
    ) {
        agree(&lines.concat());
    }

    #[test]
    fn any_text_reads_alike_in_both_lanes(
        text in "[a-c0-2 :#,?&*!|>'\"{}\\[\\]\n.~<=é-]{0,40}",
    ) {
        agree(&text);
        agree(&format!("a: {text}"));
        agree(&format!("a:\n  - {text}\nb: [{text}]\n"));
    }
}
