//! The steps of an order's life and what goes on beside it, one file each; no step calls another.

pub(crate) mod browse;
pub(crate) mod cancelling;
pub(crate) mod checkout;
pub(crate) mod dispatching;
pub(crate) mod disruption;
pub(crate) mod handover;
pub(crate) mod loading;
pub(crate) mod packing;
pub(crate) mod picking;
pub(crate) mod pricing;
pub(crate) mod quoting;
pub(crate) mod radius_control;
pub(crate) mod receiving;
pub(crate) mod replenishing;
pub(crate) mod riding;
pub(crate) mod shelf_check;
pub(crate) mod shifts;
