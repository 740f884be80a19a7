//! Strategies that order the stops of a pick list.

pub mod as_listed;
pub mod nearest;
pub mod reference;

pub(crate) mod visiting;
