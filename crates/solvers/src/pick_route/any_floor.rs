//! The solver behind the routes on floors of any shape: exact for few stops, or a search.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;

use super::touring::{Effort, budget, routed};
use crate::settings;

settings! {
    /// How long to search.
    pub(super) struct Config {
        /// Most work for each stop, thousands of arcs looked at; of 100 stops 2,000 for each take about
        /// half a second. In all no more than 2,000 million.
        work_k: u32 = 2_000, 1..=100_000;
    }
}

/// Routes as far as its effort goes; turns and precedences are kept.
#[derive(Clone, Debug)]
pub(super) struct AnyFloor {
    effort: Effort,
    config: Config,
    work: Option<u64>,
    bound: Option<f64>,
}

impl AnyFloor {
    /// Exact for few stops.
    pub(super) fn exact(config: Config) -> Self {
        Self { effort: Effort::Exact, config, work: None, bound: None }
    }

    /// Searches, however few stops there are.
    pub(super) fn search(config: Config) -> Self {
        Self { effort: Effort::Search, config, work: None, bound: None }
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
