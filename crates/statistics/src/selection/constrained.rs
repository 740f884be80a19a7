//! Selection of the best among systems that keep stochastic constraints.

use serde::{Deserialize, Serialize};

use super::error::SelectionError;
use super::feasible::{self, Feasibility, FeasibilityConfig, Verdict};
use super::goal::{Constraint, Objective};
use super::knpp::{self, KnppConfig, Selection, Status, Variance, assumption, percent};
use super::observations::Observations;
use super::sampler::{Sampler, System};

/// Settings of [`select_constrained`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstrainedConfig {
    /// What is wanted.
    pub objective: Objective,
    /// What a system must keep; may be empty.
    pub constraints: Vec<Constraint>,
    /// Smallest difference of objectives worth detecting; more than 0.
    pub delta: f64,
    /// Largest probability of error of both phases together; between 0 and 1/2.
    pub alpha: f64,
    /// Share of `alpha` spent on feasibility; between 0 and 1. Ignored without constraints.
    pub feasibility_share: f64,
    /// Replications of every system before the first verdict; at least 2, better 10 or more.
    pub first_stage: u32,
    /// Further replications between looks; at least 1.
    pub batch: u32,
    /// Most replications of a system; at least `first_stage`.
    pub cap: u32,
    /// Where variances come from.
    pub variance: Variance,
    /// Number of the first replication used.
    pub first_replication: u32,
}

impl ConstrainedConfig {
    /// Error probability of the feasibility phase.
    fn feasibility_alpha(&self) -> f64 {
        if self.constraints.is_empty() { 0.0 } else { self.alpha * self.feasibility_share }
    }

    fn feasibility(&self) -> FeasibilityConfig {
        FeasibilityConfig {
            constraints: self.constraints.clone(),
            alpha: self.feasibility_alpha(),
            first_stage: self.first_stage,
            batch: self.batch,
            cap: self.cap,
            variance: self.variance,
            first_replication: self.first_replication,
        }
    }

    fn selection(&self) -> KnppConfig {
        KnppConfig {
            objective: self.objective.clone(),
            delta: self.delta,
            alpha: self.alpha - self.feasibility_alpha(),
            first_stage: self.first_stage,
            batch: self.batch,
            cap: self.cap,
            variance: self.variance,
            first_replication: self.first_replication,
        }
    }

    /// Says what is wrong with the settings, if anything.
    pub(crate) fn validate<E: std::error::Error + 'static>(&self) -> Result<(), SelectionError<E>> {
        knpp::require_stages(self.alpha, self.first_stage, self.batch, self.cap)?;
        if !self.constraints.is_empty() {
            let share = self.feasibility_share;
            let is_allowed = share > 0.0 && share < 1.0;
            let allowed = "between 0 and 1, both excluded";
            SelectionError::require(is_allowed, "feasibility_share", share, allowed)?;
            self.feasibility().validate()?;
        }
        self.selection().validate()
    }

    /// The responses that objective and constraints look at.
    pub(crate) fn responses(&self) -> impl Iterator<Item = usize> {
        let constraints = self.constraints.iter().map(|constraint| constraint.response);
        std::iter::once(self.objective.response).chain(constraints)
    }
}

/// Which feasible system was selected, and what that is worth.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ConstrainedSelection<S> {
    /// How it ended.
    pub status: Status,
    /// The system selected; `None` where none was found feasible.
    pub chosen: Option<S>,
    /// The systems compared, in the order given.
    pub systems: Vec<S>,
    /// The first phase; `None` without constraints.
    pub feasibility: Option<Feasibility<S>>,
    /// The second phase; `None` where none was found feasible.
    pub selection: Option<Selection<S>>,
    /// Replications used, over all systems and both phases.
    pub replications: u64,
    /// Promised probability of correct selection, 1 - alpha.
    pub promised: f64,
    /// What is guaranteed, under which assumptions.
    pub guarantee: String,
}

/// Selects the system with the best objective among those that keep all constraints.
///
/// First [`super::check_feasibility`], then [`super::select_best`] among the feasible, on the same
/// replications as far as they go. Each phase keeps its own error probability, the second for all
/// pairs of the original systems, so the sum of the two bounds the error of the whole whatever
/// the dependence between the phases; and the second replays its looks from the first stage, so
/// replications made for the first do not disturb it.
///
/// With probability at least `1 - alpha`, the chosen system breaks no constraint by its tolerance
/// or more, and it is the best of those desirable in every constraint, if that system's objective
/// is better by at least `delta` than that of every other system which breaks no constraint by
/// its tolerance or more.
///
/// Source: two-phase selection in the sense of Andradóttir and Kim (2010),
/// doi:10.1002/nav.20408.
///
/// # Errors
/// Settings out of range, a repeated system, or whatever the sampler reports.
pub fn select_constrained<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &ConstrainedConfig,
    sampler: &mut P,
) -> Result<ConstrainedSelection<S>, SelectionError<P::Error>> {
    config.validate()?;
    Observations::check_systems(systems)?;
    let mut observations = Observations::new(config.first_replication, config.responses());
    run(systems, config, &mut observations, sampler)
}

/// The procedure on what is already observed.
pub(crate) fn run<S: System, P: Sampler<S>>(
    systems: &[S],
    config: &ConstrainedConfig,
    observations: &mut Observations<S>,
    sampler: &mut P,
) -> Result<ConstrainedSelection<S>, SelectionError<P::Error>> {
    let feasibility = match config.constraints.is_empty() {
        true => None,
        false => Some(feasible::run(systems, &config.feasibility(), observations, sampler)?),
    };
    let candidates: Vec<S> = match &feasibility {
        None => systems.to_vec(),
        Some(feasibility) => feasibility.with(Verdict::Feasible).cloned().collect(),
    };
    let undecided = feasibility.as_ref().map_or(0, |found| found.with(Verdict::Undecided).count());
    let selection = match candidates.is_empty() {
        true => None,
        false => {
            let comparisons = systems.len() - 1;
            Some(knpp::run(&candidates, &config.selection(), comparisons, observations, sampler)?)
        }
    };
    let status = match &selection {
        _ if undecided > 0 => Status::Capped,
        None => Status::NoneFeasible,
        Some(selection) => selection.status,
    };
    Ok(ConstrainedSelection {
        status,
        systems: systems.to_vec(),
        chosen: selection.as_ref().map(|selection| selection.chosen.clone()),
        replications: observations.total(),
        promised: 1.0 - config.alpha,
        guarantee: guarantee(systems.len(), config, feasibility.as_ref(), selection.as_ref()),
        feasibility,
        selection,
    })
}

fn guarantee<S: System>(
    systems: usize,
    config: &ConstrainedConfig,
    feasibility: Option<&Feasibility<S>>,
    selection: Option<&Selection<S>>,
) -> String {
    let Some(feasibility) = feasibility else {
        return selection.map_or_else(String::new, |selection| selection.guarantee.clone());
    };
    let is_decided = feasibility.status == Status::Selected;
    let selection = match selection {
        None if is_decided => {
            return format!("No system was found feasible. {}", feasibility.guarantee);
        }
        None => return format!("No system was found feasible yet. {}", feasibility.guarantee),
        Some(selection) => selection,
    };
    let Objective { name, direction, .. } = &config.objective;
    let chosen = &selection.chosen;
    let limits: Vec<String> = config.constraints.iter().map(ToString::to_string).collect();
    let safe = format!(
        "With probability at least {}, {chosen:?} breaks no constraint by its tolerance or more \
         ({}).",
        percent(1.0 - config.feasibility_alpha()),
        limits.join("; ")
    );
    let best = if !is_decided {
        format!(
            "It is the choice among the systems found feasible; others had no verdict at the cap \
             of {} replications, so nothing is said of its being the best.",
            config.cap
        )
    } else if selection.status == Status::Capped {
        format!(
            "The cap of {} replications came with {} systems left; {chosen:?} is the best of them \
             so far and nothing more.",
            config.cap,
            selection.survivors.len()
        )
    } else {
        format!(
            "With probability at least {}, it also has the {} mean {name} of all systems among \
             the {systems} that keep every constraint by its tolerance or more, if the best of \
             these is better by at least {} than every other system that breaks none by its \
             tolerance or more.",
            percent(1.0 - config.alpha),
            direction.superlative(),
            config.delta
        )
    };
    format!("{safe} {best} {}", assumption(config.variance))
}
