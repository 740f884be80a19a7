//! Generated cities against what cities look like.

use domain::ids::NodeId;
use domain::rng::Purpose;
use domain::travel::RoadClass;
use domain::units::{Millimeters, Millis};
use petgraph::algo::kosaraju_scc;

use super::*;
use crate::generate::Barrier;
use crate::shortest_path::{Direction, Streets};

/// Mean way over straight line for trips of 1 to 2 km.
fn detour(network: &Network) -> f64 {
    let streets = Streets::new(network);
    let mut stream = Streams::new(3, 0).open(Purpose::Test, 0);
    let (mut way, mut straight) = (0.0, 0.0);
    for _ in 0..20 {
        let from = NodeId(stream.below(streets.junctions() as u32));
        // One millimetre takes one microsecond, so costs are lengths.
        let speed = [1_000_000; RoadClass::COUNT];
        for branch in streets.tree(from, Direction::From, &speed, Millis(5_000)) {
            let metres = streets.point(branch.node).distance(streets.point(from)).as_m();
            if (1000.0..2000.0).contains(&metres) {
                way += branch.cost_us as f64 / 1e3;
                straight += metres;
            }
        }
    }
    way / straight
}

#[test]
fn ways_are_as_crooked_and_junctions_as_dense_as_in_indian_cities() {
    for seed in 1..=3 {
        let city = generate(&CityShape::default(), seed).unwrap();
        let size = city.network.describe();
        let per_km2 = size.junctions as f64 / 64.0;
        assert!((200.0..280.0).contains(&per_km2), "seed {seed}: {per_km2} junctions per km2");
        // Bengaluru has 2.7 streets that leave a junction.
        let degree = size.streets as f64 / size.junctions as f64;
        assert!((2.5..3.0).contains(&degree), "seed {seed}: {degree} streets per junction");
        let detour = detour(&city.network);
        assert!((1.3..1.45).contains(&detour), "seed {seed}: detour {detour}");
        assert!(size.km.iter().all(|km| *km > 0.0), "seed {seed}: a class is missing: {size}");
    }
}

#[test]
fn every_junction_reaches_every_other() {
    for barrier in [Barrier::None, Barrier::Railway, Barrier::River] {
        let shape = CityShape { width_km: 4.0, height_km: 3.0, barrier, ..CityShape::default() };
        let city = generate(&shape, 11).unwrap();
        assert_eq!(kosaraju_scc(&city.network.graph).len(), 1);
    }
}

#[test]
fn the_same_seed_gives_the_same_city_and_another_seed_another() {
    let shape = CityShape { width_km: 2.0, height_km: 2.0, ..CityShape::default() };
    let print = |seed| {
        let city = generate(&shape, seed).unwrap();
        let streets: Vec<_> = city.network.graph.edge_weights().cloned().collect();
        let points: Vec<_> = city.network.graph.node_weights().copied().collect();
        (streets, points, city.cells)
    };
    assert_eq!(print(1), print(1));
    assert_ne!(print(1), print(2));
}

#[test]
fn people_add_up_and_thin_out_from_the_centre() {
    let shape = CityShape { population: 750_000.0, ..CityShape::default() };
    let cells = generate(&shape, 4).unwrap().cells;
    assert_eq!(cells.len(), 256);
    let total: f64 = cells.iter().map(|cell| cell.population).sum();
    assert!((total - 750_000.0).abs() < 1e-3);
    let mean = |is_inner: bool| {
        let chosen: Vec<f64> = cells
            .iter()
            .filter(|cell| {
                let km = cell.centre.distance(Default::default()).as_km();
                if is_inner { km < 2.0 } else { km > 4.0 }
            })
            .map(|cell| cell.population)
            .collect();
        chosen.iter().sum::<f64>() / chosen.len() as f64
    };
    assert!(mean(true) > 1.2 * mean(false));
    assert!(cells.iter().all(|cell| (0.0..=0.95).contains(&cell.tower_share)));
    assert!(cells.iter().all(|cell| cell.size == Millimeters::from_m(500.0)));
}

#[test]
fn a_barrier_has_few_crossings_and_no_barrier_more_streets() {
    let with = |barrier| {
        let shape = CityShape { barrier, ..CityShape::default() };
        generate(&shape, 8).unwrap().network.describe().streets
    };
    // An 8 km line is crossed about every 60 m until the barrier leaves 7 crossings.
    let lost = with(Barrier::None) - with(Barrier::Railway);
    assert!((100..1200).contains(&lost), "{lost} streets lost");
}

#[test]
fn a_field_out_of_range_is_named() {
    let shape = CityShape { junctions_per_km2: 5000.0, ..CityShape::default() };
    let message = generate(&shape, 1).unwrap_err().to_string();
    assert_eq!(message, "city shape: `junctions_per_km2` is 5000, allowed are 20 to 600");
    let shape = CityShape { width_km: f64::NAN, ..CityShape::default() };
    assert!(generate(&shape, 1).is_err());
}
