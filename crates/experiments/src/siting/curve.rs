//! What one more store is worth: the best value by number of stores.

use domain::decision::Sense;
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
    /// How much better it is than the step before, in the unit of the objective; at a first step
    /// of one store what that store covers, else `None`.
    pub marginal: Option<f64>,
    /// Between which two figures that is, whatever layouts were missed, where bounds are known.
    pub between: Option<[f64; 2]>,
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
        let best = match answered {
            Err(error) if error.is_no_answer() => continue,
            answered => answered?,
        };
        steps.push(Step { sites, best, marginal: None, between: None });
    }
    settle(&mut steps);
    Ok(steps)
}

/// The curve with these numbers of stores asked once more, by an asker with more patience. What was
/// known stays where it is better.
///
/// # Errors
/// As [`curve`].
pub fn asked_again(
    question: &PlacementQuestion<'_>,
    mut curve: Vec<Step>,
    numbers: &[u32],
    asker: &Asker,
) -> Result<Vec<Step>, SitingError> {
    let ask = |sites: &u32| self::curve(question, *sites, *sites, asker);
    let asked: Vec<_> = numbers.par_iter().map(ask).collect();
    for steps in asked {
        for step in steps? {
            match curve.binary_search_by_key(&step.sites, |known| known.sites) {
                Err(at) => curve.insert(at, step),
                Ok(at) => {
                    let known = &mut curve[at].best;
                    let bounds = [known.bound, step.best.bound].into_iter().flatten();
                    let bound = bounds.reduce(|a, b| known.tighter(a, b));
                    let is_better = step.best.better_by(known) > 0.0;
                    let best = if is_better { step.best } else { known.clone() };
                    *known = best.bounded(bound);
                }
            }
        }
    }
    settle(&mut curve);
    Ok(curve)
}

/// The curve with what the answer to the question itself tells: its layout is one of at most as
/// many stores, and a bound on many stores holds for fewer.
#[must_use]
pub fn informed(mut curve: Vec<Step>, answered: &Answered, most: Option<u32>) -> Vec<Step> {
    let open = answered.placed.open.len() as u32;
    for step in &mut curve {
        if step.sites >= open && answered.better_by(&step.best) > 0.0 {
            step.best = answered.clone().bounded(step.best.bound);
        }
        let own = answered.bound.filter(|_| most.is_some_and(|most| step.sites <= most));
        let all = [step.best.bound, own].into_iter().flatten();
        let bound = all.reduce(|a, b| step.best.tighter(a, b));
        step.best = step.best.clone().bounded(bound);
    }
    settle(&mut curve);
    curve
}

/// Makes the steps agree with each other: layouts of fewer stores go on where none of more is
/// better, bounds of more stores hold for fewer, and what one more is worth follows.
pub(super) fn settle(curve: &mut [Step]) {
    for at in 1..curve.len() {
        let (before, after) = curve.split_at_mut(at);
        let (before, step) = (&before[at - 1].best, &mut after[0].best);
        if before.better_by(step) > 0.0 {
            *step = before.clone().bounded(step.bound);
        }
    }
    let mut known = None;
    for step in curve.iter_mut().rev() {
        let all = [step.best.bound, known].into_iter().flatten();
        known = all.reduce(|a, b| step.best.tighter(a, b));
        step.best = step.best.clone().bounded(known);
    }
    if let Some(first) = curve.first_mut() {
        // Without a store nothing is covered.
        let is_from_nothing = first.sites == 1 && first.best.objective.sense == Sense::Most;
        first.marginal = is_from_nothing.then_some(first.best.objective.value);
        let bound = first.best.bound.filter(|_| is_from_nothing);
        first.between = bound.map(|bound| [first.best.objective.value, bound]);
    }
    for at in 1..curve.len() {
        let (before, after) = curve.split_at_mut(at);
        let (before, step) = (&before[at - 1].best, &mut after[0]);
        step.marginal = Some(step.best.better_by(before));
        step.between = before.bound.zip(step.best.bound).map(|(before_bound, bound)| {
            [step.best.ahead_of(before_bound).max(0.0), -before.ahead_of(bound)]
        });
    }
}
