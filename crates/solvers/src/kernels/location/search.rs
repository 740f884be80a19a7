//! Iterated local search: shake a neighbourhood, descend, keep what is no worse.

use domain::rng::Stream;

use super::columns::Columns;
use super::layout::Layout;
use super::pool::Pool;
use super::problem::Location;
use super::swap::{self, Descent};
use crate::kernels::Work;

/// Most layouts kept.
const POOL: usize = 32;

/// Searches from a layout that the location allows until the work is over.
#[must_use]
pub fn search(location: &Location, start: Vec<u32>, rng: &mut Stream, work: &mut Work) -> Pool {
    let columns = Columns::of(location);
    work.spend(location.links.len() as u64);
    search_by(location, &columns, start, rng, work)
}

/// As [`search`], with the columns at hand.
#[must_use]
pub fn search_by(
    location: &Location,
    columns: &Columns,
    start: Vec<u32>,
    rng: &mut Stream,
    work: &mut Work,
) -> Pool {
    let mut pool = Pool::default();
    let mut start = start;
    start.sort_unstable();
    pool.offer(location.cost(&start), start.clone(), POOL, 1);
    let mut layout = Layout::new(location, columns, &start);
    swap::descend(&mut layout, work);
    let (cost, open) = layout.settled();
    pool.offer(cost, open, POOL, 1);
    let mut descent = Descent::new();
    let mut sites = Vec::new();
    let mut best = layout.cost();
    while !work.is_over() {
        let before = layout.cost();
        shake(&mut layout, &mut descent, rng, work);
        descent.run(&mut layout, &mut sites, work);
        work.spend(1);
        let tolerance = layout.tolerance();
        if layout.cost() > before + tolerance {
            descent.take_back(&mut layout, work);
            layout.take_touched(&mut sites);
            sites.clear();
        } else {
            descent.made.clear();
            if layout.cost() < best - tolerance {
                best = layout.cost();
            }
            if layout.cost() < best + tolerance {
                let (cost, open) = layout.settled();
                work.spend(location.links.len() as u64 / 4);
                pool.offer(cost, open, POOL, 1);
            }
        }
    }
    pool
}

/// Opens one to three closed sites near each other, each for the site whose closing is cheapest
/// then, but none that just opened.
fn shake(layout: &mut Layout<'_>, descent: &mut Descent, rng: &mut Stream, work: &mut Work) {
    let location = layout.location();
    let customers = location.customers() as u32;
    let strength = 1 + rng.below(3);
    let mut customer = rng.below(customers) as usize;
    for _ in 0..strength {
        let Some(site) = closed_near(layout, customer, rng) else {
            customer = rng.below(customers) as usize;
            continue;
        };
        let closings = layout.closings();
        work.spend(layout.open().len() as u64);
        let Some(change) = layout.best_opening(site, &closings) else { continue };
        descent.make(layout, change, work);
        let served = layout.columns().len_of(site);
        if let Some((other, _)) =
            layout.columns().of_site(site).nth(rng.below(served as u32) as usize)
        {
            customer = other as usize;
        }
    }
}

fn closed_near(layout: &Layout<'_>, customer: usize, rng: &mut Stream) -> Option<u32> {
    let location = layout.location();
    let start = location.starts[customer];
    let end = layout.columns().end_of(customer);
    let seen = (start..end)
        .find(|link| layout.is_open(location.links[*link]))
        .map_or(end, |first| (2 * (first - start) + 4).min(end - start) + start);
    if seen == start {
        return None;
    }
    let link = start + rng.below((seen - start) as u32) as usize;
    Some(location.links[link]).filter(|site| !layout.is_open(*site))
}
