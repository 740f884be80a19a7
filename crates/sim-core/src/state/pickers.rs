//! Pickers: on or off duty, idle or on a tour.

use domain::ids::{OrderId, StoreId};
use domain::store::Slot;
use domain::units::{Millis, SimTime};
use serde::{Deserialize, Serialize};

/// A slot of a SKU, and whether a line's goods are there.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Face {
    /// Where.
    pub slot: Slot,
    /// 0 is the SKU's first slot, 1 its second.
    pub number: u8,
    /// The goods are not where they should be.
    pub is_empty: bool,
}

/// One line of the tour in hand: the drawn times do not depend on the order of visiting.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Stop {
    /// Whose.
    pub order: OrderId,
    /// Position among the order's lines.
    pub line: u16,
    /// All stops of a lower turn come before any of a higher one.
    pub turn: u8,
    /// Time at the slot at the typical pace, if the goods are there.
    pub handling: Millis,
    /// Time of looking in vain at the typical pace.
    pub search: Millis,
    /// Where the picker goes.
    pub here: Face,
    /// Where else the goods may be.
    pub elsewhere: Option<Face>,
}

/// Time spent along an aisle, and the time it takes a typical picker alone in a typical aisle.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct AisleWalk {
    /// Which aisle.
    pub aisle: u16,
    /// As planned.
    pub planned: Millis,
    /// As it was.
    pub actual: Millis,
}

/// A picker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Picker {
    /// Where they work.
    pub store: StoreId,
    /// Speed relative to the typical picker.
    pub pace: f64,
    /// Between the begin and the end of the shift.
    pub in_shift: bool,
    /// On duty: in shift, or finishing the tour in hand.
    pub on_duty: bool,
    /// Since when.
    pub since: SimTime,
    /// The orders in hand, each in a tote of its own.
    pub tour: Vec<OrderId>,
    /// When they were taken up.
    pub started: SimTime,
    /// What is left of the tour, next stop last.
    pub stops: Vec<Stop>,
    /// Where they stand, or come from.
    pub at: Slot,
    /// Slots reached on this tour.
    pub slots: u16,
    /// Walked on this tour.
    pub walked: Millis,
    /// The walk under way, aisle by aisle from the one it leaves to the one it enters.
    pub walk: Vec<AisleWalk>,
}

impl Picker {
    /// Adds a stop at the end of its turn.
    pub fn add_stop(&mut self, stop: Stop) {
        let place = self.stops.partition_point(|later| later.turn > stop.turn);
        self.stops.insert(place, stop);
    }
}
