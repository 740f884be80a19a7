//! The baseline promise: always the same number of minutes.

use domain::decision::Solver;
use domain::decision::promise::{Promise, PromiseQuestion, Quote};
use domain::rng::Stream;
use domain::units::Millis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Promise> = Entry {
    name: "fixed",
    summary: "The same promise for everybody, whatever the load.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Fixed::new(settings(table)?))),
};

/// What is promised.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The promise, minutes.
    #[schemars(range(min = 1.0, max = 120.0))]
    pub promise_min: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self { promise_min: 10.0 }
    }
}

impl Settings for Config {}

/// Promises a constant.
#[derive(Clone, Debug)]
pub struct Fixed {
    promise: Millis,
}

impl Fixed {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { promise: Millis::from_s(config.promise_min * 60.0) }
    }
}

impl Solver for Fixed {}

impl Promise for Fixed {
    fn quote(&mut self, question: &PromiseQuestion<'_>, _rng: &mut Stream) -> Quote {
        let ride = question.map_ride.scale(question.traffic_factor);
        Quote { promise: self.promise, ride, departure: Millis::ZERO }
    }
}
