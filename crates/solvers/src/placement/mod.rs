//! Where the stores stand.

pub mod capacitated;
pub mod dual;
pub mod exact;
pub mod greedy;
pub mod heaviest;
pub mod mip;
pub mod p_center;
pub mod portfolio;
pub mod reference;
pub mod set_covering;
pub mod swap;

mod coarse;
mod covering;
mod integer_program;
mod layout;
mod nearest;
mod other_models;
mod pool;
mod proving;
mod reach;
mod room;
mod view;

#[cfg(test)]
mod capacitated_cases;

use domain::decision::placement::Placement;

use crate::Solvers;

pub use covering::Solved;
use layout::{placed, refusal, unserved};
pub use pool::pool;
pub use proving::Prover;
pub use view::{View, view};

/// Solvers that place stores; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Placement> = Solvers {
    entries: &[
        reference::ENTRY,
        portfolio::ENTRY,
        heaviest::ENTRY,
        greedy::ENTRY,
        swap::ENTRY,
        dual::ENTRY,
        exact::ENTRY,
        mip::ENTRY,
    ],
    strongest: portfolio::ENTRY.name,
};
