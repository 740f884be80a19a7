//! What solvers may plan with: limits with a part of the rounding that is granted.

use super::distances::Distances;
use super::limits::TOLERANCE;
use super::model::{Coverage, Model};
use super::question::PlacementQuestion;

/// Share by which a distance may differ from what its coordinates say. Less than what tells
/// distances between points of two decimals apart.
const OF_DISTANCES: f64 = 1e-11;

/// What a solver may plan with: half of what [`keeps`] grants, so that its own order of adding
/// cannot end beyond that.
fn granted(limit: f64) -> f64 {
    if limit.is_finite() { limit + TOLERANCE / 2.0 * limit.abs() } else { limit }
}

impl PlacementQuestion<'_> {
    /// The budget for solvers, with the rounding that is granted; infinite without one.
    #[must_use]
    pub fn spendable(&self) -> f64 {
        self.budget.map_or(f64::INFINITY, granted)
    }

    /// The capacities of the sites for solvers, with the rounding that is granted: none where all
    /// sizes are whole numbers, whose sums are exact.
    #[must_use]
    pub fn rooms(&self) -> Vec<f64> {
        let is_whole = self.sizes.iter().all(|size| size.fract() == 0.0);
        let capacities = self.candidates.iter().map(|candidate| candidate.capacity);
        capacities.map(|capacity| if is_whole { capacity } else { granted(capacity) }).collect()
    }

    /// Whether a distance of this question is within a radius. Distances of links have single
    /// precision, and the radius is taken in the same.
    #[must_use]
    pub fn is_within(&self, distance: f64, radius: f64) -> bool {
        let radius = match self.distances {
            Distances::Links(_) => radius.max(f64::from(radius as f32)),
            Distances::Table(_) | Distances::Plane(_) => radius,
        };
        distance <= radius * (1.0 + OF_DISTANCES)
    }

    /// How much of a point's weight one site at `distance` covers, 0 to 1; 0 where the model does
    /// not cover. Of `Backup` it is the first cover's nearness, without the shares.
    #[must_use]
    pub fn nearness(&self, distance: f64) -> f64 {
        match self.model {
            Model::MaxCovering { radius, coverage: Coverage::Partial { reach } } => {
                ((reach - distance) / (reach - radius)).clamp(0.0, 1.0)
            }
            Model::MaxCovering { radius, .. } | Model::SetCovering { radius } => {
                f64::from(u8::from(self.is_within(distance, radius)))
            }
            _ => 0.0,
        }
    }
}
