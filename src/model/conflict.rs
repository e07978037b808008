//! Conflicts: a decided field that says something else by now than when it was decided.
//!
//! One rule for all of them, wherever the other value turns up: in the file, in the last commit, in
//! what is staged. A value is no conflict where it is what was decided anyway, or where it was known
//! when the decision was made. Choosing between the two sides is a decision too: it names the value
//! that it was made in sight of, so it is kept, undone and made again as every decision is.

use super::decision::Decision;
use super::draft::Draft;
use super::field::{Edit, Field};
use super::target::Target;
use super::value::Value;
use chrono::{DateTime, FixedOffset};

/// A version of a file that decisions are laid on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// The last commit's.
    Head,
    /// What is staged.
    Index,
    /// The file in the work tree.
    WorkTree,
}

impl Version {
    /// Where a value stands: `in the file`.
    pub fn place(self) -> &'static str {
        match self {
            Version::Head => "in the last commit",
            Version::Index => "in what is staged",
            Version::WorkTree => "in the file",
        }
    }
}

/// A decided field whose value is another by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The item or pack.
    pub target: Target,
    /// The field.
    pub field: Field,
    /// Where the other value stands.
    pub version: Version,
    /// What stood there when it was decided.
    pub base: Option<Value>,
    /// What stands there now.
    pub theirs: Option<Value>,
    /// What was decided.
    pub ours: Option<Value>,
}

/// The two sides to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The value that came from elsewhere; the decision on this field is let go.
    Theirs,
    /// The value that was decided.
    Ours,
}

impl Conflict {
    /// The three values in a sentence: `risk was high, is low in the file now, and medium in the
    /// draft`.
    pub fn words(&self) -> String {
        format!(
            "{} was {}, is {} {} now, and {} in the draft",
            self.field.key().replace('_', " "),
            said(&self.base),
            said(&self.theirs),
            self.version.place(),
            said(&self.ours),
        )
    }
}

/// A value in words, `none` where there is none.
pub fn said(value: &Option<Value>) -> String {
    value.as_ref().map_or_else(|| "none".to_owned(), Value::to_string)
}

/// What a draft, or a part of it, does to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The field.
    pub field: Field,
    /// What stood there when it was decided first.
    pub base: Option<Value>,
    /// Everything that stood there when something was decided.
    known: Vec<Option<Value>>,
    /// What the decisions start from: the base, or the value that was chosen in sight of.
    start: Option<Value>,
    /// What is to stand there.
    pub ours: Option<Value>,
}

impl Chain {
    /// Whether the decisions cancel out: then the field is whatever the files say.
    pub fn is_void(&self) -> bool {
        self.start == self.ours
    }

    /// Whether a value was decided, or known when something else was decided.
    fn expects(&self, value: &Option<Value>) -> bool {
        *value == self.ours || self.known.contains(value)
    }
}

/// What decisions do to each field of an item or pack. Entries that are only added to a list are
/// not in it: they go with whatever stands there.
pub fn chains<'a>(decisions: impl Iterator<Item = &'a Decision>, target: &Target) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    // Where a key was misspelt, the file has nothing under the right one until it is committed.
    let mut renamed: Vec<&str> = Vec::new();
    for edit in decisions.filter(|d| d.target == *target).flat_map(|d| &d.edits) {
        let known = chains.iter_mut().find(|chain| chain.field.key() == edit.key());
        match (edit, known) {
            (Edit::Set { before, after, .. }, Some(chain)) => {
                if chain.ours != *before {
                    chain.start = before.clone();
                }
                chain.known.push(before.clone());
                chain.ours = after.clone();
            }
            (Edit::Set { field, before, after }, None) => {
                let base = before.clone().filter(|_| !renamed.contains(&field.key()));
                chains.push(Chain {
                    field: *field,
                    known: vec![base.clone(), before.clone()],
                    base,
                    start: before.clone(),
                    ours: after.clone(),
                });
            }
            (Edit::Append { entry, .. }, Some(chain)) => match &mut chain.ours {
                Some(Value::List(list)) => list.push(entry.clone()),
                _ => chain.ours = Some(Value::List(vec![entry.clone()])),
            },
            (Edit::Rename { to, .. }, _) => renamed.push(to),
            (Edit::Append { .. }, None) => {}
        }
    }
    chains
}

/// The conflicts between what decisions do to an item or pack and a version of its file.
pub fn between<'a>(
    decisions: impl Iterator<Item = &'a Decision>,
    target: &Target,
    version: Version,
    stands: impl Fn(Field) -> Option<Value>,
) -> Vec<Conflict> {
    chains(decisions, target)
        .into_iter()
        .filter(|chain| !chain.is_void())
        .filter_map(|chain| {
            let theirs = stands(chain.field);
            (!chain.expects(&theirs)).then(|| Conflict {
                target: target.clone(),
                field: chain.field,
                version,
                base: chain.base,
                theirs,
                ours: chain.ours,
            })
        })
        .collect()
}

/// A decided field whose file says something else than when it was decided first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The item or pack.
    pub target: Target,
    /// The field.
    pub field: Field,
    /// What the file says.
    pub stands: Option<Value>,
    /// Whether the decisions on it cancel out.
    pub is_void: bool,
}

/// The decided fields of an item or pack whose file has moved on.
pub fn drifted<'a>(
    decisions: impl Iterator<Item = &'a Decision>,
    target: &Target,
    stands: impl Fn(Field) -> Option<Value>,
) -> Vec<Drift> {
    chains(decisions, target)
        .into_iter()
        .filter_map(|chain| {
            let is_void = chain.is_void();
            let stands = stands(chain.field);
            (stands != chain.base).then(|| Drift {
                target: target.clone(),
                field: chain.field,
                stands,
                is_void,
            })
        })
        .collect()
}

/// What the file says of a decided field: what it drifted to, or else what stood there when it was
/// decided first.
pub fn stands(drifted: &[Drift], draft: &Draft, target: &Target, field: Field) -> Option<Value> {
    match drifted.iter().find(|drift| drift.target == *target && drift.field == field) {
        Some(drift) => drift.stands.clone(),
        None => chains(draft.decisions(), target)
            .into_iter()
            .find(|chain| chain.field == field)
            .and_then(|chain| chain.base),
    }
}

/// Whether nobody has chosen about a conflict yet, as the draft stands now.
pub fn is_open(conflict: &Conflict, draft: &Draft) -> bool {
    chains(draft.decisions(), &conflict.target).iter().any(|chain| {
        chain.field == conflict.field && !chain.is_void() && !chain.expects(&conflict.theirs)
    })
}

/// The decision that a choice between the two sides of one field is. `stands` is what the file in
/// the work tree says, which letting a decision go comes back to.
///
/// `None` where the draft decides nothing on this field any more.
pub fn choose(
    draft: &Draft,
    conflict: &Conflict,
    side: Side,
    stands: Option<Value>,
    at: DateTime<FixedOffset>,
) -> Option<Decision> {
    let sets = |edit: &Edit| matches!(edit, Edit::Set { field, .. } if *field == conflict.field);
    let last = draft
        .decisions()
        .filter(|decision| decision.target == conflict.target && decision.edits.iter().any(sets))
        .last()?;
    let (before, after) = match side {
        Side::Ours => (conflict.theirs.clone(), conflict.ours.clone()),
        Side::Theirs => (stands.clone(), stands),
    };
    let edit = Edit::Set { field: conflict.field, before, after };
    Some(Decision { at, edits: vec![edit], ..last.clone() })
}

/// A decision that was made again in sight of conflicts: it names the values that it overrules.
pub fn in_sight_of(conflicts: &[Conflict], mut decision: Decision) -> Decision {
    let mut edits = Vec::new();
    for edit in &decision.edits {
        if let Edit::Set { field, before, .. } = edit {
            let seen =
                conflicts.iter().filter(|c| c.target == decision.target && c.field == *field);
            edits.extend(seen.map(|conflict| Edit::Set {
                field: *field,
                before: conflict.theirs.clone(),
                after: before.clone(),
            }));
        }
        edits.push(edit.clone());
    }
    decision.edits = edits;
    decision
}

#[cfg(test)]
#[path = "conflict_tests.rs"]
mod tests;
