//! The tree of sites open and closed, which proves what the best solution is.

use domain::rng::Stream;

use super::dual::ascend;
use super::problem::{Capacitated, Solution};
use super::relaxation::{Fate, Prices, Relaxation};
use super::search::Search;
use crate::kernels::Work;
use crate::kernels::location::Standing;
use crate::kernels::transport::Transport;

/// A step of a proof, as in the tree of cases.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A site is open, or it is not: the steps that go on.
    Split {
        /// The site.
        site: u32,
        /// Where it is open.
        open: u32,
        /// Where it is closed.
        closed: u32,
    },
    /// Sites are fixed at these prices.
    Fix {
        /// The prices.
        prices: Prices,
        /// The step that goes on.
        next: u32,
    },
    /// The relaxed value at these prices reaches the target.
    Close {
        /// The prices.
        prices: Prices,
    },
}

/// What the tree proved.
#[derive(Clone, Debug)]
pub struct Proved {
    /// No solution costs less.
    pub bound: f64,
    /// Whether that is the cost of the best solution, up to rounding.
    pub complete: bool,
    /// The proof, where all of it is in prices; its steps reach `target`.
    pub steps: Option<Vec<Step>>,
    /// What every closed step reaches.
    pub target: f64,
    /// Nodes looked at.
    pub nodes: u64,
}

struct Node {
    fates: Vec<Fate>,
    prices: Prices,
    bound: f64,
    step: u32,
}

/// Fates as the sites' standing has them.
#[must_use]
pub fn fates(problem: &Capacitated) -> Vec<Fate> {
    let fate = |standing| match standing {
        Standing::Free => Fate::Free,
        Standing::Open => Fate::Open,
        Standing::Closed => Fate::Closed,
    };
    problem.sites.iter().map(|site| fate(site.standing)).collect()
}

/// What a bound must reach for nothing better than `cost` to be left.
#[must_use]
pub fn target(problem: &Capacitated, cost: f64) -> f64 {
    cost - (problem.step * (1.0 - 1e-5)).max(1e-9 * cost.abs())
}

/// Branches on sites, depth first, bounded by the relaxation, until all is closed or the work is
/// spent. `search` holds the best solution and takes over better ones.
///
/// Where all sites are decided, split service is proved by the prices of its transportation
/// problem. With one site each the customers are branched on then, which no prices prove.
pub fn branch(
    search: &mut Search<'_>,
    problem: &Capacitated,
    root: (Prices, f64),
    stream: &mut Stream,
    work: &mut Work,
) -> Proved {
    let mut relaxation = Relaxation::new(problem, true);
    let mut steps = vec![Step::Close { prices: root.0.clone() }];
    let mut priced = true;
    let mut nodes = 0;
    let mut left = f64::INFINITY;
    let mut stack =
        vec![Node { fates: fates(problem), prices: root.0.clone(), bound: root.1, step: 0 }];
    let mut first_target = target(problem, search.cost());
    while let Some(node) = stack.pop() {
        let aim = target(problem, search.cost());
        first_target = first_target.min(aim);
        if work.is_over() {
            left = left.min(node.bound);
            continue;
        }
        nodes += 1;
        let Node { mut fates, mut prices, bound, mut step } = node;
        let close = |steps: &mut Vec<Step>, step: u32, prices: &Prices| {
            steps[step as usize] = Step::Close { prices: prices.clone() };
        };
        // A shortage of capacity is proved by a price of capacity alone.
        if let Some(short) = shortage(&mut relaxation, problem, &fates, aim, work) {
            close(&mut steps, step, &short);
            continue;
        }
        let mut value = bound;
        let mut opened;
        let mut rounds = 0;
        let closed = loop {
            let count = if nodes == 1 { 400 } else { 80 };
            let ascent = ascend(&mut relaxation, problem, &fates, prices, aim, count, work);
            prices = ascent.prices;
            value = value.max(ascent.value);
            opened = ascent.opened;
            if ascent.value >= aim {
                break true;
            }
            relaxation.solve(&prices, &fates, work);
            // What is fixed has to be told, so nothing is where no step is left to tell it.
            if rounds == 3 || !relaxation.fix(aim, &mut fates) {
                break false;
            }
            rounds += 1;
            let next = steps.len() as u32;
            steps[step as usize] = Step::Fix { prices: prices.clone(), next };
            steps.push(Step::Close { prices: prices.clone() });
            step = next;
            if let Some(short) = shortage(&mut relaxation, problem, &fates, aim, work) {
                prices = short;
                break true;
            }
        };
        if closed {
            close(&mut steps, step, &prices);
            continue;
        }
        let free = (0..fates.len()).filter(|site| fates[*site] == Fate::Free);
        // The site that the relaxation is least sure of.
        let doubt = |site: &usize| (opened[*site] - 0.5).abs();
        let next = free.min_by(|a, b| doubt(a).total_cmp(&doubt(b)).then(a.cmp(b)));
        let Some(site) = next else {
            let open: Vec<u32> = (0..fates.len() as u32)
                .filter(|site| fates[*site as usize] == Fate::Open)
                .collect();
            let transport = Transport::of(problem.tariff(), &open, work);
            let service = transport.prices();
            let leaf = Prices { service, budget: 0.0, capacity: 0.0 };
            if problem.splits {
                if problem.allows(&open) && transport.shortage() <= 1e-9 * problem.demand() {
                    let shares = transport.shares();
                    search.offer(Solution { open, shares, cost: 0.0 });
                }
                // Rounding may have stopped the flow short of its optimum: only what its prices
                // are worth counts.
                let aim = target(problem, search.cost());
                let mut worth = relaxation.solve(&leaf, &fates, work);
                let mut leaf = leaf;
                if worth < aim {
                    let ascent = ascend(&mut relaxation, problem, &fates, leaf, aim, 400, work);
                    (worth, leaf) = (ascent.value, ascent.prices);
                }
                if worth < aim {
                    left = left.min(worth.max(value));
                }
                close(&mut steps, step, &leaf);
                continue;
            }
            if problem.allows(&open) {
                search.assign(&open, 3_000, stream, work);
            }
            let aim = target(problem, search.cost());
            if relaxation.solve(&leaf, &fates, work) >= aim {
                close(&mut steps, step, &leaf);
                continue;
            }
            priced = false;
            let open_sites = if problem.allows(&open) { open } else { continue };
            let done =
                super::leaf::prove(search, problem, &open_sites, &fates, prices.clone(), work);
            if let Some(bound) = done {
                left = left.min(bound.max(value));
            }
            continue;
        };
        let at = steps.len() as u32;
        steps[step as usize] = Step::Split { site: site as u32, open: at, closed: at + 1 };
        for _ in 0..2 {
            steps.push(Step::Close { prices: prices.clone() });
        }
        let mut child = |fate: Fate, step: u32| {
            let mut fates = fates.clone();
            fates[site] = fate;
            stack.push(Node { fates, prices: prices.clone(), bound: value, step });
        };
        // The likelier one is looked at first, that is pushed last.
        if opened[site] >= 0.5 {
            child(Fate::Closed, at + 1);
            child(Fate::Open, at);
        } else {
            child(Fate::Open, at);
            child(Fate::Closed, at + 1);
        }
    }
    let complete = left.is_infinite();
    let aim = target(problem, search.cost()).min(first_target);
    Proved {
        bound: left.min(aim),
        complete,
        steps: (complete && priced).then_some(steps),
        target: aim,
        nodes,
    }
}

/// Prices that prove that the sites of this part cannot hold the demand, or that too many, or too
/// dear ones, are open.
fn shortage(
    relaxation: &mut Relaxation<'_>,
    problem: &Capacitated,
    fates: &[Fate],
    aim: f64,
    work: &mut Work,
) -> Option<Prices> {
    let is_open = |site: &usize| fates[*site] == Fate::Open;
    let may: Vec<usize> = (0..fates.len()).filter(|site| fates[*site] != Fate::Closed).collect();
    let open: Vec<usize> = may.iter().copied().filter(is_open).collect();
    let spent: f64 = open.iter().map(|site| problem.sites[*site].price).sum();
    let mut free: Vec<f64> =
        may.iter().filter(|site| !is_open(site)).map(|site| problem.capacities[*site]).collect();
    free.sort_unstable_by(|a, b| b.total_cmp(a));
    let room = problem.most.saturating_sub(open.len());
    let held: f64 = open.iter().map(|site| problem.capacities[*site]).sum::<f64>()
        + free.iter().take(room).sum::<f64>();
    let short = problem.demand() - held;
    let dear = spent - problem.budget;
    let openings: f64 = problem.sites.iter().map(|site| site.opening.abs()).sum();
    let needed = 2.0 * (aim.abs() + openings + 1.0);
    let mut prices = Prices { service: vec![0.0; problem.customers()], budget: 0.0, capacity: 0.0 };
    if short > 1e-9 * problem.demand() {
        prices.capacity = needed / short;
    } else if dear > 1e-9 * problem.budget.abs() {
        prices.budget = needed / dear;
    } else {
        return None;
    }
    (relaxation.solve(&prices, fates, work) >= aim).then_some(prices)
}
