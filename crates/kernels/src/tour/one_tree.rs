//! Lower bound of symmetric tours: spanning trees with one more arc, under prices of the nodes.

use super::ascent::{self, Climb, Priced, SCALE};
use super::problem::TourProblem;
use crate::Work;

/// Prices under which the 1-tree is long. `upper` is the length of some tour. O(n²) a step.
///
/// Source: Held & Karp (1970), doi:10.1287/opre.18.6.1138.
pub(super) fn ascend(problem: &TourProblem, upper: u64, steps: u32, work: &mut Work) -> Priced {
    let nodes = problem.nodes();
    let mut tree = OneTree::of(nodes);
    let climb = Climb { upper: (upper as i64).saturating_mul(SCALE), steps, reach: 2.0 };
    let priced = ascent::ascend(vec![0; nodes], climb, work, |prices, excess, work| {
        work.spend((nodes * nodes) as u64);
        let bound = tree.span(problem, prices);
        excess.iter_mut().zip(&tree.degrees).for_each(|(excess, degree)| *excess = degree - 2);
        Some(bound)
    });
    priced.unwrap_or_else(|| Priced { bound: 0, prices: vec![0; nodes] })
}

/// No arc.
const FAR: i64 = 1 << 58;

/// A shortest spanning tree over all nodes but 0, and the two shortest arcs of node 0.
pub(super) struct OneTree {
    degrees: Vec<i32>,
    /// The arc by which each node joined the tree, and of node 0 both.
    parents: Vec<u16>,
    ends: [u16; 2],
    /// Nodes not in the tree, with their shortest arc into it.
    outside: Vec<(i64, u16, u16)>,
    /// Where each node is among them.
    place: Vec<u16>,
    /// The nodes in the order in which they joined.
    joined: Vec<u16>,
}

impl OneTree {
    pub(super) fn of(nodes: usize) -> Self {
        Self {
            degrees: vec![0; nodes],
            parents: vec![0; nodes],
            ends: [0; 2],
            outside: Vec::with_capacity(nodes),
            place: vec![0; nodes],
            joined: Vec::with_capacity(nodes),
        }
    }

    /// What the 1-tree proves under these prices. O(n²).
    pub(super) fn span(&mut self, problem: &TourProblem, prices: &[i64]) -> i64 {
        let nodes = problem.nodes() as u16;
        let priced = |from: u16, to: u16| {
            problem.weight(from, to) * SCALE + prices[usize::from(from)] + prices[usize::from(to)]
        };
        let mut ends = [(FAR, 0); 2];
        (1..nodes).for_each(|node| shift(&mut ends, (priced(0, node), node)));
        let mut length = self.begin(prices, ends);
        let mut newest = 1;
        while !self.outside.is_empty() {
            let mut nearest = (i64::MAX, 0);
            for (place, entry) in self.outside.iter_mut().enumerate() {
                let cost = priced(newest, entry.1);
                if cost < entry.0 {
                    (entry.0, entry.2) = (cost, newest);
                }
                if entry.0 < nearest.0 {
                    nearest = (entry.0, place);
                }
            }
            length += nearest.0;
            newest = self.join(nearest.1);
        }
        length
    }

    /// The same along some arcs only: `arcs` visits those of a node, with what they cost. O(n²)
    /// steps of a comparison each, and the arcs.
    pub(super) fn span_sparse(
        &mut self,
        prices: &[i64],
        arcs: impl Fn(u16, &mut dyn FnMut(u16, i64)),
    ) -> i64 {
        let mut ends = [(FAR, 0); 2];
        let price = |node: u16| prices[usize::from(node)];
        arcs(0, &mut |node, cost| shift(&mut ends, (cost + price(0) + price(node), node)));
        let mut length = self.begin(prices, ends);
        let mut newest = 1;
        while !self.outside.is_empty() {
            let (outside, place) = (&mut self.outside, &self.place);
            arcs(newest, &mut |node, cost| {
                let cost = cost + price(newest) + price(node);
                let place = usize::from(place[usize::from(node)]);
                if let Some(entry) = outside.get_mut(place)
                    && entry.1 == node
                    && cost < entry.0
                {
                    (entry.0, entry.2) = (cost, newest);
                }
            });
            let costs = self.outside.iter().enumerate();
            let Some((place, entry)) = costs.min_by_key(|(_, entry)| entry.0) else { break };
            length += entry.0;
            newest = self.join(place);
        }
        length
    }

    pub(super) fn degrees(&self) -> &[i32] {
        &self.degrees
    }

    /// Whether the tree has the arc between two nodes.
    pub(super) fn has(&self, a: u16, b: u16) -> bool {
        if a == 0 || b == 0 {
            return self.ends.contains(&a.max(b));
        }
        self.parents[usize::from(a)] == b || self.parents[usize::from(b)] == a
    }

    /// The stops along the tree, if every degree is 2.
    pub(super) fn walk(&self) -> Vec<u16> {
        let mut beside = vec![[u16::MAX; 2]; self.degrees.len()];
        let mut join = |a: u16, b: u16| {
            for (node, other) in [(a, b), (b, a)] {
                let beside = &mut beside[usize::from(node)];
                beside[usize::from(beside[0] != u16::MAX)] = other;
            }
        };
        self.ends.iter().for_each(|end| join(0, *end));
        self.joined.iter().for_each(|node| join(*node, self.parents[usize::from(*node)]));
        let (mut before, mut at) = (0, self.ends[0]);
        let mut route = Vec::with_capacity(self.degrees.len() - 1);
        while at != 0 && route.len() < self.degrees.len() {
            route.push(at);
            let [a, b] = beside[usize::from(at)];
            (before, at) = (at, if a == before { b } else { a });
        }
        route
    }

    /// Only node 1 is in the tree; what it proves so far.
    fn begin(&mut self, prices: &[i64], ends: [(i64, u16); 2]) -> i64 {
        let nodes = self.degrees.len() as u16;
        self.degrees.fill(0);
        self.degrees[0] = 2;
        for (_, node) in ends {
            self.degrees[usize::from(node)] += 1;
        }
        self.ends = ends.map(|end| end.1);
        self.joined.clear();
        self.parents.fill(0);
        self.outside.clear();
        self.outside.extend((2..nodes).map(|node| (FAR, node, 1)));
        self.place.fill(u16::MAX);
        (0..).zip(2..nodes).for_each(|(place, node)| self.place[usize::from(node)] = place);
        ends[0].0 + ends[1].0 - 2 * prices.iter().sum::<i64>()
    }

    fn join(&mut self, place: usize) -> u16 {
        let (_, node, parent) = self.outside.swap_remove(place);
        self.place[usize::from(node)] = u16::MAX;
        if let Some(moved) = self.outside.get(place) {
            self.place[usize::from(moved.1)] = place as u16;
        }
        self.parents[usize::from(node)] = parent;
        self.degrees[usize::from(node)] += 1;
        self.degrees[usize::from(parent)] += 1;
        self.joined.push(node);
        node
    }
}

/// Keeps the two least.
fn shift(ends: &mut [(i64, u16); 2], arc: (i64, u16)) {
    if arc < ends[0] {
        *ends = [arc, ends[0]];
    } else if arc < ends[1] {
        ends[1] = arc;
    }
}

/// Row by row, what the arc costs that leaves the 1-tree when an arc between two nodes joins it.
/// O(n²).
pub(super) fn path_most(problem: &TourProblem, prices: &[i64]) -> Vec<i64> {
    let nodes = problem.nodes();
    let mut tree = OneTree::of(nodes);
    tree.span(problem, prices);
    let priced = |from: u16, to: u16| {
        problem.weight(from, to) * SCALE + prices[usize::from(from)] + prices[usize::from(to)]
    };
    let mut most = vec![i64::MIN; nodes * nodes];
    let second = priced(0, tree.ends[0]).max(priced(0, tree.ends[1]));
    for node in 1..nodes {
        most[node] = second;
        most[node * nodes] = second;
    }
    let mut inside: Vec<usize> = vec![1];
    for &node in &tree.joined {
        let parent = tree.parents[usize::from(node)];
        let arc = priced(node, parent);
        let (node, parent) = (usize::from(node), usize::from(parent));
        for &other in &inside {
            let along = if other == parent { arc } else { most[parent * nodes + other].max(arc) };
            most[node * nodes + other] = along;
            most[other * nodes + node] = along;
        }
        inside.push(node);
    }
    most
}

/// For each node those that a short tour may well use beside it, the nearest first: the best by
/// priced cost. O(n² log n).
pub(super) fn near(problem: &TourProblem, prices: &[i64], most: usize) -> Vec<Vec<u16>> {
    let nodes = problem.nodes() as u16;
    let row = |from: u16| {
        let mut near: Vec<u16> = (0..nodes).filter(|to| *to != from).collect();
        let priced = |to: &u16| (problem.weight(from, *to) * SCALE + prices[usize::from(*to)], *to);
        if near.len() > most {
            near.select_nth_unstable_by_key(most, priced);
            near.truncate(most);
        }
        near.sort_by_key(|to| (problem.weight(from, *to), *to));
        near
    };
    (0..nodes).map(row).collect()
}
