//! A street network from any file that holds one.

use std::path::Path;

use domain::geo::GeoPoint;

use super::source::bare_name;
use super::{graphml, osm_pbf, osm_xml};
use crate::error::{Position, RoadsError};
use crate::network::Network;

/// Widest extent that a plane stands for, degrees of latitude or longitude.
const WIDEST_DEGREES: f64 = 5.0;

/// Reads a street network; the extension names the format: `.osm.pbf` (or `.pbf`), `.osm`,
/// `.osm.gz`, `.graphml`, `.graphml.gz`.
///
/// # Errors
/// When the extension is another, the file cannot be read or its content is faulty.
pub fn network(path: &Path) -> Result<Network, RoadsError> {
    let name = bare_name(path);
    if name.ends_with(".pbf") {
        osm_pbf(path)
    } else if name.ends_with(".osm") || name.ends_with(".osm.xml") {
        osm_xml(path)
    } else if name.ends_with(".graphml") {
        graphml(path)
    } else {
        let problem = "unknown kind of street file, allowed are .osm.pbf, .osm, .osm.gz, \
                       .graphml and .graphml.gz";
        Err(RoadsError::malformed(path, Position::Whole, problem))
    }
}

/// The middle of the smallest box around all points.
pub(super) fn middle(points: impl Iterator<Item = GeoPoint>) -> GeoPoint {
    let [low, high] = corners(points);
    GeoPoint { lon: (low.lon + high.lon) / 2.0, lat: (low.lat + high.lat) / 2.0 }
}

/// Refuses an area too wide for one plane.
pub(super) fn check_extent(
    path: &Path,
    points: impl Iterator<Item = GeoPoint>,
) -> Result<(), RoadsError> {
    let [low, high] = corners(points);
    let widest = (high.lon - low.lon).max(high.lat - low.lat);
    if widest > WIDEST_DEGREES {
        let problem = format!("streets span {widest:.1} degrees, a city spans at most 5");
        return Err(RoadsError::malformed(path, Position::Whole, problem));
    }
    Ok(())
}

fn corners(points: impl Iterator<Item = GeoPoint>) -> [GeoPoint; 2] {
    let low = GeoPoint { lon: f64::INFINITY, lat: f64::INFINITY };
    let high = GeoPoint { lon: f64::NEG_INFINITY, lat: f64::NEG_INFINITY };
    points.fold([low, high], |[low, high], at| {
        [
            GeoPoint { lon: low.lon.min(at.lon), lat: low.lat.min(at.lat) },
            GeoPoint { lon: high.lon.max(at.lon), lat: high.lat.max(at.lat) },
        ]
    })
}
