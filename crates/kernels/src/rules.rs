//! What holds of open sites and of bounds in every problem of location.

use crate::location::Standing;

/// Whether these sites may be open together: none closed, all that must be, no more than may be,
/// within the budget. `sites` tells of all how they stand and what opening them takes of the budget.
pub(crate) fn allows(
    sites: impl Iterator<Item = Standing>,
    open: impl ExactSizeIterator<Item = (Standing, f64)> + Clone,
    most: usize,
    budget: f64,
) -> bool {
    let must = sites.filter(|standing| *standing == Standing::Open).count();
    open.len() <= most
        && open.clone().map(|(_, price)| price).sum::<f64>() <= budget * (1.0 + 1e-12)
        && open.clone().all(|(standing, _)| standing != Standing::Closed)
        && open.filter(|(standing, _)| *standing == Standing::Open).count() == must
}

/// A proven lower bound, raised to the next value that a cost can have where costs come in steps.
/// Leaves room for rounding errors.
pub(crate) fn raised(bound: f64, step: f64) -> f64 {
    if step <= 0.0 || !bound.is_finite() {
        return bound;
    }
    let steps = bound / step;
    (steps - 1e-6 - 1e-12 * steps.abs()).ceil() * step
}
