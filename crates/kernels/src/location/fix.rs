//! Sites that no better answer opens, or leaves closed.

use super::relaxed::Relaxed;
use super::{Location, Standing};

/// Fixes the free sites whose opening, or closing, alone takes the relaxed value to `cutoff`.
/// Free sites that the rest of the budget does not pay for are closed as well. Returns how many.
pub fn fix(
    location: &Location,
    standing: &mut [Standing],
    relaxed: &Relaxed,
    cutoff: f64,
) -> usize {
    let mut fixed = 0;
    let open = location.sites.iter().zip(&*standing).filter(|(_, s)| **s == Standing::Open);
    let spent: f64 = open.map(|(site, _)| site.price).sum();
    let left = location.budget * (1.0 + 1e-9) - spent;
    for (site, standing) in standing.iter_mut().enumerate() {
        if *standing != Standing::Free {
            continue;
        }
        let is_beyond_budget = location.sites[site].price > left;
        if is_beyond_budget || relaxed.value + relaxed.rise_if_open(site) >= cutoff {
            *standing = Standing::Closed;
            fixed += 1;
        } else if relaxed.value + relaxed.rise_if_closed(site) >= cutoff {
            *standing = Standing::Open;
            fixed += 1;
        }
    }
    fixed
}

/// What the relaxed value must reach for no better answer than one of this cost to be left, with
/// room for who adds up in another order.
#[must_use]
pub fn cutoff(location: &Location, cost: f64) -> f64 {
    if !cost.is_finite() {
        f64::INFINITY
    } else if location.step > 0.0 {
        cost - location.step * (1.0 - 1e-5) + 2e-12 * cost.abs()
    } else {
        cost - 0.4e-9 * cost.abs()
    }
}
