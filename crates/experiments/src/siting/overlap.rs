//! How far the catchments of open stores lie over each other.

use domain::decision::placement::{Distances, Placed, PlacementQuestion};

/// For each open site, and each other one: the share of the demand within the first one's radius
/// that is within the second one's too. The diagonal is 1; a row without demand is 0.
#[must_use]
pub fn overlap(question: &PlacementQuestion<'_>, placed: &Placed, radius: f64) -> Vec<Vec<f64>> {
    let stores = placed.open.len();
    let mut shared = vec![vec![0.0; stores]; stores];
    for (point, weight) in question.weights.iter().enumerate() {
        let near = near(question, placed, point, radius);
        for a in &near {
            for b in &near {
                shared[*a][*b] += weight;
            }
        }
    }
    for (store, row) in shared.iter_mut().enumerate() {
        let whole = row[store];
        row.iter_mut().for_each(|weight| *weight = if whole > 0.0 { *weight / whole } else { 0.0 });
    }
    shared
}

/// Demand within the radius of each open site.
pub(super) fn within(question: &PlacementQuestion<'_>, placed: &Placed, radius: f64) -> Vec<f64> {
    let mut weights = vec![0.0; placed.open.len()];
    for (point, weight) in question.weights.iter().enumerate() {
        for store in near(question, placed, point, radius) {
            weights[store] += weight;
        }
    }
    weights
}

/// Positions of the open sites that are near a demand point.
fn near(
    question: &PlacementQuestion<'_>,
    placed: &Placed,
    point: usize,
    radius: f64,
) -> Vec<usize> {
    if let Distances::Links(links) = &question.distances {
        let near = links.of(point).take_while(|link| f64::from(link.1) <= radius);
        return near.filter_map(|link| placed.open.binary_search(&link.0).ok()).collect();
    }
    let is_near = |site: u32| {
        question.distance(point, site as usize).is_some_and(|distance| distance <= radius)
    };
    (0..placed.open.len()).filter(|at| is_near(placed.open[*at])).collect()
}
