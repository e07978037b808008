//! The order in which commits are told: newest first, and no commit before one that builds on it.
//!
//! It is a function of the commits alone, so it is the same whether they were read from git or from
//! the cache.

use std::collections::{BinaryHeap, HashMap, HashSet};

use super::Node;

/// The commits that lead to `tip`, without those that lead to `since`.
pub(super) fn newest_first<'a>(
    nodes: &'a HashMap<String, Node>,
    tip: &str,
    since: Option<&str>,
) -> Vec<&'a Node> {
    let hidden = since.map(|since| ancestors(nodes, since)).unwrap_or_default();
    let mut mine = ancestors(nodes, tip);
    mine.retain(|id| !hidden.contains(id));
    let mut children: HashMap<&str, usize> = HashMap::with_capacity(mine.len());
    for id in &mine {
        for parent in parents(nodes, id) {
            *children.entry(parent).or_default() += 1;
        }
    }
    let key = |id: &'a str| nodes.get(id).map(|node| (node.commit.landed.timestamp(), id));
    let mut ready: BinaryHeap<(i64, &str)> =
        mine.iter().filter(|id| !children.contains_key(**id)).filter_map(|id| key(id)).collect();
    let mut told = Vec::with_capacity(mine.len());
    while let Some((_, id)) = ready.pop() {
        let Some(node) = nodes.get(id) else { continue };
        told.push(node);
        for parent in &node.commit.parents {
            let Some(open) = children.get_mut(parent.as_str()) else { continue };
            *open -= 1;
            if *open == 0 && mine.contains(parent.as_str()) {
                ready.extend(key(parent));
            }
        }
    }
    told
}

/// The commits along the first parents, oldest first.
pub(super) fn first_parents<'a>(nodes: &'a HashMap<String, Node>, tip: &str) -> Vec<&'a Node> {
    let mut line = Vec::new();
    let mut next = Some(tip);
    while let Some(node) = next.and_then(|id| nodes.get(id)) {
        line.push(node);
        next = node.commit.parents.first().map(String::as_str);
    }
    line.reverse();
    line
}

fn parents<'a>(nodes: &'a HashMap<String, Node>, id: &str) -> impl Iterator<Item = &'a str> {
    nodes.get(id).into_iter().flat_map(|node| node.commit.parents.iter().map(String::as_str))
}

/// The commits that lead to one, with it.
pub(super) fn ancestors<'a>(nodes: &'a HashMap<String, Node>, from: &str) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut ahead: Vec<&str> =
        nodes.get_key_value(from).map(|(id, _)| id.as_str()).into_iter().collect();
    while let Some(id) = ahead.pop() {
        if found.insert(id) {
            let known = parents(nodes, id).filter(|parent| nodes.contains_key(*parent));
            ahead.extend(known);
        }
    }
    found
}
