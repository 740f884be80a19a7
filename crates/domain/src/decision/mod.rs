//! The decisions a platform takes: for each a question, an answer, a trait and a check.

pub mod bagging;
pub mod delivery_fee;
pub mod dispatch;
pub mod pick_batch;
pub mod pick_route;
pub mod placement;
pub mod policies;
pub mod promise;
pub mod radius;
pub mod replenish;
pub mod slotting;
pub mod store_choice;

mod broken;
mod objective;
mod shape;
mod solver;

pub use broken::{BadQuestion, BrokenAnswer};
pub use objective::{Objective, Sense};
pub use policies::{Named, Policies};
pub use shape::{Shape, shapes};
pub use solver::{Decision, MemoryError, Online, Solver, SolverFailure};
