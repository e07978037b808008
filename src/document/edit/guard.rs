//! The guard: a result is given out only where it reads as the old data plus the change.

use serde_yaml::Value as Yaml;

use super::compare::{agrees, is_same, to_value};
use super::{Action, Change, EditError, line_of};
use crate::document::spans::{Body, Node, Segment, Tree};

/// Compares what a text held with what it holds after a change.
///
/// # Errors
/// Anything but the change differs, or the change is not what came out.
pub(super) fn check(
    old_text: &str,
    old: &Yaml,
    new_text: &str,
    new: &Yaml,
    root: &[Segment],
    change: &Change,
) -> Result<(), EditError> {
    let plain = compare_at(&Sides { old, new, text: new_text, strict: true }, root, change);
    // What merge keys bring in counts too: taking a key away must not uncover another value.
    let merged = plain.and_then(|()| {
        if !old_text.contains("<<") {
            return Ok(());
        }
        let (mut old, mut new) = (old.clone(), new.clone());
        if old.apply_merge().is_err() || new.apply_merge().is_err() {
            return Ok(());
        }
        compare_at(&Sides { old: &old, new: &new, text: new_text, strict: false }, root, change)
    });
    let Err(cause) = merged else { return Ok(()) };
    let old_tree = Tree::build(old_text)?;
    let line = line_of(old_text, target(&old_tree, root, &change.path));
    let path = change.path.clone();
    Err(if has_alias(old_tree.root()) {
        EditError::Shared { path, line }
    } else {
        EditError::Inexact { path, line, cause }
    })
}

struct Sides<'a> {
    old: &'a Yaml,
    new: &'a Yaml,
    /// The text after the change.
    text: &'a str,
    /// Whether the order of keys counts.
    strict: bool,
}

/// Walks down to the changed value; all beside the way must be the same.
fn compare_at(sides: &Sides<'_>, root: &[Segment], change: &Change) -> Result<(), String> {
    let keys = change.path.iter().map(|key| Segment::Key(key.clone()));
    let path: Vec<Segment> = root.iter().cloned().chain(keys).collect();
    // The nodes tell how a number is written; without numbers nobody asks.
    let tree = match at(sides.new, &path) {
        Some(found) if !is_text(found) => Tree::build(sides.text).ok(),
        _ => None,
    };
    let node = tree.as_ref().and_then(|tree| tree.node(&path));
    walk(Some(sides.old), Some(sides.new), node, &path, sides.strict, &change.action)
}

fn at<'y>(data: &'y Yaml, path: &[Segment]) -> Option<&'y Yaml> {
    path.iter().try_fold(data, |data, segment| match segment {
        Segment::Key(key) => data.get(key.as_str()),
        Segment::Index(index) => data.get(*index),
    })
}

fn walk(
    old: Option<&Yaml>,
    new: Option<&Yaml>,
    node: Option<&Node>,
    path: &[Segment],
    strict: bool,
    action: &Action,
) -> Result<(), String> {
    let Some((segment, rest)) = path.split_first() else {
        return is_made(old, new, node, action);
    };
    match segment {
        Segment::Index(index) => {
            let (Some(Yaml::Sequence(old)), Some(Yaml::Sequence(new))) = (old, new) else {
                return Err("the list would be gone".to_owned());
            };
            let same = |at: usize| match (old.get(at), new.get(at)) {
                (Some(old), Some(new)) => is_same(old, new),
                _ => false,
            };
            if old.len() != new.len() || !(0..old.len()).all(|at| at == *index || same(at)) {
                return Err("another entry of the list would change".to_owned());
            }
            walk(old.get(*index), new.get(*index), node, rest, strict, action)
        }
        Segment::Key(key) => {
            let empty = serde_yaml::Mapping::new();
            let old = match old {
                Some(Yaml::Mapping(old)) => old,
                None | Some(Yaml::Null) => &empty,
                Some(_) => return Err("the mapping would be gone".to_owned()),
            };
            let new = match new {
                Some(Yaml::Mapping(new)) => new,
                // Nothing was there and nothing was to be removed.
                None | Some(Yaml::Null) if old.is_empty() => &empty,
                _ => return Err("the mapping would be gone".to_owned()),
            };
            beside(old, new, key, strict)?;
            walk(old.get(key.as_str()), new.get(key.as_str()), node, rest, strict, action)
        }
    }
}

/// Whether two mappings hold the same beside one key, in the same order.
fn beside(
    old: &serde_yaml::Mapping,
    new: &serde_yaml::Mapping,
    key: &str,
    strict: bool,
) -> Result<(), String> {
    // Where both hold the key, its own place counts as well.
    let moved = old.contains_key(key) && new.contains_key(key);
    let other = |(name, _): &(&Yaml, &Yaml)| name.as_str() != Some(key) || (moved && strict);
    let olds: Vec<_> = old.iter().filter(other).collect();
    let news: Vec<_> = new.iter().filter(other).collect();
    let pair = |at: usize, (name, value): &(&Yaml, &Yaml)| {
        let found = if strict {
            news.get(at).filter(|(other, _)| is_same(other, name)).map(|(_, value)| *value)
        } else {
            new.get(*name)
        };
        found.is_some_and(|found| name.as_str() == Some(key) || is_same(found, value))
    };
    let differs = olds.iter().enumerate().find(|(at, entry)| !pair(*at, entry));
    match differs {
        Some((_, (name, _))) => {
            let name = to_value(name, None).map_or_else(|| "a key".to_owned(), |n| n.to_string());
            Err(format!("`{name}` would change as well"))
        }
        None if olds.len() != news.len() => Err("another key would appear".to_owned()),
        None => Ok(()),
    }
}

/// Whether the change itself is what came out.
fn is_made(
    old: Option<&Yaml>,
    new: Option<&Yaml>,
    node: Option<&Node>,
    action: &Action,
) -> Result<(), String> {
    let unlike = || Err("the value would not read back as it was decided".to_owned());
    let made = match action {
        Action::Remove => new.is_none(),
        Action::Set(wanted) => {
            new.is_some_and(|new| agrees(new, node, wanted) && (is_text(new) || same(old, new)))
        }
        Action::Append(entry) => {
            let Some(Yaml::Sequence(new)) = new else { return unlike() };
            let Some((last, before)) = new.split_last() else { return unlike() };
            let kept = match old {
                None | Some(Yaml::Null) => before.is_empty(),
                Some(Yaml::Sequence(old)) => {
                    old.len() == before.len()
                        && old.iter().zip(before).all(|(old, new)| is_same(old, new))
                }
                Some(old) => matches!(before, [only] if is_same(old, only)),
            };
            let added = node.and_then(|node| node.items().last()).map(|item| &item.node);
            kept && agrees(last, added, entry) && is_text(last)
        }
    };
    if made { Ok(()) } else { unlike() }
}

fn same(old: Option<&Yaml>, new: &Yaml) -> bool {
    match (old, new) {
        // Entries of collections may have stayed numbers while others were changed.
        (Some(_), Yaml::Sequence(_) | Yaml::Mapping(_)) => true,
        (Some(old), new) => is_same(old, new),
        (None, _) => false,
    }
}

/// Whether all scalars are text.
fn is_text(data: &Yaml) -> bool {
    match data {
        Yaml::String(_) => true,
        Yaml::Sequence(entries) => entries.iter().all(is_text),
        Yaml::Mapping(mapping) => mapping.values().all(is_text),
        _ => false,
    }
}

/// The deepest node on the way of a path.
fn target<'n>(tree: &'n Tree<'_>, root: &[Segment], path: &[String]) -> &'n Node {
    let mut way: Vec<Segment> = root.to_vec();
    let mut node = tree.node(&way).unwrap_or(tree.root());
    for key in path {
        way.push(Segment::Key(key.clone()));
        match tree.node(&way) {
            Some(next) => node = next,
            None => break,
        }
    }
    node
}

fn has_alias(node: &Node) -> bool {
    matches!(node.body, Body::Alias)
        || node.items().iter().any(|item| has_alias(&item.node))
        || node.entries().iter().any(|entry| has_alias(&entry.key) || has_alias(&entry.value))
}
