//! `darkstore sweep`: run the cells of an experiment's design and say what matters.

use experiments::KeyFigure;
use experiments::design::design;
use experiments::lab::{Reached, Target};
use experiments::report::{Met, Sweep, SweptFigure, replications_csv, sweep_text};
use experiments::start::Start;
use experiments::statistics::{Level, Precision, StoppingRule};
use experiments::summary::Summary;
use scenarios::experiment::Experiment;

use crate::flags::experiment::{self, ExperimentArgs};
use crate::flags::kpis::{check_stores, figure};
use crate::flags::laboratory::{self, JOURNAL, LabArgs, in_laboratory};
use crate::flags::shared::replications;
use crate::terminal::failure::Failure;
use crate::terminal::results::PAGE;
use crate::terminal::telling::is_styled;

/// What to run and what to keep.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiment: ExperimentArgs,
    /// Replications of each cell, in place of the file's
    #[arg(long, short, value_name = "R", value_parser = replications)]
    #[arg(allow_negative_numbers = true)]
    replications: Option<u32>,
    #[command(flatten)]
    lab: LabArgs,
}

/// Runs the experiment.
pub(crate) fn sweep(args: &Args) -> Result<(), Failure> {
    let experiment = args.experiment.load()?;
    let run = &experiment.spec.experiment;
    if experiment.spec.design.is_none() {
        let help = "`darkstore optimize` runs experiments without one";
        let message = "the experiment has no `[design]`, which a sweep runs";
        return Err(experiment.error_at("experiment", message, Some(help.into())).into());
    }
    let design = design(&experiment)?;
    let level = level(&experiment, run.confidence)?;
    let first = args.replications.unwrap_or(run.replications);
    let targets = targets(&experiment, level, first)?;
    let cells = experiment::cells(&experiment, &args.experiment.external, &design)?;
    let figures =
        run.kpis.iter().map(|kpi| figure(kpi)).collect::<Result<Vec<KeyFigure>, Failure>>()?;
    let seed = args.lab.how.seed.unwrap_or(run.seed);
    let most = if targets.is_empty() { first } else { run.max_replications.unwrap_or(first) };
    let in_lab = laboratory::Experiment {
        command: "sweep",
        identity: experiment::identity(
            "sweep",
            &experiment,
            &args.experiment.external,
            &design.factors,
            Some(&design),
        )?,
        seed,
        start: Start::default(),
        replications: most.saturating_mul(cells.len() as u32),
    };
    let (rounds, results) = in_laboratory(&args.lab, in_lab, |lab| {
        for cell in cells {
            lab.add(cell);
        }
        check_stores(lab, &figures)?;
        Ok(lab.run_until(first, &targets)?)
    })?;
    let met = experiment.spec.precisions().into_iter().zip(rounds.reached);
    let found = Sweep {
        experiment: &experiment.name,
        experiment_text: &experiment.text,
        scenario: &run.scenario,
        seed,
        replications: rounds.summaries.first().map_or(0, Vec::len),
        level,
        figures: run
            .kpis
            .iter()
            .map(|kpi| (kpi.clone(), SweptFigure::of(kpi, &design, &rounds.summaries, level)))
            .collect(),
        precision: met.map(|(asked, cells): (_, Vec<Reached>)| Met { asked, cells }).collect(),
        design: &design,
    };
    let json = format!("{}\n", found.json(env!("CARGO_PKG_VERSION")));
    let labels = design.cells.iter().map(|cell| cell.label.as_str());
    let rows: Vec<(&str, &[Summary])> =
        labels.zip(rounds.summaries.iter().map(Vec::as_slice)).collect();
    let (csv, page) = (replications_csv(rows), sweep_text(&found, false));
    let files = [("results.json", &*json), ("replications.csv", &*csv), (PAGE, &*page)];
    // A disk that is full takes the files, not the answer.
    let written = results.write(&files, &[JOURNAL]);
    args.lab.show(written, &json, || sweep_text(&found, is_styled()))
}

/// The level of intervals, refused at its line.
fn level(experiment: &Experiment, confidence: f64) -> Result<Level, Failure> {
    Level::new(confidence).map_err(|rule| {
        experiment.error_at("experiment.confidence", &rule.to_string(), None).into()
    })
}

/// When the key figures are known well enough, where the file asks for a precision.
fn targets(experiment: &Experiment, level: Level, first: u32) -> Result<Vec<Target>, Failure> {
    let run = &experiment.spec.experiment;
    let Some(most) = run.max_replications else { return Ok(Vec::new()) };
    if first > most {
        let message =
            format!("`max_replications` is {most}, allowed at least --replications, {first}");
        return Err(experiment.error_at("experiment.max_replications", &message, None).into());
    }
    let precisions = experiment.spec.precisions();
    let targets = precisions.iter().enumerate().map(|(index, asked)| {
        let precision = match asked.is_relative {
            true => Precision::Relative(asked.half_width),
            false => Precision::Absolute(asked.half_width),
        };
        let least = first.max(2) as usize;
        let rule = StoppingRule::new(precision, level, least, (most as usize).max(least));
        let path = format!("experiment.precision.{index}");
        let rule = rule.map_err(|rule| experiment.error_at(&path, &rule.to_string(), None))?;
        Ok(Target { figure: figure(&asked.kpi)?, rule })
    });
    targets.collect()
}
