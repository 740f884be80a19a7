//! One way to run the world: a scenario, its settings and its policies.

use scenarios::Scenario;
use solvers::registry::Choices;

/// A scenario as it is to be run, with a label that tells it from the other cells.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What distinguishes it, for readers.
    pub label: String,
    /// The scenario, settings worked in.
    pub scenario: Scenario,
    /// Its solvers, each of them checked.
    pub choices: Choices,
}

impl Cell {
    /// Its name in the journal: the scenario's name, settings and place.
    #[must_use]
    pub(super) fn key(&self) -> String {
        let scenario = &self.scenario;
        format!("{}\n{}\n{}", scenario.name, scenario.base().display(), scenario.settings_text())
    }
}
