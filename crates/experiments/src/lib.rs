//! Who runs whom: replications in parallel, their statistics, reports and tables.

pub mod bench;
pub mod capture;
pub mod design;
pub mod effects;
pub mod lab;
pub mod optimize;
pub mod record;
pub mod report;
pub mod runner;
pub mod selection;
pub mod solve;
pub mod statistics;
pub mod summary;

mod error;
mod workers;

pub use error::ExperimentError;
pub use runner::{Outcome, Plan, Watch, run};
pub use summary::Summary;
