//! Strategies that set delivery radii.

pub mod fixed;
pub mod reference;
