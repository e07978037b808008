//! Any files as a launch: settings, items, packs, documents, tables and packages through the loader
//! and all rules, and the answer through all six formats and all documents.
//!
//! The input holds several files: a line `=== PATH` begins one.

use std::collections::BTreeMap;

use gonogo::model::decision::{Act, decide_on};
use gonogo::model::target::Target;
use gonogo::report::documents::{self, markers};
use gonogo::report::gate::{Gate, github, human, json, junit, markdown, sarif};
use gonogo::report::readiness::Readiness;
use gonogo::rules::{CATALOGUE, Findings};
use gonogo::workspace::memory;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Checks, reports, mends, checks again.
pub fn run(bytes: &[u8]) {
    let files = files(bytes);
    let checked = match memory::check(&files, super::today()) {
        Ok(checked) => checked,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let gate = checked.gate();
    for found in &gate.findings {
        assert!(found.line >= 1 && found.column >= 1);
        assert!(!found.finding.message.is_empty() && !found.finding.fix.is_empty());
        assert!(CATALOGUE.iter().any(|rule| rule.id == found.finding.rule));
    }
    formats(&gate, bytes);
    let mut board = checked.board().clone();
    for pack in &board.packs {
        Readiness::of(&board, checked.findings(), pack);
    }
    for document in documents::all(&board) {
        super::assert_inert(&document.body, document.path);
        nothing_acts(&document.body);
        let first = markers::merged(None, &document).expect("a new document");
        let again = markers::merged(Some(&first), &document);
        assert_eq!(again.as_deref(), Ok(first.as_str()), "{} is never current", document.path);
    }
    mend(&mut board);
}

fn files(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut path = "backlog/a.yaml".to_owned();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"=== ") {
            Some(name) => {
                path = String::from_utf8_lossy(name).trim().trim_start_matches('/').to_owned();
                files.entry(path.clone()).or_insert_with(Vec::new);
            }
            None => files.entry(path.clone()).or_insert_with(Vec::new).extend(line),
        }
    }
    files
}

/// Asks the formats. SARIF says the whole catalogue each time, so a fuzzer asks one format an input,
/// chosen by the input; a replay asks all.
fn formats(gate: &Gate<'_>, bytes: &[u8]) {
    let turn = bytes.iter().fold(0, |sum: usize, byte| sum.wrapping_add(usize::from(*byte)));
    for (n, format) in FORMATS.iter().enumerate() {
        if !cfg!(fuzzing) || turn % FORMATS.len() == n {
            format(gate);
        }
    }
}

const FORMATS: [fn(&Gate<'_>); 6] = [in_words, in_markdown, in_json, in_sarif, annotations, in_xml];

fn in_words(gate: &Gate<'_>) {
    super::assert_inert(&human::human(gate, false), "the human format");
}

fn in_markdown(gate: &Gate<'_>) {
    super::assert_inert(&markdown::markdown(gate), "markdown");
    super::assert_inert(&github::summary(gate), "the summary");
}

fn in_json(gate: &Gate<'_>) {
    is_json(&json::json(gate));
}

fn in_sarif(gate: &Gate<'_>) {
    is_json(&sarif::sarif(gate));
}

fn is_json(text: &str) {
    super::assert_inert(text, "json");
    serde_json::from_str::<serde_json::Value>(text).expect("json");
}

fn annotations(gate: &Gate<'_>) {
    let text = github::github(gate);
    super::assert_inert(&text, "the annotations");
    let commands = text.lines().count() - 1;
    for line in text.lines().take(commands) {
        let kinds = ["::error ", "::warning ", "::notice "];
        assert!(kinds.iter().any(|kind| line.starts_with(kind)), "{line:?}");
    }
    assert!(!text.lines().last().unwrap_or_default().starts_with("::"));
}

fn in_xml(gate: &Gate<'_>) {
    use quick_xml::events::Event;
    let text = junit::junit(gate);
    super::assert_inert(&text, "junit");
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut depth = 0_i32;
    loop {
        match reader.read_event().expect("xml") {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {
                panic!("markup that is not ours: {text}")
            }
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

/// Makes every change that is offered; what is known then is what a fresh look finds.
fn mend(board: &mut gonogo::model::board::Board) {
    let mut findings = Findings::of(board, super::today());
    let offered: Vec<_> = findings
        .all()
        .filter_map(|found| Some((Target::of(&found.subject)?, found.mend.clone()?)))
        .take(8)
        .collect();
    for (target, mend) in offered {
        if let Ok(decision) = decide_on(board, &target, &Act::Mend(mend), super::now()) {
            board.apply(&decision);
            findings.update(board, super::today(), &[target]);
        }
    }
    assert_eq!(findings.counts(), Findings::of(board, super::today()).counts());
}

/// Nothing in a document is HTML, and what is a link leads to the web.
fn nothing_acts(body: &str) {
    for event in Parser::new_ext(body, Options::ENABLE_TABLES) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html:?} in {body}"),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let url = dest_url.to_ascii_lowercase();
                assert!(url.starts_with("http://") || url.starts_with("https://"), "{url:?}");
            }
            _ => {}
        }
    }
}
