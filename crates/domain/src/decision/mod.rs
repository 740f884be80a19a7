//! The decisions a platform takes: for each a question, an answer, a trait and a check.

pub mod bagging;
pub mod delivery_fee;
pub mod dispatch;
pub mod pick_route;
pub mod policies;
pub mod promise;
pub mod radius;
pub mod replenish;
pub mod store_choice;

mod broken;
mod objective;
mod solver;

pub use broken::BrokenAnswer;
pub use objective::Objective;
pub use policies::{Named, Policies};
pub use solver::{Decision, MemoryError, Solver, SolverFailure};
