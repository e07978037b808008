use pulldown_cmark::{Event, Options, Parser};

use super::*;
use crate::model::finding::Severity;
use crate::report::gate::github::summary;
use crate::report::gate::testing::{HOSTILE, finding, gate, go, launch, no_go};

#[test]
fn what_blocks_comes_first() {
    let findings = launch();
    let text = markdown(&no_go(&findings));
    assert!(
        text.starts_with(
            "## NO-GO: `Atlas`\n\n\
             3 blocking, 2 warnings, 1 note, 1 waived, at `0123456789ab`\n\n\
             ### Blocking\n\n\
             | Rule | Where | What is wrong | Fix |\n| --- | --- | --- | --- |\n\
             | GNG020 "
        ),
        "{text}"
    );
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        ["## NO-GO: `Atlas`", "### Blocking", "### 2 warnings", "### 1 note", "### 1 waived"]
    );
    assert_eq!(text.matches("- GNG020: ").count(), 1, "why is told once a rule");
    assert!(text.contains(
        "| `launch-owner` | 2027-01-12 | `the drill is on Monday` | `the flag is watched` |\n"
    ));
    assert_eq!(markdown(&go()), "## GO\n\n0 blocking, 0 warnings\n");
}

#[test]
fn the_summary_folds_the_rest() {
    let findings = launch();
    let text = summary(&no_go(&findings));
    let (blocking, rest) = text.split_once("<details>").unwrap();
    assert!(blocking.contains("### Blocking"));
    assert!(rest.starts_with("<summary>2 warnings</summary>\n\n| Rule |"), "{rest}");
    assert_eq!(text.matches("<details>").count(), text.matches("\n</details>\n").count());
}

#[test]
fn a_summary_stays_within_what_is_taken_and_says_what_is_missing() {
    let findings: Vec<_> = (0..20_000)
        .map(|n| finding("GNG020", Severity::Block, &format!("pack-{n}"), "behavior.stale"))
        .chain([finding("GNG021", Severity::Warn, "jira", "freshness")])
        .collect();
    let text = summary(&no_go(&findings));
    assert!(text.len() < 1024 * 1024, "{}", text.len());
    let rows = text.matches("\n| GNG020 ").count();
    assert!(
        text.contains(&format!("\n{} more are left out here: `gonogo check`\n", 20_000 - rows))
    );
    assert!(text.contains("\n1 more are left out here"), "the folded ones say it too");
    let whole = markdown(&no_go(&findings));
    assert_eq!(whole.matches("\n| GNG020 ").count(), 20_000);
}

/// What a parser makes of a page, but for the words in code.
fn shape(page: &str) -> Vec<String> {
    Parser::new_ext(page, Options::all())
        .map(|event| match event {
            Event::Code(_) => "code".to_owned(),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn content_is_code_and_nothing_else() {
    for write in [markdown, summary] {
        let page = |text: &str| {
            let findings = gate(text);
            let mut answer = no_go(&findings);
            answer.launch = text;
            write(&answer)
        };
        let plain = shape(&page("x"));
        assert!(plain.iter().filter(|event| *event == "code").count() > 15);
        for text in HOSTILE {
            let out = page(text);
            assert_eq!(shape(&out), plain, "{text:?}");
            assert!(!out.contains("##[") && !out.contains("##vso["), "{out}");
            assert!(out.lines().all(|line| !line.starts_with("::")), "{out}");
        }
    }
}

#[test]
fn content_keeps_within_its_cell() {
    // What ends a cell: a `|` with no backslash right before it, code or not.
    let cells = |line: &str| {
        let bytes = line.as_bytes();
        (0..bytes.len()).filter(|&n| bytes[n] == b'|' && (n == 0 || bytes[n - 1] != b'\\')).count()
    };
    // The other school counts backslashes: an even number of them protects nothing.
    let paired = |line: &str| {
        let bytes = line.as_bytes();
        let slashes = |n: usize| bytes[..n].iter().rev().take_while(|b| **b == b'\\').count();
        (0..bytes.len()).filter(|&n| bytes[n] == b'|' && slashes(n) % 2 == 0).count()
    };
    for text in HOSTILE {
        let findings = gate(text);
        let out = markdown(&no_go(&findings));
        for line in out.lines().filter(|line| line.starts_with('|')) {
            let expected = if line.contains("| Until |") || line.contains("2027-01-12") {
                8
            } else if line.starts_with("| --- ") {
                continue;
            } else {
                5
            };
            assert_eq!((cells(line), paired(line)), (expected, expected), "{line}");
        }
    }
}
