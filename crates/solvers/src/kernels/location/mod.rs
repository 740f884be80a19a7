//! Uncapacitated location: open sites so that customers are served at least cost.

mod problem;
mod step;

pub use problem::{Location, Site, Standing};
pub use step::step_of;
