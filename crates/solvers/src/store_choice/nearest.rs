//! The baseline store choice: the nearest store that serves the customer.

use domain::decision::Solver;
use domain::decision::store_choice::{StoreChoice, StoreChoiceQuestion};
use domain::ids::StoreId;
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn StoreChoice> = Entry {
    name: "nearest",
    summary: "The nearest store that serves the customer, as the crow flies.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Nearest::new(settings(table)?))),
};

/// Nothing to set.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {}

impl Settings for Config {}

/// Prefers the shortest straight line.
#[derive(Clone, Debug)]
pub struct Nearest;

impl Nearest {
    /// A solver with these settings.
    #[must_use]
    pub fn new(Config {}: Config) -> Self {
        Self
    }
}

impl Solver for Nearest {}

impl StoreChoice for Nearest {
    fn choose(&mut self, question: &StoreChoiceQuestion<'_>, _rng: &mut Stream) -> Option<StoreId> {
        let serving = question.stores.iter().filter(|option| option.serves());
        serving.min_by_key(|option| (option.distance, option.store)).map(|option| option.store)
    }
}
