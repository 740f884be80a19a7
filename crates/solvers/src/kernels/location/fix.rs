//! Sites that no better answer opens, or leaves closed, and what remains of the problem.

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

/// The same problem without the links that no answer of these standings uses: those of closed
/// sites, and those that cost more than an open site's. O(links).
#[must_use]
pub fn shrink(location: &Location, standing: &[Standing]) -> Location {
    let mut small = Location {
        sites: location.sites.clone(),
        starts: Vec::with_capacity(location.starts.len()),
        links: Vec::new(),
        costs: Vec::new(),
        unserved: location.unserved.clone(),
        spare: location.spare.clone(),
        ..*location
    };
    for (site, standing) in small.sites.iter_mut().zip(standing) {
        site.standing = *standing;
    }
    // One open site serves; with spare cover two do.
    let enough = if location.spare.is_empty() { 1 } else { 2 };
    small.starts.push(0);
    for customer in 0..location.customers() {
        let first = small.links.len();
        let mut open = 0;
        for (site, cost) in location.links_of(customer) {
            if open == enough || cost >= location.unserved[customer] {
                break;
            }
            if standing[site as usize] == Standing::Closed {
                continue;
            }
            if standing[site as usize] == Standing::Open {
                open += 1;
            }
            small.links.push(site);
            if !location.costs.is_empty() {
                small.costs.push(cost);
            }
        }
        if location.costs.is_empty() && open == enough {
            // Covered for good, whatever else opens.
            let mut kept = first;
            for link in first..small.links.len() {
                let site = small.links[link];
                if standing[site as usize] == Standing::Open {
                    small.links[kept] = site;
                    kept += 1;
                }
            }
            small.links.truncate(kept);
        }
        small.starts.push(small.links.len());
    }
    small
}

/// What the relaxed value must reach for no better answer than one of this cost to be left.
#[must_use]
pub fn cutoff(location: &Location, cost: f64) -> f64 {
    if !cost.is_finite() {
        f64::INFINITY
    } else if location.step > 0.0 {
        cost - location.step * (1.0 - 1e-5) + 2e-12 * cost.abs()
    } else {
        cost - 1e-9 * cost.abs()
    }
}
