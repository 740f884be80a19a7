//! Streets of a generated city: a bent lattice whose lines are arterials, collectors and
//! residential streets, with radial roads, ring roads and the gaps that make T-junctions.

use domain::geo::Point;
use domain::rng::{Purpose, Streams};
use domain::travel::RoadClass;
use domain::units::Millimeters;

use super::noise::Noise;
use super::shape::CityShape;

/// Lattice points per junction that is left when gaps have been cut and chains merged.
///
/// Measured on the default shape; the test of junction density holds it in place.
const POINTS_PER_JUNCTION: f64 = 1.62;

/// A street of the lattice, before it becomes one or two directed streets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) class: RoadClass,
    pub(super) is_two_way: bool,
    pub(super) length: Millimeters,
}

/// A round area without residential streets.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenSpace {
    centre: Point,
    radius: Millimeters,
}

impl OpenSpace {
    pub(super) fn contains(&self, point: Point) -> bool {
        self.centre.distance(point) <= self.radius
    }
}

/// Draws lakes, parks and campuses until their areas add up to the wanted share.
pub(super) fn open_spaces(shape: &CityShape, streams: &Streams) -> Vec<OpenSpace> {
    let mut stream = streams.open(Purpose::City, 5);
    let (width, height) = (shape.width_km * 1e3, shape.height_km * 1e3);
    let mut left = shape.open_space_share * width * height;
    let mut spaces = Vec::new();
    while left > 0.0 {
        let radius = 120.0 + 280.0 * stream.uniform();
        left -= std::f64::consts::PI * radius * radius;
        let x = (stream.uniform() - 0.5) * width;
        let y = (stream.uniform() - 0.5) * height;
        spaces.push(OpenSpace { centre: Point::from_m(x, y), radius: Millimeters::from_m(radius) });
    }
    spaces
}

/// How the streets of a neighbourhood between collectors are laid out.
#[derive(Clone, Copy)]
struct Block {
    /// Long sides of its houses' rows lie along west-east streets.
    is_long_eastward: bool,
    /// Share of its links that are missing.
    missing: f64,
    is_living: bool,
}

/// The lattice with its lines counted from the city's centre.
struct Lattice {
    columns: i64,
    rows: i64,
    middle: (i64, i64),
    arterial_every: i64,
    collector_every: i64,
    rings: Vec<i64>,
}

impl Lattice {
    fn new(shape: &CityShape) -> (Self, f64) {
        let spacing = 1000.0 / (shape.junctions_per_km2 * POINTS_PER_JUNCTION).sqrt();
        let count = |km: f64| (libm::round(km * 1e3 / spacing) as i64).max(4) + 1;
        let every = |km: f64| (libm::round(km * 1e3 / spacing) as i64).max(2);
        let (columns, rows) = (count(shape.width_km), count(shape.height_km));
        let collector_every = every(shape.collector_spacing_km);
        // Arterials take the place of collectors.
        let arterial_every =
            (every(shape.arterial_spacing_km) / collector_every).max(1) * collector_every;
        let half_km = shape.width_km.min(shape.height_km) / 2.0;
        let half = columns.min(rows) / 2;
        let number = (libm::round(half_km / 5.0) as i64).max(1);
        let rings = (1..=number).map(|ring| half * 3 * ring / (4 * number)).collect();
        let lattice = Self {
            columns,
            rows,
            middle: (columns / 2, rows / 2),
            arterial_every,
            collector_every,
            rings,
        };
        (lattice, spacing)
    }

    fn node(&self, i: i64, j: i64) -> u32 {
        (j * self.columns + i) as u32
    }

    /// Class of the lattice line `steps` lines from the middle.
    fn line_class(&self, steps: i64) -> RoadClass {
        if steps == 0 {
            RoadClass::Primary
        } else if steps % self.arterial_every == 0 {
            if steps / self.arterial_every % 2 == 0 {
                RoadClass::Primary
            } else {
                RoadClass::Secondary
            }
        } else if steps % self.collector_every == 0 {
            RoadClass::Tertiary
        } else {
            RoadClass::Residential
        }
    }

    /// Whether a point lies on a straight side of a ring road (an octagon), and so does its
    /// neighbour on the same line.
    fn is_on_ring(&self, across: i64, along: i64) -> bool {
        self.rings.iter().any(|ring| {
            across.abs() == *ring && along.abs().max((along + 1).abs()) <= corner(*ring)
        })
    }

    /// Class of the diagonal that leaves (x, y) to the north-east (`rise` = 1) or south-east (-1).
    fn diagonal_class(&self, x: i64, y: i64, rise: i64) -> Option<RoadClass> {
        let (x2, y2) = (x + 1, y + rise);
        let is_slanted_side = self.rings.iter().any(|ring| {
            let sum = ring + corner(*ring);
            x.abs() + y.abs() == sum
                && x2.abs() + y2.abs() == sum
                && x.abs().max(y.abs()).max(x2.abs()).max(y2.abs()) <= *ring
        });
        if is_slanted_side {
            return Some(RoadClass::Trunk);
        }
        (x == y * rise).then_some(RoadClass::Primary)
    }

    fn block_of(&self, steps: i64) -> i64 {
        steps.div_euclid(self.collector_every)
    }
}

/// Where the straight sides of an octagon of this radius end.
fn corner(ring: i64) -> i64 {
    libm::round(ring as f64 * (std::f64::consts::SQRT_2 - 1.0)) as i64
}

/// Draws junctions and links.
pub(super) fn streets(
    shape: &CityShape,
    spaces: &[OpenSpace],
    streams: &Streams,
) -> (Vec<Point>, Vec<Link>) {
    let (lattice, spacing) = Lattice::new(shape);
    let points = points(shape, &lattice, spacing, streams);
    let is_open = open_points(shape, spaces, &points);
    let (middle_i, middle_j) = lattice.middle;
    let block_columns = lattice.columns / lattice.collector_every + 2;
    let block_rows = lattice.rows / lattice.collector_every + 2;
    let (first_column, first_row) = (lattice.block_of(-middle_i), lattice.block_of(-middle_j));
    let mut stream = streams.open(Purpose::City, 2);
    let blocks: Vec<Block> = (0..block_columns * block_rows)
        .map(|_| {
            let is_long_eastward = stream.chance(0.5);
            // Two planned kinds of neighbourhood to one that grew by itself.
            let irregular = [0.86, 0.86, 1.28][stream.below(3) as usize];
            Block {
                is_long_eastward,
                missing: (shape.missing_link_share * irregular).min(0.6),
                is_living: stream.chance(shape.living_street_share),
            }
        })
        .collect();
    let block_at = |x: i64, y: i64| {
        let column = lattice.block_of(x) - first_column;
        let row = lattice.block_of(y) - first_row;
        blocks[(row * block_columns + column) as usize]
    };
    // One-way streets run through a whole block: one draw per line and block it passes.
    let mut stream = streams.open(Purpose::City, 3);
    let mut one_ways = |lines: i64, blocks: i64| -> Vec<Option<bool>> {
        (0..lines * blocks)
            .map(|_| {
                let is_forward = stream.chance(0.5);
                stream.chance(shape.one_way_share).then_some(is_forward)
            })
            .collect()
    };
    let north_one_ways = one_ways(lattice.columns, block_rows);
    let east_one_ways = one_ways(lattice.rows, block_columns);
    let mut stream = streams.open(Purpose::City, 4);
    let mut links = Vec::with_capacity(points.len() * 2);
    for j in 0..lattice.rows {
        for i in 0..lattice.columns {
            let (x, y) = (i - middle_i, j - middle_j);
            let here = lattice.node(i, j);
            for is_eastward in [true, false] {
                let (next_i, next_j) = if is_eastward { (i + 1, j) } else { (i, j + 1) };
                // Drawn for every place, used or not, so that one field changes only its own.
                let (missing, bend) = (stream.uniform(), stream.uniform());
                if next_i >= lattice.columns || next_j >= lattice.rows {
                    continue;
                }
                let (across, along) = if is_eastward { (y, x) } else { (x, y) };
                let block = block_at(x, y);
                let mut class = lattice.line_class(across);
                if lattice.is_on_ring(across, along) {
                    class = RoadClass::Trunk;
                }
                let next = lattice.node(next_i, next_j);
                if class >= RoadClass::Tertiary && is_open[here as usize] && is_open[next as usize]
                {
                    continue;
                }
                if class == RoadClass::Residential {
                    let is_cross_street = is_eastward != block.is_long_eastward;
                    let is_staggered = is_cross_street && (x + y) % 2 == 0;
                    if is_staggered || missing < block.missing {
                        continue;
                    }
                    if block.is_living {
                        class = RoadClass::Living;
                    }
                }
                let one_way = if class < RoadClass::Tertiary {
                    None
                } else if is_eastward {
                    east_one_ways[(j * block_columns + lattice.block_of(x) - first_column) as usize]
                } else {
                    north_one_ways[(i * block_rows + lattice.block_of(y) - first_row) as usize]
                };
                links.push(link(&points, here, next, class, one_way, bend));
            }
            for rise in [1, -1] {
                let next_j = j + rise;
                if i + 1 < lattice.columns
                    && (0..lattice.rows).contains(&next_j)
                    && let Some(class) = lattice.diagonal_class(x, y, rise)
                {
                    let next = lattice.node(i + 1, next_j);
                    links.push(link(&points, here, next, class, None, 0.0));
                }
            }
        }
    }
    (points, links)
}

/// `one_way` says whether traffic runs from `a` to `b`, where it runs one way only.
fn link(
    points: &[Point],
    a: u32,
    b: u32,
    class: RoadClass,
    one_way: Option<bool>,
    bend: f64,
) -> Link {
    let straight = points[a as usize].distance(points[b as usize]);
    let bend = if class >= RoadClass::Residential { 1.0 + 0.08 * bend * bend } else { 1.0 };
    let length = Millimeters::from_m(straight.as_m() * bend).max(Millimeters(1));
    let (a, b) = if one_way == Some(false) { (b, a) } else { (a, b) };
    Link { a, b, class, is_two_way: one_way.is_none(), length }
}

/// Lattice points, bent together with their surroundings and shaken a little each.
fn points(shape: &CityShape, lattice: &Lattice, spacing: f64, streams: &Streams) -> Vec<Point> {
    let (width, height) = (shape.width_km * 1e3, shape.height_km * 1e3);
    let field =
        |entity| Noise::new(width, height, 2000.0, &mut streams.open(Purpose::City, entity));
    let (east, north) = (field(0), field(1));
    let mut stream = streams.open(Purpose::City, 9);
    let mut points = Vec::with_capacity((lattice.columns * lattice.rows) as usize);
    for j in 0..lattice.rows {
        for i in 0..lattice.columns {
            let x = (i - lattice.middle.0) as f64 * spacing;
            let y = (j - lattice.middle.1) as f64 * spacing;
            let shake = |u: f64| (u - 0.5) * 0.3 * spacing;
            let dx = shape.bend_m * east.at(x, y) + shake(stream.uniform());
            let dy = shape.bend_m * north.at(x, y) + shake(stream.uniform());
            points.push(Point::from_m(x + dx, y + dy));
        }
    }
    points
}

/// Which points lie in an open space.
fn open_points(shape: &CityShape, spaces: &[OpenSpace], points: &[Point]) -> Vec<bool> {
    // Spaces by square kilometre, each entered wherever it may reach, so that a point asks few.
    let columns = shape.width_km.ceil() as i64 + 4;
    let rows = shape.height_km.ceil() as i64 + 4;
    let cell = |mm: i64, count: i64| (mm.div_euclid(1_000_000) + count / 2).clamp(0, count - 1);
    let mut near: Vec<Vec<OpenSpace>> = vec![Vec::new(); (columns * rows) as usize];
    for space in spaces {
        let (x, y, r) = (space.centre.x_mm, space.centre.y_mm, space.radius.0 as i64);
        for row in cell(y - r, rows)..=cell(y + r, rows) {
            for column in cell(x - r, columns)..=cell(x + r, columns) {
                near[(row * columns + column) as usize].push(*space);
            }
        }
    }
    points
        .iter()
        .map(|point| {
            let place = cell(point.y_mm, rows) * columns + cell(point.x_mm, columns);
            near[place as usize].iter().any(|space| space.contains(*point))
        })
        .collect()
}
