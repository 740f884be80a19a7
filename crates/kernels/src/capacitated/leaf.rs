//! Proof of the best assignment to given sites, by branching on customers.

use super::dual::ascend;
use super::fates::target;
use super::problem::{Capacitated, Solution};
use super::relaxation::{Fate, Prices, Relaxation};
use super::search::Search;
use crate::Work;

/// Nodes that a part of the tree may take.
const NODES: u32 = 4_000;

/// A part of the tree.
struct Part {
    /// Pairs of site and customer that are ruled out.
    ruled: Vec<(u32, u32)>,
    prices: Prices,
    bound: f64,
}

/// Proves that no assignment of the customers to these sites is better than the best solution, or
/// finds one; returns a lower bound where it had to leave off.
///
/// Depth first on the customer whose knapsacks disagree most: one branch for each site that may
/// still serve it. A pair that is ruled out costs more than any solution.
///
/// Source: Fisher, Jaikumar & Van Wassenhove (1986), doi:10.1287/mnsc.32.9.1095.
pub(super) fn prove(
    search: &mut Search<'_>,
    problem: &Capacitated,
    open: &[u32],
    fates: &[Fate],
    prices: Prices,
    work: &mut Work,
) -> Option<f64> {
    let customers = problem.customers();
    let mut node = problem.clone();
    let mut stack = vec![Part { ruled: Vec::new(), prices, bound: f64::NEG_INFINITY }];
    let mut count = 0;
    while let Some(Part { ruled, prices, bound }) = stack.pop() {
        let aim = target(problem, search.cost());
        count += 1;
        if work.is_over() || count > NODES {
            let least = stack.iter().map(|part| part.bound).fold(bound, f64::min);
            return Some(least);
        }
        for (site, customer) in &ruled {
            node.costs[*site as usize * customers + *customer as usize] = problem.forbidden * 2.0;
        }
        work.spend(ruled.len() as u64);
        let mut relaxation = Relaxation::new(&node, true);
        let ascent = ascend(&mut relaxation, &node, fates, prices, aim, 60, work);
        let value = ascent.value.max(bound);
        if value < aim {
            relaxation.solve(&ascent.prices, fates, work);
            let mut servers: Vec<Vec<u32>> = vec![Vec::new(); customers];
            for site in open {
                for (customer, _) in &relaxation.packed[*site as usize] {
                    servers[*customer as usize].push(*site);
                }
            }
            let may = |customer: usize| -> Vec<u32> {
                let may = |site: &u32| node.cost(*site, customer) < problem.forbidden;
                open.iter().copied().filter(may).collect()
            };
            // Among customers with a choice, the largest that no knapsack packs, or several do.
            let is_torn = |customer: &usize| servers[*customer].len() != 1;
            let next = (0..customers).filter(|customer| may(*customer).len() > 1).max_by(|a, b| {
                is_torn(a)
                    .cmp(&is_torn(b))
                    .then(problem.sizes[*a].total_cmp(&problem.sizes[*b]))
                    .then(b.cmp(a))
            });
            if (0..customers).all(|customer| servers[customer].len() == 1) && relaxation.whole {
                let site = |(customer, sites): (u32, &Vec<u32>)| (sites[0], customer, 1.0);
                let shares = (0..).zip(&servers).map(site).collect();
                // No constraint is violated, so that this is the best of this part.
                search.offer(Solution { open: open.to_vec(), shares, cost: 0.0 });
            } else if let Some(customer) = next {
                // Two branches: its cheapest sites are ruled out, or the others are.
                let mut sites = may(customer);
                let cost = |site: &u32| problem.cost(*site, customer);
                sites.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then(a.cmp(b)));
                let dear = sites.split_off((sites.len() / 2).min(2));
                for out in [sites, dear] {
                    let mut ruled = ruled.clone();
                    ruled.extend(out.into_iter().map(|site| (site, customer as u32)));
                    stack.push(Part { ruled, prices: ascent.prices.clone(), bound: value });
                }
            } else if (0..customers).all(|customer| may(customer).len() == 1) {
                let shares: Vec<(u32, u32, f64)> = (0..customers)
                    .map(|customer| (may(customer)[0], customer as u32, 1.0))
                    .collect();
                if fits(problem, &shares) {
                    search.offer(Solution { open: open.to_vec(), shares, cost: 0.0 });
                }
            }
        }
        restore(&mut node, problem, &ruled);
    }
    None
}

/// Whether no site serves more than its capacity.
fn fits(problem: &Capacitated, shares: &[(u32, u32, f64)]) -> bool {
    let mut load = vec![0.0; problem.sites.len()];
    for (site, customer, share) in shares {
        load[*site as usize] += share * problem.sizes[*customer as usize];
    }
    load.iter().zip(&problem.capacities).all(|(load, capacity)| *load <= capacity * (1.0 + 1e-9))
}

fn restore(node: &mut Capacitated, problem: &Capacitated, ruled: &[(u32, u32)]) {
    for (site, customer) in ruled {
        let at = *site as usize * problem.customers() + *customer as usize;
        node.costs[at] = problem.costs[at];
    }
}
