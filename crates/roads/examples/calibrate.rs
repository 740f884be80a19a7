//! Prints how simulated rides in Bengaluru compare with measured ones: by hour, from one zone, by
//! spread, and how much prepared ways lose against exact ones.
//!
//! `DARKSTORE_DATA=<folder> cargo run --release -p roads --example calibrate [-- fit]`
//!
//! With `fit` it also prints the constants of `roads::speeds` that fit the figures best.

use std::error::Error;
use std::path::{Path, PathBuf};

use domain::geo::Point;
use domain::ids::{NodeId, StoreId};
use domain::rng::{Purpose, Streams};
use domain::travel::{Conditions, Leg, Place, RoadClass, Slice, SpeedTable, Travel as _};
use domain::units::{Millimeters, Millis, SimTime};
use domain::weather::Rain;
use roads::generate::{CityShape, generate};
use roads::import;
use roads::network::Network;
use roads::routes::StoreRoutes;
use roads::shortest_path::{Direction, Streets};
use roads::speeds::{
    CAR_FREE_FLOW_KMH, CAR_LEVEL, TWO_WHEELER_FREE_FLOW_KMH, car_with_level, default_car,
    default_two_wheeler,
};

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let Some(data) = std::env::var_os("DARKSTORE_DATA") else {
        println!("skipped: DARKSTORE_DATA is not set");
        return Ok(());
    };
    let geo = PathBuf::from(data).join("geo");
    let network = import::network(&geo.join("bengaluru-roads/bengaluru_drive.osm.pbf"))?;
    let city = Sample::new(&network, 60);
    let measured = read_columns(&geo.join("traffic-profiles/uber_hourly_india.csv"))?;
    if std::env::args().any(|argument| argument == "fit") {
        fit(&city, &measured);
    }
    by_hour(&city, &measured);
    short_rides(&city);
    from_zone_89(&geo, &network, &city)?;
    spread(&geo)?;
    detours(&network)?;
    prepared_ways(&network);
    Ok(())
}

/// Junctions from which trips of the city are taken.
struct Sample {
    streets: Streets,
    origins: Vec<NodeId>,
}

impl Sample {
    fn new(network: &Network, origins: u32) -> Self {
        let streets = Streets::new(network);
        let mut stream = Streams::new(1, 0).open(Purpose::Test, 0);
        let junctions = streets.junctions() as u32;
        let origins = (0..origins).map(|_| NodeId(stream.below(junctions))).collect();
        Self { streets, origins }
    }

    /// Straight-line kilometres covered in an hour, over all trips within a band of kilometres.
    fn straight_kmh(&self, speed: &[u64; RoadClass::COUNT], band: [f64; 2]) -> f64 {
        let (mut km, mut hours) = (0.0, 0.0);
        for origin in &self.origins {
            let centre = self.streets.point(*origin);
            for branch in self.streets.tree(*origin, Direction::From, speed, Millis::HOUR) {
                let straight = self.streets.point(branch.node).distance(centre).as_km();
                if (band[0]..band[1]).contains(&straight) {
                    km += straight;
                    hours += branch.cost_us as f64 / 3.6e9;
                }
            }
        }
        km / hours
    }
}

fn dry(table: &SpeedTable, hour: usize) -> [u64; RoadClass::COUNT] {
    table.speeds(hour, Rain::Dry, 1.0)
}

/// (straight-line km/h, index of travel time against 02 h) by hour.
fn read_columns(path: &Path) -> Fallible<Vec<(f64, f64)>> {
    let mut rows = Vec::new();
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        rows.push((record[3].parse()?, record[2].parse()?));
    }
    Ok(rows)
}

fn by_hour(city: &Sample, measured: &[(f64, f64)]) {
    println!("## Cars, trips of 2 to 6 km on a weekday: straight-line km/h\n");
    println!("| hour | measured | simulated | error | two-wheeler |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    let (car, rider) = (default_car(), default_two_wheeler());
    let mut squares = 0.0;
    for (hour, (kmh, _)) in measured.iter().enumerate() {
        let simulated = city.straight_kmh(&dry(&car, hour), [2.0, 6.0]);
        let riders = city.straight_kmh(&dry(&rider, hour), [2.0, 6.0]);
        squares += (simulated - kmh) * (simulated - kmh) / measured.len() as f64;
        println!("| {hour} | {kmh:.1} | {simulated:.1} | {:+.1} | {riders:.1} |", simulated - kmh);
    }
    let night = city.straight_kmh(&dry(&car, 3), [2.0, 6.0]);
    let peak = city.straight_kmh(&dry(&car, 18), [2.0, 6.0]);
    println!(
        "\nroot mean square error {:.2} km/h; night to 18 h {:.2}",
        squares.sqrt(),
        night / peak
    );
    println!("(published figure: 2.2 by km/h, 2.41 by travel time over unlike pairs)\n");
}

/// Mean of straight-line speeds of two-wheelers between 08 and 22 h.
fn daytime(city: &Sample, table: &SpeedTable, band: [f64; 2]) -> f64 {
    (8..22).map(|hour| city.straight_kmh(&dry(table, hour), band)).sum::<f64>() / 14.0
}

fn short_rides(city: &Sample) {
    let rider = default_two_wheeler();
    let car = default_car();
    println!("## Short rides, 08 to 22 h on a weekday: straight-line km/h\n");
    println!("| trip | two-wheeler | car |\n| --- | ---: | ---: |");
    for band in [[0.5, 1.0], [1.0, 2.0], [2.0, 4.0]] {
        let (riders, cars) = (daytime(city, &rider, band), daytime(city, &car, band));
        println!("| {} to {} km | {riders:.1} | {cars:.1} |", band[0], band[1]);
    }
    println!("\n(quoted by firms: 15 km/h and 8 minutes for rides below 2 km)\n");
}

fn fit(city: &Sample, measured: &[(f64, f64)]) {
    let night = measured[2..5].iter().map(|(kmh, _)| kmh).sum::<f64>() / 3.0;
    let scale = night / city.straight_kmh(&dry(&car_with_level(&[1.0; 24]), 0), [2.0, 6.0]);
    println!("CAR_FREE_FLOW_KMH = {:.1?}", CAR_FREE_FLOW_KMH.map(|kmh| kmh * scale));
    let mut level = CAR_LEVEL;
    for (hour, (kmh, _)) in measured.iter().enumerate() {
        let (mut low, mut high) = (0.1, 1.0);
        for _ in 0..10 {
            let middle = (low + high) / 2.0;
            let speed = dry(&car_with_level(&[middle; 24]), 0);
            if scale * city.straight_kmh(&speed, [2.0, 6.0]) < *kmh {
                low = middle;
            } else {
                high = middle;
            }
        }
        level[hour] = (low + high) / 2.0;
    }
    println!("CAR_LEVEL = {level:.3?}");
    let scale = 15.0 / daytime(city, &default_two_wheeler(), [1.0, 2.0]);
    println!(
        "TWO_WHEELER_FREE_FLOW_KMH = {:.1?}\n",
        TWO_WHEELER_FREE_FLOW_KMH.map(|kmh| kmh * scale)
    );
}

/// Straight-line speed from zone 89 to others, by distance, against the table of March 2020.
///
/// The zone lies beside a gap in the extract, so ways are longer there than in the real city; the
/// last column rides the same time per kilometre of way at the usual ratio of way to straight line.
fn from_zone_89(geo: &Path, network: &Network, city: &Sample) -> Fallible<()> {
    let zones = import::areas(&geo.join("uber-travel-times/bangalore_wards_uber.json.gz"))?;
    let streets = Streets::new(network);
    let at: Vec<_> =
        network.graph.node_weights().map(|j| network.plane.unproject(j.point)).collect();
    // Centre and junctions of every zone; a trip runs between any two junctions.
    let mut places: Vec<Option<(Point, Vec<NodeId>)>> = vec![None; zones.len() + 1];
    for zone in &zones {
        let id: usize = zone.properties["MOVEMENT_ID"].parse()?;
        if let Some(centre) = import::wards::centre(&zone.shape) {
            let inside =
                (0..at.len()).filter(|node| import::wards::contains(&zone.shape, at[*node]));
            let inside = inside.map(NodeId::from).collect();
            places[id] = Some((network.plane.project(centre), inside));
        }
    }
    let (from, origins) = places[89].clone().ok_or("zone 89 is missing")?;
    let origins: Vec<NodeId> = origins.into_iter().step_by(8).collect();
    let car = default_car();
    // The table is a mean over all days; trips are taken to spread evenly over 06 to 24 h.
    let mut hours = vec![0.0; streets.junctions()];
    let mut km = vec![0.0; streets.junctions()];
    let share = 1.0 / origins.len() as f64;
    for origin in &origins {
        for hour in 6..24 {
            let speed = dry(&car, hour);
            for branch in streets.tree(*origin, Direction::From, &speed, Millis(7_200_000)) {
                hours[branch.node.index()] += branch.cost_us as f64 / 3.6e9 / 18.0 * share;
            }
        }
        for branch in streets.tree(*origin, Direction::From, &[10_000; 6], Millis(7_200_000)) {
            km[branch.node.index()] += branch.cost_us as f64 / 1e8 * share;
        }
    }
    let over = |nodes: &[NodeId], values: &[f64]| {
        nodes.iter().map(|node| values[node.index()]).sum::<f64>() / nodes.len() as f64
    };
    println!("## From zone 89 by car: straight-line km/h between centres\n");
    println!(
        "| distance | zones | measured | on the map | measured there | simulated | detour | usual detour | at usual detour |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for band in [[2.0, 4.0], [4.0, 7.0]] {
        let (mut all, mut here) = ((0, 0.0, 0.0), (0, 0.0, 0.0));
        let (mut simulated, mut ways) = (0.0, 0.0);
        let table = geo.join("uber-travel-times/bangalore_from_zone89_2020-03.csv");
        for record in csv::Reader::from_path(table)?.records() {
            let record = record?;
            let (to, seconds): (usize, f64) = (record[2].parse()?, record[5].parse()?);
            let Some((point, inside)) = &places[to] else { continue };
            let straight = from.distance(*point).as_km();
            if !(band[0]..band[1]).contains(&straight) {
                continue;
            }
            all = (all.0 + 1, all.1 + straight, all.2 + seconds / 3600.0);
            if inside.len() >= 50 {
                here = (here.0 + 1, here.1 + straight, here.2 + seconds / 3600.0);
                simulated += over(inside, &hours);
                ways += over(inside, &km);
            }
        }
        let usual = 36.0 / city.straight_kmh(&[10_000; RoadClass::COUNT], band);
        println!(
            "| {} to {} km | {} | {:.1} | {} | {:.1} | {:.1} | {:.2} | {usual:.2} | {:.1} |",
            band[0],
            band[1],
            all.0,
            all.1 / all.2,
            here.0,
            here.1 / here.2,
            here.1 / simulated,
            ways / here.1,
            ways / simulated / usual
        );
    }
    println!();
    Ok(())
}

/// Spread of measured travel times within a pair and of its daily means over days.
fn spread(geo: &Path) -> Fallible<()> {
    let file = std::fs::File::open(geo.join("uber-travel-times/delhi_am_peak_od_2016.csv.gz"))?;
    let mut table = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let mut days: std::collections::BTreeMap<(u32, u32), Vec<f64>> = Default::default();
    let bands = [[5.0, 10.0], [10.0, 15.0], [15.0, 20.0], [20.0, 30.0], [45.0, 60.0]];
    let mut within: Vec<Vec<f64>> = vec![Vec::new(); bands.len()];
    for record in table.records() {
        let record = record?;
        let (mean, low, high): (f64, f64, f64) =
            (record[3].parse()?, record[4].parse()?, record[5].parse()?);
        days.entry((record[1].parse()?, record[2].parse()?)).or_default().push(libm::log(mean));
        for (band, sigmas) in bands.iter().zip(&mut within) {
            if (band[0] * 60.0..band[1] * 60.0).contains(&mean) {
                sigmas.push(libm::log(high / low) / 2.0);
            }
        }
    }
    println!("## Spread of measured times (sigma of the logarithm), Delhi, morning peak\n");
    println!("| mean trip | 10 % | median | 90 % |\n| --- | ---: | ---: | ---: |");
    for (band, sigmas) in bands.iter().zip(&mut within) {
        sigmas.sort_by(f64::total_cmp);
        let at = |p: f64| sigmas[(p * (sigmas.len() - 1) as f64) as usize];
        println!(
            "| {} to {} min | {:.2} | {:.2} | {:.2} |",
            band[0],
            band[1],
            at(0.1),
            at(0.5),
            at(0.9)
        );
    }
    let mut over_days: Vec<f64> = days
        .values()
        .filter(|logs| logs.len() >= 5)
        .map(|logs| {
            let n = logs.len() as f64;
            let mean = logs.iter().sum::<f64>() / n;
            (logs.iter().map(|log| (log - mean) * (log - mean)).sum::<f64>() / (n - 1.0)).sqrt()
        })
        .collect();
    over_days.sort_by(f64::total_cmp);
    println!("\na pair's daily mean over days: median {:.2}\n", over_days[over_days.len() / 2]);
    Ok(())
}

/// Way over straight line at 1 to 2 km.
fn detours(network: &Network) -> Fallible<()> {
    println!("## Length of the shortest way over the straight line, 1 to 2 km\n");
    let same_speed = [10_000; RoadClass::COUNT];
    let show = |name: &str, network: &Network| {
        let city = Sample::new(network, 40);
        // At the same speed everywhere the fastest way is the shortest.
        let detour = 36.0 / city.straight_kmh(&same_speed, [1.0, 2.0]);
        println!("{name}: {detour:.3}; {}", network.describe());
    };
    show("Bengaluru", network);
    for seed in 1..=3 {
        show(&format!("generated, seed {seed}"), &generate(&CityShape::default(), seed)?.network);
    }
    Ok(())
}

/// What fixed ways lose against the best way at the moment of departure.
fn prepared_ways(network: &Network) {
    let table = default_two_wheeler();
    let mut stream = Streams::new(2, 0).open(Purpose::Test, 1);
    let junctions = network.graph.node_count() as u32;
    let stores: Vec<NodeId> = (0..30).map(|_| NodeId(stream.below(junctions))).collect();
    let reference = [dry(&table, 3), dry(&table, 18)];
    let slices = (0..48)
        .map(|hour| {
            // Rain and random traffic move speeds as they do in a run.
            let pace = libm::exp(0.15 * (stream.uniform() - 0.5) * 3.46);
            let rain = [Rain::Dry, Rain::Dry, Rain::Light, Rain::Heavy][stream.below(4) as usize];
            Slice {
                start: SimTime::from_hours(hour),
                speed: table.speeds(hour as usize, rain, pace),
            }
        })
        .collect();
    let conditions = Conditions::new(slices, Vec::new());
    println!("## Ride time of prepared ways over the exact fastest ride, within 2 km\n");
    println!(
        "| references | rides | mean excess | 99 % | worst |\n| --- | ---: | ---: | ---: | ---: |"
    );
    for (name, reference) in [("18 h", &reference[1..]), ("03 h, 18 h", &reference[..])] {
        let routes =
            StoreRoutes::new(network, &stores, reference, Millimeters::from_m(2000.0), &[]);
        let mut excess = Vec::new();
        for (index, store) in stores.iter().enumerate() {
            for depart in [3, 8, 11, 15, 18, 21, 30, 42].map(|h| SimTime(h * 3_600_000 - 120_000)) {
                let exact = routes.streets().one_to_all(*store, depart, Millis::HOUR, &conditions);
                for (node, arrival) in exact {
                    let ride = arrival.since(depart).as_s();
                    if ride < 30.0 || !routes.is_prepared(StoreId::from(index), node) {
                        continue;
                    }
                    let leg =
                        Leg::Out(StoreId::from(index), Place { node, offset: Millimeters(0) });
                    if let Some(prepared) = routes.arrive(leg, depart, &conditions) {
                        excess.push(prepared.since(depart).as_s() / ride - 1.0);
                    }
                }
            }
        }
        excess.sort_by(f64::total_cmp);
        let mean = excess.iter().sum::<f64>() / excess.len() as f64;
        let p99 = excess[excess.len() * 99 / 100];
        let worst = excess[excess.len() - 1];
        println!(
            "| {name} | {} | {:.3} % | {:.2} % | {:.1} % |",
            excess.len(),
            mean * 100.0,
            p99 * 100.0,
            worst * 100.0
        );
    }
    println!();
}
