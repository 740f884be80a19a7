//! Strategies that give packed orders to riders.

pub mod first_come;
pub mod reference;

#[cfg(test)]
mod cases;

use domain::decision::dispatch::Dispatch;

use crate::Solvers;

/// Solvers that give orders to riders; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Dispatch> =
    Solvers { entries: &[reference::ENTRY, first_come::ENTRY], strongest: reference::ENTRY.name };
