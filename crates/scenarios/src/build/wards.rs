//! Wards with their people, cut down to what the streets of the scenario reach.

use domain::geo::{GeoPoint, Plane, Point};
use domain::units::Millimeters;
use roads::import::Ward;
use roads::network::Network;
use roads::snap::Snapper;

use super::city::Ground;
use crate::spec::city::CitySpec;

/// Ground further than this from any junction is not reached by the streets, metres.
const REACHED_M: f64 = 250.0;
/// Distance between the points at which a ward is probed, metres.
const PROBE_M: f64 = 100.0;

/// One zone for each ward that the streets reach.
///
/// Its people are the ward's, times the share of the ward's ground within reach of a junction:
/// where a street file covers half a ward, half of its people can order. Its middle is the middle
/// of that ground, its doors are the junctions inside.
pub(super) fn grounds(spec: &CitySpec, network: &Network, wards: &[Ward]) -> Vec<Ground> {
    let snapper = Snapper::new(network);
    wards.iter().filter_map(|ward| ground(spec, network, &snapper, ward)).collect()
}

fn ground(spec: &CitySpec, network: &Network, snapper: &Snapper, ward: &Ward) -> Option<Ground> {
    let plane = &network.plane;
    let [low, high] = bounds(ward, plane)?;
    let reached = Millimeters::from_m(REACHED_M);
    let (mut probes, mut covered, mut x_sum, mut y_sum) = (0_u32, 0_u32, 0_i64, 0_i64);
    for at in lattice(low, high).filter(|at| ward.contains(plane.unproject(*at))) {
        probes += 1;
        if snapper.nearest(at).is_some_and(|(_, away)| away <= reached) {
            covered += 1;
            x_sum += at.x_mm;
            y_sum += at.y_mm;
        }
    }
    if covered == 0 {
        return None;
    }
    let middle = Point { x_mm: (low.x_mm + high.x_mm) / 2, y_mm: (low.y_mm + high.y_mm) / 2 };
    let half_diagonal = Millimeters(low.distance(high).0 / 2 + 1);
    let doors: Vec<_> = snapper
        .within(middle, half_diagonal)
        .into_iter()
        .map(|node| (node, network.graph.raw_nodes()[node.index()].weight.point))
        .filter(|(_, point)| ward.contains(plane.unproject(*point)))
        .collect();
    Some(Ground {
        name: ward.name.clone(),
        centre: Point { x_mm: x_sum / i64::from(covered), y_mm: y_sum / i64::from(covered) },
        population: if doors.is_empty() {
            0.0
        } else {
            ward.population * f64::from(covered) / f64::from(probes)
        },
        tower_share: spec.tower_share,
        doors,
    })
}

/// South-west and north-east corner of a ward on the plane.
fn bounds(ward: &Ward, plane: &Plane) -> Option<[Point; 2]> {
    let mut corners = ward
        .area
        .iter()
        .flat_map(|polygon| polygon.exterior().coords())
        .map(|at| plane.project(GeoPoint { lon: at.x, lat: at.y }));
    let first = corners.next()?;
    Some(corners.fold([first, first], |[low, high], at| {
        [
            Point { x_mm: low.x_mm.min(at.x_mm), y_mm: low.y_mm.min(at.y_mm) },
            Point { x_mm: high.x_mm.max(at.x_mm), y_mm: high.y_mm.max(at.y_mm) },
        ]
    }))
}

/// Points at which a box is probed: the middles of small squares.
fn lattice(low: Point, high: Point) -> impl Iterator<Item = Point> {
    let step = (PROBE_M * 1e3) as usize;
    let half = step as i64 / 2;
    let rows = (low.y_mm + half..=high.y_mm).step_by(step);
    rows.flat_map(move |y_mm| {
        (low.x_mm + half..=high.x_mm).step_by(step).map(move |x_mm| Point { x_mm, y_mm })
    })
}

#[cfg(test)]
mod tests {
    use roads::generate::{CityShape, generate};
    use roads::geo_types::{LineString, MultiPolygon, Polygon};

    use super::*;

    /// A square of `side_km` with its south-west corner at (`x_km`, `y_km`).
    fn ward(plane: &Plane, x_km: f64, y_km: f64, side_km: f64) -> Ward {
        let corner = |dx: f64, dy: f64| {
            let at = plane.unproject(Point::from_m((x_km + dx) * 1e3, (y_km + dy) * 1e3));
            (at.lon, at.lat)
        };
        let s = side_km;
        let ring = LineString::from(vec![
            corner(0.0, 0.0),
            corner(s, 0.0),
            corner(s, s),
            corner(0.0, s),
            corner(0.0, 0.0),
        ]);
        let area = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
        Ward { name: String::new(), population: 1000.0, area }
    }

    #[test]
    fn a_ward_half_covered_by_streets_keeps_half_of_its_people() {
        let shape = CityShape {
            width_km: 4.0,
            height_km: 4.0,
            open_space_share: 0.0,
            ..CityShape::default()
        };
        let network = generate(&shape, 3).unwrap().network;
        let wards = [
            ward(&network.plane, -1.0, -1.0, 2.0),
            // The streets end at 2 km east, give or take the reach of 0.25 km and a bend.
            ward(&network.plane, 1.0, -1.0, 2.0),
            ward(&network.plane, 8.0, 8.0, 1.0),
        ];
        let spec = CitySpec::default();
        let grounds = grounds(&spec, &network, &wards);
        assert_eq!(grounds.len(), 2, "a ward without streets is no zone");
        assert!(grounds[0].population > 980.0 && grounds[0].population <= 1000.0);
        let half = grounds[1].population;
        assert!((450.0..720.0).contains(&half), "{half}");
        assert!(grounds[0].centre.distance(Point::default()).as_m() < 60.0);
        let inside =
            |(_, at): &(_, Point)| at.x_mm.abs() <= 1_000_001 && at.y_mm.abs() <= 1_000_001;
        assert!(grounds[0].doors.len() > 300 && grounds[0].doors.iter().all(inside));
    }
}
