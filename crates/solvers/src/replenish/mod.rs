//! Strategies that order from suppliers.

pub mod order_up_to;
pub mod reference;

use domain::decision::replenish::Replenish;

use crate::Solvers;

/// Solvers that order from suppliers; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Replenish> =
    Solvers { entries: &[reference::ENTRY, order_up_to::ENTRY], strongest: reference::ENTRY.name };
