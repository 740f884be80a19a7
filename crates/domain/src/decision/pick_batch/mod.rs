//! Which waiting orders are picked together, by how many pickers, and what had better wait.

mod answer;
mod question;
mod rules;
mod solver;

#[cfg(test)]
mod tests;

pub use answer::{PickBatches, Tour, Visit};
pub use question::{PickBatchQuestion, PickTimes, WaitingOrder};
pub use rules::check;
pub use solver::PickBatch;
