use std::time::{Duration, Instant};

use super::*;
use crate::document::problem::{DUPLICATE_KEY, UNREADABLE};
use crate::document::testing;

fn refused(text: &str) -> Problem {
    parse(text).unwrap_err()
}

/// The problem of a text: its line and a word of its cause.
fn assert_refused(text: &str, line: usize, word: &str) {
    let shown: String = text.chars().take(60).collect();
    let problem = refused(text);
    assert_eq!(problem.rule, UNREADABLE, "{shown:?}");
    assert_eq!(problem.line, line, "{shown:?}: {problem}");
    assert!(problem.cause.contains(word), "{shown:?}: {problem}");
    assert!(!problem.fix.is_empty() && !problem.cause.ends_with('.'), "{problem}");
}

#[test]
fn bytes_that_are_no_text() {
    let problem = read(b"id: A\ntitle: \xff\n").unwrap_err();
    assert_eq!((problem.line, problem.column), (2, 8));
    assert!(problem.cause.contains("0xFF"), "{problem}");
    for utf16 in [&b"\xff\xfei\0d\0"[..], b"\xfe\xff\0i\0d", b"i\0d\0:\0", b"\0i\0d"] {
        assert!(read(utf16).unwrap_err().cause.contains("UTF-16"), "{utf16:?}");
    }
    let large = vec![b'#'; MAX_BYTES + 1];
    assert!(read(&large).unwrap_err().cause.contains("bytes"));
    assert_eq!(read(b"").unwrap(), Value::Null);
}

#[test]
fn characters_that_yaml_forbids() {
    assert_refused("id: A\nx: a\u{0}b\n", 2, "NUL");
    assert_refused("id: A\r\nx: \"\u{1b}[31m\"\r\n", 2, "U+001B");
    assert_refused("x: \u{7f}\n", 1, "U+007F");
    assert_refused("x: \u{9b}31m\n", 1, "U+009B");
    assert_refused("x: a\u{feff}b\n", 1, "byte order mark");
    assert_refused("x: \u{fffe}\n", 1, "U+FFFE");
    let problem = refused("é: 日本\u{7}\n");
    assert_eq!((problem.line, problem.column), (1, 6));
    for text in ["\u{feff}id: A\n", "x: \"a\u{85}b\"\n", "x: ÿ €\u{a0}🎉\n", "x: a\tb\n"] {
        assert!(parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn shapes_that_are_no_document() {
    assert_refused("id: A\n\ttitle: T\n", 2, "tab");
    assert_refused("id: A\n---\nid: B\n", 2, "second document");
    assert_refused("title: a: b\n", 1, "colon");
    assert_refused("title: \"a\nid: A\n", 1, "never closed");
    assert_refused("packs: [a\nid: A\n", 2, "");
    assert_refused("owner: @eve\n", 1, "means something");
    assert_refused("owner: *eve\n", 1, "anchor");
    assert_refused("id: A\ntitle\nowner: b\n", 3, "colon");
    assert_refused("%TAG ! x\n".repeat(40).as_str(), 1, "%");
}

#[test]
fn templates_and_conflicts_are_told_apart() {
    assert_refused("id: A\ntitle: {{ title }}\n", 2, "template");
    assert_refused("id: {{ id }}-{{ n }}\n", 1, "template");
    assert_refused("{% if x %}\nid: A\n{% endif %}\n", 1, "template");
    assert_refused("id: A\n{{- range .Items }}\n- x\n{{ end }}\n", 2, "template");
    assert!(parse("text: \"Net {{ revenue }}\"\nother: up {{ x }} down\n").is_ok());
    let conflict = "id: A\n<<<<<<< HEAD\nowner: a\n=======\nowner: b\n>>>>>>> theirs\n";
    assert_refused(conflict, 2, "merge conflict");
    assert!(parse("a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> x\n").is_ok());
}

#[test]
fn a_key_twice_names_both_lines() {
    let problem = refused("id: A\n# x\nowner: a\ntitle: T\n\"owner\": b\n");
    assert_eq!((problem.rule, problem.line, problem.column), (DUPLICATE_KEY, 5, 1));
    assert!(problem.cause.contains("line 3") && problem.cause.contains("line 5"), "{problem}");
    let nested = refused("id: A\ndeferral:\n  risk: a\n  risk: b\n");
    assert_eq!((nested.rule, nested.line), (DUPLICATE_KEY, 4));
    assert_eq!(refused("{a: 1, b: {c: 1, c: 2}}").rule, DUPLICATE_KEY);
    assert!(parse("a: {x: 1}\nb: {x: 1}\n").is_ok());
}

#[test]
fn aliases_within_reason() {
    assert!(parse("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n").is_ok());
    assert!(parse("glob: '**/*.yaml'\nbold: \"*x*\"\n").is_ok());
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
    }
    assert!(refused(&bomb).cause.contains("aliases"));
    let long = "x".repeat(1_000_000);
    let wide = format!("a: &a \"{long}\"\nb: [{}]\n", vec!["*a"; 1_000].join(", "));
    assert!(refused(&wide).cause.contains("aliases"));
    // The list that is not indented must not hide what comes after it.
    let hidden = format!("see: [\n  a,\n]\n{bomb}");
    assert!(refused(&hidden).cause.contains("aliases"));
    assert!(refused("a: &a [*a]\n").cause.contains("alias"));
}

#[test]
fn hostile_sizes_end_soon() {
    let deep_flow = "[".repeat(200_000);
    let deep_pairs = "{a: ".repeat(200_000);
    let deep_block: String = (0..1_500).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    let deep_dashes = "- ".repeat(300_000);
    let deep_questions = "? ".repeat(300_000);
    let many = "- x\n".repeat(300_000);
    let wide = format!("[{}x]", "x,".repeat(300_000));
    let anchors: String = (0..30_000).map(|n| format!("- &a{n} x\n")).collect();
    let keys: String = (0..30_000).map(|n| format!("k{n}: x\n")).collect();
    let comments = "#\n".repeat(100_000);
    let line = format!("a: {}\n", "x ".repeat(400_000));
    let quotes = format!("a: \"{}", "\\\"".repeat(400_000));
    let flow_lines = format!("a: [\n{}]\n", "x,\n".repeat(30_000));
    let open_lines = "a: [\nb\n]\n".repeat(10_000);
    let colons = ": ".repeat(300_000);
    let tags = format!("%TAG !x! tag:x\n---\n[{}x]", "!x!a b, ".repeat(30_000));
    for (text, fails) in [
        (&deep_flow, true),
        (&deep_pairs, true),
        (&deep_block, true),
        (&deep_dashes, true),
        (&deep_questions, true),
        (&many, true),
        (&wide, true),
        (&anchors, false),
        (&keys, false),
        (&comments, false),
        (&line, false),
        (&quotes, true),
        (&flow_lines, false),
        (&open_lines, true),
        (&colons, true),
        (&tags, false),
    ] {
        let shown: String = text.chars().take(20).collect();
        let start = Instant::now();
        let result = parse(text);
        // Unoptimised and beside other tests; what matters is that it does not grow with the square.
        assert!(start.elapsed() < Duration::from_secs(10), "{shown:?}: {:?}", start.elapsed());
        assert_eq!(result.is_err(), fails, "{shown:?}: {:?}", result.err());
        let start = Instant::now();
        let _ = crate::document::spans::Tree::build(text);
        assert!(start.elapsed() < Duration::from_secs(10), "{shown:?}: {:?}", start.elapsed());
    }
}

#[test]
fn depth_is_counted_exactly() {
    let nested = |levels: usize| format!("{}x{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert!(refused(&nested(MAX_DEPTH + 1)).cause.contains("nested"));
    let block = |levels: usize| -> String {
        (0..levels).map(|n| format!("{}a:\n", " ".repeat(n))).collect()
    };
    assert!(parse(&block(MAX_DEPTH)).is_ok());
    assert!(refused(&format!("{}x: 1\n", block(80))).cause.contains("nested"));
}

#[test]
fn positions_count_lines_of_every_kind() {
    let text = "\u{feff}a\r\nbé\rc\n\nd";
    for (at, expected) in
        [(3, (1, 1)), (4, (1, 2)), (6, (2, 1)), (9, (2, 3)), (10, (3, 1)), (13, (5, 1))]
    {
        assert_eq!(position(text, at), expected, "{at}");
        assert_eq!(Lines::of(text).position(at), expected, "{at}");
    }
    assert_eq!(position("", 7), (1, 1));
}

#[test]
fn the_corpora_read_as_serde_yaml_reads_them() {
    for corpus in ["keps", "fivetran"] {
        let Some(folder) = testing::corpus(corpus) else { return };
        for (path, bytes) in testing::yaml_files(&folder) {
            let text = std::str::from_utf8(&bytes).unwrap();
            let ours = read(&bytes);
            match serde_yaml::from_str::<Value>(text) {
                Ok(theirs) => assert_eq!(ours.as_ref(), Ok(&theirs), "{}", path.display()),
                Err(error) => assert!(ours.is_err(), "{}: {error}", path.display()),
            }
        }
    }
}

mod random {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

        /// Any bytes: a value or a problem, and nodes only where there is a value.
        #[test]
        fn any_text_is_read_or_refused(text in "[-a-c0-2 :#?,&*!|>'\"%@`{}\\[\\]\\\\\n\r\t~.<=\u{85}\u{2028}é🎉]{0,60}") {
            if let Err(problem) = parse(&text) {
                prop_assert!(problem.line >= 1 && problem.column >= 1);
                prop_assert!(problem.line <= position(&text, text.len()).0 + 1, "{problem}");
            }
            let _ = crate::document::spans::Tree::build(&text);
            let change = crate::document::edit::Change::set(["a"], Some("x".into()));
            let _ = crate::document::edit::apply(&text, &[], &["a"], &[change]);
        }
    }
}
