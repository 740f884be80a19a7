//! Runs a suite: every answer and every day once, in parallel, collected in order.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::Sense;

use super::error::BenchError;
use super::plan::{DayPlan, Plan, Skipped, SolvePlan};
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

/// Runs the suite. Once it is stopped, what is finished is told: whole blocks, and of a block of
/// instances the solvers that have answered all of them; what is not is among those skipped.
///
/// # Errors
/// An instance that is no question of its decision, a decision whose answers cannot be judged from
/// the question, a best known value that is refuted, a day that stopped.
pub fn run(plan: &Plan<'_>, conditions: &Conditions<'_>) -> Result<Results, BenchError> {
    let mut finished = 0;
    let mut skipped = plan.skipped.clone();
    let mut skip = |block: &str, reason: String| {
        skipped.push(Skipped { block: block.into(), reason });
    };
    let mut solve = Vec::new();
    for block in &plan.solve {
        let of = block.solvers.len();
        let size = block.posed.len() * of;
        if conditions.stop.load(Ordering::Relaxed) {
            skip(&block.block, "interrupted before it was begun".into());
            continue;
        }
        let (known, done) = answers(plan, block, conditions, finished)?;
        if known.as_ref().is_none_or(|known| known.solvers.len() < of) {
            skip(&block.block, format!("interrupted after {done} of {size} answers"));
        }
        solve.extend(known);
        finished += size;
    }
    let mut simulate = Vec::new();
    for block in &plan.simulate {
        let size = block.replications as usize * block.cells.len();
        if conditions.stop.load(Ordering::Relaxed) {
            skip(&block.block, "interrupted before it was begun".into());
            continue;
        }
        match days(block, conditions, finished)? {
            Ok(known) => simulate.push(known),
            Err(done) => skip(&block.block, format!("interrupted after {done} of {size} days")),
        }
        finished += size;
    }
    Ok(Results {
        suite: plan.suite.spec.suite.name.clone(),
        level: plan.level,
        solve,
        simulate,
        skipped,
        is_interrupted: conditions.stop.load(Ordering::Relaxed),
    })
}

/// What the solvers that have answered everything came to, if any has, and how many answers there
/// are altogether.
fn answers(
    plan: &Plan<'_>,
    block: &SolvePlan,
    conditions: &Conditions<'_>,
    before: usize,
) -> Result<(Option<SolveResult>, usize), BenchError> {
    let instances = block.posed.len();
    let jobs = instances * block.solvers.len();
    let mut found: Vec<Option<Result<Solved, SolveError>>> = Vec::new();
    found.resize_with(jobs, || None);
    let job = |number: usize| {
        let (_, choice) = &block.solvers[number / instances];
        let mut solver = block.task.solver(choice, &plan.programs)?;
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
    // Who has not answered everything is left out: means over fewer instances compare nothing.
    let is_whole = |of: &[Option<Result<Solved, SolveError>>]| of.iter().all(Option::is_some);
    let whole: Vec<bool> = found.chunks(instances).map(is_whole).collect();
    if !whole.contains(&true) {
        return Ok((None, finished));
    }
    let found = found.into_iter().enumerate().filter(|(number, _)| whole[number / instances]);
    let (mut unit, mut senses) = (None, Vec::new());
    let mut answered = Vec::with_capacity(jobs);
    for (number, result) in found.filter_map(|(number, result)| Some((number, result?))) {
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
        .zip(&whole)
        .filter(|(_, is_whole)| **is_whole)
        .zip(answered.chunks(instances))
        .map(|(((label, _), _), of)| Contestant { label: label.clone(), results: of.to_vec() })
        .collect();
    let sense = senses.first().copied().unwrap_or(Sense::Least);
    if senses.iter().any(|other| *other != sense) {
        let message = "of some instances less is better, of others more: put them in two blocks";
        return Err(plan.suite.error_at(&path, message, None).into());
    }
    refute(block, sense, &solvers)?;
    let known = SolveResult {
        block: block.block.clone(),
        decision: block.task.decision,
        unit: unit.unwrap_or(""),
        sense,
        tolerance: block.tolerance,
        instances: block.posed.iter().map(|(_, posed)| posed.instance.clone()).collect(),
        best_known: block.best_known.clone(),
        solvers,
    };
    Ok((Some(known), finished))
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

/// What the days came to; how many were finished, where they were interrupted.
fn days(
    block: &DayPlan,
    conditions: &Conditions<'_>,
    before: usize,
) -> Result<Result<DayResult, usize>, BenchError> {
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
    let summaries = match lab.run_all(block.replications) {
        Err(ExperimentError::Interrupted) => return Ok(Err(lab.finished())),
        summaries => summaries?,
    };
    let values = |of: &[crate::Summary]| -> Vec<Vec<f64>> {
        let positions = block.kpis.iter().map(|kpi| position(kpi.name));
        let finite = |value: f64| if value.is_finite() { value } else { f64::NAN };
        positions.map(|at| of.iter().map(|summary| finite(summary.kpis[at])).collect()).collect()
    };
    let solvers = block.cells.iter().zip(&summaries);
    let solvers =
        solvers.map(|(cell, of)| Contestant { label: cell.label.clone(), results: values(of) });
    Ok(Ok(DayResult {
        block: block.block.clone(),
        decision: block.decision,
        scenario: block.scenario.clone(),
        settings: block.settings.clone(),
        seed: block.seed,
        replications: block.replications,
        kpis: block.kpis.clone(),
        tolerance: block.tolerance.clone(),
        solvers: solvers.collect(),
    }))
}
