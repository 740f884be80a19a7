//! Lower bound of directed tours: shortest arborescences from the start to the end, under prices of
//! the nodes that arcs leave.
//!
//! Their best bound is that of the linear programme with all subtour constraints, on the arcs that
//! turns and precedences leave; what else these ask is not in it.

use super::ascent::{self, Climb, Priced, SCALE};
use super::problem::NO_WAY;
use crate::Work;

/// No arc.
const FAR: i64 = 1 << 60;

/// Prices under which the arborescence is long, or `None` where there is no tour. `upper` is the
/// length of some tour. O(n²) a step and round of contraction.
///
/// Sources: Edmonds (1967), doi:10.6028/jres.071b.032, for the arborescence; Held & Karp (1970),
/// doi:10.1287/opre.18.6.1138, for the prices.
pub(super) fn ascend(
    costs: &[u32],
    nodes: usize,
    upper: u64,
    steps: u32,
    work: &mut Work,
) -> Option<Priced> {
    let mut tree = Arborescence::of(nodes);
    let climb = Climb { upper: (upper as i64).saturating_mul(SCALE), steps, reach: 1.0 };
    ascent::ascend(vec![0; nodes], climb, work, |prices, excess, work| {
        let bound = tree.span(costs, prices)?;
        work.spend(tree.looked);
        excess.fill(-1);
        tree.arcs.iter().for_each(|(tail, _)| excess[usize::from(*tail)] += 1);
        Some(bound)
    })
}

/// What every arc adds to a bound: lengths are at least the bound and the sum of these, scaled.
/// As the costs, row by row; [`i64::MAX`] where there is no way.
pub(super) fn reduced(costs: &[u32], nodes: usize, prices: &[i64]) -> Vec<i64> {
    let mut tree = Arborescence::of(nodes);
    let mut reduced = vec![i64::MAX; nodes * nodes];
    if tree.span(costs, prices).is_none() {
        return reduced;
    }
    for (at, cost) in costs.iter().enumerate().filter(|(_, cost)| **cost != NO_WAY) {
        let (tail, head) = (at / nodes, at % nodes);
        let end = if head == 0 { nodes } else { head };
        let paid = |round: &Round| {
            let [from, to] = [tail, end].map(|node| round.group[node]);
            if from == to { 0 } else { round.paid[usize::from(to)] }
        };
        let whole = i64::from(*cost) * SCALE + prices[tail];
        reduced[at] = whole - tree.rounds.iter().map(paid).sum::<i64>();
    }
    reduced
}

/// One round of contraction.
struct Round {
    /// The group of every node; the group of the start is 0.
    group: Vec<u16>,
    /// What the cheapest arc into each group takes.
    paid: Vec<i64>,
    /// That arc.
    arc: Vec<(u16, u16)>,
}

/// The cheapest set of arcs by which every node is reached from the start. The end is a node of
/// its own, the last.
struct Arborescence {
    nodes: usize,
    rounds: Vec<Round>,
    /// Between groups, what the cheapest arc takes beyond what is paid, and which it is.
    table: Vec<(i64, (u16, u16))>,
    arcs: Vec<(u16, u16)>,
    looked: u64,
}

impl Arborescence {
    fn of(nodes: usize) -> Self {
        Self { nodes, rounds: Vec::new(), table: Vec::new(), arcs: Vec::new(), looked: 0 }
    }

    /// What the arborescence proves under these prices.
    fn span(&mut self, costs: &[u32], prices: &[i64]) -> Option<i64> {
        let nodes = self.nodes;
        self.rounds.clear();
        self.looked = 0;
        let mut group: Vec<u16> = (0..=nodes as u16).collect();
        let mut groups = nodes + 1;
        self.table.clear();
        self.table.resize(groups * groups, (FAR, (0, 0)));
        for (tail, row) in costs.chunks_exact(nodes).enumerate() {
            for (head, cost) in row.iter().enumerate().filter(|(_, cost)| **cost != NO_WAY) {
                let end = if head == 0 { nodes } else { head };
                let whole = i64::from(*cost) * SCALE + prices[tail];
                self.table[tail * groups + end] = (whole, (tail as u16, end as u16));
            }
        }
        let mut length = -prices.iter().sum::<i64>();
        loop {
            self.looked += (2 * groups * groups) as u64;
            let mut parents = vec![0_usize; groups];
            let mut round = Round { group, paid: vec![0; groups], arc: vec![(0, 0); groups] };
            let mut least = vec![(FAR, (0, 0)); groups];
            for (from, row) in self.table.chunks_exact(groups).enumerate() {
                for (to, entry) in row.iter().enumerate() {
                    if entry.0 < least[to].0 && from != to {
                        least[to] = *entry;
                        parents[to] = from;
                    }
                }
            }
            for (to, (whole, arc)) in least.into_iter().enumerate().skip(1) {
                if whole >= FAR / 2 {
                    return None;
                }
                (round.paid[to], round.arc[to]) = (whole, arc);
                length += whole;
            }
            let (merged, left) = merged(&parents);
            let contracted = (left < groups).then(|| self.contract(&merged, left, &round.paid));
            let next = round.group.iter().map(|of| merged[usize::from(*of)]).collect();
            self.rounds.push(round);
            let Some(table) = contracted else { break };
            (self.table, groups, group) = (table, left, next);
        }
        self.expand();
        Some(length)
    }

    /// The table between groups of groups.
    fn contract(&self, merged: &[u16], left: usize, paid: &[i64]) -> Vec<(i64, (u16, u16))> {
        let groups = merged.len();
        let mut table = vec![(FAR, (0, 0)); left * left];
        for (from, row) in self.table.chunks_exact(groups).enumerate() {
            let base = usize::from(merged[from]) * left;
            for (to, entry) in row.iter().enumerate() {
                let kept = &mut table[base + usize::from(merged[to])];
                let rest = entry.0 - paid[to];
                if rest < kept.0 && merged[from] != merged[to] {
                    *kept = (rest, entry.1);
                }
            }
        }
        table
    }

    /// The arcs of the arborescence: those of the last round, and within each group of groups all
    /// but the one where it is entered.
    fn expand(&mut self) {
        self.arcs.clear();
        let Some(last) = self.rounds.last() else { return };
        self.arcs.extend_from_slice(&last.arc[1..]);
        for round in self.rounds.iter().rev().skip(1) {
            let mut is_entered = vec![false; round.arc.len()];
            for (_, head) in &self.arcs {
                is_entered[usize::from(round.group[usize::from(*head)])] = true;
            }
            let inner = (1..round.arc.len()).filter(|group| !is_entered[*group]);
            self.arcs.extend(inner.map(|group| round.arc[group]));
        }
    }
}

/// The new group of each group, those of a cycle of parents together, and how many there are.
fn merged(parents: &[usize]) -> (Vec<u16>, usize) {
    const UNSEEN: usize = usize::MAX;
    let groups = parents.len();
    // Which walk along parents came by first.
    let mut walk = vec![UNSEEN; groups];
    let mut cycle_of = vec![UNSEEN; groups];
    walk[0] = 0;
    for start in 1..groups {
        let mut at = start;
        while walk[at] == UNSEEN {
            walk[at] = start;
            at = parents[at];
        }
        if walk[at] == start && cycle_of[at] == UNSEEN {
            let head = at;
            while cycle_of[at] == UNSEEN {
                cycle_of[at] = head;
                at = parents[at];
            }
        }
    }
    let mut merged = vec![u16::MAX; groups];
    let mut left = 0;
    for group in 0..groups {
        let head = if cycle_of[group] == UNSEEN { group } else { cycle_of[group] };
        if merged[head] == u16::MAX {
            merged[head] = left;
            left += 1;
        }
        merged[group] = merged[head];
    }
    (merged, usize::from(left))
}
