//! What one more store is worth: the best value by number of stores.

use domain::decision::placement::PlacementQuestion;
use rayon::prelude::*;

use super::answered::{Answered, Asker};
use super::error::SitingError;
use super::view::borrowed;

/// The best layout found of at most so many stores.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// How many stores there may be.
    pub sites: u32,
    /// The layout.
    pub best: Answered,
    /// How much better it is than the step before, in the unit of the objective; `None` at the
    /// first.
    pub marginal: Option<f64>,
}

/// The curve from `from` to `to` stores; steps at which the question has no answer are left out.
///
/// A layout of fewer stores is one of at most more, so that a step is never worse than the one
/// before, whatever the solver finds. Questions are asked in parallel, each by itself.
///
/// # Errors
/// As [`Asker::ask`], but for questions without an answer.
pub fn curve(
    question: &PlacementQuestion<'_>,
    from: u32,
    to: u32,
    asker: &Asker,
) -> Result<Vec<Step>, SitingError> {
    let asked: Vec<_> = (from..=to)
        .into_par_iter()
        .map(|sites| {
            let asked = PlacementQuestion { sites: Some(sites), ..borrowed(question) };
            (sites, asker.ask(&asked))
        })
        .collect();
    let mut steps: Vec<Step> = Vec::new();
    for (sites, answered) in asked {
        let mut best = match answered {
            Err(error) if error.is_no_answer() => continue,
            answered => answered?,
        };
        let before = steps.last().map(|step| &step.best);
        if let Some(before) = before.filter(|before| before.better_by(&best) > 0.0) {
            best = Answered { bound: best.bound, ..before.clone() };
            best.gap = best.bound.and_then(|bound| best.objective.gap(bound));
        }
        let marginal = before.map(|before| best.better_by(before));
        steps.push(Step { sites, best, marginal });
    }
    Ok(steps)
}
