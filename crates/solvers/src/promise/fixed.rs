//! The baseline promise: always the same number of minutes.

use domain::decision::Solver;
use domain::decision::promise::{Promise, PromiseQuestion, Quote};
use domain::rng::Stream;
use domain::units::Millis;

use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Promise> =
    entry!("fixed", "The same promise for everybody, whatever the load.", Fixed::new(Config));

settings! {
    /// What is promised.
    pub struct Config {
        /// The promise, minutes.
        promise_min: f64 = 10.0, 1.0..=120.0;
    }
}

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
