//! How far demand points are from candidate sites: a table, sparse links, or points in the plane.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far every demand point is from every candidate site, in one unit: metres, minutes, money.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Distances<'a> {
    /// Every pair.
    Table(Table<'a>),
    /// The near pairs only.
    Links(Links<'a>),
    /// Worked out from coordinates.
    Plane(Plane<'a>),
}

/// The distance of every pair.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table<'a> {
    /// One row for each demand point, one column for each site, row after row.
    pub rows: Cow<'a, [f64]>,
}

/// The near pairs of a large problem, by demand point and nearest first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Links<'a> {
    /// Where the links of each demand point begin; one more entry than points.
    pub starts: Cow<'a, [u32]>,
    /// The site of each link; ties in distance are in order of site.
    pub sites: Cow<'a, [u32]>,
    /// The distance of each link.
    pub distances: Cow<'a, [f32]>,
    /// What a pair that is not listed is taken to be apart, at least the greatest listed distance;
    /// `None` where such a site cannot serve the point at all.
    pub beyond: Option<f64>,
}

/// Coordinates, and how distance follows from them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plane<'a> {
    /// Sites, `[x, y]` or `[longitude, latitude]`.
    pub sites: Cow<'a, [[f64; 2]]>,
    /// Demand points, likewise.
    pub demand: Cow<'a, [[f64; 2]]>,
    /// How distance follows.
    pub metric: Metric,
}

/// How distance follows from coordinates.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Metric {
    /// Straight line.
    Euclidean,
    /// Straight line, rounded down to a whole number.
    EuclideanFloor,
    /// Along the great circle of a sphere; coordinates are longitude and latitude in degrees.
    GreatCircle {
        /// Radius of the sphere, metres.
        radius_m: f64,
    },
}

impl Metric {
    /// The distance of two points.
    #[must_use]
    pub fn between(self, a: [f64; 2], b: [f64; 2]) -> f64 {
        match self {
            Self::Euclidean => straight(a, b),
            Self::EuclideanFloor => straight(a, b).floor(),
            Self::GreatCircle { radius_m } => {
                let [lon_a, lat_a] = a.map(f64::to_radians);
                let [lon_b, lat_b] = b.map(f64::to_radians);
                let half = |angle: f64| libm::sin(angle / 2.0) * libm::sin(angle / 2.0);
                let h =
                    half(lat_b - lat_a) + libm::cos(lat_a) * libm::cos(lat_b) * half(lon_b - lon_a);
                2.0 * radius_m * libm::asin(h.sqrt().min(1.0))
            }
        }
    }
}

fn straight(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    (dx * dx + dy * dy).sqrt()
}

impl Distances<'_> {
    /// The distance from demand point `point` to site `site`; `None` where it cannot be served
    /// from there. Constant time, but for links, where it is the number of the point's links.
    ///
    /// # Panics
    /// On a point or site that there is not.
    #[must_use]
    pub fn between(&self, point: usize, site: usize, sites: usize) -> Option<f64> {
        match self {
            Self::Table(table) => Some(table.rows[point * sites + site]),
            Self::Links(links) => links
                .of(point)
                .find(|link| link.0 as usize == site)
                .map(|(_, distance)| f64::from(distance))
                .or(links.beyond),
            Self::Plane(plane) => {
                Some(plane.metric.between(plane.demand[point], plane.sites[site]))
            }
        }
    }
}

impl Links<'_> {
    /// Site and distance of each link of a demand point, nearest first.
    ///
    /// # Panics
    /// On a point that there is not.
    pub fn of(&self, point: usize) -> impl ExactSizeIterator<Item = (u32, f32)> + '_ {
        let range = self.starts[point] as usize..self.starts[point + 1] as usize;
        let sites = self.sites[range.clone()].iter().copied();
        sites.zip(self.distances[range].iter().copied())
    }
}
