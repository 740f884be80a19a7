//! Wards or grid cells with the people who live there.

use std::path::Path;

use domain::geo::GeoPoint;
use geo::{Area as _, Centroid as _, Coord, Intersects as _, MultiPolygon};

use super::area::Area;
use super::areas;
use super::source::{Source, bare_name};
use crate::error::{Position, RoadsError};

/// Names under which public files hold a population, best first.
const POPULATION_NAMES: [&str; 10] = [
    "population",
    "TOT_P",
    "POP_TOTAL",
    "POPULATION",
    "Population",
    "TOT_POP",
    "total_population",
    "pop_total",
    "pop",
    "POP",
];
/// Names under which public files hold a ward's name, best first.
const WARD_NAMES: [&str; 11] = [
    "ward_name",
    "WARD_NAME",
    "Ward_Name",
    "name",
    "NAME",
    "Name",
    "DISPLAY_NAME",
    "id",
    "ID",
    "ward_id",
    "WARD_NO",
];

/// An area and its people.
#[derive(Clone, Debug, PartialEq)]
pub struct Ward {
    /// Name, or its number where the file gives none.
    pub name: String,
    /// People who live there.
    pub population: f64,
    /// Shape in degrees, x is longitude.
    pub area: MultiPolygon<f64>,
}

/// Reads wards from GeoJSON, KML or a table of cell centres; see [`areas`](super::areas()).
///
/// `population_property` names the value that holds the number of people. Without it the usual
/// names are tried (`population`, `TOT_P`, `POP_TOTAL`, ...). A blank in a table of cells is a
/// cell where nobody was counted; a blank or missing value of a ward is refused.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds no usable population.
pub fn wards(path: &Path, population_property: Option<&str>) -> Result<Vec<Ward>, RoadsError> {
    read(Source::of(path), population_property)
}

/// The wards of [`wards`] in a file of this name and content.
///
/// # Errors
/// As [`wards`].
pub fn wards_of(
    name: &str,
    content: &[u8],
    population_property: Option<&str>,
) -> Result<Vec<Ward>, RoadsError> {
    read(Source::given(Path::new(name), content), population_property)
}

fn read(source: Source<'_>, population_property: Option<&str>) -> Result<Vec<Ward>, RoadsError> {
    let path = source.path;
    let areas = areas::read(source)?;
    let is_table = bare_name(path).ends_with(".csv");
    let property = match population_property {
        Some(name) => name,
        None => POPULATION_NAMES
            .into_iter()
            .find(|name| areas.iter().any(|area| area.properties.contains_key(*name)))
            .ok_or_else(|| no_population(path, &areas[0], "one of the usual names"))?,
    };
    if !areas.iter().any(|area| area.properties.contains_key(property)) {
        return Err(no_population(path, &areas[0], &format!("`{property}`")));
    }
    areas
        .into_iter()
        .enumerate()
        .map(|(index, area)| {
            let value = area.properties.get(property).map_or("", String::as_str);
            let population = match value.parse::<f64>() {
                Ok(people) if (0.0..1e9).contains(&people) => people,
                Err(_) if is_table && value.is_empty() => 0.0,
                _ => {
                    let problem =
                        format!("`{property}` is `{value}`, allowed is a number from 0 to 1e9");
                    return Err(RoadsError::malformed(path, Position::Feature(index + 1), problem));
                }
            };
            let name = WARD_NAMES
                .iter()
                .filter_map(|name| area.properties.get(*name))
                .find(|name| !name.is_empty())
                .map_or_else(|| (index + 1).to_string(), Clone::clone);
            Ok(Ward { name, population, area: area.shape })
        })
        .collect()
}

fn no_population(path: &Path, first: &Area, wanted: &str) -> RoadsError {
    let names: Vec<&str> = first.properties.keys().map(String::as_str).collect();
    let problem = format!("no population under {wanted}; properties are {}", names.join(", "));
    RoadsError::malformed(path, Position::Whole, problem)
}

impl Ward {
    /// Whether a position lies inside or on the edge; holes are outside.
    #[must_use]
    pub fn contains(&self, at: GeoPoint) -> bool {
        contains(&self.area, at)
    }

    /// Centre of gravity of the shape; `None` where it has no area.
    #[must_use]
    pub fn centre(&self) -> Option<GeoPoint> {
        centre(&self.area)
    }
}

/// Whether a position lies inside a shape or on its edge, and in none of its holes.
#[must_use]
pub fn contains(shape: &MultiPolygon<f64>, at: GeoPoint) -> bool {
    shape.intersects(&Coord { x: at.lon, y: at.lat })
}

/// Centre of gravity of a shape; `None` where it has no area.
#[must_use]
pub fn centre(shape: &MultiPolygon<f64>) -> Option<GeoPoint> {
    let centre = shape.centroid().filter(|_| shape.unsigned_area() > 0.0)?;
    Some(GeoPoint { lon: centre.x(), lat: centre.y() })
}
