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
    /// Groups items that are alike; also says which items are of each kind. Items are sorted by
    /// their larger share of a bin, falling. O(n log n) comparisons of sizes and conflicts.
    #[must_use]
    pub fn of(capacity: Sizes, sizes: &[Sizes], conflicts: &Conflicts) -> (Self, Vec<Vec<u32>>) {
        let mut order: Vec<u32> = (0..sizes.len() as u32).collect();
        let row = |item: u32| match conflicts.words() {
            0 => &[][..],
            _ => conflicts.row(item as usize),
        };
        let key = |item: u32| {
            let size = sizes[item as usize];
            (Reverse(bulk(size, capacity)), Reverse(size))
        };
        order.sort_unstable_by(|&a, &b| {
            key(a).cmp(&key(b)).then_with(|| row(a).cmp(row(b))).then(a.cmp(&b))
        });
        let (mut kinds, mut members) = (Vec::<Kind>::new(), Vec::<Vec<u32>>::new());
        let mut last = None;
        for &item in &order {
            let size = sizes[item as usize];
            let is_alike = last.is_some_and(|last: u32| {
                sizes[last as usize] == size && row(last) == row(item)
            });
            last = Some(item);
            match (kinds.last_mut(), members.last_mut()) {
                (Some(kind), Some(members)) if is_alike => {
                    kind.count += 1;
                    members.push(item);
                }
                _ => {
                    kinds.push(Kind { sizes: size, count: 1 });
                    members.push(vec![item]);
                }
            }
        }
        let first: Vec<u32> = members.iter().map(|members| members[0]).collect();
        let problem = Self { capacity, kinds, conflicts: conflicts.of(&first) };
        (problem, members)
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
