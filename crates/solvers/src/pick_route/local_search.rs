//! Routes on floors of any shape, by local search.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::touring::{Effort, budget, routed};
use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = Entry {
    name: "local_search",
    summary: "Any floor: chained Lin-Kernighan steps, or exchanges that keep turns and precedences, \
              with a bound from trees; stops early where the route is proved shortest.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(LocalSearch::new(settings(table)?))),
};

/// How long to search.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Most work for each stop, thousands of arcs looked at; of 100 stops 2,000 for each take about
    /// half a second. In all no more than 2,000 million.
    #[schemars(range(min = 1, max = 100_000))]
    pub work_k: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { work_k: 2_000 }
    }
}

impl Settings for Config {}

/// Improves a walk to the nearest stop until the work is over or the route is proved shortest.
///
/// Turns and precedences are kept. Of scattered goods it is first chosen where they are taken, and
/// no bound is told. From 3,001 stops on the route is improved in pieces of 1,000, and the bound is
/// what reaching every stop takes at least.
#[derive(Clone, Debug)]
pub struct LocalSearch {
    config: Config,
    work: Option<u64>,
    bound: Option<f64>,
}

impl LocalSearch {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, bound: None }
    }
}

impl Solver for LocalSearch {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn bound(&self) -> Option<f64> {
        self.bound
    }
}

impl PickRoute for LocalSearch {
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16> {
        let mut work = budget(question, self.config.work_k);
        let found = routed(question, Effort::Search, &mut work, rng);
        self.work = Some(work.done());
        self.bound = found.bound;
        found.route
    }
}
