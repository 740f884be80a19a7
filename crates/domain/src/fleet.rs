//! Riders: who they are, when they ride, what they carry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dist::Dist;
use crate::ids::{RiderId, StoreId};
use crate::store::Shift;
use crate::units::{Grams, Millilitres, Millis};

/// How a rider is employed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub enum RiderKind {
    /// On the payroll, paid by the hour.
    Dedicated,
    /// Called when no dedicated rider is free, paid by the delivery.
    Gig,
}

/// A rider and their fixed traits.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rider {
    /// The store they ride for.
    pub store: StoreId,
    /// Dedicated or gig.
    pub kind: RiderKind,
    /// On duty.
    pub shift: Shift,
    /// The break, inside the shift; empty for none.
    pub rest: Shift,
    /// Mean rating by customers who had not to wait, 1 to 5.
    pub rating: f64,
    /// The same person's shift of the day before.
    pub yesterday: Option<RiderId>,
}

/// How much the plan weighs beside what is experienced, and how soon that fades.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fading {
    /// The plan weighs as much as this many observations.
    pub prior: f64,
    /// A mean stands for this many observations at most: older ones fade.
    pub span: f64,
}

/// All riders and what they have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fleet {
    /// Riders by id.
    pub riders: Vec<Rider>,
    /// Most weight a rider carries.
    pub capacity_weight: Grams,
    /// Most volume a rider carries.
    pub capacity_volume: Millilitres,
    /// How long a gig rider takes to reach the store when called, seconds.
    pub gig_arrival_s: Dist,
    /// Most orders on one trip that the vehicle allows.
    pub max_orders_per_trip: u8,
    /// How stores come to expect the length of a trip.
    pub trip_experience: Fading,
    /// How a rider's rating follows deliveries.
    pub rating_experience: Fading,
    /// Stars that a customer takes off for every minute later than promised.
    pub stars_per_late_min: f64,
    /// What a rider who is later back than expected is still expected to need.
    pub overdue: Millis,
}
