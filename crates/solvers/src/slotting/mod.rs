//! Strategies that lay goods out on a floor.

pub mod abc;
pub mod cube_per_order;
pub mod exact_route;
pub mod planogram;
pub mod random;
pub mod reference;

mod filling;
mod pricing;
mod routing;
mod search;
mod smoothing;
mod walks;

#[cfg(test)]
mod cases;

pub use pricing::priced;
