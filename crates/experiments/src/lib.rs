//! Who runs whom: replications in parallel, their statistics, reports and tables.

pub mod attribution;
pub mod bench;
pub mod capture;
pub mod comparison;
pub mod design;
pub mod divergence;
pub mod effects;
pub mod lab;
pub mod layouts;
pub mod long_run;
pub mod narration;
pub mod precision;
pub mod record;
pub mod replay;
pub mod report;
pub mod rundir;
pub mod runner;
pub mod sampling;
pub mod saved;
pub mod siting;
pub mod slotting;
pub mod solve;
pub mod start;
pub mod summary;
pub mod verify;

mod csv_text;
mod error;
mod fragment;
mod key_figure;
mod workers;

pub use error::ExperimentError;
pub use key_figure::KeyFigure;
pub use runner::{Outcome, Plan, Watch, run, run_until};
pub use statistics;
pub use statistics::{optimize, selection};
pub use summary::Summary;
