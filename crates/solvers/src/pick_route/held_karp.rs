//! Routes on floors of any shape, exactly for few stops.

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
    name: "held_karp",
    summary: "Any floor: the shortest route of up to 13 stops, by sets of stops visited first; \
              beyond, it searches as `local_search` does.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(HeldKarp::new(settings(table)?))),
};

/// How long to search for routes of many stops.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Most work for each stop of more than 13, thousands of arcs looked at; in all no more than
    /// 2,000 million.
    #[schemars(range(min = 1, max = 100_000))]
    pub work_k: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { work_k: 2_000 }
    }
}

impl Settings for Config {}

/// Finds the shortest route of up to 13 stops, whatever the work; turns and precedences make it
/// faster. With more stops it hands over to the search of `local_search`, which may prove a route
/// shortest or only bound it.
///
/// Of scattered goods the places are chosen exactly as well where any place of a line has enough of
/// it, stops have no precedences, and lines are few (10 lines of 15 places together, say); else it is
/// first chosen where they are taken, and no bound is told.
#[derive(Clone, Debug)]
pub struct HeldKarp {
    config: Config,
    work: Option<u64>,
    bound: Option<f64>,
}

impl HeldKarp {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, bound: None }
    }
}

impl Solver for HeldKarp {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn bound(&self) -> Option<f64> {
        self.bound
    }
}

impl PickRoute for HeldKarp {
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16> {
        let mut work = budget(question, self.config.work_k);
        let found = routed(question, Effort::Exact, &mut work, rng);
        self.work = Some(work.done());
        self.bound = found.bound;
        found.route
    }
}
