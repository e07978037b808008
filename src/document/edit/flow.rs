//! Entries between braces and brackets: added and taken away with their commas.

use super::block::{Beside, neighbor};
use super::plan::Doc;
use super::scalar::Site;
use super::write::{in_flow, key_text};
use super::{Splice, layout};
use crate::document::spans::lex;
use crate::document::spans::{Body, Flow, Node, Style};
use crate::model::value::Value;

/// Whether a document is JSON in all but name: in braces, with its first key in double quotes.
pub(super) fn is_json(text: &str, root: &Node) -> bool {
    matches!(root.body, Body::Map { flow: Flow::Braces, .. })
        && root.entries().first().is_some_and(|entry| entry.key.style() == Some(Style::Double))
        && !text.contains('#')
}

/// The first byte and the byte after the last of each entry.
fn children(node: &Node) -> Vec<(usize, usize)> {
    let items = node.items().iter().map(|item| (item.start, item.node.end()));
    let entries = node.entries().iter().map(|entry| (entry.start, entry.end()));
    items.chain(entries).collect()
}

/// Adds a key to a mapping in braces.
pub(super) fn insert_key(
    doc: &Doc<'_>,
    map: &Node,
    key: &str,
    value: &Value,
    order: &[&str],
) -> Vec<Splice> {
    let keys: Vec<Option<&str>> = map.entries().iter().map(|entry| entry.key.text()).collect();
    let site = Site { flow: true, json: doc.json };
    let added = format!("{}: {}", key_text(key, site), in_flow(value, Style::Plain, doc.json));
    insert(doc.text, map, neighbor(&keys, key, order), &added)
}

/// Adds an entry to a list in brackets, before the one at `index`.
pub(super) fn insert_item(doc: &Doc<'_>, list: &Node, index: usize, value: &Value) -> Vec<Splice> {
    let style = match list.items().first().and_then(|item| item.node.style()) {
        Some(style) if !style.is_block() => style,
        _ => Style::Plain,
    };
    let added = in_flow(value, style, doc.json);
    let beside = index.checked_sub(1).map_or(Beside::Before(0), Beside::After);
    insert(doc.text, list, beside, &added)
}

/// Makes a scalar, as it is written, the first entry of a list in brackets.
pub(super) fn wrap(scalar: &Node, value: &Value, json: bool) -> Vec<Splice> {
    let added = in_flow(value, Style::Plain, json);
    vec![
        Splice::insert(scalar.inner.start, "["),
        Splice::insert(scalar.inner.end, format!(", {added}]")),
    ]
}

fn insert(text: &str, node: &Node, beside: Beside, added: &str) -> Vec<Splice> {
    let children = children(node);
    let open = node.inner.start + 1;
    let close = node.inner.end.saturating_sub(1);
    if children.is_empty() {
        let inside = lex::part(text, open..close);
        let blank = inside.chars().all(char::is_whitespace);
        return vec![Splice::new(open..if blank { close } else { open }, added)];
    }
    match beside {
        Beside::Before(index) => match children.get(index) {
            Some((start, _)) => vec![Splice::insert(*start, format!("{added}, "))],
            None => Vec::new(),
        },
        Beside::After(index) => {
            let index = index.min(children.len() - 1);
            let Some((start, end)) = children.get(index).copied() else { return Vec::new() };
            insert_after(text, start, end, close, added)
        }
    }
}

/// Adds an entry after one that ends at `end`: on a line of its own where that one has its own.
fn insert_after(text: &str, start: usize, end: usize, close: usize, added: &str) -> Vec<Splice> {
    let comma = lex::skip_trivia(text, end);
    let has_comma = lex::byte(text, comma) == Some(b',');
    let rest = if has_comma { comma + 1 } else { end };
    let line_end = lex::line_end(text, rest);
    let own_line = lex::only_blanks_precede(text, start)
        && lex::only_comment_follows(text, rest)
        && line_end < close;
    if !own_line {
        return vec![Splice::insert(end, format!(", {added}"))];
    }
    let indent = lex::part(text, lex::line_start(text, start)..start);
    let line_break = layout::line_break(text, line_end);
    if has_comma {
        return vec![Splice::insert(line_end, format!("{line_break}{indent}{added},"))];
    }
    vec![Splice::insert(end, ","), Splice::insert(line_end, format!("{line_break}{indent}{added}"))]
}

/// Takes an entry away, with the comma that separated it.
pub(super) fn remove(text: &str, node: &Node, index: usize) -> Vec<Splice> {
    let children = children(node);
    let Some((start, end)) = children.get(index).copied() else { return Vec::new() };
    let open = node.inner.start + 1;
    let close = node.inner.end.saturating_sub(1);
    let comma = lex::skip_trivia(text, end);
    let has_comma = lex::byte(text, comma) == Some(b',');
    let after = if has_comma { comma + 1 } else { end };
    if children.len() == 1 {
        // Comments between the brackets stay; without any, so does nothing.
        if lex::part(text, open..close).contains('#') {
            return vec![Splice::new(start..after, "")];
        }
        return vec![Splice::new(open..close, "")];
    }
    let line_end = lex::line_end(text, after);
    if lex::only_blanks_precede(text, start)
        && lex::only_comment_follows(text, after)
        && line_end < close
    {
        let line = lex::line_start(text, start);
        return vec![Splice::new(line..lex::next_line(text, line_end), "")];
    }
    if let Some((next, _)) = children.get(index + 1).copied() {
        let end = lex::skip_blanks(text, after);
        return vec![Splice::new(start..if end == next { next } else { after }, "")];
    }
    let before = index.checked_sub(1).and_then(|before| children.get(before));
    let from = before.map_or(start, |(_, end)| *end);
    // A comment between the two stays.
    if lex::part(text, from..start).contains('#') {
        return vec![Splice::new(start..after, "")];
    }
    vec![Splice::new(from..end, "")]
}
