//! What can go wrong between a suite file and its verdicts.

use std::path::PathBuf;

use scenarios::ScenarioError;

use crate::error::ExperimentError;

/// Why a suite was not run, or not judged.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The suite, its baseline or a scenario is not as it should be.
    #[error(transparent)]
    Input(Box<ScenarioError>),
    /// An instance file or a file of best known values is not as it should be.
    #[error("{}:{line}: {message}", file.display())]
    Data {
        /// Which file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A value that is known to be optimal is beaten.
    #[error("`{solver}` {claim} of {value} to `{instance}`, past {best}, which `{file}` has")]
    Refuted {
        /// The file of best known values.
        file: String,
        /// The instance.
        instance: String,
        /// Who beats it.
        solver: String,
        /// With an answer, or with a bound that the optimum refutes.
        claim: &'static str,
        /// With what.
        value: f64,
        /// What is said to be optimal.
        best: f64,
    },
    /// A baseline of something else.
    #[error("`{file}` is the baseline of something else: {}", differences.join("; "))]
    OtherBaseline {
        /// The file.
        file: String,
        /// What differs.
        differences: Vec<String>,
    },
    /// Days could not be simulated.
    #[error(transparent)]
    Experiment(Box<ExperimentError>),
}

impl From<ScenarioError> for BenchError {
    fn from(error: ScenarioError) -> Self {
        Self::Input(Box::new(error))
    }
}

impl From<ExperimentError> for BenchError {
    fn from(error: ExperimentError) -> Self {
        Self::Experiment(Box::new(error))
    }
}
