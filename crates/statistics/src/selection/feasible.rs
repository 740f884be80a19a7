//! Which systems keep constraints on the means of their responses.

use serde::{Deserialize, Serialize};

use super::continuation::Triangle;
use super::error::SelectionError;
use super::goal::Constraint;
use super::knpp::{Status, Variance, assumption, percent, require_positive, require_stages};
use super::measure::{Measure, Moments};
use super::observations::Observations;
use super::sampler::{Sampler, System};

/// Settings of [`check_feasibility`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeasibilityConfig {
    /// What a feasible system must keep; at least one.
    pub constraints: Vec<Constraint>,
    /// Largest probability of any wrong verdict; between 0 and 1/2.
    pub alpha: f64,
    /// Replications of every system before the first verdict; at least 2, better 10 or more.
    pub first_stage: u32,
    /// Further replications of every undecided system between looks; at least 1.
    pub batch: u32,
    /// Most replications of a system; at least `first_stage`.
    pub cap: u32,
    /// Where variances come from.
    pub variance: Variance,
    /// Number of the first replication used.
    pub first_replication: u32,
}

impl FeasibilityConfig {
    pub(super) fn validate<E: std::error::Error + 'static>(&self) -> Result<(), SelectionError<E>> {
        let count = self.constraints.len();
        SelectionError::require(count > 0, "constraints", "empty", "at least one constraint")?;
        for constraint in &self.constraints {
            require_positive("tolerance", constraint.tolerance)?;
            let bound = constraint.bound;
            SelectionError::require(bound.is_finite(), "bound", bound, "a finite number")?;
        }
        require_stages(self.alpha, self.first_stage, self.batch, self.cap)?;
        Observations::<usize>::check_numbers(self.first_replication, self.cap)
    }
}

/// What is said of a system.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Keeps every constraint.
    Feasible,
    /// Breaks at least one.
    Infeasible,
    /// The cap came before a verdict.
    Undecided,
}

/// One system, its verdict and what it rests on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Checked<S> {
    /// Which.
    pub system: S,
    /// What is said of it.
    pub verdict: Verdict,
    /// Names of the constraints found broken.
    pub broken: Vec<String>,
    /// The response of each constraint, in the order of the constraints.
    pub responses: Vec<Measure>,
    /// After how many replications the verdict fell.
    pub decided_after: Option<u32>,
}

/// Which systems are feasible, and what that is worth.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Feasibility<S> {
    /// Selected where every system has a verdict, capped otherwise.
    pub status: Status,
    /// Every system, in the order given.
    pub systems: Vec<Checked<S>>,
    /// Replications used, over all systems.
    pub replications: u64,
    /// Promised probability that no verdict is wrong, 1 - alpha.
    pub promised: f64,
    /// What is guaranteed, under which assumptions.
    pub guarantee: String,
}

impl<S: System> Feasibility<S> {
    /// Systems with this verdict, in the order given.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &S> {
        self.systems.iter().filter(move |each| each.verdict == verdict).map(|each| &each.system)
    }
}

/// Says of every system whether the means of its responses keep all constraints.
///
/// One sequential test per system and constraint: the sum of slacks leaves a triangular region on
/// the side of the verdict. A mean at least `tolerance` inside its bound is desirable, at least
/// `tolerance` outside unacceptable; in between either verdict is right. With probability at
/// least `1 - alpha` no system that is desirable in all constraints is called infeasible and no
/// system unacceptable in any is called feasible. The error is split over systems and
/// constraints by Bonferroni's inequality, so responses may depend on each other and systems on
/// common random numbers.
///
/// Skewed responses break the promise more easily than in a comparison of two systems, where skew
/// cancels in part. Take a longer first stage for them, or average several days into one response.
///
/// A response that never varied in the first stage is judged by its value at once; where rare
/// bad days matter, the first stage must be long enough to see some.
///
/// Source: procedure F_B, with the conservative split, of Andradóttir and Kim (2010),
/// doi:10.1002/nav.20408.
///
/// # Errors
/// Settings out of range, a repeated system, or whatever the sampler reports.
pub fn check_feasibility<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &FeasibilityConfig,
    sampler: &mut P,
) -> Result<Feasibility<S>, SelectionError<P::Error>> {
    config.validate()?;
    Observations::check_systems(systems)?;
    let responses = config.constraints.iter().map(|constraint| constraint.response);
    let mut observations = Observations::new(config.first_replication, responses);
    run(systems, config, &mut observations, sampler)
}

/// The test of one system against one constraint.
#[derive(Clone, Default)]
struct Test {
    slack: Moments,
    variance: f64,
    is_kept: Option<bool>,
}

/// The procedure on what is already observed.
pub(super) fn run<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &FeasibilityConfig,
    observations: &mut Observations<S>,
    sampler: &mut P,
) -> Result<Feasibility<S>, SelectionError<P::Error>> {
    let constraints = &config.constraints;
    let triangle = Triangle::new(config.alpha / (systems.len() * constraints.len()) as f64);
    let mut tests = vec![vec![Test::default(); constraints.len()]; systems.len()];
    let mut decided: Vec<Option<u32>> = vec![None; systems.len()];
    let mut looks = config.first_stage;
    loop {
        let open = || (0..systems.len()).filter(|&i| decided[i].is_none());
        observations.extend(sampler, open().map(|i| (systems[i].clone(), looks)))?;
        let degrees = match config.variance {
            Variance::FirstStage => config.first_stage - 1,
            Variance::Updated => looks - 1,
        };
        let h2 = triangle.h2(degrees);
        let is_estimated = looks == config.first_stage || config.variance == Variance::Updated;
        for i in 0..systems.len() {
            if decided[i].is_some() {
                continue;
            }
            for (test, constraint) in tests[i].iter_mut().zip(constraints) {
                let unseen = test.slack.count..looks;
                for value in observations.values_in(&systems[i], constraint.response, unseen) {
                    test.slack.add(constraint.slack(value));
                }
                if is_estimated {
                    test.variance = test.slack.variance();
                }
                let width = Triangle::half_width(h2, test.variance, constraint.tolerance, looks);
                let sum = test.slack.sum();
                if test.is_kept.is_none() && sum.abs() >= width {
                    test.is_kept = Some(sum >= 0.0);
                }
            }
            let is_broken = tests[i].iter().any(|test| test.is_kept == Some(false));
            if is_broken || tests[i].iter().all(|test| test.is_kept.is_some()) {
                decided[i] = Some(looks);
            }
        }
        if decided.iter().all(Option::is_some) || looks == config.cap {
            break;
        }
        looks = looks.saturating_add(config.batch).min(config.cap);
    }
    let checked: Vec<Checked<S>> = systems
        .iter()
        .enumerate()
        .map(|(i, system)| {
            let broken: Vec<String> = tests[i]
                .iter()
                .zip(constraints)
                .filter(|(test, _)| test.is_kept == Some(false))
                .map(|(_, constraint)| constraint.name.clone())
                .collect();
            let responses = constraints.iter().map(|constraint| {
                let values: Vec<f64> = observations.values(system, constraint.response).collect();
                Measure::of(&values)
            });
            let verdict = match decided[i] {
                None => Verdict::Undecided,
                Some(_) if broken.is_empty() => Verdict::Feasible,
                Some(_) => Verdict::Infeasible,
            };
            Checked {
                system: system.clone(),
                verdict,
                responses: responses.collect(),
                broken,
                decided_after: decided[i],
            }
        })
        .collect();
    let undecided = decided.iter().filter(|after| after.is_none()).count();
    Ok(Feasibility {
        status: if undecided == 0 { Status::Selected } else { Status::Capped },
        systems: checked,
        replications: observations.total(),
        promised: 1.0 - config.alpha,
        guarantee: guarantee(config, systems.len(), undecided),
    })
}

fn guarantee(config: &FeasibilityConfig, systems: usize, undecided: usize) -> String {
    let open = match undecided {
        0 => String::new(),
        _ => format!(
            " {undecided} of {systems} systems had no verdict at the cap of {} replications, and \
             nothing is said of them.",
            config.cap
        ),
    };
    let list: Vec<String> = config.constraints.iter().map(ToString::to_string).collect();
    format!(
        "With probability at least {}, no system called feasible breaks a constraint by its \
         tolerance or more, and no system ruled out keeps all of them by their tolerance \
         or more ({}). {}{open}",
        percent(1.0 - config.alpha),
        list.join("; "),
        assumption(config.variance)
    )
}
