//! The fewest bins: rules of thumb, bounds, and searches where the two do not meet.

use super::bound::{by_sizes, by_volume};
use super::clique::by_cliques;
use super::complete::{Verdict, pack_into};
use super::dive::{Noise, dive, named};
use super::greedy::{Rule, greedy, orders};
use super::parts::parts;
use super::problem::{Packing, Problem};
use super::relaxation::Relaxation;
use super::slack::{least_slack, shares};
use crate::Work;

/// Kinds beyond which the relaxation is not tried: its basis would be too large.
const KINDS: usize = 1_100;

/// Items for which a search alone is mostly quicker than the relaxation.
const FEW: u32 = 70;

/// Work of the search before the relaxation, and rounds of the relaxation at most.
const SEARCH: u64 = 20_000_000;
const ROUNDS: u32 = 1_000;

/// Kinds beyond which nothing is searched without the relaxation's help.
const SEARCHED: usize = 300;

/// Dives to each number of bins in turn.
const TRIES: u32 = 4;

/// Items beyond which only the quickest rules are followed.
const MANY: u32 = 3_000;

/// The best packing found and what is known of fewer bins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Minimised {
    /// The packing.
    pub packing: Packing,
    /// No packing has fewer bins.
    pub bound: u32,
    /// Which bins share kinds that could also share a bin, directly or by way of others: for each
    /// such part the number of its first bin. Items of different parts never meet.
    pub parts: Vec<usize>,
}

/// Packs a problem into few bins, proved to be the fewest if the work allows.
#[must_use]
pub fn minimise(problem: &Problem, work: &mut Work) -> Minimised {
    let mut all = Minimised { packing: Packing::new(), bound: 0, parts: Vec::new() };
    if problem.kinds.is_empty() {
        return all;
    }
    let parts = parts(problem);
    if let [_] = &parts[..] {
        return minimise_part(problem, work);
    }
    // Each part gets its share of what is left, by kinds.
    let mut open = problem.kinds.len() as u64;
    for kinds in &parts {
        let share = work.left() / open * kinds.len() as u64;
        open -= kinds.len() as u64;
        let mut part = work.part(share.max(1));
        let found = minimise_part(&problem.part(kinds), &mut part);
        work.spend(part.done());
        all.parts.push(all.packing.len());
        all.packing.extend(named(found.packing, kinds));
        all.bound += found.bound;
    }
    all
}

/// A problem that does not fall apart.
fn minimise_part(problem: &Problem, work: &mut Work) -> Minimised {
    let counts = problem.counts();
    let items = problem.items();
    let by_bulk: Vec<u32> = (0..problem.kinds.len() as u32).collect();
    let mut packing = greedy(problem, &counts, &by_bulk, Rule::Best, work);
    let mut bound = by_volume(problem, &counts).max(1);
    let is_met = |packing: &Packing, bound: u32| packing.len() as u32 <= bound;
    if is_met(&packing, bound) {
        return Minimised { packing, bound, parts: vec![0] };
    }
    bound = bound.max(by_sizes(problem));
    if !is_met(&packing, bound) {
        bound = bound.max(by_cliques(problem));
    }
    // Bins of the first two rules and of the best; more of them cost work and hardly help.
    let mut pool: Vec<Packing> = Vec::new();
    let mut offer = |found: Packing, packing: &mut Packing| {
        if pool.len() < 2 {
            pool.push(found.clone());
        }
        if found.len() < packing.len() {
            *packing = found;
        }
    };
    if !is_met(&packing, bound) {
        let shares = shares(problem);
        for order in orders(problem, items <= MANY) {
            offer(greedy(problem, &counts, &order, Rule::First, work), &mut packing);
            if !is_met(&packing, bound) && items <= MANY {
                offer(least_slack(problem, &counts, &order, &shares, work), &mut packing);
            }
            if is_met(&packing, bound) || work.is_over() {
                break;
            }
        }
    }
    if !is_met(&packing, bound) && items <= FEW {
        search(problem, &counts, &mut packing, &mut bound, &mut work.part(SEARCH), work);
    }
    if !is_met(&packing, bound) && problem.kinds.len() <= KINDS && !work.is_over() {
        pool.push(packing.clone());
        relax(problem, &mut packing, &mut bound, &pool.concat(), work);
    }
    if !is_met(&packing, bound) && problem.kinds.len() <= SEARCHED {
        let mut rest = work.part(u64::MAX);
        search(problem, &counts, &mut packing, &mut bound, &mut rest, work);
    }
    Minimised { packing, bound, parts: vec![0] }
}

/// Branch and bound from the bound up.
fn search(
    problem: &Problem,
    counts: &[u32],
    packing: &mut Packing,
    bound: &mut u32,
    part: &mut Work,
    work: &mut Work,
) {
    let before = part.done();
    while packing.len() as u32 > *bound {
        match pack_into(problem, counts, *bound, part) {
            Verdict::Packed(found) => *packing = found,
            Verdict::Never => *bound += 1,
            Verdict::Open => break,
        }
    }
    work.spend(part.done() - before);
}

/// The relaxation's bound, and dives for a packing that meets it.
fn relax(
    problem: &Problem,
    packing: &mut Packing,
    bound: &mut u32,
    pool: &[Vec<u32>],
    work: &mut Work,
) {
    let mut root = Relaxation::new(problem, pool);
    let is_solved = root.solve(problem, packing.len() as u32 - 1, ROUNDS, work);
    *bound = root.bound.max(*bound);
    if !is_solved {
        return;
    }
    let mut noise = Noise(0);
    while packing.len() as u32 > *bound && !work.is_over() {
        let fewer = packing.len() as u32 - 1;
        let tries = if fewer > *bound { TRIES } else { u32::MAX };
        let found = dive(problem, &root, *bound, tries, &mut noise, work)
            .or_else(|| dive(problem, &root, fewer, TRIES, &mut noise, work));
        if let Some(found) = found {
            *packing = found;
        }
    }
}
