//! Strategies that set delivery fees.

pub mod flat;
pub mod reference;

use domain::decision::delivery_fee::DeliveryFee;

use crate::Solvers;

/// Solvers that set a delivery fee; the reference design's comes first.
pub const SOLVERS: Solvers<dyn DeliveryFee> =
    Solvers { entries: &[reference::ENTRY, flat::ENTRY], strongest: reference::ENTRY.name };
