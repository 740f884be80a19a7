//! Why a run stops before its end.

use domain::decision::{BrokenAnswer, SolverFailure};
use domain::units::SimTime;

use crate::trace::{Asked, Subject};

/// Why a run stopped before its end.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SimError {
    /// A solver's answer failed its check: a bug of the solver.
    #[error("{decision} solver `{solver}` gave an answer that breaks a rule: {rule}")]
    BrokenAnswer {
        /// Which decision.
        decision: &'static str,
        /// Which solver.
        solver: &'static str,
        /// Which rule.
        rule: BrokenAnswer,
        /// When it was asked.
        at: SimTime,
        /// About whom.
        subject: Subject,
        /// What it was asked, as JSON.
        question: Box<str>,
        /// What it said, as JSON.
        answer: Box<str>,
    },
    /// A solver outside the process gave no answer.
    #[error("{decision} solver `{solver}` gave no answer: {failure}")]
    NoAnswer {
        /// Which decision.
        decision: &'static str,
        /// Which solver.
        solver: &'static str,
        /// Why not.
        failure: SolverFailure,
        /// When it was asked.
        at: SimTime,
        /// About whom.
        subject: Subject,
        /// What it was asked, as JSON.
        question: Box<str>,
    },
}

impl SimError {
    pub(crate) fn broken_answer(at: SimTime, asked: &Asked<'_>, rule: BrokenAnswer) -> Self {
        let Asked { decision, solver, subject, .. } = *asked;
        let (question, answer) = (asked.question_json().into(), asked.answer_json().into());
        Self::BrokenAnswer { decision, solver, rule, at, subject, question, answer }
    }

    pub(crate) fn no_answer(at: SimTime, asked: &Asked<'_>, failure: SolverFailure) -> Self {
        let Asked { decision, solver, subject, .. } = *asked;
        let question = asked.question_json().into();
        Self::NoAnswer { decision, solver, failure, at, subject, question }
    }
}
