//! A climb of a large problem among the sites that matter, a small part of them.

use super::climb::{Ascent, Goal};
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::{Rest, Standing};
use crate::Work;

/// Of so many sites in a row one takes part in the first steps, and the one of least reduced cost
/// later.
const ONE_OF: usize = 10;

/// So many for each that opens do at first: fewer say little of where it is good to open.
const FIRST_FOR_EACH: usize = 12;

/// And so many later.
const FOR_EACH: usize = 4;

/// Steps among the sites that begin.
const FIRST_STEPS: usize = 200;

/// Steps among the same sites thereafter.
const STEPS: usize = 50;

/// Share of the last steps in which a site was open from which on it takes part.
const OPEN_OF_LATE: f64 = 0.001;

/// Share of the last steps in which a site was open from which on an answer may well open it.
const LIKELY: f64 = 0.01;

/// When a climb is among a part of the sites.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sifting {
    /// Links from which on a problem is so large that this pays.
    pub from: usize,
    /// Fewest sites that take part.
    pub fewest: usize,
}

impl Default for Sifting {
    fn default() -> Self {
        Self { from: 1_000_000, fewest: 500 }
    }
}

impl Sifting {
    /// Climbs as [`Ascent::climb`] does, where an answer opens about so many sites; to be settled
    /// before.
    ///
    /// A site whose reduced cost is far above those of the sites that open has no part in the
    /// relaxed solution, nor soon will. Steps are taken in the problem without such sites, which
    /// looks at few of the links and whose value is the greater; what the prices are worth in the
    /// whole problem is found out after some of them. If that is less than before, the sites that
    /// spoil it take part in the next try. The first prices tell nothing of the sites: a sample
    /// begins. Source: sifting, as in Bixby, Gregory, Lustig, Marsten & Shanno (1992),
    /// doi:10.1287/opre.40.5.885.
    pub(super) fn climb(
        self,
        ascent: &mut Ascent,
        rest: &Rest<'_>,
        standing: &[Standing],
        goal: &Goal,
        open: usize,
        work: &mut Work,
    ) {
        let limits = Limits::under(&rest.location, standing);
        let mut whole = Relaxation::new(&rest.location);
        let mut relaxed = Relaxed::default();
        let mut spoils = vec![false; standing.len()];
        let mut left = goal.steps;
        while left > 0
            && ascent.relaxed.value < goal.target
            && !ascent.is_over(goal)
            && !work.is_over()
        {
            let is_first = ascent.is_fresh();
            let steps = if is_first { FIRST_STEPS } else { left.min(STEPS) };
            left = left.saturating_sub(steps);
            let (part, kept) = rest.after(&self.taking_part(ascent, standing, &spoils, open));
            work.spend(rest.location.links.len() as u64);
            let settled = part.settled - rest.settled;
            let inside = Goal {
                target: goal.target - settled,
                above: goal.above - settled,
                steps,
                least_pace: goal.least_pace,
            };
            let mut inner = ascent.within(&kept, ascent.pace());
            inner.climb_alone(&part, &inside, work);
            let mut prices = ascent.prices.clone();
            for (customer, price) in kept.customers.iter().zip(&inner.prices) {
                let customer = *customer as usize;
                prices[customer] = price.clamp(limits.low[customer], limits.high[customer]);
            }
            work.spend(whole.solve(standing, &prices, &mut relaxed));
            if relaxed.value > ascent.relaxed.value {
                ascent.adopt(&inner, &kept, prices, &mut relaxed);
                spoils.fill(false);
            } else if is_first {
                // The sample is too small for this problem.
                ascent.climb(&mut whole, standing, &limits, goal, work);
                return;
            } else {
                for (spoils, reduced) in spoils.iter_mut().zip(&relaxed.reduced) {
                    *spoils |= *reduced < relaxed.entering;
                }
                ascent.slacken();
            }
        }
    }

    /// The standing of sites, closed where they take no part in the next steps.
    fn taking_part(
        self,
        ascent: &Ascent,
        standing: &[Standing],
        spoils: &[bool],
        open: usize,
    ) -> Vec<Standing> {
        let sites = standing.len();
        let mut takes_part = spoils.to_vec();
        if ascent.is_fresh() {
            let fewest = self.fewest.max(FIRST_FOR_EACH * open);
            let stride = (sites / fewest).clamp(1, ONE_OF);
            takes_part.iter_mut().step_by(stride).for_each(|it| *it = true);
        } else {
            let most = (sites / ONE_OF).max(FOR_EACH * open).max(self.fewest).min(sites);
            let reduced = |site: &u32| ascent.relaxed.reduced[*site as usize];
            let mut order: Vec<u32> = (0..sites as u32).collect();
            if most < sites {
                let by_cost =
                    |a: &u32, b: &u32| reduced(a).total_cmp(&reduced(b)).then_with(|| a.cmp(b));
                order.select_nth_unstable_by(most, by_cost);
            }
            order[..most].iter().for_each(|site| takes_part[*site as usize] = true);
        }
        without(standing, |site| !takes_part[site] && ascent.share[site] < OPEN_OF_LATE)
    }
}

impl Ascent {
    fn climb_alone(&mut self, rest: &Rest<'_>, goal: &Goal, work: &mut Work) {
        let standing = rest.standing();
        let limits = Limits::under(&rest.location, &standing);
        let mut relaxation = Relaxation::new(&rest.location);
        self.settle(&mut relaxation, &standing, &limits, work);
        self.climb(&mut relaxation, &standing, &limits, goal, work);
    }
}

/// The standing of sites, closed where an answer is unlikely to open them and `open` does not.
///
/// Source: kernel search, Angelelli, Mansini & Speranza (2010), doi:10.1016/j.cor.2010.02.002.
pub(super) fn likely(ascent: &Ascent, standing: &[Standing], open: &[u32]) -> Vec<Standing> {
    let mut is_open = vec![false; standing.len()];
    open.iter().for_each(|site| is_open[*site as usize] = true);
    without(standing, |site| !is_open[site] && ascent.share[site] < LIKELY)
}

fn without(standing: &[Standing], is_out: impl Fn(usize) -> bool) -> Vec<Standing> {
    let of = |(site, standing): (usize, &Standing)| match standing {
        Standing::Free if is_out(site) => Standing::Closed,
        standing => *standing,
    };
    standing.iter().enumerate().map(of).collect()
}
