//! Where the people of a generated city live, and how many of them in towers.

use domain::geo::Point;
use domain::rng::{Purpose, Streams};
use domain::units::Millimeters;

use super::lattice::OpenSpace;
use super::noise::Noise;
use super::shape::CityShape;

/// A square of the city.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cell {
    /// Its middle.
    pub centre: Point,
    /// Its side.
    pub size: Millimeters,
    /// People who live there.
    pub population: f64,
    /// Share of buildings that are apartment towers, 0 to 0.95.
    pub tower_share: f64,
}

/// Spreads the population: dense in the middle, thinner outside, in clusters.
///
/// Density falls off exponentially (Clark 1951) and varies log-normally around that.
pub(super) fn cells(shape: &CityShape, spaces: &[OpenSpace], streams: &Streams) -> Vec<Cell> {
    let (width, height) = (shape.width_km * 1e3, shape.height_km * 1e3);
    let columns = (width / shape.cell_m).ceil() as usize;
    let rows = (height / shape.cell_m).ceil() as usize;
    let field =
        |entity, step| Noise::new(width, height, step, &mut streams.open(Purpose::City, entity));
    let (clusters, towers) = (field(7, 1200.0), field(8, 2000.0));
    let mut cells = Vec::with_capacity(columns * rows);
    let mut total = 0.0;
    for row in 0..rows {
        for column in 0..columns {
            let x = (column as f64 + 0.5 - columns as f64 / 2.0) * shape.cell_m;
            let y = (row as f64 + 0.5 - rows as f64 / 2.0) * shape.cell_m;
            let centre = Point::from_m(x, y);
            let from_centre_km = (x * x + y * y).sqrt() / 1e3;
            let is_open = spaces.iter().any(|space| space.contains(centre));
            let weight = libm::exp(
                shape.density_sigma * clusters.at(x, y) - from_centre_km / shape.density_falloff_km,
            ) * if is_open { 0.1 } else { 1.0 };
            total += weight;
            let tower_share =
                (shape.tower_share * libm::exp(0.6 * towers.at(x, y) - 0.18)).min(0.95);
            let size = Millimeters::from_m(shape.cell_m);
            cells.push(Cell { centre, size, population: weight, tower_share });
        }
    }
    for cell in &mut cells {
        cell.population *= shape.population / total;
    }
    cells
}
