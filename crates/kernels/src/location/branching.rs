//! Where to split a case: at the site both of whose sides raise the bound most.

use std::rc::Rc;

use super::case::Case;
use super::climb::{Ascent, Goal};
use super::fix::cutoff;
use super::plan::Planned;
use super::relaxed::{Limits, Relaxation};
use super::tree::{Cut, Tree};
use super::{Rest, Standing};
use crate::Work;

/// Sites tried before a case is split.
const TRIED: usize = 4;

/// Steps of the climb on each side of a trial.
const TRIAL_STEPS: usize = 25;

/// A part whose relaxation misses this share of what is missing in all holds the gap.
const HOLDS: f64 = 0.01;

/// Shares open that are as good as decided.
const DECIDED: f64 = 0.02;

impl Tree<'_> {
    /// Where to split: as planned, else by the plan of the part that holds the gap, else at the
    /// site of which most is to be hoped. `None` where no site is free.
    pub(super) fn cut(
        &mut self,
        case: &Case<'_>,
        plan: Option<Planned>,
        work: &mut Work,
    ) -> Option<Cut> {
        let least = HOLDS * (cutoff(self.location, self.cost) - case.bound).max(0.0);
        let next = |(plan, at): Planned| {
            let (site, sides) = plan.next(at, &case.rest)?;
            Some(Cut { site, plans: sides.map(|side| Some((plan.clone(), side))) })
        };
        if let Some(cut) = plan.and_then(next) {
            return Some(cut);
        }
        let plan = self.plan(case, least, work).map(|plan| (Rc::new(plan), 0));
        if let Some(cut) = plan.and_then(next) {
            self.planned += 1;
            return Some(cut);
        }
        let site = self.branching(case, work)?;
        Some(Cut { site, plans: [None, None] })
    }

    /// The free site to split at; `None` where there is none.
    ///
    /// Splits that were seen often enough are judged by what they brought; others, the most
    /// undecided first, are tried on both sides with a short climb. Source: Achterberg, Koch &
    /// Martin (2005), doi:10.1016/j.orl.2004.04.002.
    fn branching(&mut self, case: &Case<'_>, work: &mut Work) -> Option<u32> {
        let Case { rest, ascent, bound, .. } = case;
        let standing = rest.standing();
        let missing = (cutoff(self.location, self.cost) - bound).max(0.0);
        let share = |site: u32| ascent.share[site as usize];
        let is_open = |site: &u32| {
            standing[*site as usize] == Standing::Free
                && (DECIDED..=1.0 - DECIDED).contains(&share(*site))
        };
        let mut undecided: Vec<u32> = (0..standing.len() as u32).filter(is_open).collect();
        if undecided.is_empty() || !missing.is_finite() {
            return most_undecided(&standing, ascent);
        }
        let apart = |site: u32| (share(site) - 0.5).abs();
        undecided.sort_by(|a, b| apart(*a).total_cmp(&apart(*b)).then(a.cmp(b)));
        let whole = |site: u32| rest.sites[site as usize];
        let mut tried = 0;
        for site in &undecided {
            if tried == TRIED || work.is_over() {
                break;
            }
            if !self.gains.is_reliable(whole(*site)) {
                self.try_both(case, *site, work);
                tried += 1;
            }
        }
        let score = |site: &u32| self.gains.score(whole(*site), missing);
        undecided.into_iter().rev().max_by(|a, b| score(a).total_cmp(&score(b)))
    }

    /// Climbs a little on both sides of a site and remembers how far.
    fn try_both(&mut self, case: &Case<'_>, site: u32, work: &mut Work) {
        let Case { rest, ascent, bound, .. } = case;
        for (opened, now) in [(false, Standing::Closed), (true, Standing::Open)] {
            let mut standing = rest.standing();
            standing[site as usize] = now;
            work.spend(rest.location.links.len() as u64);
            let (side, kept) = rest.after(&standing);
            let value = self.climbed(&side, ascent.within(&kept, super::case::NODE_PACE), work);
            self.gains.learn(rest.sites[site as usize], opened, value - bound);
        }
    }

    /// The bound after a short climb in a rest.
    fn climbed(&self, rest: &Rest<'_>, mut ascent: Ascent, work: &mut Work) -> f64 {
        let cutoff = cutoff(self.location, self.cost);
        let standing = rest.standing();
        if rest.unservable.is_some() || !standing.contains(&Standing::Free) {
            return cutoff;
        }
        let limits = Limits::under(&rest.location, &standing);
        let mut relaxation = Relaxation::new(&rest.location);
        ascent.settle(&mut relaxation, &standing, &limits, work);
        let goal = Goal {
            target: cutoff - rest.settled,
            above: self.cost - rest.settled,
            steps: TRIAL_STEPS,
            least_pace: super::case::LEAST_PACE,
        };
        ascent.climb(&mut relaxation, &standing, &limits, &goal, work);
        ascent.relaxed.value + rest.settled
    }
}

/// The free site that is most undecided in the average of the relaxed solutions; among decided
/// ones that whose opening or closing costs most.
fn most_undecided(standing: &[Standing], ascent: &Ascent) -> Option<u32> {
    let mut best: Option<(f64, u32)> = None;
    for site in (0..standing.len()).filter(|site| standing[*site] == Standing::Free) {
        let share = ascent.share[site];
        let relaxed = &ascent.relaxed;
        let rise = relaxed.rise_if_open(site).max(relaxed.rise_if_closed(site));
        let score = share * (1.0 - share) + 1e-9 / (1.0 + rise);
        if best.is_none_or(|best| score > best.0) {
            best = Some((score, site as u32));
        }
    }
    best.map(|best| best.1)
}
