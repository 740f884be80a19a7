//! Who runs whom: replications in parallel, their statistics, reports and tables.

pub mod capture;
pub mod record;
pub mod report;
pub mod runner;
pub mod solve;
pub mod statistics;
pub mod summary;

mod error;

pub use error::ExperimentError;
pub use runner::{Outcome, Plan, Watch, run};
pub use summary::Summary;
