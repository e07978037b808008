//! A file of the backlog, and the items in it.

use std::borrow::Cow;
use std::sync::Arc;

use super::spans::{Segment, Tree};
use super::{Problem as Fault, Style, front_matter, values, yaml};
use crate::model::field::Field;
use crate::model::finding::Problem;
use crate::model::item::{Item, Source};
use crate::model::mapping::Mapping;
use crate::model::written::Written;

/// The key under which a file holds several items.
pub const ITEMS: &str = "items";

/// Entries of one file that are no items, each told on its own.
const MOST_FAULTS: usize = 20;

/// What a file holds.
#[derive(Debug, Default)]
pub struct FileItems {
    /// The items that could be read.
    pub items: Vec<Item>,
    /// What could not.
    pub problems: Vec<Problem>,
}

/// Whether a file of this name is read as Markdown.
pub fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ext)| {
        ext.eq_ignore_ascii_case("md") || ext.eq_ignore_ascii_case("markdown")
    })
}

/// Whether a file of this name is read at all.
pub fn is_item_file(path: &str) -> bool {
    is_markdown(path)
        || path.rsplit_once('.').is_some_and(|(_, ext)| {
            ext.eq_ignore_ascii_case("yaml") || ext.eq_ignore_ascii_case("yml")
        })
}

/// Reads a file of the backlog. Markdown without front matter holds no item, which is no fault.
pub fn read(path: &Arc<str>, bytes: &[u8], mapping: &Mapping, mapping_index: usize) -> FileItems {
    let mut found = FileItems::default();
    match yaml::decode(bytes) {
        Ok(text) => {
            read_into(&mut found, path, text, mapping, mapping_index);
        }
        Err(fault) => found.problems.push(problem(path, fault)),
    }
    found
}

/// Adds what the text of a file holds to what others hold, as [`read`] reads it. Returns how the file
/// is written.
pub fn read_into(
    found: &mut FileItems,
    path: &Arc<str>,
    text: &str,
    mapping: &Mapping,
    mapping_index: usize,
) -> Style {
    match read_text(found, path, text, mapping, mapping_index) {
        Ok(style) => style,
        Err(fault) => {
            found.problems.push(problem(path, fault));
            Style::Unknown
        }
    }
}

/// A fault as a problem of a file.
pub fn problem(path: &str, fault: Fault) -> Problem {
    Problem {
        rule: fault.rule,
        path: path.to_owned(),
        line: fault.line,
        column: fault.column,
        cause: fault.cause,
        fix: fault.fix,
    }
}

fn read_text(
    found: &mut FileItems,
    path: &Arc<str>,
    text: &str,
    mapping: &Mapping,
    mapping_index: usize,
) -> Result<Style, Fault> {
    let source = |index| Source { path: path.clone(), index, mapping: mapping_index };
    if is_markdown(path) {
        let Some(parts) = front_matter::split(text)? else { return Ok(Style::Other) };
        let front = text.get(parts.front.clone()).unwrap_or_default();
        let body = text.get(parts.body).unwrap_or_default();
        let skipped = text.get(..parts.front.start).unwrap_or_default().lines().count();
        let (mut item, style) = values::with(front, |written| {
            let entries = match written {
                None => Vec::new(),
                Some(Written::Map(entries)) => entries,
                Some(_) => {
                    let cause = "the front matter is not a mapping";
                    return Err(Fault::unreadable((1, 1), cause, "write it as key: value"));
                }
            };
            Ok(one(entries, mapping, source(None), stem(path)))
        })
        .map_err(|fault| fault.moved_down(skipped))?;
        if item.description.is_empty() {
            item.description = body.trim().to_owned();
        }
        if item.title.is_empty() {
            item.title = front_matter::heading(body).unwrap_or_default().to_owned();
        }
        found.items.push(item);
        return Ok(style);
    }
    let ((), style) = values::with(text, |written| {
        let Some(written) = written else {
            return Err(Fault::unreadable(
                (1, 1),
                "the file holds no item",
                "write id: and title:, or delete the file",
            ));
        };
        let mut entries = match written {
            Written::Map(entries) => entries,
            Written::List(_) => {
                let cause = "the file holds a list";
                return Err(Fault::unreadable((1, 1), cause, "put the list under items:"));
            }
            Written::Text(_) => {
                let cause = "the file holds text, not an item";
                return Err(Fault::unreadable((1, 1), cause, "write it as key: value"));
            }
        };
        match entries.as_slice() {
            // A list that has no entry yet.
            [(ITEMS, value)] if value.as_text().is_some_and(str::is_empty) => return Ok(()),
            _ => {}
        }
        let at = entries.iter().position(|(key, value)| {
            *key == ITEMS && matches!(value, Written::List(_) | Written::Map(_))
        });
        let list = match at.map(|at| entries.swap_remove(at)) {
            Some((_, Written::List(list))) => list,
            Some(_) => {
                let tree = Tree::build(text).ok();
                let place = tree.and_then(|tree| tree.locate(&[Segment::from(ITEMS)]));
                let at = place.map_or((1, 1), |place| (place.value.line, place.value.column));
                let cure = "begin each entry with a dash";
                return Err(Fault::unreadable(at, "items is not a list", cure));
            }
            None => {
                found.items.push(one(entries, mapping, source(None), stem(path)));
                return Ok(());
            }
        };
        let mut odd = Vec::new();
        for (n, entry) in list.into_iter().enumerate() {
            let id = format!("{}#{}", stem(path), n + 1);
            match entry {
                Written::Map(entries) => {
                    found.items.push(one(entries, mapping, source(Some(n)), &id));
                }
                Written::Text(_) | Written::List(_) => odd.push(n),
            }
        }
        let faults = odd_entries(text, &odd);
        found.problems.extend(faults.into_iter().map(|fault| problem(path, fault)));
        Ok(())
    })?;
    Ok(style)
}

/// The entries of `items:` that are no items. Beyond a few they are counted, not listed.
fn odd_entries(text: &str, odd: &[usize]) -> Vec<Fault> {
    // Nodes are read once, and only for the file that needs it.
    let tree = if odd.is_empty() { None } else { Tree::build(text).ok() };
    let spot = |n: usize| {
        let path = [Segment::from(ITEMS), Segment::from(n)];
        let place = tree.as_ref().and_then(|tree| tree.locate(&path));
        place.map_or((1, 1), |place| (place.value.line, place.value.column))
    };
    let more = odd.len().saturating_sub(MOST_FAULTS);
    odd.iter()
        .take(MOST_FAULTS)
        .enumerate()
        .map(|(seen, n)| {
            let mut cause = format!("entry {} of items is not a mapping", n + 1);
            if seen + 1 == MOST_FAULTS && more > 0 {
                cause.push_str(&format!(", and {more} after it are not either"));
            }
            Fault::unreadable(spot(*n), cause, "write it as key: value")
        })
        .collect()
}

/// The name of a file without its folder and ending.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// An item from the entries of a mapping; without an id it takes `stem`.
fn one(entries: Vec<(&str, Written<'_>)>, mapping: &Mapping, source: Source, stem: &str) -> Item {
    let key = mapping.key(Field::Id);
    let id = entries.iter().find(|(other, _)| *other == key).and_then(|(_, id)| id.as_text());
    let id = id.map(str::trim).filter(|id| !id.is_empty());
    let mut item = Item::new(id.unwrap_or(stem).into(), source);
    for (key, value) in entries {
        match mapping.field(key) {
            Some(field) => item.take(field, Some(ours(mapping, field, value))),
            None => item.extra.push((key.to_owned(), value.into())),
        }
    }
    item
}

/// A value in gonogo's words: a foreign list of people has its first as the owner, and foreign
/// words are translated.
fn ours<'t>(mapping: &Mapping, field: Field, value: Written<'t>) -> Written<'t> {
    let value = match (field, value) {
        (Field::Owner, Written::List(list)) => {
            list.into_iter().next().unwrap_or(Written::Text(Cow::Borrowed("")))
        }
        (_, value) => value,
    };
    match value {
        Written::Text(text) if mapping.values.contains_key(&field) => {
            Written::Text(Cow::Owned(mapping.read(field, &text).to_owned()))
        }
        other => other,
    }
}

#[cfg(test)]
#[path = "item_tests.rs"]
mod tests;
