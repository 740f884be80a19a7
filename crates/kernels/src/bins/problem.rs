//! Items of two sizes, bins of two capacities, and pairs of items that never share a bin.

use std::cmp::Reverse;

use super::conflicts::{Conflicts, holds, join};

/// Sizes or capacities in both dimensions.
pub type Sizes = [u32; 2];

/// Items that are alike: of the same sizes, in conflict with the same others, never with each
/// other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Size of one.
    pub sizes: Sizes,
    /// How many there are, at least one.
    pub count: u32,
}

/// Bins to be filled.
///
/// One dimension is the case of all sizes 0 in the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What a bin holds.
    pub capacity: Sizes,
    /// The items, bulky ones first. Each fits into an empty bin.
    pub kinds: Vec<Kind>,
    /// Between kinds.
    pub conflicts: Conflicts,
}

/// The kinds of the items in each bin, one entry per item.
pub type Packing = Vec<Vec<u32>>;

impl Problem {
    /// Groups items of the same sizes and the same tag, without conflicts as yet; also lists the
    /// items, those of the first kind first. Kinds are sorted by their larger share of a bin,
    /// falling. O(n log n).
    #[must_use]
    pub fn of(capacity: Sizes, sizes: &[Sizes], tags: &[u32]) -> (Self, Vec<u32>) {
        let mut keys: Vec<_> = (0_u32..)
            .zip(sizes.iter().zip(tags))
            .map(|(item, (size, tag))| (Reverse(bulk(*size, capacity)), Reverse(*size), *tag, item))
            .collect();
        keys.sort_unstable();
        let alike = keys.chunk_by(|a, b| (a.1, a.2) == (b.1, b.2));
        let kinds = alike.map(|kind| Kind { sizes: kind[0].1.0, count: kind.len() as u32 });
        let problem = Self { capacity, kinds: kinds.collect(), conflicts: Conflicts::none() };
        (problem, keys.into_iter().map(|key| key.3).collect())
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> u32 {
        self.kinds.iter().map(|kind| kind.count).sum()
    }

    /// How many there are of each kind.
    #[must_use]
    pub fn counts(&self) -> Vec<u32> {
        self.kinds.iter().map(|kind| kind.count).collect()
    }

    /// The kinds listed, as a problem of their own.
    #[must_use]
    pub(super) fn part(&self, kinds: &[u32]) -> Self {
        Self {
            capacity: self.capacity,
            kinds: kinds.iter().map(|kind| self.kinds[*kind as usize]).collect(),
            conflicts: self.conflicts.of(kinds),
        }
    }

    /// How bulky one of a kind is.
    pub(super) fn bulk(&self, kind: u32) -> u64 {
        bulk(self.kinds[kind as usize].sizes, self.capacity)
    }

    /// Whether every item is in exactly one bin, no bin is overfull and no conflict breached.
    #[must_use]
    pub fn admits(&self, packing: &[Vec<u32>]) -> bool {
        let mut left = self.counts();
        let mut apart = vec![0; self.conflicts.words()];
        for bin in packing {
            let mut load = [0_u64; 2];
            apart.fill(0);
            for &kind in bin {
                let at = kind as usize;
                if at >= left.len() || left[at] == 0 || holds(&apart, at) {
                    return false;
                }
                left[at] -= 1;
                if self.conflicts.words() > 0 {
                    join(&mut apart, self.conflicts.row(at));
                }
                (0..2).for_each(|d| load[d] += u64::from(self.kinds[at].sizes[d]));
            }
            let fits = (0..2).all(|d| load[d] <= u64::from(self.capacity[d]));
            if !fits || bin.is_empty() {
                return false;
            }
        }
        left.iter().all(|left| *left == 0)
    }
}

/// The larger of an item's shares of a bin, in 2⁻³².
pub(super) fn bulk(size: Sizes, capacity: Sizes) -> u64 {
    let share = |d: usize| (u64::from(size[d]) << 32) / u64::from(capacity[d].max(1));
    share(0).max(share(1))
}

/// Whether something of this size still goes into what is left of a bin.
pub(super) const fn fits(size: Sizes, room: Sizes) -> bool {
    size[0] <= room[0] && size[1] <= room[1]
}

/// What is left of `room` beside `count` items of a size that fit.
pub(super) const fn without(room: Sizes, size: Sizes, count: u32) -> Sizes {
    [room[0] - size[0] * count, room[1] - size[1] * count]
}

/// How many items of a size go into `room`, at most `most`.
pub(super) fn copies(size: Sizes, room: Sizes, most: u32) -> u32 {
    let of = |d: usize| room[d].checked_div(size[d]).unwrap_or(most);
    of(0).min(of(1)).min(most)
}
