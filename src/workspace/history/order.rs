//! The order in which commits are told: newest first, and no commit before one that builds on it.
//!
//! It is a function of the commits alone, so it is the same whether they were read from git or from
//! the cache.

use std::collections::BinaryHeap;

use super::nodes::{Known, Nodes};

/// The commits that lead to `tip`, without those that lead to `since`.
pub(super) fn newest_first<'a>(nodes: &'a Nodes, tip: &str, since: Option<&str>) -> Vec<&'a Known> {
    let mut mine = ancestors(nodes, tip);
    if let Some(since) = since {
        let hidden = ancestors(nodes, since);
        mine.iter_mut().zip(hidden).for_each(|(mine, hidden)| *mine &= !hidden);
    }
    let is_mine = |at: &usize| mine.get(*at).is_some_and(|mine| *mine);
    let all = || (0..nodes.len()).filter(is_mine);
    let mut children = vec![0_usize; nodes.len()];
    for parent in all().filter_map(|at| nodes.at(at)).flat_map(|known| known.parents.iter()) {
        if let Some(count) = children.get_mut(parent) {
            *count += 1;
        }
    }
    let key = |at: usize| nodes.at(at).map(|known| (known.landed, &*known.id, at));
    let free = all().filter(|at| children.get(*at) == Some(&0));
    let mut ready: BinaryHeap<(i64, &str, usize)> = free.filter_map(key).collect();
    let mut told = Vec::new();
    while let Some((_, _, at)) = ready.pop() {
        let Some(known) = nodes.at(at) else { continue };
        told.push(known);
        for parent in known.parents.iter() {
            let Some(open) = children.get_mut(parent) else { continue };
            *open -= 1;
            if *open == 0 && is_mine(&parent) {
                ready.extend(key(parent));
            }
        }
    }
    told
}

/// The commits along the first parents, oldest first.
pub(super) fn first_parents<'a>(nodes: &'a Nodes, tip: &str) -> Vec<&'a Known> {
    let mut line = Vec::new();
    let mut next = nodes.position(tip);
    while let Some(known) = next.and_then(|at| nodes.at(at)) {
        line.push(known);
        next = known.parents.first();
    }
    line.reverse();
    line
}

/// The positions of the commits that lead to one, with it.
pub(super) fn positions(nodes: &Nodes, from: &str) -> Vec<usize> {
    let found = ancestors(nodes, from);
    found.iter().enumerate().filter(|(_, found)| **found).map(|(at, _)| at).collect()
}

/// For each position, whether the commit there leads to one, or is it.
fn ancestors(nodes: &Nodes, from: &str) -> Vec<bool> {
    let mut found = vec![false; nodes.len()];
    let mut ahead: Vec<usize> = nodes.position(from).into_iter().collect();
    while let Some(at) = ahead.pop() {
        if found.get_mut(at).is_some_and(|found| !std::mem::replace(found, true)) {
            ahead.extend(nodes.at(at).into_iter().flat_map(|known| known.parents.iter()));
        }
    }
    found
}
