//! A street network as it was read: its largest part, and what was left out.

use std::path::Path;

use domain::geo::GeoPoint;

use crate::error::{Position, RoadsError};
use crate::network::{Network, Turns};

/// Widest extent that a plane stands for, degrees of latitude or longitude.
const WIDEST_DEGREES: f64 = 5.0;

/// What of a street file is not in the network made of it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct LeftOut {
    /// Junctions that cannot be reached from the others and left for them.
    pub junctions: usize,
    /// Kilometres of directed street in them and between them and the others.
    pub km: f64,
    /// The same as a share of all kilometres in the file that are open to two-wheelers.
    pub share: f64,
    /// Nodes that streets name and the file does not hold; stretches end before them.
    pub missing_nodes: usize,
}

/// A street network and what was left out of it.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The largest part in which everything reaches everything.
    pub network: Network,
    /// What else the file holds.
    pub left_out: LeftOut,
}

impl Imported {
    /// The largest strong part of a network, chains merged if so asked.
    pub(super) fn largest_part(
        path: &Path,
        whole: Network,
        stays: &[bool],
        merges: bool,
    ) -> Result<Self, RoadsError> {
        let all_km = whole.describe().total_km();
        let stays_of = |order: &[u32]| -> Vec<bool> {
            order.iter().map(|old| stays.get(*old as usize).copied().unwrap_or(false)).collect()
        };
        let merged = |part: Network, order: &[u32]| {
            if merges { part.merge_chains(&stays_of(order)) } else { part }
        };
        let (strong, order) = whole.strong_part();
        let mut is_kept = vec![false; whole.graph.node_count()];
        for node in &order {
            is_kept[*node as usize] = true;
        }
        let rest: Vec<u32> = (0_u32..)
            .zip(&is_kept)
            .filter(|(_, is_kept)| !**is_kept)
            .map(|(node, _)| node)
            .collect();
        let junctions = merged(whole.renumbered(&rest), &rest).describe().junctions;
        let network = merged(strong, &order).in_spatial_order();
        let described = network.describe();
        let is_usable = network.graph.node_weights().any(|junction| junction.turns == Turns::Free);
        if described.streets == 0 || !is_usable {
            let problem = "holds no two junctions that reach each other both ways";
            return Err(RoadsError::malformed(path, Position::Whole, problem));
        }
        let km = (all_km - described.total_km()).max(0.0);
        let share = if all_km > 0.0 { km / all_km } else { 0.0 };
        let left_out = LeftOut { junctions, km, share, missing_nodes: 0 };
        Ok(Self { network, left_out })
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
