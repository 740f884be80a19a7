//! A polygon with what a file says of it.

use std::collections::BTreeMap;

use geo::{Coord, LineString, MultiPolygon};

/// A polygon with what the file says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Values by name; numbers as they are written, blanks as empty text.
    pub properties: BTreeMap<String, String>,
    /// Shape in degrees, x is longitude.
    pub shape: MultiPolygon<f64>,
}

/// A ring as the file gives it, closed where it is not.
///
/// Fewer than four positions enclose no ground: the first is given again as the last.
pub(super) fn ring(corners: Vec<Coord<f64>>) -> Result<LineString<f64>, String> {
    if corners.len() < 4 {
        return Err(format!("a ring has {} positions, allowed are 4 and more", corners.len()));
    }
    Ok(LineString(corners))
}
