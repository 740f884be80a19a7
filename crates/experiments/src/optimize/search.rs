//! The search: visit points under a budget, then judge the best of them on fresh replications.

use serde::{Deserialize, Serialize};

use super::candidates::Candidates;
use super::descent::{Found, descend_from_many};
use super::outcome::{Method, SearchResult, Spent, report};
use super::space::{Neighbourhood, Point, Space};
use crate::selection::{
    ConstrainedConfig, Constraint, Objective, Observations, Sampler, SelectionError, Variance,
    judge_constrained,
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

/// Settings of [`search`].
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
    fn judging(&self, first: u32) -> ConstrainedConfig {
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

    fn validate<E: std::error::Error + 'static>(&self) -> Result<(), SelectionError<E>> {
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
    fn exhaustive_cost(&self, size: u64) -> u64 {
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
    fn least_kept(&self) -> u64 {
        2 * u64::from(self.clean_up.finalists)
    }
}

/// Margin in standard errors by which a constraint may look broken and still be hoped for.
const HOPE: f64 = 2.0;

/// Searches an integer box for the best objective under constraints on means.
///
/// Where the budget covers every point of the box, all are visited, the better half of them
/// twice as often each time. Otherwise descents start from points spread over the box, move to
/// the best neighbour and on along the same line while it pays, on samples of growing size and
/// common random numbers; the limit, as samples grow, is a point that no neighbour beats. No
/// monotone structure is assumed.
///
/// The best points visited (by what they look like, and by what they may be within two standard
/// errors of their constraints) are then judged by constrained selection on replications that
/// the search has not seen. So the guarantee is about the finalists: having been chosen for
/// looking good does not help them. It says nothing of points that are not finalists.
///
/// Source: in the spirit of Xu, Nelson and Hong (2010), doi:10.1145/1667072.1667075 (global,
/// local and clean-up stages) and Wang, Pasupathy and Schmeiser (2013),
/// doi:10.1145/2499913.2499916 (samples of growing size, enumeration of neighbours).
///
/// # Errors
/// Settings out of range, or whatever the sampler reports.
pub fn search<P: Sampler<Point>>(
    space: &Space,
    config: &SearchConfig,
    sampler: &mut P,
) -> Result<SearchResult, SelectionError<P::Error>> {
    config.validate()?;
    let first = config.first_replication;
    let responses = || config.judging(first).responses().collect::<Vec<usize>>();
    let observations = Observations::new(first, responses());
    let mut candidates =
        Candidates::new(&config.objective, &config.constraints, config.budget, observations);
    let (method, found) = if config.exhaustive_cost(space.size()) <= config.budget {
        (Method::Exhaustive, visit_all(space, config, &mut candidates, sampler)?)
    } else {
        (Method::Descent, descend_from_many(space, config, &mut candidates, sampler)?)
    };
    let finalists = choose_finalists(config, &mut candidates, sampler, &found.incumbents)?;
    let fresh = first + candidates.observations.longest();
    let mut judged = Observations::new(fresh, responses());
    let clean_up = judge_constrained(&finalists, &config.judging(fresh), &mut judged, sampler)?;
    let mut confirmed = Observations::new(fresh + judged.longest(), responses());
    if let Some(chosen) = &clean_up.chosen {
        confirmed.extend(sampler, [(chosen.clone(), config.clean_up.confirmation)])?;
    }
    let spent = Spent {
        search: candidates.observations.total(),
        clean_up: judged.total(),
        confirmation: confirmed.total(),
    };
    let is_exhausted = found.is_exhausted;
    Ok(report(space, config, &candidates, &confirmed, clean_up, method, is_exhausted, spent))
}

/// Visits every point, and the better half of them again with twice the sample, and so on.
fn visit_all<P: Sampler<Point>>(
    space: &Space,
    config: &SearchConfig,
    candidates: &mut Candidates<'_>,
    sampler: &mut P,
) -> Result<Found, SelectionError<P::Error>> {
    let mut kept: Vec<Point> = space.points().collect();
    let mut sample = config.first_sample;
    loop {
        if !candidates.visit(sampler, &kept, sample)? {
            return Ok(Found { incumbents: kept, is_exhausted: true });
        }
        kept.sort_by(|a, b| {
            let standing = |point| candidates.standing(point, sample, 0.0);
            standing(a).order(&standing(b)).then(a.cmp(b))
        });
        if sample >= config.most_sample || kept.len() as u64 <= config.least_kept() {
            kept.truncate(1);
            return Ok(Found { incumbents: kept, is_exhausted: false });
        }
        let half = kept.len().div_ceil(2) as u64;
        kept.truncate(half.max(config.least_kept()) as usize);
        sample = sample.saturating_mul(2).min(config.most_sample);
    }
}

/// The points to judge: where descents ended, then those that look best, alternately as they
/// look and as they may be.
///
/// Who gets in on few replications is given the last sample first, as far as the budget goes.
fn choose_finalists<P: Sampler<Point>>(
    config: &SearchConfig,
    candidates: &mut Candidates<'_>,
    sampler: &mut P,
    incumbents: &[Point],
) -> Result<Vec<Point>, SelectionError<P::Error>> {
    let most = config.clean_up.finalists as usize;
    loop {
        let mut finalists: Vec<Point> = incumbents.iter().take(most.div_ceil(2)).cloned().collect();
        let (looks, hopes) = (candidates.ranked(0.0), candidates.ranked(HOPE));
        for point in looks.iter().zip(&hopes).flat_map(|(look, hope)| [look, hope]) {
            if finalists.len() == most {
                break;
            }
            if !finalists.contains(point) {
                finalists.push(point.clone());
            }
        }
        let is_thin = |point: &&Point| candidates.observations.count(point) < config.most_sample;
        let thin: Vec<Point> = finalists.iter().filter(is_thin).cloned().collect();
        if thin.is_empty() || !candidates.visit(sampler, &thin, config.most_sample)? {
            finalists.sort();
            return Ok(finalists);
        }
    }
}
