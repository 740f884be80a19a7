//! What delivery costs the customer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Solver};
use crate::ids::{StoreId, ZoneId};
use crate::rng::Stream;
use crate::units::{Millimeters, Paise, SimTime};
use crate::weather::Rain;

/// A customer, and supply and demand at the store.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryFeeQuestion {
    /// Time of asking.
    pub now: SimTime,
    /// The store that would deliver.
    pub store: StoreId,
    /// The customer's neighbourhood.
    pub zone: ZoneId,
    /// Straight line from the store to the door.
    pub distance: Millimeters,
    /// Pays a monthly fee for free delivery.
    pub is_subscriber: bool,
    /// Orders clicked and not yet on the road.
    pub queue_depth: u32,
    /// Riders who could leave now.
    pub available_riders: u32,
    /// Orders expected in the next ten minutes.
    pub expected_orders: f64,
    /// Weather at the store.
    pub rain: Rain,
}

/// Largest fee a check lets pass: INR 200.
pub const FEE_LIMIT: Paise = Paise(20_000);

/// Sets delivery fees.
pub trait DeliveryFee: Solver {
    /// The fee shown to this customer now.
    fn fee(&mut self, question: &DeliveryFeeQuestion, rng: &mut Stream) -> Paise;
}

/// A fee is not negative and at most [`FEE_LIMIT`].
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: Paise, _question: &DeliveryFeeQuestion) -> Result<(), BrokenAnswer> {
    BrokenAnswer::unless(Paise::ZERO <= answer && answer <= FEE_LIMIT, || {
        format!("fee of INR {:.2}, allowed 0 to {:.0}", answer.as_inr(), FEE_LIMIT.as_inr())
    })
}

impl Decision for dyn DeliveryFee {
    type Question<'a> = DeliveryFeeQuestion;
    type Answer = Paise;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.fee(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(*answer, question)
    }
}
