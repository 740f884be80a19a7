//! Pickers: on or off duty, idle or on a walk.

use domain::ids::{OrderId, StoreId};
use domain::store::Slot;
use domain::units::{Millis, SimTime};
use serde::{Deserialize, Serialize};

/// One line of the walk in hand: the drawn times do not depend on the order of visiting.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Stop {
    /// Position among the order's lines.
    pub line: u16,
    /// Where.
    pub slot: Slot,
    /// Time at the slot at the typical pace, if the goods are there.
    pub handling: Millis,
    /// Time of looking in vain at the typical pace.
    pub search: Millis,
    /// The goods are not where they should be.
    pub is_misplaced: bool,
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
    /// On duty: in shift, or finishing the order in hand.
    pub on_duty: bool,
    /// Since when.
    pub since: SimTime,
    /// The order in hand.
    pub order: Option<OrderId>,
    /// When it was taken up.
    pub started: SimTime,
    /// What is left of the walk, next stop last.
    pub stops: Vec<Stop>,
    /// Where they stand, or walk to.
    pub at: Slot,
    /// Slots reached since taking up the order.
    pub slots: u16,
    /// Walked since taking up the order.
    pub walked: Millis,
}
