//! What a few replications say about all possible ones.

mod interval;

pub use interval::Estimate;
