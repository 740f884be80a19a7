//! Prepared rides against exact ones.

use domain::travel::{Incident, Slice};
use domain::units::Millis;
use proptest::prelude::*;

use super::*;
use crate::generate::{CityShape, generate};
use crate::shortest_path::tests::{network, obvious, sketches, speeds, timetables};

fn place(node: usize, offset_m: f64) -> Place {
    Place { node: NodeId::from(node), offset: Millimeters::from_m(offset_m) }
}

proptest! {
    #[test]
    fn prepared_rides_are_first_in_first_out_and_never_beat_the_exact_ride(
        sketch in sketches(),
        reference in proptest::collection::vec(speeds(), 1..3),
        (slices, incidents) in timetables(),
        store in 0_usize..9,
        reach_m in 0_u64..1500,
        depart in 0_u64..600_000,
        wait in 0_u64..200_000,
        offset_m in 0.0_f64..80.0,
    ) {
        let network = network(&sketch);
        let count = network.graph.node_count();
        let store = store % count;
        let reach = Millimeters(reach_m * 1000);
        let routes =
            StoreRoutes::new(&network, &[NodeId::from(store)], &reference, reach, &incidents);
        let conditions = Conditions::new(slices, incidents);
        let exact = obvious(&network, store, SimTime(depart), &conditions);
        for (node, exact) in exact.iter().enumerate() {
            for leg in [
                Leg::Out(StoreId(0), place(node, offset_m)),
                Leg::Back(place(node, offset_m), StoreId(0)),
                Leg::Between(place(node, offset_m), place(store, 0.0)),
            ] {
                let arrive = |at| routes.arrive(leg, SimTime(at), &conditions);
                prop_assert!(arrive(depart) <= arrive(depart + wait));
                let ride = routes.ride(leg, SimTime(depart), &conditions);
                prop_assert_eq!(arrive(depart), ride.map(|ride| ride.arrival));
            }
            let prepared = routes.arrive(Leg::Out(StoreId(0), place(node, 0.0)), SimTime(depart), &conditions);
            // Streets of one class are ridden as one, which saves up to a millisecond at each.
            prop_assert_eq!(prepared.is_some(), exact.is_some());
            if let (Some(prepared), Some(exact)) = (prepared, *exact) {
                prop_assert!(prepared + Millis(count as u64) >= exact);
            }
        }
    }

    #[test]
    fn at_a_reference_speed_prepared_rides_are_the_fastest(
        sketch in sketches(),
        reference in proptest::collection::vec(speeds(), 1..4),
        store in 0_usize..9,
    ) {
        let network = network(&sketch);
        let count = network.graph.node_count();
        let store = store % count;
        let reach = Millimeters::from_m(2000.0);
        let routes = StoreRoutes::new(&network, &[NodeId::from(store)], &reference, reach, &[]);
        for speed in &reference {
            let conditions = Conditions::constant(*speed);
            for (node, exact) in
                obvious(&network, store, SimTime(0), &conditions).into_iter().enumerate()
            {
                let leg = Leg::Out(StoreId(0), place(node, 0.0));
                let prepared = routes.arrive(leg, SimTime(0), &conditions);
                let gap = prepared.zip(exact).map_or(0, |(a, b)| a.0.abs_diff(b.0));
                prop_assert!(gap <= count as u64, "{prepared:?} against {exact:?}");
                // Back from the node is the way out of a store at that node.
                let there = StoreRoutes::new(&network, &[NodeId::from(node)], &reference, reach, &[]);
                let out = there.arrive(Leg::Out(StoreId(0), place(store, 0.0)), SimTime(0), &conditions);
                let back = routes.arrive(Leg::Back(place(node, 0.0), StoreId(0)), SimTime(0), &conditions);
                let gap = out.zip(back).map_or(0, |(a, b)| a.0.abs_diff(b.0));
                prop_assert!(out.is_some() == back.is_some() && gap <= count as u64);
            }
        }
    }

    #[test]
    fn where_streets_are_closed_prepared_rides_are_the_fastest_of_their_time(
        sketch in sketches(),
        reference in proptest::collection::vec(speeds(), 1..3),
        closed in proptest::collection::vec((1_u16..3, 0_u64..4, 1_u64..4, 0.02_f64..1.0), 1..5),
        store in 0_usize..9,
    ) {
        // Whole days, so that no ride outlives the closures that it met first.
        let day = |days: u64| SimTime(days * Millis::DAY.0);
        let incidents: Vec<Incident> = closed
            .into_iter()
            .map(|(zone, from, days, speed_factor)| Incident {
                zone, start: day(from), end: day(from + days), speed_factor,
            })
            .collect();
        let network = network(&sketch);
        let count = network.graph.node_count();
        let store = store % count;
        let reach = Millimeters::from_m(2000.0);
        let routes =
            StoreRoutes::new(&network, &[NodeId::from(store)], &reference, reach, &incidents);
        for speed in &reference {
            let slices = vec![Slice { start: SimTime(0), speed: *speed }];
            let conditions = Conditions::new(slices, incidents.clone());
            for depart in (0..8).map(day) {
                let exact = obvious(&network, store, depart, &conditions);
                for (node, exact) in exact.into_iter().enumerate() {
                    let leg = Leg::Out(StoreId(0), place(node, 0.0));
                    let prepared = routes.arrive(leg, depart, &conditions);
                    let gap = prepared.zip(exact).map_or(0, |(a, b)| a.0.abs_diff(b.0));
                    prop_assert!(gap <= count as u64, "{prepared:?} against {exact:?}");
                }
            }
        }
    }

    #[test]
    fn members_keep_their_positions(raw in proptest::collection::btree_set(0_u32..3000, 0..200)) {
        let nodes: Vec<u32> = raw.into_iter().collect();
        let members = Members::new(nodes.iter().copied().chain(nodes.first().copied()))
;
        for node in 0..3100 {
            let expected = nodes.binary_search(&node).ok().map(|position| position as u32);
            prop_assert_eq!(members.position(NodeId(node)), expected);
        }
    }
}

#[test]
fn the_ride_to_a_door_ends_at_the_speed_of_a_living_street() {
    let sketch =
        (vec![(0, 0), (1_000_000, 0)], vec![(0, 1, 1_000_000, 0, 0), (1, 0, 1_000_000, 0, 0)]);
    let reference = [[10_000, 1, 1, 1, 1, 2_000]];
    let reach = Millimeters::from_m(2000.0);
    let routes = StoreRoutes::new(&network(&sketch), &[NodeId(0)], &reference, reach, &[]);
    let conditions = Conditions::constant(reference[0]);
    let door = place(1, 50.0);
    // 1000 m at 10 m/s and 50 m at 2 m/s, out as well as back.
    for leg in [Leg::Out(StoreId(0), door), Leg::Back(door, StoreId(0))] {
        assert_eq!(routes.arrive(leg, SimTime(0), &conditions), Some(SimTime(125_000)));
        let ride = routes.ride(leg, SimTime(0), &conditions).unwrap();
        assert_eq!((ride.arrival, ride.distance), (SimTime(125_000), Millimeters::from_m(1050.0)));
    }
    let between = Leg::Between(door, place(0, 20.0));
    assert_eq!(routes.arrive(between, SimTime(0), &conditions), Some(SimTime(135_000)));
}

#[test]
fn riders_go_round_an_incident() {
    // Straight on through the incident, or 1.5 times as far around it.
    let sketch = (
        vec![(0, 0), (1_000_000, 0), (500_000, 500_000)],
        vec![
            (0, 1, 1_000_000, 4, 1),
            (1, 0, 1_000_000, 4, 1),
            (0, 2, 750_000, 4, 0),
            (2, 0, 750_000, 4, 0),
            (2, 1, 750_000, 4, 0),
            (1, 2, 750_000, 4, 0),
        ],
    );
    let speed = [5_000; RoadClass::COUNT];
    let incident =
        Incident { zone: 1, start: SimTime(0), end: SimTime::from_hours(1), speed_factor: 0.05 };
    let conditions = Conditions::new(vec![Slice { start: SimTime(0), speed }], vec![incident]);
    let reach = Millimeters::from_m(2000.0);
    let routes = |incidents: &[Incident]| {
        StoreRoutes::new(&network(&sketch), &[NodeId(0)], &[speed], reach, incidents)
    };
    let (out, back) = (Leg::Out(StoreId(0), place(1, 0.0)), Leg::Back(place(1, 0.0), StoreId(0)));
    let knowing = routes(&[incident]);
    for leg in [out, back] {
        let ride = |hour| {
            let depart = SimTime::from_hours(hour);
            let ride = knowing.ride(leg, depart, &conditions).unwrap();
            (ride.arrival.since(depart).as_s(), ride.distance.as_m())
        };
        // The length is that of the way ridden, around or straight on.
        assert_eq!([ride(0), ride(1)], [(300.0, 1500.0), (200.0, 1000.0)]);
    }
    assert!(routes(&[]).arrive(out, SimTime(0), &conditions) > Some(SimTime(3_600_000)));
}

#[test]
fn the_way_round_avoids_only_what_is_closed_at_that_hour() {
    // A bridge (zone 1) closed in the morning, a longer one (zone 2) in the evening, and a way
    // around both.
    let both = |a, b, length, zone| [(a, b, length, 4, zone), (b, a, length, 4, zone)];
    let sketch = (
        vec![(0, 0), (1_000_000, 0), (500_000, 500_000), (500_000, 900_000)],
        [
            both(0, 1, 1_000_000, 1),
            both(0, 2, 750_000, 2),
            both(2, 1, 750_000, 2),
            both(0, 3, 1_500_000, 0),
            both(3, 1, 1_500_000, 0),
        ]
        .concat(),
    );
    let speed = [5_000; RoadClass::COUNT];
    let closed = |zone, from, until| Incident {
        zone,
        start: SimTime::from_hours(from),
        end: SimTime::from_hours(until),
        speed_factor: 0.02,
    };
    let incidents = vec![closed(1, 8, 12), closed(2, 10, 21), closed(1, 18, 20)];
    let reach = Millimeters::from_m(2000.0);
    let routes = StoreRoutes::new(&network(&sketch), &[NodeId(0)], &[speed], reach, &incidents);
    let conditions = Conditions::new(vec![Slice { start: SimTime(0), speed }], incidents);
    let ride = |hour| {
        let (leg, depart) = (Leg::Out(StoreId(0), place(1, 0.0)), SimTime::from_hours(hour));
        let ride = routes.ride(leg, depart, &conditions).unwrap();
        (ride.arrival.since(depart).as_s(), ride.distance.as_m())
    };
    let (bridge, longer, around) = ((200.0, 1000.0), (300.0, 1500.0), (600.0, 3000.0));
    for (hour, expected) in
        [(7, bridge), (8, longer), (10, around), (13, bridge), (18, around), (20, bridge)]
    {
        assert_eq!(ride(hour), expected, "{hour} h");
    }
}

#[test]
fn stores_may_be_prepared_in_any_company() {
    let shape = CityShape { width_km: 3.0, height_km: 3.0, ..CityShape::default() };
    let network = generate(&shape, 5).unwrap().network;
    let speeds =
        [[9_000, 8_000, 7_000, 6_000, 5_000, 3_000], [5_000, 5_000, 4_000, 4_000, 4_000, 3_000]];
    let nodes = [NodeId(10), NodeId(700), NodeId(1200)];
    let reach = Millimeters::from_m(900.0);
    let together = StoreRoutes::new(&network, &nodes, &speeds, reach, &[]);
    let conditions = Conditions::constant(speeds[1]);
    for (store, node) in nodes.iter().enumerate() {
        let alone = StoreRoutes::new(&network, &[*node], &speeds, reach, &[]);
        let centre = together.streets().point(*node);
        for door in (0..together.streets().junctions()).step_by(17) {
            let ask = |routes: &StoreRoutes, store| {
                routes.arrive(Leg::Out(store, place(door, 12.0)), SimTime(77), &conditions)
            };
            assert_eq!(ask(&together, StoreId::from(store)), ask(&alone, StoreId(0)));
            let is_near = together.streets().point(NodeId::from(door)).distance(centre) <= reach;
            assert!(!is_near || together.is_prepared(StoreId::from(store), NodeId::from(door)));
        }
    }
}
