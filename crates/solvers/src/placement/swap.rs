//! Greedy insertion, then swaps, then shaken and swapped again as long as the work lasts.

use domain::decision::placement::{Placed, Placement, PlacementQuestion};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::nearest::nearest;
use super::view;
use crate::Entry;
use crate::kernels::Work;
use crate::kernels::location::{Pool, greedy, search};
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = Entry {
    name: "swap",
    summary: "Greedy, then iterated local search by swaps (p-median, covering, uncapacitated).",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Swap::new(settings(table)?))),
};

/// Settings.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How long to search: millions of links looked at, about a hundred a second.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub work_m: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { work_m: 1_000 }
    }
}

impl Settings for Config {}

/// Searches by swaps.
#[derive(Clone, Debug)]
pub struct Swap {
    config: Config,
    work: Option<u64>,
    failure: Option<SolverFailure>,
}

impl Swap {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, failure: None }
    }

    /// The best layouts met, in terms of the problem's cost, best first.
    fn search(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Pool {
        let mut work = Work::of(u64::from(self.config.work_m) * 1_000_000);
        let (few, _) = nearest(question);
        let view = view(question, few);
        let pool = match greedy::open(&view.location, &mut work) {
            Some(open) => search::search(&view.location, open, rng, &mut work),
            None => Pool::default(),
        };
        self.work = Some(work.done());
        pool
    }
}

impl Solver for Swap {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }
}

impl Placement for Swap {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        (self.work, self.failure) = (None, super::refusal("swap", question));
        if self.failure.is_some() {
            return Placed::default();
        }
        let open = self.search(question, rng).layouts.into_iter().next().map(|best| best.1);
        if open.is_none() {
            self.failure = Some(super::unserved("swap"));
        }
        super::placed(question, open)
    }
}
