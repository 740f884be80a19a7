//! A position as a file gives it, in kilometres on the plane or degrees on the globe.

use domain::geo::{GeoPoint, Plane, Point};
use roads::network::Network;

/// Advice where longitude and latitude, exchanged, would lie in the city.
pub(crate) fn exchanged(network: &Network, globe: [Option<f64>; 2]) -> Option<String> {
    let ([Some(lon), Some(lat)], Some([low, high])) = (globe, network.bounds()) else {
        return None;
    };
    let [low, high] = [low, high].map(|corner| network.plane.unproject(corner));
    let is_inside = (low.lon..=high.lon).contains(&lat) && (low.lat..=high.lat).contains(&lon);
    is_inside
        .then(|| format!("are they exchanged? `lon` {lat} and `lat` {lon} would lie in the city"))
}

/// The point that a file gives one way or the other; `None` where it gives none.
pub(crate) fn point(
    plane: &Plane,
    x_km: Option<f64>,
    y_km: Option<f64>,
    lon: Option<f64>,
    lat: Option<f64>,
) -> Option<Point> {
    match (x_km.zip(y_km), lon.zip(lat)) {
        (Some((x, y)), _) => Some(Point::from_m(x * 1e3, y * 1e3)),
        (None, Some((lon, lat))) => Some(plane.project(GeoPoint { lon, lat })),
        (None, None) => None,
    }
}
