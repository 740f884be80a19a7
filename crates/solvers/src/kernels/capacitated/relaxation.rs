//! The relaxation in which the sites are on their own: a knapsack each, at prices for service.

use super::problem::Capacitated;
use crate::kernels::Work;
use crate::kernels::knapsack::{Item, fractional, whole};

/// What multiplies the constraints that were relaxed.
#[derive(Clone, PartialEq, Debug)]
pub struct Prices {
    /// What serving each customer is worth.
    pub service: Vec<f64>,
    /// What a unit of budget is worth, 0 and more.
    pub budget: f64,
    /// What a unit of open capacity is worth, 0 and more.
    pub capacity: f64,
}

/// Which sites a part of the tree leaves open to choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// There is a choice.
    Free,
    /// It is open.
    Open,
    /// It is closed.
    Closed,
}

/// The relaxed problem and its solution at the last prices.
///
/// Minimise the prices of all customers, plus for each open site its opening cost less what its
/// knapsack of customers saves: price less cost, within the capacity. Knapsacks are of whole
/// customers where each has one site and sizes are whole numbers, else one may be cut. The limit
/// on the number of sites is kept; the budget, and that the open capacities suffice for the
/// demand, are relaxed too.
///
/// Source: Cornuejols, Sridharan & Thizy (1991), doi:10.1016/0377-2217(91)90261-S; Holmberg,
/// Rönnqvist & Yuan (1999), doi:10.1016/S0377-2217(98)00008-3.
#[derive(Clone, Debug)]
pub struct Relaxation<'a> {
    problem: &'a Capacitated,
    /// Whether knapsacks are of whole customers.
    pub whole: bool,
    demand: f64,
    /// What opening each site adds to the relaxed value; infinite for closed ones.
    pub worth: Vec<f64>,
    /// What each site would serve: customer and share.
    pub packed: Vec<Vec<(u32, f64)>>,
    /// The sites that open.
    pub chosen: Vec<u32>,
    /// The relaxed value.
    pub value: f64,
    items: Vec<Item>,
    order: Vec<u32>,
}

impl<'a> Relaxation<'a> {
    /// A relaxation, not solved yet.
    #[must_use]
    pub fn new(problem: &'a Capacitated, whole: bool) -> Self {
        Self {
            problem,
            whole: whole && !problem.splits && problem.is_whole(),
            demand: problem.demand(),
            worth: vec![0.0; problem.sites.len()],
            packed: vec![Vec::new(); problem.sites.len()],
            chosen: Vec::new(),
            value: f64::NEG_INFINITY,
            items: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Solves it; returns the relaxed value, a lower bound on every solution that keeps the fates.
    /// O(sites x customers) and the knapsacks.
    pub fn solve(&mut self, prices: &Prices, fates: &[Fate], work: &mut Work) -> f64 {
        let problem = self.problem;
        for (site, fate) in fates.iter().enumerate() {
            if *fate == Fate::Closed {
                self.worth[site] = f64::INFINITY;
                self.packed[site].clear();
                continue;
            }
            self.items.clear();
            let savings = prices.service.iter().zip(problem.row(site)).zip(&problem.sizes);
            for (id, ((price, cost), size)) in (0..).zip(savings) {
                if price > cost {
                    self.items.push(Item { profit: price - cost, size: *size, id });
                }
            }
            let of = &problem.sites[site];
            let saved = if self.whole {
                let (saved, spent) = whole(&mut self.items, of.capacity, &mut self.packed[site]);
                work.spend(spent);
                saved
            } else {
                work.spend(2 * self.items.len() as u64);
                fractional(&mut self.items, of.capacity, &mut self.packed[site])
            };
            work.spend(problem.customers() as u64 / 4);
            self.worth[site] = of.opening + prices.budget * of.price - saved;
            if prices.capacity > 0.0 {
                self.worth[site] -= prices.capacity * of.capacity;
            }
        }
        self.choose(fates);
        let mut value: f64 = prices.service.iter().sum();
        value += prices.capacity * self.demand;
        if prices.budget > 0.0 {
            value -= prices.budget * problem.budget;
        }
        value += self.chosen.iter().map(|site| self.worth[*site as usize]).sum::<f64>();
        self.value = value;
        value
    }

    /// Opens the sites that must be, and of the others those that lower the value most, as many as
    /// may be.
    fn choose(&mut self, fates: &[Fate]) {
        self.chosen.clear();
        self.order.clear();
        for (site, fate) in (0..).zip(fates) {
            match fate {
                Fate::Open => self.chosen.push(site),
                Fate::Free if self.worth[site as usize] < 0.0 => self.order.push(site),
                Fate::Free | Fate::Closed => {}
            }
        }
        let worth = &self.worth;
        self.order.sort_unstable_by(|a, b| {
            worth[*a as usize].total_cmp(&worth[*b as usize]).then(a.cmp(b))
        });
        let room = self.problem.most.saturating_sub(self.chosen.len());
        self.chosen.extend(self.order.iter().take(room));
        self.chosen.sort_unstable();
    }

    /// Fixes free sites of which the other choice alone takes the value to `target` or past it;
    /// returns whether there were any.
    pub fn fix(&self, target: f64, fates: &mut [Fate]) -> bool {
        let fixed = fates.iter().filter(|fate| **fate == Fate::Open).count();
        let mut free: Vec<f64> = (0..fates.len())
            .filter(|site| fates[*site] == Fate::Free && self.worth[*site] < 0.0)
            .map(|site| self.worth[site])
            .collect();
        free.sort_unstable_by(f64::total_cmp);
        let room = self.problem.most.saturating_sub(fixed);
        // What the last that found room is worth, and the first that found none.
        let last = if room > 0 && free.len() >= room { free[room - 1] } else { 0.0 };
        let next = free.get(room).copied().unwrap_or(0.0);
        let mut fixes = false;
        for (site, fate) in fates.iter_mut().enumerate() {
            if *fate != Fate::Free {
                continue;
            }
            let worth = self.worth[site];
            if self.chosen.binary_search(&(site as u32)).is_ok() {
                if self.value - worth + next >= target {
                    *fate = Fate::Open;
                    fixes = true;
                }
            } else if room == 0 || self.value + worth - last >= target {
                *fate = Fate::Closed;
                fixes = true;
            }
        }
        fixes
    }
}
