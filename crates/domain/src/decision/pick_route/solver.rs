//! The seam to the solvers that route a picker.

use super::question::PickRouteQuestion;
use super::rules;
use crate::decision::{BadQuestion, BrokenAnswer, Decision, Objective, Solver};
use crate::rng::Stream;

/// Orders the stops of a pick list.
pub trait PickRoute: Solver {
    /// Positions in `question.stops`, in the order of visiting.
    fn route(&mut self, question: &PickRouteQuestion<'_>, rng: &mut Stream) -> Vec<u16>;
}

impl Decision for dyn PickRoute {
    type Question<'a> = PickRouteQuestion<'a>;
    type Answer = Vec<u16>;

    fn admit(question: &Self::Question<'_>) -> Result<(), BadQuestion> {
        question.admit()
    }

    fn ask(&mut self, question: &Self::Question<'_>, rng: &mut Stream) -> Self::Answer {
        self.route(question, rng)
    }

    fn check(answer: &Self::Answer, question: &Self::Question<'_>) -> Result<(), BrokenAnswer> {
        rules::check(answer, question)
    }

    /// Metres walked; where the paces of aisles are told, the metres that take as long at the
    /// typical pace.
    fn objective(answer: &Self::Answer, question: &Self::Question<'_>) -> Option<Objective> {
        question.cost(answer).map(|cost| Objective::least(cost.as_m(), "m"))
    }
}
