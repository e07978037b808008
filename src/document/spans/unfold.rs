//! Makes `saphyr-parser` read what libyaml reads: brackets that are not indented.
//!
//! ```yaml
//! see-also: [
//!   one,
//! ]
//! ```
//!
//! YAML 1.2 wants the last bracket further to the right, libyaml and most people do not. Line
//! breaks and comments between the tokens of a flow collection mean nothing, so they are given to
//! the parser as spaces, one for each character: every position stays what it was.

use saphyr_parser::ScanError;

use super::lex;

/// How many flow collections of one text are laid out anew before it is given up.
pub(crate) const MAX_TRIES: usize = 32;

/// The text with the flow collection around `at` on one line, where the error says that its
/// indentation is what is wrong; `None` where that would change nothing.
pub(crate) fn unfold(text: &str, error: &ScanError, at: usize) -> Option<String> {
    if !error.info().contains("invalid indentation") && !error.info().contains("tabs disallowed") {
        return None;
    }
    let (start, runs) = collection_around(text, at)?;
    let mut unfolded = String::with_capacity(text.len());
    let mut copied = 0;
    for run in runs.into_iter().filter(|run| run.start >= start) {
        unfolded.push_str(text.get(copied..run.start)?);
        unfolded.extend(lex::part(text, run.clone()).chars().map(|_| ' '));
        copied = run.end;
    }
    unfolded.push_str(text.get(copied..)?);
    (unfolded != text).then_some(unfolded)
}

/// Where the outermost flow collection around `at` begins, and the runs of blanks, breaks and
/// comments between its tokens that hold a line break.
fn collection_around(text: &str, at: usize) -> Option<(usize, Vec<std::ops::Range<usize>>)> {
    let mut next = lex::bom(text);
    let mut depth = 0_usize;
    let mut start = 0;
    let mut runs = Vec::new();
    // Whether a token may begin here: only then do quotes and brackets mean what they say.
    let mut token_may_begin = true;
    while let Some(here) = lex::byte(text, next) {
        if next > at && depth == 0 {
            break;
        }
        match here {
            b' ' | b'\t' | b'\n' | b'\r' | b'#' => {
                let end = lex::skip_trivia(text, next);
                if end == next {
                    next += 1;
                    continue;
                }
                let breaks = lex::part(text, next..end).contains(['\n', '\r']);
                let closes = matches!(lex::byte(text, end), Some(b']' | b'}' | b',' | b':'));
                if depth > 0 && breaks && (token_may_begin || closes) {
                    runs.push(next..end);
                }
                token_may_begin |= breaks && depth == 0;
                next = end;
            }
            b'"' | b'\'' if token_may_begin => {
                next = lex::skip_quoted(text, next)?;
                token_may_begin = false;
            }
            b'&' | b'!' if token_may_begin => {
                next = lex::skip_property(text, next, depth > 0).max(next + 1);
            }
            b'[' | b'{' if token_may_begin || depth > 0 => {
                if depth == 0 {
                    start = next;
                    runs.clear();
                }
                depth += 1;
                next += 1;
                token_may_begin = true;
            }
            b']' | b'}' if depth > 0 => {
                depth -= 1;
                next += 1;
                token_may_begin = false;
            }
            b',' => {
                token_may_begin = depth > 0;
                next += 1;
            }
            b':' | b'-' | b'?' if lex::is_blank_or_end(lex::byte(text, next + 1)) => {
                token_may_begin = true;
                next += 1;
            }
            _ => {
                token_may_begin = false;
                next += 1;
            }
        }
    }
    (next > at && start <= at && !runs.is_empty()).then_some((start, runs))
}
