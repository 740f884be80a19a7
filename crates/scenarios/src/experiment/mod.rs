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
pub(crate) use load::named;
pub use load::{Experiment, load_experiment, parse_experiment};
pub use optimize::{Method, OptimizeSpec};
pub use run::RunSpec;
pub(crate) use run::{usual_confidence, usual_kpis};
pub use schema::experiment_schema;
pub(crate) use settings::flatten;
pub use shipped::{ShippedExperiment, shipped_experiments};
