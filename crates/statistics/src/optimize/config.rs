//! What a search is told to do.

use serde::{Deserialize, Serialize};

use super::space::{Neighbourhood, Point};
use crate::selection::{
    ConstrainedConfig, Constraint, Objective, Observations, SelectionError, Variance,
};

/// How the best points visited are judged again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanUpConfig {
    /// Most points judged; at least 1.
    pub finalists: u32,
    /// Smallest difference of objectives worth detecting; more than 0.
    pub delta: f64,
    /// Largest probability of a wrong choice among the finalists; between 0 and 1/2.
    pub alpha: f64,
    /// Share of `alpha` spent on feasibility; between 0 and 1.
    pub feasibility_share: f64,
    /// Fresh replications of every finalist before the first verdict; at least 2.
    pub first_stage: u32,
    /// Further replications between looks; at least 1.
    pub batch: u32,
    /// Most fresh replications of a finalist; at least `first_stage`.
    pub cap: u32,
    /// Where variances come from.
    pub variance: Variance,
    /// Fresh replications of the chosen point alone, for its intervals; at least 2.
    pub confirmation: u32,
}

/// Settings of [`search`](super::search()).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchConfig {
    /// What is wanted.
    pub objective: Objective,
    /// What a point must keep; may be empty.
    pub constraints: Vec<Constraint>,
    /// Which points are compared before one is called locally best.
    pub neighbourhood: Neighbourhood,
    /// Points from which descents start, spread over the box from its centre; at least 1.
    pub starts: u32,
    /// Replications of a point on the first sample; at least 2.
    pub first_sample: u32,
    /// Factor by which samples grow; more than 1, at most 10.
    pub growth: f64,
    /// Replications of a point on the last sample; at least `first_sample`.
    pub most_sample: u32,
    /// Replications of the search, without the clean-up; at least `first_sample` per start.
    pub budget: u64,
    /// Number of the first replication used.
    pub first_replication: u32,
    /// The stage that judges the best points again.
    pub clean_up: CleanUpConfig,
}

impl SearchConfig {
    /// The clean-up as a constrained selection from replication `first` on.
    pub(super) fn judging(&self, first: u32) -> ConstrainedConfig {
        let clean = &self.clean_up;
        ConstrainedConfig {
            objective: self.objective.clone(),
            constraints: self.constraints.clone(),
            delta: clean.delta,
            alpha: clean.alpha,
            feasibility_share: clean.feasibility_share,
            first_stage: clean.first_stage,
            batch: clean.batch,
            cap: clean.cap,
            variance: clean.variance,
            first_replication: first,
        }
    }

    pub(super) fn validate<E: std::error::Error + 'static>(&self) -> Result<(), SelectionError<E>> {
        type Error<E> = SelectionError<E>;
        let clean = &self.clean_up;
        Error::require(self.starts >= 1, "starts", self.starts, "at least 1")?;
        let first = self.first_sample;
        Error::require(first >= 2, "first_sample", first, "at least 2")?;
        let is_allowed = self.growth > 1.0 && self.growth <= 10.0;
        Error::require(is_allowed, "growth", self.growth, "more than 1 and at most 10")?;
        let most = self.most_sample;
        let least = format!("at least `first_sample` = {first}");
        Error::require(most >= first, "most_sample", most, least)?;
        let least = u64::from(first) * u64::from(self.starts);
        let allowed = format!("at least {least}, `first_sample` for every start");
        Error::require(self.budget >= least, "budget", self.budget, allowed)?;
        Error::require(clean.finalists >= 1, "finalists", clean.finalists, "at least 1")?;
        let confirmation = clean.confirmation;
        Error::require(confirmation >= 2, "confirmation", confirmation, "at least 2")?;
        let most = most.saturating_add(clean.cap).saturating_add(confirmation);
        Observations::<Point>::check_numbers(self.first_replication, most)?;
        self.judging(self.first_replication).validate()
    }

    /// Replications that looking at `size` points costs, with the better half of them seen twice
    /// as often each time.
    pub(super) fn exhaustive_cost(&self, size: u64) -> u64 {
        let (mut cost, mut kept) = (size.saturating_mul(u64::from(self.first_sample)), size);
        let mut sample = self.first_sample;
        while sample < self.most_sample && kept > self.least_kept() {
            let more = sample.saturating_mul(2).min(self.most_sample);
            kept = kept.div_ceil(2).max(self.least_kept());
            cost = cost.saturating_add(kept.saturating_mul(u64::from(more - sample)));
            sample = more;
        }
        cost
    }

    /// Points that halving leaves.
    pub(super) fn least_kept(&self) -> u64 {
        2 * u64::from(self.clean_up.finalists)
    }
}
