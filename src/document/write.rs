//! The way back: a decision's edits, laid on the text of a file under the names that the file uses.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::edit::{self, Change, EditError};
use super::item::{ITEMS, is_markdown};
use super::quick::{self, Plain};
use super::spans::{Segment, Tree};
use super::yaml::Lines;
use super::{Problem, Style, front_matter, values};
use crate::model::field::{Edit, Field};
use crate::model::item::{Item, Source};
use crate::model::mapping::Mapping;
use crate::model::pack::KEYS;
use crate::model::value::Value;

/// Lays edits on the text of an item's file; every byte that they do not need stays.
///
/// # Errors
/// When the text cannot be read, or cannot hold the edits without harm: then nothing is changed.
pub fn lay(
    text: &str,
    source: &Source,
    mapping: &Mapping,
    edits: &[Edit],
) -> Result<String, EditError> {
    let range = front(text, source)?;
    let yaml_text = text.get(range.clone()).unwrap_or_default();
    let order: Vec<&str> = Field::ALL.iter().map(|field| mapping.key(*field)).collect();
    let edited = edited(yaml_text, source, mapping, &order, edits)?;
    let mut whole = String::with_capacity(text.len() + edited.len());
    whole.push_str(text.get(..range.start).unwrap_or_default());
    whole.push_str(&edited);
    whole.push_str(text.get(range.end..).unwrap_or_default());
    if is_markdown(&source.path) {
        // What is prose is seen by where the fences are, and they are found anew each time.
        let prose = |text: &str| {
            front_matter::split(text).ok().flatten().map(|p| text.len() - p.body.start)
        };
        if prose(&whole) != prose(text) {
            return Err(gone("with the decision the front matter would end elsewhere"));
        }
    }
    Ok(whole)
}

/// Lays edits on the text of a pack's file; every byte that they do not need stays.
///
/// # Errors
/// As for [`lay`].
pub fn lay_pack(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let source = Source { path: "".into(), index: None, mapping: 0 };
    edited(text, &source, &Mapping::default(), KEYS, edits)
}

/// The YAML with the edits made.
fn edited(
    text: &str,
    source: &Source,
    mapping: &Mapping,
    order: &[&str],
    edits: &[Edit],
) -> Result<String, EditError> {
    let root = root(source);
    // Renaming comes first: a decision after it may change what stands under the right name.
    let mut text = Cow::Borrowed(text);
    for edit in edits {
        if let Edit::Rename { from, to, .. } = edit {
            let to = Field::from_key(to).map_or(to.as_str(), |field| mapping.key(field));
            text = Cow::Owned(edit::rename(&text, &root, from, to)?);
        }
    }
    let raw = raw_item(&text, source)?;
    let changes: Vec<Change> = edits.iter().flat_map(|edit| changes(edit, mapping, &raw)).collect();
    edit::apply(&text, &root, order, &changes)
}

/// The text of the file of a new item.
///
/// # Errors
/// When a value cannot be written so that it reads back the same.
pub fn new_file(item: &Item, mapping: &Mapping) -> Result<String, EditError> {
    let key = |field: Field| mapping.key(field).to_owned();
    let order: Vec<&str> = Field::ALL.iter().map(|field| mapping.key(*field)).collect();
    let changes: Vec<Change> = Field::ALL
        .iter()
        .filter_map(|field| {
            let value = item.get(*field)?;
            Some(Change::set([key(*field)], Some(theirs(mapping, *field, &value))))
        })
        .collect();
    // The editor writes it, so that a new file looks as an edited one does and is checked as one.
    let seed = format!("{}:\n", key(Field::Id));
    edit::apply(&seed, &[], &order, &changes)
}

/// A field of an item or pack whose place is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where the item or pack is written.
    pub source: &'a Source,
    /// How its fields are named there.
    pub mapping: &'a Mapping,
    /// The keys that lead to the field, gonogo's own names; list positions counted from 0.
    pub path: &'a [String],
}

/// The part of a file's text in which the places of its fields lie: nothing is asked of what stands in
/// a block at the end of a plain text, which is most of an item.
pub fn with_places<'t>(path: &str, text: &'t str, style: Style) -> &'t str {
    if style == Style::Plain && !is_markdown(path) { quick::without_last_block(text) } else { text }
}

/// Line and column of something, both from 1, the column in characters.
pub type Place = (usize, usize);

/// The place of a field of an item, or of the nearest thing around it that is written.
pub fn place(text: &str, source: &Source, mapping: &Mapping, path: &[String]) -> Option<Place> {
    let asked = [Asked { source, mapping, path }];
    places(text, Style::Unknown, &asked).into_iter().next().flatten()
}

/// The places of several fields of one file, of which it may be known how it is written.
pub fn places(text: &str, style: Style, asked: &[Asked<'_>]) -> Vec<Option<Place>> {
    let none = || vec![None; asked.len()];
    let Some(range) = asked.first().and_then(|first| front(text, first.source).ok()) else {
        return none();
    };
    let (Some(before), Some(yaml)) = (text.get(..range.start), text.get(range.clone())) else {
        return none();
    };
    let plain = Plain::of(yaml, style);
    let mut tree = None;
    let lines = LazyCell::new(|| Lines::of(yaml));
    let skipped = before.matches('\n').count();
    let mut find = |asked: &Asked<'_>| {
        let mut segments = root(asked.source);
        let fixed = segments.len();
        for (n, part) in asked.path.iter().enumerate() {
            segments.push(match (n, part.parse::<usize>()) {
                (0, _) => {
                    let own = Field::from_key(part).map(|field| asked.mapping.key(field));
                    Segment::from(own.unwrap_or(part))
                }
                (_, Ok(index)) => Segment::Index(index),
                (_, Err(_)) => Segment::Key(part.clone()),
            });
        }
        let start = match plain.as_ref().and_then(|plain| plain.locate(&segments)) {
            Some((written, start)) => (written >= fixed).then_some(start)?,
            None => {
                let tree = tree.get_or_insert_with(|| Tree::build(yaml).ok()).as_ref()?;
                (fixed..=segments.len()).rev().find_map(|n| tree.start_of(segments.get(..n)?))?
            }
        };
        let (line, column) = match &plain {
            Some(plain) => plain.position(start),
            None => lines.position(start),
        };
        Some((line + skipped, column))
    };
    asked.iter().map(&mut find).collect()
}

/// The part of the text that is YAML.
fn front(text: &str, source: &Source) -> Result<std::ops::Range<usize>, EditError> {
    if !is_markdown(&source.path) {
        return Ok(0..text.len());
    }
    match front_matter::split(text) {
        Ok(Some(parts)) => Ok(parts.front),
        Ok(None) => Err(gone("the file has no front matter any more")),
        Err(problem) => Err(EditError::Unreadable(problem)),
    }
}

fn root(source: &Source) -> Vec<Segment> {
    match source.index {
        None => Vec::new(),
        Some(index) => vec![Segment::from(ITEMS), Segment::from(index)],
    }
}

/// The text is not what it was when the item was read.
fn gone(cause: &str) -> EditError {
    EditError::Unreadable(Problem::unreadable((1, 1), cause, "Undo the decision, or decide again"))
}

/// The mapping of the item as the file holds it.
fn raw_item(text: &str, source: &Source) -> Result<Value, EditError> {
    let value = values::parse(text).map_err(EditError::Unreadable)?;
    let value = value.unwrap_or(Value::Map(Vec::new()));
    match source.index {
        None => Ok(value),
        Some(index) => value
            .get(ITEMS)
            .and_then(Value::as_list)
            .and_then(|list| list.get(index))
            .cloned()
            .ok_or_else(|| gone("the entry of items is not there any more")),
    }
}

/// The changes that an edit makes in a file which holds `raw`.
fn changes(edit: &Edit, mapping: &Mapping, raw: &Value) -> Vec<Change> {
    let key = |field: Field| mapping.key(field).to_owned();
    match edit {
        // Made before the others.
        Edit::Rename { .. } => Vec::new(),
        Edit::Append { field, entry } => vec![Change::append([key(*field)], entry.clone())],
        Edit::Set { field: Field::Owner, before, after }
            if matches!(raw.get(mapping.key(Field::Owner)), Some(Value::List(_))) =>
        {
            owners(key(Field::Owner), before.as_ref(), after.as_ref(), mapping, raw)
        }
        Edit::Set { field, before, after }
            if matches!(raw.get(mapping.key(*field)), Some(Value::Map(_)))
                && !matches!(after, Some(Value::Text(_) | Value::List(_))) =>
        {
            keys_of(&key(*field), before.as_ref(), after.as_ref(), raw)
        }
        Edit::Set { field, before: Some(Value::List(before)), after: Some(Value::List(after)) } => {
            let held = raw.get(mapping.key(*field)).and_then(Value::as_list).unwrap_or_default();
            vec![Change::set([key(*field)], Some(Value::List(entries(before, after, held))))]
        }
        Edit::Set { field, after: Some(value), .. } => {
            // A word that means the same already is left as the file spells it.
            let stands = raw.get(mapping.key(*field)).and_then(Value::as_text);
            let means = stands.map(|text| mapping.read(*field, text));
            if means.is_some() && means == value.as_text() {
                return Vec::new();
            }
            vec![Change::set([key(*field)], Some(theirs(mapping, *field, value)))]
        }
        Edit::Set { field, after: None, .. } => match raw.get(mapping.key(*field)) {
            None => Vec::new(),
            Some(_) => vec![Change::set([key(*field)], None)],
        },
    }
}

/// The keys of a mapping that differ; those that gonogo does not know stay, and so does the
/// mapping while it has some.
fn keys_of(key: &str, before: Option<&Value>, after: Option<&Value>, raw: &Value) -> Vec<Change> {
    let keys = |value: Option<&Value>| match value {
        Some(Value::Map(entries)) => entries.clone(),
        _ => Vec::new(),
    };
    let (before, held) = (keys(before), keys(raw.get(key)));
    let is_known = |name: &String| before.iter().any(|(other, _)| other == name);
    let Some(after) = after.map(|after| keys(Some(after))) else {
        if held.iter().all(|(name, _)| is_known(name)) {
            return vec![Change::set([key], None)];
        }
        return before.iter().map(|(name, _)| Change::set([key, name], None)).collect();
    };
    let gone = before.iter().filter(|(name, _)| !after.iter().any(|(other, _)| other == name));
    let gone = gone.map(|(name, _)| Change::set([key, name], None));
    let set = after.iter().filter(|entry| !before.contains(entry));
    let set = set.map(|(name, value)| Change::set([key, name], Some(value.clone())));
    gone.chain(set).collect()
}

/// The entries that a list is to hold: those that stay are as the file has them, with the keys
/// that gonogo does not know; where as many are new as are gone, each new one takes over those of
/// the one it replaces.
fn entries(before: &[Value], after: &[Value], held: &[Value]) -> Vec<Value> {
    if before.len() != held.len() {
        return after.to_vec();
    }
    let mut left: Vec<(&Value, &Value)> = before.iter().zip(held).collect();
    let mut take = |wanted: &Value| {
        let found = left.iter().position(|(before, _)| *before == wanted)?;
        Some(left.remove(found).1.clone())
    };
    let kept: Vec<Option<Value>> = after.iter().map(&mut take).collect();
    let pairs = kept.iter().filter(|kept| kept.is_none()).count() == left.len();
    let mut replaced = left.into_iter();
    kept.into_iter()
        .zip(after)
        .map(|(kept, wanted)| match kept {
            Some(kept) => kept,
            None if pairs => match replaced.next() {
                Some((before, held)) => overlaid(before, wanted, held),
                None => wanted.clone(),
            },
            None => wanted.clone(),
        })
        .collect()
}

/// An entry as the file has it, with the keys that differ between `before` and `after` changed.
fn overlaid(before: &Value, after: &Value, held: &Value) -> Value {
    let (Value::Map(before), Value::Map(after), Value::Map(held)) = (before, after, held) else {
        return after.clone();
    };
    let find = |entries: &[(String, Value)], key: &str| {
        entries.iter().find(|(other, _)| other == key).map(|(_, value)| value.clone())
    };
    let mut result: Vec<(String, Value)> = Vec::new();
    for (key, value) in held {
        match find(after, key) {
            Some(wanted) if find(before, key).as_ref() == Some(&wanted) => {
                result.push((key.clone(), value.clone()));
            }
            Some(wanted) => result.push((key.clone(), wanted)),
            None if find(before, key).is_some() => {}
            None => result.push((key.clone(), value.clone())),
        }
    }
    let added = after.iter().filter(|(key, _)| find(held, key).is_none());
    result.extend(added.cloned());
    Value::Map(result)
}

/// The owner is the first of a foreign list of people: a new one goes to its front, one who is in
/// the list already moves there, and the others stay.
fn owners(
    key: String,
    before: Option<&Value>,
    after: Option<&Value>,
    mapping: &Mapping,
    raw: &Value,
) -> Vec<Change> {
    let list = raw.get(&key).and_then(Value::as_list).unwrap_or_default();
    let first = list.first().and_then(Value::as_text);
    let mut people = list.to_vec();
    match after.and_then(Value::as_text) {
        Some(owner) => {
            let written = mapping.write(Field::Owner, owner);
            if first == Some(written) {
                return Vec::new();
            }
            people.retain(|person| person.as_text() != Some(written));
            people.insert(0, Value::from(written));
        }
        None => {
            let was = before.and_then(Value::as_text).map(|was| mapping.write(Field::Owner, was));
            if was.is_none() || first != was {
                return Vec::new();
            }
            people.remove(0);
        }
    }
    let after = (!people.is_empty()).then_some(Value::List(people));
    vec![Change::set([key], after)]
}

/// A value in the file's words.
fn theirs(mapping: &Mapping, field: Field, value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::from(mapping.write(field, text)),
        other => other.clone(),
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
