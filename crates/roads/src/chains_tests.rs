//! Chains against hand-made streets.

use domain::geo::{GeoPoint, Plane, Point};
use domain::units::Millimeters;
use petgraph::algo::dijkstra;
use proptest::prelude::*;

use super::*;
use crate::network::Junction;

/// Streets as (from, to, metres); both directions where `two_way`.
fn network(nodes: u32, streets: &[(u32, u32, u64, RoadClass, bool)]) -> Network {
    let mut graph = DiGraph::new();
    for node in 0..nodes {
        graph.add_node(Junction::new(Point::from_m(f64::from(node), 0.0)));
    }
    for (from, to, metres, class, two_way) in streets {
        let street = Street::straight(*class, Millimeters(metres * 1000));
        let (from, to) = (NodeIndex::new(*from as usize), NodeIndex::new(*to as usize));
        graph.add_edge(from, to, street.clone());
        if *two_way {
            graph.add_edge(to, from, street);
        }
    }
    Network { graph, plane: Plane { origin: GeoPoint::default() } }
}

/// Streets of the merged network as (from, to, metres), nodes named by their place.
fn streets(network: &Network) -> Vec<(i64, i64, u64)> {
    let name = |node: NodeIndex| network.graph[node].point.x_mm / 1000;
    let mut streets: Vec<_> = network
        .graph
        .edge_references()
        .map(|edge| (name(edge.source()), name(edge.target()), edge.weight().length.0 / 1000))
        .collect();
    streets.sort_unstable();
    streets
}

use RoadClass::{Living, Residential};

#[test]
fn a_bend_is_merged_and_its_lengths_add_up() {
    let city = network(
        4,
        &[
            (0, 1, 10, Residential, true),
            (1, 2, 20, Residential, true),
            (2, 3, 40, Residential, true),
        ],
    );
    assert_eq!(streets(&city.merge_chains(&[])), [(0, 3, 70), (3, 0, 70)]);
}

#[test]
fn a_node_stays_where_something_changes() {
    let class = network(3, &[(0, 1, 10, Residential, true), (1, 2, 20, Living, true)]);
    assert_eq!(class.merge_chains(&[]).graph.node_count(), 3);
    let one_way = network(3, &[(0, 1, 10, Residential, true), (1, 2, 20, Residential, false)]);
    assert_eq!(one_way.merge_chains(&[]).graph.node_count(), 3);
    let named = network(3, &[(0, 1, 10, Residential, true), (1, 2, 20, Residential, true)]);
    assert_eq!(named.merge_chains(&[false, true, false]).graph.node_count(), 3);
}

#[test]
fn one_way_chains_keep_their_direction() {
    let city = network(
        3,
        &[
            (0, 1, 10, Residential, false),
            (1, 2, 20, Residential, false),
            (2, 0, 5, Residential, true),
        ],
    );
    // 0 -> 1 -> 2 is one way; 2 and 0 are also joined both ways.
    assert_eq!(streets(&city.merge_chains(&[])), [(0, 2, 5), (0, 2, 30), (2, 0, 5)]);
}

#[test]
fn a_ring_keeps_one_node_and_a_loop_its_length() {
    let ring = network(
        3,
        &[
            (0, 1, 10, Residential, true),
            (1, 2, 20, Residential, true),
            (2, 0, 30, Residential, true),
        ],
    );
    assert_eq!(streets(&ring.merge_chains(&[])), [(0, 0, 60), (0, 0, 60)]);
}

proptest! {
    #[test]
    fn merging_keeps_every_distance_between_the_nodes_that_remain(
        raw in proptest::collection::vec((0_u32..12, 0_u32..12, 1_u64..100, any::<bool>()), 1..22),
    ) {
        let drawn: Vec<_> = raw
            .iter()
            .filter(|(from, to, ..)| from != to)
            .map(|(from, to, metres, two_way)| (*from, *to, *metres, Residential, *two_way))
            .collect();
        let city = network(12, &drawn);
        let merged = city.merge_chains(&[]);
        let place = |network: &Network, node: NodeIndex| network.graph[node].point;
        for from in merged.graph.node_indices() {
            let before = city
                .graph
                .node_indices()
                .find(|node| place(&city, *node) == place(&merged, from))
                .unwrap();
            let all = dijkstra(&city.graph, before, None, |edge| edge.weight().length.0);
            let left = dijkstra(&merged.graph, from, None, |edge| edge.weight().length.0);
            for to in merged.graph.node_indices() {
                let old = city
                    .graph
                    .node_indices()
                    .find(|node| place(&city, *node) == place(&merged, to))
                    .unwrap();
                prop_assert_eq!(all.get(&old), left.get(&to));
            }
        }
    }
}
