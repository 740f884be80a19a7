//! Uncapacitated location: open sites so that customers are served at least cost.

mod branch;
mod climb;
mod fix;
mod problem;
mod relaxed;

pub use branch::{first_prices, Found, Improve, Search, Step, branch_and_bound};
pub use climb::{Ascent, Goal};
pub use fix::{cutoff, fix, shrink};
pub use problem::{Location, Site, Standing};
pub use relaxed::{Limits, Relaxation, Relaxed};
