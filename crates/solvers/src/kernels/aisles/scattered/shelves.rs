//! Goods that lie in several places, sorted into the steps of a frontier programme.

use std::ops::Range;

use super::super::floor::{Floor, Place};
use super::prices::packs;

/// Units of a line that lie at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Holding {
    /// Where.
    pub place: Place,
    /// Of which line.
    pub line: u16,
    /// How many.
    pub units: u16,
}

/// A place with goods on it.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) place: Place,
    /// Its goods, a range of [`Shelves::goods`].
    pub(super) goods: Range<usize>,
}

/// Units of a line, no more than are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Good {
    pub(super) line: usize,
    pub(super) units: u16,
    /// Position in the list of holdings.
    pub(super) holding: usize,
}

/// A step of the frontier over shelves.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// An aisle between two cross aisles, its shelves and the ends of it.
    Block { block: usize, shelves: Range<usize>, ends: [u64; 2] },
    /// Where an aisle and a cross aisle meet, and a shelf stands or the depot is.
    Corner { corner: usize, shelves: Range<usize>, is_depot: bool },
    /// To the next aisle; the walk can be over.
    Across { may_end: bool },
}

/// All goods of an order and where they lie.
#[derive(Clone, Debug)]
pub(super) struct Shelves {
    pub(super) floor: Floor,
    pub(super) depot: Place,
    /// Units wanted of each line.
    pub(super) wanted: Vec<u16>,
    /// Lines and the sizes of packs that have a price.
    pub(super) packs: Vec<(usize, u16)>,
    /// By aisle and depth.
    pub(super) shelves: Vec<Shelf>,
    pub(super) goods: Vec<Good>,
    pub(super) stages: Vec<Stage>,
    /// All walks are as long as a multiple of this.
    pub(super) grain: u64,
}

impl Shelves {
    /// Shelves that hold what is wanted, and the steps over all aisles from the first to the last
    /// of them or the depot's. An interior depot is a shelf without goods.
    pub(super) fn new(floor: &Floor, depot: Place, holdings: &[Holding], wanted: &[u16]) -> Self {
        let cross = floor.cross();
        let mut sorted: Vec<(Place, Good)> = Vec::new();
        for (at, holding) in holdings.iter().enumerate() {
            let line = usize::from(holding.line);
            let units = holding.units.min(wanted[line]);
            if units > 0 {
                sorted.push((holding.place, Good { line, units, holding: at }));
            }
        }
        sorted.sort_by_key(|(place, good)| (*place, good.line, good.holding));
        let mut shelves: Vec<Shelf> = Vec::new();
        for (at, (place, _)) in sorted.iter().enumerate() {
            match shelves.last_mut() {
                Some(last) if last.place == *place => last.goods.end = at + 1,
                _ => shelves.push(Shelf { place: *place, goods: at..at + 1 }),
            }
        }
        if !cross.contains(&depot.at) {
            let at = shelves.partition_point(|shelf| shelf.place < depot);
            if shelves.get(at).is_none_or(|shelf| shelf.place != depot) {
                shelves.insert(at, Shelf { place: depot, goods: 0..0 });
            }
        }
        let mut all = Self {
            floor: *floor,
            depot,
            wanted: wanted.to_vec(),
            packs: packs(wanted),
            goods: sorted.into_iter().map(|(_, good)| good).collect(),
            stages: Vec::new(),
            grain: 0,
            shelves,
        };
        all.lay_out();
        let depths = all.shelves.iter().map(|shelf| shelf.place.at).chain(cross.iter().copied());
        // Every level of the floor is crossed an even number of times.
        all.grain = 2 * depths.fold(floor.pitch(), common_divisor).max(1);
        all
    }

    fn lay_out(&mut self) {
        let aisles = self.shelves.iter().map(|shelf| shelf.place.aisle).chain([self.depot.aisle]);
        let (mut low, mut high) = (self.depot.aisle, self.depot.aisle);
        for aisle in aisles {
            (low, high) = (low.min(aisle), high.max(aisle));
        }
        let cross = self.floor.cross().to_vec();
        for aisle in low..=high {
            let find = |from: u64, to: u64| {
                let bound =
                    |at: u64| self.shelves.partition_point(|s| s.place < Place { aisle, at });
                bound(from)..bound(to)
            };
            for block in 0..cross.len() - 1 {
                let ends = [cross[block], cross[block + 1]];
                let shelves = find(ends[0] + 1, ends[1]);
                self.stages.push(Stage::Block { block, shelves, ends });
            }
            // Last, when it is clear which of them the walk touches.
            for (corner, &at) in cross.iter().enumerate() {
                let is_again = corner > 0 && cross[corner - 1] == at;
                let shelves = if is_again { 0..0 } else { find(at, at + 1) };
                let is_depot = self.depot == Place { aisle, at } && !is_again;
                if is_depot || !shelves.is_empty() {
                    self.stages.push(Stage::Corner { corner, shelves, is_depot });
                }
            }
            if aisle < high {
                self.stages.push(Stage::Across { may_end: aisle >= self.depot.aisle });
            }
        }
    }

    /// Goods on a shelf.
    pub(super) fn goods_of(&self, shelf: usize) -> &[Good] {
        &self.goods[self.shelves[shelf].goods.clone()]
    }

    /// The least that a walk can be long if it is no shorter than `bound`.
    pub(super) fn rounded(&self, bound: i64) -> u64 {
        u64::try_from(bound).unwrap_or(0).div_ceil(self.grain) * self.grain
    }

    /// If the depot is inside a block, the shelves of the shortest walk that does not leave it and
    /// fetches all, if there is one.
    pub(super) fn shortest_line(&self) -> Option<Vec<usize>> {
        let depot = self.shelves.iter().position(|shelf| shelf.place == self.depot)?;
        let block = self.stages.iter().find_map(|stage| match stage {
            Stage::Block { shelves, .. } if shelves.contains(&depot) => Some(shelves.clone()),
            _ => None,
        })?;
        let at = |shelf: usize| self.shelves[shelf].place.at;
        let lines = (block.start..=depot).filter_map(|from| {
            let mut take = Take::nothing(self);
            (from..depot).for_each(|shelf| {
                take.pass(shelf);
            });
            let mut rest = depot..block.end;
            let last = rest.find(|&shelf| {
                take.pass(shelf);
                take.is_enough()
            })?;
            Some((at(last) - at(from), from..last + 1))
        });
        lines.min_by_key(|(length, _)| *length).map(|(_, shelves)| shelves.collect())
    }

    /// Calls `each` with every way to reach into a block from its two ends and a take of what is
    /// passed, but for those that only pass a last shelf in vain. O(shelves² + shelves x lines).
    pub(super) fn reaches(
        &self,
        shelves: &Range<usize>,
        [lower, upper]: [u64; 2],
        mut each: impl FnMut(Reach, &Take<'_>),
    ) {
        let (from, to) = (shelves.start, shelves.end);
        let depot = shelves.clone().find(|&at| self.shelves[at].place == self.depot);
        let depth = |shelf: usize| self.shelves[shelf].place.at;
        let length = upper - lower;
        let mut below = Take::nothing(self);
        let mut both = below.clone();
        if depot.is_none() {
            each(Reach { effect: 0, before: from, after: to, length: 0 }, &below);
        }
        for before in from..=to {
            if before > from && !below.pass(before - 1) {
                continue;
            }
            let up = if before > from { depth(before - 1) - lower } else { 0 };
            let has_depot = depot.is_none_or(|depot| depot < before);
            if before > from && has_depot {
                each(Reach { effect: 4, before, after: to, length: 2 * up }, &below);
            }
            both.copy(&below);
            for after in (before..to).rev() {
                let is_new = both.pass(after);
                if is_new && (has_depot || depot.is_some_and(|depot| after <= depot)) {
                    let length = 2 * (up + upper - depth(after));
                    let effect = if before > from { 5 } else { 3 };
                    each(Reach { effect, before, after, length }, &both);
                }
            }
        }
        each(Reach { effect: 1, before: to, after: to, length }, &below);
        each(Reach { effect: 2, before: to, after: to, length: 2 * length }, &below);
    }
}

/// What is taken from shelves passed, no more of a line than is wanted.
#[derive(Clone, Debug)]
pub(super) struct Take<'a> {
    shelves: &'a Shelves,
    /// Units of each line.
    units: Vec<u16>,
    /// Lines of which there are units.
    lines: Vec<usize>,
}

impl<'a> Take<'a> {
    pub(super) fn nothing(shelves: &'a Shelves) -> Self {
        Self { shelves, units: vec![0; shelves.wanted.len()], lines: Vec::new() }
    }

    /// Passes a shelf; whether that was worth it.
    pub(super) fn pass(&mut self, shelf: usize) -> bool {
        let shelf = &self.shelves.shelves[shelf];
        let mut is_worth = shelf.place == self.shelves.depot;
        for good in &self.shelves.goods[shelf.goods.clone()] {
            let units = &mut self.units[good.line];
            let more = good.units.min(self.shelves.wanted[good.line] - *units);
            if more > 0 && *units == 0 {
                self.lines.push(good.line);
            }
            *units += more;
            is_worth |= more > 0;
        }
        is_worth
    }

    /// Whether all is taken that is wanted.
    fn is_enough(&self) -> bool {
        self.units == self.shelves.wanted
    }

    fn copy(&mut self, other: &Self) {
        self.lines.drain(..).for_each(|line| self.units[line] = 0);
        self.lines.extend(&other.lines);
        other.lines.iter().for_each(|&line| self.units[line] = other.units[line]);
    }

    /// Lines of which something is taken, and how many units.
    pub(super) fn units(&self) -> impl Iterator<Item = (usize, u16)> {
        self.lines.iter().map(|&line| (line, self.units[line]))
    }
}

/// A way to reach into a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Reach {
    pub(super) effect: usize,
    /// Shelves before this one are passed...
    pub(super) before: usize,
    /// ... and those from this one on.
    pub(super) after: usize,
    pub(super) length: u64,
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
