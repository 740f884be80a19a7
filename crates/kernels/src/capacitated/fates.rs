//! Where a search begins and what it must reach.

use super::problem::Capacitated;
use super::relaxation::Fate;
use crate::location::Standing;

/// Fates as the sites' standing has them.
#[must_use]
pub fn fates(problem: &Capacitated) -> Vec<Fate> {
    let fate = |standing| match standing {
        Standing::Free => Fate::Free,
        Standing::Open => Fate::Open,
        Standing::Closed => Fate::Closed,
    };
    problem.sites.iter().map(|site| fate(site.standing)).collect()
}

/// What a bound must reach for nothing better than `cost` to be left, or nothing at all where that
/// is infinite; with room for who adds up in another order.
#[must_use]
pub fn target(problem: &Capacitated, cost: f64) -> f64 {
    if cost.is_infinite() {
        return problem.forbidden;
    }
    cost - (problem.step * (1.0 - 1e-5)).max(0.5e-9 * cost.abs())
}
