//! Bins that no packing can do without, by the sizes of one dimension.
//!
//! Sources: L2 of Martello & Toth (1990), doi:10.1016/0166-218X(90)90094-S; dual feasible functions
//! u⁽ᵏ⁾ of Fekete & Schepers (2001), doi:10.1007/s101070100243, and f₂ᵏ of Carlier, Clautiaux &
//! Moukrim (2007), doi:10.1016/j.cor.2005.08.012.

use super::problem::Problem;

/// Most parameters tried of each family of functions.
const PARAMETERS: usize = 60;

/// Least bins for the items left, by volume alone: the sum of sizes over the capacity, in both
/// dimensions. O(kinds).
pub(super) fn by_volume(problem: &Problem, counts: &[u32]) -> u32 {
    let least = |d: usize| {
        let kinds = problem.kinds.iter().zip(counts);
        let sum: u64 =
            kinds.map(|(kind, count)| u64::from(kind.sizes[d]) * u64::from(*count)).sum();
        sum.div_ceil(u64::from(problem.capacity[d].max(1))) as u32
    };
    least(0).max(least(1))
}

/// Least bins by L2 and dual feasible functions, in both dimensions; conflicts are not looked at.
/// O(kinds log kinds).
#[must_use]
pub fn by_sizes(problem: &Problem) -> u32 {
    let mut sizes = Vec::new();
    let mut best = 0;
    for d in 0..2 {
        sizes.clear();
        let kinds = problem.kinds.iter().filter(|kind| kind.sizes[d] > 0);
        sizes.extend(kinds.map(|kind| (u64::from(kind.sizes[d]), u64::from(kind.count))));
        if !sizes.is_empty() {
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let capacity = u64::from(problem.capacity[d]);
            best = best.max(l2(&sizes, capacity)).max(dual_feasible(&sizes, capacity));
        }
    }
    best as u32
}

/// L2, sizes falling with their counts. O(sizes).
fn l2(sizes: &[(u64, u64)], capacity: u64) -> u64 {
    // Above half a bin each has its own; those that leave no room for `least` fill it.
    let half = sizes.partition_point(|(size, _)| 2 * size > capacity);
    let mut best: u64 = sizes[..half].iter().map(|(_, count)| count).sum();
    let own = best;
    let (mut closed, mut room) = (half, 0);
    let mut small = 0;
    // `least` rises in the usual telling; falling, sums of what is small are taken along: large
    // items open up again as `least` falls below what they leave.
    for &(least, count) in &sizes[half..] {
        small += least * count;
        while closed > 0 && sizes[closed - 1].0 + least <= capacity {
            closed -= 1;
            room += (capacity - sizes[closed].0) * sizes[closed].1;
        }
        best = best.max(own + small.saturating_sub(room).div_ceil(capacity));
    }
    best
}

/// The best of u⁽ᵏ⁾ and f₂ᵏ.
fn dual_feasible(sizes: &[(u64, u64)], capacity: u64) -> u64 {
    let sum = |of: &dyn Fn(u64) -> u64| -> u64 {
        sizes.iter().map(|(size, count)| of(*size) * count).sum()
    };
    let mut best = 0;
    for k in 1..=20 {
        let whole = |size: u64| {
            let times = (k + 1) * size;
            if times.is_multiple_of(capacity) { k * size } else { times / capacity * capacity }
        };
        best = best.max(sum(&whole).div_ceil(k * capacity));
    }
    let half = sizes.partition_point(|(size, _)| 2 * size > capacity);
    let step = (sizes.len() - half).div_ceil(PARAMETERS).max(1);
    for &(k, _) in sizes[half..].iter().step_by(step) {
        let whole = capacity / k;
        let rounded = |size: u64| match (2 * size).cmp(&capacity) {
            std::cmp::Ordering::Greater => 2 * (whole - (capacity - size) / k),
            std::cmp::Ordering::Equal => whole,
            std::cmp::Ordering::Less => 2 * (size / k),
        };
        best = best.max(sum(&rounded).div_ceil(2 * whole));
    }
    best
}
