//! Uncapacitated location: open sites so that customers are served at least cost.

mod branch;
mod branching;
mod case;
mod climb;
mod columns;
mod fix;
pub mod greedy;
mod hunt;
mod layout;
mod parts;
mod pool;
mod problem;
mod proof;
mod relaxed;
mod relink;
mod rest;
mod rounding;
pub mod search;
mod sift;
mod step;
pub mod swap;
mod thinned;

pub use branch::{Found, Search, branch_and_bound, first_prices};
pub use climb::{Ascent, Goal};
pub use columns::Columns;
pub use fix::{cutoff, fix};
pub use layout::{Closings, Layout, Move};
pub use pool::Pool;
pub use problem::{Location, Site, Standing};
pub use proof::Step;
pub use relaxed::{Limits, Relaxation, Relaxed};
pub use rest::{Kept, Rest};
pub use sift::Sifting;
pub use step::step_of;
pub use thinned::thinned;
