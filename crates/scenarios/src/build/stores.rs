//! Where the stores stand, and who picks in them.

use domain::demand::Zone;
use domain::geo::Point;
use domain::rng::{Purpose, Streams};
use domain::store::{Picker, Shift, Store};
use domain::travel::Place;
use domain::units::Millimeters;
use roads::network::Network;
use roads::snap::Snapper;
use roads::stops::Stop;

use super::city::City;
use super::clock::{at_minute, minute_of_day};
use super::nearby::Nearby;
use super::siting::{Ground, spread};
use super::staffing::{ShiftRules, cover, wanted};
use super::{demand, place};
use crate::fault::Fault;
use crate::spec::Spec;
use crate::spec::stores::SiteSpec;

/// A store further than this from any street does not stand in the city, metres.
pub(crate) const OFF_STREET_M: f64 = 300.0;
/// Cells of this size count as built up where they hold a junction, metres.
const EDGE_CELL_M: f64 = 500.0;
/// Share of the ground around a placed store that must be built up.
const EDGE_SHARE: f64 = 0.8;

/// A store's name and place, before anybody works there.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) point: Point,
    pub(crate) place: Place,
    /// Position among the sites of the file, for those listed there.
    pub(crate) listed: Option<usize>,
}

/// The listed stores, each on the street nearest to it, where a junction is made for it.
pub(crate) fn listed(spec: &Spec, network: &mut Network) -> Result<Vec<Site>, Fault> {
    let mut points = Vec::new();
    for (index, site) in spec.stores.site.iter().enumerate() {
        let given = place::point(&network.plane, site.x_km, site.y_km, site.lon, site.lat);
        let name = &site.name;
        points.push(given.ok_or_else(|| {
            Fault::new(format!("stores.site.{index}"), format!("store `{name}` has no place"))
        })?);
    }
    let reach = Millimeters::from_m(OFF_STREET_M);
    let stops = network.stop_at(&points, reach);
    let mut sites = Vec::new();
    for (index, (point, stop)) in points.into_iter().zip(stops).enumerate() {
        let (path, site) = (format!("stores.site.{index}"), &spec.stores.site[index]);
        let Stop { node, away } =
            stop.ok_or_else(|| Fault::new("city", "the city has no streets"))?;
        if away > reach {
            let (name, km, allowed) = (&site.name, away.as_km(), OFF_STREET_M / 1e3);
            let message = format!(
                "store `{name}` lies {km:.1} km from the nearest street, allowed at most {allowed} \
                 km"
            );
            let swapped = place::exchanged(network, [site.lon, site.lat]);
            return Err(Fault { path, message, help: swapped.or_else(|| extent(site, network)) });
        }
        let place = Place { node, offset: away };
        sites.push(Site { name: site.name.clone(), point, place, listed: Some(index) });
    }
    Ok(sites)
}

/// The listed stores, then as many placed ones as are missing.
pub(crate) fn sites(
    spec: &Spec,
    network: &Network,
    snapper: &Snapper,
    zones: &[Zone],
    listed: Vec<Site>,
) -> Result<Vec<Site>, Fault> {
    let mut sites = listed;
    let default = if sites.is_empty() { 6 } else { sites.len() };
    let count = spec.stores.count.map_or(default, |count| count as usize);
    let missing = count - sites.len();
    if missing == 0 {
        return Ok(sites);
    }
    let existing: Vec<Point> = sites.iter().map(|site| site.point).collect();
    let grounds = grounds(spec, network, zones);
    let reach = Millimeters::from_m(spec.stores.planned_radius_km * 1e3);
    let spacing = Millimeters::from_m(spec.stores.spacing_km * 1e3);
    let chosen = spread(&grounds, &existing, missing, reach, spacing);
    Fault::unless(chosen.len() == missing, "stores.count", || {
        let room = chosen.len() + existing.len();
        format!("`stores.count` is {count}, but the city has room for {room}")
    })?;
    for (number, ground) in (sites.len() + 1..).zip(chosen) {
        let Some((node, _)) = snapper.nearest(grounds[ground].point) else {
            return Err(Fault::new("city", "the city has no streets"));
        };
        let taken = |name: &str| spec.stores.site.iter().any(|site| site.name == name);
        let mut name = format!("store {number}");
        while taken(&name) {
            name.push('+');
        }
        sites.push(Site {
            name,
            point: junction(network, node.index()),
            place: Place { node, offset: Millimeters::ZERO },
            listed: None,
        });
    }
    Ok(sites)
}

/// Names and positions of the stores, before demand; junctions are made for listed ones.
pub(crate) fn standing(spec: &Spec, city: &mut City) -> Result<Vec<(String, Point)>, Fault> {
    let listed = listed(spec, &mut city.network)?;
    let snapper = Snapper::new(&city.network);
    let sites = sites(spec, &city.network, &snapper, &city.zones, listed)?;
    Ok(sites.into_iter().map(|site| (site.name, site.point)).collect())
}

fn junction(network: &Network, node: usize) -> Point {
    network.graph.raw_nodes()[node].weight.point
}

/// Tells how far the streets reach, in the units that the site is given in.
fn extent(listed: &SiteSpec, network: &Network) -> Option<String> {
    let [low, high] = network.bounds()?;
    Some(if listed.x_km.is_some() {
        let km = |mm: i64| mm as f64 / 1e6;
        format!(
            "the city spans `x_km` {:.1} to {:.1} and `y_km` {:.1} to {:.1}",
            km(low.x_mm),
            km(high.x_mm),
            km(low.y_mm),
            km(high.y_mm)
        )
    } else {
        let (low, high) = (network.plane.unproject(low), network.plane.unproject(high));
        format!(
            "the city spans `lon` {:.4} to {:.4} and `lat` {:.4} to {:.4}",
            low.lon, high.lon, low.lat, high.lat
        )
    })
}

/// Zones as places for stores; those near the border of the streets are none.
fn grounds(spec: &Spec, network: &Network, zones: &[Zone]) -> Vec<Ground> {
    let edge = Millimeters::from_m(spec.stores.edge_km * 1e3);
    let cell_mm = (EDGE_CELL_M * 1e3) as i64;
    let cell = |point: Point| (point.x_mm.div_euclid(cell_mm), point.y_mm.div_euclid(cell_mm));
    let mut cells: Vec<(i64, i64)> = network.graph.node_weights().map(|j| cell(j.point)).collect();
    cells.sort_unstable();
    cells.dedup();
    let middle = |(x, y): (i64, i64)| Point {
        x_mm: x * cell_mm + cell_mm / 2,
        y_mm: y * cell_mm + cell_mm / 2,
    };
    let built = Nearby::new(cells.iter().map(|c| middle(*c)).collect(), edge);
    let is_inside = |at: Point| {
        if edge == Millimeters::ZERO {
            return true;
        }
        let reach = (edge.0 as i64 / cell_mm) + 1;
        let (x, y) = cell(at);
        let all = (-reach..=reach)
            .flat_map(|dx| (-reach..=reach).map(move |dy| (x + dx, y + dy)))
            .filter(|c| middle(*c).distance(at) <= edge)
            .count();
        built.within(at, edge).len() as f64 >= EDGE_SHARE * all as f64
    };
    zones
        .iter()
        .map(|zone| Ground {
            point: zone.centre,
            population: zone.population,
            is_candidate: !zone.doors.is_empty() && is_inside(zone.centre),
        })
        .collect()
}

/// Size of each store's crew relative to the average store's.
pub(crate) fn sizes(spec: &Spec, expected: &[f64]) -> Vec<f64> {
    let mean = expected.iter().sum::<f64>() / expected.len() as f64;
    if spec.stores.scale_with_demand && mean > 0.0 {
        expected.iter().map(|orders| orders / mean).collect()
    } else {
        vec![1.0; expected.len()]
    }
}

/// Stores with their crews; `expected` are their orders per day.
pub(crate) fn stores(spec: &Spec, sites: &[Site], expected: &[f64]) -> Vec<Store> {
    let streams = Streams::new(spec.city.seed, 0);
    let sizes = sizes(spec, expected);
    sites
        .iter()
        .enumerate()
        .map(|(index, site)| {
            let listed = site.listed.map(|listed| &spec.stores.site[listed]);
            let scaled = |per_store: f64| (per_store * sizes[index]).max(1.0);
            let pickers = listed
                .and_then(|listed| listed.pickers)
                .map_or_else(|| scaled(spec.stores.pickers_per_store), f64::from);
            let stations = listed.and_then(|listed| listed.packing_stations).unwrap_or_else(|| {
                libm::round(scaled(f64::from(spec.stores.packing_stations))) as u16
            });
            Store {
                name: site.name.clone(),
                place: site.place,
                point: site.point,
                floor: 0,
                opens_min: minute_of_day(spec.stores.opens_h),
                closes_min: minute_of_day(spec.stores.closes_h),
                packing_stations: stations,
                busy_queue: spec.stores.busy_queue,
                busy_orders_per_rider: spec.stores.busy_orders_per_rider,
                pickers: crew(spec, &streams, index, pickers),
                aisle_pace: aisle_pace(spec, &streams, index),
                expected_orders_per_day: expected[index],
                open_share: demand::open_share(spec),
            }
        })
        .collect()
}

/// How fast one walks in each aisle of a store; the aisles of all stores differ.
fn aisle_pace(spec: &Spec, streams: &Streams, store: usize) -> Vec<f64> {
    let mut stream = streams.open(Purpose::Aisles, store as u64);
    let spread = spec.work.aisle_pace_sigma;
    (0..spec.floor.aisles)
        .map(|_| libm::exp(spread * domain::dist::standard_normal_quantile(stream.uniform())))
        .collect()
}

/// Pickers of one store over all days; the same shifts and people every day.
fn crew(spec: &Spec, streams: &Streams, store: usize, peak: f64) -> Vec<Picker> {
    let rules = ShiftRules {
        opens_min: minute_of_day(spec.stores.opens_h),
        closes_min: minute_of_day(spec.stores.closes_h),
        overrun_min: minute_of_day(spec.stores.overrun_h),
        shift_min: minute_of_day(spec.stores.picker_shift_h),
        short_min: minute_of_day(spec.stores.picker_short_shift_h),
        break_min: 0,
    };
    let shifts = cover(&rules, &wanted(&rules, peak, &spec.demand.hour_of_day));
    // Even entities are pickers, odd ones riders, so that neither moves the other's draws.
    let mut stream = streams.open(Purpose::Staff, 2 * store as u64);
    let sigma = spec.stores.picker_pace_sigma;
    let paces: Vec<f64> = shifts
        .iter()
        .map(|_| libm::exp(sigma * domain::dist::standard_normal_quantile(stream.uniform())))
        .collect();
    let days = spec.calendar.days;
    let rules = &rules;
    (0..days)
        .flat_map(|day| {
            let is_last = day + 1 == days;
            shifts.iter().zip(&paces).map(move |(shift, pace)| {
                let end_min =
                    if is_last { rules.end_on_last_day(shift.end_min) } else { shift.end_min };
                let shift =
                    Shift { start: at_minute(day, shift.start_min), end: at_minute(day, end_min) };
                Picker { shift, pace: *pace }
            })
        })
        .collect()
}

/// Orders each store expects, from where it stands.
pub(crate) fn expected_orders(spec: &Spec, sites: &[Site], zones: &[Zone]) -> Vec<f64> {
    let points: Vec<Point> = sites.iter().map(|site| site.point).collect();
    demand::expected_orders(spec, &points, zones)
}
