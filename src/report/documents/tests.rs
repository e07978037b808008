use super::*;
use crate::report::testing::{HOSTILE, board};

#[test]
fn the_documents_say_what_the_files_say() {
    let all: Vec<String> = all(&board("A word."))
        .iter()
        .map(|document| format!("==== {}\n{}", document.path, document.body))
        .collect();
    insta::with_settings!({ snapshot_path => "../../../tests/snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("documents", all.join("\n"));
    });
}

#[test]
fn no_text_of_a_file_becomes_a_structure() {
    let shape = |board: &Board| -> Vec<Vec<String>> {
        let kinds = |body: &str| {
            pulldown_cmark::Parser::new_ext(body, pulldown_cmark::Options::all())
                .filter(|event| !matches!(event, pulldown_cmark::Event::Text(_)))
                .map(|event| format!("{event:?}"))
                .collect()
        };
        all(board).iter().map(|document| kinds(&document.body)).collect()
    };
    assert_eq!(shape(&board(HOSTILE)), shape(&board("A word.")));
    for document in all(&board(HOSTILE)) {
        let text = markers::merged(None, &document).unwrap();
        assert_eq!(markers::merged(Some(&text), &document).unwrap(), text, "{}", document.path);
    }
}

#[test]
fn an_empty_launch_is_said_to_be_empty() {
    for document in all(&Board::default()) {
        assert!(!document.body.trim().is_empty() && document.body.ends_with('\n'));
    }
}
