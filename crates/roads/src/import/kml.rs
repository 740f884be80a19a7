//! KML placemarks with polygons, plain or packed with gzip.

use std::collections::BTreeMap;

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::area::{self, Area};
use super::extract::position;
use super::source::Source;
use super::xml::{Piece, Spot, Xml};
use crate::error::RoadsError;

/// A placemark being read.
#[derive(Default)]
struct Placemark {
    properties: BTreeMap<String, String>,
    polygons: Vec<Polygon<f64>>,
    outline: Option<LineString<f64>>,
    holes: Vec<LineString<f64>>,
}

pub(super) fn read(source: Source<'_>) -> Result<Vec<Area>, RoadsError> {
    let mut xml = Xml::open(source)?;
    let mut open: Vec<String> = Vec::new();
    let mut areas = Vec::new();
    let mut placemark: Option<Placemark> = None;
    let mut property = String::new();
    let mut text = String::new();
    while let Some((piece, spot)) = xml.next()? {
        match piece {
            Piece::Open(tag) => {
                if open.is_empty() && tag.name() != "kml" {
                    return Err(spot.fault(format!("begins with `{}`, not `kml`", tag.name())));
                }
                match tag.name() {
                    "Placemark" => placemark = Some(Placemark::default()),
                    "SimpleData" | "Data" => property = tag.required("name", spot)?.into_owned(),
                    _ => {}
                }
                text.clear();
                open.push(tag.name().to_owned());
            }
            Piece::Text(piece) => text.push_str(&piece),
            Piece::Close => {
                let closed = open.pop().unwrap_or_default();
                let parent = open.last().map_or("", String::as_str);
                if let Some(mark) = &mut placemark {
                    mark.close(&closed, parent, &property, &text, spot)?;
                }
                if closed == "Placemark"
                    && let Some(mark) = placemark.take()
                {
                    if mark.polygons.is_empty() {
                        let problem = format!("placemark {} has no polygon", areas.len() + 1);
                        return Err(spot.fault(problem));
                    }
                    let shape = MultiPolygon(mark.polygons);
                    areas.push(Area { properties: mark.properties, shape });
                }
                text.clear();
            }
        }
    }
    Ok(areas)
}

impl Placemark {
    /// An element ended that held `text`.
    fn close(
        &mut self,
        closed: &str,
        parent: &str,
        property: &str,
        text: &str,
        spot: Spot<'_>,
    ) -> Result<(), RoadsError> {
        match (parent, closed) {
            ("Placemark", "name") => {
                self.properties.entry("name".into()).or_insert_with(|| text.trim().to_owned());
            }
            (_, "SimpleData") | ("Data", "value") => {
                self.properties.insert(property.to_owned(), text.trim().to_owned());
            }
            ("LinearRing", "coordinates") => self.holes.push(ring(text, spot)?),
            // The ring just read turns out to be the outline.
            (_, "outerBoundaryIs") => self.outline = self.holes.pop(),
            (_, "Polygon") => {
                let outline =
                    self.outline.take().ok_or_else(|| spot.fault("a polygon has no outline"))?;
                self.polygons.push(Polygon::new(outline, std::mem::take(&mut self.holes)));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Positions as `lon,lat[,height]` between blanks.
fn ring(text: &str, spot: Spot<'_>) -> Result<LineString<f64>, RoadsError> {
    let corners = text.split_ascii_whitespace().map(|tuple| {
        let numbers: Option<Vec<f64>> =
            tuple.split(',').map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some([lon, lat] | [lon, lat, _]) => position(*lat, *lon)
                .map(|at| Coord { x: at.lon, y: at.lat })
                .map_err(|problem| spot.fault(format!("a position has {problem}"))),
            // Positions that commas join have lost the blanks between them.
            _ => {
                let tuple: String = tuple.chars().take(60).collect();
                Err(spot.fault(format!(
                    "position `{tuple}` is not longitude,latitude or longitude,latitude,height"
                )))
            }
        }
    });
    area::ring(corners.collect::<Result<_, _>>()?).map_err(|problem| spot.fault(problem))
}
