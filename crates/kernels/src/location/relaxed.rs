//! The relaxation in which serving a customer has a price: its value at given prices.
//!
//! With a price `λ` for every customer's being served the sites no longer depend on each other:
//! a site is worth opening if what its customers save below their prices exceeds its opening
//! cost, and of the sites worth opening the best `most` are taken. The value is a lower bound at
//! any prices. Source: Cornuejols, Fisher & Nemhauser (1977), doi:10.1287/mnsc.23.8.789;
//! Beasley (1993), doi:10.1016/0377-2217(93)90182-Q.

use rayon::prelude::*;

use super::{Location, Standing};

/// Links without costs that are looked at in a unit of work: they come in a row, and nothing is
/// compared.
const PLAIN_LINKS: u64 = 4;

/// Links from which on customers are looked at in parallel.
const PARALLEL_LINKS: usize = 1 << 21;

/// Parts that customers are then cut into: fixed, so that sums do not depend on the machine.
const PARTS: usize = 16;

/// Halvings of the interval that the price of the budget is searched in.
const HALVINGS: usize = 48;

/// What the standing of sites says about the prices: outside these limits none is better.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Limits {
    /// What serving each customer costs at least.
    pub low: Vec<f64>,
    /// What serving each customer costs at most, thanks to open sites or by leaving it unserved.
    pub high: Vec<f64>,
}

impl Limits {
    /// Under these standings. O(links).
    #[must_use]
    pub fn under(location: &Location, standing: &[Standing]) -> Self {
        let mut limits = Self::default();
        for customer in 0..location.customers() {
            let unserved = location.unserved[customer];
            let (low, high) = if location.spare.is_empty() {
                let (mut low, mut high) = (unserved, unserved);
                for (site, cost) in location.links_of(customer) {
                    if cost >= high {
                        break;
                    }
                    match standing[site as usize] {
                        Standing::Closed => {}
                        Standing::Free => low = low.min(cost),
                        Standing::Open => {
                            low = low.min(cost);
                            high = cost;
                        }
                    }
                }
                (low, high)
            } else {
                let is_open = |link: &(u32, f64)| standing[link.0 as usize] == Standing::Open;
                let high = match location.links_of(customer).filter(is_open).take(2).count() {
                    0 => unserved,
                    1 => location.spare[customer],
                    _ => 0.0,
                };
                (0.0, high)
            };
            limits.low.push(low);
            limits.high.push(high);
        }
        limits
    }

    /// Whether some customer can neither be served nor go unserved.
    #[must_use]
    pub fn are_impossible(&self) -> bool {
        self.low.contains(&f64::INFINITY)
    }
}

/// The relaxed problem, solved at some prices.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Relaxed {
    /// Its value, a lower bound. Leaves room for rounding errors.
    pub value: f64,
    /// What opening each site adds, its share of the budget included.
    pub reduced: Vec<f64>,
    /// How much of each site is open, 0 to 1.
    pub open: Vec<f64>,
    /// What a unit of budget is worth.
    pub budget_price: f64,
    /// What must be given up for one more open site, 0 or below.
    pub entering: f64,
    /// What is gained instead where an open site closes, 0 or below.
    pub leaving: f64,
}

impl Relaxed {
    /// By how much the value rises where a free site is made to open.
    #[must_use]
    pub fn rise_if_open(&self, site: usize) -> f64 {
        (self.reduced[site] - self.entering).max(0.0)
    }

    /// By how much the value rises where a free site is made to close.
    #[must_use]
    pub fn rise_if_closed(&self, site: usize) -> f64 {
        (self.leaving - self.reduced[site]).max(0.0)
    }
}

/// Solves the relaxed problem, again and again.
#[derive(Debug)]
pub struct Relaxation<'a> {
    location: &'a Location,
    /// Customers in a part.
    part: usize,
    /// Links below the price, of each customer.
    reach: Vec<u32>,
    /// Reduced costs of sites, part by part.
    sums: Vec<f64>,
    /// Free sites in order of reduced cost.
    order: Vec<(f64, u32)>,
}

impl<'a> Relaxation<'a> {
    /// Of this problem.
    #[must_use]
    pub fn new(location: &'a Location) -> Self {
        let parts = if location.links.len() < PARALLEL_LINKS { 1 } else { PARTS };
        let part = location.customers().div_ceil(parts).max(1);
        let parts = location.customers().div_ceil(part);
        Self {
            location,
            part,
            reach: vec![0; location.customers()],
            sums: vec![0.0; parts * location.sites.len()],
            order: Vec::new(),
        }
    }

    /// The problem.
    #[must_use]
    pub fn location(&self) -> &'a Location {
        self.location
    }

    /// Solves it at these prices, which are within the limits of `standing`. Returns the units
    /// of work.
    pub fn solve(&mut self, standing: &[Standing], prices: &[f64], into: &mut Relaxed) -> u64 {
        let links = self.save(prices);
        let location = self.location;
        let sites = location.sites.len();
        into.reduced.clear();
        into.reduced.extend(location.sites.iter().map(|site| site.opening));
        for sums in self.sums.chunks_exact(sites) {
            into.reduced.iter_mut().zip(sums).for_each(|(reduced, sum)| *reduced += sum);
        }
        let (mut sum, mut size) = (0.0, 0.0);
        for (customer, price) in prices.iter().enumerate() {
            sum += price.min(location.unserved[customer]);
            size += price.abs();
            if !location.spare.is_empty() {
                sum += price.min(location.spare[customer]);
            }
        }
        let rounding = 1e-12 * size;
        into.value = sum - rounding + self.choose(standing, into);
        links + sites as u64
    }

    /// Sums up what customers save at each site, below their prices.
    fn save(&mut self, prices: &[f64]) -> u64 {
        let Self { location, part, reach, sums, .. } = self;
        let parts = sums.par_chunks_exact_mut(location.sites.len());
        let parts = parts.zip(reach.par_chunks_mut(*part)).zip(prices.par_chunks(*part));
        let of_part = |index: usize, sums: &mut [f64], reach: &mut [u32], prices: &[f64]| {
            sums.fill(0.0);
            let mut looked = 0;
            for (place, price) in prices.iter().enumerate() {
                let customer = index * *part + place;
                let all = location.starts[customer]..location.starts[customer + 1];
                let below = if location.costs.is_empty() {
                    if *price > 0.0 { all.len() } else { 0 }
                } else {
                    location.costs[all.clone()].partition_point(|cost| cost < price)
                };
                reach[place] = below as u32;
                looked += units(location, below);
                let near = all.start..all.start + below;
                if location.costs.is_empty() {
                    location.links[near].iter().for_each(|site| sums[*site as usize] -= price);
                } else {
                    let costs = &location.costs[near.clone()];
                    for (site, cost) in location.links[near].iter().zip(costs) {
                        sums[*site as usize] += cost - price;
                    }
                }
            }
            looked
        };
        let parts = parts
            .enumerate()
            .map(|(index, ((sums, reach), prices))| of_part(index, sums, reach, prices));
        parts.collect::<Vec<u64>>().iter().sum()
    }

    /// Opens what must be and the sites of least reduced cost below 0, at the budget's best price.
    /// Returns what that adds to the value.
    fn choose(&mut self, standing: &[Standing], into: &mut Relaxed) -> f64 {
        let location = self.location;
        let forced = standing.iter().filter(|standing| **standing == Standing::Open).count();
        let room = location.most.saturating_sub(forced);
        into.budget_price = 0.0;
        let mut value = self.open_best(standing, room, into);
        if location.budget.is_finite() {
            value = self.price_budget(standing, room, value, into);
        }
        value
    }

    /// Opens at no more than the reduced costs; returns their sum.
    fn open_best(&mut self, standing: &[Standing], room: usize, into: &mut Relaxed) -> f64 {
        let order = &mut self.order;
        order.clear();
        into.open.clear();
        into.open.resize(standing.len(), 0.0);
        let mut value = 0.0;
        for (site, standing) in (0..).zip(standing) {
            let reduced = into.reduced[site as usize];
            match standing {
                Standing::Open => {
                    value += reduced;
                    into.open[site as usize] = 1.0;
                }
                Standing::Free if reduced < 0.0 => order.push((reduced, site)),
                _ => {}
            }
        }
        (into.entering, into.leaving) = (0.0, 0.0);
        let by_cost = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if order.len() > room {
            into.leaving = order.select_nth_unstable_by(room, by_cost).1.0;
            order.truncate(room);
        }
        if order.len() == room {
            let worst = |worst: f64, entry: &(f64, u32)| worst.max(entry.0);
            into.entering = order.iter().fold(f64::NEG_INFINITY, worst);
        }
        for (reduced, site) in order {
            value += *reduced;
            into.open[*site as usize] = 1.0;
        }
        value
    }

    /// The price of the budget at which the value is greatest, by bisection on whether the open
    /// sites keep the budget; at the end those of both sides are open in the shares that just do.
    fn price_budget(
        &mut self,
        standing: &[Standing],
        room: usize,
        at_nothing: f64,
        into: &mut Relaxed,
    ) -> f64 {
        let sites = &self.location.sites;
        let budget = self.location.budget;
        let excess = |open: &[f64]| -> f64 {
            open.iter().zip(sites).map(|(open, site)| open * site.price).sum::<f64>() - budget
        };
        let above = excess(&into.open);
        if above <= 0.0 {
            return at_nothing;
        }
        let free = into.reduced.clone();
        let worth = |site: usize| match standing[site] {
            Standing::Free if sites[site].price > 0.0 => -free[site] / sites[site].price,
            _ => 0.0,
        };
        let most = (0..sites.len()).map(worth).fold(0.0, f64::max) * 1.01;
        let (mut low, mut high) = (0.0, most);
        let mut at_low = (above, into.open.clone());
        let mut at = |price: f64, into: &mut Relaxed| {
            let charged =
                free.iter().zip(sites).map(|(reduced, site)| reduced + price * site.price);
            into.reduced.clear();
            into.reduced.extend(charged);
            into.budget_price = price;
            self.open_best(standing, room, into) - price * budget
        };
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            at(middle, into);
            let above = excess(&into.open);
            if above > 0.0 {
                low = middle;
                at_low = (above, into.open.clone());
            } else {
                high = middle;
            }
        }
        let value = at(high, into);
        let below = excess(&into.open);
        if below < 0.0 && at_low.0 > 0.0 {
            let share = -below / (at_low.0 - below);
            for (open, other) in into.open.iter_mut().zip(&at_low.1) {
                *open += share * (other - *open);
            }
        }
        value
    }

    /// How far each customer is from being served once (with spare cover: from as often as its
    /// price pays for) by the open sites, at the prices last solved at: a supergradient of the
    /// value. Returns the units of work.
    pub fn slack(&self, prices: &[f64], open: &[f64], into: &mut [f64]) -> u64 {
        let Self { location, part, reach, .. } = self;
        let of_part = |(index, (slack, prices)): (usize, (&mut [f64], &[f64]))| {
            let mut looked = 0;
            for (place, (slack, price)) in slack.iter_mut().zip(prices).enumerate() {
                let customer = index * part + place;
                let start = location.starts[customer];
                let near = &location.links[start..start + reach[customer] as usize];
                let served: f64 = near.iter().map(|site| open[*site as usize]).sum();
                let asked = match location.spare.get(customer) {
                    None => 1.0,
                    Some(spare) => {
                        let asks = |cost: f64| f64::from(u8::from(*price < cost));
                        asks(location.unserved[customer]) + asks(*spare)
                    }
                };
                *slack = asked - served;
                looked += units(location, near.len());
            }
            looked
        };
        let parts = into.par_chunks_mut(*part).zip(prices.par_chunks(*part));
        parts.enumerate().map(of_part).collect::<Vec<u64>>().iter().sum()
    }
}

/// Units of work of looking at this many links of a customer.
fn units(location: &Location, links: usize) -> u64 {
    let links = links as u64;
    1 + if location.costs.is_empty() { links / PLAIN_LINKS } else { links }
}
