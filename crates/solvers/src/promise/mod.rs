//! Strategies that quote a delivery time.

mod departure;
pub mod fixed;
pub mod reference;
mod regression;

use domain::decision::promise::Promise;

use crate::Solvers;

/// Solvers that quote a delivery time; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Promise> =
    Solvers { entries: &[reference::ENTRY, fixed::ENTRY], strongest: reference::ENTRY.name };
