//! Giving a key another name: what stands under it, and everything around it, stays.

use serde_yaml::{Mapping, Value as Yaml};

use super::compare::is_same;
use super::scalar::Site;
use super::write::key_text;
use super::{EditError, Splice, flow, line_of, reread, spliced};
use crate::document::edit::Change;
use crate::document::spans::{Body, Flow, Segment, Tree};
use crate::document::yaml::{self, position};

/// The text with the key `from`, in the mapping that `root` leads to, called `to`.
///
/// # Errors
/// The text cannot be read, there is no such key, there is a key `to` already, or the result would
/// not read as the old data with the new name.
pub fn rename(text: &str, root: &[Segment], from: &str, to: &str) -> Result<String, EditError> {
    let data = yaml::parse(text)?;
    let tree = Tree::build(text)?;
    let path = || vec![from.to_owned()];
    let line = |at: usize| position(text, at).0;
    let Some(node) = tree.node(root) else {
        return Err(EditError::NoMapping { line: 1, found: "nothing" });
    };
    let unsupported = |cause, at| EditError::Unsupported { path: path(), line: line(at), cause };
    if node.entry(to).is_some() {
        return Err(unsupported("a key of that name is there already", node.start()));
    }
    let Some(entry) = node.entry(from) else {
        return Err(unsupported("the key is not there any more", node.start()));
    };
    if entry.key.anchor || entry.key.tag {
        return Err(unsupported("the key has an anchor or a tag", entry.start));
    }
    let flow = matches!(node.body, Body::Map { flow, .. } if flow != Flow::Block);
    let site = Site { flow, json: flow::is_json(text, tree.root()) };
    let splice = Splice::new(entry.key.inner.clone(), key_text(to, site));
    let inexact = |cause: &str| EditError::Inexact {
        path: path(),
        line: line_of(text, node),
        cause: cause.to_owned(),
    };
    let result = spliced(text, vec![splice]).ok_or_else(|| inexact("two of its parts overlap"))?;
    let read = reread(&result, &Change::set([from], None))?;
    let mut wanted = data;
    let renamed = renamed(&mut wanted, root, from, to);
    if renamed.is_none() || !is_same(&wanted, &read) {
        return Err(inexact("other keys would read differently"));
    }
    Ok(result)
}

/// Gives the key its new name in the data, at the place where it stood.
fn renamed(data: &mut Yaml, root: &[Segment], from: &str, to: &str) -> Option<()> {
    let mut at = data;
    for segment in root {
        at = match segment {
            Segment::Key(key) => at.get_mut(key.as_str())?,
            Segment::Index(index) => at.get_mut(*index)?,
        };
    }
    let mapping = at.as_mapping_mut()?;
    let entries = std::mem::take(mapping).into_iter().map(|(key, value)| match key.as_str() {
        Some(name) if name == from => (Yaml::from(to), value),
        _ => (key, value),
    });
    *mapping = entries.collect::<Mapping>();
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_changes() {
        let text = "# who\nid: A # id\n\"ownr\" : commerce-lead   # the owner\nlist:\n- 1\n";
        assert_eq!(
            rename(text, &[], "ownr", "owner").unwrap(),
            "# who\nid: A # id\nowner : commerce-lead   # the owner\nlist:\n- 1\n"
        );
        let items = "items:\n  - {id: A, ownr: x}\n  - {id: B, ownr: y}";
        let root = [Segment::from("items"), Segment::from(1)];
        assert_eq!(
            rename(items, &root, "ownr", "owner").unwrap(),
            "items:\n  - {id: A, ownr: x}\n  - {id: B, owner: y}"
        );
        assert_eq!(rename("a: |\n  x\n", &[], "a", "b").unwrap(), "b: |\n  x\n");
    }

    #[test]
    fn a_name_that_is_taken_or_gone_is_refused() {
        for text in ["ownr: a\nowner: b\n", "title: t\n", "- ownr\n"] {
            assert!(rename(text, &[], "ownr", "owner").is_err(), "{text}");
        }
    }
}
