//! Opens one site after the other, always the one that saves most.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::columns::{Columns, penalties};
use super::problem::{Location, Standing};
use crate::Work;

/// A layout by greedy insertion; `None` where it leaves a customer unserved who must not be.
///
/// Sites are opened while one saves more than its opening costs and the limits allow. Savings
/// only shrink as sites open (they are submodular in all problems that a [`Location`] states), so
/// a site is looked at again only when what it last saved is still the most: Minoux (1978),
/// doi:10.1007/BFb0006528; Leskovec et al. (2007), doi:10.1145/1281192.1281239.
///
/// Without opening costs, budget and sites kept open, what is saved over opening nothing is at
/// least 1 - 1/e of the most that can be: Nemhauser, Wolsey & Fisher (1978),
/// doi:10.1007/BF01588971. For maximal covering, whose saving is the weight covered, that says
/// something; for the p-median, where nobody may go unserved, nothing. With a budget the better
/// of two layouts is taken, one by saving and one by saving for its price: Khuller, Moss & Naor
/// (1999), doi:10.1016/S0020-0190(99)00031-9.
#[must_use]
pub fn open(location: &Location, work: &mut Work) -> Option<Vec<u32>> {
    work.spend(location.links.len() as u64);
    open_by(location, &Columns::of(location), work)
}

/// As [`open`], with the columns at hand.
#[must_use]
pub fn open_by(location: &Location, columns: &Columns, work: &mut Work) -> Option<Vec<u32>> {
    let unserved = penalties(location);
    let mut savings = vec![0.0; location.sites.len()];
    for (customer, saved) in unserved.iter().enumerate() {
        for link in location.starts[customer]..columns.end_of(customer) {
            savings[location.links[link] as usize] += saved - location.cost_of(link);
        }
    }
    work.spend(columns.links() as u64);
    let insert = |by_price, work: &mut Work| {
        let mut insertion = Insertion::new(location, columns, &unserved);
        insertion.run(&savings, by_price, work);
        insertion.open
    };
    let mut layouts = vec![insert(false, work)];
    if location.budget.is_finite() {
        layouts.push(insert(true, work));
    }
    let priced = layouts.into_iter().map(|mut open| {
        open.sort_unstable();
        (location.cost(&open), open)
    });
    let best = priced.min_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0.is_finite() && location.allows(&best.1)).then_some(best.1)
}

/// What a site saved when it was last looked at.
#[derive(PartialEq)]
struct Promise {
    /// By what sites are compared.
    key: f64,
    site: u32,
    /// How many sites were open then.
    seen: u32,
}

impl Eq for Promise {}

impl Ord for Promise {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.total_cmp(&other.key).then(other.site.cmp(&self.site))
    }
}

impl PartialOrd for Promise {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// No link.
const NONE: u32 = u32::MAX;

struct Insertion<'a> {
    location: &'a Location,
    columns: &'a Columns,
    unserved: &'a [f64],
    /// Each customer's cheapest link to an open site.
    nearest: Vec<u32>,
    /// How many linked sites are open; only where a second counts.
    covers: Vec<u32>,
    open: Vec<u32>,
    price: f64,
}

impl<'a> Insertion<'a> {
    fn new(location: &'a Location, columns: &'a Columns, unserved: &'a [f64]) -> Self {
        let customers = location.customers();
        Self {
            location,
            columns,
            unserved,
            nearest: vec![NONE; customers],
            covers: vec![0; if location.spare.is_empty() { 0 } else { customers }],
            open: Vec::new(),
            price: 0.0,
        }
    }

    fn run(&mut self, savings: &[f64], by_price: bool, work: &mut Work) {
        let mut heap = BinaryHeap::new();
        let sites = || (0..).zip(&self.location.sites);
        let kept: Vec<u32> = sites()
            .filter(|(_, site)| site.standing == Standing::Open)
            .map(|(site, _)| site)
            .collect();
        for (site, _) in sites().filter(|(_, site)| site.standing == Standing::Free) {
            let key = self.key(site, savings[site as usize], by_price);
            heap.push(Promise { key, site, seen: 0 });
        }
        for site in kept {
            self.insert(site, work);
        }
        while let Some(promise) = heap.pop() {
            if self.open.len() >= self.location.most || promise.key <= 0.0 {
                break;
            }
            let Promise { site, seen, .. } = promise;
            let price = self.price + self.location.sites[site as usize].price;
            if price > self.location.budget {
                continue;
            }
            if seen == self.open.len() as u32 || work.is_over() {
                self.insert(site, work);
                continue;
            }
            let key = self.key(site, self.saving(site), by_price);
            work.spend(self.columns.len_of(site) as u64);
            heap.push(Promise { key, site, seen: self.open.len() as u32 });
        }
    }

    /// Net saving, or net saving for its price.
    fn key(&self, site: u32, saving: f64, by_price: bool) -> f64 {
        let site = &self.location.sites[site as usize];
        let net = saving - site.opening;
        match by_price && net > 0.0 {
            true if site.price > 0.0 => net / site.price,
            true => f64::MAX,
            false => net,
        }
    }

    fn saving(&self, site: u32) -> f64 {
        let saved = |(customer, link): (u32, u32)| {
            let at = customer as usize;
            if link < self.nearest[at] {
                let now = match self.nearest[at] {
                    NONE => self.unserved[at],
                    nearest => self.location.cost_of(nearest as usize),
                };
                if self.nearest[at] == NONE || self.location.spare.is_empty() {
                    return now - self.location.cost_of(link as usize);
                }
            }
            // The first cover is there; a second may be worth something.
            if self.covers.get(at) == Some(&1) { self.location.spare[at] } else { 0.0 }
        };
        self.columns.of_site(site).map(saved).sum()
    }

    fn insert(&mut self, site: u32, work: &mut Work) {
        for (customer, link) in self.columns.of_site(site) {
            let nearest = &mut self.nearest[customer as usize];
            *nearest = link.min(*nearest);
            if let Some(covers) = self.covers.get_mut(customer as usize) {
                *covers += 1;
            }
        }
        work.spend(self.columns.len_of(site) as u64);
        self.price += self.location.sites[site as usize].price;
        self.open.push(site);
    }
}
