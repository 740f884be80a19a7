//! The shortest walk that fetches all, by walks that grow aisle by aisle.
//!
//! A label is a walk up to some stage: what it looks like at the frontier, its length, and what is
//! still wanted. Of two that look alike, one that is no shorter and lacks no less is dropped; so
//! is one whose length and what the rest costs at least, by [`Prices`], is beyond a limit. Within
//! the limit the search is complete.
//!
//! Source: labels with completion bounds, as in Irnich & Desaulniers (2005),
//! doi:10.1007/0-387-25486-2_2.

use std::ops::Range;

use super::super::shape::{Across, EMPTY, ONE_END, Tables};
use super::bounding::{Pace, raise};
use super::prices::{FAR, Prices, Rest};
use super::shelves::{Shelves, Stage, Take};
use super::want::{Want, Wants};
use crate::kernels::Work;

/// What a search has come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    /// The length of a shortest walk and the shelves that it passes.
    Shortest(i64, Vec<usize>),
    /// There is no walk within the limit.
    Nothing,
    /// The work is done before the search was.
    Stopped,
}

/// A walk up to some stage.
#[derive(Clone, Copy, Debug)]
struct Label {
    length: i64,
    want: Want,
    /// Length and the price of what is still wanted.
    cost: i64,
    /// No walk that it grows into is shorter.
    bound: i64,
    /// Where its last deed stands in the list.
    deed: u32,
}

/// Shelves passed at a stage: those before one and from another on; and the deed before.
#[derive(Clone, Copy, Debug)]
struct Deed {
    stage: usize,
    before: usize,
    after: usize,
    earlier: u32,
}

/// A way to reach into a block, or to pass a corner, that can be part of a walk in the limit.
#[derive(Clone, Debug)]
struct Way {
    cost: i64,
    length: i64,
    before: usize,
    after: usize,
    units: Vec<(usize, u16)>,
}

/// No deed yet.
const NONE: u32 = u32::MAX;

/// Labels at a stage from which on it is tried to drop some by better prices.
const MANY: usize = 2_000;
/// Most times that it is.
const ROUNDS: usize = 8;

/// Labels by shape.
type Labels = Vec<Vec<Label>>;

/// A search within a limit.
pub(super) struct Search<'a> {
    pub(super) shelves: &'a Shelves,
    pub(super) tables: &'a Tables,
    pub(super) prices: &'a Prices,
    pub(super) wants: &'a Wants,
    /// No longer walk is of interest.
    pub(super) limit: i64,
    /// Most labels of a shape that are kept, where not all are: the search is not complete then.
    pub(super) width: Option<usize>,
    deeds: Vec<Deed>,
    best: Option<(i64, u32)>,
}

impl<'a> Search<'a> {
    /// Nothing searched yet.
    pub(super) fn new(
        shelves: &'a Shelves,
        tables: &'a Tables,
        prices: &'a Prices,
        wants: &'a Wants,
        limit: i64,
    ) -> Self {
        Self { shelves, tables, prices, wants, limit, width: None, deeds: Vec::new(), best: None }
    }

    /// Finds a shortest walk within the limit.
    pub(super) fn run(mut self, work: &mut Work) -> Outcome {
        let so_far = self.prices.so_far(self.shelves, self.tables);
        let shapes = self.tables.times.len();
        let mut labels: Labels = vec![Vec::new(); shapes];
        let want = self.wants.all();
        let rest = Rest::all(self.shelves);
        let bound = self.prices.bound(&rest);
        let cost = bound - self.prices.to_go[0][usize::from(EMPTY)];
        let label = Label { length: 0, want, cost, bound, deed: NONE };
        labels[usize::from(EMPTY)].push(label);
        for (at, so_far) in so_far.iter().enumerate().take(self.shelves.stages.len()) {
            let mut next: Labels = vec![Vec::new(); shapes];
            match self.shelves.stages[at].clone() {
                Stage::Block { block, shelves, ends } => {
                    let ways = self.ways(at, block, shelves, ends, so_far, work);
                    for (effect, ways) in ways.iter().enumerate() {
                        for hop in &self.tables.moves[0].block[block][effect] {
                            let from = &labels[usize::from(hop.from)];
                            self.extend(at, from, ways, hop.to, &mut next, work);
                        }
                    }
                }
                Stage::Corner { corner, shelves, is_depot } => {
                    let way = [self.pass(shelves.clone())];
                    for hop in &self.tables.moves[0].touch[corner] {
                        let from = &labels[usize::from(hop.from)];
                        self.extend(at, from, &way, hop.to, &mut next, work);
                    }
                    let times = &self.tables.times;
                    let is_aside = |shape: usize| times[shape][corner] == 0;
                    for shape in (0..shapes).filter(|&shape| !is_depot && is_aside(shape)) {
                        next[shape].append(&mut labels[shape]);
                    }
                }
                Stage::Across { may_end } => {
                    if may_end {
                        self.end(&labels);
                    }
                    for &Across { from, to, times } in &self.tables.moves[0].across {
                        let length = (u64::from(times) * self.shelves.floor.pitch()) as i64;
                        let way =
                            [Way { cost: length, length, before: 0, after: 0, units: vec![] }];
                        let from = &labels[usize::from(from)];
                        self.extend(at, from, &way, to, &mut next, work);
                    }
                }
            }
            labels = self.undominated(next, work);
            match self.width {
                Some(width) => narrow(&mut labels, width),
                None if matches!(self.shelves.stages[at], Stage::Across { .. }) => {
                    self.tighten(at + 1, &mut labels, work);
                }
                None => {}
            }
            if work.is_over() {
                return Outcome::Stopped;
            }
        }
        self.end(&labels);
        self.best
            .map_or(Outcome::Nothing, |(length, deed)| Outcome::Shortest(length, self.passed(deed)))
    }

    /// By effect, the ways to reach into a block that can be part of a walk within the limit, the
    /// cheapest first.
    fn ways(
        &self,
        at: usize,
        block: usize,
        shelves: Range<usize>,
        ends: [u64; 2],
        so_far: &[i64],
        work: &mut Work,
    ) -> [Vec<Way>; ONE_END] {
        let to_go = &self.prices.to_go[at + 1];
        let room: [i64; ONE_END] = std::array::from_fn(|effect| {
            let hops = self.tables.moves[0].block[block][effect].iter();
            let around = hops.map(|hop| so_far[usize::from(hop.from)] + to_go[usize::from(hop.to)]);
            self.limit - self.prices.bound(&Rest::all(self.shelves))
                + self.prices.to_go[0][usize::from(EMPTY)]
                - around.min().unwrap_or(FAR)
        });
        let mut ways: [Vec<Way>; ONE_END] = Default::default();
        self.shelves.reaches(&shelves, ends, |reach, take| {
            let length = reach.length as i64;
            let cost = length - self.prices.price_of(take);
            work.spend(1 + take.units().count() as u64);
            if cost <= room[reach.effect] {
                let (before, after) = (reach.before, reach.after);
                let units = take.units().collect();
                ways[reach.effect].push(Way { cost, length, before, after, units });
            }
        });
        ways.iter_mut().for_each(|ways| ways.sort_by_key(|way| way.cost));
        ways
    }

    /// The one way to pass a corner.
    fn pass(&self, shelves: Range<usize>) -> Way {
        let mut take = Take::nothing(self.shelves);
        shelves.clone().for_each(|shelf| {
            take.pass(shelf);
        });
        let cost = -self.prices.price_of(&take);
        let units = take.units().collect();
        Way { cost, length: 0, before: shelves.end, after: shelves.end, units }
    }

    /// Lets labels grow in all these ways to a shape.
    fn extend(
        &mut self,
        at: usize,
        labels: &[Label],
        ways: &[Way],
        to: u8,
        next: &mut Labels,
        work: &mut Work,
    ) {
        let to = usize::from(to);
        let room = self.limit - self.prices.to_go[at + 1][to];
        for label in labels {
            for way in ways {
                // Prices are subadditive: the cost is this or more.
                if label.cost + way.cost > room {
                    break;
                }
                let (mut want, mut cost) = (label.want, label.cost + way.length);
                for &(line, units) in &way.units {
                    let (before, after) = self.wants.take(&mut want, line, units);
                    cost += self.prices.of(line, after) - self.prices.of(line, before);
                }
                work.spend(2 + way.units.len() as u64);
                if cost > room {
                    continue;
                }
                let mut deed = label.deed;
                if !way.units.is_empty() {
                    let (before, after) = (way.before, way.after);
                    self.deeds.push(Deed { stage: at, before, after, earlier: deed });
                    deed = self.deeds.len() as u32 - 1;
                }
                let bound = label.bound.max(cost + self.limit - room);
                next[to].push(Label { length: label.length + way.length, want, cost, bound, deed });
            }
        }
    }

    /// Drops labels that are no shorter and lack no less than another that can be completed in
    /// all the ways in which they can.
    fn undominated(&self, mut labels: Labels, work: &mut Work) -> Labels {
        for labels in &mut labels {
            labels.sort_by_key(|label| (label.length, label.want, label.deed));
        }
        let mut kept: Labels = vec![Vec::new(); labels.len()];
        // The better shapes come first.
        for (shape, betters) in &self.tables.by_worth {
            let (shape, mut own) = (usize::from(*shape), Vec::new());
            for label in &labels[shape] {
                let mut compared = 0;
                let mut is_worse_than = |others: &[Label]| {
                    let shorter = others.iter().take_while(|other| other.length <= label.length);
                    let mut shorter = shorter.inspect(|_| compared += 1);
                    shorter.any(|other| self.wants.is_within(&other.want, &label.want))
                };
                let is_dropped = is_worse_than(&own)
                    || betters.iter().any(|better| is_worse_than(&kept[usize::from(*better)]));
                work.spend(compared);
                if !is_dropped {
                    own.push(*label);
                }
            }
            kept[shape] = own;
        }
        kept
    }

    /// Drops labels that better prices show to be beyond the limit: prices for the rest of the most
    /// promising of them, again and again, as long as many are dropped.
    fn tighten(&self, stage: usize, labels: &mut Labels, work: &mut Work) {
        let count = |labels: &Labels| labels.iter().map(Vec::len).sum::<usize>();
        let mut packs = self.prices.packs.clone();
        let mut tried = Vec::new();
        for _ in 0..ROUNDS {
            let before = count(labels);
            if before < MANY {
                return;
            }
            let all = (0_u8..)
                .zip(&*labels)
                .flat_map(|(shape, list)| list.iter().map(move |l| (shape, *l)));
            let fresh = all.filter(|(_, label)| !tried.contains(&label.deed));
            let Some((shape, label)) = fresh.min_by_key(|(_, label)| (label.bound, label.deed))
            else {
                return;
            };
            tried.push(label.deed);
            let rest = Rest { stage, shape, wanted: self.wants.all_units(&label.want) };
            let upper = (self.limit - label.length).max(0) as u64 + 1;
            let pace = Pace { steps: 40, patience: 6 };
            let rooms = (self.shelves, self.tables);
            let prices = raise(rooms, &rest, &packs, upper, pace, |_, _| None, work);
            for (shape, list) in labels.iter_mut().enumerate() {
                let to_go = prices.to_go[stage][shape];
                for label in list.iter_mut() {
                    let wanted: i64 = prices.of_all(self.wants, &label.want);
                    label.bound = label.bound.max(label.length + to_go + wanted);
                }
                work.spend((list.len() * self.shelves.wanted.len()) as u64);
                list.retain(|label| label.bound <= self.limit);
            }
            packs.clone_from(&prices.packs);
            if count(labels) * 20 > before * 19 {
                return;
            }
        }
    }

    /// Takes the shortest of the walks that are over and fetched all.
    fn end(&mut self, labels: &Labels) {
        for &shape in &self.tables.moves[0].complete {
            for label in labels[usize::from(shape)].iter().filter(|label| label.want.is_met()) {
                if label.length <= self.limit {
                    self.best = Some((label.length, label.deed));
                    self.limit = label.length - 1;
                }
            }
        }
    }

    /// The shelves passed by a walk.
    fn passed(&self, mut deed: u32) -> Vec<usize> {
        let mut passed = Vec::new();
        while let Some(Deed { stage, before, after, earlier }) = self.deeds.get(deed as usize) {
            let (Stage::Block { shelves, .. } | Stage::Corner { shelves, .. }) =
                &self.shelves.stages[*stage]
            else {
                break;
            };
            passed.extend((shelves.start..*before).chain(*after..shelves.end));
            deed = *earlier;
        }
        passed.sort_unstable();
        passed
    }
}

/// Keeps the most promising labels of each shape, in the same order.
fn narrow(labels: &mut Labels, width: usize) {
    for list in labels.iter_mut().filter(|list| list.len() > width) {
        list.sort_by_key(|label| (label.bound, label.length, label.want, label.deed));
        list.truncate(width);
    }
}
