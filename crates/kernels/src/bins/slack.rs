//! Minimum bin slack: bin by bin, each filled as well as its first item allows.
//!
//! Source: Gupta & Ho (1999), doi:10.1080/095372899233262; with the largest item fixed and a
//! search cut short (MBS′) by Fleszar & Hindi (2002), doi:10.1016/S0305-0548(00)00082-4.

use super::conflicts::{holds, join};
use super::problem::{Packing, Problem, Sizes, copies, without};
use crate::Work;

/// Nodes of the search for the content of one bin.
const NODES: u32 = 3_000;

/// The search for the content of one bin.
struct Filling<'a> {
    problem: &'a Problem,
    order: &'a [u32],
    left: &'a [u32],
    /// Worth of one of each kind; the fullest bin is the one of most worth.
    worth: &'a [f64],
    taken: Vec<(u32, u32)>,
    best: Vec<(u32, u32)>,
    best_worth: f64,
    /// For each depth, kinds kept apart from those taken.
    apart: Vec<Vec<u64>>,
    nodes: u32,
}

impl Filling<'_> {
    /// Goes on from a position of the order. Whether the bin is full.
    fn fill(&mut self, from: usize, room: Sizes, worth: f64) -> bool {
        if worth > self.best_worth {
            self.best_worth = worth;
            self.best.clone_from(&self.taken);
        }
        let bins = self.problem.capacity;
        if (0..2).all(|d| room[d] == 0 || bins[d] == 0) {
            return true;
        }
        let depth = self.taken.len();
        for at in from..self.order.len() {
            if self.nodes == 0 {
                return true;
            }
            let kind = self.order[at] as usize;
            let size = self.problem.kinds[kind].sizes;
            let most = copies(size, room, self.left[kind]);
            if most == 0 || holds(&self.apart[depth], kind) {
                continue;
            }
            if self.apart.len() == depth + 1 {
                self.apart.push(self.apart[depth].clone());
            }
            let (above, below) = self.apart.split_at_mut(depth + 1);
            below[0].clone_from(&above[depth]);
            if self.problem.conflicts.words() > 0 {
                join(&mut below[0], self.problem.conflicts.row(kind));
            }
            for count in (1..=most).rev() {
                self.nodes = self.nodes.saturating_sub(1);
                self.taken.push((kind as u32, count));
                let worth = worth + self.worth[kind] * f64::from(count);
                let is_full = self.fill(at + 1, without(room, size, count), worth);
                self.taken.pop();
                if is_full {
                    return true;
                }
            }
        }
        false
    }
}

/// Packs `counts` items of each kind: each bin takes the first kind left in `order` and beside it
/// what is worth most. With an item's share of a bin as its worth that is least slack.
#[must_use]
pub fn least_slack(
    problem: &Problem,
    counts: &[u32],
    order: &[u32],
    worth: &[f64],
    work: &mut Work,
) -> Packing {
    let mut left = counts.to_vec();
    let mut open: Vec<u32> = order.to_vec();
    let mut packing = Packing::new();
    loop {
        open.retain(|kind| left[*kind as usize] > 0);
        let Some(&first) = open.first() else { return packing };
        let at = first as usize;
        let words = problem.conflicts.words();
        let apart = if words > 0 { problem.conflicts.row(at).to_vec() } else { Vec::new() };
        left[at] -= 1;
        let mut filling = Filling {
            problem,
            order: &open,
            left: &left,
            worth,
            taken: Vec::new(),
            best: Vec::new(),
            best_worth: -1.0,
            apart: vec![apart],
            nodes: NODES,
        };
        filling.fill(0, without(problem.capacity, problem.kinds[at].sizes, 1), 0.0);
        work.spend(6 * u64::from(NODES - filling.nodes) + open.len() as u64);
        let mut bin = vec![first];
        for (kind, count) in std::mem::take(&mut filling.best) {
            left[kind as usize] -= count;
            bin.extend(std::iter::repeat_n(kind, count as usize));
        }
        packing.push(bin);
    }
}

/// The larger of each kind's shares of a bin.
#[must_use]
pub fn shares(problem: &Problem) -> Vec<f64> {
    (0..problem.kinds.len() as u32).map(|kind| problem.bulk(kind) as f64).collect()
}
