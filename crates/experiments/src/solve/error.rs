//! Why an instance has no answer.

use domain::decision::{BadQuestion, BrokenAnswer, SolverFailure};
use solvers::{RegistryError, external};

/// Why an instance has no answer that counts.
#[derive(Debug, thiserror::Error)]
pub enum SolveError {
    /// The file asks something else.
    #[error("a question of `{found}`, expected `{expected}`")]
    OtherDecision {
        /// What it asks.
        found: String,
        /// What was to be solved.
        expected: &'static str,
    },
    /// Not the question that the decision asks.
    #[error("not a question of `{decision}`: {reason}")]
    NotAQuestion {
        /// The decision.
        decision: &'static str,
        /// What is missing or too much.
        reason: String,
    },
    /// A question that has no answer or says nothing.
    #[error("no sound question of `{decision}`: {fault}")]
    BadQuestion {
        /// The decision.
        decision: &'static str,
        /// What is wrong.
        fault: BadQuestion,
    },
    /// The solver cannot be built.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The answer fails its check.
    #[error("{decision} solver `{solver}` gave an answer that breaks a rule: {rule}")]
    BrokenAnswer {
        /// The decision.
        decision: &'static str,
        /// The solver.
        solver: &'static str,
        /// Which rule.
        rule: BrokenAnswer,
    },
    /// The solver gave no answer: there is none, it found none within its work, or, outside the
    /// process, it failed.
    #[error("{decision} solver `{solver}` gave no answer: {failure}")]
    NoAnswer {
        /// The decision.
        decision: &'static str,
        /// The solver.
        solver: &'static str,
        /// Why not.
        failure: SolverFailure,
    },
    /// The solver's answer is better than what it proves to be best.
    #[error("{decision} solver `{solver}` proves a bound of {bound} and answers with {value}")]
    BrokenBound {
        /// The decision.
        decision: &'static str,
        /// The solver.
        solver: &'static str,
        /// What it proves.
        bound: f64,
        /// What its answer has.
        value: f64,
    },
}

impl SolveError {
    /// Whether a solver in the process says that it has no answer: the question has none, is not
    /// for it, or wants more work. That is no fault of the program.
    #[must_use]
    pub fn is_no_answer(&self) -> bool {
        matches!(self, Self::NoAnswer { solver, .. } if *solver != external::NAME)
    }

    /// Whether it came of the solver, not of the file or the command.
    #[must_use]
    pub fn is_of_the_solver(&self) -> bool {
        match self {
            Self::OtherDecision { .. }
            | Self::NotAQuestion { .. }
            | Self::BadQuestion { .. }
            | Self::Registry(_) => false,
            Self::BrokenAnswer { .. } | Self::NoAnswer { .. } | Self::BrokenBound { .. } => true,
        }
    }
}
