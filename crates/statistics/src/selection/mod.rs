//! Ranking and selection: which of a few systems is best, and with what probability.
//!
//! Procedures see systems through one seam, [`Sampler`], and are deterministic functions of its
//! answers. Those with a guarantee say in words what it is and under which assumptions.

mod constrained;
mod continuation;
mod error;
mod feasible;
mod goal;
mod halving;
mod knpp;
mod measure;
mod observations;
mod ocba;
mod sampler;
mod two_stage;

pub use constrained::{ConstrainedConfig, ConstrainedSelection, select_constrained};
pub use error::SelectionError;
pub use feasible::{Checked, Feasibility, FeasibilityConfig, Verdict, check_feasibility};
pub use goal::{Constraint, Direction, Objective, Sense};
pub use halving::{Halved, HalvingConfig, HalvingRound, select_by_halving};
pub use knpp::{Judged, KnppConfig, Selection, Status, Variance, select_best};
pub use measure::Measure;
pub use ocba::{Allocated, OcbaConfig, OcbaResult, Rival, allocate};
pub use sampler::{Sampler, System};
pub use two_stage::{TwoStageConfig, select_in_two_stages};

pub(crate) use constrained::run as judge_constrained;
pub(crate) use measure::Moments;
pub(crate) use observations::Observations;
