//! Uncapacitated location: open sites so that customers are served at least cost.

mod problem;

pub use problem::{Location, Site, Standing};
