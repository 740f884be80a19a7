//! The baseline fee: the same for everybody but subscribers.

use domain::decision::Solver;
use domain::decision::delivery_fee::{DeliveryFee, DeliveryFeeQuestion};
use domain::rng::Stream;
use domain::units::Paise;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn DeliveryFee> = Entry {
    name: "flat",
    summary: "One fee at all times and distances; subscribers pay nothing.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Flat::new(settings(table)?))),
};

/// The fee.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The fee, INR.
    #[schemars(range(min = 0.0, max = 200.0))]
    pub fee_inr: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self { fee_inr: 25.0 }
    }
}

impl Settings for Config {}

/// Charges a constant.
#[derive(Clone, Debug)]
pub struct Flat {
    fee: Paise,
}

impl Flat {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { fee: Paise::from_inr(config.fee_inr) }
    }
}

impl Solver for Flat {}

impl DeliveryFee for Flat {
    fn fee(&mut self, question: &DeliveryFeeQuestion, _rng: &mut Stream) -> Paise {
        if question.is_subscriber { Paise::ZERO } else { self.fee }
    }
}
