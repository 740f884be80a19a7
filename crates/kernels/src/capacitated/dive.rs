//! A dive: customers are given, a few at a time, to the sites that the relaxation mostly gives
//! them to.

use super::dual::ascend_seen;
use super::fates::fates;
use super::problem::{Capacitated, Site};
use super::relaxation::{Prices, Relaxation};
use crate::Work;
use crate::location::Standing;

/// Steps of the first ascent, after which the mix of its solutions can be trusted.
const FIRST: u32 = 600;

/// Steps of each later one, which begins close to its best prices.
const STEPS: u32 = 30;

/// One in how many customers is given away before the prices are made anew.
const PORTION: usize = 25;

/// Gives every customer a site; the last of them perhaps beyond what it can serve.
///
/// Prices are raised for the customers that are left, with the capacities that are left and the
/// sites in use open; pairs of customer and site that most of the relaxation's solutions hold are
/// kept, and so on. Knapsacks of whole customers see to it that capacities are filled to the brim
/// where that is what it takes.
///
/// Source: Holmberg, Rönnqvist & Yuan (1999), doi:10.1016/S0377-2217(98)00008-3, for the
/// relaxation; the mix of solutions, close to the optimum of the linear relaxation, as in `ascend`.
pub(super) fn dive(problem: &Capacitated, prices: &Prices, work: &mut Work) -> Vec<u32> {
    let mut dive = Dive {
        problem,
        prices: prices.clone(),
        at: vec![NOWHERE; problem.customers()],
        waiting: (0..problem.customers() as u32).collect(),
        left: problem.capacities.clone(),
        used: problem.sites.iter().map(|site| site.standing == Standing::Open).collect(),
    };
    let mut steps = FIRST;
    while !dive.waiting.is_empty() && !work.is_over() {
        let pairs = dive.pairs(steps, work);
        if !dive.keep(&pairs) {
            break;
        }
        steps = STEPS;
    }
    dive.finish();
    dive.at
}

/// The site of a customer that waits.
const NOWHERE: u32 = u32::MAX;

/// How far it has come.
struct Dive<'a> {
    problem: &'a Capacitated,
    prices: Prices,
    at: Vec<u32>,
    /// Customers that have no site yet.
    waiting: Vec<u32>,
    /// Capacity left.
    left: Vec<f64>,
    /// Sites that are open.
    used: Vec<bool>,
}

impl Dive<'_> {
    /// Pairs of site and waiting customer, the one that the relaxation's solutions hold most often
    /// first.
    fn pairs(&mut self, steps: u32, work: &mut Work) -> Vec<(f64, u32, u32)> {
        let rest = self.rest();
        let count = self.waiting.len();
        work.spend((self.left.len() * count) as u64 / 4);
        let service = self.waiting.iter().map(|who| self.prices.service[*who as usize]);
        let start = Prices { service: service.collect(), budget: self.prices.budget };
        let mut held = vec![0.0; self.left.len() * count];
        // Instead of all entries shrinking at every step, new ones grow.
        let mut scale = 1.0_f64;
        let ascent = ascend_seen(
            &mut Relaxation::new(&rest, true),
            &rest,
            &fates(&rest),
            start,
            (f64::INFINITY, steps),
            work,
            &mut |relaxation, share| {
                scale *= (1.0 - share).max(1e-3);
                if scale < 1e-100 {
                    held.iter_mut().for_each(|held| *held *= scale);
                    scale = 1.0;
                }
                for site in &relaxation.chosen {
                    for (slot, part) in &relaxation.packed[*site as usize] {
                        held[*site as usize * count + *slot as usize] += share * part / scale;
                    }
                }
            },
        );
        for (who, price) in self.waiting.iter().zip(&ascent.prices.service) {
            self.prices.service[*who as usize] = *price;
        }
        self.prices.budget = ascent.prices.budget;
        let often = (0..).zip(&held).map(|(at, held): (usize, _)| {
            (held * scale, (at / count) as u32, self.waiting[at % count])
        });
        let mut pairs: Vec<(f64, u32, u32)> = often.filter(|pair| pair.0 > 0.05).collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        pairs
    }

    /// Keeps the first pairs that fit; returns whether there were any.
    fn keep(&mut self, pairs: &[(f64, u32, u32)]) -> bool {
        let most = self.waiting.len().div_ceil(PORTION);
        let mut kept = 0;
        for (often, site, who) in pairs {
            if kept >= most || kept > 0 && *often < 0.5 {
                break;
            }
            let fits = self.problem.sizes[*who as usize] <= self.left[*site as usize];
            if self.at[*who as usize] == NOWHERE && fits {
                self.give(*who, *site);
                kept += 1;
            }
        }
        let at = &self.at;
        self.waiting.retain(|who| at[*who as usize] == NOWHERE);
        kept > 0
    }

    fn give(&mut self, who: u32, site: u32) {
        self.at[who as usize] = site;
        self.left[site as usize] -= self.problem.sizes[who as usize];
        self.used[site as usize] = true;
    }

    /// Those that wait still, the largest first, to the open sites that they exceed least.
    fn finish(&mut self) {
        let problem = self.problem;
        let mut waiting = std::mem::take(&mut self.waiting);
        let size = |who: u32| problem.sizes[who as usize];
        waiting.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
        for who in waiting {
            let cost = |site: u32| problem.cost(site, who as usize);
            let over = |site: u32| (size(who) - self.left[site as usize]).max(0.0);
            // Where none is in use yet, the first opens one that may.
            let is_any_used = self.used.contains(&true);
            let may = |site: &u32| match is_any_used {
                true => self.used[*site as usize],
                false => problem.sites[*site as usize].standing != Standing::Closed,
            };
            let open = (0..problem.sites.len() as u32).filter(may);
            let best = open.min_by(|a, b| {
                let by_cost = cost(*a).total_cmp(&cost(*b)).then(a.cmp(b));
                over(*a).total_cmp(&over(*b)).then(by_cost)
            });
            self.give(who, best.unwrap_or(0));
        }
    }

    /// The problem of those that wait. What the open sites cost is spent already.
    fn rest(&self) -> Capacitated {
        let problem = self.problem;
        let mut costs = Vec::with_capacity(self.left.len() * self.waiting.len());
        for site in 0..self.left.len() as u32 {
            costs.extend(self.waiting.iter().map(|who| problem.cost(site, *who as usize)));
        }
        let capacities: Vec<f64> = self.left.iter().map(|left| left.max(0.0)).collect();
        let site = |at: usize| Site {
            capacity: capacities[at],
            ..match self.used[at] {
                true => Site { opening: 0.0, price: 0.0, capacity: 0.0, standing: Standing::Open },
                false => problem.sites[at],
            }
        };
        let used = (0..self.used.len()).filter(|site| self.used[*site]);
        let spent: f64 = used.map(|site| problem.sites[site].price).sum();
        Capacitated {
            sites: (0..self.left.len()).map(site).collect(),
            sizes: self.waiting.iter().map(|who| problem.sizes[*who as usize]).collect(),
            costs,
            budget: problem.budget - spent,
            step: 0.0,
            capacities,
            ..*problem
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dive_without_work_gives_nobody_to_a_closed_site() {
        let site = |standing| Site { opening: 1.0, price: 0.0, capacity: 9.0, standing };
        let problem = Capacitated {
            sites: [Standing::Closed, Standing::Free, Standing::Free].map(site).to_vec(),
            capacities: vec![9.0; 3],
            sizes: vec![2.0, 3.0],
            costs: vec![0.0, 0.0, 5.0, 7.0, 6.0, 4.0],
            forbidden: 100.0,
            most: 3,
            budget: f64::INFINITY,
            splits: false,
            step: 1.0,
        };
        let prices = Prices { service: vec![0.0; 2], budget: 0.0 };
        // The larger goes first, to the cheapest that may open; the other to the site then open.
        assert_eq!(dive(&problem, &prices, &mut Work::of(0)), [2, 2]);
    }
}
