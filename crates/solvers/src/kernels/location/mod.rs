//! Uncapacitated location: open sites so that customers are served at least cost.

mod columns;
pub mod greedy;
mod layout;
mod pool;
mod problem;
mod relink;
pub mod search;
pub mod swap;

pub use columns::Columns;
pub use layout::{Closings, Layout, Move};
pub use pool::Pool;
pub use problem::{Location, Site, Standing};
