//! A good layout and, by pricing what serving is worth, how much better one could be.

use domain::decision::placement::{Certificate, Placed, Placement, PlacementQuestion};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::proving::{Effort, Proving};
use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = Entry {
    name: "dual",
    summary: "Swaps, and a Lagrangian bound with its certificate; no branching.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Dual::new(settings(table)?))),
};

/// Settings.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How long to work in all: millions of links looked at, about a hundred a second.
    #[schemars(range(min = 1, max = 999_999))]
    pub work_m: u32,
    /// How much of that to search for better layouts between the steps of the proof, at most, in
    /// the same unit.
    #[schemars(range(min = 0, max = 999_999))]
    pub search_m: u32,
    /// Most steps in which the prices are improved before the first case is split.
    #[schemars(range(min = 1, max = 100_000))]
    pub steps: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { work_m: 2_000, search_m: 300, steps: 3_000 }
    }
}

impl Settings for Config {}

/// Bounds without branching.
#[derive(Clone, Debug)]
pub struct Dual {
    config: Config,
    proving: Proving,
}

impl Dual {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, proving: Proving::default() }
    }
}

impl Solver for Dual {
    fn work(&self) -> Option<u64> {
        self.proving.work()
    }

    fn bound(&self) -> Option<f64> {
        self.proving.bound()
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.proving.failure()
    }
}

impl Placement for Dual {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        let Config { work_m, search_m, steps } = self.config;
        let effort = Effort { work_m, search_m: Some(search_m), steps, nodes: 1 };
        self.proving.place(ENTRY.name, effort, question, rng)
    }

    fn certificate(&self) -> Option<Certificate> {
        self.proving.certificate()
    }
}
