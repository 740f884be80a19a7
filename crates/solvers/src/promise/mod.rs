//! Strategies that quote a delivery time.

pub mod fixed;
pub mod reference;
