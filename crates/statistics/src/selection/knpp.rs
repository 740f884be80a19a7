//! Selection of the best system, replication by replication, dropping whoever falls behind.

use serde::{Deserialize, Serialize};

use super::continuation::Triangle;
use super::error::SelectionError;
use super::goal::Objective;
use super::measure::{Measure, Moments};
use super::observations::Observations;
use super::sampler::{Sampler, System};
use crate::{difference, is_spread, unseen};

/// Where the variances of a sequential test come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variance {
    /// From the first stage only (procedure KN): the guarantee is exact for normal responses. Of a pair
    /// without a spread in the first stage it comes from the first look that shows one.
    FirstStage,
    /// From all replications so far (procedure KN++): fewer replications, and a guarantee that is
    /// asymptotic, as the indifference zone shrinks.
    Updated,
}

/// Settings of [`select_best`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnppConfig {
    /// What is wanted.
    pub objective: Objective,
    /// Smallest difference of means worth detecting, in the unit of the objective; more than 0.
    pub delta: f64,
    /// Largest probability of a wrong selection; between 0 and 1/2.
    pub alpha: f64,
    /// Replications of every system before the first comparison; at least 2, better 10 or more.
    pub first_stage: u32,
    /// Further replications of every survivor between comparisons; at least 1.
    pub batch: u32,
    /// Most replications of a system; at least `first_stage`.
    pub cap: u32,
    /// Where variances come from.
    pub variance: Variance,
    /// Number of the first replication used.
    pub first_replication: u32,
}

impl KnppConfig {
    /// Says what is wrong with the settings, if anything.
    pub(crate) fn validate<E: std::error::Error + 'static>(&self) -> Result<(), SelectionError<E>> {
        require_positive("delta", self.delta)?;
        require_stages(self.alpha, self.first_stage, self.batch, self.cap)?;
        Observations::<usize>::check_numbers(self.first_replication, self.cap)
    }
}

/// Refuses a number that is not finite and more than 0.
pub(super) fn require_positive<E: std::error::Error + 'static>(
    name: &'static str,
    value: f64,
) -> Result<(), SelectionError<E>> {
    let is_allowed = value > 0.0 && value.is_finite();
    SelectionError::require(is_allowed, name, value, "a finite number above 0")
}

/// Refuses an error probability or stages that no sequential procedure can work with.
pub(super) fn require_stages<E: std::error::Error + 'static>(
    alpha: f64,
    first_stage: u32,
    batch: u32,
    cap: u32,
) -> Result<(), SelectionError<E>> {
    let is_error = alpha > 0.0 && alpha < 0.5;
    SelectionError::require(is_error, "alpha", alpha, "between 0 and 0.5, both excluded")?;
    SelectionError::require(first_stage >= 2, "first_stage", first_stage, "at least 2")?;
    SelectionError::require(batch >= 1, "batch", batch, "at least 1")?;
    let least = format!("at least `first_stage` = {first_stage}");
    SelectionError::require(cap >= first_stage, "cap", cap, least)
}

/// How a procedure ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One system was selected and the guarantee holds.
    Selected,
    /// The cap on replications came first; `guarantee` says what still holds.
    Capped,
    /// No system was found feasible.
    NoneFeasible,
}

/// What became of one system.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Judged<S> {
    /// Which.
    pub system: S,
    /// Its objective.
    pub objective: Measure,
    /// After how many replications it was dropped; `None` for survivors.
    pub dropped_after: Option<u32>,
}

/// Which system was selected, and what that is worth.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Selection<S> {
    /// Name of the procedure.
    pub procedure: &'static str,
    /// How it ended.
    pub status: Status,
    /// The system selected; when capped, the survivor with the best mean so far.
    pub chosen: S,
    /// Systems not dropped, in the order given.
    pub survivors: Vec<S>,
    /// Every system, in the order given.
    pub systems: Vec<Judged<S>>,
    /// Replications used, over all systems.
    pub replications: u64,
    /// Promised probability of correct selection, 1 - alpha.
    pub promised: f64,
    /// What is guaranteed, under which assumptions.
    pub guarantee: String,
}

/// Selects the system with the best mean, fully sequentially, by KN or KN++.
///
/// After `first_stage` replications of all systems, and then after every `batch`, a system is
/// dropped when its sum lags behind another survivor's by more than the pair's triangular
/// continuation region allows. The region depends on the variance of the pair's differences, so
/// common random numbers make the procedure faster and never invalid. The error is split over
/// the pairs by Bonferroni's inequality.
///
/// If the best mean is better than all others by at least `delta`, the best is selected with
/// probability at least `1 - alpha`: for every sample size with [`Variance::FirstStage`] and
/// jointly normal responses, in the limit of small `delta` with [`Variance::Updated`]. For the
/// latter the constant of the first stage is used with the degrees of freedom so far, which
/// tends to the published one from above. If others lie within `delta` of the best, one of them
/// may be selected and no probability is claimed.
///
/// A pair that has never differed, or always by the same amount, shows no spread to judge by: neither
/// is dropped for the other, however long that lasts, as days on which they differ may be rare. Of
/// such pairs the cap decides, and the guarantee says in how many replications they may still differ.
/// Where neither of the two ever varied, as a cost that is known, their values are taken as they are,
/// the first of equals is kept, and the guarantee says that too.
///
/// Source: Kim and Nelson (2001), doi:10.1145/502109.502111 (KN); Kim and Nelson (2006),
/// doi:10.1287/opre.1060.0281 (KN++).
///
/// # Errors
/// Settings out of range, a repeated system, or whatever the sampler reports.
pub fn select_best<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &KnppConfig,
    sampler: &mut P,
) -> Result<Selection<S>, SelectionError<P::Error>> {
    config.validate()?;
    Observations::check_systems(systems)?;
    let mut observations = Observations::new(config.first_replication, [config.objective.response]);
    run(systems, config, systems.len() - 1, &mut observations, sampler)
}

/// Moments of the differences of one pair, first minus second.
#[derive(Clone, Copy, Default)]
struct Pair {
    moments: Moments,
    /// Variance that the test uses.
    variance: f64,
}

impl Pair {
    /// Whether the differences vary, by more than rounding.
    fn has_spread(&self) -> bool {
        is_spread(self.moments.sum() / f64::from(self.moments.count), self.variance.sqrt())
    }
}

/// The pairs of `count` systems.
struct Pairs {
    count: usize,
    pairs: Vec<Pair>,
}

impl Pairs {
    fn new(count: usize) -> Self {
        Self { count, pairs: vec![Pair::default(); count * count] }
    }

    /// The pair of two, in either order.
    fn between(&mut self, i: usize, l: usize) -> &Pair {
        self.get(i.min(l), i.max(l))
    }

    /// The pair of `i` < `l`.
    fn get(&mut self, i: usize, l: usize) -> &mut Pair {
        &mut self.pairs[i * self.count + l]
    }
}

/// The procedure on what is already observed, with the error split over `comparisons` pairs.
///
/// Replays the looks at every stage from the first, so that earlier observations made for another
/// purpose change neither the looks nor the guarantee.
pub(super) fn run<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &KnppConfig,
    comparisons: usize,
    observations: &mut Observations<S>,
    sampler: &mut P,
) -> Result<Selection<S>, SelectionError<P::Error>> {
    let triangle = Triangle::new(config.alpha / comparisons.max(1) as f64);
    let sign = config.objective.direction.sign();
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); systems.len()];
    let mut dropped: Vec<Option<u32>> = vec![None; systems.len()];
    let mut alive: Vec<usize> = (0..systems.len()).collect();
    let mut pairs = Pairs::new(systems.len());
    let mut varies = vec![false; systems.len()];
    let mut is_taken = false;
    let mut looks = config.first_stage;
    let mut h2 = triangle.h2(config.first_stage - 1);
    loop {
        observations.extend(sampler, alive.iter().map(|&i| (systems[i].clone(), looks)))?;
        for &i in &alive {
            let from = values[i].len() as u32;
            let response = config.objective.response;
            let fresh = observations.values_in(&systems[i], response, from..looks);
            values[i].extend(fresh.map(|value| sign * value));
            let (first, fresh) = (values[i][0], &values[i][from as usize..]);
            varies[i] |= fresh.iter().any(|value| difference(*value, first) != 0.0);
        }
        let is_first = looks == config.first_stage;
        if config.variance == Variance::Updated {
            h2 = triangle.h2(looks - 1);
        }
        let mut beaten = vec![false; systems.len()];
        for (place, &i) in alive.iter().enumerate() {
            for &l in &alive[place + 1..] {
                let pair = pairs.get(i, l);
                let seen = pair.moments.count as usize;
                for (a, b) in values[i][seen..].iter().zip(&values[l][seen..]) {
                    pair.moments.add(difference(*a, *b));
                }
                if is_first || config.variance == Variance::Updated || !pair.has_spread() {
                    pair.variance = pair.moments.variance();
                }
                if !pair.has_spread() {
                    if !varies[i] && !varies[l] {
                        beaten[if pair.moments.sum() < 0.0 { i } else { l }] = true;
                        is_taken = true;
                    }
                    continue;
                }
                let width = Triangle::half_width(h2, pair.variance, config.delta, looks);
                let sum = pair.moments.sum();
                if sum < -width {
                    beaten[i] = true;
                } else if sum > width {
                    beaten[l] = true;
                }
            }
        }
        for &i in &alive {
            if beaten[i] {
                dropped[i] = Some(looks);
            }
        }
        alive.retain(|&i| dropped[i].is_none());
        if alive.len() == 1 || looks == config.cap {
            break;
        }
        looks = looks.saturating_add(config.batch).min(config.cap);
    }
    let mean = |i: usize| values[i].iter().sum::<f64>() / values[i].len() as f64;
    let best = alive.iter().copied().reduce(|a, b| if mean(b) > mean(a) { b } else { a });
    let best = best.expect("the largest mean is never dropped");
    let status = if alive.len() == 1 { Status::Selected } else { Status::Capped };
    let unlike = alive.iter().filter(|&&i| i != best && !pairs.between(i, best).has_spread());
    let unlike: Vec<&S> = unlike.map(|&i| &systems[i]).collect();
    let mut unresolved = unresolved(&systems[best], &unlike, looks, config.alpha);
    if is_taken {
        unresolved += &taken(config);
    }
    let judged = systems.iter().enumerate().map(|(i, system)| {
        let raw: Vec<f64> = values[i].iter().map(|value| sign * value).collect();
        Judged { system: system.clone(), objective: Measure::of(&raw), dropped_after: dropped[i] }
    });
    let procedure = match config.variance {
        Variance::FirstStage => "KN",
        Variance::Updated => "KN++",
    };
    Ok(Selection {
        procedure,
        status,
        chosen: systems[best].clone(),
        survivors: alive.iter().map(|&i| systems[i].clone()).collect(),
        systems: judged.collect(),
        replications: observations.total(),
        promised: 1.0 - config.alpha,
        guarantee: guarantee(config, systems, best, alive.len(), status) + &unresolved,
    })
}

fn guarantee<S: System>(
    config: &KnppConfig,
    systems: &[S],
    best: usize,
    survivors: usize,
    status: Status,
) -> String {
    let k = systems.len();
    if k == 1 {
        return format!("{:?} is the only system: nothing was compared.", systems[0]);
    }
    let Objective { name, direction, .. } = &config.objective;
    let superlative = direction.superlative();
    let share = percent(1.0 - config.alpha);
    let claim = if status == Status::Selected {
        format!(
            "With probability at least {share}, {:?} has the {superlative} mean {name} of the {k} \
             systems compared",
            systems[best]
        )
    } else {
        format!(
            "Stopped at the cap of {} replications with {survivors} of {k} systems left; {:?} is \
             the best of them so far and nothing more. With probability at least {share}, the \
             system with the {superlative} mean {name} is among those left",
            config.cap, systems[best]
        )
    };
    format!(
        "{claim}, if the best is better than every other by at least {}. {}",
        config.delta,
        assumption(config.variance)
    )
}

/// Says that values which never varied were taken as they are.
fn taken(config: &KnppConfig) -> String {
    let KnppConfig { objective, first_stage, alpha, .. } = config;
    format!(
        " The {} of some never varied in {first_stage} replications and was taken as it is; in up to {} \
         of all it may be otherwise ({} confidence).",
        objective.name,
        percent(unseen(*first_stage, *alpha)),
        percent(1.0 - alpha)
    )
}

/// Says of systems that showed no spread beside the best in how many replications that may be
/// otherwise.
fn unresolved<S: System>(best: &S, unlike: &[&S], looks: u32, alpha: f64) -> String {
    if unlike.is_empty() {
        return String::new();
    }
    let names: Vec<String> = unlike.iter().map(|system| format!("{system:?}")).collect();
    let share = percent(unseen(looks, alpha));
    format!(
        " In {looks} replications {best:?} never differed from {}, or always by the same amount; of \
         each, up to {share} of all replications may be otherwise ({} confidence).",
        names.join(", "),
        percent(1.0 - alpha)
    )
}

/// Under which assumptions a sequential test keeps its promise.
pub(super) fn assumption(variance: Variance) -> &'static str {
    match variance {
        Variance::FirstStage => {
            "Exact for normal responses, correlated across systems or not; approximate otherwise."
        }
        Variance::Updated => {
            "Asymptotic, as differences that matter become small beside the noise; responses \
             correlated across systems or not."
        }
    }
}

/// A probability as a percentage without superfluous digits.
pub(super) fn percent(p: f64) -> String {
    let rounded = (p * 1e6).round() / 1e4;
    format!("{rounded} %")
}
