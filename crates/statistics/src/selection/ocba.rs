//! Selection under a budget: replications go where they most help to tell the best apart.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::error::SelectionError;
use super::goal::Objective;
use super::knpp::{Judged, percent};
use super::measure::{Measure, Moments};
use super::observations::Observations;
use super::sampler::{Sampler, System};
use crate::difference;

/// Settings of [`allocate`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OcbaConfig {
    /// What is wanted.
    pub objective: Objective,
    /// Replications of every system at first; at least 2, better 5 or more.
    pub first_stage: u32,
    /// Replications given out at a time; at least 1.
    pub increment: u32,
    /// Replications in all; at least `first_stage` for every system.
    pub budget: u64,
    /// Differences of means below this are not worth telling apart, and the allocation takes
    /// them for this large; 0 for none.
    pub delta: f64,
    /// Number of the first replication used.
    pub first_replication: u32,
}

/// The chosen system against another, on the replications that both have.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Rival<S> {
    /// The other.
    pub system: S,
    /// Mean of chosen minus other, replication by replication.
    pub difference: f64,
    /// Half the width of its interval; all intervals together cover with probability 95 % for
    /// normal differences and sample sizes fixed in advance.
    pub half_width: Option<f64>,
    /// Replications that both have.
    pub replications: u32,
}

/// One system and its share of the budget.
pub type Allocated<S> = Judged<S>;

/// What the budget bought.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OcbaResult<S> {
    /// The system with the best mean.
    pub chosen: S,
    /// Every system, in the order given.
    pub systems: Vec<Allocated<S>>,
    /// The chosen system against every other, in the order given.
    pub rivals: Vec<Rival<S>>,
    /// Replications used.
    pub replications: u64,
    /// Approximate probability of correct selection: a Bonferroni-type lower bound, with estimates
    /// for means and variances, as if systems were independent. May be negative.
    pub apcs: f64,
    /// The same with the covariance that common random numbers leave between the means.
    pub apcs_paired: f64,
    /// What is known, and that it is no guarantee.
    pub guarantee: String,
}

/// Spends a budget of replications so as to make the choice of the best mean most reliable.
///
/// After `first_stage` replications of every system, increments go out in the proportions
/// N_i / N_j = (σ_i / δ_i)² / (σ_j / δ_j)² for all but the best b, and
/// N_b = σ_b √(Σ N_i² / σ_i²), with means and variances estimated so far. The allocation
/// assumes independent systems and ignores the correlation of common random numbers; the final
/// comparison uses it.
///
/// The approximate probability of correct selection is an estimate, not a guarantee: it takes the
/// sample means for the true ones.
///
/// Source: Chen, Lin, Yücesan and Chick (2000), doi:10.1023/A:1008349927281.
///
/// # Errors
/// Settings out of range, a repeated system, or whatever the sampler reports.
pub fn allocate<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &OcbaConfig,
    sampler: &mut P,
) -> Result<OcbaResult<S>, SelectionError<P::Error>> {
    validate(systems, config)?;
    let Objective { response, direction, .. } = config.objective;
    let mut observations = Observations::new(config.first_replication, [response]);
    let mut counts = vec![config.first_stage; systems.len()];
    let mut moments = vec![Moments::default(); systems.len()];
    let mut spent = u64::from(config.first_stage) * systems.len() as u64;
    loop {
        observations.extend(sampler, systems.iter().cloned().zip(counts.iter().copied()))?;
        for (each, system) in moments.iter_mut().zip(systems) {
            let unseen = each.count..u32::MAX;
            observations
                .values_in(system, response, unseen)
                .for_each(|value| each.add(direction.sign() * value));
        }
        let left = config.budget - spent;
        if left == 0 {
            break;
        }
        let step = left.min(u64::from(config.increment));
        let targets = targets(&moments, config.delta, (spent + step) as f64);
        hand_out(&mut counts, &targets, step);
        spent += step;
    }
    let best = best(&moments);
    let value = |system: &S| observations.values(system, response).collect::<Vec<f64>>();
    let chosen = value(&systems[best]);
    let level = 0.05 / (systems.len() - 1).max(1) as f64;
    let (mut apcs, mut apcs_paired) = (1.0, 1.0);
    let mut rivals = Vec::new();
    for (i, system) in systems.iter().enumerate().filter(|(i, _)| *i != best) {
        let other = value(system);
        let differences: Vec<f64> =
            chosen.iter().zip(&other).map(|(a, b)| difference(*a, *b)).collect();
        let paired = Moments::of(differences);
        let n = f64::from(paired.count);
        let (of_best, of_other) = (moments[best], moments[i]);
        let gap = of_best.mean - of_other.mean;
        let alone = of_best.variance() / f64::from(of_best.count)
            + of_other.variance() / f64::from(of_other.count);
        apcs -= wrong(gap, alone);
        // Means over different numbers of replications share only the common ones.
        let shared = |values: &[f64]| {
            Moments::of(values.iter().copied().take(paired.count as usize)).variance()
        };
        let covariance = (shared(&chosen) + shared(&other) - paired.variance()) / 2.0;
        let joint = 2.0 * covariance * n / (f64::from(of_best.count) * f64::from(of_other.count));
        apcs_paired -= wrong(gap, (alone - joint).max(0.0));
        let t = StudentsT::new(0.0, 1.0, n - 1.0)
            .map(|t| t.inverse_cdf(1.0 - level / 2.0))
            .expect("n - 1 degrees of freedom are at least 1");
        rivals.push(Rival {
            system: system.clone(),
            difference: paired.mean,
            half_width: Some(t * (paired.variance() / n).sqrt()),
            replications: paired.count,
        });
    }
    let judged = systems.iter().map(|system| Judged {
        system: system.clone(),
        objective: Measure::of(&value(system)),
        dropped_after: None,
    });
    Ok(OcbaResult {
        chosen: systems[best].clone(),
        systems: judged.collect(),
        rivals,
        replications: observations.total(),
        apcs,
        apcs_paired,
        guarantee: format!(
            "No guarantee. {:?} has the {} sample mean {} after {spent} replications; if sample \
             means and variances were the true ones, the choice would be right with probability \
             {} (systems taken as independent), or {} (with their correlation).",
            systems[best],
            direction.superlative(),
            config.objective.name,
            at_least(apcs),
            at_least(apcs_paired),
        ),
    })
}

fn validate<S: System, E: std::error::Error + 'static>(
    systems: &[S],
    config: &OcbaConfig,
) -> Result<(), SelectionError<E>> {
    Observations::check_systems(systems)?;
    let first = config.first_stage;
    SelectionError::require(first >= 2, "first_stage", first, "at least 2")?;
    SelectionError::require(config.increment >= 1, "increment", config.increment, "at least 1")?;
    let least = u64::from(first) * systems.len() as u64;
    let is_allowed = (least..=u64::from(u32::MAX)).contains(&config.budget);
    let allowed = format!("at least {least}, `first_stage` for every system, and below 2^32");
    SelectionError::require(is_allowed, "budget", config.budget, allowed)?;
    let is_allowed = config.delta >= 0.0 && config.delta.is_finite();
    SelectionError::require(is_allowed, "delta", config.delta, "a finite number of at least 0")?;
    Observations::<S>::check_numbers(config.first_replication, config.budget as u32)
}

/// The largest mean; the first of equals.
fn best(moments: &[Moments]) -> usize {
    let larger = |a: usize, b: usize| if moments[b].mean > moments[a].mean { b } else { a };
    (0..moments.len()).reduce(larger).expect("there is a system")
}

/// Probability that a mean difference of `gap` in favour of the best came from a wrong order.
fn wrong(gap: f64, variance: f64) -> f64 {
    if variance > 0.0 {
        0.5 * libm::erfc(gap / (2.0 * variance).sqrt())
    } else if gap > 0.0 {
        0.0
    } else {
        0.5
    }
}

/// An approximate lower bound of a probability in words: normal tails are not known to four digits.
fn at_least(p: f64) -> String {
    if p > 0.999 {
        "of more than 99.9 %".to_owned()
    } else {
        format!("of at least about {}", percent((p.max(0.0) * 1e3).floor() / 1e3))
    }
}

/// How `total` replications would best be divided.
fn targets(moments: &[Moments], delta: f64, total: f64) -> Vec<f64> {
    let best = best(moments);
    // A gap of zero would take the whole budget.
    let spread = moments.iter().map(Moments::variance).fold(0.0, f64::max).sqrt();
    let least = delta.max(1e-6 * spread);
    let mut weights: Vec<f64> = moments
        .iter()
        .map(|each| {
            let gap = (moments[best].mean - each.mean).max(least);
            if each.variance() > 0.0 { each.variance() / (gap * gap) } else { 0.0 }
        })
        .collect();
    let others = (0..moments.len()).filter(|&i| i != best && moments[i].variance() > 0.0);
    let squares: f64 = others.map(|i| weights[i] * weights[i] / moments[i].variance()).sum();
    weights[best] = (moments[best].variance() * squares).sqrt();
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 {
        weights.iter().map(|weight| weight / sum * total).collect()
    } else {
        vec![total / moments.len() as f64; moments.len()]
    }
}

/// Gives `step` replications to the systems furthest below their targets, in proportion.
fn hand_out(counts: &mut [u32], targets: &[f64], step: u64) {
    let lack: Vec<f64> = counts
        .iter()
        .zip(targets)
        .map(|(&count, target)| (target - f64::from(count)).max(0.0))
        .collect();
    let sum: f64 = lack.iter().sum();
    let shares: Vec<f64> = if sum > 0.0 {
        lack.iter().map(|each| each / sum * step as f64).collect()
    } else {
        vec![step as f64 / counts.len() as f64; counts.len()]
    };
    let mut given = 0;
    for (count, share) in counts.iter_mut().zip(&shares) {
        *count += share.floor() as u32;
        given += share.floor() as u64;
    }
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| (shares[b].fract()).total_cmp(&shares[a].fract()).then(a.cmp(&b)));
    for &i in order.iter().cycle().take((step.saturating_sub(given)) as usize) {
        counts[i] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean `mean` and variance `variance` from two values.
    fn moments(mean: f64, variance: f64) -> Moments {
        let half = (variance / 2.0).sqrt();
        Moments::of([mean - half, mean + half])
    }

    #[test]
    fn targets_are_in_the_published_proportions() {
        // Gaps 1 and 2 to the best, variances 4 and 9: weights 4 and 9/4.
        let all = [moments(9.0, 4.0), moments(10.0, 16.0), moments(8.0, 9.0)];
        let found = targets(&all, 0.0, 100.0);
        let best = 4.0 * (4.0_f64 * 4.0 / 4.0 + 2.25 * 2.25 / 9.0).sqrt();
        let sum = 4.0 + best + 2.25;
        for (found, weight) in found.iter().zip([4.0, best, 2.25]) {
            assert!((found - weight / sum * 100.0).abs() < 1e-9, "{found} {weight}");
        }
        // With an indifference of 2, both gaps count as 2.
        let found = targets(&all, 2.0, 100.0);
        assert!((found[0] / found[2] - 4.0 / 9.0).abs() < 1e-9);
    }

    #[test]
    fn an_increment_is_given_out_whole() {
        for step in [1, 7, 20] {
            let mut counts = [10, 10, 10, 10];
            hand_out(&mut counts, &[30.5, 11.2, 2.0, 10.3], step);
            assert_eq!(u64::from(counts.iter().sum::<u32>()), 40 + step);
            assert_eq!(counts[2], 10);
        }
    }

    #[test]
    fn no_approximate_probability_is_called_certain() {
        assert_eq!(at_least(1.0), "of more than 99.9 %");
        assert_eq!(at_least(0.999_99), "of more than 99.9 %");
        assert_eq!(at_least(0.994_516), "of at least about 99.4 %");
        assert_eq!(at_least(-0.2), "of at least about 0 %");
    }

    #[test]
    fn a_tie_of_equal_certainty_is_wrong_half_of_the_time() {
        assert_eq!((wrong(0.0, 1.0), wrong(0.0, 0.0), wrong(1.0, 0.0)), (0.5, 0.5, 0.0));
        assert!((wrong(1.959_963_984_540_054, 1.0) - 0.025).abs() < 1e-12);
    }
}
