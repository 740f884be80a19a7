//! Sequential halving: the best of many systems within a budget of replications.

use super::error::SelectionError;
use super::goal::Objective;
use super::observations::Observations;
use super::sampler::{Sampler, System};
use crate::{Estimate, Level, difference};

/// Settings of [`select_by_halving`].
#[derive(Clone, PartialEq, Debug)]
pub struct HalvingConfig {
    /// What is wanted.
    pub objective: Objective,
    /// Most replications of all systems together, the final ones included.
    pub budget: u64,
    /// Replications of each of the two systems of the final; at least 2.
    pub final_replications: u32,
    /// Level of the final interval.
    pub level: Level,
    /// Number of the first replication used.
    pub first_replication: u32,
}

/// One round.
#[derive(Clone, PartialEq, Debug)]
pub struct HalvingRound<S> {
    /// Replications of each system by the end of the round.
    pub replications: u32,
    /// The systems of the round, the best first, and how much worse the mean of each is than the
    /// best's, on common random numbers; 0 and more.
    pub standing: Vec<(S, f64)>,
    /// How many of them, from the front, go on.
    pub kept: usize,
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Halved<S> {
    /// The rounds.
    pub rounds: Vec<HalvingRound<S>>,
    /// The system that is left.
    pub winner: S,
    /// Whom it is held against: the first system listed, or the runner-up where that one won.
    pub rival: S,
    /// Winner less rival over replications that had no part in the choice, pair by pair: an
    /// interval that the choice did not bend.
    pub difference: Estimate,
    /// Replications of all systems together.
    pub replications: u64,
}

/// Halves the systems until one is left, then holds it against the first on fresh replications.
///
/// With n systems there are ⌈log₂ n⌉ rounds of equal cost; in each the survivors get as many
/// further replications each as the round can pay for, and the better half, by the mean of all
/// their replications, goes on. All survivors have met the same random numbers, so that means are
/// compared as paired differences. The chance of losing the best falls exponentially in the
/// budget over the sum of inverse squared differences; there is no promise at a given budget,
/// which is why the final interval rests on replications of its own.
///
/// Source: Karnin, Koren & Somekh (2013), Almost optimal exploration in multi-armed bandits,
/// Proceedings of Machine Learning Research 28(3), 1238-1246.
///
/// # Errors
/// A budget that does not pay for one replication of every system and the final, fewer than two
/// systems or final replications, a repeated system, or whatever the sampler reports.
pub fn select_by_halving<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &HalvingConfig,
    sampler: &mut P,
) -> Result<Halved<S>, SelectionError<P::Error>> {
    let HalvingConfig { objective, budget, final_replications, level, first_replication } = config;
    Observations::check_systems(systems)?;
    SelectionError::require(systems.len() >= 2, "systems", systems.len(), "at least 2")?;
    SelectionError::require(
        *final_replications >= 2,
        "final_replications",
        final_replications,
        "at least 2",
    )?;
    let count = systems.len() as u64;
    let rounds = u64::from(systems.len().next_power_of_two().trailing_zeros());
    let least = count * rounds + 2 * u64::from(*final_replications);
    let most = u64::from(u32::MAX / 4);
    let allowed = format!("{least} to {most} for {count} systems");
    SelectionError::require((least..=most).contains(budget), "budget", budget, allowed)?;
    Observations::<S>::check_numbers(*first_replication, u32::MAX / 4)?;

    let per_round = (budget - 2 * u64::from(*final_replications)) / rounds;
    let mut observations = Observations::new(*first_replication, [objective.response]);
    let mut left = systems.to_vec();
    let mut told = Vec::new();
    let mut replications = 0;
    let mut rival = systems[0].clone();
    for _ in 0..rounds {
        replications += (per_round / left.len() as u64) as u32;
        observations.extend(sampler, left.iter().map(|system| (system.clone(), replications)))?;
        let cost = |system: &S| {
            let values = observations.values(system, objective.response);
            objective.cost(values.sum::<f64>() / f64::from(replications))
        };
        let mut standing: Vec<(S, f64)> =
            left.iter().map(|system| (system.clone(), cost(system))).collect();
        // Stable: of equals the first listed stays in front.
        standing.sort_by(|a, b| a.1.total_cmp(&b.1));
        let best = standing[0].1;
        standing.iter_mut().for_each(|(_, cost)| *cost -= best);
        let kept = left.len().div_ceil(2);
        left = standing[..kept].iter().map(|(system, _)| system.clone()).collect();
        if left[0] == systems[0] {
            rival = standing[1].0.clone();
        }
        told.push(HalvingRound { replications, standing, kept });
    }
    let winner = left.swap_remove(0);
    if winner != systems[0] {
        rival = systems[0].clone();
    }
    let mut fresh = Observations::new(first_replication + replications, [objective.response]);
    let both = [winner.clone(), rival.clone()];
    fresh.extend(sampler, both.map(|system| (system, *final_replications)))?;
    let of_winner = fresh.values(&winner, objective.response);
    let differences: Vec<f64> = of_winner
        .zip(fresh.values(&rival, objective.response))
        .map(|(a, b)| difference(a, b))
        .collect();
    Ok(Halved {
        rounds: told,
        difference: Estimate::at(&differences, *level),
        winner,
        rival,
        replications: observations.total() + fresh.total(),
    })
}
