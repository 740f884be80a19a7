//! Strategies that lay goods out on a floor.

pub mod abc;
pub mod cube_per_order;
pub mod exact_route;
pub mod planogram;
pub mod random;
pub mod reference;

mod filling;
mod pricing;
mod routing;
mod search;
mod smoothing;
mod walks;

#[cfg(test)]
mod cases;

use domain::decision::slotting::Slotting;

use crate::Solvers;

pub use pricing::priced;

/// Solvers that lay goods out; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Slotting> = Solvers {
    entries: &[
        reference::ENTRY,
        random::ENTRY,
        abc::ENTRY,
        cube_per_order::ENTRY,
        planogram::ENTRY,
        exact_route::ENTRY,
    ],
    strongest: exact_route::ENTRY.name,
};
