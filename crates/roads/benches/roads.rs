//! Reading, generating and searching street networks, and asking for prepared rides.
//!
//! On Bengaluru where `DARKSTORE_DATA` names the folder of public data, else on a generated city.

use std::path::PathBuf;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use domain::geo::Point;
use domain::ids::{NodeId, StoreId};
use domain::rng::{Purpose, Streams};
use domain::travel::{Conditions, Leg, Place, RoadClass, Slice, Travel as _};
use domain::units::{Millimeters, Millis, SimTime};
use domain::weather::Rain;
use roads::generate::{CityShape, generate};
use roads::import;
use roads::network::Network;
use roads::routes::StoreRoutes;
use roads::snap::Snapper;
use roads::speeds::default_two_wheeler;

fn main() {
    let size = CITY.describe();
    println!("{} junctions, {} streets", size.junctions, size.streets);
    println!("{} bytes in the trees of 100 stores", ROUTES.tree_bytes());
    divan::main();
}

fn extract() -> Option<PathBuf> {
    let data = std::env::var_os("DARKSTORE_DATA")?;
    Some(PathBuf::from(data).join("geo/bengaluru-roads/bengaluru_drive.osm.pbf"))
}

static CITY: LazyLock<Network> = LazyLock::new(|| {
    extract().and_then(|path| import::network(&path).ok()).unwrap_or_else(|| {
        let shape = CityShape { width_km: 10.0, height_km: 10.0, ..CityShape::default() };
        generate(&shape, 1).expect("the shape is in range").network
    })
});

static STORES: LazyLock<Vec<NodeId>> = LazyLock::new(|| {
    let mut stream = Streams::new(1, 0).open(Purpose::Test, 0);
    (0..500).map(|_| NodeId(stream.below(CITY.graph.node_count() as u32))).collect()
});

static ROUTES: LazyLock<StoreRoutes> = LazyLock::new(|| routes(100));

/// Night and evening peak.
fn reference() -> [[u64; RoadClass::COUNT]; 2] {
    [3, 18].map(|hour| default_two_wheeler().speeds(hour, Rain::Dry, 1.0))
}

fn routes(stores: usize) -> StoreRoutes {
    let reach = Millimeters::from_m(3000.0);
    StoreRoutes::new(&CITY, &STORES[..stores], &reference(), reach, &[])
}

/// A week by the hour.
fn week() -> Conditions {
    let table = default_two_wheeler();
    let slice = |hour: usize| Slice {
        start: SimTime::from_hours(hour as u64),
        speed: table.speeds(hour, Rain::Dry, 1.0),
    };
    Conditions::new((0..168).map(slice).collect(), Vec::new())
}

/// Prepared (store, door) pairs and times of departure.
fn questions() -> Vec<(StoreId, Place, SimTime)> {
    let mut stream = Streams::new(2, 0).open(Purpose::Test, 0);
    let mut questions = Vec::new();
    while questions.len() < 10_000 {
        let store = StoreId(stream.below(100));
        let node = NodeId(stream.below(CITY.graph.node_count() as u32));
        let straight =
            ROUTES.streets().point(ROUTES.store(store)).distance(ROUTES.streets().point(node));
        if straight.as_m() < 2500.0 && ROUTES.is_prepared(store, node) {
            let place = Place { node, offset: Millimeters::from_m(30.0) };
            questions.push((store, place, SimTime(u64::from(stream.below(600_000_000)))));
        }
    }
    questions
}

/// All junctions within ten minutes.
#[divan::bench]
fn one_to_all_ten_minutes(bencher: Bencher) {
    let conditions = week();
    let limit = Millis(600_000);
    let mut store = STORES.iter().cycle();
    bencher.bench_local(|| {
        let from = *store.next().expect("a cycle has no end");
        ROUTES.streets().one_to_all(from, SimTime::from_hours(18), limit, &conditions).len()
    });
}

/// 10,000 questions.
#[divan::bench]
fn store_to_door(bencher: Bencher) {
    let (conditions, questions) = (week(), questions());
    bencher.bench_local(|| {
        for (store, place, depart) in &questions {
            black_box(ROUTES.arrive(Leg::Out(*store, *place), *depart, &conditions));
        }
    });
}

/// 10,000 questions.
#[divan::bench]
fn door_to_store(bencher: Bencher) {
    let (conditions, questions) = (week(), questions());
    bencher.bench_local(|| {
        for (store, place, depart) in &questions {
            black_box(ROUTES.arrive(Leg::Back(*place, *store), *depart, &conditions));
        }
    });
}

/// One exact search between doors 100 to 800 m apart.
#[divan::bench]
fn door_to_door(bencher: Bencher) {
    let conditions = week();
    let snapper = Snapper::new(&CITY);
    let mut stream = Streams::new(3, 0).open(Purpose::Test, 0);
    let mut pairs = Vec::new();
    for (_, from, depart) in questions() {
        let near = snapper.within(ROUTES.streets().point(from.node), Millimeters::from_m(800.0));
        let to = near[stream.below(near.len() as u32) as usize];
        let gap = ROUTES.streets().point(from.node).distance(ROUTES.streets().point(to));
        if gap.as_m() >= 100.0 {
            pairs.push((from, Place { node: to, ..from }, depart));
        }
        if pairs.len() == 1000 {
            break;
        }
    }
    let mut pair = pairs.iter().cycle();
    bencher.bench_local(|| {
        let (from, to, depart) = pair.next().expect("a cycle has no end");
        ROUTES.arrive(Leg::Between(*from, *to), *depart, &conditions)
    });
}

#[divan::bench(args = [10, 100], sample_count = 10)]
fn prepare_stores(stores: usize) -> usize {
    routes(stores).tree_bytes()
}

#[divan::bench]
fn nearest_junction(bencher: Bencher) {
    let snapper = Snapper::new(&CITY);
    let [low, high] = CITY.bounds().expect("the city has junctions");
    let mut stream = Streams::new(4, 0).open(Purpose::Test, 0);
    bencher.bench_local(|| {
        let between = |low: i64, high: i64, u: f64| low + ((high - low) as f64 * u) as i64;
        let x_mm = between(low.x_mm, high.x_mm, stream.uniform());
        let y_mm = between(low.y_mm, high.y_mm, stream.uniform());
        snapper.nearest(Point { x_mm, y_mm })
    });
}

#[divan::bench(args = [8, 20, 42], sample_count = 5)]
fn generate_city(km: u32) -> usize {
    let side = f64::from(km);
    let shape = CityShape { width_km: side, height_km: side, ..CityShape::default() };
    generate(&shape, 1).expect("the shape is in range").network.graph.node_count()
}

#[divan::bench(sample_count = 10)]
fn import_bengaluru(bencher: Bencher) {
    if let Some(path) = extract() {
        bencher.bench_local(|| import::network(&path).map(|city| city.graph.edge_count()).ok());
    }
}
