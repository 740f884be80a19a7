//! What walks cost at least if units of a line have a price.
//!
//! With the demand for each line relaxed, a walk pays its length and gets the price of the units
//! that it passes in each block; the cheapest such walk is found by a frontier programme. Where a
//! price is subadditive (two takes are worth no less apart than together) and rises with units,
//! its cost and the price of all that is wanted are a lower bound on the length of every walk that
//! fetches all (Lagrange; in whole numbers, so exactly). Prices are sums over packs of t units,
//! begun packs counting whole: where places hold 3 at most, 4 units take two of them.

use super::super::shape::{Across, EMPTY, Move, ONE_END, Tables};
use super::shelves::{Reach, Shelves, Stage, Take};
use super::want::{Want, Wants};
use crate::kernels::Work;

/// More than any cost; three of them can be added.
pub(super) const FAR: i64 = i64::MAX / 4;

/// Prices of lines and what they make of every step.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// Of each line, by units taken, in units of length.
    price: Vec<Vec<i64>>,
    /// For each line and pack size, the price of a pack, 0 and more.
    pub(super) packs: Vec<i64>,
    /// By stage and effect the best way to reach into a block, and its length less prices.
    best: Vec<[(i64, Reach); ONE_END]>,
    /// By stage, the price of what stands at a corner.
    corner: Vec<i64>,
    /// By stage, from before the first to behind the last, and by shape, the least cost of the
    /// walk from there on.
    pub(super) to_go: Vec<Vec<i64>>,
}

/// What is left to do from a stage on: the shape of the walk so far and what is still wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Rest {
    pub(super) stage: usize,
    pub(super) shape: u8,
    pub(super) wanted: Vec<u16>,
}

impl Rest {
    /// All that there is to do.
    pub(super) fn all(shelves: &Shelves) -> Self {
        Self { stage: 0, shape: EMPTY, wanted: shelves.wanted.clone() }
    }
}

/// Most units of a line that are packed; beyond, only single units have a price.
const MOST_PACKED: u16 = 60;

/// The pack sizes of each line, one line after the other.
pub(super) fn packs(wanted: &[u16]) -> Vec<(usize, u16)> {
    let of = |(line, &wanted): (usize, &u16)| {
        let sizes = 1..=wanted.clamp(1, if wanted > MOST_PACKED { 1 } else { 8 });
        let whole = (9..=MOST_PACKED).contains(&wanted).then_some(wanted);
        sizes.chain(whole).map(move |size| (line, size))
    };
    wanted.iter().enumerate().flat_map(of).collect()
}

/// What can be done at a stage: from one shape to another, at a cost, with an effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) cost: i64,
    pub(super) effect: usize,
}

impl Prices {
    /// These prices of packs, with all that follows from them for the stages from one on.
    pub(super) fn new(
        shelves: &Shelves,
        tables: &Tables,
        packs: Vec<i64>,
        from: usize,
        work: &mut Work,
    ) -> Self {
        let shapes = tables.times.len();
        let mut price: Vec<Vec<i64>> = Vec::with_capacity(shelves.wanted.len());
        for (&(line, size), pack) in shelves.packs.iter().zip(&packs) {
            let wanted = shelves.wanted[line];
            if price.len() == line {
                price.push(vec![0; if wanted > MOST_PACKED { 2 } else { usize::from(wanted) + 1 }]);
            }
            for (units, price) in price[line].iter_mut().enumerate() {
                *price += pack * units.div_ceil(usize::from(size)) as i64;
            }
        }
        let mut prices = Self {
            price,
            packs,
            best: Vec::with_capacity(shelves.stages.len()),
            corner: Vec::with_capacity(shelves.stages.len()),
            to_go: vec![vec![FAR; shapes]; shelves.stages.len() + 1],
        };
        for (at, stage) in shelves.stages.iter().enumerate() {
            let mut best = [(FAR, Reach::default()); ONE_END];
            let mut corner = 0;
            match stage {
                _ if at < from => {}
                Stage::Block { shelves: range, ends, .. } => {
                    shelves.reaches(range, *ends, |reach, take| {
                        let least = &mut best[reach.effect];
                        work.spend(1 + take.units().count() as u64);
                        let cost = reach.length as i64 - prices.price_of(take);
                        if cost < least.0 {
                            *least = (cost, reach);
                        }
                    });
                }
                Stage::Corner { shelves: range, .. } => {
                    let mut take = Take::nothing(shelves);
                    range.clone().for_each(|shelf| {
                        take.pass(shelf);
                    });
                    corner = prices.price_of(&take);
                }
                Stage::Across { .. } => {}
            }
            prices.best.push(best);
            prices.corner.push(corner);
        }
        prices.look_back(shelves, tables, from);
        work.spend((8 * shapes * (shelves.stages.len() - from)) as u64);
        prices
    }

    /// No walk that does the rest is shorter.
    pub(super) fn bound(&self, rest: &Rest) -> i64 {
        let wanted = (0..).zip(&rest.wanted);
        let price: i64 = wanted.map(|(line, units)| self.of(line, *units)).sum();
        price + self.to_go[rest.stage][usize::from(rest.shape)]
    }

    /// The price of units of a line.
    #[inline]
    pub(super) fn of(&self, line: usize, units: u16) -> i64 {
        let price = &self.price[line];
        let units = usize::from(units);
        price.get(units).copied().unwrap_or_else(|| price[1] * units as i64)
    }

    /// The price of all that is wanted.
    pub(super) fn of_all(&self, wants: &Wants, want: &Want) -> i64 {
        (0..self.price.len()).map(|line| self.of(line, wants.units(want, line))).sum()
    }

    /// The price of a take.
    pub(super) fn price_of(&self, take: &Take<'_>) -> i64 {
        take.units().map(|(line, units)| self.of(line, units)).sum()
    }

    fn look_back(&mut self, shelves: &Shelves, tables: &Tables, from: usize) {
        let complete = |costs: &mut Vec<i64>| {
            tables.moves[0].complete.iter().for_each(|&shape| costs[usize::from(shape)] = 0);
        };
        let last = shelves.stages.len();
        complete(&mut self.to_go[last]);
        for at in (from..last).rev() {
            let mut before = std::mem::take(&mut self.to_go[at]);
            if let Stage::Across { may_end: true } = shelves.stages[at] {
                complete(&mut before);
            }
            self.hops(shelves, tables, at, |hop| {
                let cost = self.to_go[at + 1][usize::from(hop.to)] + hop.cost;
                let least = &mut before[usize::from(hop.from)];
                *least = cost.min(*least);
            });
            self.to_go[at] = before;
        }
    }

    /// By stage and shape, the least cost of a walk up to there.
    pub(super) fn so_far(&self, shelves: &Shelves, tables: &Tables) -> Vec<Vec<i64>> {
        let mut so_far = vec![vec![FAR; tables.times.len()]; shelves.stages.len() + 1];
        so_far[0][usize::from(EMPTY)] = 0;
        for at in 0..shelves.stages.len() {
            let mut after = std::mem::take(&mut so_far[at + 1]);
            self.hops(shelves, tables, at, |hop| {
                let cost = so_far[at][usize::from(hop.from)] + hop.cost;
                let least = &mut after[usize::from(hop.to)];
                *least = cost.min(*least);
            });
            so_far[at + 1] = after;
        }
        so_far
    }

    /// All that can be done at a stage, a block with each effect in the best way.
    fn hops(&self, shelves: &Shelves, tables: &Tables, at: usize, mut each: impl FnMut(Hop)) {
        let moves = &tables.moves[0];
        let mut all = |list: &[Move], cost, effect| {
            list.iter().for_each(|&Move { from, to }| each(Hop { from, to, cost, effect }));
        };
        match &shelves.stages[at] {
            Stage::Block { block, .. } => {
                for (effect, (cost, _)) in self.best[at].iter().enumerate() {
                    if *cost < FAR {
                        all(&moves.block[*block][effect], *cost, effect);
                    }
                }
            }
            Stage::Corner { corner, is_depot, .. } => {
                all(&moves.touch[*corner], -self.corner[at], 0);
                if !is_depot {
                    // Where the walk does not touch it, the corner may stay so.
                    let touches = |shape: u8| tables.times[usize::from(shape)][*corner] > 0;
                    let aside = moves.stay.iter().filter(|stay| !touches(stay.from));
                    aside.for_each(|&stay| all(&[stay], 0, 0));
                }
            }
            Stage::Across { .. } => {
                for &Across { from, to, times } in &moves.across {
                    let cost = (u64::from(times) * shelves.floor.pitch()) as i64;
                    each(Hop { from, to, cost, effect: 0 });
                }
            }
        }
    }

    /// The shelves that the cheapest rest of a walk passes, and the packs that it is paid for.
    pub(super) fn cheapest(
        &self,
        shelves: &Shelves,
        tables: &Tables,
        rest: &Rest,
    ) -> (Vec<usize>, Vec<u64>) {
        let (mut passed, mut paid) = (Vec::new(), vec![0; shelves.packs.len()]);
        let mut units = vec![0; shelves.wanted.len()];
        let mut shape = rest.shape;
        for (at, stage) in shelves.stages.iter().enumerate().skip(rest.stage) {
            let left = self.to_go[at][usize::from(shape)];
            let is_complete = tables.moves[0].complete.contains(&shape);
            if left == 0 && is_complete && matches!(stage, Stage::Across { may_end: true }) {
                break;
            }
            let mut found = None;
            self.hops(shelves, tables, at, |hop| {
                let is_it =
                    hop.from == shape && hop.cost + self.to_go[at + 1][usize::from(hop.to)] == left;
                if is_it && found.is_none() {
                    found = Some(hop);
                }
            });
            let Some(hop) = found else { break };
            let mut take = Take::nothing(shelves);
            match stage {
                Stage::Block { shelves: range, .. } => {
                    let reach = self.best[at][hop.effect].1;
                    let here = (range.start..reach.before).chain(reach.after..range.end);
                    passed.extend(here.filter(|&shelf| take.pass(shelf)));
                }
                Stage::Corner { shelves: range, corner, .. } => {
                    if tables.times[usize::from(hop.to)][*corner] > 0 {
                        passed.extend(range.clone().filter(|&shelf| take.pass(shelf)));
                    }
                }
                Stage::Across { .. } => {}
            }
            take.units().for_each(|(line, taken)| units[line] = taken);
            for (&(line, size), paid) in shelves.packs.iter().zip(&mut paid) {
                *paid += u64::from(units[line].div_ceil(size));
            }
            take.units().for_each(|(line, _)| units[line] = 0);
            shape = hop.to;
        }
        (passed, paid)
    }
}
