//! Strategies that quote a delivery time.

mod departure;
pub mod fixed;
pub mod reference;
mod regression;
