//! Strategies that put waiting orders on pickers' carts.

pub mod first_come;
pub mod portfolio;
pub mod reference;
pub mod savings;

mod lengths;
mod search;
mod single;
mod turn;

#[cfg(test)]
mod cases;

use domain::decision::pick_batch::PickBatch;

use crate::Solvers;

/// Solvers that put orders on pickers' carts; the reference design's comes first.
pub const SOLVERS: Solvers<dyn PickBatch> = Solvers {
    entries: &[reference::ENTRY, first_come::ENTRY, savings::ENTRY, portfolio::ENTRY],
    strongest: portfolio::ENTRY.name,
};
