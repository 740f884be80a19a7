//! Polygons with properties, from GeoJSON, KML or a table of cell centres.

use std::path::Path;

use super::area::Area;
use super::source::{Source, bare_name};
use super::{geojson, kml, points};
use crate::error::{Position, RoadsError};

/// Reads areas; the extension names the format: `.geojson` or `.json`, `.kml`, `.csv`, each also
/// with `.gz`.
///
/// A table needs columns `lon` and `lat`. Its points are taken for the centres of a regular grid,
/// hexagonal or square, and given cells that fill it.
///
/// # Errors
/// When the extension is another, the file cannot be read, or its content is faulty.
pub fn areas(path: &Path) -> Result<Vec<Area>, RoadsError> {
    read(Source::of(path))
}

pub(super) fn read(source: Source<'_>) -> Result<Vec<Area>, RoadsError> {
    let path = source.path;
    let name = bare_name(path);
    let areas = if name.ends_with(".geojson") || name.ends_with(".json") {
        geojson::read(source)?
    } else if name.ends_with(".kml") {
        kml::read(source)?
    } else if name.ends_with(".csv") {
        points::read(source)?
    } else {
        let problem = "unknown kind of area file, allowed are .geojson, .json, .kml and .csv, \
                       each also with .gz";
        return Err(RoadsError::malformed(path, Position::Whole, problem));
    };
    if areas.is_empty() {
        return Err(RoadsError::malformed(path, Position::Whole, "holds no areas"));
    }
    Ok(areas)
}
