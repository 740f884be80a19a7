//! Goods that lie in several places, sorted into the stages of a frontier programme.

use std::ops::Range;

use super::super::floor::{Floor, Place};
use super::tariff::packs;

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
    /// The stage of each shelf.
    pub(super) stage_of: Vec<usize>,
    /// The stage of the depot.
    pub(super) depot_stage: usize,
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
            stage_of: vec![0; shelves.len()],
            depot_stage: 0,
            grain: 0,
            shelves,
        };
        all.lay_out();
        let depths = all.shelves.iter().map(|shelf| shelf.place.at).chain(cross.iter().copied());
        // Every level of the floor is crossed an even number of times.
        all.grain = 2 * depths.fold(floor.pitch(), common_divisor).max(1);
        all
    }

    /// Lists the stages, from aisle to aisle.
    fn lay_out(&mut self) {
        let aisles = self.shelves.iter().map(|shelf| shelf.place.aisle).chain([self.depot.aisle]);
        let (mut low, mut high) = (self.depot.aisle, self.depot.aisle);
        for aisle in aisles {
            (low, high) = (low.min(aisle), high.max(aisle));
        }
        let cross = self.floor.cross().to_vec();
        for aisle in low..=high {
            for block in 0..cross.len() - 1 {
                let ends = [cross[block], cross[block + 1]];
                let shelves = self.between(aisle, ends[0] + 1, ends[1]);
                self.place(shelves.clone(), shelves.clone().any(|at| self.is_depot(at)));
                self.stages.push(Stage::Block { block, shelves, ends });
            }
            // Last, when it is clear which of them the walk touches.
            for (corner, &at) in cross.iter().enumerate() {
                let is_again = corner > 0 && cross[corner - 1] == at;
                let shelves = if is_again { 0..0 } else { self.between(aisle, at, at + 1) };
                let is_depot = self.depot == Place { aisle, at } && !is_again;
                if is_depot || !shelves.is_empty() {
                    self.place(shelves.clone(), is_depot);
                    self.stages.push(Stage::Corner { corner, shelves, is_depot });
                }
            }
            if aisle < high {
                self.stages.push(Stage::Across { may_end: aisle >= self.depot.aisle });
            }
        }
    }

    /// Shelves in an aisle from one depth to before another.
    fn between(&self, aisle: u32, from: u64, to: u64) -> Range<usize> {
        let before = |at: u64| self.shelves.partition_point(|s| s.place < Place { aisle, at });
        let start = before(from);
        // Between cross aisles that lie on each other there is nothing.
        start..before(to).max(start)
    }

    /// Notes that the next stage is that of these shelves, or of the depot.
    fn place(&mut self, shelves: Range<usize>, has_depot: bool) {
        let stage = self.stages.len();
        self.stage_of[shelves].fill(stage);
        if has_depot {
            self.depot_stage = stage;
        }
    }

    /// Whether a shelf is where the depot is.
    pub(super) fn is_depot(&self, shelf: usize) -> bool {
        self.shelves[shelf].place == self.depot
    }

    /// Goods on a shelf.
    pub(super) fn goods_of(&self, shelf: usize) -> &[Good] {
        &self.goods[self.shelves[shelf].goods.clone()]
    }

    /// Where the packs of a line are.
    pub(super) fn packs_of(&self, line: usize) -> Range<usize> {
        let before = |line: usize| self.packs.partition_point(|pack| pack.0 < line);
        before(line)..before(line + 1)
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

    /// Passes the same as another.
    pub(super) fn copy(&mut self, other: &Self) {
        self.lines.drain(..).for_each(|line| self.units[line] = 0);
        self.lines.extend(&other.lines);
        other.lines.iter().for_each(|&line| self.units[line] = other.units[line]);
    }
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
