//! What can go wrong between a question of placement and its answer.

use domain::decision::{BadQuestion, BrokenAnswer, SolverFailure};
use solvers::RegistryError;

/// Why there is no layout.
#[derive(Debug, thiserror::Error)]
pub enum SitingError {
    /// The question cannot be answered by anybody.
    #[error("{0}")]
    Question(BadQuestion),
    /// There is no such solver, or it refuses its parameters.
    #[error(transparent)]
    Solver(#[from] RegistryError),
    /// Nothing more was to be asked.
    #[error("interrupted")]
    Interrupted,
    /// The solver gave up; it says by itself who it is.
    #[error("no layout: {failure}")]
    NoAnswer {
        /// Which.
        solver: &'static str,
        /// Why.
        failure: SolverFailure,
    },
    /// The solver's answer breaks a rule.
    #[error("solver `{solver}` gave a broken answer: {rule}")]
    Broken {
        /// Which.
        solver: &'static str,
        /// Which rule.
        rule: BrokenAnswer,
    },
    /// The solver's bound is refuted by its own answer.
    #[error("solver `{solver}` claims the bound {bound}, but its layout is worth {value}")]
    Bound {
        /// Which.
        solver: &'static str,
        /// What it claims.
        bound: f64,
        /// What its layout is worth.
        value: f64,
    },
    /// A picture cannot be drawn.
    #[error("a picture cannot be drawn: {reason}")]
    Picture {
        /// Why.
        reason: String,
    },
}

impl SitingError {
    /// Whether there is no layout, as far as is known, while solver and question are sound.
    #[must_use]
    pub const fn is_no_answer(&self) -> bool {
        matches!(self, Self::Question(_) | Self::NoAnswer { .. })
    }

    /// Whether the solver is at fault and not what was asked.
    #[must_use]
    pub const fn is_of_the_solver(&self) -> bool {
        !matches!(
            self,
            Self::Question(_) | Self::Solver(_) | Self::NoAnswer { .. } | Self::Interrupted
        )
    }
}
