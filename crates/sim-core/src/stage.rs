//! The stages an order's time is booked to, and the four phases of the latency budget.

use serde::{Deserialize, Serialize};

/// One stretch of an order's life. Every millisecond from click to door is booked to exactly one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum Stage {
    /// Payment, store assignment, telling the picker.
    Processing,
    /// Waiting for a picker.
    PickQueue,
    /// The picker walks.
    Walking,
    /// The picker finds, takes and scans.
    Picking,
    /// Waiting for a packing station.
    PackQueue,
    /// Packing and quality check.
    Packing,
    /// Waiting for a rider.
    RiderWait,
    /// The rider takes the bags and sets off.
    Bay,
    /// Serving other orders of the same trip first.
    Detour,
    /// On the road to this door.
    Ride,
    /// Parking and finding the entrance.
    Parking,
    /// Into the building and up.
    Building,
    /// Finding the customer and handing over.
    Customer,
}

impl Stage {
    /// Number of stages.
    pub const COUNT: usize = 13;
    /// All stages, in order of time.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Processing,
        Self::PickQueue,
        Self::Walking,
        Self::Picking,
        Self::PackQueue,
        Self::Packing,
        Self::RiderWait,
        Self::Bay,
        Self::Detour,
        Self::Ride,
        Self::Parking,
        Self::Building,
        Self::Customer,
    ];

    /// The phase of the latency budget it belongs to.
    #[must_use]
    pub const fn phase(self) -> Phase {
        match self {
            Self::Processing => Phase::Processing,
            Self::PickQueue | Self::Walking | Self::Picking | Self::PackQueue | Self::Packing => {
                Phase::Picking
            }
            Self::RiderWait | Self::Bay => Phase::Dispatch,
            Self::Detour | Self::Ride | Self::Parking | Self::Building | Self::Customer => {
                Phase::LastMile
            }
        }
    }

    /// In words, for reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::PickQueue => "waiting for a picker",
            Self::Walking => "walking",
            Self::Picking => "picking",
            Self::PackQueue => "waiting for a station",
            Self::Packing => "packing",
            Self::RiderWait => "waiting for a rider",
            Self::Bay => "loading",
            Self::Detour => "batching detour",
            Self::Ride => "ride",
            Self::Parking => "parking",
            Self::Building => "building access",
            Self::Customer => "finding the customer",
        }
    }

    /// Name of its column in tables.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::Processing => "processing_s",
            Self::PickQueue => "pick_queue_s",
            Self::Walking => "walking_s",
            Self::Picking => "picking_s",
            Self::PackQueue => "pack_queue_s",
            Self::Packing => "packing_s",
            Self::RiderWait => "rider_wait_s",
            Self::Bay => "bay_s",
            Self::Detour => "detour_s",
            Self::Ride => "ride_s",
            Self::Parking => "parking_s",
            Self::Building => "building_s",
            Self::Customer => "customer_s",
        }
    }
}

/// A part of the ten-minute budget: 0:30, 2:30, 1:00 and 6:00.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum Phase {
    /// Order processing.
    Processing,
    /// Picking and packing.
    Picking,
    /// Rider assignment and handover at the bay.
    Dispatch,
    /// Ride, building, customer.
    LastMile,
}

impl Phase {
    /// Number of phases.
    pub const COUNT: usize = 4;
    /// All phases, in order of time.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Processing, Self::Picking, Self::Dispatch, Self::LastMile];

    /// In words, for reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Processing => "order processing",
            Self::Picking => "picking and packing",
            Self::Dispatch => "dispatch",
            Self::LastMile => "last mile",
        }
    }
}
