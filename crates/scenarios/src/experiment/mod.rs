//! Experiment files: a scenario, the settings that vary, a design, and what is asked of it.

mod check;
mod design;
mod factor;
mod file;
mod goal;
mod load;
mod optimize;
mod run;
mod schema;
mod settings;
mod shipped;

pub use design::{DesignSpec, Scramble};
pub use factor::FactorSpec;
pub use file::ExperimentSpec;
pub use goal::{Bound, Constraint, Objective, Precision, Sense};
pub use load::{Experiment, load_experiment, parse_experiment};
pub use optimize::{Method, OptimizeSpec};
pub use run::RunSpec;
pub use schema::experiment_schema;
pub use shipped::{ShippedExperiment, shipped_experiments};
