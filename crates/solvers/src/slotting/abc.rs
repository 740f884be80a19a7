//! Slotting by pick frequency: what is picked most lies nearest to the depot.

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::filling::{by_distance, by_picks, filled};
use super::pricing::priced;
use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> = Entry {
    name: "abc",
    summary: "The SKUs picked most often into the bays nearest to the depot.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Abc::new(settings(table)?))),
};

/// Nothing to set.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {}

impl Settings for Config {}

/// Ranks SKUs by picks and bays by distance.
#[derive(Clone, Debug)]
pub struct Abc;

impl Abc {
    /// A solver with these settings.
    #[must_use]
    pub fn new(Config {}: Config) -> Self {
        Self
    }
}

impl Solver for Abc {}

impl Slotting for Abc {
    fn slot(&mut self, question: &SlottingQuestion<'_>, _rng: &mut Stream) -> Slotted {
        let bays = filled(question, &by_picks(question), &by_distance(question));
        priced(question, bays)
    }
}
