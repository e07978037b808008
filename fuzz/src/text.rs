//! Any text through the one door: harmless on a terminal, in Markdown, in a spreadsheet, in a log,
//! and in a commit message, where it can forge nothing.

use gonogo::model::board::Board;
use gonogo::model::decision::{Decision, DecisionKind};
use gonogo::model::draft::{Draft, Row, Step};
use gonogo::model::field::{Edit, Field};
use gonogo::model::target::Target;
use gonogo::model::value::Value;
use gonogo::report::commit_message;
use gonogo::text::{
    Align, SafeLink, ascii, block, body_line, cell, csv_field, display, fit, fit_tail, json, log,
    markdown_cell, markdown_code, markdown_prose, markdown_text, record, subject, trailer_value,
    width, wrap,
};
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Sends the text through the door: a fuzzer through a part of it, chosen by the text, a replay
/// through all.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parts: [fn(&str); 3] = [terminal, markdown, records];
    let turn = bytes.iter().fold(0, |sum: usize, byte| sum.wrapping_add(usize::from(*byte)));
    for (n, part) in parts.iter().enumerate() {
        if !cfg!(fuzzing) || turn % parts.len() == n {
            part(&text);
        }
    }
}

fn terminal(text: &str) {
    let clean = display(text);
    assert_hidden_nothing(&clean, "display");
    assert!(!clean.contains('\n'));
    assert_eq!(display(&clean), clean, "cleaning twice is cleaning more");
    for line in block(text) {
        assert_hidden_nothing(&line, "block");
    }
    for cells in [1, 7] {
        assert!(width(&fit(text, cells)) <= cells);
        assert!(width(&fit_tail(text, cells)) <= cells);
        assert_eq!(width(&cell(text, cells, Align::Left)), cells);
    }
    for row in wrap(text, 20) {
        assert!(width(&row) <= 20);
        assert_hidden_nothing(&row, "wrap");
    }
    assert!(ascii(text).bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let logged = log(text);
    assert_hidden_nothing(&logged, "log");
    for order in ["##[", "##vso[", "##teamcity["] {
        assert!(!logged.contains(order), "{logged:?}");
    }
    let written = serde_json::to_string(text).expect("json");
    let out = json(&written);
    assert_hidden_nothing(&out, "json");
    assert_eq!(serde_json::from_str::<String>(&out).expect("json"), *text);
    if let Some(link) = SafeLink::parse(text) {
        let link = link.to_string();
        assert!(link.is_ascii() || !link.chars().any(|c| c.is_control() || c.is_whitespace()));
        let lower = link.to_ascii_lowercase();
        assert!(lower.starts_with("http://") || lower.starts_with("https://"));
        assert!(!link.contains(['"', '\'', '<', '>', '`', '\\', ' ']));
    }
}

fn assert_hidden_nothing(text: &str, what: &str) {
    super::assert_inert(text, what);
    assert!(!text.contains('\n'), "{what} broke the line: {text:?}");
}

fn markdown(text: &str) {
    let is_prose = |event: &Event<'_>| {
        matches!(
            event,
            Event::Text(_) | Event::SoftBreak | Event::Start(Tag::Paragraph) | Event::End(_)
        )
    };
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let prose = markdown_text(text);
    for event in Parser::new_ext(&prose, options) {
        assert!(is_prose(&event), "{event:?} from {text:?} as {prose:?}");
    }
    // As a list entry's words, the way the documents use it.
    for event in Parser::new_ext(&format!("word {prose}"), options) {
        assert!(is_prose(&event), "{event:?} from {text:?} as {prose:?}");
    }
    let code = markdown_code(text);
    for event in Parser::new_ext(&format!("word {code} word"), options) {
        assert!(
            is_prose(&event) || matches!(event, Event::Code(_)),
            "{event:?} from {text:?} as {code:?}"
        );
    }
    let table = format!("| a | b |\n| - | - |\n| {} | x |\n", markdown_cell(text));
    let mut cells = 0;
    for event in Parser::new_ext(&table, options) {
        match event {
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow)
            | Event::Text(_)
            | Event::Code(_)
            | Event::End(_) => {}
            event => panic!("{event:?} from {text:?} as {table:?}"),
        }
    }
    assert_eq!(cells, 4, "{table:?}");
    for text in [markdown_prose(text), prose, code] {
        super::assert_inert(&text, "markdown");
        assert!(!text.contains('\n'));
    }
}

fn records(text: &str) {
    let clean = record(text);
    assert_hidden_nothing(&clean, "a record");
    assert_eq!(record(&clean), clean);
    for line in [subject(text), body_line(text), trailer_value(text)] {
        assert_hidden_nothing(&line, "a line of a message");
    }
    assert!(!subject(text).starts_with('#'));
    let line = body_line(text);
    assert!(line.starts_with("| ") || (!is_trailer(&line) && !line.starts_with(['#', '-'])));
    let field = csv_field(text);
    let computes = ['=', '+', '-', '@', '\r', '＝', '＋', '－', '＠'];
    let cells = field.split([';', '\t']).map(|cell| cell.trim_start_matches([' ', '"']));
    assert!(cells.into_iter().all(|cell| !cell.starts_with(computes)), "{field:?}");
    super::assert_inert(&field.replace('\t', " "), "a cell");
    message(text);
}

/// Decisions on an item of which everything is that text: the trailers that git reads are those
/// that the decisions make, and no more.
fn message(text: &str) {
    let value = || Some(Value::from(text));
    let set = |field, after| Edit::Set { field, before: None, after };
    let edits = vec![
        set(Field::Scope, value()),
        set(Field::Owner, value()),
        set(Field::Rationale, value()),
        Edit::Append {
            field: Field::Notes,
            entry: Value::Map(vec![("text".to_owned(), Value::from(text))]),
        },
    ];
    let decision = Decision {
        at: super::now(),
        target: Target::Item(text.into()),
        kind: DecisionKind::Move,
        path: "backlog/a.yaml".to_owned(),
        edits,
        reverts: None,
    };
    let mut draft = Draft::default();
    draft.push(Step { decisions: vec![decision] });
    let mut board = Board::default();
    board.launch.name = text.to_owned();
    let rows = draft.rows();
    let written = commit_message::of(&rows, &board, None, &[]);
    trailers_are_ours(&written, &rows, &board);
    trailers_are_ours(&commit_message::of(&rows, &board, Some(text), &[]), &rows, &board);
}

fn trailers_are_ours(message: &str, rows: &[Row], board: &Board) {
    let mut expected = vec!["Move", "Assign", "Note"];
    if !board.launch.name.trim().is_empty() {
        expected.insert(0, "Launch");
    }
    if rows.is_empty() {
        expected.truncate(usize::from(!board.launch.name.trim().is_empty()));
    }
    let trailers = git_trailers(message);
    let found: Vec<&str> = trailers.iter().map(|(key, _)| key.as_str()).collect();
    let expected: Vec<String> = expected.iter().map(|key| format!("Gonogo-{key}")).collect();
    assert_eq!(found, expected, "{message}");
}

/// The trailers that `git interpret-trailers --parse` finds (trailer.c): those of the last
/// paragraph before a line of three dashes, where it holds nothing else.
fn git_trailers(message: &str) -> Vec<(String, String)> {
    let mut lines: Vec<&str> = Vec::new();
    for line in message.lines() {
        let divides = line.strip_prefix("---").is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace())
        });
        if divides {
            break;
        }
        lines.push(line);
    }
    let comment = |line: &str| line.starts_with('#');
    while lines.last().is_some_and(|line| line.trim().is_empty() || comment(line)) {
        lines.pop();
    }
    let start = lines.iter().rposition(|line| line.trim().is_empty()).map_or(0, |at| at + 1);
    if start == 0 {
        return Vec::new();
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for line in lines.split_off(start) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut() {
                value.push_str(line);
            }
        } else if is_trailer(line) {
            let (key, value) = line.split_once([':', '=']).unwrap_or((line, ""));
            found.push((key.trim().to_owned(), value.trim().to_owned()));
        } else if !comment(line) {
            found.push(("no trailer".to_owned(), line.to_owned()));
        }
    }
    found
}

fn is_trailer(line: &str) -> bool {
    let token = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(line.len());
    token > 0 && line[token..].trim_start_matches([' ', '\t']).starts_with(':')
}
