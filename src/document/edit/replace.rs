//! Another value where one stands already.

use super::plan::{At, Doc};
use super::scalar::{Site, literal, on_one_line};
use super::write::{Writer, in_flow, indented};
use super::{Splice, block, layout};
use crate::document::spans::lex;
use crate::document::spans::{Body, Node, Style};
use crate::model::value::Value;

/// The splices that put `wanted` where `at` stands, or why that is not done.
pub(super) fn replace(
    doc: &Doc<'_>,
    at: &At<'_>,
    wanted: &Value,
) -> Result<Vec<Splice>, &'static str> {
    if !at.has_indicator {
        return Err("its key has no colon");
    }
    match &at.node.body {
        Body::Nothing => Ok(fill(doc, at, at.node.after_props()..at.node.after_props(), wanted)),
        Body::Scalar { style, .. } if style.is_block() => Ok(rewrite(doc, at, wanted)),
        Body::List { flow: true, items } if items.is_empty() && wanted_in_lines(at, wanted) => {
            let gone = at.node.after_props()..at.node.inner.end;
            Ok(fill(doc, at, gone, wanted))
        }
        Body::List { flow: false, .. } | Body::Map { .. } if is_block(at.node) => {
            Ok(collapse(doc, at, wanted))
        }
        _ => Ok(in_place(doc, at, wanted)),
    }
}

fn is_block(node: &Node) -> bool {
    use crate::document::spans::Flow;
    matches!(node.body, Body::List { flow: false, .. } | Body::Map { flow: Flow::Block, .. })
}

/// Whether a list of mappings is to stand in lines of its own.
fn wanted_in_lines(at: &At<'_>, wanted: &Value) -> bool {
    !at.flow
        && !at.in_list
        && matches!(wanted, Value::List(list)
        if list.iter().any(|entry| !matches!(entry, Value::Text(_))))
}

/// Writes a value after an indicator that has none, in place of `gone`.
fn fill(doc: &Doc<'_>, at: &At<'_>, gone: std::ops::Range<usize>, wanted: &Value) -> Vec<Splice> {
    let mut lines = vec![String::new()];
    if at.flow || (at.in_list && !matches!(wanted, Value::Text(_))) {
        let text = in_flow(wanted, Style::Plain, doc.json);
        lines = vec![format!(" {text}")];
    } else {
        writer(doc).value(wanted, at.column, &mut lines);
    }
    let mut lines = lines.into_iter();
    let mut head = lines.next().unwrap_or_default();
    // An indicator that something follows directly, as in `{a:, b: 1}`.
    if lex::byte(doc.text, gone.end).is_some_and(|next| !b" \t\r\n,]}".contains(&next)) {
        head.push(' ');
    }
    let end = gone.end;
    let mut splices = vec![Splice::new(gone, head)];
    splices.extend(below(doc.text, end, lines.collect(), wanted));
    splices
}

/// Lines after the line that holds `at`.
fn below(text: &str, at: usize, lines: Vec<String>, value: &Value) -> Option<Splice> {
    if lines.is_empty() {
        return None;
    }
    let end = lex::line_end(text, at);
    let line_break = layout::line_break(text, at);
    let mut added = String::new();
    for line in &lines {
        added.push_str(line_break);
        added.push_str(line);
    }
    if end == text.len() && block::needs_break(&lines, value) {
        added.push_str(line_break);
    }
    Some(Splice::insert(end, added))
}

/// Replaces a scalar that is no block scalar, an alias, or a collection in brackets.
fn in_place(doc: &Doc<'_>, at: &At<'_>, wanted: &Value) -> Vec<Splice> {
    let range = at.node.inner.clone();
    let style = at.node.style().unwrap_or(Style::Plain);
    let site = Site { flow: at.flow, json: doc.json };
    let (mut head, body) = match wanted {
        Value::Text(text) => {
            let block = (!at.flow && text.contains('\n')).then(|| literal(text, doc.layout.step));
            match block.flatten() {
                Some(block) if lex::only_comment_follows(doc.text, range.end) => {
                    let indent = " ".repeat(at.column + doc.layout.step);
                    (block.header, block.lines.iter().map(|line| indented(&indent, line)).collect())
                }
                _ => (on_one_line(text, style, site), Vec::new()),
            }
        }
        _ => (in_flow(wanted, style, doc.json), Vec::new()),
    };
    // `{"a":1}`: without a blank a plain scalar would not begin after the colon.
    let before = range.start.checked_sub(1).and_then(|before| lex::byte(doc.text, before));
    if before == Some(b':') && !head.starts_with(['"', '\'', '[', '{']) {
        head.insert(0, ' ');
    }
    let end = range.end;
    let mut splices = vec![Splice::new(range, head)];
    splices.extend(below(doc.text, end, body, wanted));
    splices
}

/// Replaces a block scalar.
fn rewrite(doc: &Doc<'_>, at: &At<'_>, wanted: &Value) -> Vec<Splice> {
    let text = doc.text;
    let header = at.node.inner.start;
    let indicators = header
        + lex::part(text, header..at.node.inner.end)
            .find([' ', '\t', '\r', '\n', '#'])
            .unwrap_or(at.node.inner.end - header);
    let header_end = lex::line_end(text, header);
    let body = lex::next_line(text, header_end);
    let lines: Vec<&str> = lex::part(text, body..at.node.inner.end).lines().collect();
    let indent = lines
        .iter()
        .find(|line| !line.trim_matches([' ', '\t']).is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .filter(|_| indicators - header == 1 || !has_digit(text, header..indicators))
        .filter(|indent| *indent > at.column)
        .unwrap_or(at.column + doc.layout.step);
    let block = match wanted {
        Value::Text(wanted) => literal(wanted, indent - at.column),
        _ => None,
    };
    let body = body.min(at.node.inner.end);
    let Some(block) = block else {
        let flat = match wanted {
            Value::Text(text) => {
                on_one_line(text, Style::Plain, Site { flow: false, json: doc.json })
            }
            _ => in_flow(wanted, Style::Plain, doc.json),
        };
        return vec![
            Splice::new(header..indicators, flat),
            Splice::new(body..at.node.inner.end, ""),
        ];
    };
    let line_break = layout::line_break(text, body.max(header_end));
    let indent = " ".repeat(indent);
    let mut added: Vec<String> = block.lines.iter().map(|line| indented(&indent, line)).collect();
    // The last line keeps its break, or its lack of one where the data allows that.
    let ends_with_break = lex::is_line_start(text, at.node.inner.end) && body > header_end;
    if ends_with_break || !block.header.ends_with('-') {
        added.push(String::new());
    }
    let mut added = added.join(line_break);
    if body == header_end {
        added.insert_str(0, line_break);
    }
    vec![Splice::new(header..indicators, block.header), Splice::new(body..at.node.inner.end, added)]
}

fn has_digit(text: &str, range: std::ops::Range<usize>) -> bool {
    lex::part(text, range).contains(|c: char| c.is_ascii_digit())
}

/// Replaces a block collection by something on one line.
fn collapse(doc: &Doc<'_>, at: &At<'_>, wanted: &Value) -> Vec<Splice> {
    let flat = match wanted {
        Value::Text(text) if text.contains('\n') => {
            on_one_line(text, Style::Double, Site { flow: false, json: doc.json })
        }
        Value::Text(text) => on_one_line(text, Style::Plain, Site { flow: false, json: doc.json }),
        _ => in_flow(wanted, Style::Plain, doc.json),
    };
    block::fold(doc.text, at.node, &flat)
}

/// How new values are laid out in this document.
pub(super) fn writer(doc: &Doc<'_>) -> Writer {
    Writer {
        step: doc.layout.step,
        list_offset: doc.layout.list_offset,
        flow_lists: doc.layout.flow_lists,
        flow_entries: true,
        scalars: Style::Plain,
    }
}
