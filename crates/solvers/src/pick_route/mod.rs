//! Strategies that order the stops of a pick list.

pub mod aisle_dp;
pub mod as_listed;
pub mod held_karp;
pub mod largest_gap;
pub mod local_search;
pub mod nearest;
pub mod reference;
pub mod s_shape;

pub(crate) mod touring;
pub(crate) mod visiting;

mod any_floor;
mod lanes;
mod scattered;

#[cfg(test)]
mod cases;

use domain::decision::pick_route::PickRoute;

use crate::Solvers;

/// Solvers that route a picker; the reference design's comes first.
pub const SOLVERS: Solvers<dyn PickRoute> = Solvers {
    entries: &[
        reference::ENTRY,
        as_listed::ENTRY,
        nearest::ENTRY,
        held_karp::ENTRY,
        local_search::ENTRY,
        s_shape::ENTRY,
        largest_gap::ENTRY,
        aisle_dp::ENTRY,
    ],
    strongest: aisle_dp::ENTRY.name,
};
