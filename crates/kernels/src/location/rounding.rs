//! Answers from the average of relaxed solutions.

use domain::rng::Stream;

use super::{Columns, Location, Rest, Standing, search, swap};
use crate::Work;

/// Opens the sites of the largest shares, as far as the limits allow; `None` where they do not
/// allow what comes out.
#[must_use]
pub(super) fn rounded(location: &Location, share: &[f64]) -> Option<Vec<u32>> {
    let sites = &location.sites;
    let is_may = |site: &u32| sites[*site as usize].standing != Standing::Closed;
    let mut order: Vec<u32> = (0..sites.len() as u32).filter(is_may).collect();
    let key = |site: &u32| match sites[*site as usize].standing {
        Standing::Open => 2.0,
        _ => share[*site as usize],
    };
    order.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.cmp(b)));
    let mut open = Vec::new();
    let mut price = 0.0;
    for site in order {
        let is_worth = key(&site) > 0.5 || sites[site as usize].opening <= 0.0;
        let fits = price + sites[site as usize].price <= location.budget;
        if open.len() < location.most && fits && is_worth {
            price += sites[site as usize].price;
            open.push(site);
        }
    }
    open.sort_unstable();
    (!open.is_empty() && location.allows(&open)).then_some(open)
}

/// The rounded shares made better by swaps: sites of the rest, and what all costs.
pub(super) fn improved(rest: &Rest<'_>, share: &[f64], work: &mut Work) -> Option<(Vec<u32>, f64)> {
    let open = rounded(&rest.location, share)?;
    let columns = Columns::of(&rest.location);
    let links = rest.location.links.len() as u64;
    work.spend(2 * links);
    let mut part = work.part(4 * links + 1_000);
    let (open, cost) = swap::improve_by(&rest.location, &columns, open, &mut part);
    work.spend(part.done());
    Some((open, cost + rest.settled))
}

/// The best answer met by searching the rest from `start` with so much work.
pub(super) fn searched(
    rest: &Rest<'_>,
    start: Vec<u32>,
    rng: &mut Stream,
    most: u64,
    work: &mut Work,
) -> Option<(Vec<u32>, f64)> {
    let columns = Columns::of(&rest.location);
    let mut part = work.part(most);
    part.spend(rest.location.links.len() as u64);
    let pool = search::search_by(&rest.location, &columns, start, rng, &mut part);
    work.spend(part.done());
    let (cost, open) = pool.layouts.into_iter().next()?;
    Some((open, cost + rest.settled))
}
