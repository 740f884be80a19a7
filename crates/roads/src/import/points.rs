//! A table of grid cells by their centres, each given the cell that it stands for.

use std::collections::BTreeMap;

use domain::geo::{Plane, Point};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::area::Area;
use super::extract::position;
use super::imported::{check_extent, middle};
use super::source::Source;
use crate::error::{Position, RoadsError};

/// Neighbours up to this many times the nearest distance count as adjacent; on a square grid
/// diagonal neighbours are 1.41 times as far.
const ADJACENT: f64 = 1.25;
/// Cells wider than this are taken for lone points, millimetres.
const WIDEST_MM: f64 = 5e6;
/// Half width of a cell around a point that has no neighbour, millimetres.
const LONE_MM: f64 = 250e3;

pub(super) fn read(source: Source<'_>) -> Result<Vec<Area>, RoadsError> {
    let path = source.path;
    let mut table = csv::Reader::from_reader(source.open()?);
    let fault = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        RoadsError::malformed(path, Position::Line(line), error.to_string())
    };
    let header = table.headers().map_err(fault)?.clone();
    let column = |wanted: &[&str]| {
        header
            .iter()
            .position(|name| wanted.iter().any(|w| name.trim().eq_ignore_ascii_case(w)))
            .ok_or_else(|| {
                let problem = format!("no column `{}` in the header", wanted[0]);
                RoadsError::malformed(path, Position::Line(1), problem)
            })
    };
    let (lon, lat) = (column(&["lon", "longitude", "lng"])?, column(&["lat", "latitude"])?);
    let (mut properties, mut centres) = (Vec::new(), Vec::new());
    for record in table.records() {
        let record = record.map_err(fault)?;
        let line = record.position().map_or(0, csv::Position::line);
        let degrees = |column: usize| -> Result<f64, RoadsError> {
            record[column].trim().parse().map_err(|_| {
                let problem =
                    format!("`{}` is `{}`, not a number", &header[column], &record[column]);
                RoadsError::malformed(path, Position::Line(line), problem)
            })
        };
        let at = position(degrees(lat)?, degrees(lon)?)
            .map_err(|problem| RoadsError::malformed(path, Position::Line(line), problem))?;
        centres.push(at);
        let values: BTreeMap<String, String> = header
            .iter()
            .zip(&record)
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        properties.push(values);
    }
    if centres.is_empty() {
        return Err(RoadsError::malformed(path, Position::Line(1), "holds no rows"));
    }
    check_extent(path, centres.iter().copied())?;
    let plane = Plane { origin: middle(centres.iter().copied()) };
    let points: Vec<Point> = centres.iter().map(|at| plane.project(*at)).collect();
    Ok(properties
        .into_iter()
        .zip(cells(&points))
        .map(|(properties, corners)| {
            let ring: LineString<f64> = corners
                .into_iter()
                .map(|corner| {
                    let at = plane.unproject(corner);
                    Coord { x: at.lon, y: at.lat }
                })
                .collect();
            Area { properties, shape: MultiPolygon(vec![Polygon::new(ring, Vec::new())]) }
        })
        .collect())
}

/// Corners of the cell around each point: a hexagon where the grid is hexagonal, else a square,
/// both with sides halfway to the neighbours.
fn cells(points: &[Point]) -> Vec<Vec<Point>> {
    let entries: Vec<_> = points
        .iter()
        .enumerate()
        .map(|(index, point)| GeomWithData::new([point.x_mm, point.y_mm], index))
        .collect();
    let tree = RTree::bulk_load(entries);
    // Offset to the nearest other point, and how many are about as near.
    let nearest: Vec<Option<((f64, f64), usize)>> = points
        .iter()
        .map(|point| {
            let mut others = tree
                .nearest_neighbor_iter([point.x_mm, point.y_mm])
                .map(|entry| {
                    let [x, y] = *entry.geom();
                    ((x - point.x_mm) as f64, (y - point.y_mm) as f64)
                })
                .skip_while(|(x, y)| *x == 0.0 && *y == 0.0);
            let first = others.next().filter(|offset| size(*offset) <= WIDEST_MM)?;
            let near = others.take_while(|offset| size(*offset) <= ADJACENT * size(first)).count();
            Some((first, near + 1))
        })
        .collect();
    // Whole hexagons have six neighbours; squares have four. Cells at the border have fewer.
    let most = nearest.iter().flatten().map(|(_, near)| *near).collect::<Vec<_>>();
    let hexagons = most.iter().filter(|near| **near > 4).count();
    let is_hexagonal = hexagons * 3 > most.len();
    let mut widths: Vec<f64> = nearest.iter().flatten().map(|(first, _)| size(*first)).collect();
    widths.sort_by(f64::total_cmp);
    let usual = widths.get(widths.len() / 2).map_or(LONE_MM, |width| width / 2.0);
    points
        .iter()
        .zip(&nearest)
        .map(|(centre, nearest)| {
            let ((x, y), half) = match nearest {
                // A point off the grid gets a cell of the usual size.
                Some((first, _)) if size(*first) < 3.0 * usual => (*first, size(*first) / 2.0),
                _ => ((1.0, 0.0), usual),
            };
            let to_side = libm::atan2(y, x);
            let corners = if is_hexagonal { 6 } else { 4 };
            let half_angle = std::f64::consts::PI / f64::from(corners);
            let radius = half / libm::cos(half_angle);
            (0..corners)
                .map(|corner| {
                    let angle = to_side + half_angle * f64::from(2 * corner + 1);
                    Point {
                        x_mm: centre.x_mm + libm::round(radius * libm::cos(angle)) as i64,
                        y_mm: centre.y_mm + libm::round(radius * libm::sin(angle)) as i64,
                    }
                })
                .collect()
        })
        .collect()
}

fn size((x, y): (f64, f64)) -> f64 {
    (x * x + y * y).sqrt()
}
