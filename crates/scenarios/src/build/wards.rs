//! Wards with their people, cut down to what the streets of the scenario reach.

use domain::geo::{GeoPoint, Plane, Point};
use domain::ids::NodeId;
use domain::units::Millimeters;
use rayon::prelude::*;
use roads::import::Ward;
use roads::network::Network;
use roads::snap::Snapper;

use super::ground::{Ground, REACHED_M};
use super::left_out::LeftOut;
use crate::spec::city::CitySpec;

/// Most distance between the points at which a ward is probed, metres.
const PROBE_M: f64 = 100.0;
/// Points to which a ward is probed at least, were it square.
const PROBES: f64 = 100.0;
/// Points at which the box around a ward is looked at, at most: of a shape as thin as that would
/// need more, the outline is probed.
const PROBES_MAX: f64 = 250_000.0;

/// One zone for each ward that the streets reach, in the order of the wards.
///
/// Its people are the ward's, times the share of the ward's ground within reach of a junction:
/// where a street file covers half a ward, half of its people can order. Its middle is the middle
/// of that ground. Its doors are the junctions inside, or where there are none those nearest to
/// that ground.
pub(super) fn grounds(spec: &CitySpec, network: &Network, wards: &[Ward]) -> Vec<Ground> {
    let snapper = Snapper::new(network);
    wards.par_iter().filter_map(|ward| ground(spec, network, &snapper, ward)).collect()
}

impl LeftOut {
    /// Counts the people of wards who are in no ground made of them.
    pub(super) fn count(&mut self, wards: &[Ward], grounds: &[Ground]) {
        let people: f64 = wards.iter().map(|ward| ward.population).sum();
        let kept: f64 = grounds.iter().map(|ground| ground.population).sum();
        let with_people = |population: f64| usize::from(population > 0.0);
        self.people = (people - kept).max(0.0);
        self.people_share = if people > 0.0 { self.people / people } else { 0.0 };
        self.wards = wards.iter().map(|ward| with_people(ward.population)).sum::<usize>()
            - grounds.iter().map(|ground| with_people(ground.population)).sum::<usize>();
    }
}

/// Says where streets and wards lie when they do not meet.
pub(super) fn apart(network: &Network, wards: &[Ward]) -> String {
    let corners = wards.iter().flat_map(outline).map(|at| (at.lon, at.lat));
    let far = (f64::INFINITY, f64::NEG_INFINITY);
    let ((west, east), (south, north)) =
        corners.fold((far, far), |((west, east), (south, north)), (lon, lat)| {
            ((west.min(lon), east.max(lon)), (south.min(lat), north.max(lat)))
        });
    let mut text = format!(
        "nobody in the wards lives within {REACHED_M} m of a junction: they lie between longitude \
         {west:.3} and {east:.3}, latitude {south:.3} and {north:.3}"
    );
    if let Some(bounds) = network.bounds() {
        let [low, high] = bounds.map(|corner| network.plane.unproject(corner));
        text.push_str(&format!(
            ", the streets between {:.3} and {:.3}, {:.3} and {:.3}",
            low.lon, high.lon, low.lat, high.lat
        ));
        let overlaps = |[a, b]: [f64; 2], [c, d]: [f64; 2]| a <= d && c <= b;
        if overlaps([west, east], [low.lat, high.lat])
            && overlaps([south, north], [low.lon, high.lon])
        {
            text.push_str("; longitude and latitude of the wards seem to be exchanged");
        }
    }
    text
}

fn ground(spec: &CitySpec, network: &Network, snapper: &Snapper, ward: &Ward) -> Option<Ground> {
    let plane = &network.plane;
    let [low, high] = bounds(ward, plane)?;
    let reached = Millimeters::from_m(REACHED_M);
    let middle = Point { x_mm: (low.x_mm + high.x_mm) / 2, y_mm: (low.y_mm + high.y_mm) / 2 };
    let half_diagonal = Millimeters(low.distance(high).0 / 2 + 1);
    let mut doors: Vec<NodeId> = snapper.within(middle, half_diagonal);
    let at = |node: &NodeId| network.graph.raw_nodes()[node.index()].weight.point;
    doors.retain(|node| ward.contains(plane.unproject(at(node))));
    let is_whole = snapper.nearest(middle).is_some_and(|(_, away)| away + half_diagonal <= reached);
    let probes = if is_whole { corners(ward, plane) } else { probes(ward, plane, [low, high]) };
    let nearest: Vec<(Point, NodeId)> = probes
        .iter()
        .filter_map(|at| {
            let (node, away) = snapper.nearest(*at)?;
            (away <= reached).then_some((*at, node))
        })
        .collect();
    let covered = i64::try_from(nearest.len()).unwrap_or(i64::MAX);
    if covered == 0 {
        return None;
    }
    if doors.is_empty() {
        doors = nearest.iter().map(|(_, node)| *node).collect();
        doors.sort_unstable();
        doors.dedup();
    }
    let (x, y) = nearest.iter().fold((0, 0), |(x, y), (at, _)| (x + at.x_mm, y + at.y_mm));
    let centre = match ward.centre().filter(|_| is_whole) {
        Some(centre) => plane.project(centre),
        None => Point { x_mm: x / covered, y_mm: y / covered },
    };
    Some(Ground {
        name: ward.name.clone(),
        centre,
        population: ward.population * covered as f64 / probes.len() as f64,
        tower_share: spec.tower_share,
        doors: doors.into_iter().map(|node| (node, at(&node))).collect(),
    })
}

/// Points spread evenly over a ward, closer where it is thin; of a ward that falls between them
/// the corners of its outline.
fn probes(ward: &Ward, plane: &Plane, [low, high]: [Point; 2]) -> Vec<Point> {
    let (mut ground, mut around) = (0.0, 0.0);
    for polygon in &ward.area {
        let mut twice = 0.0;
        for line in polygon.exterior().lines() {
            let [a, b] =
                [line.start, line.end].map(|at| plane.project(GeoPoint { lon: at.x, lat: at.y }));
            let [(ax, ay), (bx, by)] = [a, b]
                .map(|at| ((at.x_mm - low.x_mm) as f64 / 1e3, (at.y_mm - low.y_mm) as f64 / 1e3));
            twice += ax * by - bx * ay;
            around += a.distance(b).as_m();
        }
        ground += twice.abs() / 2.0;
    }
    // Of a square this is the tenth of a side, of a strip a good third of its width.
    let fine = 4.0 * ground / around / PROBES.sqrt();
    let box_m2 = (high.x_mm - low.x_mm) as f64 / 1e3 * ((high.y_mm - low.y_mm) as f64 / 1e3);
    let step = fine.max((box_m2 / PROBES_MAX).sqrt()).clamp(0.001, PROBE_M);
    let inside: Vec<Point> = if fine > 0.0 {
        lattice(low, high, step).filter(|at| ward.contains(plane.unproject(*at))).collect()
    } else {
        Vec::new()
    };
    if inside.is_empty() { corners(ward, plane) } else { inside }
}

/// Corners of a ward's outlines.
fn corners(ward: &Ward, plane: &Plane) -> Vec<Point> {
    outline(ward).map(|at| plane.project(at)).collect()
}

/// Positions of a ward's outlines.
fn outline(ward: &Ward) -> impl Iterator<Item = GeoPoint> + '_ {
    let corners = ward.area.iter().flat_map(|polygon| polygon.exterior().coords());
    corners.map(|at| GeoPoint { lon: at.x, lat: at.y })
}

/// South-west and north-east corner of a ward on the plane.
fn bounds(ward: &Ward, plane: &Plane) -> Option<[Point; 2]> {
    let mut corners = outline(ward).map(|at| plane.project(at));
    let first = corners.next()?;
    Some(corners.fold([first, first], |[low, high], at| {
        [
            Point { x_mm: low.x_mm.min(at.x_mm), y_mm: low.y_mm.min(at.y_mm) },
            Point { x_mm: high.x_mm.max(at.x_mm), y_mm: high.y_mm.max(at.y_mm) },
        ]
    }))
}

/// The middles of small squares that fill a box.
fn lattice(low: Point, high: Point, step_m: f64) -> impl Iterator<Item = Point> {
    let step = ((step_m * 1e3) as usize).max(1);
    let half = step as i64 / 2;
    let rows = (low.y_mm + half..=high.y_mm).step_by(step);
    rows.flat_map(move |y_mm| {
        (low.x_mm + half..=high.x_mm).step_by(step).map(move |x_mm| Point { x_mm, y_mm })
    })
}

#[cfg(test)]
mod tests {
    use roads::generate::{CityShape, generate};
    use roads::geo::{LineString, MultiPolygon, Polygon};

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

    /// A square block of streets of 434 m, junctions at the corners only.
    fn mesh() -> Network {
        let mut file = String::from("<osm version=\"0.6\">");
        let place = |row: u32, column: u32| {
            (12.95 + 0.004 * f64::from(row), 77.55 + 0.004 * f64::from(column))
        };
        for (row, column) in (0..6).flat_map(|row| (0..6).map(move |column| (row, column))) {
            let (lat, lon) = place(row, column);
            file.push_str(&format!(
                "<node id=\"{}\" lat=\"{lat}\" lon=\"{lon}\"/>",
                row * 100 + column + 1
            ));
        }
        for line in 0..6 {
            for step in [[100 * line + 1, 1], [line + 1, 100]] {
                let nodes: String =
                    (0..6).map(|n| format!("<nd ref=\"{}\"/>", step[0] + n * step[1])).collect();
                let way = 1000 * step[1] + line;
                file.push_str(&format!(
                    "<way id=\"{way}\">{nodes}<tag k=\"highway\" v=\"residential\"/></way>"
                ));
            }
        }
        file.push_str("</osm>");
        roads::import::streets_of("mesh.osm", file.as_bytes()).unwrap().network
    }

    /// A ward `wide` x `tall` metres whose south-west corner lies at degrees.
    fn strip(plane: &Plane, lon: f64, lat: f64, wide: f64, tall: f64) -> Ward {
        let corner = plane.project(GeoPoint { lon, lat });
        let at = |dx: f64, dy: f64| {
            let shift = Point::from_m(dx, dy);
            let at = Point { x_mm: corner.x_mm + shift.x_mm, y_mm: corner.y_mm + shift.y_mm };
            let at = plane.unproject(at);
            (at.lon, at.lat)
        };
        let ring = vec![at(0.0, 0.0), at(wide, 0.0), at(wide, tall), at(0.0, tall), at(0.0, 0.0)];
        let area = MultiPolygon(vec![Polygon::new(LineString::from(ring), Vec::new())]);
        Ward { name: "strip".into(), population: 8000.0, area }
    }

    #[test]
    fn nobody_near_a_junction_is_lost_however_small_or_thin_the_ward() {
        let network = mesh();
        let plane = network.plane;
        let (lon, lat) = (77.558, 12.958);
        let cases = [
            // A block between four junctions; a square around one and one beside it; strips along
            // a street, across it, and as narrow as a kerb; a doorstep.
            strip(&plane, lon + 0.0002, lat + 0.0002, 130.0, 130.0),
            strip(&plane, lon - 0.0002, lat - 0.0002, 40.0, 40.0),
            strip(&plane, lon + 0.0002, lat + 0.0002, 40.0, 40.0),
            strip(&plane, lon - 0.0018, lat - 0.0001, 400.0, 30.0),
            strip(&plane, lon - 0.0001, lat - 0.0018, 0.3, 400.0),
            strip(&plane, lon - 0.0018, lat - 0.0001, 400.0, 0.02),
            strip(&plane, lon, lat, 0.1, 0.1),
            strip(&plane, lon, lat, 0.0, 0.0),
        ];
        let spec = CitySpec::default();
        for (number, ward) in cases.iter().enumerate() {
            let grounds = grounds(&spec, &network, std::slice::from_ref(ward));
            assert_eq!(grounds.len(), 1, "case {number}");
            assert_eq!(grounds[0].population, 8000.0, "case {number}");
            assert!((1..=4).contains(&grounds[0].doors.len()), "case {number}");
            let mut left_out = LeftOut::default();
            left_out.count(std::slice::from_ref(ward), &grounds);
            assert_eq!((left_out.people, left_out.wards), (0.0, 0), "case {number}");
        }
        // A strip that leaves the streets: half of it is near, and the rest is told.
        let half =
            [strip(&plane, 77.57, 12.9579, 500.0, 20.0), strip(&plane, 77.7, 12.96, 90.0, 90.0)];
        let grounds = grounds(&spec, &network, &half);
        let mut left_out = LeftOut::default();
        left_out.count(&half, &grounds);
        assert_eq!((grounds.len(), left_out.wards), (1, 1));
        assert!((grounds[0].population / 4000.0 - 1.0).abs() < 0.05, "{}", grounds[0].population);
        assert!((left_out.people / 12_000.0 - 1.0).abs() < 0.05, "{}", left_out.people);
        assert_eq!(left_out.lines().len(), 1);
        assert!(left_out.lines()[0].ends_with("(75.0 %, all of 1 ward)"), "{:?}", left_out.lines());
        assert_eq!(left_out.warnings(), Vec::<String>::new());
        left_out.count(&half, &[]);
        assert_eq!((left_out.people_share, left_out.warnings().len()), (1.0, 1));
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
