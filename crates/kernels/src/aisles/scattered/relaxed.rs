//! The cheapest walk in a scope if units of a line have a price instead of being wanted.
//!
//! With the demand for each line relaxed, a walk pays its length and gets the price of the units
//! that it takes in each block; the cheapest such walk is found by a frontier programme. Its cost
//! and the price of all that is wanted are a lower bound on the length of every walk of the scope
//! that fetches all (Lagrange; in whole numbers, so exactly).

use std::ops::Range;

use super::super::shape::{EMPTY, ONE_END, Tables};
use super::scope::{Fate, Outlook, Scope};
use super::shelves::{Shelves, Stage};
use super::tariff::Tariff;
use super::ways::{ASIDE, Ways};
use crate::Work;

/// More than any cost; three of them can be added.
const FAR: i64 = i64::MAX / 4;

/// An order on its floor, and all that can be done there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) shelves: &'a Shelves,
    pub(super) tables: &'a Tables,
    pub(super) ways: &'a Ways,
}

/// What is taken at once: a line and how many units.
pub(super) type Taken = (usize, u16);

/// A way that is open.
#[derive(Clone, Debug)]
struct Open {
    way: usize,
    takes: Range<usize>,
    /// Its length less what it takes.
    cost: i64,
}

/// What is done at a stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Deed {
    /// Nothing: the walk is over.
    Over,
    /// A block is entered with this effect.
    Block(usize),
    /// A corner is left aside or touched.
    Corner(bool),
    /// On to the next aisle.
    Across,
}

/// From one shape to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Hop {
    from: usize,
    to: usize,
    cost: i64,
    deed: Deed,
}

/// A cheapest walk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Walk {
    /// Shelves passed, stage by stage.
    pub(super) passed: Vec<usize>,
    /// What is taken at each stage beyond what is passed anyway.
    pub(super) takes: Vec<Taken>,
    /// Stages from the first on which it has begun to that on which it is over.
    pub(super) extent: [usize; 2],
}

/// What the cheapest walk costs with each thing done, without the price of what is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Through {
    /// By way; of those that are not open, more than anything.
    pub(super) ways: Vec<i64>,
    /// By stage, leaving the corner aside and touching it; where there is none, less than anything.
    pub(super) corners: Vec<[i64; 2]>,
}

/// A scope made ready for prices.
#[derive(Clone, Debug)]
pub(super) struct Relaxed<'a> {
    field: Field<'a>,
    scope: &'a Scope,
    /// Units wanted of each line beyond those on shelves that are passed anyway.
    pub(super) wanted: Vec<u16>,
    /// What all ways and corners take.
    takes: Vec<Taken>,
    open: Vec<Open>,
    /// By stage, where those open are.
    open_of: Vec<Range<usize>>,
    /// By stage, what is taken at a corner.
    corner_takes: Vec<Range<usize>>,
    /// By stage and effect, the cheapest open way and its cost.
    best: Vec<[(i64, usize); ONE_END]>,
    /// By stage, the price of what is taken at a corner.
    corner: Vec<i64>,
    /// By stage, from before the first to behind the last, and by shape, the least cost of the
    /// walk from there on...
    to_go: Vec<Vec<i64>>,
    /// ... and what is done next, and to which shape.
    next: Vec<Vec<(Deed, usize)>>,
}

impl<'a> Relaxed<'a> {
    /// Nothing priced yet.
    pub(super) fn new(
        field: Field<'a>,
        scope: &'a Scope,
        outlook: &Outlook,
        work: &mut Work,
    ) -> Self {
        let (shapes, stages) = (field.tables.times.len(), field.shelves.stages.len());
        let mut relaxed = Self {
            field,
            scope,
            wanted: outlook.wanted.clone(),
            takes: Vec::new(),
            open: Vec::new(),
            open_of: Vec::with_capacity(stages),
            corner_takes: Vec::with_capacity(stages),
            best: vec![[(FAR, 0); ONE_END]; stages],
            corner: vec![0; stages],
            to_go: vec![vec![FAR; shapes]; stages + 1],
            next: vec![vec![(Deed::Over, 0); shapes]; stages],
        };
        let mut units = vec![0; relaxed.wanted.len()];
        for (at, stage) in field.shelves.stages.iter().enumerate() {
            let (begin, mut corner_takes) = (relaxed.open.len(), 0..0);
            match stage {
                Stage::Block { shelves, .. } => {
                    for way in field.ways.of(at).filter(|&way| scope.is_open[way]) {
                        let passed = field.ways.ways[way].passed(shelves);
                        let takes = relaxed.take(passed, outlook, &mut units);
                        work.spend(2 + shelves.len() as u64);
                        relaxed.open.push(Open { way, takes, cost: 0 });
                    }
                }
                Stage::Corner { shelves, .. } => {
                    corner_takes = relaxed.take(shelves.clone(), outlook, &mut units);
                }
                Stage::Across { .. } => {}
            }
            relaxed.open_of.push(begin..relaxed.open.len());
            relaxed.corner_takes.push(corner_takes);
        }
        relaxed
    }

    /// Lists what is taken from some shelves beyond what is passed anyway; `units` is all 0 before
    /// and after.
    fn take(
        &mut self,
        shelves: impl Iterator<Item = usize>,
        outlook: &Outlook,
        units: &mut [u16],
    ) -> Range<usize> {
        let begin = self.takes.len();
        for shelf in shelves.filter(|&shelf| outlook.fates[shelf] != Fate::Passed) {
            for good in self.field.shelves.goods_of(shelf) {
                let (wanted, taken) = (self.wanted[good.line], &mut units[good.line]);
                if wanted > 0 && *taken == 0 {
                    self.takes.push((good.line, 0));
                }
                *taken = wanted.min(taken.saturating_add(good.units));
            }
        }
        for (line, taken) in &mut self.takes[begin..] {
            *taken = std::mem::take(&mut units[*line]);
        }
        begin..self.takes.len()
    }

    /// No walk of the scope that fetches all is shorter, by these prices.
    pub(super) fn bound(&mut self, tariff: &Tariff, work: &mut Work) -> i64 {
        self.price(tariff);
        let mut to_go = std::mem::take(&mut self.to_go);
        let mut next = std::mem::take(&mut self.next);
        let complete = &self.field.tables.moves[0].complete;
        let last = next.len();
        to_go[last].fill(FAR);
        complete.iter().for_each(|&shape| to_go[last][usize::from(shape)] = 0);
        let mut hops = 0;
        for at in (0..last).rev() {
            let [before, after] = &mut to_go[at..at + 2] else { continue };
            before.fill(FAR);
            if self.may_end(at) {
                complete.iter().for_each(|&shape| before[usize::from(shape)] = 0);
            }
            next[at].fill((Deed::Over, 0));
            self.hops(at, |Hop { from, to, cost, deed }| {
                let cost = after[to] + cost;
                if cost < before[from] {
                    before[from] = cost;
                    next[at][from] = (deed, to);
                }
                hops += 1;
            });
        }
        (self.to_go, self.next) = (to_go, next);
        work.spend(hops + (self.takes.len() + self.open.len()) as u64);
        tariff.of_all(&self.wanted) + self.to_go[0][usize::from(EMPTY)]
    }

    /// Prices ways and corners.
    fn price(&mut self, tariff: &Tariff) {
        let takes = &self.takes;
        let price = |range: &Range<usize>| -> i64 {
            takes[range.clone()].iter().map(|&(line, units)| tariff.of(line, units)).sum()
        };
        let ways = &self.field.ways.ways;
        for (best, open) in self.best.iter_mut().zip(&self.open_of) {
            *best = [(FAR, 0); ONE_END];
            for at in open.clone() {
                let open = &mut self.open[at];
                let way = &ways[open.way];
                open.cost = way.length as i64 - price(&open.takes);
                let least = &mut best[way.effect];
                *least = (*least).min((open.cost, at));
            }
        }
        for (corner, takes) in self.corner.iter_mut().zip(&self.corner_takes) {
            *corner = price(takes);
        }
    }

    /// Whether the walk may be over on a stage.
    fn may_end(&self, at: usize) -> bool {
        matches!(self.field.shelves.stages[at], Stage::Across { may_end: true })
            && at >= self.scope.extent[1]
    }

    /// All that can be done at a stage, a block with each effect in the best way.
    #[inline]
    fn hops(&self, at: usize, mut each: impl FnMut(Hop)) {
        let Tables { moves, times, .. } = self.field.tables;
        let moves = &moves[0];
        match &self.field.shelves.stages[at] {
            Stage::Block { block, .. } => {
                for (effect, &(cost, _)) in self.best[at].iter().enumerate() {
                    for hop in moves.block[*block][effect].iter().filter(|_| cost < FAR) {
                        let (from, to) = (usize::from(hop.from), usize::from(hop.to));
                        each(Hop { from, to, cost, deed: Deed::Block(effect) });
                    }
                }
            }
            Stage::Corner { corner, .. } => {
                let [may_skip, may_touch] = self.scope.corners[at];
                for hop in moves.touch[*corner].iter().filter(|_| may_touch) {
                    let (from, to) = (usize::from(hop.from), usize::from(hop.to));
                    each(Hop { from, to, cost: -self.corner[at], deed: Deed::Corner(true) });
                }
                // Where the walk does not touch it, the corner may stay so.
                for hop in moves.stay.iter().filter(|_| may_skip) {
                    let (from, to) = (usize::from(hop.from), usize::from(hop.to));
                    if times[from][*corner] == 0 {
                        each(Hop { from, to, cost: 0, deed: Deed::Corner(false) });
                    }
                }
            }
            Stage::Across { .. } => {
                let has_begun = at > self.scope.extent[0];
                for hop in moves.across.iter().filter(|hop| hop.from != EMPTY || !has_begun) {
                    let (from, to) = (usize::from(hop.from), usize::from(hop.to));
                    let cost = (u64::from(hop.times) * self.field.shelves.floor.pitch()) as i64;
                    each(Hop { from, to, cost, deed: Deed::Across });
                }
            }
        }
    }

    /// The cheapest walk at the last prices.
    pub(super) fn walk(&self) -> Walk {
        let (mut passed, mut takes) = (Vec::new(), Vec::new());
        let (mut first, mut last) = (self.scope.extent[0], self.next.len() - 1);
        let mut shape = usize::from(EMPTY);
        for (at, stage) in self.field.shelves.stages.iter().enumerate() {
            if shape == usize::from(EMPTY) {
                first = at;
            }
            let (deed, to) = self.next[at][shape];
            match (deed, stage) {
                (Deed::Over, _) => {
                    last = at;
                    break;
                }
                (Deed::Block(effect), Stage::Block { shelves, .. }) => {
                    let open = &self.open[self.best[at][effect].1];
                    passed.extend(self.field.ways.ways[open.way].passed(shelves));
                    takes.extend(&self.takes[open.takes.clone()]);
                }
                (Deed::Corner(true), Stage::Corner { shelves, .. }) => {
                    passed.extend(shelves.clone());
                    takes.extend(&self.takes[self.corner_takes[at].clone()]);
                }
                _ => {}
            }
            shape = to;
        }
        Walk { passed, takes, extent: [first, last] }
    }

    /// What the cheapest walk costs with each thing done, at the last prices.
    pub(super) fn through(&self, work: &mut Work) -> Through {
        let Field { shelves, tables, ways } = self.field;
        let mut through = Through {
            ways: vec![FAR; ways.ways.len()],
            corners: vec![[-FAR; 2]; shelves.stages.len()],
        };
        let mut so_far = vec![FAR; tables.times.len()];
        so_far[usize::from(EMPTY)] = 0;
        // The least cost of a walk that is over: it leaves aside all that comes.
        let mut over = FAR;
        for at in 0..shelves.stages.len() {
            let mut after = vec![FAR; so_far.len()];
            let mut around = [FAR; ONE_END];
            if let Stage::Corner { .. } = shelves.stages[at] {
                through.corners[at] = [over, FAR];
            }
            self.hops(at, |Hop { from, to, cost, deed }| {
                after[to] = after[to].min(so_far[from] + cost);
                let rest = so_far[from] + self.to_go[at + 1][to];
                match deed {
                    Deed::Block(effect) => around[effect] = around[effect].min(rest),
                    Deed::Corner(touches) => {
                        let least = &mut through.corners[at][usize::from(touches)];
                        *least = (*least).min(rest + cost);
                    }
                    Deed::Over | Deed::Across => {}
                }
            });
            for open in &self.open[self.open_of[at].clone()] {
                let effect = ways.ways[open.way].effect;
                let least = around[effect] + open.cost;
                through.ways[open.way] = if effect == ASIDE { least.min(over) } else { least };
            }
            if self.may_end(at) {
                let complete = tables.moves[0].complete.iter();
                over = complete.fold(over, |over, &shape| over.min(so_far[usize::from(shape)]));
            }
            work.spend((2 * so_far.len() + self.open_of[at].len()) as u64);
            so_far = after;
        }
        through
    }
}
