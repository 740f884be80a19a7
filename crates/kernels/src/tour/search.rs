//! A short tour, and what is proved of the shortest: exact where that is cheap, a search beyond.

use domain::rng::Stream;

use super::ascent::SCALE;
use super::construct::nearest_neighbour;
use super::held_karp::{MOST_STOPS, held_karp};
use super::ideals::{self, Known};
use super::order::Order;
use super::problem::{NO_WAY, TourProblem};
use super::{arborescence, branch, chains, exchange, one_tree};
use crate::Work;

/// A tour and a bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toured {
    /// The stops in order of visiting.
    pub route: Vec<u16>,
    /// Its length; `None` where no tour along ways was found.
    pub length: Option<u64>,
    /// No tour is shorter.
    pub bound: u64,
}

impl Toured {
    fn of(problem: &TourProblem, route: Vec<u16>, bound: u64) -> Self {
        Self { length: problem.length(&route), route, bound }
    }

    /// Whether no tour is shorter than this one.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.length.is_some_and(|length| length <= self.bound)
    }
}

/// Nodes looked at around each node in free order.
const NEAR: usize = 8;

/// Searches in free order that begin anew, and percent of what work is left for each.
const STARTS: u32 = 5;
const START_SHARE: u64 = 10;

/// Nodes looked at after each node where order matters.
const NEAR_AHEAD: usize = 100;

/// Most steps towards a bound.
const STEPS: u32 = 1_000;

/// Most beginnings of a tour kept for each number of stops.
const WIDTH: usize = 200_000;

/// Nodes up to which trees are grown where order matters: they take 16 bytes for each pair.
const MOST_BOUNDED: usize = 1_000;

/// Most units for each pair of nodes in a search before a proof is tried.
const FIRST_UNITS: u64 = 1_000;

/// Nodes up to which a tour in free order is to be proved shortest.
const MOST_PROVED: usize = 200;

/// Searches for a short tour until the work is over or the tour is proved shortest, and bounds the
/// shortest from below. Turns and precedences are kept. Up to [`MOST_STOPS`] stops the tour is the
/// shortest whatever the work. O(n²) memory.
#[must_use]
pub fn shortest(problem: &TourProblem, work: &mut Work, stream: &mut Stream) -> Toured {
    if problem.nodes() <= MOST_STOPS + 1
        && let Some(route) = held_karp(problem, work)
    {
        let length = problem.length(&route).unwrap_or_default();
        return Toured::of(problem, route, length);
    }
    search(problem, work, stream)
}

/// As [`shortest`], without the table of all sets of stops.
#[must_use]
pub fn search(problem: &TourProblem, work: &mut Work, stream: &mut Stream) -> Toured {
    let route = nearest_neighbour(problem, work);
    if problem.nodes() >= 5 && problem.is_free() && problem.is_symmetric() {
        search_free(problem, route, work, stream)
    } else {
        search_ordered(problem, route, work, stream)
    }
}

/// Improves a tour until the work is over, by exchanges that keep turns and precedences. Never
/// returns a longer one.
#[must_use]
pub fn improve(
    problem: &TourProblem,
    route: &[u16],
    work: &mut Work,
    stream: &mut Stream,
) -> Vec<u16> {
    let order = Order::of(problem);
    let costs = order.usable(problem);
    exchange::Search::of(problem, &order, &costs, route, NEAR).improve(0, work, stream)
}

/// Of the work that is left, a part of `share` percent; what it does is spent here as well.
fn within<T>(work: &mut Work, share: u64, run: impl FnOnce(&mut Work) -> T) -> T {
    within_units(work, work.left() / 100 * share, run)
}

/// A part of so many units.
fn within_units<T>(work: &mut Work, units: u64, run: impl FnOnce(&mut Work) -> T) -> T {
    let mut part = work.part(units);
    let result = run(&mut part);
    work.spend(part.done());
    result
}

/// A length to measure bounds by: of the route, or where that has no way, of none.
fn upper(problem: &TourProblem, route: &[u16]) -> u64 {
    const NONE: u64 = i64::MAX as u64 / SCALE as u64 / 4;
    problem.length(route).unwrap_or(NONE).min(NONE)
}

/// Searches from the tour and from walks that begin elsewhere, and goes on with the best.
fn from_several(
    problem: &TourProblem,
    route: Vec<u16>,
    near: &[Vec<u16>],
    bound: u64,
    work: &mut Work,
    stream: &mut Stream,
) -> Vec<u16> {
    let mut best = route;
    for start in 0..STARTS {
        let route =
            if start == 0 { best.clone() } else { walk_from_anywhere(problem, work, stream) };
        let found = within(work, START_SHARE, |part| {
            chains::improve(problem, &route, near, bound, None, part, stream)
        });
        if upper(problem, &found) < upper(problem, &best) {
            best = found;
        }
    }
    chains::improve(problem, &best, near, bound, None, work, stream)
}

/// A walk to the nearest node from some node, in free order.
fn walk_from_anywhere(problem: &TourProblem, work: &mut Work, stream: &mut Stream) -> Vec<u16> {
    let nodes = problem.nodes();
    work.spend((nodes * nodes / 2) as u64);
    let mut ring: Vec<u16> = (0..nodes as u16).collect();
    ring.swap(0, stream.below(nodes as u32) as usize);
    for done in 1..nodes {
        let key = |place: &usize| (problem.weight(ring[done - 1], ring[*place]), ring[*place]);
        if let Some(next) = (done..nodes).min_by_key(key) {
            ring.swap(done, next);
        }
    }
    let depot = ring.iter().position(|node| *node == 0).unwrap_or(0);
    ring.rotate_left(depot);
    ring.split_off(1)
}

/// Work of a first search.
fn first_units(problem: &TourProblem, work: &Work) -> u64 {
    (work.left() / 5).min(FIRST_UNITS * (problem.nodes() * problem.nodes()) as u64)
}

/// What reaching every stop, and the end, takes at least.
fn cheapest_entries(costs: &[u32], nodes: usize) -> u64 {
    let entry = |to: usize| (0..nodes).map(|from| costs[from * nodes + to]).min().unwrap_or(0);
    (0..nodes).map(entry).filter(|cost| *cost != NO_WAY).map(u64::from).sum()
}

fn search_free(
    problem: &TourProblem,
    route: Vec<u16>,
    work: &mut Work,
    stream: &mut Stream,
) -> Toured {
    work.spend(2 * (problem.nodes() * problem.nodes()) as u64);
    let near = one_tree::near(problem, &vec![0; problem.nodes()], NEAR);
    let route = chains::improve(problem, &route, &near, 0, Some(0), work, stream);
    let length = upper(problem, &route);
    let priced = within(work, 20, |part| one_tree::ascend(problem, length, STEPS, part));
    let bound = priced.length(problem.unit());
    let near = one_tree::near(problem, &priced.prices, NEAR);
    // Few nodes need not be searched for long before a proof is tried.
    let units = if problem.nodes() <= MOST_PROVED { first_units(problem, work) } else { u64::MAX };
    let route =
        within_units(work, units, |part| from_several(problem, route, &near, bound, part, stream));
    let found = Toured::of(problem, route, bound);
    if found.is_proved() || problem.nodes() > MOST_PROVED {
        return found;
    }
    let length = upper(problem, &found.route);
    let proof = within(work, 50, |part| branch::prove(problem, &priced, length, part));
    let (route, bound) = (proof.route.unwrap_or(found.route), bound.max(proof.bound));
    let route = chains::improve(problem, &route, &near, bound, None, work, stream);
    Toured::of(problem, route, bound)
}

fn search_ordered(
    problem: &TourProblem,
    route: Vec<u16>,
    work: &mut Work,
    stream: &mut Stream,
) -> Toured {
    let order = Order::of(problem);
    let costs = order.usable(problem);
    let (nodes, unit) = (problem.nodes(), problem.unit());
    let mut improve = |route: &[u16], bound: u64, work: &mut Work| {
        let mut search = exchange::Search::of(problem, &order, &costs, route, NEAR_AHEAD);
        search.improve(bound, work, stream)
    };
    work.spend((nodes * nodes * nodes.div_ceil(512)) as u64);
    let route = within_units(work, first_units(problem, work), |part| improve(&route, 0, part));
    let length = upper(problem, &route);
    if nodes > MOST_BOUNDED {
        let route = improve(&route, 0, work);
        return Toured::of(problem, route, cheapest_entries(&costs, nodes));
    }
    let priced = within(work, 15, |part| arborescence::ascend(&costs, nodes, length, STEPS, part));
    let Some(priced) = priced else {
        // No tour at all, in any order.
        return Toured::of(problem, route, 0);
    };
    let bound = priced.length(unit);
    let mut found = Toured::of(problem, route, bound);
    if !found.is_proved() && nodes <= ideals::MOST_NODES {
        let reduced = arborescence::reduced(&costs, nodes, &priced.prices);
        let (costs, order, bound, upper) = (&costs[..], &order, priced.bound, length);
        let known = Known { problem, order, costs, reduced: &reduced, bound, upper };
        let swept = within(work, 40, |part| ideals::sweep(&known, WIDTH, part));
        let bound = found.bound.max(swept.bound);
        found = Toured::of(problem, swept.route.unwrap_or(found.route), bound);
    }
    if !found.is_proved() {
        let route = improve(&found.route, found.bound, work);
        found = Toured::of(problem, route, found.bound);
    }
    found
}
