//! Who answers the question of placement.

use super::answer::Placed;
use super::certificate::Certificate;
use super::price::price;
use super::question::PlacementQuestion;
use crate::decision::{BadQuestion, BrokenAnswer, Decision, Objective, Solver};
use crate::rng::Stream;

/// Chooses where the stores stand.
pub trait Placement: Solver {
    /// The sites that open, and who serves whom.
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed;

    /// What anybody can check the bound of the last answer by; `None`, the default, for solvers
    /// that prove nothing.
    fn certificate(&self) -> Option<Certificate> {
        None
    }
}

impl Decision for dyn Placement {
    type Question<'a> = PlacementQuestion<'a>;
    type Answer = Placed;

    fn admit(question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        question.admit()
    }

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.place(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        answer.check(question)
    }

    /// As the model has it.
    fn objective(answer: &Self::Answer, question: &Self::Question<'_>) -> Option<Objective> {
        price(answer, question).ok()
    }

    fn model(question: &Self::Question<'_>) -> Option<&'static str> {
        Some(question.model.name())
    }

    fn certificate(&self) -> Option<Certificate> {
        Placement::certificate(self)
    }
}
