//! Branch and bound: a proof that no answer is better, or how much better one could be.

use std::collections::BTreeMap;
use std::rc::Rc;

use domain::rng::Stream;

use super::climb::Ascent;
use super::fix::cutoff;
use super::gains::Gains;
use super::hunt::BESIDE;
use super::proof::{self, Step};
use super::relaxed::{Limits, Relaxation, Relaxed};
use super::rounding::searched;
use super::tree::{Cut, Fate, Node, Search, Tree};
use super::{Location, Rest, Standing};
use crate::Work;
use crate::record::Record;

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
    /// Nodes from which on the tree followed the proof of a part.
    pub planned: usize,
    /// A proof of [`Self::proved`], its root first.
    pub proof: Vec<Step>,
    /// What the proof proves: the bound, up to rounding, unless that would be too long.
    pub proved: f64,
}

/// Searches for an answer better than `start`, which is allowed, until there is none or the work
/// is over.
///
/// Every case is bounded by climbing from its parent's prices, sites are fixed by what their
/// opening or closing alone would cost, and what that leaves, often a small part of the problem,
/// is split at the site that is most undecided in the average of the relaxed solutions. The case
/// of least bound is next.
#[must_use]
pub fn branch_and_bound(
    location: &Location,
    start: Vec<u32>,
    how: Search,
    rng: &mut Stream,
    work: &mut Work,
) -> Found {
    let cost = location.cost(&start);
    let tree = Tree {
        location,
        how,
        rng,
        open: start,
        cost,
        record: Record::of(how.proof_numbers),
        root_proof: None,
        least: f64::INFINITY,
        hunt: None,
        planned: 0,
        gains: Gains::new(location.sites.len()),
    };
    tree.grow(work)
}

/// The cases left, by bound and by age.
#[derive(Default)]
struct Left<'a> {
    nodes: BTreeMap<(i64, usize), Node<'a>>,
    met: usize,
    /// Numbers that they hold.
    size: usize,
}

impl<'a> Left<'a> {
    fn push(&mut self, node: Node<'a>) {
        // Floats in their total order, as integers.
        let bits = node.bound.to_bits() as i64;
        let order = bits ^ ((bits >> 63) as u64 >> 1) as i64;
        self.met += 1;
        self.size += size(&node);
        self.nodes.insert((order, self.met), node);
    }

    /// The case of least bound, unless many are held: then that of the greatest, which is soonest
    /// closed.
    fn pop(&mut self) -> Option<Node<'a>> {
        const HELD: usize = 50_000_000;
        let is_full = self.size > HELD;
        let node = if is_full { self.nodes.pop_last() } else { self.nodes.pop_first() }?.1;
        self.size -= size(&node);
        Some(node)
    }
}

/// Numbers that a case holds, half of them its sibling's too.
fn size(node: &Node<'_>) -> usize {
    let location = &node.rest.location;
    location.links.len() + 2 * (location.customers() + location.sites.len())
}

impl<'a> Tree<'a> {
    fn grow(mut self, work: &mut Work) -> Found {
        let rest = Rc::new(Rest::of(self.location));
        work.spend(self.location.links.len() as u64);
        let prices = self
            .start(&rest, work)
            .map_or_else(|| vec![0.0; rest.customers.len()], |start| start.0);
        let mut left = Left::default();
        left.push(Node {
            standing: rest.standing(),
            rest,
            ascent: Rc::new(Ascent::from(prices, Vec::new(), 1.0)),
            bound: f64::NEG_INFINITY,
            step: self.record.reserve(),
            is_root: true,
            split: None,
            plan: None,
        });
        let mut nodes = 0;
        while let Some(node) = left.pop() {
            nodes += 1;
            let fate = self.explore(node, work);
            let is_last = nodes >= self.how.nodes || work.is_over();
            if !is_last
                && self.hunt(work)
                && let Some(again) = self.again()
            {
                // The whole tree grew towards a worse answer.
                left = Left::default();
                left.push(again);
                continue;
            }
            match fate {
                Fate::Closed => {}
                Fate::Split { cut, rest, ascent, bound, step } if !is_last => {
                    let Cut { site, plans } = cut;
                    let (open, closed) = (self.record.reserve(), self.record.reserve());
                    let whole = rest.sites[site as usize];
                    self.record.write(step, 0, || Step::Split { site: whole, open, closed });
                    let ascent = Rc::new(ascent);
                    let sides = [(Standing::Closed, closed), (Standing::Open, open)];
                    for ((now, step), plan) in sides.into_iter().zip(plans) {
                        let mut standing = rest.standing();
                        standing[site as usize] = now;
                        let (rest, ascent) = (rest.clone(), ascent.clone());
                        let split = Some((whole, now == Standing::Open));
                        left.push(Node {
                            rest,
                            standing,
                            ascent,
                            bound,
                            step,
                            is_root: false,
                            split,
                            plan,
                        });
                    }
                }
                Fate::Split { rest, ascent, bound, step, .. }
                | Fate::GivenUp { rest, ascent, bound, step } => {
                    self.least = self.least.min(bound);
                    self.close(step, &rest, &ascent.prices, ascent.relaxed.budget_price);
                }
            }
            if is_last {
                while let Some(node) = left.pop() {
                    self.least = self.least.min(node.bound);
                    // A case not looked at is closed by its parent's prices, which hold for it.
                    let Node { step, rest, ascent, .. } = node;
                    self.close(step, &rest, &ascent.prices, ascent.relaxed.budget_price);
                }
            }
        }
        self.found(nodes, work)
    }

    fn found(self, nodes: usize, work: &mut Work) -> Found {
        let Self { location, open, cost, record, root_proof, least, planned, .. } = self;
        let cutoff = cutoff(location, cost);
        let mut lower = least.min(cutoff);
        let bound = if least >= cutoff { cost } else { location.raised(least).min(cost) };
        let proof = record.take().unwrap_or_else(|| {
            let root = root_proof.unwrap_or_default();
            lower = root.value.min(cutoff);
            root.steps
        });
        let (proof, proved) = proof::tidied(location, &proof, lower, work);
        Found { open, cost, bound, nodes, planned, proof, proved }
    }

    /// Writes that these prices close a case.
    pub(super) fn close(&mut self, step: u32, rest: &Rest<'_>, prices: &[f64], budget_price: f64) {
        self.record.write(step, self.location.customers(), || Step::Close {
            prices: Rc::new(rest.whole_prices(prices)),
            budget_price,
        });
    }

    /// Takes an answer if it is better than the best known; whether it is.
    pub(super) fn offer(&mut self, rest: &Rest<'_>, answer: Option<(Vec<u32>, f64)>) -> bool {
        let better = answer.filter(|answer| answer.1 < self.cost);
        let Some((open, _)) = better else { return false };
        let mut open = rest.whole_sites(&open);
        open.sort_unstable();
        // Costs of rests are sums of other sums.
        let cost = self.location.cost(&open);
        let is_better = cost < self.cost && self.location.allows(&open);
        if is_better {
            (self.open, self.cost) = (open, cost);
        }
        is_better
    }

    /// The first prices, or a share of them where that is a better bound: where nearly everybody
    /// can be covered, being covered is worth little. And the bound they prove.
    pub(super) fn start(&self, rest: &Rest<'_>, work: &mut Work) -> Option<(Vec<f64>, f64)> {
        const SHARES: [f64; 5] = [1.0, 0.5, 0.2, 0.05, 0.0];
        let whole = first_prices(self.location, &self.open);
        let prices: Vec<f64> = rest.customers.iter().map(|at| whole[*at as usize]).collect();
        let standing = rest.standing();
        if rest.unservable.is_some() || !standing.contains(&Standing::Free) {
            return None;
        }
        let limits = Limits::under(&rest.location, &standing);
        let mut relaxation = Relaxation::new(&rest.location);
        let mut relaxed = Relaxed::default();
        let target = cutoff(self.location, self.cost) - rest.settled;
        let mut best = (f64::NEG_INFINITY, prices.clone());
        for share in SHARES {
            let within = |(customer, price): (usize, &f64)| {
                (share * price).clamp(limits.low[customer], limits.high[customer])
            };
            let shared: Vec<f64> = prices.iter().enumerate().map(within).collect();
            work.spend(relaxation.solve(&standing, &shared, &mut relaxed));
            // At no price at all there is no slope to climb: only good where nothing is left to do.
            let is_start = share > 0.0 || relaxed.value >= target;
            if is_start && relaxed.value > best.0 {
                best = (relaxed.value, shared);
            }
        }
        Some((best.1, best.0))
    }
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

impl<'a> Tree<'a> {
    /// Searches what the root left, when it is time. Whether that found a better answer.
    pub(super) fn hunt(&mut self, work: &mut Work) -> bool {
        let Some(hunt) = self.hunt.as_mut().filter(|hunt| hunt.left > 0) else { return false };
        if work.done() < hunt.due || work.is_over() {
            return false;
        }
        let most = hunt.next.min(hunt.left);
        hunt.left -= most;
        hunt.next *= 2;
        hunt.due = work.done() + most + BESIDE * hunt.next;
        let rest = hunt.rest.clone();
        let Some(start) = rest.own_sites(&self.open) else { return false };
        let answer = searched(&rest, start, self.rng, most, work);
        self.offer(&rest, answer)
    }

    /// The root as it was left, to be fixed and split anew, and the proof up to there.
    pub(super) fn again(&mut self) -> Option<Node<'a>> {
        let hunt = self.hunt.as_ref()?;
        self.record.rewind(hunt.mark);
        self.least = f64::INFINITY;
        Some(Node {
            standing: hunt.rest.standing(),
            rest: hunt.rest.clone(),
            ascent: hunt.ascent.clone(),
            bound: hunt.bound,
            step: hunt.step,
            is_root: false,
            split: None,
            plan: None,
        })
    }
}

#[cfg(test)]
#[path = "branch_tests.rs"]
mod tests;
