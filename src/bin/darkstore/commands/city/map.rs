//! A city as GeoJSON, one feature a line of text.

use std::io::{self, Write};

use domain::demand::Zone;
use domain::geo::{Plane, Point};
use domain::store::Store;
use domain::travel::RoadClass;
use geojson::{Feature, Geometry};
use roads::network::{Network, Turns};
use serde_json::{Value, json};

/// Writes a collection of features.
pub(crate) fn write(
    out: &mut impl Write,
    attribution: Option<&str>,
    features: impl Iterator<Item = Feature>,
) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\"")?;
    if let Some(attribution) = attribution {
        write!(out, ",\"attribution\":{}", json!(attribution))?;
    }
    write!(out, ",\"features\":[")?;
    for (number, feature) in features.enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(out, "{comma}\n{feature}")?;
    }
    writeln!(out, "\n]}}")
}

/// Directed streets as lines from junction to junction, along their bends; those that leave a copy
/// of a junction are the same streets again.
pub(crate) fn streets(network: &Network) -> impl Iterator<Item = Feature> + '_ {
    let Network { graph, plane } = network;
    let edges = graph.raw_edges().iter();
    edges.filter(|edge| graph[edge.source()].turns != Turns::Copy).map(|edge| {
        let [from, to] = [edge.source(), edge.target()].map(|node| graph[node].point);
        let line = edge.weight.line(from, to).map(|at| position(plane, at));
        let properties =
            json!({"class": label(edge.weight.class), "length_m": edge.weight.length.as_m()});
        feature(Geometry::new_line_string(line), properties)
    })
}

/// Zones as points.
pub(crate) fn zones<'a>(plane: &'a Plane, zones: &'a [Zone]) -> impl Iterator<Item = Feature> + 'a {
    zones.iter().map(|zone| {
        let properties = json!({
            "zone": zone.name,
            "population": zone.population,
            "customers": zone.customers,
            "buildings": zone.buildings,
            "tower_share": zone.tower_share,
            "sessions_per_day": zone.sessions_per_day,
            "doors": zone.doors.len(),
        });
        feature(Geometry::new_point(position(plane, zone.centre)), properties)
    })
}

/// Stores as points, with the orders that each expects.
pub(crate) fn stores<'a>(
    plane: &'a Plane,
    stores: &'a [Store],
) -> impl Iterator<Item = Feature> + 'a {
    stores.iter().map(|store| {
        let properties = json!({
            "store": store.name,
            "orders_per_day": store.expected_orders_per_day,
            "to_street_m": store.place.offset.as_m(),
        });
        feature(Geometry::new_point(position(plane, store.point)), properties)
    })
}

/// Junctions where customers live, once for each zone whose they are.
pub(crate) fn doors<'a>(plane: &'a Plane, zones: &'a [Zone]) -> impl Iterator<Item = Feature> + 'a {
    let of_zone = |zone: &'a Zone| {
        zone.doors.iter().map(|(junction, at)| {
            let properties = json!({"door_of": zone.name, "junction": junction.0});
            feature(Geometry::new_point(position(plane, *at)), properties)
        })
    };
    zones.iter().flat_map(of_zone)
}

/// The name of a class in files and tables.
pub(crate) fn label(class: RoadClass) -> String {
    format!("{class:?}").to_lowercase()
}

fn feature(geometry: Geometry, properties: Value) -> Feature {
    let properties = match properties {
        Value::Object(properties) => Some(properties),
        _ => None,
    };
    Feature { geometry: Some(geometry), properties, ..Feature::default() }
}

/// Degrees to seven decimals, which is a centimetre.
fn position(plane: &Plane, point: Point) -> [f64; 2] {
    let at = plane.unproject(point);
    [at.lon, at.lat].map(|degrees| (degrees * 1e7).round() / 1e7)
}
