//! The relaxation in which the sites are on their own: a knapsack each, at prices for service.

use super::problem::Capacitated;
use crate::Work;
use crate::knapsack::{Item, fractional, whole};

/// What multiplies the constraints that were relaxed.
#[derive(Clone, PartialEq, Debug)]
pub struct Prices {
    /// What serving each customer is worth.
    pub service: Vec<f64>,
    /// What a unit of budget is worth, 0 and more.
    pub budget: f64,
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
/// customers where each has one site and sizes are whole numbers, else one may be cut. Limits on the
/// number of sites are kept: the most that may open, and the fewest whose capacities could suffice
/// for the demand. The budget is relaxed too.
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
    /// The relaxed value; infinite where the fates leave no solution.
    pub value: f64,
    items: Vec<Item>,
    /// Sites, the largest capacity first.
    by_capacity: Vec<u32>,
    /// Free sites, the one of least worth first.
    order: Vec<u32>,
    /// The place of each site in it.
    place: Vec<usize>,
    /// What the first of them are worth together; first that of none.
    sums: Vec<f64>,
    /// Fewest and most free sites that open.
    room: Option<(usize, usize)>,
}

/// How much more than its capacity a site may serve, relatively: as checks of solutions allow.
const SLACK: f64 = 2e-9;

impl<'a> Relaxation<'a> {
    /// A relaxation, not solved yet.
    #[must_use]
    pub fn new(problem: &'a Capacitated, whole: bool) -> Self {
        let mut by_capacity: Vec<u32> = (0..problem.sites.len() as u32).collect();
        let capacity = |site: &u32| problem.capacities[*site as usize];
        by_capacity.sort_by(|a, b| capacity(b).total_cmp(&capacity(a)).then(a.cmp(b)));
        Self {
            problem,
            whole: whole && !problem.splits && problem.is_whole(),
            demand: problem.demand(),
            worth: vec![0.0; problem.sites.len()],
            packed: vec![Vec::new(); problem.sites.len()],
            chosen: Vec::new(),
            value: f64::NEG_INFINITY,
            items: Vec::new(),
            by_capacity,
            order: Vec::new(),
            place: vec![usize::MAX; problem.sites.len()],
            sums: Vec::new(),
            room: None,
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
        }
        self.choose(fates);
        let mut value: f64 = prices.service.iter().sum();
        if prices.budget > 0.0 {
            value -= prices.budget * problem.budget;
        }
        value += self.chosen.iter().map(|site| self.worth[*site as usize]).sum::<f64>();
        self.value = if self.room.is_some() { value } else { f64::INFINITY };
        self.value
    }

    /// Opens the sites that must be, and of the others those that lower the value most, as many as
    /// may be and as have to.
    fn choose(&mut self, fates: &[Fate]) {
        self.room = self.limits(fates);
        self.chosen.clear();
        self.order.clear();
        for (site, fate) in (0..).zip(fates) {
            match fate {
                Fate::Open => self.chosen.push(site),
                Fate::Free => self.order.push(site),
                Fate::Closed => {}
            }
        }
        let worth = &self.worth;
        self.order.sort_unstable_by(|a, b| {
            worth[*a as usize].total_cmp(&worth[*b as usize]).then(a.cmp(b))
        });
        self.sums.clear();
        self.sums.push(0.0);
        let mut sum = 0.0;
        for (place, site) in self.order.iter().enumerate() {
            self.place[*site as usize] = place;
            sum += worth[*site as usize];
            self.sums.push(sum);
        }
        let opens = self.room.map_or(0, |(fewest, most)| self.gainful().clamp(fewest, most));
        self.chosen.extend(self.order.iter().take(opens));
        self.chosen.sort_unstable();
    }

    /// Fewest and most free sites that can open; `None` where no number can.
    fn limits(&self, fates: &[Fate]) -> Option<(usize, usize)> {
        let sites = &self.problem.sites;
        let open = || (0..fates.len()).filter(|site| fates[*site] == Fate::Open);
        let spent: f64 = open().map(|site| sites[site].price).sum();
        if spent > self.problem.budget * (1.0 + SLACK) {
            return None;
        }
        let most = self.problem.most.checked_sub(open().count())?;
        let mut held: f64 = open().map(|site| self.problem.capacities[site]).sum();
        let mut fewest = 0;
        let is_free = |site: &&u32| fates[**site as usize] == Fate::Free;
        let mut free = self.by_capacity.iter().filter(is_free);
        let needs_one = open().next().is_none();
        while held * (1.0 + SLACK) < self.demand || needs_one && fewest == 0 {
            held += self.problem.capacities[*free.next()? as usize];
            fewest += 1;
        }
        let free = fates.iter().filter(|fate| **fate == Fate::Free).count();
        (fewest <= most).then_some((fewest, most.min(free)))
    }

    /// How many free sites lower the value.
    fn gainful(&self) -> usize {
        self.order.partition_point(|site| self.worth[*site as usize] < 0.0)
    }

    /// Fixes free sites of which the other choice alone takes the value to `target` or past it;
    /// returns whether there were any.
    pub fn fix(&self, target: f64, fates: &mut [Fate]) -> bool {
        let Some((fewest, most)) = self.room else { return false };
        let gainful = self.gainful();
        let now = self.sums[gainful.clamp(fewest, most)];
        // The least that others are worth when so many of them open.
        let others = |site: usize, fewest: usize, most: usize| {
            let is_gainful = self.worth[site] < 0.0;
            let most = most.min(self.order.len() - 1);
            if fewest > most {
                return f64::INFINITY;
            }
            let opens = (gainful - usize::from(is_gainful)).clamp(fewest, most);
            match self.place[site] < opens {
                true => self.sums[opens + 1] - self.worth[site],
                false => self.sums[opens],
            }
        };
        let mut fixes = false;
        for (site, fate) in fates.iter_mut().enumerate() {
            if *fate != Fate::Free {
                continue;
            }
            let if_open = match most.checked_sub(1) {
                Some(most) => self.worth[site] + others(site, fewest.saturating_sub(1), most),
                None => f64::INFINITY,
            };
            if self.value - now + if_open >= target {
                *fate = Fate::Closed;
                fixes = true;
            } else if self.value - now + others(site, fewest, most) >= target {
                *fate = Fate::Open;
                fixes = true;
            }
        }
        fixes
    }
}
