//! Which splice comes next: the difference between what stands there and what is wanted.

use serde_yaml::Value as Yaml;

use super::compare::{agrees, to_value};
use super::difference::{Difference, last_difference};
use super::layout::Layout;
use super::{Action, Change, EditError, Splice, block, flow, line_of, replace};
use crate::document::spans::lex;
use crate::document::spans::{Body, Entry, Flow, Node, Segment, Tree};
use crate::document::yaml::position;
use crate::model::value::Value;

/// The text and its habits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doc<'t> {
    pub(super) text: &'t str,
    pub(super) layout: Layout,
    /// Whether the file is JSON in all but name.
    pub(super) json: bool,
}

/// A value in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'n> {
    pub(super) node: &'n Node,
    pub(super) data: &'n Yaml,
    /// Whether it stands between brackets.
    pub(super) flow: bool,
    /// The column of the key or the `-` that leads to it, where it does not stand in brackets.
    pub(super) column: usize,
    /// Whether an indicator leads to it.
    pub(super) has_indicator: bool,
    /// Whether it is an entry of a block list.
    pub(super) in_list: bool,
}

/// What to do next.
pub(super) struct Step {
    pub(super) splices: Vec<Splice>,
    /// Whether nothing is left to do after it.
    pub(super) is_last: bool,
}

/// The innermost mapping on the way to a value, and what is missing from there.
pub(super) struct Place<'n> {
    doc: Doc<'n>,
    map: &'n Node,
    data: &'n Yaml,
    flow: bool,
    key: &'n str,
    /// The keys that lead on from `key`, all of them still missing.
    missing: &'n [String],
    path: &'n [String],
    append: Option<&'n Value>,
}

impl<'n> Place<'n> {
    /// Walks to the place of a change.
    pub(super) fn find(
        tree: &'n Tree<'n>,
        data: &'n Yaml,
        root: &[Segment],
        change: &'n Change,
    ) -> Result<Self, EditError> {
        let text = tree.text();
        let doc = Doc {
            text,
            layout: Layout::of(text, tree.root()),
            json: flow::is_json(text, tree.root()),
        };
        let (map, data, flow) = mapping(tree, data, root, change)?;
        let mut place = Self {
            doc,
            map,
            data,
            flow,
            key: "",
            missing: &change.path,
            path: &change.path,
            append: match &change.action {
                Action::Append(entry) => Some(entry),
                Action::Set(_) | Action::Remove => None,
            },
        };
        loop {
            let Some((key, rest)) = place.missing.split_first() else {
                return Err(place.unsupported(place.map, "no key is named"));
            };
            place.key = key;
            place.missing = rest;
            if rest.is_empty() {
                return Ok(place);
            }
            let Some(entry) = place.map.entry(key) else { return Ok(place) };
            if entry.value.is_null() {
                return Ok(place);
            }
            match &entry.value.body {
                Body::Map { flow, .. } => {
                    place.flow |= *flow != Flow::Block;
                    place.data = place.data.get(key.as_str()).unwrap_or(&Yaml::Null);
                    place.map = &entry.value;
                }
                Body::Alias => return Err(place.shared(&entry.value)),
                _ => {
                    return Err(place.unsupported(
                        &entry.value,
                        "a mapping is needed and something else is there",
                    ));
                }
            }
        }
    }

    /// Refuses where something else stands there than the change expects.
    pub(super) fn expect(&self, change: &Change) -> Result<(), EditError> {
        let Some(expected) = &change.before else { return Ok(()) };
        let merged = self.merged();
        let found = if self.missing.is_empty() { merged.get(self.key) } else { None };
        let entry = self.map.entry(self.key);
        let node = entry.map(|entry| &entry.value);
        let as_expected = match (found, expected) {
            (None | Some(Yaml::Null), None) => true,
            (Some(found), Some(expected)) => agrees(found, node, expected),
            _ => false,
        };
        if as_expected {
            return Ok(());
        }
        Err(EditError::Conflict {
            path: self.path.to_vec(),
            line: line_of(self.doc.text, node.unwrap_or(self.map)),
            expected: expected.clone(),
            found: found.and_then(|found| to_value(found, node)),
        })
    }

    /// What is to stand under the key; `None` where it is to be gone.
    pub(super) fn wanted(&self, change: &Change) -> Result<Option<Value>, EditError> {
        let nested = |value: &Value| {
            self.missing
                .iter()
                .rev()
                .fold(value.clone(), |inner, key| Value::Map(vec![(key.clone(), inner)]))
        };
        match &change.action {
            Action::Set(value) => Ok(Some(nested(value))),
            Action::Remove => {
                if self.missing.is_empty()
                    && self.map.entry(self.key).is_none()
                    && self.merged().get(self.key).is_some()
                {
                    return Err(self.shared(self.map));
                }
                Ok(None)
            }
            Action::Append(entry) => {
                let list = self.map.entry(self.key).filter(|_| self.missing.is_empty());
                let before = list.and_then(|list| {
                    to_value(self.data.get(self.key).unwrap_or(&Yaml::Null), Some(&list.value))
                });
                match before {
                    Some(Value::Map(_)) => {
                        Err(self.unsupported(self.map, "a list is needed and a mapping is there"))
                    }
                    Some(text @ Value::Text(_)) => Ok(Some(Value::List(vec![text, entry.clone()]))),
                    _ => Ok(Some(nested(&Value::List(vec![entry.clone()])))),
                }
            }
        }
    }

    /// The next step, `None` where nothing is to be done.
    pub(super) fn plan(
        &self,
        order: &[&str],
        wanted: Option<&Value>,
    ) -> Result<Option<Step>, EditError> {
        let column = lex::column(self.doc.text, self.map.inner.start);
        let Some(entry) = self.map.entry(self.key) else {
            let Some(wanted) = wanted else { return Ok(None) };
            let splices = self.insert(self.map, self.flow, self.key, wanted, order)?;
            return Ok(Some(Step { splices, is_last: true }));
        };
        let Some(wanted) = wanted else {
            if !self.missing.is_empty() {
                return Ok(None);
            }
            let splices = self.remove(self.map, entry)?;
            return Ok(Some(Step { splices, is_last: true }));
        };
        let at = At {
            node: &entry.value,
            data: self.data.get(self.key).unwrap_or(&Yaml::Null),
            flow: self.flow || is_flow(self.map),
            column,
            has_indicator: entry.colon.is_some(),
            in_list: false,
        };
        if let Some(added) = self.append {
            let splices = match (&entry.value.body, at.data) {
                (Body::List { items, .. }, _) if !items.is_empty() => {
                    Some(self.insert_item(&at, items.len(), added))
                }
                (Body::Scalar { .. }, Yaml::Number(_) | Yaml::Bool(_)) => {
                    Some(flow::wrap(&entry.value, added, self.doc.json))
                }
                _ => None,
            };
            if let Some(splices) = splices {
                return Ok(Some(Step { splices, is_last: true }));
            }
        }
        self.reconcile(&at, wanted)
    }

    /// The first difference between a value and what is wanted there, as splices.
    fn reconcile(&self, at: &At<'_>, wanted: &Value) -> Result<Option<Step>, EditError> {
        match (&at.node.body, at.data, wanted) {
            (Body::Map { flow, entries }, Yaml::Mapping(_), Value::Map(wanted))
                if *flow != Flow::Pair =>
            {
                self.reconcile_map(at, entries, wanted)
            }
            (Body::List { items, .. }, Yaml::Sequence(data), Value::List(wanted))
                if !items.is_empty() && !wanted.is_empty() =>
            {
                self.reconcile_list(at, data, wanted)
            }
            _ if agrees(at.data, Some(at.node), wanted) => Ok(None),
            _ => {
                let splices = replace::replace(&self.doc, at, wanted)
                    .map_err(|cause| self.unsupported(at.node, cause))?;
                Ok(Some(Step { splices, is_last: true }))
            }
        }
    }

    fn reconcile_map(
        &self,
        at: &At<'_>,
        entries: &[Entry],
        wanted: &[(String, Value)],
    ) -> Result<Option<Step>, EditError> {
        let order: Vec<&str> = wanted.iter().map(|(key, _)| key.as_str()).collect();
        let in_flow = at.flow || is_flow(at.node);
        let more = |splices| Ok(Some(Step { splices, is_last: false }));
        for (key, value) in wanted {
            let Some(entry) = at.node.entry(key) else {
                return more(self.insert(at.node, at.flow, key, value, &order)?);
            };
            let inner = At {
                node: &entry.value,
                data: at.data.get(key.as_str()).unwrap_or(&Yaml::Null),
                flow: in_flow,
                column: lex::column(self.doc.text, at.node.inner.start),
                has_indicator: entry.colon.is_some(),
                in_list: false,
            };
            if let Some(step) = self.reconcile(&inner, value)? {
                return more(step.splices);
            }
        }
        let is_wanted = |entry: &&Entry| entry.key.text().is_some_and(|key| order.contains(&key));
        match entries.iter().find(|entry| !is_wanted(entry)) {
            Some(entry) => more(self.remove(at.node, entry)?),
            None => Ok(None),
        }
    }

    fn reconcile_list(
        &self,
        at: &At<'_>,
        data: &[Yaml],
        wanted: &[Value],
    ) -> Result<Option<Step>, EditError> {
        let items = at.node.items();
        let same = |old: usize, new: usize| match (data.get(old), wanted.get(new)) {
            (Some(data), Some(wanted)) => {
                agrees(data, items.get(old).map(|item| &item.node), wanted)
            }
            _ => false,
        };
        let splices = match last_difference(data.len(), wanted.len(), same) {
            None => return Ok(None),
            Some(Difference::Insert { at: index, new }) => match wanted.get(new) {
                Some(value) => self.insert_item(at, index, value),
                None => return Ok(None),
            },
            Some(Difference::Remove { old }) => {
                if is_flow(at.node) {
                    flow::remove(self.doc.text, at.node, old)
                } else {
                    block::remove(self.doc.text, at.node, old)
                }
            }
            Some(Difference::Replace { old, new }) => {
                let (Some(item), Some(data), Some(wanted)) =
                    (items.get(old), data.get(old), wanted.get(new))
                else {
                    return Ok(None);
                };
                let inner = At {
                    node: &item.node,
                    data,
                    flow: at.flow || is_flow(at.node),
                    column: lex::column(self.doc.text, item.start),
                    has_indicator: true,
                    in_list: !is_flow(at.node),
                };
                match self.reconcile(&inner, wanted)? {
                    Some(step) => step.splices,
                    None => return Ok(None),
                }
            }
        };
        Ok(Some(Step { splices, is_last: false }))
    }

    fn insert(
        &self,
        map: &Node,
        in_flow: bool,
        key: &str,
        value: &Value,
        order: &[&str],
    ) -> Result<Vec<Splice>, EditError> {
        match &map.body {
            Body::Map { flow: Flow::Pair, .. } => {
                Err(self.unsupported(map, "it is a single pair in a list in brackets"))
            }
            Body::Map { flow: Flow::Braces, .. } => {
                Ok(flow::insert_key(&self.doc, map, key, value, order))
            }
            _ if in_flow => Err(self.unsupported(map, "it stands between brackets")),
            _ => Ok(block::insert_key(&self.doc, map, key, value, order)),
        }
    }

    fn insert_item(&self, at: &At<'_>, index: usize, value: &Value) -> Vec<Splice> {
        if is_flow(at.node) {
            flow::insert_item(&self.doc, at.node, index, value)
        } else {
            block::insert_item(&self.doc, at.node, index, value)
        }
    }

    fn remove(&self, map: &Node, entry: &Entry) -> Result<Vec<Splice>, EditError> {
        let index = map.entries().iter().position(|other| other.start == entry.start);
        match (&map.body, index) {
            (Body::Map { flow: Flow::Braces, .. }, Some(index)) => {
                Ok(flow::remove(self.doc.text, map, index))
            }
            (Body::Map { flow: Flow::Block, .. }, Some(index)) => {
                Ok(block::remove(self.doc.text, map, index))
            }
            _ => Err(self.unsupported(map, "it is a single pair in a list in brackets")),
        }
    }

    /// The mapping with its merge keys followed.
    fn merged(&self) -> Yaml {
        let mut merged = self.data.clone();
        // A merge key that cannot be followed leaves the mapping as it is.
        let _ = merged.apply_merge();
        merged
    }

    fn shared(&self, node: &Node) -> EditError {
        EditError::Shared { path: self.path.to_vec(), line: line_of(self.doc.text, node) }
    }

    fn unsupported(&self, node: &Node, cause: &'static str) -> EditError {
        EditError::Unsupported {
            path: self.path.to_vec(),
            line: line_of(self.doc.text, node),
            cause,
        }
    }
}

/// The mapping that is edited, its data, and whether it stands between brackets.
fn mapping<'n>(
    tree: &'n Tree<'n>,
    data: &'n Yaml,
    root: &[Segment],
    change: &Change,
) -> Result<(&'n Node, &'n Yaml, bool), EditError> {
    let mut node = tree.root();
    let mut data = data;
    let mut flow = false;
    for segment in root {
        if matches!(node.body, Body::Alias) {
            break;
        }
        flow |= is_flow(node);
        let next = match segment {
            Segment::Key(key) => {
                node.entry(key).map(|entry| &entry.value).zip(data.get(key.as_str()))
            }
            Segment::Index(index) => {
                node.items().get(*index).map(|item| &item.node).zip(data.get(*index))
            }
        };
        (node, data) = next.ok_or_else(|| EditError::NoMapping {
            line: line_of(tree.text(), node),
            found: "nothing",
        })?;
    }
    let found = match &node.body {
        Body::Map { .. } => return Ok((node, data, flow)),
        Body::Alias => {
            let line = line_of(tree.text(), node);
            return Err(EditError::Shared { path: change.path.clone(), line });
        }
        Body::Nothing => "nothing",
        Body::List { .. } => "a list",
        Body::Scalar { .. } => "text",
    };
    Err(EditError::NoMapping { line: position(tree.text(), node.start()).0, found })
}

fn is_flow(node: &Node) -> bool {
    match &node.body {
        Body::List { flow, .. } => *flow,
        Body::Map { flow, .. } => *flow != Flow::Block,
        _ => false,
    }
}
