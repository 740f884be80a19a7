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
