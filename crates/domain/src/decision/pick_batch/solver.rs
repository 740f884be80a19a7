//! The seam to the solvers that put orders on pickers' carts.

use super::answer::PickBatches;
use super::question::PickBatchQuestion;
use super::rules;
use crate::decision::{BadQuestion, BrokenAnswer, Decision, Objective, Solver};
use crate::rng::Stream;
use crate::units::Millimeters;

/// Puts waiting orders on the carts of idle pickers.
pub trait PickBatch: Solver {
    /// The tours that begin now.
    ///
    /// Asked again whenever an order comes to wait or a picker comes free, as long as there are
    /// both, and at the time that the last answer named.
    fn batch(&mut self, question: &PickBatchQuestion<'_>, rng: &mut Stream) -> PickBatches;
}

impl Decision for dyn PickBatch {
    type Question<'a> = PickBatchQuestion<'a>;
    type Answer = PickBatches;

    fn admit(question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        question.admit()
    }

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.batch(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        rules::check(answer, question)
    }

    /// Metres walked on all tours, where no order may wait. Where some may, less walking is not by
    /// itself better.
    fn objective(answer: &Self::Answer, question: &Self::Question<'_>) -> Option<Objective> {
        if !question.is_last {
            return None;
        }
        let lengths = answer.tours.iter().map(|tour| question.length(&tour.route));
        let length: Millimeters = lengths.sum::<Option<_>>()?;
        Some(Objective::least(length.as_m(), "m"))
    }
}
