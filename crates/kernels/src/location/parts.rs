//! Parts of a case that share no customer: which of them holds the gap, and where to split it.
//!
//! Once sites have a price, in place of a limit on their number, the parts do not depend on each
//! other. Most are solved by their relaxation; to split these, however undecided they look, brings
//! nothing. Whoever solves each on its own learns which are not, and how to split them.

use petgraph::unionfind::UnionFind;

use super::branch::branch_and_bound;
use super::case::Case;
use super::columns::Columns;
use super::plan::Plan;
use super::proof::Step;
use super::relaxed::{Relaxation, Relaxed};
use super::rest::emptied;
use super::tree::{Search, Tree};
use super::{Location, Site, Standing, greedy};
use crate::Work;

/// A case falls into parts where the largest has at most this share of the free sites.
const LARGEST: f64 = 0.9;

/// How often solving a part may look at each of its links.
const LOOKS: u64 = 20_000;

/// Nodes of a part's own tree at most.
const NODES: usize = 500;

/// Free sites and the customers whom they may serve.
struct Part {
    location: Location,
    /// Its sites in the rest.
    sites: Vec<u32>,
    /// What its customers are worth being served.
    prices: Vec<f64>,
}

impl Tree<'_> {
    /// How to split the part that its relaxation misses most; `None` where the case does not fall
    /// into parts, or none misses more than `least`.
    pub(super) fn plan(&mut self, case: &Case<'_>, least: f64, work: &mut Work) -> Option<Plan> {
        let location = &case.rest.location;
        let groups = groups(location, work);
        let free: usize = groups.iter().map(Vec::len).sum();
        let largest = groups.iter().map(Vec::len).max()?;
        if largest as f64 > LARGEST * free as f64 {
            return None;
        }
        let mut best: Option<(f64, Plan)> = None;
        for part in parts(case, groups) {
            let links = part.location.links.len() as u64;
            let mut own = work.part(LOOKS * links);
            let standing: Vec<Standing> =
                part.location.sites.iter().map(|site| site.standing).collect();
            let mut relaxed = Relaxed::default();
            own.spend(Relaxation::new(&part.location).solve(&standing, &part.prices, &mut relaxed));
            let start = greedy::open_by(&part.location, &Columns::of(&part.location), &mut own);
            if let Some(start) = start
                && part.location.cost(&start) - relaxed.value > least
            {
                let how = Search {
                    root_steps: 1_000,
                    node_steps: self.how.node_steps,
                    search: 100 * links,
                    nodes: NODES,
                    sifting: self.how.sifting,
                    proof_numbers: self.how.proof_numbers,
                };
                let found = branch_and_bound(&part.location, start, how, self.rng, &mut own);
                let missed = found.bound - relaxed.value;
                let is_split = found.proof.iter().any(|step| matches!(step, Step::Split { .. }));
                if is_split && missed > best.as_ref().map_or(least, |best| best.0) {
                    let whole = |site: &u32| case.rest.sites[*site as usize];
                    let sites = part.sites.iter().map(whole).collect();
                    best = Some((missed, Plan { steps: found.proof, sites }));
                }
            }
            work.spend(own.done());
            if work.is_over() {
                break;
            }
        }
        best.map(|best| best.1)
    }
}

/// The free sites that share customers with each other, directly or through others.
fn groups(location: &Location, work: &mut Work) -> Vec<Vec<u32>> {
    work.spend(location.links.len() as u64);
    let is_free = |site: u32| location.sites[site as usize].standing == Standing::Free;
    let mut joined = UnionFind::new(location.sites.len());
    for customer in 0..location.customers() {
        let mut free = location.links_of(customer).map(|link| link.0).filter(|site| is_free(*site));
        if let Some(first) = free.next() {
            free.for_each(|site| {
                joined.union(first as usize, site as usize);
            });
        }
    }
    let mut groups = vec![Vec::new(); location.sites.len()];
    for site in (0..location.sites.len() as u32).filter(|site| is_free(*site)) {
        groups[joined.find(site as usize)].push(site);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The groups as problems of their own, in which a site costs what it does and, besides, what the
/// limits make it worth to others.
fn parts(case: &Case<'_>, groups: Vec<Vec<u32>>) -> Vec<Part> {
    let location = &case.rest.location;
    let relaxed = &case.ascent.relaxed;
    let mut group_of = vec![u32::MAX; location.sites.len()];
    for (group, sites) in (0..).zip(&groups) {
        sites.iter().for_each(|site| group_of[*site as usize] = group);
    }
    let part = |sites: Vec<u32>| Part {
        location: Location {
            starts: vec![0],
            most: usize::MAX,
            budget: f64::INFINITY,
            step: 0.0,
            ..emptied(location)
        },
        sites,
        prices: Vec::new(),
    };
    let mut parts: Vec<Part> = groups.into_iter().map(part).collect();
    // Open sites belong to every part whose customers they may serve, and cost nothing there.
    let mut served = vec![Vec::new(); parts.len()];
    for customer in 0..location.customers() {
        let groups = location.links_of(customer).map(|link| group_of[link.0 as usize]);
        let Some(group) = groups.min().filter(|group| *group != u32::MAX) else { continue };
        served[group as usize].push(customer);
        let open = location.links_of(customer).map(|link| link.0);
        parts[group as usize]
            .sites
            .extend(open.filter(|site| group_of[*site as usize] == u32::MAX));
    }
    let mut place = vec![0; location.sites.len()];
    for (part, served) in parts.iter_mut().zip(served) {
        part.sites.sort_unstable();
        part.sites.dedup();
        for (own, site) in (0..).zip(&part.sites) {
            place[*site as usize] = own;
            let Site { opening, price, standing } = location.sites[*site as usize];
            let is_open = standing == Standing::Open;
            let opening = if is_open {
                0.0
            } else {
                opening + relaxed.budget_price * price - relaxed.entering
            };
            part.location.sites.push(Site { opening, price: 0.0, standing });
        }
        for customer in served {
            for (site, cost) in location.links_of(customer) {
                part.location.links.push(place[site as usize]);
                if !location.costs.is_empty() {
                    part.location.costs.push(cost);
                }
            }
            part.location.starts.push(part.location.links.len());
            part.location.unserved.push(location.unserved[customer]);
            part.location.spare.extend(location.spare.get(customer));
            part.prices.push(case.ascent.prices[customer]);
        }
    }
    parts
}
