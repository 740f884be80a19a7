//! The ways to reach into a block from its two ends, as far as they can be worth it.

use std::ops::Range;

use super::shelves::{Shelves, Stage, Take};

/// A way to reach into a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Way {
    /// What it does at the corners: one of [`EFFECTS`](super::super::shape::EFFECTS).
    pub(super) effect: usize,
    /// Shelves before this one are passed...
    pub(super) before: usize,
    /// ... and those from this one on.
    pub(super) after: usize,
    pub(super) length: u64,
}

/// The effect of leaving a block aside.
pub(super) const ASIDE: usize = 0;

/// All ways into all blocks.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    pub(super) ways: Vec<Way>,
    /// Where those of each stage end.
    ends: Vec<usize>,
}

impl Way {
    /// Whether it passes a shelf of its block.
    pub(super) fn passes(&self, shelf: usize) -> bool {
        shelf < self.before || shelf >= self.after
    }

    /// The shelves that it passes of those of its block.
    pub(super) fn passed(&self, shelves: &Range<usize>) -> impl Iterator<Item = usize> {
        (shelves.start..self.before).chain(self.after..shelves.end)
    }
}

impl Ways {
    /// All there are, stage by stage. O(shelves² x lines) in each.
    pub(super) fn new(shelves: &Shelves) -> Self {
        let mut all = Self { ways: Vec::new(), ends: Vec::with_capacity(shelves.stages.len()) };
        for stage in &shelves.stages {
            if let Stage::Block { shelves: range, ends, .. } = stage {
                into(shelves, range, *ends, |way| all.ways.push(way));
            }
            all.ends.push(all.ways.len());
        }
        all
    }

    /// Those of a stage.
    pub(super) fn of(&self, stage: usize) -> Range<usize> {
        stage.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[stage]
    }
}

/// Calls `each` with every way into a block, but for those that only pass a last shelf in vain.
fn into(
    shelves: &Shelves,
    range: &Range<usize>,
    [lower, upper]: [u64; 2],
    mut each: impl FnMut(Way),
) {
    let (from, to) = (range.start, range.end);
    let depot = range.clone().find(|&at| shelves.is_depot(at));
    let depth = |shelf: usize| shelves.shelves[shelf].place.at;
    let length = upper - lower;
    let mut below = Take::nothing(shelves);
    let mut both = below.clone();
    if depot.is_none() {
        each(Way { effect: ASIDE, before: from, after: to, length: 0 });
    }
    for before in from..=to {
        if before > from && !below.pass(before - 1) {
            continue;
        }
        let up = if before > from { depth(before - 1) - lower } else { 0 };
        let has_depot = depot.is_none_or(|depot| depot < before);
        if before > from && has_depot {
            each(Way { effect: 4, before, after: to, length: 2 * up });
        }
        both.copy(&below);
        for after in (before..to).rev() {
            let is_new = both.pass(after);
            if is_new && (has_depot || depot.is_some_and(|depot| after <= depot)) {
                let length = 2 * (up + upper - depth(after));
                let effect = if before > from { 5 } else { 3 };
                each(Way { effect, before, after, length });
            }
        }
    }
    each(Way { effect: 1, before: to, after: to, length });
    each(Way { effect: 2, before: to, after: to, length: 2 * length });
}
