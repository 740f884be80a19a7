//! Strategies that order the stops of a pick list.

pub mod as_listed;
pub mod held_karp;
pub mod local_search;
pub mod nearest;
pub mod reference;

mod visiting;

pub(crate) mod touring;
