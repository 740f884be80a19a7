//! Layouts and their bounds, checked from the question alone: nothing of the solvers is used here.

mod claim;
mod knapsack;
mod relaxed;
#[cfg(test)]
mod tests;
mod tree;

pub use claim::{Proved, Refuted, verify};
