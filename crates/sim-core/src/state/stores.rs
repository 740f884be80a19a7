//! A store's queues, people and settings.

use domain::ids::{OrderId, PickerId, RiderId};
use domain::units::{Millimeters, Millis, Paise, SimTime};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

use super::experience::Experience;
use super::learnt::Learnt;
use super::station::Station;

/// Mean click-to-door time over the last hour, in buckets of a minute.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecentDeliveries {
    buckets: Vec<(u64, Millis, u32)>,
}

impl Default for RecentDeliveries {
    fn default() -> Self {
        Self { buckets: vec![(0, Millis::ZERO, 0); 60] }
    }
}

impl RecentDeliveries {
    /// Notes a delivery.
    pub fn note(&mut self, at: SimTime, took: Millis) {
        let minute = at.minute();
        let bucket = &mut self.buckets[(minute % 60) as usize];
        if bucket.0 != minute {
            *bucket = (minute, Millis::ZERO, 0);
        }
        bucket.1 += took;
        bucket.2 += 1;
    }

    /// Mean over the last sixty minutes; `None` without deliveries.
    #[must_use]
    pub fn mean(&self, now: SimTime) -> Option<Millis> {
        let fresh = self.buckets.iter().filter(|b| b.0 + 60 > now.minute() && b.2 > 0);
        let (sum, count) =
            fresh.fold((0, 0), |(sum, count), b| (sum + b.1.0, count + u64::from(b.2)));
        (count > 0).then(|| Millis(sum / count))
    }
}

/// The state of a store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoreState {
    /// Closures of the timetable in force.
    pub closures: u32,
    /// Orders waiting for a picker.
    pub pick_queue: VecDeque<OrderId>,
    /// The decision on tours that a solver asked for.
    pub tours_wanted: SimTime,
    /// Pickers without an order, longest idle first.
    pub idle_pickers: VecDeque<PickerId>,
    /// Pickers on duty.
    pub pickers_on_duty: u32,
    /// Pickers in each aisle now.
    pub pickers_in_aisle: Vec<u16>,
    /// What its pickers have taught it.
    pub learnt: Learnt,
    /// Packing stations.
    pub packing: Station<OrderId>,
    /// Packed orders nobody has taken, oldest first.
    pub ready: Vec<OrderId>,
    /// Its riders on duty, and gig riders who could be called, by id.
    pub riders_on_scene: Vec<RiderId>,
    /// Riders waiting at the bay.
    pub idle_riders: u32,
    /// Dedicated riders on duty.
    pub riders_on_duty: u32,
    /// Orders clicked and not yet on the road, in the order of their clicks.
    pub under_way: Vec<OrderId>,
    /// Time of a rider per trip, as experienced.
    pub trip_time: Experience,
    /// Riders in their shift whom no shortage keeps away, breaks included: dedicated ones, and gig
    /// riders who can be called.
    pub riders_present: u32,
    /// A dispatch decision is due this millisecond.
    pub dispatch_due: bool,
    /// The dispatch decision that a solver asked for, so that earlier wishes replace later ones.
    pub dispatch_wanted: SimTime,
    /// Delivery radius now.
    pub radius: Millimeters,
    /// Last fee shown to somebody without a subscription.
    pub last_fee: Paise,
    /// Stock reviews so far.
    pub reviews: u16,
    /// Deliveries of the last hour.
    pub recent: RecentDeliveries,
}

impl StoreState {
    /// Orders clicked and not yet on the road.
    #[must_use]
    pub fn pending(&self) -> u32 {
        self.under_way.len() as u32
    }

    /// Takes out an order that has left, or will never leave.
    ///
    /// # Panics
    /// When it is not under way.
    pub fn let_go(&mut self, order: OrderId) {
        let place = self.under_way.iter().position(|other| *other == order);
        self.under_way.remove(place.expect("an order that leaves was under way"));
    }
}
