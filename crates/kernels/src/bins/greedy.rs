//! First and best fit: item by item into the bins at hand.

use super::conflicts::{holds, join};
use super::problem::{Packing, Problem, Sizes, bulk, copies, fits, without};
use crate::Work;

/// A bin that is being filled.
#[derive(Clone, Debug)]
struct Bin {
    room: Sizes,
    /// Kinds kept apart from one in it, as bits.
    apart: Vec<u64>,
    items: Vec<u32>,
}

/// Which of the bins that take an item gets it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// The oldest.
    First,
    /// The one with least room.
    Best,
}

/// Packs `counts` items of each kind in this order of kinds. O(items × bins).
///
/// Source: Johnson et al. (1974), doi:10.1137/0203025.
#[must_use]
pub fn greedy(
    problem: &Problem,
    counts: &[u32],
    order: &[u32],
    rule: Rule,
    work: &mut Work,
) -> Packing {
    let mut bins: Vec<Bin> = Vec::new();
    for &kind in order {
        let at = kind as usize;
        let sizes = problem.kinds[at].sizes;
        let mut left = counts[at];
        let row = if problem.conflicts.words() > 0 { problem.conflicts.row(at) } else { &[] };
        while left > 0 {
            let takes = |bin: &&mut Bin| fits(sizes, bin.room) && !holds(&bin.apart, at);
            work.spend(bins.len() as u64);
            let found = match rule {
                Rule::First => bins.iter_mut().find(takes),
                Rule::Best => {
                    bins.iter_mut().filter(takes).min_by_key(|bin| bulk(bin.room, problem.capacity))
                }
            };
            let bin = match found {
                Some(bin) => bin,
                None => {
                    let apart = vec![0; problem.conflicts.words()];
                    bins.push(Bin { room: problem.capacity, apart, items: Vec::new() });
                    let Some(bin) = bins.last_mut() else { return Packing::new() };
                    bin
                }
            };
            let count = copies(sizes, bin.room, left);
            if count == 0 {
                // Never of a problem that keeps its word: an item that no bin holds.
                return Packing::new();
            }
            left -= count;
            bin.room = without(bin.room, sizes, count);
            join(&mut bin.apart, row);
            bin.items.extend(std::iter::repeat_n(kind, count as usize));
        }
    }
    bins.into_iter().map(|bin| bin.items).collect()
}

/// Orders of kinds for [`greedy`]: by bulk, then by bulk and conflicts weighed against each other.
///
/// Source: the surrogate weights of Muritiba et al. (2010), doi:10.1287/ijoc.1090.0355.
#[must_use]
pub fn orders(problem: &Problem, several: bool) -> Vec<Vec<u32>> {
    let kinds: Vec<u32> = (0..problem.kinds.len() as u32).collect();
    let mut orders = vec![kinds.clone()];
    if problem.conflicts.words() > 0 && several {
        let mean = |of: &dyn Fn(u32) -> f64| {
            kinds.iter().map(|kind| of(*kind)).sum::<f64>().max(1e-9) / kinds.len().max(1) as f64
        };
        let size = |kind: u32| problem.bulk(kind) as f64;
        let degree = |kind: u32| f64::from(problem.conflicts.degree(kind as usize));
        let (mean_size, mean_degree) = (mean(&size), mean(&degree));
        let degrees: Vec<f64> = kinds.iter().map(|kind| degree(*kind) / mean_degree).collect();
        for tenth in 1..=10 {
            let share = f64::from(tenth) / 10.0;
            let weight =
                |kind: u32| share * degrees[kind as usize] + (1.0 - share) * size(kind) / mean_size;
            let mut order = kinds.clone();
            order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
            orders.push(order);
        }
    }
    orders
}
