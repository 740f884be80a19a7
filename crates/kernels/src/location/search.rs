//! Iterated local search: shake a neighbourhood, descend, keep what is little worse.

use domain::rng::Stream;

use super::columns::Columns;
use super::layout::Layout;
use super::pool::Pool;
use super::problem::Location;
use super::relink::relink;
use super::swap::{self, Descent};
use crate::Work;

/// Most layouts kept.
const POOL: usize = 32;

/// Layouts farther than this from the best are not kept.
const WITHIN: f64 = 0.01;

/// Every so many shakes the layout is offered to the pool.
const OFFERED_EVERY: u64 = 64;

/// Shakes for each open site after which a round has done what it can.
const SHAKES: u64 = 60;

/// How much worse a layout may be, at first, as a share of how much shaking costs on average.
const HEAT: f64 = 0.2;

/// How often a shake closes a site anywhere, rather than the one that is cheapest to close.
const ELSEWHERE: f64 = 0.25;

/// Searches from a layout that the location allows until the work is over.
///
/// A round shakes and descends again and again: one to three closed sites near a customer drawn
/// at random open, then only sites whose figures changed are compared, so that a large problem
/// costs no more for each than a small one. What comes out is kept when it is no worse, or worse
/// by less than a threshold that shrinks to nothing during the round, else it is taken back. Half
/// of the work goes to a round from `start`; each sixth after it to one that begins on the path
/// between two layouts of the pool.
///
/// Source: Mladenović & Hansen (1997), doi:10.1016/S0305-0548(97)00031-2, and Hansen & Mladenović
/// (1997), doi:10.1016/S0966-8349(98)00030-8, for shaking; Resende & Werneck (2004),
/// doi:10.1023/B:HEUR.0000019986.96257.50, and (2006), doi:10.1016/j.ejor.2005.02.046, for the
/// pool; Lourenço, Martin & Stützle (2003), doi:10.1007/0-306-48056-5_11, for the acceptance.
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
    mut start: Vec<u32>,
    rng: &mut Stream,
    work: &mut Work,
) -> Pool {
    start.sort_unstable();
    let mut pool = Pool::default();
    let mut layout = Layout::new(location, columns, &start);
    pool.offer(layout.cost(), start, POOL, 1);
    swap::descend(&mut layout, work);
    let mut round = Round::new();
    let total = work.left();
    let shakes = round.run(&mut layout, &mut pool, rng, work, total / 4);
    // Where shaking has had its way with every open site many times over, more of it leads nowhere.
    let restarts = shakes / (SHAKES * (1 + layout.open().len() as u64));
    if restarts < 2 {
        round.run(&mut layout, &mut pool, rng, work, total / 4);
    }
    let mut rounds = 0;
    while !work.is_over() {
        rounds += 1;
        if restarts >= 2 && rounds % 2 == 1 {
            scatter(&mut layout, rng, work);
            let share = (total / 4 / restarts).max(total / 60);
            round.run(&mut layout, &mut pool, rng, work, share);
            continue;
        }
        let [from, to] = [0; 2].map(|_| rng.below(pool.layouts.len() as u32) as usize);
        layout = Layout::new(location, columns, &pool.layouts[from].1);
        work.spend(2 * layout.take_spent());
        relink(&mut layout, &pool.layouts[to].1, rng, work);
        let share = if restarts >= 2 { total / 24 } else { total / 6 };
        round.run(&mut layout, &mut pool, rng, work, share);
    }
    // Costs were kept up to date by differences.
    for known in &mut pool.layouts {
        known.0 = location.cost(&known.1);
    }
    pool.layouts.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    pool
}

/// Shaking and descending at a falling threshold.
struct Round {
    descent: Descent,
    sites: Vec<u32>,
    /// How much worse a shaken layout is on average where it is worse.
    worse: f64,
}

impl Round {
    fn new() -> Self {
        Self { descent: Descent::new(), sites: Vec::new(), worse: 0.0 }
    }

    /// Returns how often it shook.
    fn run(
        &mut self,
        layout: &mut Layout<'_>,
        pool: &mut Pool,
        rng: &mut Stream,
        work: &mut Work,
        share: u64,
    ) -> u64 {
        let mut part = work.part(share.max(1));
        let total = part.left().max(1) as f64;
        self.sites.clear();
        self.sites.extend(0..layout.location().sites.len() as u32);
        self.descent.run(layout, &mut self.sites, &mut part);
        self.descent.made.clear();
        let mut best = (layout.cost(), layout.open().to_vec());
        let mut shakes = 0;
        while !part.is_over() {
            let heat = HEAT * part.left() as f64 / total;
            let accepted = self.shake_and_descend(layout, heat, rng, &mut part);
            shakes += 1;
            if accepted && layout.cost() < best.0 - layout.tolerance() {
                part.spend(layout.open().len() as u64);
                best.0 = layout.cost();
                best.1.clear();
                best.1.extend_from_slice(layout.open());
            } else if shakes % OFFERED_EVERY == 0 && layout.cost() - best.0 <= WITHIN * best.0.abs()
            {
                offer(pool, layout.cost(), layout.open().to_vec(), &mut part);
            }
        }
        offer(pool, best.0, best.1, &mut part);
        work.spend(part.done());
        shakes
    }

    /// Whether what came out was accepted.
    fn shake_and_descend(
        &mut self,
        layout: &mut Layout<'_>,
        heat: f64,
        rng: &mut Stream,
        work: &mut Work,
    ) -> bool {
        let before = layout.cost();
        let tolerance = layout.tolerance();
        shake(layout, &mut self.descent, rng, work);
        self.descent.run(layout, &mut self.sites, work);
        work.spend(16);
        let worse = layout.cost() - before;
        let most = -libm::log(rng.uniform()) * heat * self.worse;
        if worse <= tolerance {
            self.descent.made.clear();
            return true;
        }
        self.worse += 0.01 * (worse - self.worse);
        if worse <= most {
            self.descent.made.clear();
            return true;
        }
        self.descent.take_back(layout, work);
        layout.take_touched(&mut self.sites);
        self.sites.clear();
        false
    }
}

/// Closes about every site for one drawn at random, as far as the limits allow: a start that has
/// nothing to do with what was found before.
fn scatter(layout: &mut Layout<'_>, rng: &mut Stream, work: &mut Work) {
    let sites = layout.location().sites.len() as u32;
    for closes in layout.open().to_vec() {
        let opens = rng.below(sites);
        if let Some(change) = layout.change(Some(opens), Some(closes)) {
            layout.apply(change);
            work.spend(layout.take_spent());
        }
    }
}

fn offer(pool: &mut Pool, cost: f64, mut open: Vec<u32>, work: &mut Work) {
    open.sort_unstable();
    let apart = if open.len() < 10 { 1 } else { 4 };
    work.spend((pool.layouts.len() + 8) as u64 * open.len() as u64);
    pool.offer(cost, open, POOL, apart);
}

/// Opens one to three closed sites near each other, each for one that closes or alone.
fn shake(layout: &mut Layout<'_>, descent: &mut Descent, rng: &mut Stream, work: &mut Work) {
    let customers = layout.location().customers() as u32;
    if customers == 0 {
        return;
    }
    let strength = 1 + rng.below(3);
    let mut customer = rng.below(customers) as usize;
    for _ in 0..strength {
        let Some(site) = closed_near(layout, customer, rng) else {
            customer = rng.below(customers) as usize;
            continue;
        };
        let change = if rng.chance(ELSEWHERE) && !layout.open().is_empty() {
            let closes = layout.open()[rng.below(layout.open().len() as u32) as usize];
            layout.change(Some(site), Some(closes))
        } else {
            work.spend(layout.open().len() as u64);
            layout.best_opening(site, &layout.closings())
        };
        let Some(change) = change else { continue };
        descent.make(layout, change, work);
        let served = layout.columns().len_of(site) as u32;
        let other = layout.columns().customer_of(site, rng.below(served) as usize);
        customer = other as usize;
    }
}

/// A site drawn from those about as near to a customer as its nearest open one; `None` where that
/// is an open one.
fn closed_near(layout: &Layout<'_>, customer: usize, rng: &mut Stream) -> Option<u32> {
    let location = layout.location();
    let start = location.starts[customer];
    let links = layout.columns().end_of(customer) - start;
    let nearest = layout.nearest_link(customer).map_or(links, |link| link - start);
    let near = (2 * nearest + 4).min(links);
    if near == 0 {
        return None;
    }
    let site = location.links[start + rng.below(near as u32) as usize];
    (!layout.is_open(site) && layout.columns().len_of(site) > 0).then_some(site)
}
