//! Who runs whom: replications in parallel, their statistics, reports and tables.

pub mod attribution;
pub mod divergence;
pub mod narration;
pub mod record;
pub mod replay;
pub mod report;
pub mod rundir;
pub mod runner;
pub mod statistics;
pub mod summary;

mod error;

pub use error::ExperimentError;
pub use runner::{Outcome, Plan, Watch, run};
pub use summary::Summary;
