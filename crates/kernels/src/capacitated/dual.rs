//! Prices at which the relaxation is worth as much as can be: the volume algorithm.

use super::problem::Capacitated;
use super::relaxation::{Fate, Prices, Relaxation};
use crate::Work;
use crate::volume::Steps;

/// The best prices found and what they led to.
#[derive(Clone, Debug)]
pub struct Ascent {
    /// The prices.
    pub prices: Prices,
    /// The relaxed value at them.
    pub value: f64,
    /// How much of the time each site was open: close to the optimum of the linear relaxation.
    pub opened: Vec<f64>,
}

/// Prices that are worth something at once: to each customer what it costs at its cheapest site,
/// with its share of the opening.
#[must_use]
pub fn first(problem: &Capacitated) -> Prices {
    let mut service = vec![f64::INFINITY; problem.customers()];
    for (site, of) in problem.sites.iter().enumerate() {
        let share = |size: &f64| if of.capacity > 0.0 { size / of.capacity } else { f64::INFINITY };
        for ((price, cost), size) in service.iter_mut().zip(problem.row(site)).zip(&problem.sizes) {
            if of.capacity > 0.0 {
                *price = price.min(cost + of.opening.max(0.0) * share(size));
            }
        }
    }
    service.iter_mut().filter(|price| !price.is_finite()).for_each(|price| *price = 0.0);
    Prices { service, budget: 0.0 }
}

/// Steps after which it is asked whether anything is still won.
const LOOK: u32 = 100;

/// Raises the relaxed value, at most `steps` times or until it reaches `target`.
///
/// Source: Barahona & Anbil (2000), doi:10.1007/s101070050002.
pub fn ascend(
    relaxation: &mut Relaxation<'_>,
    problem: &Capacitated,
    fates: &[Fate],
    start: Prices,
    target: f64,
    steps: u32,
    work: &mut Work,
) -> Ascent {
    ascend_seen(relaxation, problem, fates, start, (target, steps), work, &mut |_, _| {})
}

/// The same, and shows each solution of the relaxation with its share in the mix of all of them,
/// in which those before it keep the rest.
pub(super) fn ascend_seen(
    relaxation: &mut Relaxation<'_>,
    problem: &Capacitated,
    fates: &[Fate],
    start: Prices,
    (target, steps): (f64, u32),
    work: &mut Work,
    seen: &mut dyn FnMut(&Relaxation<'_>, f64),
) -> Ascent {
    let has_budget = problem.budget.is_finite();
    let mut best = Ascent {
        value: relaxation.solve(&start, fates, work),
        prices: start,
        opened: vec![0.0; problem.sites.len()],
    };
    let mut violated = violation(relaxation, problem);
    relaxation.chosen.iter().for_each(|site| best.opened[*site as usize] = 1.0);
    seen(relaxation, 1.0);
    let mut pace = Steps::at(0.5);
    let mut checkpoint = best.value;
    let mut trial = best.prices.clone();
    for step in 1..=steps {
        let length: f64 = violated.iter().map(|v| v * v).sum();
        if length < 1e-10 || best.value >= target || work.is_over() {
            break;
        }
        // Aims a little above where it stands if the target is unknown or has been reached.
        let above = (target - best.value).max(1e-4 * best.value.abs());
        let near = 0.5 * best.value.abs() + 1.0;
        let above = if above.is_finite() { above.min(near) } else { 0.1 * near };
        let stride = pace.pace * above / length;
        for ((trial, best), v) in
            trial.service.iter_mut().zip(&best.prices.service).zip(violated.iter())
        {
            *trial = best + stride * v;
        }
        if has_budget {
            let v = violated[problem.customers()];
            trial.budget = (best.prices.budget + stride * v).max(0.0);
        }
        let value = relaxation.solve(&trial, fates, work);
        let fresh = violation(relaxation, problem);
        let (mut along, mut apart) = (0.0, 0.0);
        for (new, old) in fresh.iter().zip(&violated) {
            along += old * new;
            apart += (new - old) * (new - old);
        }
        let share = pace.weight(along, length, apart);
        for (old, new) in violated.iter_mut().zip(&fresh) {
            *old = share * new + (1.0 - share) * *old;
        }
        seen(relaxation, share);
        best.opened.iter_mut().for_each(|opened| *opened *= 1.0 - share);
        relaxation.chosen.iter().for_each(|site| best.opened[*site as usize] += share);
        let is_better = value > best.value;
        if is_better {
            best.value = value;
            std::mem::swap(&mut best.prices, &mut trial);
        }
        pace.took(is_better, along, best.value, above);
        if step.is_multiple_of(LOOK) {
            let gained = best.value - checkpoint;
            if step > 3 * LOOK && gained < 2e-6 * best.value.abs() || pace.pace < 1e-4 {
                break;
            }
            checkpoint = best.value;
        }
    }
    best
}

/// By how much each customer is served too little; the last entry is how much is spent too much.
fn violation(relaxation: &Relaxation<'_>, problem: &Capacitated) -> Vec<f64> {
    let mut violated = vec![1.0; problem.customers() + 1];
    let mut spent = 0.0;
    for site in &relaxation.chosen {
        spent += problem.sites[*site as usize].price;
        for (customer, share) in &relaxation.packed[*site as usize] {
            violated[*customer as usize] -= share;
        }
    }
    let budget = problem.budget;
    violated[problem.customers()] = if budget.is_finite() { spent - budget } else { 0.0 };
    violated
}
