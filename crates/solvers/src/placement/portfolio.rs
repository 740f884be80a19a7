//! What to use when in doubt: every model, a good layout first, then a bound, then the proof.

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
    name: "portfolio",
    summary: "What to use: any model; search, bound and branching on one budget, with a gap.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Portfolio::new(settings(table)?))),
};

/// Settings.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How long to work in all: millions of links looked at, about a hundred a second.
    #[schemars(range(min = 1, max = 999_999))]
    pub work_m: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { work_m: 8_000 }
    }
}

impl Settings for Config {}

/// Searches, bounds, branches.
#[derive(Clone, Debug)]
pub struct Portfolio {
    config: Config,
    proving: Proving,
}

impl Portfolio {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, proving: Proving::default() }
    }
}

impl Solver for Portfolio {
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

impl Placement for Portfolio {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        let work_m = self.config.work_m;
        let effort = Effort { work_m, search_m: None, steps: 3_000, nodes: usize::MAX };
        self.proving.place(ENTRY.name, effort, question, rng)
    }

    fn certificate(&self) -> Option<Certificate> {
        self.proving.certificate()
    }
}
