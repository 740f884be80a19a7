//! What can go wrong between a checked scenario and its results.

use std::path::PathBuf;

use scenarios::ScenarioError;
use sim_core::{SimError, SnapshotError};

use crate::statistics::StatisticsError;

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
    /// The world of a cell cannot be built.
    #[error("`{cell}` cannot be built")]
    World {
        /// Which cell.
        cell: String,
        /// Why.
        source: Box<ScenarioError>,
    },
    /// Figures from which nothing can be estimated.
    #[error(transparent)]
    Statistics(#[from] StatisticsError),
    /// A saved state cannot be gone on with.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// Another process writes there.
    #[error("`{}` is being written by {holder}", file.display())]
    Busy {
        /// Which file or directory.
        file: PathBuf,
        /// Who writes it.
        holder: String,
        /// Whether the command can go on with what the other leaves.
        can_go_on: bool,
    },
    /// Results are there already.
    #[error(
        "`{}` holds the results of an earlier run (`darkstore {command}`{})",
        directory.display(), if *is_whole { "" } else { ", unfinished" }
    )]
    ResultsExist {
        /// Which directory.
        directory: PathBuf,
        /// What wrote them.
        command: String,
        /// Whether it came to its end.
        is_whole: bool,
        /// Whether the command can go on with them.
        can_go_on: bool,
    },
    /// Results cannot be gone on with.
    #[error("`{}` cannot be gone on with: {reason}", directory.display())]
    CannotGoOn {
        /// Which directory.
        directory: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A journal is there already.
    #[error("`{}` holds the results of an earlier run", file.display())]
    JournalExists {
        /// Which file.
        file: PathBuf,
    },
    /// A journal of another experiment.
    #[error("`{}` is of another experiment: {}", file.display(), differences.join("; "))]
    OtherJournal {
        /// Which file.
        file: PathBuf,
        /// What differs.
        differences: Vec<String>,
    },
    /// A file could not be read.
    #[error("cannot read `{}`: {reason}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why not, naming the field or line at fault.
        reason: String,
    },
    /// Stopped before the end at the user's wish.
    #[error("interrupted")]
    Interrupted,
    /// What was named is not a directory that a run has written.
    #[error("`{}` is not the directory of a run: {reason}", directory.display())]
    NotARun {
        /// What was named.
        directory: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// A replication of an earlier run came out differently.
    #[error(
        "replication {replication} of `{}` does not repeat: its fingerprint was {stored:016x}, \
         simulated anew it is {anew:016x}", directory.display()
    )]
    NotRepeated {
        /// The run's directory.
        directory: PathBuf,
        /// Which replication, counted from 0.
        replication: u32,
        /// Its fingerprint as written.
        stored: u64,
        /// Its fingerprint now.
        anew: u64,
    },
    /// No session of this number began.
    #[error(
        "no order {order} in replication {replication}: sessions and the orders they become are \
         numbered 0 to {}", sessions.saturating_sub(1)
    )]
    NoSuchOrder {
        /// Which was asked for.
        order: u32,
        /// In which replication.
        replication: u32,
        /// Sessions that began in it.
        sessions: u32,
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
    /// An [`Self::Unreadable`] file.
    pub(crate) fn unreadable(file: impl Into<PathBuf>, reason: impl std::fmt::Display) -> Self {
        Self::Unreadable { file: file.into(), reason: reason.to_string() }
    }

    /// An [`Self::Unwritable`] file.
    pub(crate) fn unwritable(file: impl Into<PathBuf>, reason: impl std::fmt::Display) -> Self {
        Self::Unwritable { file: file.into(), reason: reason.to_string() }
    }
}
