//! Proofs that a symmetric tour in free order is shortest: branch and bound over 1-trees.
//!
//! Sources: Held & Karp (1971), doi:10.1007/BF01584070; Volgenant & Jonker (1982),
//! doi:10.1016/0377-2217(82)90015-7, for branches by two arcs of a node.

use super::ascent::{self, Climb, Priced, SCALE, rounded};
use super::one_tree::{OneTree, path_most};
use super::problem::TourProblem;
use crate::Work;

/// What a search by branches proves.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    /// A tour shorter than the one known.
    pub(super) route: Option<Vec<u16>>,
    /// No tour is shorter than this, but for `route` and the one known.
    pub(super) bound: u64,
}

/// Steps towards a bound at each branch.
const STEPS: u32 = 40;

/// What an arc that must be in the tour costs less.
const FORCED: i64 = 1 << 44;

/// Whether an arc is in the tours of a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Open,
    In,
    Out,
}

struct Branch<'a> {
    problem: &'a TourProblem,
    /// The arcs that a better tour may have: ends and scaled cost.
    arcs: Vec<(u16, u16, i64)>,
    /// The other end and the arc, for every node.
    at: Vec<Vec<(u16, u32)>>,
    state: Vec<State>,
    /// Arcs that are in.
    forced: i64,
    /// Arcs in the order in which they were set.
    trail: Vec<u32>,
    tree: OneTree,
    /// No tour of greater length is looked for, scaled.
    limit: i64,
    /// Length of the best tour.
    upper: u64,
    unit: u64,
    route: Option<Vec<u16>>,
    /// The least bound of a branch that was left for want of work.
    left: i64,
}

/// Looks for a tour shorter than `upper`, or the proof that there is none, until the work is over.
pub(super) fn prove(problem: &TourProblem, priced: &Priced, upper: u64, work: &mut Work) -> Proof {
    let unit = problem.unit();
    let nodes = problem.nodes();
    let limit = upper.saturating_sub(unit) as i64 * SCALE;
    let most = path_most(problem, &priced.prices);
    work.spend((2 * nodes * nodes) as u64);
    let mut arcs = Vec::new();
    let mut at = vec![Vec::new(); nodes];
    for a in 0..nodes as u16 {
        for b in a + 1..nodes as u16 {
            let [u, v] = [a, b].map(usize::from);
            let cost = problem.weight(a, b) * SCALE;
            let added = cost + priced.prices[u] + priced.prices[v] - most[u * nodes + v];
            if priced.bound + added.max(0) <= limit {
                at[u].push((b, arcs.len() as u32));
                at[v].push((a, arcs.len() as u32));
                arcs.push((a, b, cost));
            }
        }
    }
    let state = vec![State::Open; arcs.len()];
    let mut branch = Branch {
        problem,
        arcs,
        at,
        state,
        forced: 0,
        trail: Vec::new(),
        tree: OneTree::of(nodes),
        limit,
        upper,
        unit,
        route: None,
        left: i64::MAX,
    };
    branch.explore(priced, work);
    let bound = rounded(branch.left, unit).min(branch.upper);
    Proof { route: branch.route, bound }
}

impl Branch<'_> {
    /// Looks through the tours of a branch that begins at the prices of the one above.
    fn explore(&mut self, above: &Priced, work: &mut Work) {
        if work.is_over() {
            self.left = self.left.min(above.bound);
            return;
        }
        let climb = Climb { upper: self.limit + 1, steps: STEPS, reach: 1.0 };
        let priced = ascent::ascend(above.prices.clone(), climb, work, |prices, excess, work| {
            Some(self.relaxed(prices, excess, work))
        });
        let Some(mut priced) = priced else { return };
        priced.bound = priced.bound.max(above.bound);
        if priced.bound > self.limit {
            return;
        }
        // The tree under the best prices says where to branch.
        let mut excess = vec![0; self.at.len()];
        self.relaxed(&priced.prices, &mut excess, work);
        if priced.bound > self.limit {
            return;
        }
        // Without a crossing the tree is a tour as good as the bound.
        let Some((has_in, [first, second])) = self.crossing(&excess) else { return };
        let begun = self.trail.len();
        let branches: &[&[(u32, State)]] = if has_in {
            &[&[(first, State::In)], &[(first, State::Out)]]
        } else {
            &[
                &[(first, State::In), (second, State::In)],
                &[(first, State::In), (second, State::Out)],
                &[(first, State::Out)],
            ]
        };
        for settings in branches {
            let is_possible = settings.iter().all(|(arc, state)| self.set(*arc, *state));
            if is_possible {
                self.explore(&priced, work);
            }
            self.take_back(begun);
        }
    }

    /// Solves the 1-tree of the branch; a tree that is a tour is kept if it is the best.
    fn relaxed(&mut self, prices: &[i64], excess: &mut [i32], work: &mut Work) -> i64 {
        let nodes = self.at.len();
        work.spend((nodes * nodes / 4 + 4 * self.arcs.len()) as u64);
        let (arcs, at, state) = (&self.arcs, &self.at, &self.state);
        let bound = self.tree.span_sparse(prices, |node, visit| {
            for &(other, arc) in &at[usize::from(node)] {
                let cost = match state[arc as usize] {
                    State::Open => arcs[arc as usize].2,
                    State::In => arcs[arc as usize].2 - FORCED,
                    State::Out => continue,
                };
                visit(other, cost);
            }
        });
        let bound = bound.saturating_add(self.forced * FORCED);
        let degrees = self.tree.degrees();
        excess.iter_mut().zip(degrees).for_each(|(excess, degree)| *excess = degree - 2);
        if bound <= self.limit && excess.iter().all(|excess| *excess == 0) {
            let route = self.tree.walk();
            if let Some(length) = self.problem.length(&route)
                && length < self.upper
            {
                self.upper = length;
                self.limit = length.saturating_sub(self.unit) as i64 * SCALE;
                self.route = Some(route);
            }
        }
        bound
    }

    /// Of the node with most arcs in the tree, whether one is settled to be in, and two that are
    /// open; `None` where no node has more than two.
    fn crossing(&self, excess: &[i32]) -> Option<(bool, [u32; 2])> {
        let widest = (0..excess.len()).max_by_key(|node| (excess[*node], usize::MAX - node))?;
        if excess[widest] <= 0 {
            return None;
        }
        let is_in = |arc: &u32| self.state[*arc as usize] == State::In;
        let has_in = self.at[widest].iter().any(|(_, arc)| is_in(arc));
        let mut open = self.at[widest].iter().filter(|(other, arc)| {
            self.state[*arc as usize] == State::Open && self.tree.has(widest as u16, *other)
        });
        let first = open.next()?.1;
        let second = open.next()?.1;
        Some((has_in, [first, second]))
    }

    /// Settles an arc, and those that two arcs in at a node rule out; `false` where that cannot be.
    fn set(&mut self, arc: u32, state: State) -> bool {
        match self.state[arc as usize] {
            State::Open => {}
            settled => return settled == state,
        }
        self.state[arc as usize] = state;
        self.trail.push(arc);
        if state == State::Out {
            return true;
        }
        self.forced += 1;
        let (a, b, _) = self.arcs[arc as usize];
        for node in [a, b].map(usize::from) {
            let states = self.at[node].iter().map(|(_, arc)| self.state[*arc as usize]);
            match states.filter(|state| *state == State::In).count() {
                0 | 1 => {}
                2 => {
                    for place in 0..self.at[node].len() {
                        let other = self.at[node][place].1;
                        if self.state[other as usize] == State::Open {
                            self.state[other as usize] = State::Out;
                            self.trail.push(other);
                        }
                    }
                }
                _ => return false,
            }
        }
        true
    }

    fn take_back(&mut self, left: usize) {
        while self.trail.len() > left
            && let Some(arc) = self.trail.pop()
        {
            if self.state[arc as usize] == State::In {
                self.forced -= 1;
            }
            self.state[arc as usize] = State::Open;
        }
    }
}
