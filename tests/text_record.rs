//! What is written into commits, CSV and browsers says nothing that the program did not mean.

#[path = "support/hostile.rs"]
mod hostile;

use gonogo::text::{
    SafeLink, body_line, csv_field, json, log, markdown_cell, markdown_code, record, subject,
    trailer_value,
};
use proptest::prelude::*;

#[test]
fn a_record_is_one_line_and_keeps_what_people_write() {
    assert_eq!(record("  two\r\nlines\there "), "two lines here");
    assert_eq!(
        record("\u{1f469}\u{200d}\u{1f4bb} caf\u{e9}"),
        "\u{1f469}\u{200d}\u{1f4bb} caf\u{e9}"
    );
    assert_eq!(record("\u{2764}\u{fe0f}\u{200d}\u{1f525}"), "\u{2764}\u{fe0f}\u{200d}\u{1f525}");
    assert_eq!(record("a\u{202e}b\x1b[m\u{200b}c"), "a<202E>b<1B>[m<200B>c");
}

#[test]
fn a_body_line_forges_nothing() {
    for line in [
        "Signed-off-by: Eve <eve@example.com>",
        "Gonogo-Move: SHOP-014 a -> b",
        "Gonogo-Move : SHOP-014 a -> b",
        "Token=value",
        "# a comment",
        "---",
        "diff --git a/x b/x",
        "@@ -1 +1 @@",
        "-- ",
        "------------------------ >8 ------------------------",
        "(cherry picked from commit 0123)",
    ] {
        assert_eq!(body_line(line), format!("| {}", line.trim()));
    }
    assert_eq!(body_line("JIRA 007 moved: late"), "JIRA 007 moved: late");
    assert_eq!(body_line("first\nSigned-off-by: Eve"), "first Signed-off-by: Eve");
    assert_eq!(
        subject("# triage(x): 3 moved\nGonogo-Move: x"),
        "triage(x): 3 moved Gonogo-Move: x"
    );
    assert_eq!(trailer_value("ok\n\nGonogo-Move: x"), "ok  Gonogo-Move: x");
}

#[test]
fn a_formula_is_text() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\u{ff1d}1"] {
        assert_eq!(csv_field(formula), format!("'{formula}"));
    }
    // Also where a spreadsheet sees the beginning of a cell, and behind blanks.
    for (formula, text) in [
        ("\t=1", "'\t'=1"),
        ("\n=1", "'\n=1"),
        ("\r=1", "<0D>=1"),
        ("  =1", "  '=1"),
        ("\"=1", "\"'=1"),
        ("a;=cmd|' /C calc'!A0;b", "a;'=cmd|' /C calc'!A0;b"),
        ("a; @b;c-d", "a; '@b;c-d"),
        ("\u{200b}=1", "<200B>=1"),
    ] {
        assert_eq!(csv_field(formula), text);
    }
    for text in ["a=1", "a; b", "line\nline\ttab", "\u{1f469}\u{200d}\u{1f4bb} caf\u{e9}"] {
        assert_eq!(csv_field(text), text);
    }
    assert_eq!(csv_field("a\x1b[m\u{9b}\u{202e}\r\nb"), "a<1B>[m<9B><202E>\nb");
    assert_eq!(csv_field(""), "");
}

#[test]
fn only_plain_web_addresses_are_links() {
    for good in [
        "https://example.com",
        "HTTP://Example.com/a?b=c#d",
        "https://github.com/acme/atlas/issues/812",
        "http://localhost:8080/x",
        "http://[::1]:80/",
        "https://example.com/caf\u{e9}",
    ] {
        assert_eq!(SafeLink::parse(good).map(|l| l.to_string()), Some(good.to_owned()));
    }
    for bad in [
        "",
        "example.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.com",
        "https://",
        "https:///path",
        "https://-o.example/",
        "https://user@example.com/",
        "https://user:pw@example.com/",
        "https://ex\u{430}mple.com/",
        "https://example.com/a b",
        "https://example.com/\x1b[m",
        "https://example.com/\u{202e}x",
        "https://example.com/`id`",
        "https://example.com/$(id)\"",
        "https://example.com:port/",
        "https://[::1/",
    ] {
        assert_eq!(SafeLink::parse(bad), None, "{bad:?}");
    }
    assert_eq!(SafeLink::parse(&format!("https://e.example/{}", "a".repeat(2048))), None);
}

proptest! {
    #[test]
    fn records_hold_no_controls(raw in hostile::text()) {
        let clean = record(&raw);
        let hides = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        prop_assert!(!clean.contains(hides));
        prop_assert_eq!(record(&clean), clean.clone());
    }

    #[test]
    fn body_lines_are_never_trailers(token in "[A-Za-z][A-Za-z0-9-]{0,12}", gap in "[ \t]{0,3}", raw in hostile::text()) {
        let line = body_line(&format!("{token}{gap}: {raw}"));
        prop_assert!(line.starts_with("| "));
        prop_assert_eq!(line.lines().count(), 1);
    }

    #[test]
    fn cells_cannot_be_left_and_code_cannot_be_closed(raw in hostile::text(), marks in "[`|\\\\ a]{0,12}") {
        let text = format!("{marks}{raw}{marks}");
        let (code, cell) = (markdown_code(&text), markdown_cell(&text));
        for out in [&code, &cell] {
            prop_assert_eq!(out.lines().count(), 1);
            let fence = out.len() - out.trim_start_matches('`').len();
            prop_assert!(fence > 0 || out == "-");
            let inside = &out[fence..out.len() - fence];
            prop_assert!(inside.split(|c| c != '`').all(|run| run.len() < fence.max(1)));
        }
        let mut before = ' ';
        for (n, c) in cell.char_indices() {
            let slashes = cell[..n].bytes().rev().take_while(|b| *b == b'\\').count();
            prop_assert!(c != '|' || (before == '\\' && slashes == 1), "{}", cell);
            before = c;
        }
    }

    #[test]
    fn logs_give_no_orders_and_json_stays_json(raw in hostile::text(), marks in "[#a\\[]{0,8}") {
        let text = format!("{marks}{raw}##[error]");
        prop_assert!(!log(&text).contains("##["));
        let written = serde_json::to_string(&text).unwrap();
        let out = json(&written);
        prop_assert!(!out.contains("##[") && !out.chars().any(char::is_control));
        prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }

    #[test]
    fn links_are_one_harmless_word(raw in hostile::text()) {
        if let Some(link) = SafeLink::parse(&format!("https://example.com/{raw}")) {
            let splits = |c: char| c.is_control() || c.is_whitespace();
            prop_assert!(!link.as_str().contains(splits));
        }
    }
}
