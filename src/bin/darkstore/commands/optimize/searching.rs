//! Search of the factors' values for the best combination under constraints.

use experiments::ExperimentError;
use experiments::design::Factor;
use experiments::lab::{Lab, LabSampler};
use experiments::optimize::{
    self, Axis, CleanUpConfig, Neighbourhood, Point, SearchConfig, SearchResult, Space,
};
use experiments::report::Optimum;
use experiments::selection::{Status, Variance};
use experiments::summary::Summary;

use super::selecting::fate;
use super::task::{Found, Runs, Task, Which, csv, sort, status};
use crate::flags::experiment::cell;
use crate::terminal::failure::Failure;

/// Most finalists of a search.
const FINALISTS: u64 = 5;
/// Most factors of which two are moved at a time.
const PAIRED: usize = 4;

/// The grid of the factors' values: a point holds the position of each factor's value.
pub(crate) struct Grid {
    factors: Vec<Factor>,
    space: Space,
}

impl Grid {
    /// The grid of these factors, every value of which was tried on the scenario.
    pub(crate) fn of(task: &Task<'_>, factors: Vec<Factor>) -> Result<Self, Failure> {
        let axes = factors.iter().map(|factor| Axis {
            name: factor.name.clone(),
            low: 0,
            high: factor.levels.len() as i64 - 1,
            step: 1,
        });
        let space = Space::new(axes.collect()).map_err(|error| {
            Failure::from(task.experiment.error_at("factor", &error.to_string(), None))
        })?;
        let grid = Self { factors, space };
        for (at, factor) in grid.factors.iter().enumerate() {
            for level in 0..factor.levels.len() {
                let mut point = vec![0; grid.factors.len()];
                point[at] = level as i64;
                cell(task.experiment, task.external, "", &grid.overrides(&point))?;
            }
        }
        let (budget, first) = (task.spec.budget, task.first_stage());
        if budget < 3 * first {
            let least = 3 * first;
            let message = format!(
                "`budget` is {budget}, allowed at least {least}: `first_stage` of {first} to look, \
                 to judge and to measure"
            );
            return Err(task.experiment.error_at("optimize.budget", &message, None).into());
        }
        Ok(grid)
    }

    fn overrides(&self, point: &[i64]) -> Vec<(String, String)> {
        let values = self.factors.iter().zip(point);
        values.flat_map(|(factor, at)| factor.overrides(*at as usize)).collect()
    }

    fn label(&self, point: &[i64]) -> String {
        let values = self.factors.iter().zip(point);
        let name = |(factor, at): (&Factor, &i64)| {
            format!("{}={}", factor.name, factor.levels[*at as usize].label)
        };
        values.map(name).collect::<Vec<String>>().join(" ")
    }

    fn which(&self, point: &[i64]) -> Which {
        let values = self.factors.iter().zip(point);
        let levels = values.map(|(factor, at)| factor.levels[*at as usize].label.clone());
        (self.label(point), levels.collect())
    }

    /// Half of the budget to look around, the rest to judge the best and to measure the choice.
    ///
    /// Also a remark on when the best are first judged, where there is one.
    fn config(&self, task: &Task<'_>) -> (SearchConfig, Option<String>) {
        let (budget, first) = (task.spec.budget, task.first_stage());
        let most = FINALISTS.min(self.space.size()) as u32;
        let judging = |first: u32| (budget / 2).saturating_sub(first);
        let (verdicts, remark) = task
            .judging_stage(|first| u64::from(judging(first)) >= u64::from(most) * u64::from(first));
        let judging = judging(verdicts);
        let finalists = (judging / verdicts).clamp(1, most);
        let cap = (judging / finalists).max(verdicts);
        let looking = budget - finalists * cap - verdicts;
        let is_small = self.factors.len() <= PAIRED;
        let config = SearchConfig {
            objective: task.wanted(),
            constraints: task.rules(),
            neighbourhood: if is_small { Neighbourhood::Pairs } else { Neighbourhood::Single },
            starts: (looking / (4 * first)).clamp(1, 5),
            first_sample: first,
            growth: 2.0,
            most_sample: first.saturating_mul(4),
            budget: u64::from(looking),
            first_replication: 0,
            clean_up: CleanUpConfig {
                finalists,
                delta: task.spec.indifference.unwrap_or_default(),
                alpha: 1.0 - task.spec.confidence,
                feasibility_share: 0.5,
                first_stage: verdicts,
                batch: (first / 2).max(1),
                cap,
                variance: Variance::Updated,
                confirmation: verdicts,
            },
        };
        (config, remark)
    }
}

/// Searches the grid.
pub(crate) fn search<'a>(
    task: &'a Task<'_>,
    grid: &Grid,
    lab: &mut Lab<'_>,
) -> Result<Found<'a>, Failure> {
    let mut sampler = LabSampler::new(lab, task.figures(), |point: &Point| {
        let label = grid.label(point);
        cell(task.experiment, task.external, &label, &grid.overrides(point))
            .map_err(|error| ExperimentError::World { cell: label, source: Box::new(error) })
    });
    let (mut config, remark) = grid.config(task);
    let budget = u64::from(task.spec.budget);
    let result = loop {
        let result = optimize::search(&grid.space, &config, &mut sampler);
        let result = result.map_err(|error| task.failure(error))?;
        let left = budget.saturating_sub(sampler.replications());
        // What the search left goes to the finalists; their replications so far are known, but
        // the choice may be another and is measured afresh.
        let measuring = u64::from(config.clean_up.confirmation);
        let more = left.saturating_sub(measuring) / u64::from(config.clean_up.finalists);
        if result.status != Status::Capped || more == 0 {
            break result;
        }
        config.clean_up.cap += more as u32;
    };
    let mut optimum = describe(task, grid, &config, &sampler, &result);
    optimum.remarks.extend(remark);
    Ok(Found { optimum, csv: csv(&sampler, |point| grid.label(point)) })
}

fn describe<'a>(
    task: &'a Task<'_>,
    grid: &Grid,
    config: &SearchConfig,
    sampler: &LabSampler<'_, '_, Point>,
    result: &SearchResult,
) -> Optimum<'a> {
    // Finalists are judged on replications that no point was visited on.
    let fresh = result.visited.iter().map(|visited| visited.objective.replications).max();
    let fresh = fresh.unwrap_or_default();
    let runs = |point: &Point, is_fresh: bool| -> Runs<'_> {
        let all = sampler.answered().get(point).into_iter().flatten();
        let of_stage = all.filter(|(replication, _)| (**replication >= fresh) == is_fresh);
        of_stage.map(|(replication, summary)| (*replication, summary)).collect()
    };
    let in_words = |text: &str| match &result.chosen {
        // Procedures know points by their positions on the grid.
        Some(chosen) => text.replace(&format!("{chosen:?}"), &format!("`{}`", grid.label(chosen))),
        None => text.to_owned(),
    };
    let mut optimum = Optimum {
        spent: sampler.replications(),
        status: status(result.status),
        guarantee: in_words(&result.guarantee),
        remarks: vec![in_words(&result.local_optimality)],
        is_fresh: true,
        ..task.nothing("search", grid.space.size())
    };
    let measured = config.clean_up.confirmation as usize;
    for point in &result.clean_up.systems {
        let mut all: Vec<&Summary> = runs(point, true).into_values().collect();
        if result.chosen.as_ref() == Some(point) {
            // The last ones only measure the choice.
            all.truncate(all.len() - measured.min(all.len()));
        }
        let fate = fate(point, &result.clean_up);
        optimum.candidates.push(task.candidate(grid.which(point), &all, fate));
    }
    let mut visited: Vec<(f64, f64, &Point)> = result
        .visited
        .iter()
        .map(|visited| {
            let short: f64 = task
                .rules()
                .iter()
                .zip(&visited.constraints)
                .map(|(rule, seen)| (rule.shortfall(seen.mean) / rule.tolerance).max(0.0))
                .sum();
            (short, task.wanted().cost(visited.objective.mean), &visited.point)
        })
        .collect();
    visited.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(b.2)));
    for (_, _, point) in visited {
        let all: Vec<&Summary> = runs(point, false).into_values().collect();
        let is_finalist = result.clean_up.systems.contains(point);
        let fate = if is_finalist { "finalist" } else { "" };
        optimum.visited.push(task.candidate(grid.which(point), &all, fate.into()));
    }
    if let Some(chosen) = &result.chosen {
        let of_chosen = runs(chosen, true);
        let last: Vec<&Summary> = of_chosen.values().copied().collect();
        optimum.figures = task.of_interest(&last[last.len().saturating_sub(measured)..]);
        optimum.settings = grid.overrides(chosen);
        optimum.chosen = Some(grid.label(chosen));
        let compared = result.clean_up.systems.len();
        let others = result.clean_up.systems.iter().filter(|point| *point != chosen);
        optimum.rivals = others
            .map(|other| {
                let fate = fate(other, &result.clean_up);
                task.rival(grid.which(other), &fate, &of_chosen, &runs(other, true), compared)
            })
            .collect();
        sort(&mut optimum.rivals);
    }
    optimum
}
