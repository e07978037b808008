//! Which items wait for each other in a circle.

use std::sync::Arc;

use crate::model::id::{ByName, ItemId};

/// For each item on a circle: all that wait for each other with it, by id. `waits` holds what each
/// item waits for.
///
/// Tarjan's strongly connected components, in one pass over the items and what they wait for. The
/// stack is our own, because a chain may be as long as the backlog.
pub(super) fn circles(waits: &ByName<ItemId, Vec<ItemId>>) -> ByName<ItemId, Arc<[ItemId]>> {
    let nodes: Vec<&ItemId> = waits.keys().collect();
    let numbers: ByName<&ItemId, usize> =
        nodes.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let next: Vec<Vec<usize>> = nodes
        .iter()
        .map(|id| {
            let waits = waits.get(*id).map(Vec::as_slice).unwrap_or_default();
            waits.iter().filter_map(|id| numbers.get(id).copied()).collect()
        })
        .collect();

    let mut found = ByName::default();
    let mut search = Search {
        seen: 0,
        order: vec![None; nodes.len()],
        lowest: vec![0; nodes.len()],
        on_path: vec![false; nodes.len()],
        path: Vec::new(),
    };
    for start in 0..nodes.len() {
        if search.order[start].is_some() {
            continue;
        }
        let mut open = vec![(start, 0)];
        search.enter(start);
        while let Some((node, edge)) = open.last_mut() {
            let node = *node;
            if let Some(to) = next[node].get(*edge).copied() {
                *edge += 1;
                match search.order[to] {
                    None => {
                        search.enter(to);
                        open.push((to, 0));
                    }
                    Some(order) if search.on_path[to] => {
                        search.lowest[node] = search.lowest[node].min(order);
                    }
                    Some(_) => {}
                }
                continue;
            }
            open.pop();
            if let Some((before, _)) = open.last() {
                search.lowest[*before] = search.lowest[*before].min(search.lowest[node]);
            }
            if let Some(members) = search.leave(node)
                && (members.len() > 1 || next[node].contains(&node))
            {
                let mut ids: Vec<ItemId> = members.iter().map(|n| nodes[*n].clone()).collect();
                ids.sort_unstable();
                let ids: Arc<[ItemId]> = ids.into();
                found.extend(ids.iter().map(|id| (id.clone(), Arc::clone(&ids))));
            }
        }
    }
    found
}

/// How far the search has come; nodes are numbers.
struct Search {
    seen: usize,
    order: Vec<Option<usize>>,
    lowest: Vec<usize>,
    on_path: Vec<bool>,
    path: Vec<usize>,
}

impl Search {
    fn enter(&mut self, node: usize) {
        self.order[node] = Some(self.seen);
        self.lowest[node] = self.seen;
        self.seen += 1;
        self.on_path[node] = true;
        self.path.push(node);
    }

    /// The component that ends with this node, where one does.
    fn leave(&mut self, node: usize) -> Option<Vec<usize>> {
        if self.order[node] != Some(self.lowest[node]) {
            return None;
        }
        let at = self.path.iter().rposition(|other| *other == node)?;
        let members = self.path.split_off(at);
        for member in &members {
            self.on_path[*member] = false;
        }
        Some(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edges: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let waits = edges
            .iter()
            .map(|(id, to)| (ItemId::from(*id), to.iter().map(|id| ItemId::from(*id)).collect()))
            .collect();
        let mut found: Vec<_> = circles(&waits)
            .into_iter()
            .map(|(id, all)| (id.to_string(), all.iter().map(ToString::to_string).collect()))
            .collect();
        found.sort();
        found
    }

    fn entry(id: &str, all: &[&str]) -> (String, Vec<String>) {
        (id.to_owned(), all.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn only_who_is_on_a_circle_is_named() {
        assert_eq!(of(&[("A", &["B"]), ("B", &["C"])]), []);
        assert_eq!(of(&[("A", &["A"])]), [entry("A", &["A"])]);
        let found = of(&[
            ("into", &["A"]),
            ("A", &["B", "out"]),
            ("B", &["C"]),
            ("C", &["A"]),
            ("out", &["X"]),
            ("X", &["Y"]),
            ("Y", &["X"]),
        ]);
        let (abc, xy) = (["A", "B", "C"], ["X", "Y"]);
        assert_eq!(
            found,
            [
                entry("A", &abc),
                entry("B", &abc),
                entry("C", &abc),
                entry("X", &xy),
                entry("Y", &xy)
            ]
        );
    }

    #[test]
    fn a_chain_as_long_as_a_backlog_is_walked() {
        let id = |n: usize| ItemId::from(format!("A-{n}"));
        let mut waits: ByName<ItemId, Vec<ItemId>> =
            (0..100_000).map(|n| (id(n), vec![id(n + 1)])).collect();
        assert!(circles(&waits).is_empty());
        waits.insert(id(100_000), vec![id(0)]);
        assert_eq!(circles(&waits).len(), 100_001);
    }
}
