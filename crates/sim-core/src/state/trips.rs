//! Trips: one rider, one or more orders, out and back.

use domain::ids::{OrderId, RiderId};
use domain::units::{Millimeters, Millis, SimTime};
use serde::{Deserialize, Serialize};

/// Times at a door, drawn when the rider reaches it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct DoorTimes {
    /// Parking and finding the entrance.
    pub parking: Millis,
    /// The part of it that rain is to blame for.
    pub wet_parking: Millis,
    /// Into the building and up.
    pub building: Millis,
    /// Finding the customer.
    pub customer: Millis,
    /// Nobody takes the order.
    pub fails: bool,
}

/// A ride as it is, and as it would be under better conditions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RideTimes {
    /// As it is.
    pub actual: Millis,
    /// Length of the way taken.
    pub distance: Millimeters,
    /// Had it stayed dry.
    pub dry: Millis,
    /// On empty roads, by a typical rider.
    pub free_flow: Millis,
}

/// A trip.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trip {
    /// Who rides.
    pub rider: RiderId,
    /// Orders in the order of visiting.
    pub orders: Vec<OrderId>,
    /// Position of the next or present door.
    pub stop: usize,
    /// When loading began.
    pub loading_since: SimTime,
    /// When the present leg began.
    pub leg_began: SimTime,
    /// Times of the present leg.
    pub ride: RideTimes,
    /// Times of the present door.
    pub door: DoorTimes,
    /// Orders nobody took, to be brought back.
    pub returns: Vec<OrderId>,
}
