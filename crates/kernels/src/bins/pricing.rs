//! Which bin is worth most at given prices of items: a knapsack with conflicts and two sizes.
//!
//! A table holds for each size of room the most that items from some position of an order on are
//! worth in it; a search takes items in that order and looks up what may still come. One size and
//! no conflicts, and the search never turns back. Conflicts: items with most of them stand first,
//! so that in threshold graphs (conflict of i and j where pᵢ + pⱼ is too much) what goes with the
//! first one taken is a tail of the order, and the table is exact as well.

use super::conflicts::{holds, join};
use super::master::Column;
use super::problem::{Problem, Sizes, copies, without};
use crate::Work;

/// Prices are whole numbers of this part of a bin, so that bounds are exact.
pub(super) const ONE: u32 = 1 << 24;

/// Cells of a table; where it would have more, sizes are rounded down, and the table is too good.
const CELLS: usize = 1_500_000;

/// Steps of the search for one bin after which the table has to do.
const STEPS: u32 = 20_000;

/// Columns of one round.
const COLUMNS: usize = 20;

/// A table of one dimension.
#[derive(Clone, Debug, Default)]
struct Table {
    dimension: usize,
    /// Sizes are divided by it and rounded down.
    scale: u32,
    width: usize,
    /// From each position on, and after the last.
    cells: Vec<u32>,
}

impl Table {
    /// Most worth of items from a position on in this room.
    fn most(&self, at: usize, room: Sizes) -> u32 {
        self.cells[at * self.width + (room[self.dimension] / self.scale) as usize]
    }

    /// Fills the table for prices.
    fn fill(&mut self, problem: &Problem, order: &[u32], counts: &[u32], prices: &[u32]) -> u64 {
        let mut steps = 0;
        self.cells.resize(self.width * (order.len() + 1), 0);
        self.cells[self.width * order.len()..].fill(0);
        for at in (0..order.len()).rev() {
            let kind = order[at] as usize;
            let (head, below) = self.cells.split_at_mut((at + 1) * self.width);
            let own = &mut head[at * self.width..];
            let below = &below[..self.width];
            own.copy_from_slice(below);
            let price = prices[kind];
            let most = copies(problem.kinds[kind].sizes, problem.capacity, counts[kind]);
            let size = (problem.kinds[kind].sizes[self.dimension] / self.scale) as usize;
            for count in 1..=if price > 0 { most } else { 0 } {
                let (taken, worth) = (size * count as usize, price.saturating_mul(count));
                if taken >= self.width {
                    break;
                }
                for (cell, rest) in own[taken..].iter_mut().zip(below) {
                    *cell = (*cell).max(rest.saturating_add(worth));
                }
                steps += (self.width - taken) as u64;
            }
        }
        steps / 4
    }
}

/// The worthiest bins at some prices.
#[derive(Clone, Debug)]
pub(super) struct Priced {
    /// Bins worth more than [`ONE`], the worthiest first.
    pub(super) columns: Vec<Column>,
    /// No bin is worth more; at least [`ONE`].
    pub(super) most: u32,
}

/// Searches bins by price.
#[derive(Clone, Debug)]
pub(super) struct Pricing {
    order: Vec<u32>,
    tables: Vec<Table>,
    /// Kinds kept apart from those taken, a row for each depth of the search.
    apart: Vec<Vec<u64>>,
}

/// The search for one bin.
struct Search<'a> {
    problem: &'a Problem,
    order: &'a [u32],
    tables: &'a [Table],
    counts: &'a [u32],
    prices: &'a [u32],
    apart: &'a mut Vec<Vec<u64>>,
    taken: Column,
    best: Column,
    worth: u32,
    steps: u32,
}

impl Pricing {
    /// Prepares the search.
    pub(super) fn new(problem: &Problem) -> Self {
        let mut order: Vec<u32> = (0..problem.kinds.len() as u32).collect();
        if problem.conflicts.words() > 0 {
            order.sort_by_key(|kind| std::cmp::Reverse(problem.conflicts.degree(*kind as usize)));
        }
        let is_used = |d: &usize| problem.kinds.iter().any(|kind| kind.sizes[*d] > 0);
        let mut tables: Vec<Table> = (0..2)
            .filter(is_used)
            .map(|dimension| {
                let capacity = problem.capacity[dimension];
                let widest = (CELLS / (order.len() + 1)).max(2) as u32;
                let scale = (capacity / (widest - 1)) + u32::from(capacity >= widest);
                let scale = scale.max(1);
                let width = (capacity / scale) as usize + 1;
                Table { dimension, scale, width, cells: Vec::new() }
            })
            .collect();
        if tables.is_empty() {
            tables.push(Table { dimension: 0, scale: u32::MAX, width: 1, cells: Vec::new() });
        }
        Self { order, tables, apart: vec![vec![0; problem.conflicts.words()]] }
    }

    /// For each kind the worthiest bin in which it comes first, the best of these; of `counts`
    /// items.
    pub(super) fn price(
        &mut self,
        problem: &Problem,
        counts: &[u32],
        prices: &[u32],
        work: &mut Work,
    ) -> Priced {
        for table in &mut self.tables {
            work.spend(table.fill(problem, &self.order, counts, prices));
        }
        let mut found: Vec<(u32, Column)> = Vec::new();
        let mut most = ONE;
        for first in 0..self.order.len() {
            let kind = self.order[first] as usize;
            if counts[kind] == 0 || prices[kind] == 0 {
                continue;
            }
            let mut search = Search {
                problem,
                order: &self.order,
                tables: &self.tables,
                counts,
                prices,
                apart: &mut self.apart,
                taken: Vec::new(),
                best: Vec::new(),
                // Below that nothing of use is found.
                worth: ONE + ONE / 1_000_000,
                steps: STEPS,
            };
            if search.hope(0, first, problem.capacity) <= search.worth {
                // The tail of the order is worth no more either.
                most = most.max(search.worth.min(search.hope(0, first, problem.capacity)));
                break;
            }
            search.take(first, problem.capacity, 0, 0);
            work.spend(u64::from(STEPS - search.steps) * 2);
            most = most.max(match search.steps {
                0 => search.hope(0, first, problem.capacity),
                _ => search.worth,
            });
            if !search.best.is_empty() {
                found.push((search.worth, std::mem::take(&mut search.best)));
            }
        }
        found.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
        found.truncate(COLUMNS.max(self.order.len() / 8));
        Priced { columns: found.into_iter().map(|(_, column)| column).collect(), most }
    }
}

impl Search<'_> {
    /// Most that a bin of this worth can come to with items from a position on.
    fn hope(&self, worth: u32, at: usize, room: Sizes) -> u32 {
        let most = self.tables.iter().map(|table| table.most(at, room)).min().unwrap_or(0);
        worth.saturating_add(most)
    }

    /// Takes the kind at a position, from the most that fit down to one, and goes on.
    fn take(&mut self, at: usize, room: Sizes, worth: u32, depth: usize) {
        let kind = self.order[at] as usize;
        let size = self.problem.kinds[kind].sizes;
        let most = copies(size, room, self.counts[kind]);
        if most == 0 {
            return;
        }
        if self.apart.len() == depth + 1 {
            self.apart.push(self.apart[0].clone());
        }
        if self.problem.conflicts.words() > 0 {
            let (above, below) = self.apart.split_at_mut(depth + 1);
            match depth {
                0 => below[0].fill(0),
                _ => below[0].copy_from_slice(&above[depth]),
            }
            join(&mut below[0], self.problem.conflicts.row(kind));
        }
        for count in (1..=most).rev() {
            let worth = worth.saturating_add(self.prices[kind].saturating_mul(count));
            self.taken.push((kind as u32, count));
            if worth > self.worth {
                self.worth = worth;
                self.best.clone_from(&self.taken);
            }
            self.extend(at + 1, without(room, size, count), worth, depth + 1);
            self.taken.pop();
        }
    }

    /// Goes on with kinds from a position on.
    fn extend(&mut self, from: usize, room: Sizes, worth: u32, depth: usize) {
        for at in from..self.order.len() {
            let kind = self.order[at] as usize;
            if holds(&self.apart[depth], kind) {
                continue;
            }
            if self.steps == 0 || self.hope(worth, at, room) <= self.worth {
                return;
            }
            self.steps -= 1;
            if self.counts[kind] > 0 && self.prices[kind] > 0 {
                self.take(at, room, worth, depth);
            }
        }
    }
}
