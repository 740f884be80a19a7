//! What all decisions, and all solvers whatever they decide, have in common.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::placement::Certificate;
use super::{BadQuestion, BrokenAnswer, Listed, Named, Objective, Policies};
use crate::rng::Stream;

/// A kind of decision, implemented for the trait object of its solvers (`dyn Dispatch`), so that
/// asking, checking, capturing and answering from outside are each written once.
pub trait Decision: Listed + Solver + 'static {
    /// What is asked: plain data that can leave the process and come back.
    type Question<'a>: Serialize + DeserializeOwned + JsonSchema;
    /// What is answered.
    type Answer: Serialize + DeserializeOwned + Default + JsonSchema;

    /// Whether there is anything to answer: the contradictions in a question that was read from
    /// outside. Questions that a run asks have none, which is the default.
    ///
    /// # Errors
    /// Names what is wrong and what is allowed.
    fn admit(_question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        Ok(())
    }

    /// Asks the solver.
    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer;

    /// The rules that every answer must keep.
    ///
    /// # Errors
    /// Names the broken rule.
    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer>;

    /// How good an answer that keeps the rules is; `None`, the default, where the question alone
    /// does not tell.
    fn objective(_answer: &Self::Answer, _question: &Self::Question<'_>) -> Option<Objective> {
        None
    }

    /// By which of several models a question is to be answered; `None`, the default, where there
    /// is one way.
    fn model(_question: &Self::Question<'_>) -> Option<&'static str> {
        None
    }

    /// What anybody can check the bound of the last answer by; `None`, the default, where there is
    /// nothing of the kind.
    fn certificate(&self) -> Option<Certificate> {
        None
    }
}

/// A decision that a run takes again and again; the others are taken before it begins.
pub trait Online: Decision {
    /// The solver that a run decides with.
    fn policy(policies: &mut Policies) -> &mut Named<Self>;
}

/// What a solver can be asked besides its decision.
pub trait Solver: Send {
    /// What it has learnt, to be given to [`Self::recall`] of a solver with the same settings;
    /// empty for solvers that learn nothing, which is the default.
    ///
    /// # Errors
    /// When what it knows cannot be told.
    fn memory(&self) -> Result<Vec<u8>, MemoryError> {
        Ok(Vec::new())
    }

    /// Takes up what [`Self::memory`] told.
    ///
    /// # Errors
    /// When it is not the memory of such a solver.
    fn recall(&mut self, memory: &[u8]) -> Result<(), MemoryError> {
        if memory.is_empty() { Ok(()) } else { Err(MemoryError::Foreign) }
    }

    /// Why the last answer is none, for solvers outside the process; asked after every answer.
    fn failure(&mut self) -> Option<SolverFailure> {
        None
    }

    /// The work that the last answer took, in units of the solver's own that depend on nothing but
    /// the question; `None`, the default, for solvers that do not count.
    fn work(&self) -> Option<u64> {
        None
    }

    /// What no answer to the last question can be better than; `None`, the default, for solvers
    /// that prove nothing.
    fn bound(&self) -> Option<f64> {
        None
    }

    /// Is told what is set when nobody wants to wait any longer: a search answers then with the best
    /// it has. Nothing sets it unless a user interrupts; solvers that are fast have no use for it.
    fn heed(&mut self, _stop: &Arc<AtomicBool>) {}
}

/// Why a solver's memory cannot be told or taken up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MemoryError {
    /// It lives in another process.
    #[error("what it knows cannot be saved, because it runs outside the program")]
    Outside,
    /// Not written by a solver of this kind.
    #[error("what was saved is not the memory of this solver")]
    Foreign,
}

/// Why a solver outside the process gave no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct SolverFailure(pub String);
