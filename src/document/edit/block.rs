//! Entries of block mappings and block lists: added and taken away by whole lines.

use super::plan::Doc;
use super::replace::writer;
use super::{Splice, layout};
use crate::document::spans::lex;
use crate::document::spans::{Body, Flow, Node, Style};
use crate::model::value::Value;

/// An entry of a block collection, of either kind.
#[derive(Clone, Copy)]
struct Child<'n> {
    start: usize,
    end: usize,
    value: &'n Node,
}

fn children(node: &Node) -> Vec<Child<'_>> {
    let items = node.items().iter().map(|item| Child {
        start: item.start,
        end: item.node.end().max(item.start + 1),
        value: &item.node,
    });
    let entries = node.entries().iter().map(|entry| Child {
        start: entry.start,
        end: entry.end(),
        value: &entry.value,
    });
    items.chain(entries).collect()
}

/// Adds a key to a block mapping.
pub(super) fn insert_key(
    doc: &Doc<'_>,
    map: &Node,
    key: &str,
    value: &Value,
    order: &[&str],
) -> Vec<Splice> {
    let keys: Vec<Option<&str>> = map.entries().iter().map(|entry| entry.key.text()).collect();
    let column = lex::column(doc.text, map.inner.start);
    let lines = writer(doc).entry(key, value, column);
    insert(doc.text, map, neighbor(&keys, key, order), lines, value)
}

/// Adds an entry to a block list, before the one at `index`.
pub(super) fn insert_item(doc: &Doc<'_>, list: &Node, index: usize, value: &Value) -> Vec<Splice> {
    let items = list.items();
    let column = lex::column(doc.text, list.inner.start);
    let sibling = items.get(index.saturating_sub(1)).or(items.last()).map(|item| &item.node);
    let mut writer = writer(doc);
    writer.flow_entries =
        !items.iter().any(|item| matches!(item.node.body, Body::Map { flow: Flow::Block, .. }));
    writer.scalars = match sibling.and_then(Node::style) {
        Some(style) if !style.is_block() => style,
        _ => Style::Plain,
    };
    let lines = writer.item(value, column);
    let beside = match index.checked_sub(1) {
        Some(before) => Beside::After(before.min(items.len().saturating_sub(1))),
        None => Beside::Before(0),
    };
    insert(doc.text, list, beside, lines, value)
}

/// Which entry a new one stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    After(usize),
    Before(usize),
}

/// Where a key belongs among those that are there: after the nearest key before it in `order`,
/// else before the nearest after it, else at the end.
pub(super) fn neighbor(keys: &[Option<&str>], key: &str, order: &[&str]) -> Beside {
    let end = Beside::After(keys.len().saturating_sub(1));
    let rank = |key: &str| order.iter().position(|other| *other == key);
    let Some(own) = rank(key) else { return end };
    let ranked =
        || keys.iter().enumerate().filter_map(|(index, key)| Some((rank((*key)?)?, index)));
    if let Some((_, index)) = ranked().filter(|(rank, _)| *rank < own).max() {
        return Beside::After(index);
    }
    match ranked().filter(|(rank, _)| *rank > own).min() {
        Some((_, index)) => Beside::Before(index),
        None => end,
    }
}

/// Adds lines beside an entry.
fn insert(
    text: &str,
    node: &Node,
    beside: Beside,
    lines: Vec<String>,
    value: &Value,
) -> Vec<Splice> {
    let children = children(node);
    let (index, after) = match beside {
        Beside::After(index) => (index, true),
        Beside::Before(index) => (index, false),
    };
    let Some(child) = children.get(index) else { return Vec::new() };
    let above = above(text, node, &children, index);
    // A block scalar that the text ends with, without a line break, would get one.
    let ends_bare = child.value.last_block_scalar().is_some()
        && child.end == text.len()
        && !lex::is_line_start(text, child.end);
    match above {
        Some(at) if !after || ends_bare => insert_before(text, child, at, lines),
        None if ends_bare => insert_before(text, child, child.start, lines),
        _ => insert_after(text, child, lines, value),
    }
}

fn insert_after(text: &str, child: &Child<'_>, lines: Vec<String>, value: &Value) -> Vec<Splice> {
    let line_break = layout::line_break(text, child.end.saturating_sub(1).max(child.start));
    let column = lex::column(text, child.start);
    match after(text, child, column) {
        Some(at) => {
            let mut added = lines.join(line_break);
            added.push_str(line_break);
            vec![Splice::insert(at, added)]
        }
        None => {
            let mut added = format!("{line_break}{}", lines.join(line_break));
            if needs_break(&lines, value) {
                added.push_str(line_break);
            }
            vec![Splice::insert(text.len(), added)]
        }
    }
}

/// Whether lines that end a text need a line break all the same: a block scalar whose text ends
/// with one reads without it otherwise.
pub(super) fn needs_break(lines: &[String], value: &Value) -> bool {
    let mut last = value;
    loop {
        last = match last {
            Value::Text(text) => {
                return text.ends_with('\n')
                    && lines.last().is_some_and(|line| !line.ends_with(['"', ']', '}']));
            }
            Value::List(list) => match list.last() {
                Some(entry) => entry,
                None => return false,
            },
            Value::Map(entries) => match entries.last() {
                Some((_, value)) => value,
                None => return false,
            },
        };
    }
}

fn insert_before(text: &str, child: &Child<'_>, at: usize, lines: Vec<String>) -> Vec<Splice> {
    let line_break = layout::line_break(text, at);
    if at == child.start && !lex::is_line_start(text, at) {
        // The entry shares its line with the `-` of a list or stands in the middle of it: the new
        // one takes its place, and it moves down.
        let column = lex::column(text, at);
        let mut added = lines.join(line_break).trim_start().to_owned();
        added.push_str(line_break);
        added.push_str(&" ".repeat(column));
        return vec![Splice::insert(at, added)];
    }
    let mut added = lines.join(line_break);
    added.push_str(line_break);
    vec![Splice::insert(at, added)]
}

/// The beginning of the line after an entry and the comments that stand deeper than it; `None`
/// where the text ends before.
fn after(text: &str, child: &Child<'_>, column: usize) -> Option<usize> {
    let mut at = child.end;
    let is_block = child.value.last_block_scalar().is_some();
    if !(is_block && lex::is_line_start(text, at)) {
        let end = lex::line_end(text, at);
        at = lex::next_line(text, end);
        if at == end {
            return None;
        }
    }
    loop {
        let content = lex::skip_blanks(text, at);
        let is_deeper = lex::byte(text, content) == Some(b'#') && content - at > column;
        let next = lex::next_line(text, lex::line_end(text, content));
        if !is_deeper || lex::line_end(text, content) == next {
            return Some(at);
        }
        at = next;
    }
}

/// Where something goes that is to stand before an entry and the comments above it; `None` where
/// those comments may be the head of the file.
fn above(text: &str, node: &Node, children: &[Child<'_>], index: usize) -> Option<usize> {
    let start = children.get(index)?.start;
    if !lex::only_blanks_precede(text, start) {
        return Some(start);
    }
    let floor = match index.checked_sub(1).and_then(|before| children.get(before)) {
        Some(before) => before.end,
        None => node.lead,
    };
    let mut at = lex::line_start(text, start);
    while let Some(before) = lex::previous_line(text, at) {
        let content = lex::skip_blanks(text, before);
        if before < floor || lex::byte(text, content) != Some(b'#') {
            break;
        }
        at = before;
    }
    let is_head = index == 0 && at <= lex::bom(text) && at < lex::line_start(text, start);
    (!is_head).then_some(at)
}

/// Takes an entry away, with its lines; the last one leaves `{}` or `[]`.
pub(super) fn remove(text: &str, node: &Node, index: usize) -> Vec<Splice> {
    let children = children(node);
    let Some(child) = children.get(index) else { return Vec::new() };
    if children.len() == 1 {
        let empty = if matches!(node.body, Body::List { .. }) { "[]" } else { "{}" };
        return fold(text, node, empty);
    }
    if lex::only_blanks_precede(text, child.start) {
        let before = index.checked_sub(1).and_then(|before| children.get(before));
        return remove_lines(text, child, before);
    }
    // The first entry shares its line with the `-` of a list: the next moves up.
    let Some(next) = children.get(index + 1) else { return Vec::new() };
    let end = content_end(text, child);
    let line_end = lex::line_end(text, end);
    let between = lex::part(text, line_end..next.start);
    if between.chars().all(char::is_whitespace) {
        return vec![Splice::new(child.start..next.start, "")];
    }
    let blanks = lex::part(text, 0..child.start);
    let start = blanks.trim_end_matches([' ', '\t']).len();
    vec![Splice::new(start..line_end, "")]
}

fn remove_lines(text: &str, child: &Child<'_>, before: Option<&Child<'_>>) -> Vec<Splice> {
    let start = lex::line_start(text, child.start);
    let Some(mut end) = after(text, child, lex::column(text, child.start)) else {
        // The text ends without a line break, and keeps doing so.
        let keeps_break = before.is_some_and(|before| before.value.last_block_scalar().is_some());
        let bare = lex::part(text, 0..start);
        let from = if keeps_break {
            start
        } else if bare.ends_with("\r\n") {
            start - 2
        } else if bare.ends_with(['\n', '\r']) {
            start - 1
        } else {
            start
        };
        return vec![Splice::new(from..text.len(), "")];
    };
    if before.is_some_and(|before| keeps_empty_lines(text, before.value)) {
        // Empty lines after the entry would become part of the text before it.
        while end < text.len() && lex::line_end(text, end) == lex::skip_blanks(text, end) {
            end = lex::next_line(text, lex::line_end(text, end));
        }
    }
    vec![Splice::new(start..end, "")]
}

fn keeps_empty_lines(text: &str, node: &Node) -> bool {
    let Some(scalar) = node.last_block_scalar() else { return false };
    let header = scalar.inner.start..lex::line_end(text, scalar.inner.start);
    lex::part(text, header).split([' ', '\t']).next().is_some_and(|header| header.contains('+'))
}

/// The end of what an entry holds, without the line break that ends a block scalar.
fn content_end(text: &str, child: &Child<'_>) -> usize {
    without_break(text, child.start, child.end)
}

fn without_break(text: &str, start: usize, end: usize) -> usize {
    let held = lex::part(text, start..end);
    start + held.trim_end_matches(['\n', '\r']).len()
}

/// Puts something short where a block collection stands.
pub(super) fn fold(text: &str, node: &Node, short: &str) -> Vec<Splice> {
    let children = children(node);
    let (Some(first), Some(last)) = (children.first(), children.last()) else {
        return Vec::new();
    };
    let lead_line = lex::line_start(text, node.after_props().saturating_sub(1));
    let first_line = lex::line_start(text, first.start);
    let has_indicator = node.after_props() > lex::bom(text)
        && !matches!(lex::part(text, lead_line..node.after_props()).trim_end(), "---" | "");
    if first_line == lead_line || !has_indicator {
        let end = content_end(text, last);
        return vec![Splice::new(first.start..end.max(first.start), short)];
    }
    let column = lex::column(text, first.start);
    let head = Splice::insert(node.after_props(), format!(" {short}"));
    let lines = match after(text, last, column.saturating_sub(1)) {
        Some(end) => Splice::new(first_line..end, ""),
        None => {
            let bare = lex::part(text, 0..first_line);
            Splice::new(bare.trim_end_matches(['\n', '\r']).len()..text.len(), "")
        }
    };
    vec![head, lines]
}
