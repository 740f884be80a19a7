//! What to use when in doubt: every model, a good layout first, then a bound, then the proof.

use domain::decision::placement::{Certificate, Placed, Placement, PlacementQuestion};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::other_models::{Answered, Depth, answer};
use super::proving::{Effort, Proving};
use crate::Entry;
use crate::kernels::Work;
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
        Self { work_m: 6_000 }
    }
}

impl Settings for Config {}

/// Sends a question to the methods that suit its model.
#[derive(Clone, Debug)]
pub struct Portfolio {
    config: Config,
    answered: Answered,
    work: Option<u64>,
}

impl Portfolio {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, answered: Answered::default(), work: None }
    }
}

impl Solver for Portfolio {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn bound(&self) -> Option<f64> {
        self.answered.bound
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.answered.failure.take()
    }
}

impl Placement for Portfolio {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        let work_m = self.config.work_m;
        let mut work = Work::of(u64::from(work_m) * 1_000_000);
        self.answered =
            answer(ENTRY.name, question, Depth::Proof, rng, &mut work).unwrap_or_else(|| {
                let effort =
                    Effort { work_m, search_m: work_m / 8, steps: 1_500, nodes: usize::MAX };
                let mut proving = Proving::default();
                let placed = proving.place(ENTRY.name, effort, question, rng);
                work.spend(proving.work().unwrap_or(0));
                Answered {
                    placed,
                    bound: proving.bound(),
                    certificate: proving.certificate(),
                    failure: proving.failure(),
                }
            });
        self.work = Some(work.done());
        self.answered.placed.clone()
    }

    fn certificate(&self) -> Option<Certificate> {
        self.answered.certificate.clone()
    }
}
