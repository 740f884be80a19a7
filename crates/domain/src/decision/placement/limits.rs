//! When a sum or a distance keeps a limit: numbers with a point are rounded, and rounding breaks no
//! limit.
//!
//! One rule for all limits: a budget and a capacity are kept by a sum that exceeds them by no more
//! than a billionth part, a radius by a distance that exceeds it by no more than a hundred
//! thousand millionth part. 0.1 + 0.2 keeps 0.3, though the sum of the two as computers have them is
//! 0.30000000000000004. Whole numbers are not rounded, so that this changes nothing for them.

use super::distances::Distances;
use super::model::{Coverage, Model};
use super::question::PlacementQuestion;

/// Share by which sums of the same numbers in another order may differ.
pub const TOLERANCE: f64 = 1e-9;

/// Most that a weight, a distance, a size or a cost may be: sums and products of such numbers stay
/// far from where there are no larger ones.
pub(super) const MOST: f64 = 1e15;

/// Least size above 0: costs per unit of it stay numbers too.
pub(super) const LEAST_SIZE: f64 = 1e-9;

/// Share by which a distance may differ from what its coordinates say. Less than what tells
/// distances between points of two decimals apart.
const OF_DISTANCES: f64 = 1e-11;

/// Whether a sum keeps a limit.
#[must_use]
pub fn keeps(sum: f64, limit: f64) -> bool {
    sum <= limit || sum <= limit + TOLERANCE * limit.abs()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_a_limit_and_a_difference_breaks_it() {
        assert!(keeps(0.1 + 0.2, 0.3) && keeps(0.3, 0.1 + 0.2));
        assert!(keeps(5.0, 5.0) && keeps(0.0, 0.0) && keeps(7.0, f64::INFINITY));
        assert!(!keeps(0.300_001, 0.3) && !keeps(1.0, 0.0) && !keeps(f64::NAN, 1.0));
        assert!(keeps(-1.0, -1.0) && !keeps(-0.99, -1.0));
        assert!(keeps((0..1_000).map(|_| 0.1).sum(), 100.0));
        assert!(!keeps(1_000_001.0, 1_000_000.0));
    }
}
