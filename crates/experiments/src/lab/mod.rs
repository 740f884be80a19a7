//! Cells and their replications: run once each, in parallel, kept in a journal.

mod cell;
mod journal;
mod laboratory;
mod precision;
mod sampler;
mod worlds;

pub use cell::Cell;
pub(crate) use journal::differences;
pub use journal::{Identity, Journal};
pub use laboratory::{Job, Lab, MakePolicies, Settings, Taken};
pub use precision::{Reached, Rounds, Target};
pub use sampler::{LabSampler, MakeCell};
