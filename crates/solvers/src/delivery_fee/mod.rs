//! Strategies that set delivery fees.

pub mod flat;
pub mod reference;
