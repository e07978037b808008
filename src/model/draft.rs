//! The draft: the decisions made since the last commit, and the way back through them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::decision::{Decision, DecisionKind};
use super::field::{Edit, Field};
use super::target::Target;
use super::value::Value;

/// What one act of the launch owner decided: one decision, or one for each marked item. It is
/// undone as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// At least one.
    pub decisions: Vec<Decision>,
}

/// The decisions since the last commit, oldest first, and those that were undone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    steps: Vec<Step>,
    undone: Vec<Step>,
}

impl Draft {
    /// A draft of these steps, oldest first, and of those that were undone, the last one last.
    pub fn of(steps: Vec<Step>, undone: Vec<Step>) -> Self {
        Self { steps, undone }
    }

    /// Adds a step; what was undone can then no longer be redone.
    pub fn push(&mut self, step: Step) {
        self.undone.clear();
        self.steps.push(step);
    }

    /// Takes the last step back.
    pub fn undo(&mut self) -> Option<&Step> {
        let step = self.steps.pop()?;
        self.undone.push(step);
        self.undone.last()
    }

    /// Makes the step again that was undone last.
    pub fn redo(&mut self) -> Option<&Step> {
        let step = self.undone.pop()?;
        self.steps.push(step);
        self.steps.last()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The steps, oldest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step that `undo` would take back.
    pub fn last(&self) -> Option<&Step> {
        self.steps.last()
    }

    /// The step that `redo` would make again.
    pub fn next(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// All decisions, oldest first.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.steps.iter().flat_map(|step| &step.decisions)
    }

    /// Whether there is nothing to commit and nothing to undo.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether every decision of these rows is in the draft.
    pub fn has_all(&self, rows: &[Row]) -> bool {
        let mut wanted = rows.iter().flat_map(|row| &row.decisions);
        wanted.all(|decision| self.decisions().any(|other| other == decision))
    }

    /// Lets go of the decisions of the rows that were committed, and of those that cancel out; the
    /// others stay as they are. Decisions that came in since the rows were made stay as well.
    pub fn settle(&mut self, committed: &[Row]) {
        self.let_go(committed);
        // Only now: a decision that takes back what was just committed cancels nothing out.
        let cancelled: Vec<Row> = self.all_rows().into_iter().filter(|row| !row.counts()).collect();
        self.let_go(&cancelled);
        self.undone.clear();
    }

    fn let_go(&mut self, rows: &[Row]) {
        let mut gone: Vec<&Decision> = rows.iter().flat_map(|row| &row.decisions).collect();
        for step in &mut self.steps {
            step.decisions.retain(|decision| {
                match gone.iter().position(|other| *other == decision) {
                    Some(at) => {
                        gone.swap_remove(at);
                        false
                    }
                    None => true,
                }
            });
        }
        self.steps.retain(|step| !step.decisions.is_empty());
    }

    /// What the draft adds up to, in rows that do not depend on each other: decisions about one
    /// item or pack that touch the same field, or belong to an item that is new, share a row. Rows that
    /// change nothing any more are left out.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.all_rows();
        rows.retain(Row::counts);
        rows
    }

    fn all_rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut of_target: HashMap<&Target, Vec<usize>> = HashMap::new();
        for (n, decision) in self.decisions().enumerate() {
            let known = of_target.entry(&decision.target).or_default();
            let touching: Vec<usize> = known
                .iter()
                .copied()
                .filter(|at| rows.get(*at).is_some_and(|row| row.touches(decision)))
                .collect();
            let Some((&first, others)) = touching.split_first() else {
                known.push(rows.len());
                rows.push(Row {
                    target: decision.target.clone(),
                    path: decision.path.clone(),
                    decisions: vec![decision.clone()],
                    members: vec![n],
                });
                continue;
            };
            let mut joined: Vec<(usize, Decision)> = vec![(n, decision.clone())];
            for other in others {
                if let Some(row) = rows.get_mut(*other) {
                    joined.extend(row.members.drain(..).zip(row.decisions.drain(..)));
                }
            }
            if let Some(row) = rows.get_mut(first) {
                joined.extend(row.members.drain(..).zip(row.decisions.drain(..)));
                joined.sort_by_key(|(n, _)| *n);
                (row.members, row.decisions) = joined.into_iter().unzip();
            }
            known.retain(|at| !others.contains(at));
        }
        rows.retain(|row| !row.members.is_empty());
        rows
    }

    /// The items and packs that are decided on, each once, in the order of the first decision.
    pub fn targets(&self) -> Vec<&Target> {
        let mut targets: Vec<&Target> = Vec::new();
        for decision in self.decisions() {
            if !targets.contains(&&decision.target) {
                targets.push(&decision.target);
            }
        }
        targets
    }

    /// Whether the item is born in the draft.
    pub fn bears(&self, target: &Target) -> bool {
        self.decisions().any(|d| d.target == *target && d.kind == DecisionKind::Create)
    }

    /// Whether a decision of the draft is about the item or pack.
    pub fn touches(&self, target: &Target) -> bool {
        self.decisions().any(|decision| decision.target == *target)
    }
}

/// Decisions that stand or fall together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The item or pack.
    pub target: Target,
    /// Its file.
    pub path: String,
    /// Oldest first.
    pub decisions: Vec<Decision>,
    members: Vec<usize>,
}

impl Row {
    /// Whether the item is born here.
    pub fn is_new(&self) -> bool {
        self.decisions.iter().any(|decision| decision.kind == DecisionKind::Create)
    }

    /// What the decisions add up to: one change a field, without those that cancel out.
    pub fn edits(&self) -> Vec<Edit> {
        net(self.decisions.iter().flat_map(|decision| &decision.edits))
    }

    /// The change of one field that the row adds up to: before and after.
    pub fn change(&self, field: Field) -> Option<(Option<Value>, Option<Value>)> {
        self.edits().into_iter().find_map(|edit| match edit {
            Edit::Set { field: f, before, after } if f == field => Some((before, after)),
            _ => None,
        })
    }

    /// The sort of decision that says most: an item that is deferred and then given another owner
    /// is deferred.
    pub fn kind(&self) -> DecisionKind {
        let last_of = |kinds: &[DecisionKind]| {
            self.decisions.iter().rev().map(|d| d.kind).find(|kind| kinds.contains(kind))
        };
        use DecisionKind::{Close, Create, Defer, Duplicate, Move, Reopen, Withdraw};
        if self.is_new() {
            return Create;
        }
        last_of(&[Move, Defer])
            .or_else(|| last_of(&[Withdraw, Duplicate, Close, Reopen]))
            .or_else(|| self.decisions.last().map(|d| d.kind))
            .unwrap_or(Create)
    }

    /// Whether anything is left to commit once the decisions are added up.
    fn counts(&self) -> bool {
        self.is_new() || !self.edits().is_empty()
    }

    fn touches(&self, decision: &Decision) -> bool {
        self.is_new()
            || self.decisions.iter().flat_map(|d| &d.edits).any(|mine| {
                decision.edits.iter().any(|theirs| {
                    let appends =
                        matches!((mine, theirs), (Edit::Append { .. }, Edit::Append { .. }));
                    mine.key() == theirs.key() && !appends
                })
            })
    }
}

/// One change a field, without those that cancel out.
fn net<'a>(edits: impl Iterator<Item = &'a Edit>) -> Vec<Edit> {
    let mut net: Vec<Edit> = Vec::new();
    for edit in edits {
        let earlier = net.iter_mut().find_map(|e| match e {
            Edit::Set { field, before, after } if field.key() == edit.key() => {
                Some((before, after))
            }
            _ => None,
        });
        match (earlier, edit) {
            (Some((start, earlier)), Edit::Set { before, after, .. }) => {
                // Decided again in sight of another value, which is what it now starts from.
                if earlier != before {
                    *start = before.clone();
                }
                *earlier = after.clone();
            }
            (Some((_, Some(Value::List(list)))), Edit::Append { entry, .. }) => {
                list.push(entry.clone());
            }
            _ => net.push(edit.clone()),
        }
    }
    net.retain(|edit| !matches!(edit, Edit::Set { before, after, .. } if before == after));
    net
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
