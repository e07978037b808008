//! What differs between two versions of some files, told by items and packs.
//!
//! An item is the same one as long as its id is, in whichever file it stands. One that is named by
//! its file keeps its identity through a rename where its title stays, or everything else does.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Change, Commit, Facts, Fate, FieldChange};
use crate::model::field::Field;
use crate::model::target::Target;
use crate::model::value::Value;

/// What the changed files hold before and after.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The paths of the files that differ.
    pub paths: BTreeSet<String>,
    /// What stood in them.
    pub before: Vec<Arc<Facts>>,
    /// What stands in them.
    pub after: Vec<Arc<Facts>>,
}

/// The changes from one version to another.
pub fn changed(side: &Side, commit: &Arc<Commit>) -> Vec<Change> {
    let pairs = pairs(&side.before, &side.after);
    pairs.into_iter().filter_map(|(old, new)| change(old, new, commit)).collect()
}

/// What a merge changed itself: what differs from every parent. What it only brought together
/// belongs to the commits that it merges.
pub fn own_of_merge(sides: &[Side], commit: &Arc<Commit>) -> Vec<Change> {
    let Some((first, others)) = sides.split_first() else { return Vec::new() };
    let everywhere: BTreeSet<&String> = first
        .paths
        .iter()
        .filter(|path| others.iter().all(|side| side.paths.contains(*path)))
        .collect();
    if everywhere.is_empty() {
        return Vec::new();
    }
    let of_others: Vec<Vec<Change>> = others.iter().map(|side| changed(side, commit)).collect();
    let against = |change: &Change| -> Option<Vec<&Change>> {
        of_others
            .iter()
            .map(|changes| {
                changes.iter().find(|other| {
                    other.target == change.target
                        && (other.fate == Fate::Gone) == (change.fate == Fate::Gone)
                })
            })
            .collect()
    };
    let mut own = Vec::new();
    for mut change in changed(first, commit) {
        let Some(others) = against(&change) else { continue };
        let touches = |field: Field| others.iter().all(|other| other.field(field).is_some());
        change.fields.retain(|field| touches(field.field));
        change.others.retain(|key| others.iter().all(|other| other.others.contains(key)));
        // It is new only where no parent has it.
        if let (Fate::Born, Some(had)) =
            (change.fate, others.iter().find(|other| other.fate == Fate::Stays))
        {
            change.fate = Fate::Stays;
            for field in &mut change.fields {
                field.before = had.field(field.field).and_then(|own| own.before.clone());
            }
        }
        if change.fate != Fate::Stays || !change.fields.is_empty() || !change.others.is_empty() {
            own.push(change);
        }
    }
    own
}

type Pair<'a> = (Option<&'a Facts>, Option<&'a Facts>);

/// Which version before belongs to which version after.
fn pairs<'a>(before: &'a [Arc<Facts>], after: &'a [Arc<Facts>]) -> Vec<Pair<'a>> {
    let mut left: Vec<Option<&Facts>> = before.iter().map(|facts| Some(&**facts)).collect();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut open: Vec<&Facts> = Vec::new();
    // The same id in the same file, the first to the first.
    let mut by_place: HashMap<(&Target, &str), Vec<usize>> = HashMap::new();
    for (at, facts) in before.iter().enumerate().rev() {
        by_place.entry((&facts.target, &facts.path)).or_default().push(at);
    }
    for facts in after {
        let found = by_place.get_mut(&(&facts.target, &*facts.path)).and_then(Vec::pop);
        match found.and_then(|at| left.get_mut(at)).and_then(Option::take) {
            Some(old) => pairs.push((Some(old), Some(facts))),
            None => open.push(facts),
        }
    }
    // The same id elsewhere.
    let mut by_target: HashMap<&Target, Vec<usize>> = HashMap::new();
    for (at, facts) in left.iter().enumerate().rev() {
        if let Some(facts) = facts {
            by_target.entry(&facts.target).or_default().push(at);
        }
    }
    open.retain(|facts| {
        let found = by_target.get_mut(&facts.target).and_then(Vec::pop);
        match found.and_then(|at| left.get_mut(at)).and_then(Option::take) {
            Some(old) => {
                pairs.push((Some(old), Some(facts)));
                false
            }
            None => true,
        }
    });
    // A file that was renamed, and the item with it.
    for facts in open {
        let same = left.iter_mut().find(|old| old.is_some_and(|old| is_renamed(old, facts)));
        pairs.push((same.and_then(Option::take), Some(facts)));
    }
    pairs.extend(left.into_iter().flatten().map(|old| (Some(old), None)));
    pairs
}

fn is_renamed(old: &Facts, new: &Facts) -> bool {
    let same_sort = old.target.item().is_some() == new.target.item().is_some();
    let alike = if old.title.trim().is_empty() {
        old.fields == new.fields && old.others == new.others
    } else {
        old.title == new.title
    };
    same_sort && old.named_by_file && new.named_by_file && alike
}

fn change(old: Option<&Facts>, new: Option<&Facts>, commit: &Arc<Commit>) -> Option<Change> {
    let (facts, fate) = match (old, new) {
        (Some(_), Some(new)) => (new, Fate::Stays),
        (None, Some(new)) => (new, Fate::Born),
        (Some(old), None) => (old, Fate::Gone),
        (None, None) => return None,
    };
    let was = old.filter(|old| old.target != facts.target).map(|old| old.target.clone());
    let mut fields: Vec<FieldChange> = Vec::new();
    let known = new.into_iter().chain(old).flat_map(|facts| &facts.fields);
    for (field, _) in known {
        let (before, after) = (old.and_then(|f| f.get(*field)), new.and_then(|f| f.get(*field)));
        if before != after && fields.iter().all(|change| change.field != *field) {
            let (before, after) = (before.cloned(), after.cloned());
            fields.push(FieldChange { field: *field, before, after });
        }
    }
    fields.sort_by_key(|change| change.field);
    let others = if fate == Fate::Stays { other_keys(old?, new?) } else { Vec::new() };
    if fate == Fate::Stays && was.is_none() && fields.is_empty() && others.is_empty() {
        return None;
    }
    Some(Change {
        target: facts.target.clone(),
        commit: commit.clone(),
        path: facts.path.clone(),
        was,
        fate,
        title: facts.title.clone(),
        packs: facts.packs.clone(),
        fields,
        others,
    })
}

/// The keys, beside the fields, under which something else stands.
fn other_keys(old: &Facts, new: &Facts) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let differs = |key: &str, value: &Value, other: &Facts| other.other(key) != Some(value);
    for (key, value) in &new.others {
        if differs(key, value, old) {
            keys.push(key.clone());
        }
    }
    let gone = old.others.iter().filter(|(key, _)| new.other(key).is_none());
    keys.extend(gone.map(|(key, _)| key.clone()));
    keys
}
