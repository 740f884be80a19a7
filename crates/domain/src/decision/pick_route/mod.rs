//! In what order a picker visits the slots of an order.

mod costs;
mod ground;
mod question;
mod rules;
mod solver;

#[cfg(test)]
mod tests;

pub use costs::CostsFrom;
pub use ground::{DistanceTable, GatedAisles, Ground};
pub use question::{PickRouteQuestion, PickStop};
pub use rules::check;
pub use solver::PickRoute;
