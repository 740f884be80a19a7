//! From what the user names to an experiment, its cells and what tells it from others.

use std::path::Path;

use experiments::design::{Design, Factor, check_figures};
use experiments::lab::{Cell, Identity};
use scenarios::ScenarioError;
use scenarios::experiment::{Experiment, load_experiment, parse_experiment, shipped_experiments};

use crate::flags::external::{ExternalArgs, factor_of};
use crate::flags::scenario::setting;
use crate::terminal::failure::Failure;

/// An experiment and the settings that replace parts of its scenario.
#[derive(clap::Args)]
pub(crate) struct ExperimentArgs {
    /// Experiment file, or the name of one that comes with the program (`darkstore list
    /// experiments`)
    experiment: String,
    /// Replace a setting of the scenario in all cells, e.g. --set city.width_km=4
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) external: ExternalArgs,
}

impl ExperimentArgs {
    /// Reads the experiment and checks the key figures it names.
    pub(crate) fn load(&self) -> Result<Experiment, Failure> {
        let experiment = self.read()?.with(&self.settings)?;
        check_figures(&experiment)?;
        self.external.check_factors(&experiment)?;
        Ok(experiment)
    }

    fn read(&self) -> Result<Experiment, Failure> {
        let name = &self.experiment;
        let shipped = shipped_experiments();
        if let Some(known) = shipped.iter().find(|shipped| shipped.name == name) {
            return Ok(parse_experiment(known.name, known.text)?);
        }
        let path = Path::new(name);
        if path.is_file() {
            return Ok(load_experiment(path)?);
        }
        let message = if path.is_dir() {
            format!("`{name}` is a directory, not an experiment file")
        } else if path.extension().is_some() || path.components().count() > 1 {
            format!("no file `{name}`")
        } else {
            format!("no experiment `{name}`: it is neither a file nor comes with the program")
        };
        let stem = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into());
        let names = || shipped.iter().map(|shipped| shipped.name);
        let advice = scenarios::nearest(&stem, names()).map_or_else(
            || format!("with the program come {}", names().collect::<Vec<_>>().join(", ")),
            |meant| format!("did you mean `{meant}`?"),
        );
        Err(Failure::input(message, Some(advice)))
    }
}

/// The cell with these settings, its solvers checked; faults point into the experiment's file.
/// Programs decide in every cell, where the decision is a factor in those whose level is `external`.
pub(crate) fn cell(
    experiment: &Experiment,
    external: &ExternalArgs,
    label: &str,
    overrides: &[(String, String)],
) -> Result<Cell, ScenarioError> {
    let scenario = experiment.scenario(overrides)?;
    let is_factor = |decision: &str| factor_of(experiment, decision).is_some();
    let choices = external.chosen_in(&scenario, &is_factor);
    let choices = choices.map_err(|error| experiment.at_home(error))?;
    Ok(Cell { label: label.to_owned(), scenario, choices })
}

/// All cells of a design, each of them checked.
pub(crate) fn cells(
    experiment: &Experiment,
    external: &ExternalArgs,
    design: &Design,
) -> Result<Vec<Cell>, Failure> {
    let cells = design.cells.iter();
    let cells = cells.map(|of| cell(experiment, external, &of.label, &of.overrides));
    Ok(cells.collect::<Result<Vec<Cell>, ScenarioError>>()?)
}

/// What tells the experiment from others, beside seed and version: what is run, not how often.
pub(crate) fn identity(
    command: &str,
    experiment: &Experiment,
    external: &ExternalArgs,
    factors: &[Factor],
    design: Option<&Design>,
) -> Result<Identity, Failure> {
    let of_factor = |factor: &Factor| {
        let values: Vec<&str> = factor.levels.iter().map(|level| level.value.as_str()).collect();
        format!("{} = {}", factor.setting, values.join(", "))
    };
    let factors: Vec<String> = factors.iter().map(of_factor).collect();
    let cells = design.map_or_else(String::new, |design| {
        let labels: Vec<&str> = design.cells.iter().map(|cell| cell.label.as_str()).collect();
        labels.join("\n")
    });
    Ok(vec![
        ("command".into(), command.into()),
        ("scenario".into(), experiment.scenario(&[])?.text),
        ("factors".into(), factors.join("\n")),
        ("cells".into(), cells),
        ("programs".into(), external.told()),
    ])
}
