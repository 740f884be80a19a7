//! What delivery time the app promises (the ETA quote).

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BrokenAnswer, Decision, Solver};
use crate::fleet::RiderKind;
use crate::ids::{StoreId, ZoneId};
use crate::rng::Stream;
use crate::units::{Millimeters, Millis, SimTime};

/// How far an order that has not left the store has come.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema,
)]
pub enum Progress {
    /// Payment and assignment.
    Processing,
    /// Waits for a picker.
    PickQueue,
    /// Is being picked.
    Picking,
    /// Waits for a packing station.
    PackQueue,
    /// Is being packed.
    Packing,
    /// Packed, waits for a rider.
    Ready,
    /// Given to a rider who has not left yet.
    Given,
}

/// An order that was clicked before and has not left the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderAhead {
    /// How far it has come.
    pub progress: Progress,
    /// Since when.
    pub since: SimTime,
    /// Its lines.
    pub lines: u16,
    /// Its units.
    pub units: u16,
    /// Its customer pays for priority.
    pub is_premium: bool,
}

/// A rider who may carry the order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RiderAhead {
    /// Dedicated, or gig: not called yet.
    pub kind: RiderKind,
    /// Until the rider is expected at the bay with nothing to carry; 0 for who waits there. For a
    /// gig rider, the way to the store once called.
    pub free_in: Millis,
    /// Until the end of the shift.
    pub shift_left: Millis,
}

/// How long work on an order takes by its basket: a time for the order, and more for every line
/// and every unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct BasketTime {
    /// For any order.
    pub order: Millis,
    /// More for each line.
    pub line: Millis,
    /// More for each unit.
    pub unit: Millis,
}

impl BasketTime {
    /// The time for a basket.
    #[must_use]
    pub fn of(self, lines: u16, units: u16) -> Millis {
        self.order + self.line * u64::from(lines) + self.unit * u64::from(units)
    }
}

/// How long the steps of an order are planned to take, before anything is learnt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct PlannedTimes {
    /// Payment, assignment, telling the picker.
    pub processing: Millis,
    /// A picker's time.
    pub picking: BasketTime,
    /// A packing station's time.
    pub packing: BasketTime,
    /// A rider takes the bags and sets off.
    pub loading: Millis,
    /// From the parked vehicle's search for a place to the handover.
    pub door: Millis,
    /// A rider's time for a trip, from the first bag to being back.
    pub trip: Millis,
}

/// What is known when a customer opens the app.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PromiseQuestion<'a> {
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
    /// Lines in the customer's basket.
    pub lines: u16,
    /// Units in the customer's basket.
    pub units: u16,
    /// The customer pays for priority.
    pub is_premium: bool,
    /// What the steps are planned to take; trips as this store has experienced them.
    pub planned: PlannedTimes,
    /// Orders of the store that have not left it, in the order of their clicks.
    pub ahead: Cow<'a, [OrderAhead]>,
    /// Pickers on duty.
    pub pickers: u32,
    /// Of them, those without an order.
    pub idle_pickers: u32,
    /// Packing stations.
    pub stations: u32,
    /// Riders of the store who are on duty or could be called, by id.
    pub riders: Cow<'a, [RiderAhead]>,
}

/// A promise, and the expectations behind it that learning corrects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// From click to door, as shown to the customer.
    pub promise: Millis,
    /// The ride alone, as predicted.
    pub ride: Millis,
    /// From click to departure, as predicted; 0 where the solver does not say.
    #[serde(default)]
    pub departure: Millis,
}

/// Where a delivered order's time went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct TimeSpent {
    /// Payment and assignment.
    pub processing: Millis,
    /// Waiting for a picker and for a station.
    pub queues: Millis,
    /// A picker's time.
    pub picking: Millis,
    /// A station's time.
    pub packing: Millis,
    /// From packed bags until a rider takes them.
    pub rider_wait: Millis,
    /// The rider takes the bags and sets off.
    pub loading: Millis,
    /// Other doors of the same trip.
    pub detour: Millis,
    /// On the road to this door.
    pub ride: Millis,
    /// Parking, access and handover.
    pub door: Millis,
}

impl TimeSpent {
    /// From click to departure.
    #[must_use]
    pub fn departure(&self) -> Millis {
        self.processing + self.queues + self.picking + self.packing + self.rider_wait + self.loading
    }
}

/// How a quoted order turned out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeliveryOutcome {
    /// When it was handed over.
    pub now: SimTime,
    /// The store that delivered.
    pub store: StoreId,
    /// The customer's neighbourhood.
    pub zone: ZoneId,
    /// The customer's building.
    pub building: u64,
    /// Lines wanted.
    pub lines: u16,
    /// Units wanted.
    pub units: u16,
    /// What was quoted.
    pub quote: Quote,
    /// Where its time went.
    pub spent: TimeSpent,
    /// The rider came straight from the store: the ride is comparable with the quoted one.
    pub is_direct: bool,
}

/// Quotes delivery times and learns from what became of them.
pub trait Promise: Solver {
    /// The promise for this customer now.
    fn quote(&mut self, question: &PromiseQuestion<'_>, rng: &mut Stream) -> Quote;

    /// Takes note of a delivery.
    fn learn(&mut self, _outcome: &DeliveryOutcome) {}
}

/// A promise lies between one minute and two hours.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: Quote, _question: &PromiseQuestion<'_>) -> Result<(), BrokenAnswer> {
    let minutes = answer.promise.as_min();
    BrokenAnswer::unless((1.0..=120.0).contains(&minutes), || {
        format!("promise of {minutes:.1} minutes, allowed 1 to 120")
    })
}

impl Decision for dyn Promise {
    type Question<'a> = PromiseQuestion<'a>;
    type Answer = Quote;

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.quote(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        check(*answer, question)
    }
}
