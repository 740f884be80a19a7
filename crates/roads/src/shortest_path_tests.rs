//! Shortest rides against the obvious algorithms.

use domain::geo::{GeoPoint, Plane};
use domain::travel::{Incident, Slice};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::Reversed;
use proptest::prelude::*;

use super::*;
use crate::network::{Junction, Street};

/// Junctions at random, streets as (from, to, millimetres, class, incident zone).
pub(crate) type Sketch = (Vec<(i64, i64)>, Vec<(usize, usize, u64, usize, u16)>);

pub(crate) fn network((points, streets): &Sketch) -> Network {
    let mut graph = DiGraph::new();
    for (x, y) in points {
        graph.add_node(Junction::new(Point { x_mm: *x, y_mm: *y }));
    }
    for (from, to, length, class, zone) in streets {
        let street = Street {
            class: RoadClass::ALL[*class],
            length: Millimeters(*length),
            incident_zone: *zone,
            bends: None,
        };
        let node = |number: usize| NodeIndex::new(number % points.len());
        graph.add_edge(node(*from), node(*to), street);
    }
    Network { graph, plane: Plane { origin: GeoPoint::default() } }
}

pub(crate) fn sketches() -> impl Strategy<Value = Sketch> {
    let point = (-500_000_i64..500_000, -500_000_i64..500_000);
    let street = (0_usize..9, 0_usize..9, 1_u64..900_000, 0_usize..6, 0_u16..3);
    (proptest::collection::vec(point, 2..9), proptest::collection::vec(street, 1..30))
}

pub(crate) fn speeds() -> impl Strategy<Value = [u64; RoadClass::COUNT]> {
    proptest::array::uniform6(1_000_u64..20_000)
}

/// Speeds one after another, and incidents in zones 1 and 2, of which several may overlap.
pub(crate) fn timetables() -> impl Strategy<Value = (Vec<Slice>, Vec<Incident>)> {
    let slice = (1_u64..200_000, speeds());
    let incident = (1_u16..3, 0_u64..400_000, 1_u64..300_000, 0.05_f64..1.0);
    (proptest::collection::vec(slice, 1..6), proptest::collection::vec(incident, 0..4)).prop_map(
        |(slices, incidents)| {
            let mut start = 0;
            let slices = slices
                .into_iter()
                .map(|(length, speed)| {
                    start += length;
                    Slice { start: SimTime(start - length), speed }
                })
                .collect();
            let incidents = incidents
                .into_iter()
                .map(|(zone, start, length, speed_factor)| Incident {
                    zone,
                    start: SimTime(start),
                    end: SimTime(start + length),
                    speed_factor,
                })
                .collect();
            (slices, incidents)
        },
    )
}

pub(crate) fn days() -> impl Strategy<Value = Conditions> {
    timetables().prop_map(|(slices, incidents)| Conditions::new(slices, incidents))
}

/// Earliest arrivals by relaxing every street until nothing changes.
pub(crate) fn obvious(
    network: &Network,
    from: usize,
    depart: SimTime,
    conditions: &Conditions,
) -> Vec<Option<SimTime>> {
    let mut best = vec![None; network.graph.node_count()];
    best[from] = Some(depart);
    loop {
        let mut changed = false;
        for edge in network.graph.edge_references() {
            let street = edge.weight();
            if let Some(now) = best[edge.source().index()] {
                let then =
                    conditions.arrive(now, street.length, street.class, street.incident_zone);
                let known = &mut best[edge.target().index()];
                if known.is_none_or(|known| then < known) {
                    *known = Some(then);
                    changed = true;
                }
            }
        }
        if !changed {
            return best;
        }
    }
}

proptest! {
    #[test]
    fn searches_under_changing_speeds_find_what_relaxing_every_street_finds(
        sketch in sketches(),
        conditions in days(),
        depart in 0_u64..600_000,
        from in 0_usize..9,
    ) {
        let network = network(&sketch);
        let streets = Streets::new(&network);
        let from = from % streets.junctions();
        let depart = SimTime(depart);
        let expected = obvious(&network, from, depart, &conditions);
        let source = NodeId::from(from);
        let mut reached = vec![None; expected.len()];
        for (node, arrival) in streets.one_to_all(source, depart, Millis(u64::MAX / 2), &conditions) {
            reached[node.index()] = Some(arrival);
        }
        prop_assert_eq!(&reached, &expected);
        for (node, arrival) in expected.iter().enumerate() {
            let found = streets.point_to_point(source, NodeId::from(node), depart, &conditions);
            prop_assert_eq!(found, *arrival);
        }
    }

    #[test]
    fn leaving_later_never_arrives_earlier(
        sketch in sketches(),
        conditions in days(),
        depart in 0_u64..600_000,
        wait in 0_u64..200_000,
    ) {
        let streets = Streets::new(&network(&sketch));
        for to in 0..streets.junctions() {
            let arrive = |at| {
                streets.point_to_point(NodeId(0), NodeId::from(to), SimTime(at), &conditions)
            };
            prop_assert!(arrive(depart) <= arrive(depart + wait));
        }
    }

    #[test]
    fn trees_agree_with_petgraph_in_both_directions(
        sketch in sketches(),
        speed in speeds(),
        root in 0_usize..9,
    ) {
        let network = network(&sketch);
        let streets = Streets::new(&network);
        let root = root % streets.junctions();
        let needed = |street: &Street| {
            ride_us(street.length.0 as u32, pace(speed[street.class as usize]))
        };
        for direction in [Direction::From, Direction::To] {
            let start = NodeIndex::new(root);
            let expected = match direction {
                Direction::From => {
                    petgraph::algo::dijkstra(&network.graph, start, None, |e| needed(e.weight()))
                }
                Direction::To => petgraph::algo::dijkstra(
                    Reversed(&network.graph), start, None, |e| needed(e.weight()),
                ),
            };
            let tree = streets.tree(NodeId::from(root), direction, &speed, Millis(u64::MAX));
            prop_assert_eq!(tree.len(), expected.len());
            for branch in &tree {
                prop_assert_eq!(Some(&branch.cost_us), expected.get(&NodeIndex::new(branch.node.index())));
            }
        }
    }

    #[test]
    fn the_length_of_a_way_is_the_shortest_where_all_speeds_are_one(
        sketch in sketches(),
        kmh in 5_u64..50,
        depart in 0_u64..600_000,
    ) {
        let network = network(&sketch);
        let streets = Streets::new(&network);
        let speed = kmh * 1_000_000 / 3600;
        let conditions = Conditions::constant([speed; RoadClass::COUNT]);
        let expected = petgraph::algo::dijkstra(
            &network.graph, NodeIndex::new(0), None, |e| e.weight().length.0,
        );
        for node in 0..streets.junctions() {
            let length =
                streets.ride(NodeId(0), NodeId::from(node), SimTime(depart), &conditions).map(|ride| ride.distance);
            let shortest = expected.get(&NodeIndex::new(node)).map(|mm| Millimeters(*mm));
            // Streets are left at whole milliseconds, so ways within a few of each other may tie.
            let gap = length.map(|mm| mm.0.abs_diff(shortest.unwrap_or_default().0));
            prop_assert_eq!(length.is_some(), shortest.is_some());
            let slack = speed / 1000 * streets.junctions() as u64 + 1;
            prop_assert!(gap.unwrap_or(0) <= slack, "{length:?} {shortest:?}");
        }
    }
}

#[test]
fn a_ride_beyond_the_first_guess_of_its_duration_is_still_exact() {
    // 30 km of residential street at 10 km/h take three hours.
    let sketch = (vec![(0, 0), (30_000_000, 0)], vec![(0, 1, 30_000_000, 4, 0)]);
    let streets = Streets::new(&network(&sketch));
    let conditions = Conditions::constant([2_778; RoadClass::COUNT]);
    let arrival = streets.point_to_point(NodeId(0), NodeId(1), SimTime(5), &conditions);
    assert_eq!(arrival, Some(SimTime(5 + 30_000_000_000_u64.div_ceil(2_778))));
    assert_eq!(streets.point_to_point(NodeId(1), NodeId(0), SimTime(5), &conditions), None);
}
