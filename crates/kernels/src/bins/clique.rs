//! Items no two of which share a bin: each has a bin of its own, and what does not fit beside them
//! needs more.

use super::conflicts::holds;
use super::problem::{Problem, Sizes, fits, without};

/// Cliques that are tried.
const STARTS: usize = 8;

/// Whether one of each kind can share a bin.
fn share(problem: &Problem, a: u32, b: u32) -> bool {
    let (first, second) = (problem.kinds[a as usize].sizes, problem.kinds[b as usize].sizes);
    let fits = (0..2)
        .all(|d| u64::from(first[d]) + u64::from(second[d]) <= u64::from(problem.capacity[d]));
    fits && !problem.conflicts.between(a as usize, b as usize)
}

/// Least bins by cliques among items that conflict or are too bulky together, and by what does not
/// fit beside them. O(kinds × clique).
///
/// Source: the idea of Gendreau, Laporte & Semet (2004), doi:10.1016/S0305-0548(02)00195-7.
#[must_use]
pub fn by_cliques(problem: &Problem) -> u32 {
    let kinds = problem.kinds.len() as u32;
    let mut order: Vec<u32> = (0..kinds).collect();
    let mut best = grown(problem, &order);
    if problem.conflicts.words() == 0 {
        return best;
    }
    // Those with most conflicts first; then each of the first few before all others.
    order.sort_by_key(|kind| std::cmp::Reverse(problem.conflicts.degree(*kind as usize)));
    for start in 0..STARTS.min(order.len()) {
        order[..=start].rotate_right(1);
        best = best.max(grown(problem, &order));
        order[..=start].rotate_left(1);
    }
    best
}

/// The bound of the clique that takes kinds in this order while they go with those taken.
fn grown(problem: &Problem, order: &[u32]) -> u32 {
    let mut clique: Vec<u32> = Vec::new();
    let mut candidates = order.to_vec();
    while let Some(&kind) = candidates.first() {
        clique.push(kind);
        candidates.retain(|other| *other != kind && !share(problem, kind, *other));
    }
    beside(problem, &clique)
}

/// Bins of a clique's items and of what does not fit beside them.
///
/// A kind of which two do not share a bin is in the clique as a whole, of another one item is.
fn beside(problem: &Problem, clique: &[u32]) -> u32 {
    let mut left = problem.counts();
    // Bins begun: what is left in each, how many alike, and whose they are.
    let mut bins: Vec<(Sizes, u64, u32)> = Vec::with_capacity(clique.len());
    for &kind in clique {
        let at = kind as usize;
        let count = if share(problem, kind, kind) { 1 } else { left[at] };
        left[at] -= count;
        let room = without(problem.capacity, problem.kinds[at].sizes, 1);
        bins.push((room, u64::from(count), kind));
    }
    let own: u64 = bins.iter().map(|bin| bin.1).sum();
    // No more can lie beside them than the items let themselves be put in, nor than bins take up.
    let mut taken = vec![[0_u64; 2]; bins.len()];
    let (mut placed, mut all) = ([0_u64; 2], [0_u64; 2]);
    for (kind, &count) in left.iter().enumerate() {
        if count == 0 {
            continue;
        }
        let sizes = problem.kinds[kind].sizes;
        let sum = sizes.map(|size| u64::from(size) * u64::from(count));
        let row = if problem.conflicts.words() > 0 { problem.conflicts.row(kind) } else { &[] };
        let mut room = [0_u64; 2];
        for (bin, taken) in bins.iter().zip(&mut taken) {
            if fits(sizes, bin.0) && !holds(row, bin.2 as usize) {
                (0..2).for_each(|d| {
                    room[d] += u64::from(bin.0[d]) * bin.1;
                    taken[d] += sum[d];
                });
            }
        }
        (0..2).for_each(|d| {
            all[d] += sum[d];
            placed[d] += sum[d].min(room[d]);
        });
    }
    let more = |d: usize| {
        let into: u64 = bins
            .iter()
            .zip(&taken)
            .map(|(bin, taken)| taken[d].min(u64::from(bin.0[d]) * bin.1))
            .sum();
        let rest = all[d] - placed[d].min(into);
        rest.div_ceil(u64::from(problem.capacity[d].max(1)))
    };
    (own + more(0).max(more(1))) as u32
}
