//! Iterated local search: shake a neighbourhood, descend, keep what is no worse.

use domain::rng::Stream;

use super::columns::Columns;
use super::layout::Layout;
use super::pool::Pool;
use super::problem::Location;
use super::relink;
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
    let env = |n: &str, d: f64| std::env::var(n).map_or(d, |v| v.parse().unwrap());
    let cycles = env("CYCLES", 4.0) as u64;
    let heat = env("HEAT", 0.1);
    let trace = std::env::var("TRACE").is_ok();
    let part = work.left() / cycles + 1;
    let mut scale = 0.0;
    let mut cycle = 0;
    while !work.is_over() {
        if cycle > 0 {
            let from = rng.below(pool.layouts.len() as u32) as usize;
            let to = rng.below(pool.layouts.len() as u32) as usize;
            layout = Layout::new(location, columns, &pool.layouts[from].1);
            if from != to {
                relink::relink(&mut layout, &pool.layouts[to].1, rng, work);
            }
            if trace {
                println!("relinked {from} {to}: {}", layout.cost());
            }
        }
        let mut inner = work.part(part);
        anneal(&mut layout, &mut pool, heat, &mut scale, rng, &mut inner);
        work.spend(inner.done());
        if trace {
            println!(
                "cycle {cycle} {} M: {} best {} scale {scale}",
                work.done() / 1_000_000,
                layout.cost(),
                pool.layouts[0].0
            );
        }
        cycle += 1;
    }
    for known in &mut pool.layouts {
        known.0 = location.cost(&known.1);
    }
    pool.layouts.sort_by(|a, b| a.0.total_cmp(&b.0));
    pool
}

fn anneal(
    layout: &mut Layout<'_>,
    pool: &mut Pool,
    heat: f64,
    scale: &mut f64,
    rng: &mut Stream,
    work: &mut Work,
) {
    let total = work.left() as f64;
    let mut descent = Descent::new();
    let mut sites: Vec<u32> = (0..layout.location().sites.len() as u32).collect();
    descent.run(layout, &mut sites, work);
    descent.made.clear();
    let mut best = (layout.cost(), layout.open().to_vec());
    while !work.is_over() {
        let before = layout.cost();
        let tolerance = layout.tolerance();
        shake(layout, &mut descent, rng, work);
        descent.run(layout, &mut sites, work);
        work.spend(1);
        let worse = layout.cost() - before;
        if worse > tolerance {
            *scale += 0.01 * (worse - *scale);
        }
        let left = work.left() as f64 / total;
        let allowed = -libm::log(rng.uniform()) * heat * *scale * left;
        if worse > tolerance.max(allowed) {
            descent.take_back(layout, work);
            layout.take_touched(&mut sites);
            sites.clear();
        } else {
            descent.made.clear();
            if layout.cost() < best.0 - tolerance {
                best.0 = layout.cost();
                best.1.clear();
                best.1.extend_from_slice(layout.open());
                work.spend(best.1.len() as u64);
            }
        }
    }
    best.1.sort_unstable();
    pool.offer(best.0, best.1, POOL, 1);
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
