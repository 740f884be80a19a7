//! A layout as GeoJSON: stores, catchments, and who is served by whom.

use domain::geo::Point;
use domain::shown::safe_json;
use geo::{Area as _, ConvexHull as _, MultiPoint};
use serde_json::{Value, json};

use super::map::colours;
use super::study::{Findings, Study};

/// A feature collection in degrees (WGS 84, RFC 7946): a point for each store and each demand
/// point, a polygon for each catchment. `kind` tells them apart: `store`, `catchment`, `demand`.
///
/// Fills are those of the map, under the names that map viewers know (simplestyle).
///
/// A demand point names the store that serves it: that is the allocation. A catchment is only the
/// convex hull of the demand that the store covers (`shape` says so), and hulls of neighbours may
/// lie over each other.
#[must_use]
pub fn geojson(study: &Study<'_>, findings: &Findings) -> String {
    let at = |point: Point| {
        let place = study.ground.plane().unproject(point);
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        json!([round(place.lon), round(place.lat)])
    };
    let feature = |geometry: Value, properties: Value| json!({"type": "Feature", "geometry": geometry, "properties": properties});
    let name = |site: u32| study.candidates[site as usize].name.as_str();
    let mut features = Vec::new();
    let colours = colours(study, findings);
    for ((number, store), colour) in (1..).zip(&findings.layout.stores).zip(colours) {
        let colour = format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2);
        let candidate = &study.candidates[store.site as usize];
        let covered = study.orders(store.covered);
        let of_store = |served: &Option<super::layout::Served>| {
            served.is_some_and(|served| served.site == store.site && served.is_near)
        };
        let members = findings.layout.served.iter().zip(&study.demand.points);
        let mut points: Vec<Point> =
            members.filter(|(served, _)| of_store(served)).map(|(_, point)| point.point).collect();
        points.push(candidate.point);
        let ring: Vec<Value> = hull(&points).into_iter().map(at).collect();
        features.push(feature(
            json!({"type": "Polygon", "coordinates": [ring]}),
            json!({"kind": "catchment", "shape": "hull", "store": number, "name": candidate.name,
                   "orders": covered, "fill": colour, "fill-opacity": 0.3, "stroke": colour}),
        ));
        features.push(feature(
            json!({"type": "Point", "coordinates": at(candidate.point)}),
            json!({"kind": "store", "store": number, "name": candidate.name, "orders": covered,
                   "rent_inr": candidate.month_inr,
                   "break_even_orders": study.break_even(store.site),
                   "is_existing": candidate.is_store, "marker-color": colour}),
        ));
    }
    for (point, served) in study.demand.points.iter().zip(&findings.layout.served) {
        let near = served.filter(|served| served.is_near);
        features.push(feature(
            json!({"type": "Point", "coordinates": at(point.point)}),
            json!({"kind": "demand", "orders": point.orders, "is_covered": near.is_some(),
                   "store": served.map(|served| name(served.site)),
                   "distance": served.map(|served| served.distance), "unit": study.unit}),
        ));
    }
    safe_json(format!("{}\n", json!({"type": "FeatureCollection", "features": features})))
}

/// The closed ring around points, counterclockwise; around fewer than three or points on a line it
/// is the ring around a square of 100 m about each.
fn hull(points: &[Point]) -> Vec<Point> {
    let around = |points: &mut dyn Iterator<Item = Point>| {
        // Millimetres of a city are exact as floats.
        let points = points.map(|point| (point.x_mm as f64, point.y_mm as f64));
        points.collect::<MultiPoint<f64>>().convex_hull()
    };
    let mut ring = around(&mut points.iter().copied());
    if ring.unsigned_area() == 0.0 {
        const HALF_MM: i64 = 50_000;
        let corners = |at: &Point| {
            [(-1, -1), (1, -1), (1, 1), (-1, 1)]
                .map(|(x, y)| Point { x_mm: at.x_mm + x * HALF_MM, y_mm: at.y_mm + y * HALF_MM })
        };
        ring = around(&mut points.iter().flat_map(corners));
    }
    ring.exterior().coords().map(|at| Point { x_mm: at.x as i64, y_mm: at.y as i64 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hull_is_closed_counterclockwise_and_holds_every_point() {
        let point = |x: i64, y: i64| Point { x_mm: x, y_mm: y };
        let ring = hull(&[point(0, 0), point(4, 0), point(2, 1), point(4, 4), point(0, 4)]);
        assert_eq!(ring, [point(4, 0), point(4, 4), point(0, 4), point(0, 0), point(4, 0)]);
        for few in [vec![point(1, 2)], vec![point(0, 0), point(9, 9), point(5, 5)]] {
            let ring = hull(&few);
            assert!(ring.len() >= 5 && ring.first() == ring.last());
            let area = ring.windows(2).map(|e| e[0].x_mm * e[1].y_mm - e[1].x_mm * e[0].y_mm);
            assert!(area.sum::<i64>() > 0);
        }
    }
}
