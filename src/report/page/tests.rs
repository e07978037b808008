use std::sync::Arc;

use chrono::DateTime;

use super::*;
use crate::model::field::Field;
use crate::model::finding::{Severity, Verdict, Waived};
use crate::model::history::{Changes, Commit, Fate, FieldChange, Then, between};
use crate::model::launch::{Person, PersonOrigin};
use crate::model::pack::SignOff;
use crate::model::target::Target;
use crate::model::testing::packed;
use crate::model::trend::Landed;
use crate::model::value::Value;
use crate::report::testing;
use crate::rules::{self, Counts};

/// Texts that a page, a wiki or a parser could take for more than text.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)> ' autofocus onfocus=alert(1) x='",
    "</style></title></script><iframe src=javascript:alert(1)>",
    "[a](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "@octocat closes #12 !7 GH-3 :tada: https://evil.example",
    "| a | b |\\| --- |",
    "# heading ``` ~~~ --- <!-- x -->",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\x1b[31m\u{9b}m",
    "##[error]x ##vso[task.complete]",
    "&lt;b&gt; &amp; &#x202e;",
    "{{constructor.constructor('alert(1)')()}} ${7*7}",
];

/// The small launch with one text wherever a file can put one.
fn board(word: &str) -> Board {
    // YAML's double quotes take every character that JSON's take.
    let quoted = serde_json::to_string(word).unwrap();
    let mut board = testing::board(&crate::text::json(&quoted));
    board.launch.name = word.to_owned();
    board.signoff_roles = vec![word.to_owned()];
    board.people.push(Person {
        id: "me".into(),
        name: word.to_owned(),
        email: String::new(),
        roles: Vec::new(),
        origin: PersonOrigin::Roster,
    });
    for pack in &mut board.packs {
        pack.title = word.to_owned();
        pack.signoffs.push(SignOff {
            role: word.to_owned(),
            by: Some(word.to_owned()),
            verdict: Some(Consent::Go),
            note: Some(word.to_owned()),
            ..SignOff::default()
        });
    }
    board
}

/// A finding of each weight that says nothing but this, on an item, a pack and a file. What rules
/// find depends on the words themselves; this does not.
fn findings(word: &str) -> Vec<Finding> {
    let subjects = [
        (Subject::Item("A-1".into()), Severity::Block, false),
        (Subject::Pack("p".into()), Severity::Warn, false),
        (Subject::File(word.to_owned()), Severity::Info, false),
        (Subject::Pack("p".into()), Severity::Block, true),
    ];
    let until = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let text = || word.to_owned();
    let waived = || Waived { by: text(), until, why: text(), compensation: text() };
    let finding = |(subject, severity, accepted): (Subject, Severity, bool)| Finding {
        rule: "GNG030",
        severity,
        subject,
        path: vec![text()],
        message: text(),
        fix: text(),
        spot: None,
        mend: None,
        waived: accepted.then(|| Box::new(waived())),
    };
    subjects.into_iter().map(finding).collect()
}

/// A commit with one text wherever git lets one write what he likes.
fn commit(word: &str, day: u32) -> Arc<Commit> {
    let when = NaiveDate::from_ymd_opt(2027, 1, day).unwrap().and_hms_opt(10, 0, 0).unwrap();
    let when = when.and_utc().fixed_offset();
    Arc::new(Commit {
        id: format!("{day:040}"),
        parents: Vec::new(),
        author: word.to_owned(),
        email: word.to_owned(),
        when,
        landed: when,
        subject: word.to_owned(),
        meeting: Some(word.to_owned()),
    })
}

/// What the commits of a branch made of the board: everything on the first day, one move later.
fn past(board: &Board, word: &str) -> (Trend, Compared) {
    let (before, after) = (commit(word, 4), commit(word, 20));
    let born = between(&Board::default(), board, &before, &Changes::default());
    let mut moved = born.clone();
    moved.retain(|change| change.target.as_str() == "A-5");
    for change in &mut moved {
        change.fate = Fate::Stays;
        change.commit = after.clone();
        let (scope, why) = (Value::Text("launch-critical".into()), Value::Text(word.to_owned()));
        change.fields = [(Field::Scope, scope), (Field::Rationale, why)]
            .map(|(field, after)| FieldChange { field, before: None, after: Some(after) })
            .to_vec();
    }
    let (all, later) = (packed(&before, born), packed(&after, moved.clone()));
    let line = [(&before, all.own()), (&after, later.own())];
    let line = line.map(|(commit, changes)| Landed { day: commit.landed.date_naive(), changes });
    let day = NaiveDate::from_ymd_opt(2027, 2, 1).unwrap();
    let mut trend = Trend::of(&line, &board.columns, &board.launch, day);
    for column in &mut trend.columns {
        column.title = word.to_owned();
    }
    let then = |commit: &Arc<Commit>, n| Then {
        commit: commit.clone(),
        day: commit.landed.date_naive(),
        verdict: Verdict::NoGo(n),
    };
    let (from, to) = (then(&before, 7), then(&after, 3));
    (trend, Compared { from, to, changes: moved, commits: 1 })
}

fn report_of<R>(board: &Board, found: &[Finding], use_it: impl FnOnce(&Report<'_>) -> R) -> R {
    let day = NaiveDate::from_ymd_opt(2027, 2, 1).unwrap();
    let located = found.iter().map(|finding| Located {
        finding,
        rule: rules::rule(finding.rule).unwrap(),
        file: format!("backlog/{}.yaml", finding.message).into(),
        line: 3,
        column: 1,
    });
    let verdict = Verdict::of(found);
    let gate = Gate {
        launch: board.launch.name.trim(),
        revision: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        verdict,
        counts: Counts { block: verdict.blocking(), ..Counts::default() },
        findings: located.collect(),
    };
    let none = Findings::of(&Board::default(), day);
    let committed = DateTime::parse_from_rfc3339("2027-02-01T10:00:00+01:00").unwrap();
    let question = found.first().map_or(String::new(), |finding| finding.message.clone());
    let parked = Parked { target: Target::Item("A-1".into()), person: question.clone(), question };
    let parked = if found.is_empty() { Vec::new() } else { vec![parked] };
    let parked = &parked;
    let word = found.first().map_or("A word.", |finding| &finding.message);
    let (trend, since) = past(board, word);
    let (findings, trend) = (&none, &trend);
    let since = (!found.is_empty()).then_some(&since);
    let day_given = false;
    use_it(&Report { gate, board, findings, day, day_given, committed, parked, trend, since })
}

/// The small launch with one text everywhere, in one of the formats.
fn written(word: &str, format: fn(&Report<'_>) -> String) -> String {
    report_of(&board(word), &findings(word), format)
}

/// The names of the tags in a page, one after the other, without those that keep scripts apart.
fn tags(page: &str) -> Vec<&str> {
    let body = page.split("</style>").nth(1).unwrap().split("<script>").next().unwrap();
    let tags = body.split('<').skip(1).map(|rest| rest.split([' ', '>']).next().unwrap());
    tags.filter(|tag| !matches!(*tag, "bdi" | "/bdi")).collect()
}

#[test]
fn no_text_of_a_file_becomes_a_tag_of_the_page() {
    let plain = written("A word.", html::html);
    let shape = tags(&plain);
    assert!(shape.len() > 100, "{shape:?}");
    for word in HOSTILE {
        let page = written(word, html::html);
        assert_eq!(tags(&page), shape, "{word}");
        // Attributes too: in quotation marks, whatever is in them.
        assert!(
            !page.contains("onload=alert(1)>") && !page.contains("href=\"javascript"),
            "{word}"
        );
        assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\x1b', '\u{9b}']));
    }
}

#[test]
fn every_text_is_clean_before_the_safety_net() {
    for word in HOSTILE {
        let page = written(word, html::unchecked);
        let checked = crate::text::html_document(&page);
        assert!(matches!(checked, std::borrow::Cow::Borrowed(_)), "{word}");
    }
}

#[test]
fn no_text_of_a_file_becomes_a_structure_of_the_wiki() {
    let shape = |word: &str| -> Vec<String> {
        let text = written(word, markdown::markdown);
        let events = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all());
        events
            .filter(|event| {
                use pulldown_cmark::Event::{Code, SoftBreak, Text};
                !matches!(event, Text(_) | Code(_) | SoftBreak)
            })
            .map(|event| format!("{event:?}"))
            .collect()
    };
    let plain = shape("A word.");
    for word in HOSTILE {
        assert_eq!(shape(word), plain, "{word}");
        let text = written(word, markdown::markdown);
        assert!(!text.contains("##["), "{word}");
    }
}

#[test]
fn whoever_is_named_in_the_wiki_is_not_called() {
    let text = written("@octocat closes #12", markdown::markdown);
    let events = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all());
    for event in events {
        if let pulldown_cmark::Event::Text(text) = event {
            assert!(!text.contains('@') && !text.contains("#12"), "{text}");
        }
    }
}

#[test]
fn scripts_get_exactly_what_the_files_say() {
    for word in HOSTILE {
        let text = written(word, json::json);
        assert!(!text.contains("##["), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["launch"]["name"], **word);
        assert_eq!(value["columns"][1]["items"][0]["title"], word.trim());
        assert_eq!(value["packs"][0]["signoffs"][0]["note"], **word);
        assert_eq!(value["packs"][0]["signoffs"][0]["state"], "go, but changed since");
    }
}

#[test]
fn the_trend_is_the_same_in_every_format() {
    let page = written("A word.", html::html);
    let wiki = written("A word.", markdown::markdown);
    let value: serde_json::Value = serde_json::from_str(&written("A word.", json::json)).unwrap();
    let trend = &value["trend"];
    assert_eq!(trend["days"].as_array().unwrap().len(), 29, "4 January to 1 February");
    let last = &trend["days"][28];
    assert_eq!((&last["open_required"], &last["closed"]), (&2.into(), &1.into()));
    assert_eq!(value["since_meeting"]["changes"][0]["item"], "A-5");
    assert_eq!(value["since_meeting"]["changes"][0]["author"], "A word.");
    for words in ["the launch was 20 days ago, on 2027-01-12", "2 open in A word."] {
        assert!(page.contains(words) && wiki.contains(words), "{words}: {wiki}");
    }
    // Drawn: the launch is marked in both charts, at its share of the 28 days.
    assert_eq!(page.matches(">launch 12 Jan</text>").count(), 2, "{page}");
    assert!(page.contains("x1=\"28.57%\""), "8 of 28 days");
    assert!(page.contains("d=\"M0 1000H16V0H28\""), "one is required, and from the 16th day two");
    assert!(wiki.contains("| 2027-02-01, as of | "), "{wiki}");
}

#[test]
fn only_a_large_launch_is_laid_out_bit_by_bit() {
    for (items, large) in [(100, false), (3001, true)] {
        let mut board = Board::default();
        for n in 0..items {
            board.add(crate::model::testing::item(&format!("I-{n}")));
        }
        let page = report_of(&board, &[], html::html);
        assert_eq!(page.contains("class=\"page large\""), large, "{items}");
    }
}

#[test]
fn an_empty_launch_is_said_to_be_empty() {
    report_of(&Board::default(), &[], |report| {
        let page = html::html(report);
        for words in [
            "Nothing holds the launch.",
            "Nothing was put off.",
            "No pack is written down.",
            "No meeting before this commit is on record.",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(markdown::markdown(report).contains("# GO: Launch\n"));
    });
}

#[test]
fn what_is_late_is_late_on_the_day_of_the_report() {
    report_of(&board("A word."), &[], |report| {
        let page = html::html(report);
        // A-1 was due on 2026-12-18, and A-2 is looked at again on 2027-02-01, which is that day.
        assert!(page.contains("2026-12-18 <span class=\"late\">overdue</span>"), "{page}");
        assert!(page.contains("2027-02-01 <span class=\"late\">today</span>"), "{page}");
        assert!(page.contains("counted on 2027-02-01, the commit's day."), "{page}");
    });
}

#[test]
fn the_trend_is_drawn_as_its_picture_in_the_tests_shows() {
    let page = written("A word.", html::html);
    let from = page.find("<section aria-labelledby=\"trend\">").unwrap();
    let to = from + page[from..].find("</section>").unwrap();
    let tags = page[from..to].replace("><", ">\n<");
    insta::with_settings!({ snapshot_path => "../../../tests/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("report-trend", tags);
    });
}

#[test]
fn the_wiki_says_what_the_files_say() {
    let board = testing::board("A word.");
    insta::with_settings!({ snapshot_path => "../../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("report-markdown", report_of(&board, &findings("It is not there."), markdown::markdown));
    });
}
