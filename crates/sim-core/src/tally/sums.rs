//! Sums that belong together.

use std::ops::AddAssign;

use domain::units::{Millis, Paise};
use serde::{Deserialize, Serialize};

/// Orders that reached a door, by how they travelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Carried {
    /// All of them, taken or not.
    pub all: u64,
    /// Those that shared their trip.
    pub shared: u64,
    /// Those on trips of gig riders.
    pub by_gig: u64,
    /// Those on trips of gig riders that were taken.
    pub delivered_by_gig: u64,
}

/// Delivered orders of one class of customers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ClassSums {
    /// How many.
    pub delivered: u64,
    /// Sum of their click-to-door times.
    pub click_to_door: Millis,
}

/// Something of the orders delivered within the SLA, and the same of late ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ByLateness<T> {
    /// Of orders in time.
    pub in_time: T,
    /// Of late orders.
    pub late: T,
}

impl<T> ByLateness<T> {
    /// The same made of each.
    pub fn map<U>(self, mut of: impl FnMut(T) -> U) -> ByLateness<U> {
        ByLateness { in_time: of(self.in_time), late: of(self.late) }
    }
}

impl ByLateness<u64> {
    /// Orders in time and late ones.
    #[must_use]
    pub const fn sum(self) -> u64 {
        self.in_time + self.late
    }
}

/// What became of the orders of an hour or a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OrderCounts {
    /// Orders placed.
    pub placed: u64,
    /// Orders delivered.
    pub delivered: u64,
    /// Orders delivered within the SLA.
    pub in_time: u64,
}

impl AddAssign for OrderCounts {
    fn add_assign(&mut self, other: Self) {
        self.placed += other.placed;
        self.delivered += other.delivered;
        self.in_time += other.in_time;
    }
}

impl std::iter::Sum for OrderCounts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |mut sum, counts| {
            sum += counts;
            sum
        })
    }
}

/// Money of delivered orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Money {
    /// Goods at shelf prices.
    pub goods: Paise,
    /// What the goods cost.
    pub cost: Paise,
    /// Delivery fees.
    pub delivery_fees: Paise,
    /// Other fees.
    pub other_fees: Paise,
    /// The gateway's cut.
    pub gateway: Paise,
}

/// What went back of orders counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Refunds {
    /// Kept though nothing came for it.
    pub kept: Paise,
    /// Vouchers.
    pub vouchers: Paise,
    /// The gateway's cut on orders that earned nothing.
    pub gateway: Paise,
}

/// Time people had work and time they were on duty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WorkTime {
    /// On trips, or with an order in hand.
    pub busy: Millis,
    /// On duty.
    pub duty: Millis,
}

/// Walks of pickers.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Walks {
    /// Sum of planned walks, millimetres: of a tour's walk each order counts its part.
    pub planned_mm: u64,
    /// Orders taken up.
    pub orders: u64,
    /// What is left between walk and bound, as shares of the walk, summed over orders whose solver
    /// proved a bound.
    pub gap: f64,
    /// The number of these.
    pub bounded: u64,
}

/// Settings of stores, minute by minute.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct StoreMinutes {
    /// How many minutes of stores.
    pub count: u64,
    /// Sum of their radii, metres.
    pub radius_m: f64,
}
