//! A small problem as one of set partitioning: which sets of customers the sites take.

use super::problem::Capacitated;
use super::relaxation::{Prices, Relaxation};
use crate::Work;
use crate::location::Standing;

/// Most customers, and most sites, of a problem that can be solved so.
pub(super) const MOST: usize = 128;

/// Most sets that are listed; where there are more, only those that look best at the prices.
const SETS: usize = 20_000;

/// Most nodes of the search for the sets of a site.
const NODES: u64 = 20 * SETS as u64;

/// A set of customers that a site can take.
#[derive(Clone, Copy, Debug)]
struct Set {
    site: u8,
    /// A bit for each customer.
    customers: u128,
    /// What it costs at the prices.
    reduced: f64,
    /// What it costs.
    cost: f64,
}

/// Finds the best assignment that costs less than `cost`: everybody's site; `None` where there
/// is none or the work is spent.
///
/// Sets of customers are worth listing where the relaxed value, with them in it, stays below the
/// cost; a depth-first search then divides the customers into such sets, the customer in fewest of
/// them first. `relaxation` stands solved at `prices`.
///
/// Source: Baldacci, Hadjiconstantinou, Maniezzo & Mingozzi (2002), *Computers & Operations
/// Research* 29, 365-386, doi:10.1016/S0305-0548(00)00072-1.
pub(super) fn divide(
    problem: &Capacitated,
    relaxation: &Relaxation<'_>,
    prices: &Prices,
    cost: f64,
    work: &mut Work,
) -> Option<Vec<u32>> {
    let offers = offers(problem, relaxation, prices);
    let (mut slack, mut sets) = (cost - relaxation.value, Vec::new());
    while !list_all(problem, prices, &offers, slack, &mut sets, work) && !work.is_over() {
        slack *= 0.7;
    }
    sets.sort_by(|a, b| {
        let by_site = a.site.cmp(&b.site).then(a.customers.cmp(&b.customers));
        a.reduced.total_cmp(&b.reduced).then(by_site)
    });
    let must = problem.sites.iter().filter(|site| site.standing == Standing::Open);
    let start = Taken {
        reduced: relaxation.value - offers.iter().map(|offer| offer.least).sum::<f64>(),
        cost: must.clone().map(|site| site.opening).sum(),
        room: problem.most.checked_sub(must.clone().count())?,
        spent: must.map(|site| site.price).sum(),
    };
    let customers = problem.customers();
    let all = u128::MAX >> (MOST - customers);
    let mut cover = Cover { problem, cost, best: Vec::new(), taken: Vec::new(), work };
    cover.visit(&sets, all, start);
    if cover.best.is_empty() {
        return None;
    }
    let mut at = vec![0; customers];
    for set in &cover.best {
        each(set.customers, |customer| at[customer] = u32::from(set.site));
    }
    Some(at)
}

/// What a site that can open is at the prices.
#[derive(Clone, Copy, Debug)]
struct Offer {
    site: u8,
    /// What opening it costs on top of what is paid anyway.
    opening: f64,
    /// What it adds to the relaxed value at least, with nobody or with its best set.
    least: f64,
}

/// What each site is at the prices.
fn offers(problem: &Capacitated, relaxation: &Relaxation<'_>, prices: &Prices) -> Vec<Offer> {
    let toll = toll(problem, relaxation);
    let mut offers = Vec::new();
    for (site, of) in (0..).zip(&problem.sites) {
        let worth = relaxation.worth[site as usize];
        match of.standing {
            // Paid for in any case.
            Standing::Open => {
                let paid = of.opening + prices.budget * of.price;
                offers.push(Offer { site, opening: 0.0, least: worth - paid });
            }
            Standing::Free => {
                let opening = of.opening + prices.budget * of.price + toll;
                offers.push(Offer { site, opening, least: (worth + toll).min(0.0) });
            }
            Standing::Closed => {}
        }
    }
    offers
}

/// Lists the sets of all sites that leave less than `slack`; returns whether all could be listed.
fn list_all(
    problem: &Capacitated,
    prices: &Prices,
    offers: &[Offer],
    slack: f64,
    sets: &mut Vec<Set>,
    work: &mut Work,
) -> bool {
    sets.clear();
    offers.iter().all(|offer| list(problem, prices, *offer, offer.least + slack, sets, work))
}

/// What every site that opens has to pay so that those open that the relaxation chose: the price
/// of a limit on their number; below 0 where more have to than would.
fn toll(problem: &Capacitated, relaxation: &Relaxation<'_>) -> f64 {
    let (mut last, mut next) = (f64::NEG_INFINITY, f64::INFINITY);
    for (site, of) in (0..).zip(&problem.sites) {
        if of.standing == Standing::Free {
            let worth = relaxation.worth[site as usize];
            match relaxation.chosen.binary_search(&site) {
                Ok(_) => last = last.max(worth),
                Err(_) => next = next.min(worth),
            }
        }
    }
    if next < 0.0 {
        -next
    } else if last > 0.0 {
        -last
    } else {
        0.0
    }
}

/// Lists the sets of a site that cost less than `limit` at the prices; returns whether all could be
/// listed.
fn list(
    problem: &Capacitated,
    prices: &Prices,
    offer: Offer,
    limit: f64,
    sets: &mut Vec<Set>,
    work: &mut Work,
) -> bool {
    let site = usize::from(offer.site);
    let of = &problem.sites[site];
    let mut items: Vec<Item> = Vec::new();
    for (customer, cost) in problem.row(site).iter().enumerate() {
        let (size, gain) = (problem.sizes[customer], prices.service[customer] - cost);
        if *cost < problem.forbidden {
            items.push(Item { customer, size, cost: *cost, gain });
        }
    }
    let rate = |item: &Item| item.gain / item.size.max(1e-9);
    items.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then(a.customer.cmp(&b.customer)));
    let cost = if of.standing == Standing::Open { 0.0 } else { of.opening };
    let none = Set { site: offer.site, customers: 0, reduced: offer.opening, cost };
    let mut lister = Lister { items: &items, limit, sets, nodes: 0 };
    let is_listed = lister.visit(0, of.capacity * (1.0 + 1e-9), none);
    work.spend(4 * lister.nodes);
    is_listed
}

/// A customer as a site sees it.
#[derive(Clone, Copy, Debug)]
struct Item {
    customer: usize,
    size: f64,
    cost: f64,
    /// Its price less its cost; may be below 0.
    gain: f64,
}

struct Lister<'a> {
    /// The most gain by size first.
    items: &'a [Item],
    limit: f64,
    sets: &'a mut Vec<Set>,
    nodes: u64,
}

impl Lister<'_> {
    /// Adds all sets that extend one by items from `next` on.
    fn visit(&mut self, next: usize, room: f64, set: Set) -> bool {
        self.nodes += 1;
        if self.sets.len() > SETS || self.nodes > NODES {
            return false;
        }
        for at in next..self.items.len() {
            // The most that can be gained from here on.
            let (mut left, mut least) = (room, set.reduced);
            for item in &self.items[at..] {
                if item.gain <= 0.0 || left <= 0.0 {
                    break;
                }
                let share = if item.size <= left { 1.0 } else { left / item.size };
                least -= share * item.gain;
                left -= item.size;
            }
            if least >= self.limit {
                return true;
            }
            let item = self.items[at];
            if item.size > room {
                continue;
            }
            let with = Set {
                customers: set.customers | 1 << item.customer,
                reduced: set.reduced - item.gain,
                cost: set.cost + item.cost,
                ..set
            };
            if with.reduced < self.limit {
                self.sets.push(with);
            }
            if !self.visit(at + 1, room - item.size, with) {
                return false;
            }
        }
        true
    }
}

/// What has been taken so far.
#[derive(Clone, Copy, Debug)]
struct Taken {
    reduced: f64,
    cost: f64,
    /// Sites that may open still.
    room: usize,
    spent: f64,
}

/// The search for sets that every customer is in once.
struct Cover<'a, 'b> {
    problem: &'a Capacitated,
    /// What a division must cost less than.
    cost: f64,
    best: Vec<Set>,
    taken: Vec<Set>,
    work: &'b mut Work,
}

impl Cover<'_, '_> {
    /// Divides the customers that are left among sets that are, the cheapest first.
    fn visit(&mut self, sets: &[Set], left: u128, so_far: Taken) {
        let aim = self.cost - 1e-9 * self.cost.abs();
        if left == 0 {
            if so_far.cost < aim {
                self.cost = so_far.cost;
                self.best.clone_from(&self.taken);
            }
            return;
        }
        self.work.spend(4 + 2 * sets.len() as u64);
        if self.work.is_over() {
            return;
        }
        // What each site saves at most; the first of its sets is its cheapest.
        let mut least = [0.0_f64; MOST];
        let mut count = [0_u32; MOST];
        for set in sets {
            let least = &mut least[set.site as usize];
            *least = least.min(set.reduced);
            each(set.customers, |customer| count[customer] += 1);
        }
        let bound = so_far.reduced + least.iter().sum::<f64>();
        if bound >= aim {
            return;
        }
        let mut next = (u32::MAX, 0);
        each(left, |customer| next = next.min((count[customer], customer)));
        for set in sets {
            let with = bound + set.reduced - least[set.site as usize];
            let aim = self.cost - 1e-9 * self.cost.abs();
            if set.customers >> next.1 & 1 == 0 || with >= aim {
                continue;
            }
            let of = &self.problem.sites[set.site as usize];
            let is_new = of.standing != Standing::Open;
            let spent = so_far.spent + if is_new { of.price } else { 0.0 };
            if is_new && (so_far.room == 0 || spent > self.problem.budget * (1.0 + 1e-12)) {
                continue;
            }
            let goes = |other: &&Set| {
                other.site != set.site
                    && other.customers & set.customers == 0
                    && with + other.reduced - least[other.site as usize] < aim
            };
            let rest: Vec<Set> = sets.iter().filter(goes).copied().collect();
            self.work.spend(sets.len() as u64 / 2);
            let after = Taken {
                reduced: so_far.reduced + set.reduced,
                cost: so_far.cost + set.cost,
                room: so_far.room - usize::from(is_new),
                spent,
            };
            self.taken.push(*set);
            self.visit(&rest, left & !set.customers, after);
            self.taken.pop();
        }
    }
}

/// Does something for every bit.
#[inline]
fn each(mut bits: u128, mut what: impl FnMut(usize)) {
    while bits != 0 {
        what(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
