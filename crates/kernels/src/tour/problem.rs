//! What a tour is asked of: costs between nodes, turns and precedences.

use super::sorted::sorted;

/// No way from one node to another.
pub const NO_WAY: u32 = u32::MAX;

/// What an arc that is no way counts for in a search: more than any tour along ways.
pub(super) const WALL: i64 = 1 << 46;

/// Stops to be visited once each, from node 0 and back to it.
///
/// Row 0 of the costs is the way from the start, column 0 the way to the end, so that a path
/// between two different places is a tour as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TourProblem {
    nodes: usize,
    costs: Vec<u32>,
    turns: Vec<u8>,
    precedences: Vec<(u16, u16)>,
}

/// Why something is no problem of a tour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TourError {
    /// The table is not square.
    #[error("{cells} costs of {nodes} nodes, expected the square of 1 to 65535 nodes")]
    Table {
        /// Costs given.
        cells: usize,
        /// Nodes, by the turns.
        nodes: usize,
    },
    /// A precedence names the depot, an unknown node, or one node twice.
    #[error("precedence of {0} before {1}, expected two different stops")]
    Precedence(u16, u16),
    /// Turns and precedences cannot all be kept.
    #[error("stop {0} comes before itself by turns and precedences")]
    Cycle(u16),
}

impl TourProblem {
    /// A problem of `turns.len()` nodes; the turn of node 0 is not looked at.
    ///
    /// A stop of a lower turn comes before every stop of a higher one. Of the two nodes of a
    /// precedence the first comes before the second.
    ///
    /// # Errors
    /// A table that does not fit, a precedence that is none, or a cycle of them and the turns.
    pub fn new(
        costs: Vec<u32>,
        turns: Vec<u8>,
        precedences: Vec<(u16, u16)>,
    ) -> Result<Self, TourError> {
        let nodes = turns.len();
        if nodes == 0 || nodes > usize::from(u16::MAX) || costs.len() != nodes * nodes {
            return Err(TourError::Table { cells: costs.len(), nodes });
        }
        for &(first, later) in &precedences {
            let is_stop = |stop: u16| stop > 0 && usize::from(stop) < nodes;
            if first == later || !is_stop(first) || !is_stop(later) {
                return Err(TourError::Precedence(first, later));
            }
        }
        sorted(&turns, &precedences).map_err(TourError::Cycle)?;
        Ok(Self { nodes, costs, turns, precedences })
    }

    /// Number of nodes, the depot among them.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The turn of each node.
    #[must_use]
    pub fn turns(&self) -> &[u8] {
        &self.turns
    }

    /// Pairs of stops of which the first comes before the second.
    #[must_use]
    pub fn precedences(&self) -> &[(u16, u16)] {
        &self.precedences
    }

    /// Cost of an arc, or [`NO_WAY`].
    #[inline]
    #[must_use]
    pub fn cost(&self, from: usize, to: usize) -> u32 {
        self.costs[from * self.nodes + to]
    }

    /// The costs, row by row.
    #[must_use]
    pub fn costs(&self) -> &[u32] {
        &self.costs
    }

    /// Cost of an arc as searches count it.
    #[inline]
    pub(super) fn weight(&self, from: u16, to: u16) -> i64 {
        let cost = self.cost(usize::from(from), usize::from(to));
        if cost == NO_WAY { WALL } else { i64::from(cost) }
    }

    /// Whether every way is as long as the way back. O(n²).
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        (0..self.nodes).all(|i| (0..i).all(|j| self.cost(i, j) == self.cost(j, i)))
    }

    /// Whether every way between two stops is as long as the way back. O(n²).
    pub(super) fn is_symmetric_within(&self) -> bool {
        (1..self.nodes).all(|i| (1..i).all(|j| self.cost(i, j) == self.cost(j, i)))
    }

    /// Whether stops may follow each other in any order. O(n).
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.precedences.is_empty() && self.turns.iter().skip(2).all(|turn| *turn == self.turns[1])
    }

    /// The largest number that divides every cost, 1 where all are 0: lengths of tours are its
    /// multiples. O(n²) at worst.
    #[must_use]
    pub fn unit(&self) -> u64 {
        let mut unit = 0;
        let off_diagonal = |at: &usize| at / self.nodes != at % self.nodes;
        for cost in (0..self.costs.len()).filter(off_diagonal).map(|at| self.costs[at]) {
            if cost != NO_WAY {
                unit = gcd(unit, cost);
            }
            if unit == 1 {
                break;
            }
        }
        u64::from(unit.max(1))
    }

    /// Length of the tour through the stops in this order; `None` where there is no way. O(n).
    #[must_use]
    pub fn length(&self, route: &[u16]) -> Option<u64> {
        let mut at = 0;
        let mut length = 0;
        for stop in route.iter().copied().chain([0]) {
            if at == stop {
                continue;
            }
            let cost = self.cost(usize::from(at), usize::from(stop));
            if cost == NO_WAY {
                return None;
            }
            length += u64::from(cost);
            at = stop;
        }
        Some(length)
    }

    /// Whether a route visits every stop once and keeps turns and precedences. O(n).
    #[must_use]
    pub fn admits(&self, route: &[u16]) -> bool {
        let mut place = vec![usize::MAX; self.nodes];
        let mut turn = 0;
        for (at, &stop) in route.iter().enumerate() {
            let stop = usize::from(stop);
            if stop == 0 || stop >= self.nodes || place[stop] != usize::MAX {
                return false;
            }
            place[stop] = at;
            if self.turns[stop] < turn {
                return false;
            }
            turn = self.turns[stop];
        }
        let keeps = |pair: &(u16, u16)| place[usize::from(pair.0)] < place[usize::from(pair.1)];
        route.len() + 1 == self.nodes && self.precedences.iter().all(keeps)
    }
}

fn gcd(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
