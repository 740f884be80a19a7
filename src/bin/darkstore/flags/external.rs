//! Flags that let programs of the user's decide.

use std::time::Duration;

use domain::decision::{DECISIONS, ONLINE};
use scenarios::experiment::{Experiment, FactorSpec};
use scenarios::{Scenario, ScenarioError};
use solvers::external::{self, Command, Commands};
use solvers::registry::Choices;

use crate::flags::scenario;
use crate::flags::vary::Vary;
use crate::terminal::failure::Failure;

/// Seconds that a program may take for an answer.
const DEFAULT_TIMEOUT: &str = "10";

/// Programs that take decisions. Only the command line names any: a scenario cannot start programs.
#[derive(clap::Args)]
pub(crate) struct ExternalArgs {
    /// Have a program take a decision, e.g. --external dispatch="python3 my.py": it reads a question
    /// a line, as JSON, and writes an answer a line
    #[arg(long = "external", value_name = "DECISION=COMMAND", value_parser = program)]
    programs: Vec<(String, String)>,
    /// Seconds that a program may take for an answer
    #[arg(long = "external-timeout", value_name = "S", default_value = DEFAULT_TIMEOUT)]
    #[arg(value_parser = timeout, allow_negative_numbers = true)]
    timeout: Duration,
}

fn program(text: &str) -> Result<(String, String), String> {
    let (decision, command) =
        text.split_once('=').ok_or("expected DECISION=COMMAND, e.g. dispatch=\"python3 my.py\"")?;
    let decision = decision.trim();
    if !DECISIONS.contains(&decision) {
        let known: Vec<String> = DECISIONS.iter().map(|name| format!("`{name}`")).collect();
        let known = known.join(", ");
        return Err(format!("unknown decision `{decision}`, expected one of {known}"));
    }
    Command::parse(command, Duration::MAX).map_err(|error| error.to_string())?;
    Ok((decision.into(), command.into()))
}

fn timeout(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.01..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("expected seconds from 0.01 to 86400".into()),
    }
}

/// The variation of the solver of a decision.
fn varies<'a>(varied: &'a [Vary], decision: &str) -> Option<&'a Vary> {
    let path = format!("policies.{decision}");
    varied.iter().find(|vary| vary.path() == path)
}

/// The factor that varies who takes a decision, and its number.
pub(crate) fn factor_of<'e>(
    experiment: &'e Experiment,
    decision: &str,
) -> Option<(usize, &'e FactorSpec)> {
    let path = format!("policies.{decision}");
    let factors = experiment.spec.factor.iter().enumerate();
    factors.into_iter().find(|(_, factor)| factor.paths().contains(&path.as_str()))
}

impl ExternalArgs {
    /// The solvers that a scenario chooses, with programs in the place of those replaced by one.
    pub(crate) fn choices(&self, scenario: &Scenario) -> Result<Choices, Failure> {
        self.check_online()?;
        let mut choices = scenario::chosen(scenario)?;
        self.put(&mut choices)?;
        scenario::policies(scenario, &choices)?;
        Ok(choices)
    }

    /// The solvers of a cell: programs take the place of solvers in every cell, except where the
    /// decision is varied; there, of those cells that choose `external`.
    pub(crate) fn in_cell(&self, scenario: &Scenario, varied: &[Vary]) -> Result<Choices, Failure> {
        self.check_online()?;
        Ok(self.chosen_in(scenario, &|decision| varies(varied, decision).is_some())?)
    }

    /// The same with errors that point at where the scenario chose the solver.
    pub(crate) fn chosen_in(
        &self,
        scenario: &Scenario,
        is_varied: &dyn Fn(&str) -> bool,
    ) -> Result<Choices, ScenarioError> {
        let mut choices = scenario::chosen(scenario)?;
        for (decision, command) in &self.programs {
            let is_chosen = choices.get(decision).is_ok_and(|of| of.name == external::NAME);
            if is_chosen || !is_varied(decision) {
                let command = Command::parse(command, self.timeout)
                    .unwrap_or_else(|error| unreachable!("it was read as the flag was: {error}"));
                choices
                    .set_external(decision, command)
                    .unwrap_or_else(|error| unreachable!("it was read as the flag was: {error}"));
            }
        }
        scenario::checked(scenario, choices)
    }

    /// Refuses what an experiment cannot make use of: a program for a decision that no run takes, or
    /// for one that is a factor without the level `external`.
    pub(crate) fn check_factors(&self, experiment: &Experiment) -> Result<(), Failure> {
        self.check_online()?;
        for decision in self.decisions() {
            let path = format!("policies.{decision}");
            let Some((index, factor)) = factor_of(experiment, decision) else { continue };
            let is_level = |level: &toml::Value| {
                let parts = factor.paths().into_iter().zip(factor.parts(level));
                parts
                    .into_iter()
                    .any(|(of, part)| of == path && part.as_str() == Some(external::NAME))
            };
            if !factor.levels.iter().any(is_level) {
                let message =
                    format!("--external {decision}: no level of this factor is `external`");
                let error = experiment.error_at(&format!("factor.{index}.levels"), &message, None);
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// The programs by their decisions.
    pub(crate) fn commands(&self) -> Result<Commands, Failure> {
        let mut choices = Choices::default();
        self.put(&mut choices)?;
        Ok(choices.external)
    }

    /// Refuses a program for a decision that is varied without ever being `external`.
    pub(crate) fn check_varied(&self, varied: &[Vary]) -> Result<(), Failure> {
        let idle = self.programs.iter().find(|(decision, _)| {
            varies(varied, decision).is_some_and(|vary| !vary.takes(external::NAME))
        });
        let Some((decision, _)) = idle else { return Ok(()) };
        let help = format!("add it: --vary policies.{decision}=...,external");
        let message = format!("--external {decision}: no value of --vary is `external`");
        Err(Failure::input(message, Some(help)))
    }

    /// Refuses a program for a decision that no run takes.
    fn check_online(&self) -> Result<(), Failure> {
        let Some(other) = self.decisions().find(|decision| !ONLINE.contains(decision)) else {
            return Ok(());
        };
        let message = format!("--external {other}: a run does not take this decision");
        let help = format!("ask the program with `darkstore solve {other} FILE --external ...`");
        Err(Failure::input(message, Some(help)))
    }

    /// What tells runs with other programs apart.
    pub(crate) fn told(&self) -> String {
        self.programs.iter().map(|(decision, command)| format!("{decision}={command}\n")).collect()
    }

    /// The decisions that a program takes.
    pub(crate) fn decisions(&self) -> impl Iterator<Item = &str> {
        self.programs.iter().map(|(decision, _)| &**decision)
    }

    /// Has the programs decide.
    pub(crate) fn put(&self, choices: &mut Choices) -> Result<(), Failure> {
        for (decision, command) in &self.programs {
            let command = Command::parse(command, self.timeout)
                .map_err(|error| Failure::input(error.to_string(), None))?;
            choices
                .set_external(decision, command)
                .map_err(|error| Failure::input(error.to_string(), None))?;
        }
        Ok(())
    }
}

/// The flags that choose what decides: `--solver first_come`, or a program.
pub(crate) fn flags(choices: &Choices, decision: &str) -> String {
    let Ok(choice) = choices.get(decision) else { return String::new() };
    let mut words = vec!["--solver".to_owned(), choice.name.clone()];
    for (key, value) in &choice.params {
        words.extend(["--set".into(), format!("{key}={value}")]);
    }
    if let (external::NAME, Some(command)) = (&*choice.name, choices.external.get(decision)) {
        words.truncate(0);
        words.extend(["--external".into(), format!("{decision}={}", command.text())]);
        let seconds = command.timeout().as_secs_f64().to_string();
        if seconds != DEFAULT_TIMEOUT {
            words.extend(["--external-timeout".into(), seconds]);
        }
    }
    quoted(words.iter().map(String::as_str))
}

/// Words as one would type them in a shell.
pub(crate) fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quote = |word| match solvers::external::quote(word) {
        Some(quoted) => quoted,
        None => format!("{word:?}"),
    };
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}
