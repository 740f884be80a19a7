//! Selection of the best system in two stages of fixed size, for runs that cannot stop between.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::error::SelectionError;
use super::goal::Objective;
use super::knpp::{Judged, Selection, Status, percent, require_positive, require_stages};
use super::measure::{Measure, Moments};
use super::observations::Observations;
use super::sampler::{Sampler, System};
use crate::difference;

/// Settings of [`select_in_two_stages`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoStageConfig {
    /// What is wanted.
    pub objective: Objective,
    /// Smallest difference of means worth detecting; more than 0.
    pub delta: f64,
    /// Largest probability of a wrong selection; between 0 and 1/2.
    pub alpha: f64,
    /// Replications of the first stage; at least 2, better 10 or more.
    pub first_stage: u32,
    /// Most replications of a system; at least `first_stage`.
    pub cap: u32,
    /// Number of the first replication used.
    pub first_replication: u32,
}

/// Selects the best mean after two stages, with common random numbers.
///
/// The second stage is as long as the largest variance of a pair's differences in the first
/// requires: N = max(n₀, ⌈(t S / delta)²⌉), with t the 1 - alpha/(k - 1) quantile of Student's t
/// with n₀ - 1 degrees of freedom. Exact for jointly normal responses with any correlation, by
/// Bonferroni's inequality; never drops a system, so it costs more replications than
/// [`super::select_best`] and needs only two rounds of requests.
///
/// Source: Clark and Yang (1986), A Bonferroni selection procedure when using common random
/// numbers with unknown variances, Winter Simulation Conference, pages 313-315.
///
/// # Errors
/// Settings out of range, a repeated system, or whatever the sampler reports.
pub fn select_in_two_stages<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &TwoStageConfig,
    sampler: &mut P,
) -> Result<Selection<S>, SelectionError<P::Error>> {
    require_positive("delta", config.delta)?;
    require_stages(config.alpha, config.first_stage, 1, config.cap)?;
    Observations::<S>::check_numbers(config.first_replication, config.cap)?;
    Observations::check_systems(systems)?;
    let Objective { name, response, direction } = &config.objective;
    let mut observations = Observations::new(config.first_replication, [*response]);
    let all = |count: u32| systems.iter().map(move |system| (system.clone(), count));
    observations.extend(sampler, all(config.first_stage))?;
    let mut largest: f64 = 0.0;
    for (i, first) in systems.iter().enumerate() {
        for second in &systems[i + 1..] {
            let pairs =
                observations.values(first, *response).zip(observations.values(second, *response));
            largest = largest.max(Moments::of(pairs.map(|(a, b)| difference(a, b))).variance());
        }
    }
    let comparisons = (systems.len() - 1).max(1) as f64;
    let t = StudentsT::new(0.0, 1.0, f64::from(config.first_stage - 1))
        .map(|t| t.inverse_cdf(1.0 - config.alpha / comparisons))
        .expect("n - 1 degrees of freedom are at least 1");
    let needed = (t * t * largest / (config.delta * config.delta)).ceil();
    let is_capped = needed > f64::from(config.cap);
    let count = needed.clamp(f64::from(config.first_stage), f64::from(config.cap)) as u32;
    observations.extend(sampler, all(count))?;
    let judged: Vec<Judged<S>> = systems
        .iter()
        .map(|system| {
            let values: Vec<f64> = observations.values(system, *response).collect();
            let objective = Measure::of(&values);
            Judged { system: system.clone(), objective, dropped_after: None }
        })
        .collect();
    let value = |i: usize| direction.sign() * judged[i].objective.mean;
    let best = (0..systems.len()).reduce(|a, b| if value(b) > value(a) { b } else { a });
    let chosen = systems[best.expect("there is a system")].clone();
    let k = systems.len();
    let guarantee = if k == 1 {
        format!("{chosen:?} is the only system: nothing was compared.")
    } else if is_capped {
        format!(
            "Stopped at the cap of {} replications where {needed} were needed; {chosen:?} has the \
             best sample mean, and no probability is claimed.",
            config.cap
        )
    } else {
        format!(
            "With probability at least {}, {chosen:?} has the {} mean {name} of the {k} systems \
             compared, if the best is better than every other by at least {}. Exact for normal \
             responses, correlated across systems or not; approximate otherwise.",
            percent(1.0 - config.alpha),
            direction.superlative(),
            config.delta
        )
    };
    Ok(Selection {
        procedure: "Clark-Yang",
        status: if is_capped { Status::Capped } else { Status::Selected },
        survivors: if is_capped { systems.to_vec() } else { vec![chosen.clone()] },
        chosen,
        systems: judged,
        replications: observations.total(),
        promised: 1.0 - config.alpha,
        guarantee,
    })
}
