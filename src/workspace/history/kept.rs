//! How what is known of commits is written into the cache: as it is in memory, without what can be
//! worked out from the rest.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::Node;
use crate::model::field::Field;
use crate::model::history::{Change, Commit, Fate, FieldChange};
use crate::model::target::Target;
use crate::model::value::Value;
use crate::workspace::files::halves;

#[derive(Serialize, Deserialize)]
struct KeptNode<'a> {
    id: &'a str,
    #[serde(borrow)]
    parents: Vec<&'a str>,
    author: &'a str,
    email: &'a str,
    when: Moment,
    landed: Moment,
    subject: &'a str,
    meeting: Option<&'a str>,
    own: Vec<KeptChange<'a>>,
    brought: Option<Vec<KeptChange<'a>>>,
    edge: bool,
}

/// Seconds since 1970, and the seconds by which the zone is ahead.
type Moment = (i64, i32);

#[derive(Serialize, Deserialize)]
struct KeptChange<'a> {
    item: bool,
    id: &'a str,
    path: &'a str,
    was: Option<&'a str>,
    fate: u8,
    title: &'a str,
    #[serde(borrow)]
    packs: Vec<&'a str>,
    fields: Vec<(Field, Option<KeptValue<'a>>, Option<KeptValue<'a>>)>,
    others: Vec<&'a str>,
}

#[derive(Serialize, Deserialize)]
enum KeptValue<'a> {
    Text(&'a str),
    #[serde(borrow)]
    List(Vec<KeptValue<'a>>),
    Map(Vec<(&'a str, KeptValue<'a>)>),
}

/// How many commits are written together: a long history is read on two threads, piece by piece.
const PIECE: usize = 128;

/// These commits as they are kept.
pub(super) fn bytes_of(nodes: &HashMap<String, Node>) -> Option<Vec<u8>> {
    let nodes: Vec<KeptNode<'_>> = nodes.values().map(KeptNode::of).collect();
    let pieces = nodes.chunks(PIECE).map(postcard::to_stdvec);
    let pieces: Vec<Vec<u8>> = pieces.collect::<Result<_, _>>().ok()?;
    postcard::to_stdvec(&pieces).ok()
}

/// The commits that are kept; `None` where the bytes do not make sense.
pub(super) fn nodes_of(bytes: &[u8]) -> Option<HashMap<String, Node>> {
    let pieces: Vec<&[u8]> = postcard::from_bytes(bytes).ok()?;
    let pieces = halves(&pieces, |some| some.iter().map(|piece| nodes_in(piece)).collect());
    let mut nodes = HashMap::with_capacity(pieces.len() * PIECE);
    for piece in pieces {
        nodes.extend(piece?);
    }
    // Whoever knows a commit does not look at what led to it.
    let whole =
        nodes.values().all(|node| node.commit.parents.iter().all(|p| nodes.contains_key(p)));
    whole.then_some(nodes)
}

fn nodes_in(piece: &[u8]) -> Option<Vec<(String, Node)>> {
    let kept: Vec<KeptNode<'_>> = postcard::from_bytes(piece).ok()?;
    kept.into_iter().map(|node| Some((node.id.to_owned(), node.into_node()?))).collect()
}

impl<'a> KeptNode<'a> {
    fn of(node: &'a Node) -> Self {
        let commit = &*node.commit;
        let all = |changes: &'a [Arc<Change>]| changes.iter().map(|c| KeptChange::of(c)).collect();
        Self {
            id: &commit.id,
            parents: commit.parents.iter().map(String::as_str).collect(),
            author: &commit.author,
            email: &commit.email,
            when: moment(&commit.when),
            landed: moment(&commit.landed),
            subject: &commit.subject,
            meeting: commit.meeting.as_deref(),
            own: all(&node.own),
            brought: node.brought.as_deref().map(all),
            edge: node.edge,
        }
    }

    fn into_node(self) -> Option<Node> {
        let commit = Arc::new(Commit {
            id: self.id.to_owned(),
            parents: self.parents.into_iter().map(str::to_owned).collect(),
            author: self.author.to_owned(),
            email: self.email.to_owned(),
            when: of_moment(self.when)?,
            landed: of_moment(self.landed)?,
            subject: self.subject.to_owned(),
            meeting: self.meeting.map(str::to_owned),
        });
        let all = |changes: Vec<KeptChange<'_>>| -> Option<Vec<Arc<Change>>> {
            changes.into_iter().map(|change| change.into_change(&commit).map(Arc::new)).collect()
        };
        let own = all(self.own)?;
        let brought = match self.brought {
            Some(changes) => Some(all(changes)?),
            None => None,
        };
        Some(Node { commit, own, brought, edge: self.edge, missing: 0 })
    }
}

impl<'a> KeptChange<'a> {
    fn of(change: &'a Change) -> Self {
        Self {
            item: change.target.item().is_some(),
            id: change.target.as_str(),
            path: &change.path,
            was: change.was.as_ref().map(Target::as_str),
            fate: match change.fate {
                Fate::Born => 0,
                Fate::Stays => 1,
                Fate::Gone => 2,
            },
            title: &change.title,
            packs: change.packs.iter().map(|pack| pack.as_str()).collect(),
            fields: change
                .fields
                .iter()
                .map(|FieldChange { field, before, after }| {
                    (*field, before.as_ref().map(KeptValue::of), after.as_ref().map(KeptValue::of))
                })
                .collect(),
            others: change.others.iter().map(String::as_str).collect(),
        }
    }

    fn into_change(self, commit: &Arc<Commit>) -> Option<Change> {
        let target = |id: &str| match self.item {
            true => Target::Item(id.into()),
            false => Target::Pack(id.into()),
        };
        Some(Change {
            target: target(self.id),
            commit: commit.clone(),
            path: self.path.into(),
            was: self.was.map(target),
            fate: match self.fate {
                0 => Fate::Born,
                1 => Fate::Stays,
                2 => Fate::Gone,
                _ => return None,
            },
            title: self.title.to_owned(),
            packs: self.packs.into_iter().map(Into::into).collect(),
            fields: self
                .fields
                .into_iter()
                .map(|(field, before, after)| FieldChange {
                    field,
                    before: before.map(KeptValue::into_value),
                    after: after.map(KeptValue::into_value),
                })
                .collect(),
            others: self.others.into_iter().map(str::to_owned).collect(),
        })
    }
}

impl<'a> KeptValue<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => KeptValue::Text(text),
            Value::List(list) => KeptValue::List(list.iter().map(KeptValue::of).collect()),
            Value::Map(entries) => {
                KeptValue::Map(entries.iter().map(|(key, v)| (key.as_str(), Self::of(v))).collect())
            }
        }
    }

    fn into_value(self) -> Value {
        match self {
            KeptValue::Text(text) => Value::Text(text.to_owned()),
            KeptValue::List(list) => Value::List(list.into_iter().map(Self::into_value).collect()),
            KeptValue::Map(entries) => Value::Map(
                entries.into_iter().map(|(key, v)| (key.to_owned(), v.into_value())).collect(),
            ),
        }
    }
}

fn moment(time: &DateTime<FixedOffset>) -> Moment {
    (time.timestamp(), time.offset().local_minus_utc())
}

fn of_moment((seconds, ahead): Moment) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(ahead)?;
    Some(DateTime::from_timestamp(seconds, 0)?.with_timezone(&zone))
}
