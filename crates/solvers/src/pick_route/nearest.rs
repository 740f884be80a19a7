//! Always the nearest stop next, whatever its zone.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::visiting::nearest_first;
use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = Entry {
    name: "nearest",
    summary: "Always the nearest stop next, turn by turn, ignoring zones.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Nearest::new(settings(table)?))),
};

/// Nothing to set.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {}

impl Settings for Config {}

/// Walks greedily.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// Walks compared for the last answer.
    compared: Option<u64>,
}

impl Nearest {
    /// A solver with these settings.
    #[must_use]
    pub fn new(Config {}: Config) -> Self {
        Self { compared: None }
    }
}

impl Solver for Nearest {
    fn work(&self) -> Option<u64> {
        self.compared
    }
}

impl PickRoute for Nearest {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        let route = nearest_first(question, |_| 0);
        let stops = route.len() as u64;
        self.compared = Some(stops * (stops + 1) / 2);
        route
    }
}
