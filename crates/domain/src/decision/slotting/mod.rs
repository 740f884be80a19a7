//! Which SKU lies where on the floor of a store.

mod admission;
mod answer;
mod question;
mod solver;

#[cfg(test)]
mod tests;

pub use answer::Slotted;
pub use question::{Bay, Goods, SlottingQuestion};
pub use solver::Slotting;
