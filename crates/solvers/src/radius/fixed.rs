//! The baseline radius: that of an ordinary day, always.

use domain::decision::Solver;
use domain::decision::radius::{Radius, RadiusQuestion};
use domain::rng::Stream;
use domain::units::Millimeters;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Radius> = Entry {
    name: "fixed",
    summary: "The store's ordinary radius whatever happens.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Fixed::new(settings(table)?))),
};

/// Nothing to set: the scenario gives the ordinary radius.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {}

impl Settings for Config {}

/// Never moves.
#[derive(Clone, Debug)]
pub struct Fixed;

impl Fixed {
    /// A solver with these settings.
    #[must_use]
    pub fn new(Config {}: Config) -> Self {
        Self
    }
}

impl Solver for Fixed {}

impl Radius for Fixed {
    fn radius(&mut self, question: &RadiusQuestion, _rng: &mut Stream) -> Millimeters {
        let [low, high] = question.bounds;
        question.default.min(high).max(low)
    }
}
