//! Which stops must come before which: turns and precedences followed through to the end.

use super::problem::{NO_WAY, TourProblem};
use super::sorted::{direct, sorted};

/// Every stop that comes before or after a stop, as rows of bits and as short lists.
pub(super) struct Order {
    /// Words of a row.
    words: usize,
    /// The nodes that come after each node.
    after: Vec<u64>,
    /// The nodes that come before each node.
    before: Vec<u64>,
    /// Precedences that do not follow from two others or from turns, seen from either end.
    pub(super) followers: Vec<Vec<u16>>,
    pub(super) leaders: Vec<Vec<u16>>,
}

impl Order {
    /// All that follows from the turns and precedences. O(n³ / 64) at worst.
    pub(super) fn of(problem: &TourProblem) -> Self {
        let nodes = problem.nodes();
        let words = nodes.div_ceil(64);
        let (mut after, mut before) = (vec![0; nodes * words], vec![0; nodes * words]);
        // The problem has been checked for cycles.
        let sorted = sorted(problem.turns(), problem.precedences()).unwrap_or_default();
        let direct = direct(problem.turns(), problem.precedences());
        for &node in sorted.iter().rev() {
            for &later in &direct[usize::from(node)] {
                merge(&mut after, words, usize::from(node), usize::from(later));
            }
        }
        for &node in &sorted {
            for &later in &direct[usize::from(node)] {
                merge(&mut before, words, usize::from(later), usize::from(node));
            }
        }
        let empty = vec![Vec::new(); nodes];
        let mut order = Self { words, after, before, followers: empty.clone(), leaders: empty };
        let turns = problem.turns();
        let mut pairs = problem.precedences().to_vec();
        pairs.sort_unstable();
        pairs.dedup();
        for (first, later) in pairs {
            let (u, v) = (usize::from(first), usize::from(later));
            let by_turns = turns[u] < turns[v];
            if !by_turns && !order.has_between(u, v) {
                order.followers[u].push(later);
                order.leaders[v].push(first);
            }
        }
        order
    }

    /// The stops that come after a stop, as bits.
    pub(super) fn after(&self, node: usize) -> &[u64] {
        &self.after[node * self.words..(node + 1) * self.words]
    }

    /// The stops that come before a stop, as bits.
    pub(super) fn before(&self, node: usize) -> &[u64] {
        &self.before[node * self.words..(node + 1) * self.words]
    }

    /// Whether one stop comes before another.
    pub(super) fn is_before(&self, first: usize, later: usize) -> bool {
        self.after(first)[later / 64] >> (later % 64) & 1 == 1
    }

    /// Whether some stop must come between two.
    fn has_between(&self, first: usize, later: usize) -> bool {
        self.after(first).iter().zip(self.before(later)).any(|(after, before)| after & before != 0)
    }

    /// The costs, with no way along arcs that no tour can use. O(n³ / 64).
    pub(super) fn usable(&self, problem: &TourProblem) -> Vec<u32> {
        let nodes = problem.nodes();
        let mut costs = problem.costs().to_vec();
        let is_empty = |row: &[u64]| row.iter().all(|word| *word == 0);
        for i in 0..nodes {
            for j in 0..nodes {
                let is_usable = match (i, j) {
                    _ if i == j => false,
                    (0, j) => is_empty(self.before(j)),
                    (i, 0) => is_empty(self.after(i)),
                    (i, j) => !self.is_before(j, i) && !self.has_between(i, j),
                };
                if !is_usable {
                    costs[i * nodes + j] = NO_WAY;
                }
            }
        }
        costs
    }
}

/// Adds to row `into` node `from` and its row.
fn merge(rows: &mut [u64], words: usize, into: usize, from: usize) {
    for word in 0..words {
        rows[into * words + word] |= rows[from * words + word];
    }
    rows[into * words + from / 64] |= 1 << (from % 64);
}
