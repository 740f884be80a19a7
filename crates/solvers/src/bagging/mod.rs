//! Strategies that fill bags.

pub mod best_fit;
pub mod exact;
pub mod first_come;
pub mod goals;
pub mod reference;

mod company;
mod enumerate;
mod exchange;
mod view;

use domain::decision::bagging::Bagging;

use crate::Solvers;

/// Solvers that fill bags; the reference design's comes first.
pub const SOLVERS: Solvers<dyn Bagging> = Solvers {
    entries: &[reference::ENTRY, first_come::ENTRY, best_fit::ENTRY, exact::ENTRY],
    strongest: exact::ENTRY.name,
};
