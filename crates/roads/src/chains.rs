//! Chains of nodes without a choice, merged into single streets.

use domain::travel::RoadClass;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::network::{Network, Street};

impl Network {
    /// Removes every node where a rider has no choice and nothing changes, and joins the streets
    /// on its two sides; lengths add up, and the node becomes a bend.
    ///
    /// Such a node has exactly two neighbours and either one street in and one out, or one each
    /// way to both; class and incident area go through unchanged in each direction. Dead ends,
    /// nodes where a one-way begins or turns are restricted, and nodes that `stays` names remain. Streets that become
    /// parallel are all kept, as are loops. Of a ring without a junction one node remains.
    #[must_use]
    pub fn merge_chains(&self, stays: &[bool]) -> Self {
        let graph = &self.graph;
        let mut merges: Vec<bool> = graph
            .node_indices()
            .map(|node| {
                !stays.get(node.index()).copied().unwrap_or(false)
                    && graph[node].is_place()
                    && is_passed_through(graph, node)
            })
            .collect();
        let mut streets = Vec::new();
        let mut is_visited = vec![false; graph.node_count()];
        let walk_from =
            |start: NodeIndex, merges: &[bool], is_visited: &mut [bool], streets: &mut Vec<_>| {
                for first in graph.edges(start) {
                    let (mut before, mut here) = (start, first.target());
                    let mut street = first.weight().clone();
                    let mut bends = Vec::from(street.bends.as_deref().unwrap_or_default());
                    while merges[here.index()] {
                        is_visited[here.index()] = true;
                        let Some(next) = graph.edges(here).find(|edge| edge.target() != before)
                        else {
                            break;
                        };
                        street.length += next.weight().length;
                        bends.push(graph[here].point);
                        bends.extend(next.weight().bends.iter().flat_map(|bends| bends.iter()));
                        (before, here) = (here, next.target());
                    }
                    street.bends = (!bends.is_empty()).then(|| bends.into());
                    streets.push((start, here, street));
                }
            };
        for node in graph.node_indices().filter(|node| !merges[node.index()]) {
            walk_from(node, &merges, &mut is_visited, &mut streets);
        }
        for node in graph.node_indices() {
            if merges[node.index()] && !is_visited[node.index()] {
                merges[node.index()] = false;
                walk_from(node, &merges, &mut is_visited, &mut streets);
            }
        }
        let mut merged = DiGraph::with_capacity(graph.node_count(), streets.len());
        let mut number = vec![NodeIndex::new(0); graph.node_count()];
        for node in graph.node_indices().filter(|node| !merges[node.index()]) {
            number[node.index()] = merged.add_node(graph[node]);
        }
        streets.sort_by_key(|(from, to, street): &(NodeIndex, NodeIndex, Street)| {
            (*from, *to, street.length, street.class)
        });
        for (from, to, street) in streets {
            merged.add_edge(number[from.index()], number[to.index()], street);
        }
        Self { graph: merged, plane: self.plane }
    }
}

/// Whether riders who come to `node` have one way on, and find the same street there.
fn is_passed_through<N>(graph: &DiGraph<N, Street, u32>, node: NodeIndex) -> bool {
    let character = |street: &Street| (street.class, street.incident_zone);
    let mut arriving: Vec<(NodeIndex, (RoadClass, u16))> = graph
        .edges_directed(node, petgraph::Incoming)
        .map(|edge| (edge.source(), character(edge.weight())))
        .collect();
    let mut leaving: Vec<(NodeIndex, (RoadClass, u16))> =
        graph.edges(node).map(|edge| (edge.target(), character(edge.weight()))).collect();
    arriving.sort_unstable();
    leaving.sort_unstable();
    match (&arriving[..], &leaving[..]) {
        ([from], [to]) => from.0 != to.0 && from.0 != node && to.0 != node && from.1 == to.1,
        ([from_a, from_b], [to_a, to_b]) => {
            from_a.0 != from_b.0
                && from_a.0 != node
                && from_b.0 != node
                && from_a.0 == to_a.0
                && from_b.0 == to_b.0
                && from_a.1 == to_b.1
                && from_b.1 == to_a.1
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "chains_tests.rs"]
mod tests;
