//! What delivery time the app promises (the ETA quote).

use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Named, Online, Policies, Solver};
use crate::ids::{StoreId, ZoneId};
use crate::rng::Stream;
use crate::units::{Millimeters, Millis, SimTime};

/// What is known when a customer opens the app.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PromiseQuestion {
    /// Time of asking.
    pub now: SimTime,
    /// The store that would deliver.
    pub store: StoreId,
    /// The customer's neighbourhood.
    pub zone: ZoneId,
    /// The customer's building.
    pub building: u64,
    /// Straight line from the store to the door.
    pub distance: Millimeters,
    /// Ride at the typical speeds of this hour in dry weather: what a maps service says.
    pub map_ride: Millis,
    /// Current riding times over typical ones, all of the city; 1 is a typical hour.
    pub traffic_factor: f64,
    /// Time from click to departure that the store is planned for.
    pub planned_preparation: Millis,
    /// Orders waiting for a picker at the store.
    pub pick_queue: u32,
    /// Pickers on duty at the store.
    pub pickers: u32,
    /// Mean time a picker is busy with one order: the plan, corrected by what was experienced.
    pub planned_picking: Millis,
    /// Packed orders waiting for a rider at the store.
    pub waiting_for_rider: u32,
    /// Riders idle at the store.
    pub idle_riders: u32,
    /// Mean time of one trip: the plan, corrected by what was experienced.
    pub planned_trip: Millis,
    /// Dedicated riders on duty at the store.
    pub riders: u32,
}

/// A promise, and the part of it that learning corrects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// From click to door, as shown to the customer.
    pub promise: Millis,
    /// The ride alone, as predicted.
    pub ride: Millis,
}

/// How a quoted order turned out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeliveryOutcome {
    /// The customer's neighbourhood.
    pub zone: ZoneId,
    /// The customer's building.
    pub building: u64,
    /// The ride as predicted at the quote.
    pub predicted_ride: Millis,
    /// The ride as it was.
    pub actual_ride: Millis,
    /// From parked vehicle to the customer's door, as it was.
    pub actual_access: Millis,
}

/// Quotes delivery times and learns from what became of them.
pub trait Promise: Solver {
    /// The promise for this customer now.
    fn quote(&mut self, question: &PromiseQuestion, rng: &mut Stream) -> Quote;

    /// Takes note of a delivery that was the only stop of its trip or the first.
    fn learn(&mut self, _outcome: &DeliveryOutcome) {}
}

/// A promise lies between one minute and two hours.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: Quote, _question: &PromiseQuestion) -> Result<(), BrokenAnswer> {
    let minutes = answer.promise.as_min();
    BrokenAnswer::unless((1.0..=120.0).contains(&minutes), || {
        format!("promise of {minutes:.1} minutes, allowed 1 to 120")
    })
}

impl Decision for dyn Promise {
    const NAME: &'static str = "promise";
    const POSITION: usize = 1;
    type Question<'a> = PromiseQuestion;
    type Answer = Quote;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.quote(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(*answer, question)
    }
}

impl Online for dyn Promise {
    fn policy(policies: &mut Policies) -> &mut Named<Self> {
        &mut policies.promise
    }
}
