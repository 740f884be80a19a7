//! What can be had for how much: the Pareto front of value against opening costs.

use domain::decision::placement::{PlacementQuestion, Standing};
use rayon::prelude::*;

use super::answered::{Answered, Asker};
use super::error::SitingError;
use super::view::borrowed;

/// The best layout found within a budget.
#[derive(Clone, PartialEq, Debug)]
pub struct Budget {
    /// What may be spent.
    pub most: f64,
    /// What is spent.
    pub spent: f64,
    /// The layout.
    pub best: Answered,
}

/// Asks for the best layout within each of `steps` budgets, evenly from the least that can be
/// spent to `most`, and leaves out the layouts that another is no dearer and no worse than.
///
/// # Errors
/// As [`Asker::ask`], but for questions without an answer.
pub fn frontier(
    question: &PlacementQuestion<'_>,
    most: f64,
    steps: u32,
    asker: &Asker,
) -> Result<Vec<Budget>, SitingError> {
    let least = least(question);
    let budgets: Vec<f64> = (0..steps)
        .map(|step| least + (most - least) * f64::from(step) / f64::from((steps - 1).max(1)))
        .collect();
    let asked: Vec<_> = budgets
        .into_par_iter()
        .map(|most| {
            let budget =
                PlacementQuestion { budget: Some(most), sites: None, ..borrowed(question) };
            (most, asker.ask(&budget))
        })
        .collect();
    let mut found: Vec<Budget> = Vec::new();
    for (most, answered) in asked {
        let best = match answered {
            Err(error) if error.is_no_answer() => continue,
            answered => answered?,
        };
        let cost = |site: &u32| question.candidates[*site as usize].opening_cost;
        let spent = best.placed.open.iter().map(cost).sum();
        found.push(Budget { most, spent, best });
    }
    Ok(undominated(found))
}

fn least(question: &PlacementQuestion<'_>) -> f64 {
    let of = |standing| question.candidates.iter().filter(move |c| c.standing == standing);
    let kept: f64 = of(Standing::Kept).map(|site| site.opening_cost).sum();
    let cheapest = of(Standing::Free).map(|site| site.opening_cost).fold(f64::INFINITY, f64::min);
    if kept > 0.0 || cheapest.is_infinite() { kept } else { cheapest }
}

/// Dearer layouts stay only where they are better than all cheaper ones.
fn undominated(mut found: Vec<Budget>) -> Vec<Budget> {
    found.sort_by(|a, b| {
        a.spent.total_cmp(&b.spent).then_with(|| b.best.better_by(&a.best).total_cmp(&0.0))
    });
    let mut front: Vec<Budget> = Vec::new();
    for budget in found {
        if front.last().is_none_or(|last| budget.best.better_by(&last.best) > 0.0) {
            front.push(budget);
        }
    }
    front
}
