//! Runs a suite: every answer and every day once, in parallel, collected in order.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::Sense;
use solvers::external::Commands;

use super::error::BenchError;
use super::plan::{DayPlan, Plan, SolvePlan};
use super::results::{Answered, Contestant, DayResult, Results, SolveResult};
use crate::error::ExperimentError;
use crate::lab::{Lab, MakePolicies, Settings};
use crate::solve::{SolveError, Solved, Status};
use crate::start::Start;
use crate::summary::position;
use crate::workers::each_finished;

/// How a suite is run; results do not depend on it.
pub struct Conditions<'a> {
    /// Answers or days at a time.
    pub threads: usize,
    /// Set to begin nothing further.
    pub stop: &'a AtomicBool,
    /// Told how many answers and days are done.
    pub done: &'a (dyn Fn(usize) + Sync),
    /// Builds policies, fresh for each day.
    pub policies: &'a MakePolicies<'a>,
}

/// Runs the suite.
///
/// # Errors
/// An instance that is no question of its decision, a decision whose answers cannot be judged from
/// the question, a best known value that is refuted, a day that stopped.
pub fn run(plan: &Plan<'_>, conditions: &Conditions<'_>) -> Result<Results, BenchError> {
    let mut finished = 0;
    let mut solve = Vec::new();
    for block in &plan.solve {
        solve.push(answers(plan, block, conditions, finished)?);
        finished += block.posed.len() * block.solvers.len();
    }
    let mut simulate = Vec::new();
    for block in &plan.simulate {
        simulate.push(days(block, conditions, finished)?);
        finished += block.replications as usize * block.cells.len();
    }
    Ok(Results {
        suite: plan.suite.spec.suite.name.clone(),
        level: plan.level,
        solve,
        simulate,
        skipped: plan.skipped.clone(),
    })
}

fn answers(
    plan: &Plan<'_>,
    block: &SolvePlan,
    conditions: &Conditions<'_>,
    before: usize,
) -> Result<SolveResult, BenchError> {
    let instances = block.posed.len();
    let jobs = instances * block.solvers.len();
    let mut found: Vec<Option<Result<Solved, SolveError>>> = Vec::new();
    found.resize_with(jobs, || None);
    let job = |number: usize| {
        let (_, choice) = &block.solvers[number / instances];
        let mut solver = block.task.solver(choice, &Commands::default())?;
        solver.answer(&block.posed[number % instances].1)
    };
    let mut finished = 0;
    let mut settle = |number: usize, result| {
        found[number] = Some(result);
        finished += 1;
        (conditions.done)(before + finished);
        ControlFlow::Continue(finished)
    };
    each_finished(conditions.threads, jobs, conditions.stop, &job, &mut settle)?;
    if conditions.stop.load(Ordering::Relaxed) {
        return Err(ExperimentError::Interrupted.into());
    }
    let (mut unit, mut senses) = (None, Vec::new());
    let mut answered = Vec::with_capacity(jobs);
    for (number, result) in found.into_iter().flatten().enumerate() {
        let (file, posed) = &block.posed[number % instances];
        answered.push(match result {
            Ok(solved) => {
                unit = unit.or(solved.unit);
                senses.extend(solved.sense);
                Answered {
                    // A sum that overflows is no value.
                    objective: solved.objective.filter(|value| value.is_finite()),
                    bound: solved.bound,
                    is_proved: solved.status == Status::Optimal,
                    work: solved.work,
                    failure: None,
                }
            }
            Err(error) if error.is_of_the_solver() => {
                Answered { failure: Some(error.to_string()), ..Answered::default() }
            }
            Err(error) => {
                return Err(BenchError::Data {
                    file: file.clone(),
                    line: posed.line,
                    message: error.to_string(),
                });
            }
        });
    }
    let path = format!("solve.{}.decision", block.index);
    if unit.is_none() && answered.iter().all(|one| one.failure.is_none()) {
        let decision = block.task.decision;
        let message = format!("answers of `{decision}` cannot be judged from the question alone");
        let help = Some("judge it by the day that becomes of it, in `[[simulate]]`".into());
        return Err(plan.suite.error_at(&path, &message, help).into());
    }
    let solvers: Vec<Contestant<Answered>> = block
        .solvers
        .iter()
        .zip(answered.chunks(instances))
        .map(|((label, _), of)| Contestant { label: label.clone(), results: of.to_vec() })
        .collect();
    let sense = senses.first().copied().unwrap_or(Sense::Least);
    if senses.iter().any(|other| *other != sense) {
        let message = "of some instances less is better, of others more: put them in two blocks";
        return Err(plan.suite.error_at(&path, message, None).into());
    }
    refute(block, sense, &solvers)?;
    Ok(SolveResult {
        block: block.block.clone(),
        decision: block.task.decision,
        unit: unit.unwrap_or(""),
        sense,
        tolerance: block.tolerance,
        instances: block.posed.iter().map(|(_, posed)| posed.instance.clone()).collect(),
        best_known: block.best_known.clone(),
        solvers,
    })
}

/// Refuses a value or bound that is said to be proved and is not, and a bound that a value which
/// is known refutes.
fn refute(
    block: &SolvePlan,
    sense: Sense,
    solvers: &[Contestant<Answered>],
) -> Result<(), BenchError> {
    for Contestant { label, results } in solvers {
        for ((answer, best), (_, posed)) in results.iter().zip(&block.best_known).zip(&block.posed)
        {
            let Some(best) = best else { continue };
            let room = best.rounding + 1e-9 * best.objective.abs();
            let proved = best.bound.or(best.is_proved.then_some(best.objective));
            let beaten = answer
                .objective
                .zip(proved)
                .filter(|(value, proved)| sense.excess(*value, *proved) < -room);
            // Somebody has the best value, so that no bound can lie on its wrong side.
            let crossed = answer
                .bound
                .map(|bound| (bound, best.objective))
                .filter(|(bound, known)| sense.excess(*bound, *known) > room);
            let refuted = beaten
                .map(|pair| ("has an answer", pair))
                .or_else(|| crossed.map(|pair| ("proves a bound", pair)));
            if let Some((claim, (value, best))) = refuted {
                return Err(BenchError::Refuted {
                    file: block.best_file.clone(),
                    instance: posed.instance.clone(),
                    solver: label.clone(),
                    claim,
                    value,
                    best,
                });
            }
        }
    }
    Ok(())
}

fn days(
    block: &DayPlan,
    conditions: &Conditions<'_>,
    before: usize,
) -> Result<DayResult, BenchError> {
    let done = |finished| (conditions.done)(before + finished);
    let mut lab = Lab::new(Settings {
        seed: block.seed,
        start: Start::default(),
        threads: conditions.threads,
        stop: conditions.stop,
        done: &done,
        policies: conditions.policies,
    });
    for cell in &block.cells {
        lab.add(cell.clone());
    }
    let summaries = lab.run_all(block.replications)?;
    let values = |of: &[crate::Summary]| -> Vec<Vec<f64>> {
        let positions = block.kpis.iter().map(|kpi| position(kpi.name));
        let finite = |value: f64| if value.is_finite() { value } else { f64::NAN };
        positions.map(|at| of.iter().map(|summary| finite(summary.kpis[at])).collect()).collect()
    };
    let solvers = block.cells.iter().zip(&summaries);
    let solvers =
        solvers.map(|(cell, of)| Contestant { label: cell.label.clone(), results: values(of) });
    Ok(DayResult {
        block: block.block.clone(),
        decision: block.decision,
        scenario: block.scenario.clone(),
        settings: block.settings.clone(),
        seed: block.seed,
        replications: block.replications,
        kpis: block.kpis.clone(),
        tolerance: block.tolerance.clone(),
        solvers: solvers.collect(),
    })
}
