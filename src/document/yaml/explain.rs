//! Why `serde_yaml` refused a text, in words that say what to do.

use super::events::{self, Inspection};
use super::position;
use crate::document::problem::{DUPLICATE_KEY, Problem};

/// What the parsers say, and what it means to the person who wrote the file.
const MEANINGS: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a colon followed by a space stands inside an unquoted value, or the line is indented too far",
        "Put the value in quotes, or line the key up with the others",
    ),
    (
        "did not find expected key",
        "the line is not a key of the mapping around it: its indentation or the quotes before it do not fit",
        "Line the key up with the others, and close the quotes above it",
    ),
    (
        "could not find expected ':'",
        "a key has no colon after it",
        "Write `key: value`, or indent the line so that it continues the value above",
    ),
    (
        "found character that cannot start any token",
        "an unquoted value begins with a character that means something in YAML (@, `, % or a tab)",
        "Put the value in quotes",
    ),
    (
        "did not find expected '-' indicator",
        "the line is neither an entry of the list above nor a key",
        "Begin the entry with `- `, or line the key up with the others",
    ),
    (
        "did not find expected ',' or",
        "a list or mapping in brackets is not closed, or a comma is missing",
        "Close the bracket, or put quotes around values that hold brackets",
    ),
    ("found unexpected end of stream", "a quote or bracket is opened and never closed", "Close it"),
    (
        "unknown anchor",
        "an alias (`*name`) names an anchor that the file does not define before it",
        "Put the value in quotes if it is text, or define the anchor",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "an unquoted value begins with * or &, which YAML takes for an alias or an anchor",
        "Put the value in quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list begins on the line of its key",
        "Begin the list on its own line, or write it in brackets",
    ),
    (
        "unknown escape character",
        "a backslash in double quotes is followed by a character that is no escape",
        "Write two backslashes, or use single quotes",
    ),
];

/// The problem behind an error of `serde_yaml`.
pub(super) fn explain(text: &str, error: &serde_yaml::Error) -> Problem {
    let seen = match events::inspect(text) {
        Ok(seen) => seen,
        Err(problem) => return problem,
    };
    let words = error.to_string();
    // libyaml counts more characters as line breaks than an editor does.
    let (lines, _) = position(text, text.len());
    let at = error.location().map_or((1, 1), |at| (at.line().min(lines), at.column()));
    if !words.contains("duplicate entry") {
        return reason(text, &seen, at, without_position(&words));
    }
    match seen.duplicate {
        Some(found) => Problem {
            rule: DUPLICATE_KEY,
            line: found.line,
            column: found.column,
            cause: format!(
                "the key `{}` stands on line {} and again on line {}",
                found.key, found.first_line, found.line
            ),
            fix: "Keep one of the two".to_owned(),
        },
        None => Problem {
            rule: DUPLICATE_KEY,
            line: at.0,
            column: at.1,
            cause: format!("a mapping holds a key twice ({})", without_position(&words)),
            fix: "Keep one of the two".to_owned(),
        },
    }
}

/// The problem of a text that the events could not be read of to the end.
pub(super) fn unfinished(text: &str, seen: &Inspection) -> Option<Problem> {
    let (at, words) = seen.error.as_ref()?;
    Some(reason(text, seen, *at, words))
}

/// What people do most often, before what the parser says.
fn reason(text: &str, seen: &Inspection, at: (usize, usize), words: &str) -> Problem {
    // Where both parsers refuse, `saphyr-parser` points to the beginning of what is wrong.
    let at = seen.error.as_ref().map_or(at, |(at, _)| *at);
    if let Some(template_at) = seen.template.or_else(|| template_mark(text)) {
        return template(template_at);
    }
    if let Some(tab_at) = tab_indentation(text, at.0) {
        return Problem::unreadable(
            tab_at,
            "the line is indented with a tab",
            "Indent with spaces",
        );
    }
    if let Some(at) = seen.second_document {
        return Problem::unreadable(
            at,
            format!("a second document begins on line {}", at.0),
            "Put each document into a file of its own, or use an `items:` list",
        );
    }
    in_words(at, words)
}

/// What a parser's message means, said to the person who wrote the file.
fn in_words(at: (usize, usize), message: &str) -> Problem {
    for (sign, cause, fix) in MEANINGS {
        if message.contains(sign) {
            return Problem::unreadable(at, *cause, *fix);
        }
    }
    Problem::unreadable(at, message, "Mend the YAML on this line or the one before it")
}

/// The problem of a text that is a template.
pub(super) fn template(at: (usize, usize)) -> Problem {
    Problem::unreadable(
        at,
        "the file is a template (`{{ … }}` or `{% … %}` outside quotes), not YAML",
        "Fill the template in, put the braces in quotes, or leave the file out of the backlog",
    )
}

/// Where a line holds a template mark that no comment hides and no quote precedes.
fn template_mark(text: &str) -> Option<(usize, usize)> {
    for (number, line) in text.lines().enumerate() {
        let mark = ["{{", "{%"].iter().filter_map(|mark| line.find(mark)).min();
        if let Some(at) = mark {
            let before = line.get(..at).unwrap_or_default();
            if !before.contains(['"', '\'']) && !before.trim_start().starts_with('#') {
                return Some((number + 1, before.chars().count() + 1));
            }
        }
    }
    None
}

/// Where the line of an error, or one beside it, has a tab in its indentation.
fn tab_indentation(text: &str, line: usize) -> Option<(usize, usize)> {
    for number in [line.saturating_sub(1), line, line + 1] {
        let Some(index) = number.checked_sub(1) else {
            continue;
        };
        let column = text.lines().nth(index).and_then(|line| {
            line.bytes()
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .position(|byte| byte == b'\t')
        });
        if let Some(column) = column {
            return Some((number, column + 1));
        }
    }
    None
}

/// The words of an error without the position that follows them.
fn without_position(words: &str) -> &str {
    words.find(" at line ").and_then(|end| words.get(..end)).unwrap_or(words)
}
