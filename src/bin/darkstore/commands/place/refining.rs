//! `darkstore place --refine`: the simulator judges layouts that the map finds nearly as good.

use std::path::Path;

use domain::decision::Sense;
use experiments::lab::Cell;
use experiments::selection::SelectionError;
use experiments::siting::{self, Findings, RefineConfig, Refined, Study};
use experiments::start::Start;
use sim_core::kpi::{Better, KPIS};

use crate::flags::kpis;
use crate::flags::laboratory::{Experiment, LabArgs, laboratory};
use crate::flags::scenario::choices;
use crate::flags::shared::{HowArgs, ShowArgs, ThreadsArgs};
use crate::terminal::failure::Failure;

use super::args::Args;

/// Most layouts that the simulator judges.
const JUDGED: usize = 8;

/// How layouts are to be judged, if that is asked; refuses what is wrong with it before anything
/// is searched.
pub(crate) fn config(args: &Args) -> Result<Option<RefineConfig>, Failure> {
    let kpi = kpis::position(&args.kpi).map_err(|(message, help)| Failure::input(message, help))?;
    if KPIS[kpi].better == Better::Neutral {
        let message = format!("--kpi: neither more nor less of `{}` is better", args.kpi);
        return Err(Failure::input(message, Some("`darkstore list kpis` names them all".into())));
    }
    Ok(args.refine.map(|budget| RefineConfig::new(kpi, budget)))
}

/// Has the simulator judge unlike layouts among the good ones, the map's best first. What keeps it
/// from that is noted where it is no fault.
pub(crate) fn refine(
    args: &Args,
    study: &Study<'_>,
    findings: &mut Findings,
    config: RefineConfig,
) -> Result<(), Failure> {
    // Costs: the value of the best, and more by how far a layout is behind it.
    let top = findings.best.objective.value.abs();
    let pool: Vec<(f64, Vec<u32>)> = std::iter::once(&findings.best.placed.open)
        .map(|open| (findings.best.objective.value, open))
        .chain(findings.robust.good.iter().map(|(value, open)| (*value, open)))
        .map(|(value, open)| (top + findings.best.ahead_of(value), open.clone()))
        .collect();
    let most = config.affordable().min(JUDGED);
    let chosen = siting::diverse(&pool, most, findings.tolerance * (1.0 + 1e-9));
    if chosen.len() < 2 {
        findings.notes.push(format!(
            "--refine: no other layout within {} % of the best was found, so that there is nothing \
             to compare; a larger --tolerance may bring some",
            findings.tolerance * 100.0
        ));
        return Ok(());
    }
    let cell = |(number, at): (usize, &usize)| {
        let name = format!("layout {number}");
        let text = siting::fragment(study, &pool[*at].1, None);
        let scenario = scenarios::parse_in(&name, &text, Path::new(""), &[])?;
        Ok(Cell { label: name, choices: choices(&scenario)?, scenario })
    };
    let cells = chosen.iter().enumerate().map(cell).collect::<Result<Vec<Cell>, Failure>>()?;
    let lab = LabArgs {
        how: HowArgs { seed: args.seed, threads: ThreadsArgs { threads: args.threads } },
        out: None,
        resume: false,
        replace: false,
        show: ShowArgs { json: args.json, quiet: false },
    };
    let experiment = Experiment {
        command: "place",
        identity: Vec::new(),
        seed: args.seed.unwrap_or(1),
        start: Start::default(),
        replications: u32::try_from(config.budget).unwrap_or(u32::MAX),
    };
    let (halved, finished, _) = laboratory(&lab, experiment, |lab| {
        siting::refine(lab, &cells, &config).map_err(|error| match error {
            SelectionError::Sampler(error) => Failure::from(error),
            error => Failure::input(format!("--refine: {error}"), None),
        })
    })?;
    let halved = match halved {
        Err(Failure::Interrupted) => {
            findings.notes.push(format!(
                "--refine: interrupted after {finished} of {} simulated days, too few to judge; \
                 the layout is the map's best",
                config.budget
            ));
            return Err(Failure::Interrupted);
        }
        halved => halved?,
    };
    let value = |at: &usize| match findings.best.objective.sense {
        Sense::Most => findings.best.objective.value + top - pool[*at].0,
        Sense::Least => findings.best.objective.value - top + pool[*at].0,
    };
    let names = |open: &Vec<u32>| {
        open.iter().map(|site| study.candidates[*site as usize].name.clone()).collect()
    };
    let layouts = chosen.iter().map(|at| (value(at), names(&pool[*at].1))).collect();
    findings.refined = Some(Refined { kpi: config.kpi, layouts, halved });
    Ok(())
}
