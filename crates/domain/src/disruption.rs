//! What goes wrong on a timetable.

use serde::{Deserialize, Serialize};

use crate::ids::StoreId;
use crate::units::SimTime;

/// One planned disturbance besides rain and closed roads, which are part of the day's conditions.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Disruption {
    /// A store takes no orders.
    StoreClosure {
        /// Which store.
        store: StoreId,
        /// From.
        start: SimTime,
        /// Until.
        end: SimTime,
    },
    /// A share of the riders stays away.
    RiderShortage {
        /// Share of dedicated riders absent, 0 to 1.
        share: f64,
        /// From.
        start: SimTime,
        /// Until.
        end: SimTime,
        /// Only this store; all where `None`.
        store: Option<StoreId>,
    },
}

impl Disruption {
    /// When it begins and ends.
    #[must_use]
    pub const fn span(&self) -> (SimTime, SimTime) {
        match *self {
            Self::StoreClosure { start, end, .. } | Self::RiderShortage { start, end, .. } => {
                (start, end)
            }
        }
    }
}
