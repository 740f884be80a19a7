//! From what the user names to a scenario and its policies.

use std::path::Path;

use clap::Args;
use domain::decision::Policies;
use scenarios::{Scenario, ScenarioError, shipped};
use solvers::registry::{self, Choice, Choices, RegistryError};

use crate::terminal::failure::Failure;

/// A scenario and the settings that replace parts of it.
#[derive(Args)]
pub(crate) struct ScenarioArgs {
    /// Scenario file, or the name of one that comes with the program (`darkstore list scenarios`)
    pub(crate) scenario: String,
    /// Replace a setting of the scenario, as often as needed, e.g. --set fleet.riders_per_store=12
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = setting)]
    pub(crate) settings: Vec<(String, String)>,
}

/// A path and what it is to be.
pub(crate) fn setting(text: &str) -> Result<(String, String), String> {
    let (path, value) = text.split_once('=').ok_or("expected PATH=VALUE, e.g. stores.count=4")?;
    Ok((path.trim().to_owned(), value.trim().to_owned()))
}

impl ScenarioArgs {
    /// Reads the scenario.
    pub(crate) fn load(&self) -> Result<Scenario, Failure> {
        find(&self.scenario, &self.settings, |error| error)
    }
}

/// Reads a scenario that is a file or comes with the program; `tell` may reword an error.
pub(crate) fn find(
    name: &str,
    settings: &[(String, String)],
    tell: impl Fn(ScenarioError) -> ScenarioError,
) -> Result<Scenario, Failure> {
    {
        if let Some(shipped) = shipped().iter().find(|shipped| shipped.name == name) {
            return Ok(scenarios::parse(shipped.name, shipped.text, settings).map_err(tell)?);
        }
        let path = Path::new(name);
        if path.exists() && !path.is_dir() {
            return Ok(scenarios::load(path, settings).map_err(tell)?);
        }
        let message = if path.is_dir() {
            format!("`{name}` is a directory, not a scenario file")
        } else if path.extension().is_some() || path.components().count() > 1 {
            format!("no file `{name}`")
        } else {
            format!("no scenario `{name}`: it is neither a file nor comes with the program")
        };
        Err(Failure::input(message, Some(advice(name))))
    }
}

fn advice(name: &str) -> String {
    let names: Vec<&str> = shipped().iter().map(|shipped| shipped.name).collect();
    let stem = Path::new(name).file_stem().map_or_else(String::new, |s| s.to_string_lossy().into());
    match nearest(&stem, &names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("with the program come {}", names.join(", ")),
    }
}

/// The candidate most alike, if any is alike at all.
pub(crate) fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    candidates
        .iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), *candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// The solvers that a scenario chooses, each of them checked.
pub(crate) fn choices(scenario: &Scenario) -> Result<Choices, Failure> {
    Ok(checked_choices(scenario)?)
}

/// The same; the error points at where the scenario chose the solver.
pub(crate) fn checked_choices(scenario: &Scenario) -> Result<Choices, ScenarioError> {
    checked(scenario, chosen(scenario)?)
}

/// Choices, where all of them can be built.
pub(crate) fn checked(scenario: &Scenario, choices: Choices) -> Result<Choices, ScenarioError> {
    registry::policies(&choices).map_err(|error| at_fault(scenario, &error))?;
    Ok(choices)
}

/// The solvers that a scenario chooses, not yet checked.
pub(crate) fn chosen(scenario: &Scenario) -> Result<Choices, ScenarioError> {
    let mut choices = Choices::default();
    for (decision, name, params, _) in scenario.policy_choices() {
        let set = choices.set(decision, Choice { name, params });
        set.map_err(|error| at_fault(scenario, &error))?;
    }
    Ok(choices)
}

/// Builds the chosen solvers; errors point at where the scenario chose them.
pub(crate) fn policies(scenario: &Scenario, choices: &Choices) -> Result<Policies, Failure> {
    Ok(registry::policies(choices).map_err(|error| at_fault(scenario, &error))?)
}

fn at_fault(scenario: &Scenario, error: &RegistryError) -> ScenarioError {
    let (path, help) = match error {
        RegistryError::UnknownDecision { decision, .. } => (format!("policies.{decision}"), None),
        RegistryError::UnknownSolver { decision, name, .. } => {
            let listing = registry::listing();
            let names: Vec<&str> = listing
                .iter()
                .filter(|listed| listed.decision == *decision)
                .map(|listed| listed.name)
                .collect();
            let help = nearest(name, &names).map(|name| format!("did you mean `{name}`?"));
            (format!("policies.{decision}"), help)
        }
        RegistryError::NoProgram { decision } => {
            (format!("policies.{decision}"), Some(program_wanted(decision)))
        }
        RegistryError::Parameters { decision, source, .. } => {
            // The message quotes the parameter it is about.
            let message = source.message();
            let key = message.split('`').nth(1).unwrap_or_default();
            let help = format!("`darkstore list policies` shows all parameters of `{decision}`");
            (format!("policies.{decision}.{key}"), Some(help))
        }
    };
    scenario.error_at(&path, &error.to_string(), help)
}

/// Help where a program is to decide but none is named.
pub(crate) fn program_wanted(decision: &str) -> String {
    format!("name the program on the command line: --external {decision}=\"python3 my.py\"")
}
