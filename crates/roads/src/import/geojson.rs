//! GeoJSON areas, plain or packed with gzip.

use geo::{Coord, MultiPolygon, Polygon};
use geojson::{GeoJson, Geometry, GeometryValue, JsonValue};

use super::area::{Area, ring};
use super::extract::position;
use super::source::Source;
use crate::error::{Position, RoadsError};

pub(super) fn read(source: Source<'_>) -> Result<Vec<Area>, RoadsError> {
    let path = source.path;
    let parsed: GeoJson = source
        .read_text()?
        .parse()
        .map_err(|error| RoadsError::malformed(path, Position::Whole, format!("{error}")))?;
    let GeoJson::FeatureCollection(collection) = parsed else {
        let problem = "is not a GeoJSON FeatureCollection";
        return Err(RoadsError::malformed(path, Position::Whole, problem));
    };
    collection
        .features
        .into_iter()
        .enumerate()
        .map(|(index, feature)| {
            let fault = |problem: String| {
                RoadsError::malformed(path, Position::Feature(index + 1), problem)
            };
            let geometry = feature.geometry.ok_or_else(|| fault("has no geometry".into()))?;
            let shape = shape(&geometry).map_err(fault)?;
            let properties = feature.properties.unwrap_or_default();
            let properties =
                properties.into_iter().map(|(name, value)| (name, plain(&value))).collect();
            Ok(Area { properties, shape })
        })
        .collect()
}

/// A value as text: numbers as they are written, nothing for null.
fn plain(value: &JsonValue) -> String {
    match value {
        JsonValue::Null => String::new(),
        JsonValue::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn shape(geometry: &Geometry) -> Result<MultiPolygon<f64>, String> {
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => Ok(MultiPolygon(vec![polygon(coordinates)?])),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(|rings| polygon(rings)).collect()
        }
        other => Err(format!("is a {}, allowed are Polygon and MultiPolygon", other.type_name())),
    }
}

fn polygon(rings: &[Vec<geojson::Position>]) -> Result<Polygon<f64>, String> {
    let mut rings = rings.iter().map(|corners| {
        let corners = corners
            .iter()
            .map(|corner| match corner.as_slice() {
                [lon, lat, ..] => position(*lat, *lon).map(|at| Coord { x: at.lon, y: at.lat }),
                _ => Err("a position has fewer than two numbers".into()),
            })
            .collect::<Result<Vec<Coord<f64>>, String>>()?;
        ring(corners)
    });
    let outline = rings.next().ok_or("a polygon has no outline")??;
    Ok(Polygon::new(outline, rings.collect::<Result<_, _>>()?))
}
