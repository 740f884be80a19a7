//! The seam to the solvers that lay goods out.

use super::answer::Slotted;
use super::question::SlottingQuestion;
use crate::decision::{BadQuestion, BrokenAnswer, Decision, Objective, Solver};
use crate::rng::Stream;

/// Chooses where each SKU lies.
pub trait Slotting: Solver {
    /// A bay for every SKU, and the judged baskets' routes through it.
    fn slot(&mut self, question: &SlottingQuestion<'_>, rng: &mut Stream) -> Slotted;
}

impl Decision for dyn Slotting {
    type Question<'a> = SlottingQuestion<'a>;
    type Answer = Slotted;

    fn admit(question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        question.admit()
    }

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.slot(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        answer.check(question)
    }

    /// Metres walked a judged basket.
    fn objective(answer: &Self::Answer, question: &Self::Question<'_>) -> Option<Objective> {
        Some(answer.price(question))
    }
}
