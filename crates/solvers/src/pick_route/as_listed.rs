//! The baseline pick route: the order in which the customer filled the basket.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::visiting::as_listed;
use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = Entry {
    name: "as_listed",
    summary: "The stops in the order of the pick list, turn by turn.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(AsListed::new(settings(table)?))),
};

/// Nothing to set.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {}

impl Settings for Config {}

/// Leaves the list as it is.
#[derive(Clone, Debug)]
pub struct AsListed;

impl AsListed {
    /// A solver with these settings.
    #[must_use]
    pub fn new(Config {}: Config) -> Self {
        Self
    }
}

impl Solver for AsListed {}

impl PickRoute for AsListed {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        as_listed(question)
    }
}
