//! Which sites to open: local search over sets of sites, each judged by its transportation
//! problem, and by an assignment where every customer has one site.

use domain::rng::Stream;

use super::assign::assign;
use super::district::improve;
use super::dive::dive;
use super::dual::Ascent;
use super::exchange::exchange;
use super::problem::{Capacitated, Solution};
use super::relaxation::Prices;
use crate::Work;
use crate::location::Standing;
use crate::transport::{Tariff, Transport};

/// Sets of sites that are remembered, the cheapest for split service.
const POOL: usize = 60;

/// A set of sites that was looked at.
#[derive(Clone, Debug)]
struct Known {
    /// What it costs with split service.
    value: f64,
    open: Vec<u32>,
    /// How many moves have gone into assigning its customers.
    moves: u32,
}

/// The search, its best solution so far and the sets worth an assignment.
#[derive(Debug)]
pub struct Search<'a> {
    problem: &'a Capacitated,
    tariff: Tariff<'a>,
    /// The best solution found.
    pub best: Option<Solution>,
    pool: Vec<Known>,
    /// Sites that are tried, most promising first.
    kernel: Vec<u32>,
    demand: f64,
    /// What a unit of size is worth at the relaxation's prices.
    rate: f64,
}

impl<'a> Search<'a> {
    /// A search that has found nothing yet.
    #[must_use]
    pub fn new(problem: &'a Capacitated) -> Self {
        Self {
            problem,
            tariff: problem.tariff(),
            best: None,
            pool: Vec::new(),
            kernel: Vec::new(),
            demand: problem.demand(),
            rate: 0.0,
        }
    }

    /// The cost of the best solution; infinite where there is none.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |best| best.cost)
    }

    /// Sets the sites that are tried: those that the relaxation opened at times, and those that
    /// were close to it.
    pub fn focus(&mut self, ascent: &Ascent, worth: &[f64]) {
        let worth_of_all: f64 = ascent.prices.service.iter().sum();
        self.rate = worth_of_all.max(0.0) / self.demand.max(1e-9);
        let mut sites: Vec<u32> = (0..self.problem.sites.len() as u32)
            .filter(|site| self.problem.sites[*site as usize].standing != Standing::Closed)
            .collect();
        sites.sort_by(|a, b| {
            let (x, y) = (*a as usize, *b as usize);
            ascent.opened[y]
                .total_cmp(&ascent.opened[x])
                .then(worth[x].total_cmp(&worth[y]))
                .then(a.cmp(b))
        });
        let often = sites.iter().filter(|site| ascent.opened[**site as usize] > 0.01).count();
        let sum: f64 = ascent.opened.iter().sum();
        let count = often.max((2.0 * sum) as usize + 15).min(sites.len());
        sites.truncate(count);
        self.kernel = sites;
    }

    /// A first set: kept sites, then by promise, until the capacities suffice.
    fn first(&self) -> Vec<u32> {
        let is_kept = |site: &u32| self.problem.sites[*site as usize].standing == Standing::Open;
        let all = 0..self.problem.sites.len() as u32;
        let mut open: Vec<u32> = all.filter(is_kept).collect();
        let capacity = |open: &[u32]| -> f64 {
            open.iter().map(|site| self.problem.capacities[*site as usize]).sum()
        };
        for site in &self.kernel {
            if capacity(&open) >= self.demand * 1.02 && !open.is_empty() {
                break;
            }
            if !open.contains(site) {
                open.push(*site);
                if !self.problem.allows(&open) {
                    open.pop();
                }
            }
        }
        open.sort_unstable();
        open
    }

    /// Remembers a set, and for split service the solution.
    fn note(&mut self, transport: &Transport<'_>, value: f64) {
        if transport.shortage() > 1e-9 * self.demand || value >= self.cost() - 1e-9 * value.abs() {
            return;
        }
        let mut open: Vec<u32> = transport.sites().collect();
        open.sort_unstable();
        if self.problem.splits {
            let shares = transport.shares();
            self.offer(Solution { open, shares, cost: 0.0 });
            return;
        }
        let at = self.pool.partition_point(|known| known.value < value);
        let near = &self.pool[at.saturating_sub(3)..(at + 3).min(self.pool.len())];
        if at < POOL && !near.iter().any(|known| known.open == open) {
            self.pool.insert(at, Known { value, open, moves: 0 });
            self.pool.truncate(POOL);
        }
    }

    /// Takes a solution over where it is better than the best.
    pub fn offer(&mut self, mut solution: Solution) {
        // An open site that serves nobody is closed again if that saves something.
        let mut serves = vec![false; self.problem.sites.len()];
        solution.shares.iter().for_each(|share| serves[share.0 as usize] = true);
        solution.open.retain(|site| {
            let of = &self.problem.sites[*site as usize];
            serves[*site as usize] || of.standing == Standing::Open || of.opening < 0.0
        });
        solution.cost = self.problem.worth(&solution);
        let is_served = solution.cost < self.problem.forbidden
            && solution.shares.iter().all(|(site, customer, _)| {
                self.problem.cost(*site, *customer as usize) < self.problem.forbidden
            });
        if is_served && solution.cost < self.cost() - 1e-12 * solution.cost.abs() {
            self.best = Some(solution);
        }
    }

    /// Searches until the work is spent, the bound is reached, or `rounds` in a row bring nothing;
    /// then assigns to the sets that could still be best, with up to `moves` moves each.
    pub fn run(
        &mut self,
        bound: f64,
        (rounds, moves): (u32, u32),
        stream: &mut Stream,
        work: &mut Work,
    ) {
        let start = self.first();
        if start.is_empty() {
            return;
        }
        let mut home = Transport::of(self.tariff, &start, work);
        // Where capacities are so tight that this leads to no assignment, it is not gone on with.
        let whole = work.left();
        let mut part = work.part(if self.problem.splits { whole } else { whole / 8 });
        let mut value = self.descend(&mut home, &mut part);
        self.assign_pool(bound, 1_500, stream, &mut part);
        work.spend(part.done());
        if part.is_over() && self.cost().is_infinite() {
            return;
        }
        let mut in_vain = 0;
        let mut trial = home.clone();
        while in_vain < rounds && !work.is_over() && !self.is_done(bound) {
            let before = self.cost();
            trial.copy(&home);
            self.perturb(&mut trial, stream, work);
            if stream.chance(0.7) {
                // Across sets whose capacities fall short, at a price that does not forbid it:
                // tight capacities leave no other way from one good set to the next.
                let penalty = self.rate * (1.2 + 2.0 * stream.uniform());
                let soft = Tariff { penalty: penalty.min(self.tariff.penalty), ..self.tariff };
                let open = self.sorted(&trial);
                let mut across = Transport::of(soft, &open, work);
                self.descend(&mut across, work);
                let open = self.sorted(&across);
                trial = Transport::of(self.tariff, &open, work);
            }
            let found = self.descend(&mut trial, work);
            self.assign_pool(bound, 1_500, stream, work);
            if found < value + 0.002 * value.abs() * stream.uniform() {
                home.copy(&trial);
                value = found;
            }
            in_vain = if self.cost() < before { 0 } else { in_vain + 1 };
        }
        let mut each = 6_000;
        while !self.problem.splits && !work.is_over() && !self.is_done(bound) && each <= moves {
            self.assign_pool(bound, each, stream, work);
            each *= 4;
        }
    }

    fn is_done(&self, bound: f64) -> bool {
        self.problem.raised(bound) >= self.cost() - 1e-9 * self.cost().abs()
    }

    /// Assigns the customers of the sets that could be better than the best.
    fn assign_pool(&mut self, bound: f64, moves: u32, stream: &mut Stream, work: &mut Work) {
        if self.problem.splits {
            return;
        }
        let mut tries = 6;
        let mut at = 0;
        while at < self.pool.len() && tries > 0 && !work.is_over() && !self.is_done(bound) {
            if self.pool[at].value >= self.cost() {
                self.pool.truncate(at);
                return;
            }
            if self.pool[at].moves < moves {
                self.pool[at].moves = moves;
                let open = self.pool[at].open.clone();
                self.assign(&open, moves, stream, work);
                tries -= 1;
            }
            at += 1;
        }
    }

    /// Assigns the customers to these sites.
    pub fn assign(&mut self, open: &[u32], moves: u32, stream: &mut Stream, work: &mut Work) {
        let transport = Transport::of(self.tariff, open, work);
        let (shares, prices) = (transport.shares(), transport.prices());
        let found = assign(self.problem, open, &shares, &prices, moves, stream, work);
        if let Some((_, sites)) = found {
            let share = |(customer, site): (u32, &u32)| (*site, customer, 1.0);
            let shares = (0..).zip(&sites).map(share).collect();
            self.offer(Solution { open: open.to_vec(), shares, cost: 0.0 });
        }
    }

    /// Changes sites and assignments together, beginning with the best solution, or else with the
    /// largest share of each customer in a first set's split service.
    pub fn exchange(&mut self, steps: u32, stream: &mut Stream, work: &mut Work) {
        let first;
        let shares = match &self.best {
            Some(best) => &best.shares,
            None => {
                let open =
                    self.pool.first().map_or_else(|| self.first(), |known| known.open.clone());
                first = Transport::of(self.tariff, &open, work).shares();
                &first
            }
        };
        let mut start = vec![(0.0, u32::MAX); self.problem.customers()];
        for (site, customer, share) in shares {
            let largest = &mut start[*customer as usize];
            if *share > largest.0 {
                *largest = (*share, *site);
            }
        }
        let start: Vec<u32> = start.into_iter().map(|(_, site)| site).collect();
        if start.contains(&u32::MAX) {
            return;
        }
        self.exchange_from(&start, steps, stream, work);
    }

    fn exchange_from(&mut self, start: &[u32], steps: u32, stream: &mut Stream, work: &mut Work) {
        let limits = (self.rate, steps);
        exchange(self.problem, start, limits, stream, work, &mut |found| self.offer(found));
    }

    /// Dives from the relaxation's prices, and mends by exchanges what it comes to.
    pub fn dive(&mut self, prices: &Prices, stream: &mut Stream, work: &mut Work) {
        let start = dive(self.problem, prices, work);
        let mut part = work.part(work.left() / 16);
        self.exchange_from(&start, u32::MAX, stream, &mut part);
        work.spend(part.done());
    }

    /// Improves the best solution district by district, led by the relaxation's prices.
    pub fn redistrict(&mut self, prices: &Prices, work: &mut Work) {
        let Some(best) = &self.best else { return };
        let start: Vec<u32> = best.shares.iter().map(|share| share.0).collect();
        improve(self.problem, &start, prices, work, &mut |found| self.offer(found));
    }

    /// Exchanges a few sites at random.
    fn perturb(&self, transport: &mut Transport<'a>, stream: &mut Stream, work: &mut Work) {
        for _ in 0..2 + stream.below(3) {
            let open: Vec<u32> = self.sorted(transport);
            let closed: Vec<u32> =
                self.kernel.iter().copied().filter(|site| !open.contains(site)).collect();
            let free: Vec<u32> = open
                .iter()
                .copied()
                .filter(|site| self.problem.sites[*site as usize].standing == Standing::Free)
                .collect();
            if free.is_empty() || closed.is_empty() {
                return;
            }
            let out = free[stream.below(free.len() as u32) as usize];
            let into = closed[stream.below(closed.len() as u32) as usize];
            let mut after: Vec<u32> = open.into_iter().filter(|site| *site != out).collect();
            after.push(into);
            if self.problem.allows(&after) {
                transport.open(into, work);
                transport.close(out, work);
            }
        }
    }

    fn sorted(&self, transport: &Transport<'_>) -> Vec<u32> {
        let mut open: Vec<u32> = transport.sites().collect();
        open.sort_unstable();
        open
    }

    /// Opens, closes and exchanges sites while that is cheaper for split service; returns the
    /// cost.
    fn descend(&mut self, home: &mut Transport<'a>, work: &mut Work) -> f64 {
        let mut open = self.sorted(home);
        let mut value = self.problem.opening(&open) + home.cost();
        self.note(home, value);
        let (mut with, mut trial) = (home.clone(), home.clone());
        let mut raise = Vec::new();
        let mut last = 0;
        let mut at = 0;
        // Round and round through the sites, until one whole round changes nothing.
        while last <= self.kernel.len() && !work.is_over() {
            let better = |new: f64, old: f64| new < old - 1e-9 * old.abs();
            let site = (at < self.kernel.len()).then(|| self.kernel[at]);
            at = if at < self.kernel.len() { at + 1 } else { 0 };
            last += 1;
            let mut best: Option<(f64, Option<u32>)> = None;
            with.copy(home);
            let mut base = value;
            let mut set = open.clone();
            if let Some(site) = site {
                if open.contains(&site) {
                    continue;
                }
                with.open(site, work);
                base = self.problem.opening(&open)
                    + self.problem.sites[site as usize].opening
                    + with.cost();
                set.push(site);
                set.sort_unstable();
                if self.problem.allows(&set) {
                    self.note(&with, base);
                    if better(base, value) {
                        best = Some((base, None));
                    }
                }
            }
            with.closing(&mut raise, work);
            raise.sort_unstable_by_key(|(site, _)| *site);
            for (out, least) in &raise {
                let of = &self.problem.sites[*out as usize];
                let known = best.map_or(value, |best| best.0);
                // Sets that are not better may still be, where everybody has one site.
                let leeway = if self.problem.splits { 0.0 } else { 0.0005 * known.abs() };
                if Some(*out) == site
                    || of.standing == Standing::Open
                    || base + least - of.opening >= known + leeway
                {
                    continue;
                }
                let after: Vec<u32> = set.iter().copied().filter(|site| site != out).collect();
                if after.is_empty() || !self.problem.allows(&after) {
                    continue;
                }
                trial.copy(&with);
                trial.close(*out, work);
                let found = self.problem.opening(&after) + trial.cost();
                self.note(&trial, found);
                if better(found, known) {
                    best = Some((found, Some(*out)));
                }
            }
            if let Some((_, out)) = best {
                std::mem::swap(home, &mut with);
                if let Some(out) = out {
                    home.close(out, work);
                }
                open = self.sorted(home);
                value = self.problem.opening(&open) + home.cost();
                last = 0;
            }
        }
        value
    }
}
