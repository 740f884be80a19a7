//! Points visited by a search, and how they compare on the replications seen so far.

use std::cmp::Ordering;

use super::space::Point;
use crate::selection::{Constraint, Moments, Objective, Observations, Sampler, SelectionError};

/// How a point looks on a sample: first how far it breaks constraints, then its objective.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Sum over constraints of the mean shortfall in tolerances; 0 where all are kept.
    pub(super) violation: f64,
    /// Mean of the objective, signed so that small is good.
    pub(super) objective: f64,
}

impl Standing {
    /// Less is better.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.violation.total_cmp(&other.violation).then(self.objective.total_cmp(&other.objective))
    }

    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        self.order(other) == Ordering::Less
    }
}

/// All points visited, with a budget of replications.
pub(super) struct Candidates<'a> {
    objective: &'a Objective,
    constraints: &'a [Constraint],
    budget: u64,
    pub(super) observations: Observations<Point>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(
        objective: &'a Objective,
        constraints: &'a [Constraint],
        budget: u64,
        observations: Observations<Point>,
    ) -> Self {
        Self { objective, constraints, budget, observations }
    }

    /// Sees to it that all `points` have `sample` replications, or says `false` and does nothing
    /// where the budget does not cover them.
    pub(super) fn visit<P: Sampler<Point>>(
        &mut self,
        sampler: &mut P,
        points: &[Point],
        sample: u32,
    ) -> Result<bool, SelectionError<P::Error>> {
        let missing = |point| sample.saturating_sub(self.observations.count(point));
        let cost: u64 = points.iter().map(|point| u64::from(missing(point))).sum();
        if self.observations.total() + cost > self.budget {
            return Ok(false);
        }
        let targets = points.iter().map(|point| (point.clone(), sample));
        self.observations.extend(sampler, targets)?;
        Ok(true)
    }

    /// How `point` looks on its first `sample` replications, every constraint relaxed by `margin`
    /// standard errors.
    pub(super) fn standing(&self, point: &Point, sample: u32, margin: f64) -> Standing {
        let moments =
            |response| Moments::of(self.observations.values_in(point, response, 0..sample));
        let short = |constraint: &Constraint| {
            let seen = moments(constraint.response);
            let error = (seen.variance() / f64::from(seen.count)).sqrt();
            let slack = constraint.slack(seen.mean) + margin * error;
            (-slack).max(0.0) / constraint.tolerance
        };
        Standing {
            violation: self.constraints.iter().map(short).sum(),
            objective: -self.objective.direction.sign() * moments(self.objective.response).mean,
        }
    }

    /// Points from best to worst, each on all its replications.
    pub(super) fn ranked(&self, margin: f64) -> Vec<Point> {
        let mut order: Vec<(Standing, &Point)> = self
            .observations
            .systems()
            .map(|point| (self.standing(point, u32::MAX, margin), point))
            .collect();
        order.sort_by(|a, b| a.0.order(&b.0).then(a.1.cmp(b.1)));
        order.into_iter().map(|(_, point)| point.clone()).collect()
    }

    /// The best of `points` on the first `sample` replications; the first of equals.
    pub(super) fn best_of(&self, points: &[Point], sample: u32) -> Option<(Point, Standing)> {
        points
            .iter()
            .map(|point| (point, self.standing(point, sample, 0.0)))
            .reduce(|a, b| if b.1.is_better_than(&a.1) { b } else { a })
            .map(|(point, standing)| (point.clone(), standing))
    }
}
