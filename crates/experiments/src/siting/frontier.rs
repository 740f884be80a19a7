//! What can be had for how much: the Pareto front of value against opening costs.

use domain::decision::placement::{
    Coverage, Distances, Model, Placed, PlacementQuestion, Standing, price,
};
use rayon::prelude::*;

use super::answered::{Answered, Asker};
use super::curve::Step;
use super::error::SitingError;
use super::view::borrowed;

/// Sums that differ by no more than this share are the same.
const SUMMED: f64 = 1e-10;

/// The best layout found within a budget.
#[derive(Clone, PartialEq, Debug)]
pub struct Budget {
    /// What may be spent.
    pub most: f64,
    /// What is spent.
    pub spent: f64,
    /// The layout.
    pub best: Answered,
    /// Whether it is the layout that the study is about.
    pub is_chosen: bool,
    /// Whether another is no dearer and no worse; only the chosen layout is kept then.
    pub is_dominated: bool,
}

/// The question whose front is looked at: the asked one in the models of covered orders and of
/// distance, else the orders within the radius, each at what the candidates cost a month.
#[must_use]
pub fn fronted<'b>(
    question: &'b PlacementQuestion<'_>,
    orders: Vec<f64>,
    monthly: impl Iterator<Item = f64>,
    radius: f64,
) -> PlacementQuestion<'b> {
    let mut asked = borrowed(question);
    if matches!(question.model, Model::MaxCovering { .. } | Model::PMedian) {
        return asked;
    }
    asked.model = Model::MaxCovering { radius, coverage: Coverage::Whole };
    (asked.weights, asked.sizes) = (orders.into(), Vec::new().into());
    for (site, cost) in asked.candidates.to_mut().iter_mut().zip(monthly) {
        (site.opening_cost, site.capacity) = (cost, f64::INFINITY);
    }
    if let Distances::Links(links) = &mut asked.distances {
        links.beyond = None;
    }
    asked
}

/// So many budgets, evenly from the least that can be spent to `most`.
#[must_use]
pub fn even_budgets(question: &PlacementQuestion<'_>, most: f64, steps: u32) -> Vec<f64> {
    let least = least(question);
    let share = |step| f64::from(step) / f64::from((steps - 1).max(1));
    (0..steps).map(|step| least + (most - least) * share(step)).collect()
}

/// Asks for the best layout within each budget, the least first.
///
/// # Errors
/// As [`Asker::ask`], but for questions without an answer.
pub fn within_budgets(
    question: &PlacementQuestion<'_>,
    budgets: &[f64],
    asker: &Asker,
) -> Result<Vec<Budget>, SitingError> {
    let asked: Vec<_> = budgets
        .par_iter()
        .map(|most| {
            let budget =
                PlacementQuestion { budget: Some(*most), sites: None, ..borrowed(question) };
            (*most, asker.ask(&budget))
        })
        .collect();
    let mut found: Vec<Budget> = Vec::new();
    for (most, answered) in asked {
        let best = match answered {
            Err(error) if error.is_no_answer() => continue,
            answered => answered?,
        };
        found.push(budget(question, best, most));
    }
    Ok(found)
}

/// The front: of the layouts within budgets, those of a curve of the same question and the chosen
/// one, those that no other is as good as for less. The chosen one stays in any case.
///
/// Bounds are the tightest that follow: a bound within a budget holds within every smaller one,
/// whoever cannot pay for more than so many of the cheapest sites is bounded by the curve at that
/// number, and no more can be covered than there is.
#[must_use]
pub fn front(
    question: &PlacementQuestion<'_>,
    budgets: Vec<Budget>,
    curve: &[Step],
    chosen: Option<&Placed>,
) -> Vec<Budget> {
    let bounds: Vec<(f64, f64)> =
        budgets.iter().filter_map(|known| Some((known.most, known.best.bound?))).collect();
    let is_covering = matches!(question.model, Model::MaxCovering { .. });
    let everything = is_covering.then(|| question.weights.iter().sum::<f64>());
    let mut all = budgets;
    let of_curve = curve.iter().map(|step| step.best.clone().bounded(None));
    all.extend(of_curve.map(|best| budget(question, best, f64::INFINITY)));
    let priced = chosen.and_then(|chosen| {
        let placed = Placed::nearest(chosen.open.clone());
        price(&placed, question).ok().map(|objective| (placed, objective))
    });
    if let Some((placed, objective)) = priced {
        let best = Answered { placed, objective, bound: None, gap: None, work: None };
        all.push(Budget { is_chosen: true, ..budget(question, best, f64::INFINITY) });
    }
    let mut front = undominated(all);
    let payable = payable(question);
    for point in &mut front {
        point.most = point.spent;
        let within = bounds.iter().filter(|(most, _)| *most >= point.spent).map(|(_, b)| *b);
        let sites = payable(point.spent);
        let counted = curve.iter().find(|step| step.sites as usize >= sites);
        // Sums of the same weights in another order are the same.
        let value = point.best.objective.value;
        let most = everything.map(|most| if most <= value * (1.0 + SUMMED) { value } else { most });
        let all = within.chain(counted.and_then(|step| step.best.bound)).chain(most);
        let bound = all.reduce(|a, b| point.best.tighter(a, b));
        point.best = point.best.clone().bounded(bound);
    }
    front
}

fn budget(question: &PlacementQuestion<'_>, best: Answered, most: f64) -> Budget {
    let cost = |site: &u32| question.candidates[*site as usize].opening_cost;
    let spent = best.placed.open.iter().map(cost).sum();
    Budget { most, spent, best, is_chosen: false, is_dominated: false }
}

/// How many sites can be paid for at most.
fn payable(question: &PlacementQuestion<'_>) -> impl Fn(f64) -> usize {
    let of = |standing| question.candidates.iter().filter(move |c| c.standing == standing);
    let kept: Vec<f64> = of(Standing::Kept).map(|site| site.opening_cost).collect();
    let mut free: Vec<f64> = of(Standing::Free).map(|site| site.opening_cost).collect();
    free.sort_by(f64::total_cmp);
    move |spent| {
        let mut left = spent * (1.0 + 1e-9) - kept.iter().sum::<f64>();
        let more = free.iter().take_while(|cost| {
            left -= **cost;
            left >= 0.0
        });
        kept.len() + more.count()
    }
}

fn least(question: &PlacementQuestion<'_>) -> f64 {
    let of = |standing| question.candidates.iter().filter(move |c| c.standing == standing);
    let kept: f64 = of(Standing::Kept).map(|site| site.opening_cost).sum();
    let cheapest = of(Standing::Free).map(|site| site.opening_cost).fold(f64::INFINITY, f64::min);
    if kept > 0.0 || cheapest.is_infinite() { kept } else { cheapest }
}

/// Dearer layouts stay only where they are better than all cheaper ones; the chosen one stays, and
/// of equals it is the one that stays.
fn undominated(mut found: Vec<Budget>) -> Vec<Budget> {
    found.sort_by(|a, b| {
        a.spent
            .total_cmp(&b.spent)
            .then_with(|| b.best.better_by(&a.best).total_cmp(&0.0))
            .then_with(|| b.is_chosen.cmp(&a.is_chosen))
    });
    let mut front: Vec<Budget> = Vec::new();
    for budget in found {
        let last = front.iter().rfind(|known| !known.is_dominated);
        let is_dominated = last.is_some_and(|last| budget.best.better_by(&last.best) <= 0.0);
        if budget.is_chosen || !is_dominated {
            front.push(Budget { is_dominated, ..budget });
        }
    }
    front
}
