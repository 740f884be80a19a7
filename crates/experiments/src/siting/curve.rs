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

/// The curve with what the answer to the question itself tells: its layout is one of at most as
/// many stores, and a bound on many stores holds for fewer.
#[must_use]
pub fn informed(mut curve: Vec<Step>, answered: &Answered, most: Option<u32>) -> Vec<Step> {
    let open = answered.placed.open.len() as u32;
    let mut known = None;
    for step in curve.iter_mut().rev() {
        if step.sites >= open && answered.better_by(&step.best) > 0.0 {
            step.best = Answered { bound: step.best.bound, ..answered.clone() };
        }
        let own = answered.bound.filter(|_| most.is_some_and(|most| step.sites <= most));
        // The tighter of two bounds promises less.
        let tighter = |a: f64, b: f64| {
            if step.best.ahead_of(a) > step.best.ahead_of(b) { a } else { b }
        };
        let all = [step.best.bound, known, own].into_iter().flatten();
        step.best.bound = all.reduce(tighter);
        step.best.gap = step.best.bound.and_then(|bound| step.best.objective.gap(bound));
        known = step.best.bound;
    }
    for at in 1..curve.len() {
        let (before, after) = curve.split_at_mut(at);
        after[0].marginal = Some(after[0].best.better_by(&before[at - 1].best));
    }
    curve
}
