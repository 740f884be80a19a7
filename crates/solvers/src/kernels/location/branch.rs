//! Branch and bound: a proof that no answer is better, or how much better one could be.

use std::borrow::Cow;
use std::rc::Rc;

use super::climb::{Ascent, Goal};
use super::fix::{cutoff, fix, shrink};
use super::proof::{self, Step};
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::{Columns, Location, Standing, swap};
use crate::kernels::Work;

/// How to search.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Search {
    /// Most steps of the climb before branching.
    pub root_steps: usize,
    /// Most steps of the climb at each later node.
    pub node_steps: usize,
    /// Most nodes; 1 and less do not branch.
    pub nodes: usize,
    /// Most numbers in the proof; where it would be longer there is only the root's.
    pub proof_numbers: usize,
}

/// What was found out.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// The best answer, ascending.
    pub open: Vec<u32>,
    /// Its cost.
    pub cost: f64,
    /// What no answer costs less than: the cost where that is proved.
    pub bound: f64,
    /// Nodes looked at.
    pub nodes: usize,
    /// A proof of [`Self::proved`], its root first.
    pub proof: Vec<Step>,
    /// What the proof proves: the bound, up to rounding, unless that would be too long.
    pub proved: f64,
}

/// A case that is left.
struct Node {
    standing: Vec<Standing>,
    prices: Rc<Vec<f64>>,
    budget_price: f64,
    share: Rc<Vec<f64>>,
    /// What no answer of this case costs less than.
    bound: f64,
    /// Its step in the proof.
    step: u32,
    is_root: bool,
}

/// Searches for an answer better than `start`, which is allowed, until there is none or the work
/// is over.
///
/// Every case is bounded by climbing from its parent's prices, sites are fixed by what their
/// opening or closing alone would cost, and the case is split at the site that is most undecided
/// in the average of the relaxed solutions. The case of least bound is next.
#[must_use]
pub fn branch_and_bound(
    location: &Location,
    columns: &Columns,
    start: Vec<u32>,
    how: Search,
    work: &mut Work,
) -> Found {
    let cost = location.cost(&start);
    let mut tree = Tree {
        location,
        columns,
        how,
        open: start,
        cost,
        steps: Vec::new(),
        numbers: 0,
        is_complete: true,
        least: f64::INFINITY,
    };
    tree.grow(work)
}

struct Tree<'a> {
    location: &'a Location,
    columns: &'a Columns,
    how: Search,
    open: Vec<u32>,
    cost: f64,
    steps: Vec<Option<Step>>,
    /// Numbers in the proof.
    numbers: usize,
    /// Whether the proof has been kept.
    is_complete: bool,
    /// Least bound among the cases that were given up.
    least: f64,
}

/// The proof of what was known before branching: what was fixed, then the close.
#[derive(Default)]
struct RootProof {
    steps: Vec<Step>,
    value: f64,
}

/// What became of a case.
enum Fate {
    Closed,
    Split { site: u32, ascent: Ascent },
    GivenUp { ascent: Ascent },
}

impl Tree<'_> {
    fn grow(&mut self, work: &mut Work) -> Found {
        let standing: Vec<Standing> = self.location.sites.iter().map(|s| s.standing).collect();
        let prices = self.start(&standing, work);
        let step = self.reserve();
        let root = Node {
            standing,
            prices: Rc::new(prices),
            budget_price: 0.0,
            share: Rc::new(Vec::new()),
            bound: f64::NEG_INFINITY,
            step,
            is_root: true,
        };
        let mut left = vec![root];
        let mut nodes = 0;
        let mut root_proof = None;
        while let Some(mut node) = self.next(&mut left) {
            nodes += 1;
            let fate = self.explore(&mut node, work, &mut root_proof);
            let is_last = nodes >= self.how.nodes || work.is_over();
            match fate {
                Fate::Closed => {}
                Fate::Split { site, ascent } if !is_last => {
                    let (open, closed) = (self.reserve(), self.reserve());
                    self.record(node.step, 0, || Step::Split { site, open, closed });
                    let bound = node.bound.max(ascent.relaxed.value);
                    let budget_price = ascent.relaxed.budget_price;
                    let prices = Rc::new(ascent.prices);
                    let share = Rc::new(ascent.share);
                    for (standing, step) in [(Standing::Closed, closed), (Standing::Open, open)] {
                        let mut child = node.standing.clone();
                        child[site as usize] = standing;
                        left.push(Node {
                            standing: child,
                            prices: prices.clone(),
                            budget_price,
                            share: share.clone(),
                            bound,
                            step,
                            is_root: false,
                        });
                    }
                }
                Fate::Split { ascent, .. } | Fate::GivenUp { ascent } => {
                    self.least = self.least.min(node.bound.max(ascent.relaxed.value));
                    self.close(node.step, Rc::new(ascent.prices), ascent.relaxed.budget_price);
                }
            }
            if is_last {
                for node in left.drain(..) {
                    self.least = self.least.min(node.bound);
                    // A case not looked at is closed by its parent's prices, which hold for it.
                    self.close(node.step, node.prices, node.budget_price);
                }
            }
        }
        self.found(nodes, root_proof, work)
    }

    fn found(&mut self, nodes: usize, root: Option<RootProof>, work: &mut Work) -> Found {
        let cutoff = cutoff(self.location, self.cost);
        let lower = self.least.min(cutoff);
        let is_proved = self.least >= cutoff;
        let bound =
            if is_proved { self.cost } else { self.location.raised(self.least).min(self.cost) };
        let (mut proof, mut lower) = (Vec::new(), lower);
        if self.is_complete {
            proof = std::mem::take(&mut self.steps).into_iter().flatten().collect();
        } else if let Some(root) = root {
            proof = root.steps;
            lower = root.value.min(cutoff);
        }
        let (proof, proved) = proof::tidied(self.location, &proof, lower, work);
        Found { open: self.open.clone(), cost: self.cost, bound, nodes, proof, proved }
    }

    /// The case of least bound, unless many are held: then the newest, which is deepest.
    fn next(&self, left: &mut Vec<Node>) -> Option<Node> {
        const HELD: usize = 20_000_000;
        if left.len() * (self.location.customers() / 2 + self.location.sites.len()) > HELD {
            return left.pop();
        }
        let by_bound = |a: &(usize, &Node), b: &(usize, &Node)| {
            a.1.bound.total_cmp(&b.1.bound).then(b.0.cmp(&a.0))
        };
        let at = left.iter().enumerate().min_by(by_bound)?.0;
        Some(left.remove(at))
    }

    fn explore(
        &mut self,
        node: &mut Node,
        work: &mut Work,
        root_proof: &mut Option<RootProof>,
    ) -> Fate {
        let pace = if node.is_root { 1.0 } else { 0.4 };
        let mut ascent =
            Ascent::from(node.prices.as_ref().clone(), node.share.as_ref().clone(), pace);
        let all = if node.is_root { self.how.root_steps } else { self.how.node_steps };
        let (round, rounds) =
            if node.is_root { (100, all.div_ceil(100).max(1)) } else { (all.div_ceil(3), 3) };
        let mut small = Cow::Borrowed(self.location);
        if !node.is_root {
            small = Cow::Owned(shrink(self.location, &node.standing));
        }
        for at in 0..rounds {
            if self.is_impossible(node, &small, &mut ascent, work) {
                return Fate::Closed;
            }
            let limits = Limits::under(&small, &node.standing);
            let mut relaxation = Relaxation::new(&small);
            ascent.settle(&mut relaxation, &node.standing, &limits, work);
            let mut goal = self.goal(round);
            ascent.climb(&mut relaxation, &node.standing, &limits, &goal, work);
            drop(relaxation);
            if node.is_root {
                let root = root_proof.get_or_insert_default();
                root.steps.pop();
                root.value = ascent.relaxed.value;
                root.steps.push(Step::Close {
                    prices: Rc::new(ascent.prices.clone()),
                    budget_price: ascent.relaxed.budget_price,
                });
            }
            self.try_rounding(node, &small, &ascent, work);
            goal = self.goal(round);
            node.bound = node.bound.max(ascent.relaxed.value);
            if ascent.relaxed.value >= goal.target {
                self.close(node.step, Rc::new(ascent.prices), ascent.relaxed.budget_price);
                return Fate::Closed;
            }
            let is_end = at + 1 == rounds || ascent.is_over(&goal);
            if work.is_over() {
                return Fate::GivenUp { ascent };
            }
            if fix(&small, &mut node.standing, &ascent.relaxed, goal.target) > 0 {
                let next = self.reserve();
                let prices = Rc::new(ascent.prices.clone());
                let budget_price = ascent.relaxed.budget_price;
                if let Some(root) = root_proof.as_mut().filter(|_| node.is_root) {
                    let (prices, next) = (prices.clone(), root.steps.len() as u32);
                    let close = root.steps.pop();
                    root.steps.push(Step::Fix { prices, budget_price, next });
                    root.steps.extend(close);
                }
                let numbers = prices.len();
                self.record(node.step, numbers, || Step::Fix { prices, budget_price, next });
                node.step = next;
                if !node.standing.contains(&Standing::Free) {
                    return self.leaf(node, work);
                }
                small = Cow::Owned(shrink(&small, &node.standing));
            }
            if is_end {
                break;
            }
        }
        match branching(&node.standing, &ascent) {
            Some(site) => Fate::Split { site, ascent },
            None => self.leaf(node, work),
        }
    }

    fn goal(&self, steps: usize) -> Goal {
        Goal { target: cutoff(self.location, self.cost), above: self.cost, steps, least_pace: 1e-3 }
    }

    /// Closes a case in which too many sites are open or a customer cannot be served.
    fn is_impossible(
        &mut self,
        node: &Node,
        small: &Location,
        ascent: &mut Ascent,
        work: &mut Work,
    ) -> bool {
        let is_open = |site: &u32| node.standing[*site as usize] == Standing::Open;
        let open: Vec<u32> = (0..node.standing.len() as u32).filter(is_open).collect();
        let price: f64 = open.iter().map(|site| self.location.sites[*site as usize].price).sum();
        let is_over_budget = price > self.location.budget * (1.0 + 1e-12);
        if open.len() > self.location.most || is_over_budget {
            // Where the budget is exceeded a high enough price of it proves that.
            let sites = self.location.sites.iter();
            let openings: f64 = sites.map(|site| site.opening.abs()).sum();
            let needed = cutoff(self.location, self.cost).abs() + openings + 1.0;
            let over = price - self.location.budget;
            let budget_price = if is_over_budget { 1.01 * needed / over } else { 0.0 };
            let prices = vec![0.0; self.location.customers()];
            self.close(node.step, Rc::new(prices), budget_price);
            return true;
        }
        work.spend(node.standing.len() as u64);
        let limits = Limits::under(small, &node.standing);
        if !limits.are_impossible() {
            return false;
        }
        // Nobody serves these customers, so that their prices raise the value without end.
        let mut prices = ascent.prices.clone();
        for (customer, price) in prices.iter_mut().enumerate() {
            let low = limits.low[customer];
            *price = if low.is_finite() { price.clamp(low, limits.high[customer]) } else { 0.0 };
        }
        let mut relaxed = Relaxed::default();
        let mut relaxation = Relaxation::new(small);
        work.spend(relaxation.solve(&node.standing, &prices, &mut relaxed));
        let needed = (cutoff(self.location, self.cost) - relaxed.value).max(0.0) * 1.01 + 1.0;
        if let Some(customer) = limits.low.iter().position(|low| !low.is_finite()) {
            prices[customer] = needed;
        }
        self.close(node.step, Rc::new(prices), relaxed.budget_price);
        true
    }

    /// A case with nothing left to decide: its cost is known, and prices that prove it.
    fn leaf(&mut self, node: &Node, work: &mut Work) -> Fate {
        let is_open = |site: &u32| node.standing[*site as usize] == Standing::Open;
        let open: Vec<u32> = (0..node.standing.len() as u32).filter(is_open).collect();
        work.spend(self.location.links.len() as u64);
        let mut ascent = Ascent::default();
        if self.location.allows(&open) {
            let cost = self.location.cost(&open);
            if cost < self.cost {
                (self.open, self.cost) = (open, cost);
            }
        }
        let small = shrink(self.location, &node.standing);
        ascent.prices = vec![0.0; small.customers()];
        if !self.is_impossible(node, &small, &mut ascent, work) {
            let limits = Limits::under(&small, &node.standing);
            self.close(node.step, Rc::new(limits.high), 0.0);
        }
        Fate::Closed
    }

    /// Takes the open sites of the relaxed solution, and others of the largest shares, for an
    /// answer and makes it better.
    fn try_rounding(&mut self, node: &Node, small: &Location, ascent: &Ascent, work: &mut Work) {
        let sites = &self.location.sites;
        let mut order: Vec<u32> = (0..sites.len() as u32)
            .filter(|site| node.standing[*site as usize] != Standing::Closed)
            .collect();
        let key = |site: &u32| {
            let site = *site as usize;
            match node.standing[site] {
                Standing::Open => 2.0,
                _ => ascent.share[site],
            }
        };
        order.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.cmp(b)));
        let mut open = Vec::new();
        let mut price = 0.0;
        for site in order {
            let is_worth = key(&site) > 0.5 || sites[site as usize].opening <= 0.0;
            let fits = price + sites[site as usize].price <= self.location.budget;
            if open.len() < self.location.most && fits && is_worth {
                price += sites[site as usize].price;
                open.push(site);
            }
        }
        open.sort_unstable();
        if open.is_empty() || !self.location.allows(&open) {
            return;
        }
        work.spend(small.links.len() as u64 / 2);
        let cost = small.cost(&open);
        if node.is_root || cost < self.cost + 0.01 * self.cost.abs() {
            let mut part = work.part(2 * self.location.links.len() as u64);
            open = swap::improve_by(self.location, self.columns, open, &mut part).0;
            work.spend(part.done());
            let cost = self.location.cost(&open);
            if cost < self.cost && self.location.allows(&open) {
                (self.open, self.cost) = (open, cost);
            }
        }
    }

    /// The first prices, or a share of them where that is a better bound: where nearly everybody
    /// can be covered, being covered is worth little.
    fn start(&self, standing: &[Standing], work: &mut Work) -> Vec<f64> {
        const SHARES: [f64; 5] = [1.0, 0.5, 0.2, 0.05, 0.0];
        let prices = first_prices(self.location, &self.open);
        let limits = Limits::under(self.location, standing);
        if limits.are_impossible() {
            return prices;
        }
        let mut relaxation = Relaxation::new(self.location);
        let mut relaxed = Relaxed::default();
        let mut best = (f64::NEG_INFINITY, prices.clone());
        for share in SHARES {
            let within = |(customer, price): (usize, &f64)| {
                (share * price).clamp(limits.low[customer], limits.high[customer])
            };
            let shared: Vec<f64> = prices.iter().enumerate().map(within).collect();
            work.spend(relaxation.solve(standing, &shared, &mut relaxed));
            // At no price at all there is no slope to climb: only good where nothing is left to do.
            let is_start = share > 0.0 || relaxed.value >= cutoff(self.location, self.cost);
            if is_start && relaxed.value > best.0 {
                best = (relaxed.value, shared);
            }
        }
        best.1
    }

    fn reserve(&mut self) -> u32 {
        self.steps.push(None);
        self.steps.len() as u32 - 1
    }

    fn close(&mut self, step: u32, prices: Rc<Vec<f64>>, budget_price: f64) {
        let numbers = prices.len();
        self.record(step, numbers, || Step::Close { prices, budget_price });
    }

    fn record(&mut self, step: u32, numbers: usize, what: impl FnOnce() -> Step) {
        self.numbers += numbers;
        if self.numbers > self.how.proof_numbers && self.is_complete {
            self.is_complete = false;
            self.steps.iter_mut().for_each(|step| *step = None);
        }
        if self.is_complete {
            self.steps[step as usize] = Some(what());
        }
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

/// Prices between the costs of the nearest and of the second nearest open site.
pub fn first_prices(location: &Location, open: &[u32]) -> Vec<f64> {
    let mut is_open = vec![false; location.sites.len()];
    open.iter().for_each(|site| is_open[*site as usize] = true);
    let price = |customer: usize| {
        let unserved = location.unserved[customer];
        let near = location.links_of(customer).filter(|(site, _)| is_open[*site as usize]);
        let mut costs = near.map(|(_, cost)| cost.min(unserved)).chain([unserved, unserved]);
        let (first, second) = (costs.next().unwrap_or(0.0), costs.next().unwrap_or(0.0));
        match (first.is_finite(), second.is_finite()) {
            (true, true) => 0.5 * (first + second),
            (true, false) => 1.5 * first,
            _ => 0.0,
        }
    };
    (0..location.customers()).map(price).collect()
}

#[cfg(test)]
#[path = "branch_tests.rs"]
mod tests;
