//! Districts: a few open sites near each other are chosen and assigned anew, all else as it is.

use super::dual::ascend;
use super::fates::{fates, target};
use super::partition::{MOST, divide};
use super::problem::{Capacitated, Solution};
use super::relaxation::{Prices, Relaxation};
use crate::Work;
use crate::location::Standing;

/// Closed sites that a district may open, for each open one that it has.
const SPARE: usize = 3;

/// Open sites of the first districts, where there are as many.
const FIRST: usize = 3;

/// Steps in which a district's prices are raised.
const STEPS: u32 = 60;

/// Most units of work that a district takes.
const EACH: u64 = 20_000_000;

/// Improves an assignment within the capacities district by district, and hands every better one
/// to `offer`, until the work is spent or districts would be too large.
///
/// A district is an open site and those nearest to it, the customers that they serve, and the
/// closed sites that are worth most for these: a problem of the same kind. Where it pays, the
/// districts of its sites are due again; where nothing is due, districts grow by a site.
///
/// Source: Taillard & Voß (2002), POPMUSIC, in *Essays and Surveys in Metaheuristics*, 613-629,
/// doi:10.1007/978-1-4615-1507-4_27.
pub(super) fn improve(
    problem: &Capacitated,
    start: &[u32],
    prices: &Prices,
    work: &mut Work,
    offer: &mut dyn FnMut(Solution),
) {
    let mut layout = Layout::of(problem, start);
    for size in FIRST.. {
        let mut due: Vec<bool> = layout.held.iter().map(|held| !held.is_empty()).collect();
        let mut is_small = false;
        while let Some(seed) = due.iter().position(|due| *due) {
            if work.is_over() {
                return;
            }
            due[seed] = false;
            let Some(district) = layout.district(seed, size, prices, work) else { continue };
            is_small = true;
            let mut part = work.part(EACH);
            let found = district.solve(prices, &mut part);
            work.spend(part.done());
            if let Some(found) = found {
                layout.take(&district, &found);
                for site in &district.sites {
                    due[*site as usize] = !layout.held[*site as usize].is_empty();
                }
                offer(layout.solution());
            }
        }
        if !is_small {
            return;
        }
    }
}

/// Who serves whom.
struct Layout<'a> {
    problem: &'a Capacitated,
    at: Vec<u32>,
    held: Vec<Vec<u32>>,
}

/// A part of the problem.
struct District {
    /// Those that serve somebody now, then others.
    sites: Vec<u32>,
    customers: Vec<u32>,
    /// What it costs now.
    cost: f64,
    problem: Capacitated,
}

impl<'a> Layout<'a> {
    fn of(problem: &'a Capacitated, start: &[u32]) -> Self {
        let mut held = vec![Vec::new(); problem.sites.len()];
        for (customer, site) in (0..).zip(start) {
            held[*site as usize].push(customer);
        }
        Self { problem, at: start.to_vec(), held }
    }

    fn is_open(&self, site: u32) -> bool {
        let of = &self.problem.sites[site as usize];
        !self.held[site as usize].is_empty() || of.standing == Standing::Open
    }

    fn open(&self) -> impl Iterator<Item = u32> {
        (0..self.held.len() as u32).filter(|site| self.is_open(*site))
    }

    fn solution(&self) -> Solution {
        let shares = (0..).zip(&self.at).map(|(customer, site)| (*site, customer, 1.0));
        Solution { open: self.open().collect(), shares: shares.collect(), cost: 0.0 }
    }

    /// The district of a site and the `size - 1` nearest to it, or all there are; `None` where they
    /// serve too many, or all were a district before.
    fn district(
        &self,
        seed: usize,
        size: usize,
        prices: &Prices,
        work: &mut Work,
    ) -> Option<District> {
        work.spend(self.problem.customers() as u64);
        let mut near: Vec<(f64, u32)> = (0..self.held.len())
            .filter(|site| *site != seed && !self.held[*site].is_empty())
            .map(|site| (self.more(seed, site) + self.more(site, seed), site as u32))
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut sites = vec![seed as u32];
        sites.extend(near.iter().take(size - 1).map(|near| near.1));
        let held = |site: &u32| self.held[*site as usize].iter().copied();
        let mut customers: Vec<u32> = sites.iter().flat_map(held).collect();
        customers.sort_unstable();
        let is_known = sites.len() < size && size > FIRST;
        if is_known || size > MOST || customers.len() > MOST {
            return None;
        }
        let spare = (SPARE * sites.len()).min(MOST - sites.len());
        sites.extend(self.spare(&customers, spare, prices, work));
        Some(self.part(sites, customers))
    }

    /// How much more a unit costs, on average, when another site serves a site's customers.
    fn more(&self, from: usize, to: usize) -> f64 {
        let (mut more, mut size) = (0.0, 1e-9);
        for customer in &self.held[from] {
            let who = *customer as usize;
            more += self.problem.cost(to as u32, who) - self.problem.cost(from as u32, who);
            size += self.problem.sizes[who];
        }
        more / size
    }

    /// Those sites without customers that could be worth most for these.
    fn spare(
        &self,
        customers: &[u32],
        count: usize,
        prices: &Prices,
        work: &mut Work,
    ) -> impl Iterator<Item = u32> {
        let mut spare = Vec::new();
        for (site, of) in (0..).zip(&self.problem.sites) {
            if self.held[site as usize].is_empty() && of.standing != Standing::Closed {
                work.spend(customers.len() as u64);
                spare.push((of.opening - self.saved(site, customers, prices), site));
            }
        }
        spare.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        spare.into_iter().take(count).map(|(_, site)| site)
    }

    /// What a site saves at the prices if the last of these customers may be cut.
    fn saved(&self, site: u32, customers: &[u32], prices: &Prices) -> f64 {
        let mut gains: Vec<(f64, f64)> = Vec::with_capacity(customers.len());
        for customer in customers {
            let who = *customer as usize;
            let gain = prices.service[who] - self.problem.cost(site, who);
            if gain > 0.0 {
                gains.push((gain, self.problem.sizes[who]));
            }
        }
        gains.sort_by(|a, b| (b.0 / b.1).total_cmp(&(a.0 / a.1)));
        let mut left = self.problem.capacities[site as usize];
        let mut saved = 0.0;
        for (gain, size) in gains {
            if size >= left {
                return saved + gain * if size > 0.0 { left / size } else { 1.0 };
            }
            saved += gain;
            left -= size;
        }
        saved
    }

    /// These sites and customers as a problem of their own.
    fn part(&self, sites: Vec<u32>, customers: Vec<u32>) -> District {
        let problem = self.problem;
        let outside = || self.open().filter(|site| !sites.contains(site));
        let mut costs = Vec::with_capacity(sites.len() * customers.len());
        for site in &sites {
            costs.extend(customers.iter().map(|who| problem.cost(*site, *who as usize)));
        }
        let service =
            customers.iter().map(|who| problem.cost(self.at[*who as usize], *who as usize));
        let open: Vec<u32> = sites.iter().copied().filter(|site| self.is_open(*site)).collect();
        District {
            cost: service.sum::<f64>() + problem.opening(&open),
            problem: Capacitated {
                sites: sites.iter().map(|site| problem.sites[*site as usize]).collect(),
                capacities: sites.iter().map(|site| problem.capacities[*site as usize]).collect(),
                sizes: customers.iter().map(|who| problem.sizes[*who as usize]).collect(),
                costs,
                most: problem.most - outside().count(),
                budget: problem.budget
                    - outside().map(|site| problem.sites[site as usize].price).sum::<f64>(),
                ..*problem
            },
            sites,
            customers,
        }
    }

    /// Takes over the places in a district's sites of who serves its customers.
    fn take(&mut self, district: &District, found: &[u32]) {
        for site in &district.sites {
            self.held[*site as usize].clear();
        }
        for (customer, place) in district.customers.iter().zip(found) {
            let site = district.sites[*place as usize];
            self.at[*customer as usize] = site;
            self.held[site as usize].push(*customer);
        }
    }
}

impl District {
    /// Places in the sites for its customers that cost less than now.
    fn solve(&self, prices: &Prices, work: &mut Work) -> Option<Vec<u32>> {
        let problem = &self.problem;
        let service = self.customers.iter().map(|who| prices.service[*who as usize]);
        let start = Prices { service: service.collect(), budget: prices.budget };
        let mut relaxation = Relaxation::new(problem, true);
        let fates = fates(problem);
        let aim = target(problem, self.cost);
        let ascent = ascend(&mut relaxation, problem, &fates, start, aim, STEPS, work);
        if ascent.value >= aim {
            return None;
        }
        relaxation.solve(&ascent.prices, &fates, work);
        divide(problem, &relaxation, &ascent.prices, self.cost, work)
    }
}
