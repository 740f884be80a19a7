//! What can go wrong between a checked scenario and its results.

use std::path::PathBuf;

use sim_core::SimError;

/// Why an experiment stopped, or what it could not write.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// A run stopped because of a solver.
    #[error("replication {replication} stopped")]
    Simulation {
        /// Which replication, counted from 0.
        replication: u32,
        /// Why.
        source: SimError,
    },
    /// The solvers could not be built.
    #[error("the policies cannot be built")]
    Policies(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A file or directory could not be written.
    #[error("cannot write `{}`: {reason}", file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// Why, in the words of the system.
        reason: String,
    },
    /// The system gives no more threads.
    #[error("cannot start {threads} threads: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// Why not.
        reason: String,
    },
}

impl ExperimentError {
    /// An [`Self::Unwritable`] file.
    pub(crate) fn unwritable(file: impl Into<PathBuf>, reason: impl std::fmt::Display) -> Self {
        Self::Unwritable { file: file.into(), reason: reason.to_string() }
    }
}
