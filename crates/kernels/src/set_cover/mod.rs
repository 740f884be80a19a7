//! Set covering: the fewest sites, or sites within a budget, such that every customer is covered.

mod branch;
mod center;
mod greedy;
mod matrix;
mod minimise;
mod multipliers;
mod parts;
mod problem;
mod proof;
mod reduce;
mod weighting;

pub use center::{Center, Centered};
pub use minimise::{Minimised, minimise};
pub use problem::{Effort, SetCover, Site};
pub use proof::{Proven, Step};
