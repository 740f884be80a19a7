//! A search for a cover within the limits that learns which customers are hard to cover.

use domain::rng::Stream;

use super::matrix::Matrix;
use crate::Work;

/// How many sites a cover may have, and what they may cost.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Limits {
    pub(super) most: usize,
    pub(super) budget: f64,
}

/// Where the search stands.
struct Search<'a> {
    matrix: &'a Matrix,
    limits: Limits,
    is_open: Vec<bool>,
    /// The open sites, in no order.
    open: Vec<u32>,
    /// Where each open site is among them.
    place: Vec<u32>,
    spent: f64,
    /// How many open sites cover each customer.
    covers: Vec<u32>,
    /// The uncovered customers, in no order.
    uncovered: Vec<u32>,
    hole: Vec<u32>,
    /// What each customer counts for.
    weights: Vec<u64>,
    /// What opening a closed site would cover, what closing an open one would uncover.
    scores: Vec<u64>,
    /// When each site last changed.
    changed: Vec<u64>,
    /// Closed sites around which nothing has changed since they closed.
    is_stale: Vec<bool>,
    units: u64,
}

/// Most open sites looked at to find the one that is missed least.
const LOOKED_AT: usize = 300;

/// Sites that cover every customer within the limits, or `None` when the work is over first.
/// Begins with `start`.
///
/// Every customer that stays uncovered counts more with each step; open sites that are missed
/// least close, sites that cover most open, none that has just moved.
///
/// Source: Gao, Yao, Weise & Li (2015), doi:10.1016/j.ejor.2015.05.038; with many open sites a
/// sample of them is looked at, after Cai (2015), IJCAI, 747-753.
pub(super) fn weighting_search(
    matrix: &Matrix,
    limits: Limits,
    start: &[u32],
    work: &mut Work,
    stream: &mut Stream,
) -> Option<Vec<u32>> {
    if matrix.customers.is_empty() {
        return Some(Vec::new());
    }
    if limits.most == 0 {
        return None;
    }
    let mut search = Search::new(matrix, limits);
    start.iter().for_each(|site| search.open(*site));
    work.spend(search.units + matrix.links());
    search.units = 0;
    let mut last = u32::MAX;
    for step in 1.. {
        if search.uncovered.is_empty() && search.is_within() {
            let mut open = search.open;
            open.sort_unstable();
            return Some(open);
        }
        if work.is_over() {
            break;
        }
        while !search.is_within() {
            let site = search.least_missed(u32::MAX, stream)?;
            search.close(site, step);
        }
        if search.uncovered.is_empty() {
            continue;
        }
        let customer = search.uncovered[stream.below(search.uncovered.len() as u32) as usize];
        let Some(site) = search.best_for(customer) else {
            search.weigh();
            work.spend(std::mem::take(&mut search.units) + 1);
            // Nothing may open around here: something elsewhere must close first.
            if let Some(site) = search.least_missed(last, stream) {
                search.close(site, step);
            }
            continue;
        };
        while search.would_exceed(site) {
            let Some(missed) = search.least_missed(last, stream) else { break };
            search.close(missed, step);
        }
        search.open(site);
        search.changed[site as usize] = step;
        last = site;
        search.weigh();
        work.spend(std::mem::take(&mut search.units) + 1);
    }
    None
}

impl<'a> Search<'a> {
    fn new(matrix: &'a Matrix, limits: Limits) -> Self {
        let (sites, customers) = (matrix.sites.len(), matrix.customers.len());
        Self {
            matrix,
            limits,
            is_open: vec![false; sites],
            open: Vec::new(),
            place: vec![0; sites],
            spent: 0.0,
            covers: vec![0; customers],
            uncovered: (0..customers as u32).collect(),
            hole: (0..customers as u32).collect(),
            weights: vec![1; customers],
            scores: matrix.columns.iter().map(|column| column.len() as u64).collect(),
            changed: vec![0; sites],
            is_stale: vec![false; sites],
            units: 0,
        }
    }

    fn is_within(&self) -> bool {
        self.open.len() <= self.limits.most && self.spent <= self.limits.budget
    }

    fn would_exceed(&self, site: u32) -> bool {
        !self.open.is_empty()
            && (self.open.len() >= self.limits.most
                || self.spent + self.matrix.prices[site as usize] > self.limits.budget)
    }

    fn open(&mut self, site: u32) {
        let at = site as usize;
        if self.is_open[at] {
            return;
        }
        self.is_open[at] = true;
        self.place[at] = self.open.len() as u32;
        self.open.push(site);
        self.spent += self.matrix.prices[at];
        self.scores[at] = 0;
        for &customer in self.matrix.columns.of(at) {
            let customer = customer as usize;
            self.covers[customer] += 1;
            let weight = self.weights[customer];
            let row = self.matrix.rows.of(customer);
            match self.covers[customer] {
                1 => {
                    self.fill(customer);
                    self.units += row.len() as u64;
                    self.scores[at] += weight;
                    for &other in row.iter().filter(|other| **other != site) {
                        self.scores[other as usize] -= weight;
                        self.is_stale[other as usize] = false;
                    }
                }
                2 => {
                    self.units += row.len() as u64;
                    let only = |other: &&u32| **other != site && self.is_open[**other as usize];
                    if let Some(other) = row.iter().find(only) {
                        self.scores[*other as usize] -= weight;
                    }
                }
                _ => self.units += 1,
            }
        }
    }

    fn close(&mut self, site: u32, step: u64) {
        let at = site as usize;
        self.is_open[at] = false;
        let last = self.open.pop().unwrap_or(site);
        if last != site {
            self.open[self.place[at] as usize] = last;
            self.place[last as usize] = self.place[at];
        }
        self.spent -= self.matrix.prices[at];
        if self.open.is_empty() {
            self.spent = 0.0;
        }
        self.changed[at] = step;
        self.scores[at] = 0;
        for &customer in self.matrix.columns.of(at) {
            let customer = customer as usize;
            self.covers[customer] -= 1;
            let weight = self.weights[customer];
            let row = self.matrix.rows.of(customer);
            match self.covers[customer] {
                0 => {
                    self.hole[customer] = self.uncovered.len() as u32;
                    self.uncovered.push(customer as u32);
                    self.units += row.len() as u64;
                    for &other in row {
                        self.scores[other as usize] += weight;
                        self.is_stale[other as usize] = false;
                    }
                }
                1 => {
                    self.units += row.len() as u64;
                    let only = |other: &&u32| self.is_open[**other as usize];
                    if let Some(other) = row.iter().find(only) {
                        self.scores[*other as usize] += weight;
                    }
                }
                _ => self.units += 1,
            }
        }
        self.is_stale[at] = true;
    }

    /// Takes a customer from the uncovered ones.
    fn fill(&mut self, customer: usize) {
        let hole = self.hole[customer] as usize;
        self.uncovered.swap_remove(hole);
        if let Some(moved) = self.uncovered.get(hole) {
            self.hole[*moved as usize] = hole as u32;
        }
    }

    /// The open site that is missed least for its price, then the one open longest.
    fn least_missed(&mut self, but: u32, stream: &mut Stream) -> Option<u32> {
        let count = self.open.len();
        let first = if count > LOOKED_AT { stream.below(count as u32) as usize } else { 0 };
        let looked_at = (0..count.min(LOOKED_AT)).map(|at| self.open[(first + at) % count]);
        self.units += count.min(LOOKED_AT) as u64;
        let key = |site: &u32| (self.scores[*site as usize], self.changed[*site as usize], *site);
        looked_at.filter(|site| *site != but).min_by_key(key)
    }

    /// The closed site that covers most of what is uncovered, among those that cover a customer.
    fn best_for(&mut self, customer: u32) -> Option<u32> {
        let row = self.matrix.rows.of(customer as usize);
        self.units += row.len() as u64;
        let may = |site: &&u32| {
            !self.is_stale[**site as usize]
                && self.matrix.prices[**site as usize] <= self.limits.budget
        };
        let key = |site: &&u32| {
            let at = **site as usize;
            (self.scores[at], std::cmp::Reverse((self.changed[at], **site)))
        };
        row.iter().filter(may).max_by_key(key).copied()
    }

    /// Every uncovered customer counts one more.
    fn weigh(&mut self) {
        for &customer in &self.uncovered {
            self.weights[customer as usize] += 1;
            let row = self.matrix.rows.of(customer as usize);
            self.units += row.len() as u64;
            row.iter().for_each(|site| self.scores[*site as usize] += 1);
        }
    }
}
