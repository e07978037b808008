//! Any document and any edit: the result holds the old data plus the edit, and nothing beside the
//! edited key differs by a byte; or the edit is refused.
//!
//! The first line of the input says the edit, `set owner.name = value`, `remove owner`,
//! `append labels = value`, `rename ownr = owner`; all that follows is the document.

use gonogo::document::edit::{self, Action, Change};
use gonogo::document::spans::{Body, Flow, Tree};
use gonogo::document::yaml;
use gonogo::model::field::Field;
use gonogo::model::value::Value;
use serde_yaml::{Mapping, Value as Yaml};

/// Makes the edit and compares.
pub fn run(bytes: &[u8]) {
    let Ok(input) = std::str::from_utf8(bytes) else { return };
    let Some((first, text)) = input.split_once('\n') else { return };
    let (verb, rest) = first.split_once(' ').unwrap_or((first, ""));
    let (path, value) = rest.split_once(" = ").unwrap_or((rest, ""));
    let value = value.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
    if verb == "rename" {
        rename(text, path, &value);
        return;
    }
    let keys: Vec<String> = path.split('.').take(4).map(str::to_owned).collect();
    let value = match value.strip_prefix("[]") {
        Some(list) => Value::List(list.split('|').map(Value::from).collect()),
        None => match value.strip_prefix("{}") {
            Some(map) => map_of(map),
            None => Value::from(value),
        },
    };
    let change = match verb {
        "remove" => Change::set(keys, None),
        "append" => Change::append(keys, value),
        _ => Change::set(keys, Some(value)),
    };
    check(text, &change);
}

/// `a=b|c=d`, each key once.
fn map_of(text: &str) -> Value {
    let mut entries: Vec<(String, Value)> = Vec::new();
    for part in text.split('|') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        if entries.iter().all(|(other, _)| other != key) {
            entries.push((key.to_owned(), Value::from(value)));
        }
    }
    Value::Map(entries)
}

fn check(text: &str, change: &Change) {
    let Ok(result) = edit::apply(text, &[], Field::KEYS, std::slice::from_ref(change)) else {
        return;
    };
    let old = yaml::parse(text).expect("edited though it cannot be read");
    let new = yaml::parse(&result).expect("the result cannot be read");
    let (old_rest, old_value) = without(&old, &change.path);
    let (new_rest, new_value) = without(&new, &change.path);
    assert!(same(&old_rest, &new_rest), "other data changed:\n{text}\n--- became\n{result}");
    let made = match &change.action {
        Action::Remove => new_value.is_none(),
        Action::Set(wanted) => new_value.as_ref().is_some_and(|found| alike(found, wanted, text)),
        Action::Append(entry) => match (&old_value, &new_value) {
            (Some(Yaml::Sequence(old)), Some(Yaml::Sequence(new))) => {
                new.len() == old.len() + 1
                    && old.iter().zip(new).all(|(old, new)| same(old, new))
                    && new.last().is_some_and(|last| alike(last, entry, ""))
            }
            (_, Some(Yaml::Sequence(new))) => {
                new.len() <= 2 && new.last().is_some_and(|last| alike(last, entry, ""))
            }
            _ => false,
        },
    };
    assert!(made, "the edit was not made:\n{text}\n--- became\n{result}");
    beside_stays(text, &result, &change.path[0]);
    if !matches!(change.action, Action::Append(_)) {
        let again = edit::apply(&result, &[], Field::KEYS, std::slice::from_ref(change));
        assert_eq!(again.as_deref(), Ok(result.as_str()), "making it again changes something");
    }
}

fn rename(text: &str, from: &str, to: &str) {
    let Ok(result) = edit::rename(text, &[], from, to) else { return };
    let old = yaml::parse(text).expect("edited though it cannot be read");
    let new = yaml::parse(&result).expect("the result cannot be read");
    let (Yaml::Mapping(old), Yaml::Mapping(new)) = (old, new) else { panic!("no mappings") };
    assert_eq!(old.len(), new.len(), "a key more or less:\n{text}\n--- became\n{result}");
    for ((old_key, old), (new_key, new)) in old.iter().zip(&new) {
        let expected =
            if old_key.as_str() == Some(from) { Yaml::from(to) } else { old_key.clone() };
        assert!(same(&expected, new_key) && same(old, new), "{text}\n--- became\n{result}");
    }
    beside_stays(text, &result, from);
}

/// The same data in the same order.
fn same(left: &Yaml, right: &Yaml) -> bool {
    format!("{left:?}") == format!("{right:?}")
}

/// Whether what is found is what was wanted. A number that stood there before may count as its text.
fn alike(found: &Yaml, wanted: &Value, old_text: &str) -> bool {
    match (found, wanted) {
        (Yaml::String(found), Value::Text(wanted)) => found == wanted,
        (Yaml::Null, Value::Text(wanted)) => wanted.is_empty(),
        (Yaml::Number(_) | Yaml::Bool(_), Value::Text(wanted)) => {
            !wanted.is_empty() && old_text.contains(wanted.as_str())
        }
        (Yaml::Sequence(found), Value::List(wanted)) => {
            found.len() == wanted.len()
                && found.iter().zip(wanted).all(|(f, w)| alike(f, w, old_text))
        }
        (Yaml::Mapping(found), Value::Map(wanted)) => {
            found.len() == wanted.len()
                && wanted.iter().all(|(key, wanted)| {
                    found.get(key.as_str()).is_some_and(|found| alike(found, wanted, old_text))
                })
        }
        (Yaml::Tagged(tagged), wanted) => alike(&tagged.value, wanted, old_text),
        _ => false,
    }
}

/// The data with the value at a path taken out, and that value. Mappings that were made on the way
/// to it, or emptied, count as not there.
fn without(data: &Yaml, path: &[String]) -> (Yaml, Option<Yaml>) {
    let Yaml::Mapping(mapping) = data else {
        // A document of nothing is one without keys.
        let empty = if data.is_null() { Yaml::Mapping(Mapping::new()) } else { data.clone() };
        return (empty, None);
    };
    let mut rest = Mapping::new();
    let mut taken = None;
    for (key, value) in mapping {
        match path {
            [last] if key.as_str() == Some(last) => taken = Some(value.clone()),
            [first, others @ ..] if key.as_str() == Some(first) && !others.is_empty() => {
                let (inner, found) = without(value, others);
                taken = found;
                let is_empty = match &inner {
                    Yaml::Mapping(mapping) => mapping.is_empty(),
                    other => other.is_null(),
                };
                if !is_empty {
                    rest.insert(key.clone(), inner);
                }
            }
            _ => {
                rest.insert(key.clone(), value.clone());
            }
        }
    }
    (Yaml::Mapping(rest), taken)
}

/// Bytes before and after the lines of the edited key are those that were there.
fn beside_stays(old: &str, new: &str, key: &str) {
    let tree = Tree::build(old).expect("edited though it cannot be read");
    let before = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - before;
    let after =
        old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    // What of the old text is not in the new one.
    let gone = old.get(before..old.len() - after);
    let is_blank = gone.is_some_and(|gone| gone.trim_matches(BLANK).is_empty());
    let root = tree.root();
    let Some(entry) = root.entry(key) else {
        let nothing = root.is_null() || matches!(root.body, Body::Nothing);
        let braces = matches!(root.body, Body::Map { flow: Flow::Braces, .. });
        assert!(
            is_blank
                || (nothing && within(before..old.len() - after, root.start()..root.end()))
                || (braces && old.is_char_boundary(before)),
            "a new key, and {gone:?} is gone:\n{old}\n--- became\n{new}"
        );
        return;
    };
    let start = old[..entry.start].rfind('\n').map_or(0, |at| at + 1);
    let mut end = entry.end();
    // Comments and empty lines between an entry and the next may belong to either.
    loop {
        let line_end = old[end..].find('\n').map_or(old.len(), |at| end + at + 1);
        let line = &old[end..line_end];
        let first = end == entry.end();
        let free = line.trim().is_empty() || line.trim_start().starts_with('#');
        if line.is_empty() || !(first || free) {
            break;
        }
        end = line_end;
    }
    // A text that ends without a line break keeps doing so when its last line goes.
    let start = match old[..start].strip_suffix('\n') {
        Some(above) if end == old.len() && !old.ends_with(['\n', '\r']) => {
            above.strip_suffix('\r').unwrap_or(above).len()
        }
        _ => start,
    };
    // Where letters repeat, what was cut out can be laid in more than one place.
    let (above, below) = (&old.as_bytes()[..start], &old.as_bytes()[end..]);
    let stays = new.len() >= above.len() + below.len()
        && new.as_bytes().starts_with(above)
        && new.as_bytes().ends_with(below);
    assert!(
        is_blank || stays,
        "bytes {before}..{} changed, and `{key}` stands at {start}..{end}:\n{old}\n--- became\n{new}",
        old.len() - after
    );
}

const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

fn within(inner: std::ops::Range<usize>, outer: std::ops::Range<usize>) -> bool {
    inner.is_empty() || (outer.start <= inner.start && inner.end <= outer.end)
}
