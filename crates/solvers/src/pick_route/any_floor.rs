//! The solver behind the routes on floors of any shape: exact for few stops, or a search.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::touring::{Effort, budget, routed};
use crate::settings::{Settings, settings};

/// How long to search.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Config {
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

/// Routes as far as its effort goes; turns and precedences are kept.
#[derive(Clone, Debug)]
pub(super) struct AnyFloor {
    effort: Effort,
    config: Config,
    work: Option<u64>,
    bound: Option<f64>,
}

impl AnyFloor {
    pub(super) fn new(effort: Effort, config: Config) -> Self {
        Self { effort, config, work: None, bound: None }
    }

    /// In the registry, with the settings of this table.
    pub(super) fn build(
        effort: Effort,
        table: toml::Table,
    ) -> Result<Box<dyn PickRoute>, toml::de::Error> {
        Ok(Box::new(Self::new(effort, settings(table)?)))
    }
}

impl Solver for AnyFloor {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn bound(&self) -> Option<f64> {
        self.bound
    }
}

impl PickRoute for AnyFloor {
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16> {
        let mut work = budget(question, self.config.work_k);
        let found = routed(question, self.effort, &mut work, rng);
        self.work = Some(work.done());
        self.bound = found.bound;
        found.route
    }
}
