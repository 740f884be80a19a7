//! Bin completion: branch and bound over what goes into the bin of the largest item left.
//!
//! Sources: Korf (2003), *IJCAI* 18, 1252-1258; Schreiber & Korf (2013), *IJCAI* 23, 651-658. Of
//! the sets that fit only those are tried to which nothing left can be added: with conflicts and two
//! sizes too, what fits into a bin may as well be moved there.

use std::collections::HashMap;

use super::conflicts::{holds, join};
use super::problem::{Packing, Problem, Sizes, bulk, copies, fits, without};
use crate::Work;

/// Dead ends that are remembered.
const REMEMBERED: usize = 200_000;

/// What a search for a packing into few bins ends with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A packing.
    Packed(Packing),
    /// There is none.
    Never,
    /// The work is spent.
    Open,
}

/// The search.
struct Completion<'a> {
    problem: &'a Problem,
    left: Vec<u32>,
    bins: Packing,
    /// What may still be left empty, in both dimensions.
    waste: [u64; 2],
    /// Items left that go into no more bins than the number beside them.
    dead: HashMap<Vec<u32>, u32>,
    work: &'a mut Work,
}

/// Packs `counts` items of each kind into at most `most` bins, if that is possible.
#[must_use]
pub fn pack_into(problem: &Problem, counts: &[u32], most: u32, work: &mut Work) -> Verdict {
    let mut waste = [0; 2];
    for (d, waste) in waste.iter_mut().enumerate() {
        let kinds = problem.kinds.iter().zip(counts);
        let sum: u64 = kinds.map(|(kind, n)| u64::from(kind.sizes[d]) * u64::from(*n)).sum();
        let Some(spare) = (u64::from(problem.capacity[d]) * u64::from(most)).checked_sub(sum)
        else {
            return Verdict::Never;
        };
        *waste = spare;
    }
    let mut completion = Completion {
        problem,
        left: counts.to_vec(),
        bins: Packing::new(),
        waste,
        dead: HashMap::new(),
        work,
    };
    match completion.close(most) {
        Some(true) => Verdict::Packed(completion.bins),
        Some(false) => Verdict::Never,
        None => Verdict::Open,
    }
}

impl Completion<'_> {
    /// Packs what is left into at most `most` bins; `None` when the work is spent.
    fn close(&mut self, most: u32) -> Option<bool> {
        let Some(first) = self.left.iter().position(|left| *left > 0) else { return Some(true) };
        self.work.spend(50 + 4 * self.left.len() as u64);
        let is_dead = || self.dead.get(&self.left).is_some_and(|bins| *bins >= most);
        if most == 0 || self.large(first) > most || is_dead() {
            return Some(false);
        }
        if self.work.is_over() {
            return None;
        }
        let mut sets = Vec::new();
        self.sets(first, most, &mut sets)?;
        for (unused, set) in sets {
            let waste = self.waste;
            (0..2).for_each(|d| self.waste[d] -= u64::from(unused[d]));
            set.iter().for_each(|kind| self.left[*kind as usize] -= 1);
            self.bins.push(set);
            if self.close(most - 1)? {
                return Some(true);
            }
            for kind in self.bins.pop().unwrap_or_default() {
                self.left[kind as usize] += 1;
            }
            self.waste = waste;
        }
        if self.dead.len() < REMEMBERED {
            self.dead.insert(self.left.clone(), most);
        }
        Some(false)
    }

    /// Number of items of more than half a bin in the same dimension.
    fn large(&self, first: usize) -> u32 {
        let capacity = self.problem.capacity;
        let mut count = [0; 2];
        for (kind, left) in self.problem.kinds[first..].iter().zip(&self.left[first..]) {
            let is_large = [0, 1].map(|d| u64::from(kind.sizes[d]) * 2 > u64::from(capacity[d]));
            if is_large == [false; 2] && bulk(kind.sizes, capacity) < 1 << 31 {
                break;
            }
            (0..2).for_each(|d| count[d] += if is_large[d] { *left } else { 0 });
        }
        count[0].max(count[1])
    }

    /// The sets to which nothing can be added that hold the first kind and waste no more than may
    /// be, the fullest first, with what they leave empty. `None` when the work is spent.
    fn sets(&mut self, first: usize, most: u32, sets: &mut Vec<(Sizes, Vec<u32>)>) -> Option<()> {
        let problem = self.problem;
        let row = match problem.conflicts.words() {
            0 => Vec::new(),
            _ => problem.conflicts.row(first).to_vec(),
        };
        let room = without(problem.capacity, problem.kinds[first].sizes, 1);
        self.left[first] -= 1;
        let mut set = vec![first as u32];
        let is_last = most == 1;
        let found = self.extend(first, room, &row, &mut set, sets, is_last);
        self.left[first] += 1;
        found?;
        sets.sort_by_key(|(room, _)| bulk(*room, problem.capacity));
        Some(())
    }

    fn extend(
        &mut self,
        from: usize,
        room: Sizes,
        apart: &[u64],
        set: &mut Vec<u32>,
        sets: &mut Vec<(Sizes, Vec<u32>)>,
        is_last: bool,
    ) -> Option<()> {
        self.work.spend(8 + 2 * (self.left.len() - from) as u64);
        if self.work.is_over() {
            return None;
        }
        for kind in from..self.left.len() {
            let size = self.problem.kinds[kind].sizes;
            let most = copies(size, room, self.left[kind]);
            if most == 0 || holds(apart, kind) {
                continue;
            }
            let mut further = apart.to_vec();
            if self.problem.conflicts.words() > 0 {
                join(&mut further, self.problem.conflicts.row(kind));
            }
            for count in (1..=most).rev() {
                self.left[kind] -= count;
                set.extend(std::iter::repeat_n(kind as u32, count as usize));
                let rest = without(room, size, count);
                let found = self.extend(kind + 1, rest, &further, set, sets, is_last);
                set.truncate(set.len() - count as usize);
                self.left[kind] += count;
                found?;
            }
        }
        let within = (0..2).all(|d| u64::from(room[d]) <= self.waste[d]);
        let is_maximal = || {
            (0..self.left.len()).all(|kind| {
                self.left[kind] == 0
                    || !fits(self.problem.kinds[kind].sizes, room)
                    || holds(apart, kind)
            })
        };
        if within && is_maximal() && (!is_last || self.left.iter().all(|left| *left == 0)) {
            sets.push((room, set.clone()));
        }
        Some(())
    }
}
