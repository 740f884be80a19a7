//! Streets and the zones where people live.

use std::collections::BTreeMap;
use std::path::Path;

use domain::demand::Zone;
use domain::geo::Point;
use domain::ids::NodeId;
use roads::RoadsError;
use roads::generate::{Cell, CityShape, Generated, generate};
use roads::network::{Junction, Network};

use super::files;
use super::ground::Ground;
use super::left_out::LeftOut;
use super::wards::{self, apart};
use crate::fault::Fault;
use crate::spec::Spec;
use crate::spec::city::CitySpec;

/// Streets and zones of a scenario, before stores and demand.
#[derive(Clone, Debug)]
pub struct City {
    /// Streets.
    pub network: Network,
    /// Zones with their people; sessions are not spread yet.
    pub zones: Vec<Zone>,
    /// What of the files is not in them.
    pub left_out: LeftOut,
}

/// Generates or imports streets and zones.
pub(crate) fn city(spec: &Spec, base: &Path) -> Result<City, Fault> {
    let city = &spec.city;
    let mut left_out = LeftOut::default();
    let (network, grounds) = match &city.roads {
        None => generated(city)?,
        Some(roads) => {
            let file = files::resolve(base, roads, "city.roads")?;
            let imported = roads::import::streets(&file)
                .map_err(|why| Fault::new("city.roads", why.to_string()))?;
            let network = imported.network;
            left_out.streets = imported.left_out;
            let grounds = match &city.wards {
                None => grid(city, &network),
                Some(wards) => {
                    let file = files::resolve(base, wards, "city.wards")?;
                    let wards = roads::import::wards(&file, city.ward_people.as_deref())
                        .map_err(|why| Fault::new("city.wards", why.to_string()))?;
                    let grounds = wards::grounds(city, &network, &wards);
                    left_out.count(&wards, &grounds);
                    let inside = grounds.iter().any(|ground| ground.population > 0.0);
                    Fault::unless(inside, "city.wards", || apart(&network, &wards))?;
                    grounds
                }
            };
            (network, grounds)
        }
    };
    let people: f64 = grounds.iter().map(|ground| ground.population).sum();
    Fault::unless(people > 0.0, "city", || "nobody lives near the streets of this city".into())?;
    let zones = grounds.into_iter().map(|ground| zone(city, ground)).collect();
    Ok(City { network, zones, left_out })
}

fn zone(spec: &CitySpec, ground: Ground) -> Zone {
    let count = |people: f64| (libm::round(people) as u32).max(1);
    Zone {
        name: ground.name,
        centre: ground.centre,
        population: ground.population,
        sessions_per_day: 0.0,
        customers: count(ground.population * spec.customer_share),
        buildings: count(ground.population / spec.people_per_building),
        tower_share: ground.tower_share,
        doors: ground.doors,
    }
}

/// A city from a seed.
fn generated(spec: &CitySpec) -> Result<(Network, Vec<Ground>), Fault> {
    let shape = CityShape {
        width_km: spec.width_km,
        height_km: spec.height_km,
        population: spec.people_per_km2 * spec.width_km * spec.height_km,
        junctions_per_km2: spec.junctions_per_km2,
        arterial_spacing_km: spec.arterial_spacing_km,
        collector_spacing_km: spec.collector_spacing_km,
        missing_link_share: spec.missing_link_share,
        one_way_share: spec.one_way_share,
        living_street_share: spec.living_street_share,
        open_space_share: spec.open_space_share,
        barrier: spec.barrier,
        crossing_spacing_km: spec.crossing_spacing_km,
        bend_m: spec.bend_m,
        density_falloff_km: spec.density_falloff_km,
        density_sigma: spec.density_sigma,
        tower_share: spec.tower_share,
        cell_m: spec.zone_km * 1e3,
        centre_lon: spec.centre_lon,
        centre_lat: spec.centre_lat,
    };
    let Generated { network, cells } = generate(&shape, spec.seed).map_err(|why| {
        let path = match &why {
            RoadsError::Shape { field: "population", .. } => "city.people_per_km2".into(),
            RoadsError::Shape { field, .. } => format!("city.{field}"),
            _ => "city".into(),
        };
        Fault::new(path, why.to_string())
    })?;
    let mut doors = doors_by_cell(&network, &cells);
    let grounds = cells
        .into_iter()
        .enumerate()
        .map(|(number, cell)| Ground {
            name: format!("cell {}", number + 1),
            centre: cell.centre,
            population: cell.population,
            tower_share: cell.tower_share,
            doors: std::mem::take(&mut doors[number]),
        })
        .collect();
    Ok((network, grounds))
}

/// Junctions where people may live, with their numbers.
fn places(network: &Network) -> impl Iterator<Item = (usize, &Junction)> {
    network.graph.node_weights().enumerate().filter(|(_, junction)| junction.is_place())
}

/// Junctions of each cell; those that bend out of the city belong to no cell.
fn doors_by_cell(network: &Network, cells: &[Cell]) -> Vec<Vec<(NodeId, Point)>> {
    let mut doors = vec![Vec::new(); cells.len()];
    let Some(first) = cells.first() else { return doors };
    let side_mm = (first.size.0 as i64).max(1);
    let corner = |centre: Point| (centre.x_mm - side_mm / 2, centre.y_mm - side_mm / 2);
    let (west, south) = corner(first.centre);
    let position =
        |at: Point| ((at.y_mm - south).div_euclid(side_mm), (at.x_mm - west).div_euclid(side_mm));
    let numbers: BTreeMap<(i64, i64), usize> =
        cells.iter().enumerate().map(|(number, cell)| (position(cell.centre), number)).collect();
    for (node, junction) in places(network) {
        if let Some(number) = numbers.get(&position(junction.point)) {
            doors[*number].push((node.into(), junction.point));
        }
    }
    doors
}

/// Square cells in which people live in proportion to the junctions there.
fn grid(spec: &CitySpec, network: &Network) -> Vec<Ground> {
    let side_mm = (libm::round(spec.zone_km * 1e6) as i64).max(1);
    let mut cells: BTreeMap<(i64, i64), Vec<(NodeId, Point)>> = BTreeMap::new();
    for (node, junction) in places(network) {
        let Point { x_mm, y_mm } = junction.point;
        let cell = (y_mm.div_euclid(side_mm), x_mm.div_euclid(side_mm));
        cells.entry(cell).or_default().push((node.into(), junction.point));
    }
    let people = spec.people_per_km2 * spec.zone_km * spec.zone_km * cells.len() as f64;
    let per_junction = people / places(network).count().max(1) as f64;
    cells
        .into_iter()
        .map(|((row, column), doors)| Ground {
            name: format!("cell {column},{row}"),
            centre: Point {
                x_mm: column * side_mm + side_mm / 2,
                y_mm: row * side_mm + side_mm / 2,
            },
            population: per_junction * doors.len() as f64,
            tower_share: spec.tower_share,
            doors,
        })
        .collect()
}
