//! Selection of the best cell of a design: KN++ with a guarantee, or OCBA under a budget.

use std::fmt;

use experiments::design::Design;
use experiments::lab::{self, Lab, LabSampler};
use experiments::report::Optimum;
use experiments::selection::{
    ConstrainedConfig, ConstrainedSelection, OcbaConfig, Status, Variance, Verdict, allocate,
    select_constrained,
};
use experiments::summary::Summary;
use scenarios::experiment::Method;

use super::task::{Found, Runs, Task, Which, csv, sort, status};
use crate::terminal::failure::Failure;

/// A cell by its position, shown by its label.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    position: usize,
    label: String,
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.label)
    }
}

/// What a procedure says of its choice.
struct Choice {
    chosen: Option<Named>,
    status: &'static str,
    guarantee: String,
    remarks: Vec<String>,
    /// What became of each cell.
    fates: Vec<String>,
}

/// Selects the best of the design's cells.
pub(crate) fn select<'a>(
    task: &'a Task<'_>,
    design: &Design,
    cells: Vec<lab::Cell>,
    lab: &mut Lab<'_>,
) -> Result<Found<'a>, Failure> {
    let labels = design.cells.iter().map(|cell| cell.label.clone()).enumerate();
    let systems: Vec<Named> = labels.map(|(position, label)| Named { position, label }).collect();
    let mut sampler =
        LabSampler::new(lab, task.figures(), |system: &Named| Ok(cells[system.position].clone()));
    let choice = match task.spec.method {
        Method::Ocba => by_ocba(task, &systems, &mut sampler)?,
        _ => by_knpp(task, &systems, &mut sampler)?,
    };
    let runs = |system: &Named| -> Runs<'_> {
        let of_system = sampler.answered().get(system).into_iter().flatten();
        of_system.map(|(replication, summary)| (*replication, summary)).collect()
    };
    let which = |system: &Named| -> Which {
        let chosen = design.factors.iter().zip(&design.cells[system.position].levels);
        let levels = chosen.map(|(factor, level)| factor.levels[*level].label.clone());
        (system.label.clone(), levels.collect())
    };
    let method = if task.spec.method == Method::Ocba { "ocba" } else { "kn++" };
    let mut optimum = Optimum {
        spent: sampler.replications(),
        status: choice.status,
        guarantee: choice.guarantee,
        remarks: choice.remarks,
        ..task.nothing(method, systems.len() as u64)
    };
    for (system, fate) in systems.iter().zip(&choice.fates) {
        let all: Vec<&Summary> = runs(system).into_values().collect();
        optimum.candidates.push(task.candidate(which(system), &all, fate.clone()));
    }
    if let Some(chosen) = &choice.chosen {
        let of_chosen = runs(chosen);
        let all: Vec<&Summary> = of_chosen.values().copied().collect();
        optimum.figures = task.of_interest(&all);
        optimum.settings = design.cells[chosen.position].overrides.clone();
        optimum.chosen = Some(chosen.label.clone());
        let others = systems.iter().zip(&choice.fates).filter(|(system, _)| *system != chosen);
        optimum.rivals = others
            .map(|(other, fate)| {
                task.rival(which(other), fate, &of_chosen, &runs(other), systems.len())
            })
            .collect();
        sort(&mut optimum.rivals);
    }
    Ok(Found { optimum, csv: csv(&sampler, |system| system.label.clone()) })
}

/// KN++, after a check of the constraints where there are any.
///
/// The cap on replications of a cell is such that the budget holds even if no cell is dropped;
/// what dropped cells leave unspent goes to the others, whose looks are repeated from the journal.
fn by_knpp(
    task: &Task<'_>,
    systems: &[Named],
    sampler: &mut LabSampler<'_, '_, Named>,
) -> Result<Choice, Failure> {
    let spec = task.spec;
    let budget = u64::from(spec.budget);
    let share = (budget / systems.len() as u64) as u32;
    let (first_stage, remark) = task.judging_stage(|first| first <= share);
    let batch = (task.first_stage() / 2).max(1);
    // A cap is also a look: only where looks fall anyway does a higher cap repeat all of them, so
    // that what was dropped stays dropped.
    let mut cap = share - share.saturating_sub(first_stage) % batch;
    let found = loop {
        let config = ConstrainedConfig {
            objective: task.wanted(),
            constraints: task.rules(),
            delta: spec.indifference.unwrap_or_default(),
            alpha: 1.0 - spec.confidence,
            feasibility_share: 0.5,
            first_stage,
            batch,
            cap,
            variance: Variance::Updated,
            first_replication: 0,
        };
        let found = select_constrained(systems, &config, sampler);
        let found = found.map_err(|error| task.failure(error))?;
        if found.status != Status::Capped {
            break found;
        }
        let in_play = in_play(&found);
        let short = |system: &&Named| {
            let have = sampler.answered().get(system).map_or(0, |runs| runs.len() as u64);
            u64::from(cap).saturating_sub(have)
        };
        let short: u64 = in_play.iter().map(short).sum();
        let left = budget.saturating_sub(sampler.replications()).saturating_sub(short);
        let more = (left / (in_play.len() as u64).max(1)) as u32;
        match more - more % batch {
            0 => break found,
            more => cap += more,
        }
    };
    let fates = systems.iter().map(|system| fate(system, &found)).collect();
    Ok(Choice {
        chosen: found.chosen,
        status: status(found.status),
        guarantee: found.guarantee,
        remarks: remark.into_iter().collect(),
        fates,
    })
}

/// Systems that further replications would go to.
fn in_play(found: &ConstrainedSelection<Named>) -> Vec<&Named> {
    let undecided = found.feasibility.iter().flat_map(|each| each.with(Verdict::Undecided));
    let survivors = found.selection.iter().flat_map(|each| &each.survivors);
    undecided.chain(survivors).collect()
}

/// What became of a system in words.
pub(crate) fn fate<S: PartialEq>(system: &S, found: &ConstrainedSelection<S>) -> String {
    if found.chosen.as_ref() == Some(system) {
        return "chosen".into();
    }
    let checked = found.feasibility.iter().flat_map(|each| &each.systems);
    if let Some(checked) = checked.into_iter().find(|checked| checked.system == *system) {
        match checked.verdict {
            Verdict::Infeasible => return "ruled out".into(),
            Verdict::Undecided => return "undecided".into(),
            Verdict::Feasible => {}
        }
    }
    let judged = found.selection.iter().flat_map(|each| &each.systems);
    match judged.into_iter().find(|judged| judged.system == *system) {
        Some(judged) => match judged.dropped_after {
            Some(after) => format!("dropped after {after}"),
            None => "left over".into(),
        },
        None => String::new(),
    }
}

fn by_ocba(
    task: &Task<'_>,
    systems: &[Named],
    sampler: &mut LabSampler<'_, '_, Named>,
) -> Result<Choice, Failure> {
    let spec = task.spec;
    let config = OcbaConfig {
        objective: task.wanted(),
        first_stage: task.first_stage(),
        increment: systems.len() as u32,
        budget: u64::from(spec.budget),
        delta: spec.indifference.unwrap_or_default(),
        first_replication: 0,
    };
    let found = allocate(systems, &config, sampler).map_err(|error| task.failure(error))?;
    let fate =
        |system: &Named| if *system == found.chosen { "chosen".into() } else { String::new() };
    Ok(Choice {
        fates: systems.iter().map(fate).collect(),
        chosen: Some(found.chosen),
        status: "best_mean",
        guarantee: found.guarantee,
        remarks: Vec::new(),
    })
}
