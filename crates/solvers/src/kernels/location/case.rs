//! One case of a branch and bound: climb, fix, shrink, and again; then where to split it.

use std::rc::Rc;

use super::branch::{Fate, Node, Tree};
use super::climb::{Ascent, Goal};
use super::fix::{cutoff, fix};
use super::proof::Step;
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::rounding::{improved, rounded, searched};
use super::{Rest, Standing};
use crate::kernels::Work;

/// Steps of the root's climb between two tries to fix sites.
const ROOT_ROUND: usize = 100;

/// Rounds of steps at a node, at most.
const ROUNDS: usize = 12;

/// A climb goes on at a node while a round gains this share of what is missing.
const PAYS: f64 = 0.15;

/// Pace from which a node's climb begins.
const NODE_PACE: f64 = 0.4;

impl Tree<'_> {
    /// Climbs and fixes until the case is closed or to be split.
    pub(super) fn explore(&mut self, node: Node, work: &mut Work) -> Fate {
        let Node { mut rest, mut standing, ascent, mut bound, mut step, is_root } = node;
        let mut ascent = if is_root {
            ascent.as_ref().clone()
        } else {
            work.spend(rest.location.links.len() as u64);
            let (smaller, kept) = rest.after(&standing);
            rest = Rc::new(smaller);
            standing = rest.standing();
            ascent.within(&kept, NODE_PACE)
        };
        let rounds = if is_root { self.how.root_steps.div_ceil(ROOT_ROUND).max(1) } else { ROUNDS };
        let mut search_left = if is_root { self.how.search } else { 0 };
        let mut before = bound;
        for at in 1..=rounds {
            if self.is_impossible(&rest, &standing, step, work) {
                return Fate::Closed;
            }
            if !standing.contains(&Standing::Free) {
                return self.leaf(&rest, step, work);
            }
            let limits = Limits::under(&rest.location, &standing);
            let mut relaxation = Relaxation::new(&rest.location);
            let done = work.done();
            ascent.settle(&mut relaxation, &standing, &limits, work);
            let goal = self.goal(&rest, is_root);
            ascent.climb(&mut relaxation, &standing, &limits, &goal, work);
            let climbed = work.done() - done;
            drop(relaxation);
            let value = ascent.relaxed.value + rest.settled;
            bound = bound.max(value);
            if is_root || std::env::var("DBG").is_ok() {
                eprintln!(
                    "{is_root} {at} value {value} cost {} pace {} links {} cust {} sites {} free {} work {}M",
                    self.cost,
                    ascent.pace(),
                    rest.location.links.len(),
                    rest.customers.len(),
                    rest.sites.len(),
                    standing.iter().filter(|s| **s == Standing::Free).count(),
                    work.done() / 1000000
                );
            } //DBG
            if is_root {
                self.write_root(&rest, &ascent, None);
                if ascent.relaxed.value < goal.target {
                    let most = search_left.min(2 * climbed);
                    search_left -= most;
                    self.look(&rest, &ascent, most, work);
                }
            }
            let pays = value - before > PAYS * (goal.target + rest.settled - value);
            before = value;
            let is_end = at == rounds || ascent.is_over(&goal) || !is_root && !pays;
            if !is_root && is_end && ascent.relaxed.value < goal.target {
                let answer = improved(&rest, &ascent.share, work);
                self.offer(&rest, answer);
            }
            let target = self.goal(&rest, is_root).target;
            if ascent.relaxed.value >= target {
                self.close(step, &rest, &ascent.prices, ascent.relaxed.budget_price);
                return Fate::Closed;
            }
            if work.is_over() {
                return Fate::GivenUp { rest, ascent, bound, step };
            }
            if fix(&rest.location, &mut standing, &ascent.relaxed, target) > 0 {
                let next = self.record.reserve();
                if is_root {
                    self.write_root(&rest, &ascent, Some(()));
                }
                let budget_price = ascent.relaxed.budget_price;
                self.record.write(step, self.location.customers(), || Step::Fix {
                    prices: Rc::new(rest.whole_prices(&ascent.prices)),
                    budget_price,
                    next,
                });
                step = next;
                work.spend(rest.location.links.len() as u64);
                let (smaller, kept) = rest.after(&standing);
                rest = Rc::new(smaller);
                standing = rest.standing();
                ascent = ascent.within(&kept, ascent.pace());
                if is_end {
                    // The relaxed solution has to be that of what is left.
                    if self.is_impossible(&rest, &standing, step, work) {
                        return Fate::Closed;
                    }
                    if !standing.contains(&Standing::Free) {
                        return self.leaf(&rest, step, work);
                    }
                    let limits = Limits::under(&rest.location, &standing);
                    ascent.settle(&mut Relaxation::new(&rest.location), &standing, &limits, work);
                }
            }
            if is_end {
                break;
            }
        }
        match branching(&standing, &ascent) {
            Some(site) => Fate::Split { site, rest, ascent, bound, step },
            None => self.leaf(&rest, step, work),
        }
    }

    /// Keeps what the root proves: what was fixed before, then that these prices close it, or
    /// (`fixes`) that they fix sites before that.
    fn write_root(&mut self, rest: &Rest, ascent: &Ascent, fixes: Option<()>) {
        let prices = Rc::new(rest.whole_prices(&ascent.prices));
        let budget_price = ascent.relaxed.budget_price;
        let root = self.root_proof.get_or_insert_default();
        root.steps.pop();
        if fixes.is_some() {
            let next = root.steps.len() as u32 + 1;
            root.steps.push(Step::Fix { prices: prices.clone(), budget_price, next });
        }
        root.value = ascent.relaxed.value + rest.settled;
        root.steps.push(Step::Close { prices, budget_price });
    }

    /// Looks for better answers in what the root leaves.
    fn look(&mut self, rest: &Rest, ascent: &Ascent, most: u64, work: &mut Work) {
        let answer = improved(rest, &ascent.share, work);
        self.offer(rest, answer);
        let start = rest.own_sites(&self.open);
        let start = start.or_else(|| rounded(&rest.location, &ascent.share));
        if let Some(start) = start.filter(|_| most > 0) {
            let answer = searched(rest, start, self.rng, most, work);
            self.offer(rest, answer);
        }
    }

    fn goal(&self, rest: &Rest, is_root: bool) -> Goal {
        Goal {
            target: cutoff(self.location, self.cost) - rest.settled,
            above: self.cost - rest.settled,
            steps: if is_root { ROOT_ROUND.min(self.how.root_steps) } else { self.how.node_steps },
            least_pace: 1e-3,
        }
    }

    /// Closes a case in which too many sites are open or a customer cannot be served.
    fn is_impossible(
        &mut self,
        rest: &Rest,
        standing: &[Standing],
        step: u32,
        work: &mut Work,
    ) -> bool {
        let location = &rest.location;
        let open = location.sites.iter().zip(standing).filter(|(_, it)| **it == Standing::Open);
        let price: f64 = open.clone().map(|(site, _)| site.price).sum();
        let is_over_budget = price > location.budget * (1.0 + 1e-12);
        let cutoff = cutoff(self.location, self.cost);
        work.spend(standing.len() as u64);
        if open.count() > location.most || is_over_budget {
            // Where the budget is exceeded a high enough price of it proves that.
            let sites = self.location.sites.iter();
            let openings: f64 = sites.map(|site| site.opening.abs()).sum();
            let needed = cutoff.abs() + openings + 1.0;
            let over = price - location.budget;
            let budget_price = if is_over_budget { 1.01 * needed / over } else { 0.0 };
            let prices = Rc::new(vec![0.0; self.location.customers()]);
            self.record.write(step, prices.len(), || Step::Close { prices, budget_price });
            return true;
        }
        let Some(customer) = rest.unservable else { return false };
        // Nobody serves this customer, so that its price raises the value without end.
        let limits = Limits::under(location, standing);
        let mut relaxed = Relaxed::default();
        if !standing.is_empty() {
            let mut relaxation = Relaxation::new(location);
            work.spend(relaxation.solve(standing, &limits.low, &mut relaxed));
        }
        let value = relaxed.value + rest.settled;
        let mut prices = rest.whole_prices(&limits.low);
        prices[customer as usize] = (cutoff - value).max(0.0) * 1.01 + 1.0;
        let budget_price = relaxed.budget_price;
        self.record
            .write(step, prices.len(), || Step::Close { prices: Rc::new(prices), budget_price });
        true
    }

    /// A case with nothing left to decide: its cost is known, and prices that prove it.
    fn leaf(&mut self, rest: &Rest, step: u32, work: &mut Work) -> Fate {
        work.spend(self.location.links.len() as u64);
        let open: Vec<u32> = (0..rest.sites.len() as u32).collect();
        let whole = rest.whole_sites(&open);
        if self.location.allows(&whole) {
            let cost = self.location.cost(&whole);
            self.offer(rest, Some((open, cost)));
        }
        self.close(step, rest, &[], 0.0);
        Fate::Closed
    }
}

/// The free site that is most undecided in the average of the relaxed solutions; among decided
/// ones that whose opening and closing both cost most.
fn branching(standing: &[Standing], ascent: &Ascent) -> Option<u32> {
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
