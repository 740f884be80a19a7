//! The baseline fee: the same for everybody but subscribers.

use domain::decision::Solver;
use domain::decision::delivery_fee::{DeliveryFee, DeliveryFeeQuestion};
use domain::rng::Stream;
use domain::units::Paise;

use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn DeliveryFee> = entry!(
    "flat",
    "One fee at all times and distances; subscribers pay nothing.",
    Flat::new(Config)
);

settings! {
    /// The fee.
    pub struct Config {
        /// The fee, INR.
        fee_inr: f64 = 25.0, 0.0..=200.0;
    }
}

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
