//! What is wanted of a search or a selection, and what was found.

use std::collections::BTreeMap;

use experiments::design::{Design, Factor, Level, is_share};
use experiments::lab::LabSampler;
use experiments::report::{Candidate, CellMean, Figure, Optimum, Rival, numbered_csv};
use experiments::selection::{self, Direction, SelectionError, Status, System};
use experiments::statistics::{self, Estimate};
use experiments::summary::Summary;
use experiments::{ExperimentError, KeyFigure};
use scenarios::experiment::{Bound, Constraint, Experiment, Objective, OptimizeSpec, Sense};

use crate::flags::external::ExternalArgs;
use crate::flags::kpis::refuse_missing;
use crate::terminal::failure::Failure;

/// Replications of a candidate before the first choice where the file does not say.
const FIRST_STAGE: u32 = 10;
/// The same where shares are judged: ten of a skewed response show too little of its variance, so
/// procedures would be wrong more often than they promise (see docs/validation-selection.md).
const FIRST_STAGE_OF_SHARES: u32 = 30;

/// What was found, and every replication as comma-separated values.
pub(crate) struct Found<'a> {
    pub(crate) optimum: Optimum<'a>,
    pub(crate) csv: String,
}

/// What is wanted, in the words of the file and in those of the procedures.
pub(crate) struct Task<'a> {
    pub(crate) experiment: &'a Experiment,
    pub(crate) external: &'a ExternalArgs,
    pub(crate) spec: &'a OptimizeSpec,
    pub(crate) objective: Objective,
    pub(crate) constraints: Vec<Constraint>,
}

impl<'a> Task<'a> {
    pub(super) fn of(
        experiment: &'a Experiment,
        external: &'a ExternalArgs,
    ) -> Result<Self, Failure> {
        let (Some(spec), Some(objective)) =
            (&experiment.spec.optimize, experiment.spec.objective())
        else {
            let help = "`darkstore sweep` runs experiments without one";
            let message = "the experiment has no `[optimize]`, which says what is best";
            return Err(experiment.error_at("experiment", message, Some(help.into())).into());
        };
        if spec.confidence <= 0.5 {
            let message = format!("`confidence` is {}, allowed more than 0.5", spec.confidence);
            return Err(experiment.error_at("optimize.confidence", &message, None).into());
        }
        Ok(Self {
            experiment,
            external,
            spec,
            objective,
            constraints: experiment.spec.constraints(),
        })
    }

    /// Refuses key figures of stores that the scenario has not.
    pub(super) fn check_stores(&self) -> Result<(), Failure> {
        let others = self.experiment.spec.experiment.kpis.iter().map(|kpi| known(kpi));
        let figures: Vec<KeyFigure> = self.figures().into_iter().chain(others).collect();
        if figures.iter().all(|figure| figure.store().is_none()) {
            return Ok(());
        }
        let world = self.experiment.scenario(&[])?.build()?;
        refuse_missing(figures.iter(), world.stores.iter().map(|store| store.name.as_str()))
    }

    /// What tells two tasks over the same combinations apart.
    pub(super) fn goal(&self) -> String {
        let OptimizeSpec { objective, constraints, method, .. } = self.spec;
        format!("{method:?}\n{objective}\n{}", constraints.join("\n"))
    }

    /// Replications of a candidate before anything is looked at.
    pub(crate) fn first_stage(&self) -> u32 {
        self.spec.first_stage.unwrap_or(FIRST_STAGE)
    }

    /// Replications of a candidate before it is judged with a guarantee, `is_enough` telling
    /// whether the budget has so many for all of them; and a remark on it, where there is one.
    pub(crate) fn judging_stage(&self, is_enough: impl Fn(u32) -> bool) -> (u32, Option<String>) {
        let (usual, skewed) = (self.first_stage(), FIRST_STAGE_OF_SHARES);
        let is_skewed = !self.constraints.is_empty() || is_share(&self.objective.kpi);
        if self.spec.first_stage.is_some() || !is_skewed {
            (usual, None)
        } else if is_enough(skewed) {
            let why = "as is usual with constraints and shares, whose replications may be skewed";
            (skewed, Some(format!("First verdicts came after {skewed} replications, {why}.")))
        } else {
            let remark = format!(
                "First verdicts came after {usual} replications: the budget has not {skewed} for \
                 every candidate, as is usual with constraints and shares. Where their \
                 replications are skewed, the probabilities promised may be missed."
            );
            (usual, Some(remark))
        }
    }

    /// Refuses a budget that does not cover the first stage.
    pub(super) fn check_selection(&self, design: &Design) -> Result<(), Failure> {
        let (first, cells) = (u64::from(self.first_stage()), design.cells.len() as u64);
        let least = first * cells;
        if u64::from(self.spec.budget) >= least {
            return Ok(());
        }
        let message = format!(
            "`budget` is {}, allowed at least {least}, `first_stage` of {first} for each of {cells} \
             cells",
            self.spec.budget
        );
        Err(self.experiment.error_at("optimize.budget", &message, None).into())
    }

    /// The responses: the objective, then the constraints.
    pub(crate) fn figures(&self) -> Vec<KeyFigure> {
        let constraints = self.constraints.iter().map(|rule| known(&rule.kpi));
        std::iter::once(known(&self.objective.kpi)).chain(constraints).collect()
    }

    /// The objective as procedures know it.
    pub(crate) fn wanted(&self) -> selection::Objective {
        selection::Objective {
            name: self.objective.kpi.clone(),
            response: 0,
            direction: match self.objective.sense {
                Sense::Minimise => Direction::Minimise,
                Sense::Maximise => Direction::Maximise,
            },
        }
    }

    /// The constraints as procedures know them.
    pub(crate) fn rules(&self) -> Vec<selection::Constraint> {
        let rules = self.constraints.iter().enumerate();
        let rule = |(at, rule): (usize, &Constraint)| selection::Constraint {
            name: rule.kpi.clone(),
            response: at + 1,
            sense: match rule.bound {
                Bound::AtLeast => selection::Sense::AtLeast,
                Bound::AtMost => selection::Sense::AtMost,
            },
            bound: rule.limit,
            tolerance: rule.tolerance,
        };
        rules.map(rule).collect()
    }

    /// An error of a procedure, at the line of the file that it is about.
    pub(crate) fn failure(&self, error: SelectionError<ExperimentError>) -> Failure {
        let (path, message) = match error {
            SelectionError::Sampler(error) => return error.into(),
            SelectionError::NotFinite { system, replication, response, value } => {
                let (path, kpi) = match response.checked_sub(1) {
                    None => ("optimize.objective".to_owned(), &self.objective.kpi),
                    Some(at) => (format!("optimize.constraints.{at}"), &self.constraints[at].kpi),
                };
                let message = format!(
                    "`{kpi}` is {value} in replication {replication} of {system}; it must be a \
                     number in every replication"
                );
                (path, message)
            }
            SelectionError::Setting { name, .. } => {
                let key = match name {
                    "alpha" => "confidence",
                    "delta" => "indifference",
                    name => name,
                };
                (format!("optimize.{key}"), error.to_string())
            }
            error => ("optimize".to_owned(), error.to_string()),
        };
        self.experiment.error_at(&path, &message, None).into()
    }

    /// A result without anything found yet.
    pub(crate) fn nothing(&self, method: &'static str, combinations: u64) -> Optimum<'_> {
        let Experiment { name, text, spec, .. } = self.experiment;
        Optimum {
            version: env!("CARGO_PKG_VERSION"),
            experiment: name,
            scenario: &spec.experiment.scenario,
            seed: spec.experiment.seed,
            method,
            objective: &self.objective,
            constraints: &self.constraints,
            indifference: self.spec.indifference,
            confidence: self.spec.confidence,
            factors: self.experiment.spec.factor.iter().map(|f| f.label().to_owned()).collect(),
            ends: self.experiment.spec.factor.iter().map(|f| ends(&Factor::of(f))).collect(),
            combinations,
            budget: u64::from(self.spec.budget),
            spent: 0,
            status: "none_feasible",
            chosen: None,
            settings: Vec::new(),
            figures: Vec::new(),
            is_fresh: false,
            guarantee: String::new(),
            remarks: Vec::new(),
            candidates: Vec::new(),
            rivals: Vec::new(),
            visited: Vec::new(),
            infeasible: None,
            experiment_text: text,
        }
    }

    /// The figures of interest over some replications: the objective's, those of the constraints,
    /// then the others of the file.
    pub(crate) fn of_interest(&self, summaries: &[&Summary]) -> Vec<Figure> {
        let mut names: Vec<&str> = vec![&self.objective.kpi];
        let constraints = self.constraints.iter().map(|rule| rule.kpi.as_str());
        let others = self.experiment.spec.experiment.kpis.iter().map(String::as_str);
        for name in constraints.chain(others) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let figure = |kpi: &str| Figure {
            kpi: kpi.to_owned(),
            mean: mean(summaries, kpi),
            replications: summaries.len(),
        };
        names.into_iter().map(figure).collect()
    }

    /// A combination's figures over some replications.
    pub(crate) fn candidate(&self, which: Which, of: &[&Summary], fate: String) -> Candidate {
        let (label, levels) = which;
        Candidate {
            label,
            levels,
            replications: of.len(),
            objective: mean(of, &self.objective.kpi),
            constraints: self.constraints.iter().map(|rule| mean(of, &rule.kpi)).collect(),
            fate,
        }
    }

    /// Another combination against the chosen one, on the replications both have. Which was chosen
    /// depends on them, so that the interval is one of all pairs of the `compared` ones, jointly.
    pub(crate) fn rival(
        &self,
        (label, levels): Which,
        fate: &str,
        chosen: &Runs<'_>,
        other: &Runs<'_>,
        compared: usize,
    ) -> Rival {
        let figure = known(&self.objective.kpi);
        let both = other.iter().filter_map(|(replication, summary)| {
            Some(figure.of(summary) - figure.of(chosen.get(replication)?))
        });
        let differences: Vec<f64> = both.collect();
        let level =
            statistics::Level::default().bonferroni(compared * compared.saturating_sub(1) / 2);
        let Estimate { mean, half_width, .. } = Estimate::at(&differences, level);
        let difference = CellMean { mean, half_width };
        Rival { label, levels, difference, replications: differences.len(), fate: fate.to_owned() }
    }
}

/// Label and the factors' values of a combination.
pub(crate) type Which = (String, Vec<String>);

/// Replications by their numbers.
pub(crate) type Runs<'a> = BTreeMap<u32, &'a Summary>;

/// The least and the largest of a factor's values, where they are numbers.
fn ends(factor: &Factor) -> Option<[String; 2]> {
    let number = |level: &Level| Some((level.number?, level.label.clone()));
    let mut numbers = factor.levels.iter().map(number).collect::<Option<Vec<_>>>()?;
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ((_, low), (_, high)) = (numbers.first()?.clone(), numbers.last()?.clone());
    Some([low, high])
}

/// A key figure of the file, whose names were checked as it was read.
fn known(kpi: &str) -> KeyFigure {
    KeyFigure::named(kpi).unwrap_or_else(|(wrong, _)| panic!("{wrong}"))
}

fn mean(summaries: &[&Summary], kpi: &str) -> CellMean {
    let figure = known(kpi);
    let values: Vec<f64> = summaries.iter().map(|summary| figure.of(summary)).collect();
    let Estimate { mean, half_width, .. } = Estimate::of(&values);
    CellMean { mean, half_width }
}

/// The name of a status.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Selected => "selected",
        Status::Capped => "capped",
        Status::NoneFeasible => "none_feasible",
    }
}

/// Every replication that a sampler was asked for.
pub(crate) fn csv<S: System>(
    sampler: &LabSampler<'_, '_, S>,
    label: impl Fn(&S) -> String,
) -> String {
    let labels: Vec<String> = sampler.answered().keys().map(label).collect();
    let runs = labels.iter().zip(sampler.answered().values());
    numbered_csv(runs.flat_map(|(label, runs)| {
        runs.iter().map(move |(replication, summary)| (label.as_str(), *replication, summary))
    }))
}

/// The closest to the chosen one first.
pub(crate) fn sort(rivals: &mut [Rival]) {
    rivals.sort_by(|a, b| a.difference.mean.abs().total_cmp(&b.difference.mean.abs()));
}
