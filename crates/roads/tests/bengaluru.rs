//! Rides on the real streets of Bengaluru against measured speeds and exact searches.

use std::path::PathBuf;

use domain::ids::{NodeId, StoreId};
use domain::rng::{Purpose, Stream, Streams};
use domain::travel::{Conditions, Leg, Place, RoadClass, Slice, Travel as _};
use domain::units::{Millimeters, Millis, SimTime};
use domain::weather::Rain;
use roads::import;
use roads::network::Network;
use roads::routes::StoreRoutes;
use roads::shortest_path::{Direction, Streets};
use roads::speeds::{default_car, default_two_wheeler};

fn bengaluru() -> Option<Network> {
    let Some(data) = std::env::var_os("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA is not set");
        return None;
    };
    let path = PathBuf::from(data).join("geo/bengaluru-roads/bengaluru_drive.osm.pbf");
    Some(import::network(&path).unwrap())
}

fn draws() -> Stream {
    Streams::new(9, 0).open(Purpose::Test, 0)
}

/// Straight-line kilometres covered in an hour by trips within a band of kilometres.
fn straight_kmh(streets: &Streets, speed: &[u64; RoadClass::COUNT], band: [f64; 2]) -> f64 {
    let mut stream = draws();
    let (mut km, mut hours) = (0.0, 0.0);
    for _ in 0..30 {
        let from = NodeId(stream.below(streets.junctions() as u32));
        for branch in streets.tree(from, Direction::From, speed, Millis::HOUR) {
            let straight = streets.point(branch.node).distance(streets.point(from)).as_km();
            if (band[0]..band[1]).contains(&straight) {
                km += straight;
                hours += branch.cost_us as f64 / 3.6e9;
            }
        }
    }
    km / hours
}

#[test]
fn speeds_fit_the_figures_they_were_fitted_to() {
    let Some(network) = bengaluru() else { return };
    let streets = Streets::new(&network);
    // Ride-hailing cars by hour; other trips than those of the fit, hence the margin.
    for (hour, measured) in [(3, 27.1), (7, 18.8), (9, 14.6), (13, 16.7), (18, 12.5), (22, 20.8)] {
        let speed = default_car().speeds(hour, Rain::Dry, 1.0);
        let simulated = straight_kmh(&streets, &speed, [2.0, 6.0]);
        assert!((simulated - measured).abs() < 1.5, "{hour} h: {simulated} against {measured}");
    }
    let riders: f64 = (8..22)
        .map(|hour| {
            straight_kmh(&streets, &default_two_wheeler().speeds(hour, Rain::Dry, 1.0), [1.0, 2.0])
        })
        .sum();
    // 18 km/h on the street, whose way is 1.4 times the straight line.
    assert!((riders / 14.0 - 13.0).abs() < 0.7, "riders advance {} km/h", riders / 14.0);
}

#[test]
fn prepared_ways_lose_less_than_half_a_percent() {
    let Some(network) = bengaluru() else { return };
    let table = default_two_wheeler();
    let mut stream = draws();
    let stores: Vec<NodeId> =
        (0..10).map(|_| NodeId(stream.below(network.graph.node_count() as u32))).collect();
    let reference = [3, 18].map(|hour| table.speeds(hour, Rain::Dry, 1.0));
    let reach = Millimeters::from_m(2000.0);
    let routes = StoreRoutes::new(&network, &stores, &reference, reach, &[]);
    let slice = |hour: usize| {
        let rain = [Rain::Dry, Rain::Light, Rain::Heavy][hour % 3];
        let pace = 0.8 + 0.1 * (hour % 5) as f64;
        Slice { start: SimTime::from_hours(hour as u64), speed: table.speeds(hour, rain, pace) }
    };
    let conditions = Conditions::new((0..24).map(slice).collect(), Vec::new());
    let mut excess = Vec::new();
    for (index, store) in stores.iter().enumerate() {
        for hour in [4, 9, 13, 18, 21] {
            // Two minutes before the hour, so that rides pass a change of speeds.
            let depart = SimTime(hour * 3_600_000 - 120_000);
            for (node, arrival) in
                routes.streets().one_to_all(*store, depart, Millis::HOUR, &conditions)
            {
                let ride = arrival.since(depart).as_s();
                let id = StoreId::from(index);
                if ride > 30.0 && routes.is_prepared(id, node) {
                    let leg = Leg::Out(id, Place { node, offset: Millimeters::ZERO });
                    let prepared = routes.arrive(leg, depart, &conditions).unwrap();
                    excess.push(prepared.since(depart).as_s() / ride - 1.0);
                }
            }
        }
    }
    excess.sort_by(f64::total_cmp);
    let mean = excess.iter().sum::<f64>() / excess.len() as f64;
    let p99 = excess[excess.len() * 99 / 100];
    println!(
        "{} rides, mean excess {:.4} %, 99 % below {:.3} %",
        excess.len(),
        mean * 100.0,
        p99 * 100.0
    );
    assert!(excess.len() > 50_000, "{} rides", excess.len());
    assert!(mean < 0.005 && p99 < 0.02, "mean {mean}, 99 % {p99}");
}
