//! The shortest walk that does one class of stops after the other, by a frontier programme.
//!
//! A class is done on a leg of the walk: from the last stop of the class before, or the depot, to
//! the last of its own, or the depot again. For each stop at which a leg can end, [`Chain`] knows
//! the shortest walk up to there. Two passes over the aisles find it for all ends of a leg at
//! once: forwards with the shortest beginnings of which the end is yet to come, backwards with
//! the shortest completions once the end is placed; they are joined where the end lies.

use std::ops::Range;

use super::apart::Apart;
use super::block::{Block, Costs, FAR};
use super::floor::{Floor, Place};
use super::shape::{Across, EFFECTS, EMPTY, Move, ONE_END, Tables, tables};

/// The least costs by shape, if the leg's start is yet to come and if it is placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<const N: usize>(pub(super) [[u64; N]; 2]);

impl<const N: usize> Frame<N> {
    const FAR: Self = Self([[FAR; N]; 2]);

    /// The least cost of a shape.
    pub(super) fn cost(&self, begun: usize, shape: u8) -> u64 {
        self.0[begun][usize::from(shape)]
    }

    fn is_alive(&self, begun: usize) -> bool {
        self.0[begun].iter().any(|&cost| cost < FAR)
    }
}

/// From one shape to another at a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    pub(super) from: u8,
    pub(super) to: u8,
    /// 1 if the leg's start is placed after it, 0 if it is yet to come.
    pub(super) begun: usize,
    pub(super) cost: u64,
    /// Which effect, in an aisle.
    pub(super) effect: usize,
}

/// One step of the frontier.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) kind: Kind,
    pub(super) aisle: u32,
    /// Stops of the class.
    pub(super) stops: Range<usize>,
    /// Places at which the leg can begin.
    pub(super) starts: Range<usize>,
    /// Places at which it can end.
    pub(super) ends: Range<usize>,
    /// In a block, what each effect costs with no end of the walk in it...
    plain: Costs,
    /// ... and with the best of the starts that lie in it, the way there included.
    start: Costs,
}

/// What a step goes over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// The corner of the aisle and a cross aisle, where something is to do.
    Corner { corner: usize },
    /// The aisle between two cross aisles.
    Block { block: usize },
    /// To the next aisle. The walk can be over where all stops are behind.
    Across { may_end: bool },
}

/// A leg's places and steps.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) starts: Range<usize>,
    pub(super) stops: Range<usize>,
    pub(super) steps: Range<usize>,
    /// How many frames more than steps there are before it.
    pub(super) shift: usize,
}

/// Frontier programmes over the legs of a walk, with all it takes to trace the walk back.
#[derive(Clone, Debug)]
pub(super) struct Chain<const N: usize> {
    pub(super) tables: &'static Tables,
    pub(super) floor: Floor,
    tolls: Vec<u64>,
    /// Of each aisle, where they differ.
    cross: Vec<[u64; 3]>,
    /// The gates, then the stops of one class after the other, none twice, by aisle and depth.
    pub(super) places: Vec<Place>,
    /// The shortest walk up to each place as the last of its class; of a gate, from the depot.
    pub(super) costs: Vec<u64>,
    /// How many places are gates.
    gates: usize,
    /// The gate by which the shortest walk comes home.
    pub(super) home: usize,
    pub(super) legs: Vec<Leg>,
    pub(super) steps: Vec<Step>,
    /// Before each step, as long as a leg's end can lie ahead.
    pub(super) forward: Vec<Frame<N>>,
    /// Before each step, as soon as a leg's end can lie behind; one more after the last.
    pub(super) backward: Vec<Frame<N>>,
    /// Length of the whole walk.
    pub(super) length: u64,
    /// Moves tried.
    pub(super) work: u64,
}

impl<const N: usize> Chain<N> {
    /// Nothing done.
    pub(super) fn new() -> Self {
        Self {
            tables: tables(N),
            floor: Floor::new(0, 0, false),
            tolls: Vec::new(),
            cross: Vec::new(),
            places: Vec::new(),
            costs: Vec::new(),
            gates: 0,
            home: 0,
            legs: Vec::new(),
            steps: Vec::new(),
            forward: Vec::new(),
            backward: Vec::new(),
            length: 0,
            work: 0,
        }
    }

    /// Length of the shortest closed walk from the depot that does one class after the other.
    ///
    /// Gates are the places from which the depot is reached, with the way from there: one at no
    /// cost where it lies on the floor. They are in order of aisle and depth, and none is nearer to
    /// another by way of the depot.
    ///
    /// `classes` holds the places of each class, none of them empty; within one they are in order
    /// of aisle and depth, and no place comes twice.
    pub(super) fn solve<'a>(
        &mut self,
        floor: &Floor,
        gates: &[(Place, u64)],
        classes: impl IntoIterator<Item = &'a [Place]>,
        apart: Apart<'_>,
    ) -> u64 {
        self.floor = *floor;
        self.tolls.clear();
        self.tolls.extend_from_slice(apart.tolls);
        self.cross.clear();
        self.cross.extend_from_slice(apart.cross);
        self.places.clear();
        self.costs.clear();
        self.legs.clear();
        self.steps.clear();
        self.work = 0;
        self.gates = gates.len();
        self.places.extend(gates.iter().map(|(place, _)| *place));
        self.costs.extend(gates.iter().map(|(_, cost)| *cost));
        let mut starts = 0..gates.len();
        let mut classes = classes.into_iter().peekable();
        self.length = 0;
        self.home = 0;
        while let Some(class) = classes.next() {
            let stops = self.places.len()..self.places.len() + class.len();
            self.places.extend_from_slice(class);
            self.costs.resize(self.places.len(), FAR);
            let ends = if classes.peek().is_some() { stops.clone() } else { 0..gates.len() };
            let steps = self.lay_out(&starts, &stops, &ends);
            let shift = self.legs.len();
            let leg = Leg { starts, stops: stops.clone(), steps, shift };
            self.length = self.walk(&leg);
            self.legs.push(leg);
            starts = stops;
        }
        self.length
    }

    /// Costs in an aisle between two cross aisles with these ends in it.
    pub(super) fn block_costs(&self, step: &Step, block: usize, ends: &[Place]) -> Costs {
        let toll = self.tolls.get(step.aisle as usize).copied().unwrap_or(0);
        self.block(step, block, ends).costs(toll)
    }

    /// An aisle between two cross aisles.
    pub(super) fn block<'a>(&'a self, step: &Step, block: usize, ends: &'a [Place]) -> Block<'a> {
        let cross = self.cross(step.aisle);
        let stops = &self.places[step.stops.clone()];
        Block { lower: cross[block], upper: cross[block + 1], stops, ends }
    }

    /// Where the cross aisles are in an aisle.
    fn cross(&self, aisle: u32) -> [u64; 3] {
        self.cross.get(aisle as usize).copied().unwrap_or_else(|| self.floor.all_cross())
    }

    /// The steps of a leg, over all aisles in which something lies and those in between. Beyond
    /// them there is nothing to win but by aisles that are shorter.
    fn lay_out(
        &mut self,
        starts: &Range<usize>,
        stops: &Range<usize>,
        ends: &Range<usize>,
    ) -> Range<usize> {
        let first = self.steps.len();
        let of = |range: &Range<usize>| &self.places[range.clone()];
        let all = [of(starts), of(stops), of(ends)];
        let low = all.iter().filter_map(|places| places.first()).map(|place| place.aisle).min();
        let high = all.iter().filter_map(|places| places.last()).map(|place| place.aisle).max();
        let last_stop = of(stops).last().map_or(0, |place| place.aisle);
        let (Some(low), Some(high)) = (low, high) else { return first..first };
        let last = (self.cross.len() as u32).checked_sub(1);
        let (low, high) = last.map_or((low, high), |last| (0, last));
        let corners = self.floor.cross().len();
        let mut cursors = [starts.start, stops.start, ends.start];
        let limits = [starts.end, stops.end, ends.end];
        for aisle in low..=high {
            // What lies ahead in this aisle up to some depth.
            let mut step = |places: &[Place], depth: u64, kind: Kind| {
                let [starts, stops, ends] = [0, 1, 2].map(|list| {
                    let from = cursors[list];
                    let ahead = places[from..limits[list]].iter();
                    let taken = ahead.take_while(|p| p.aisle == aisle && p.at <= depth).count();
                    cursors[list] += taken;
                    from..cursors[list]
                });
                let far = [FAR; EFFECTS.len()];
                Step { kind, aisle, stops, starts, ends, plain: far, start: far }
            };
            let cross = self.cross(aisle);
            let cross = &cross[..corners];
            for (corner, &at) in cross.iter().enumerate() {
                let visit = step(&self.places, at, Kind::Corner { corner });
                if !(visit.starts.is_empty() && visit.stops.is_empty() && visit.ends.is_empty()) {
                    self.steps.push(visit);
                }
                if let Some(&upper) = cross.get(corner + 1) {
                    let depth = upper.max(at + 1) - 1;
                    let mut block = step(&self.places, depth, Kind::Block { block: corner });
                    self.price(&mut block, corner);
                    self.steps.push(block);
                }
            }
            if aisle < high {
                let may_end = aisle >= last_stop;
                self.steps.push(Step {
                    ends: 0..0,
                    ..step(&self.places, u64::MAX, Kind::Across { may_end })
                });
            }
        }
        first..self.steps.len()
    }

    fn price(&self, step: &mut Step, block: usize) {
        step.plain = self.block_costs(step, block, &[]);
        for at in step.starts.clone() {
            let costs = self.block_costs(step, block, &[self.places[at]]);
            for (least, cost) in step.start.iter_mut().zip(costs) {
                *least = (*least).min(self.costs[at] + cost);
            }
        }
    }

    /// Finds the shortest walk to each end of a leg; returns the shortest of all.
    fn walk(&mut self, leg: &Leg) -> u64 {
        let steps = leg.steps.clone();
        let mut having = steps.clone().filter(|&at| !self.steps[at].ends.is_empty());
        let Some(first) = having.next() else { return FAR };
        let last = having.next_back().unwrap_or(first);
        // A frame more than there are steps in each leg, so that legs do not share any.
        let frames = steps.end + self.legs.len() + 1;
        self.forward.resize(self.forward.len().max(frames), Frame::FAR);
        self.backward.resize(self.backward.len().max(frames), Frame::FAR);

        let shift = leg.shift;
        let mut frame = Frame::FAR;
        frame.0[0][usize::from(EMPTY)] = 0;
        self.forward[steps.start + shift] = frame;
        for at in steps.start..last {
            frame = self.ahead(at, &frame);
            self.forward[at + 1 + shift] = frame;
        }
        frame = Frame::FAR;
        self.complete(&mut frame);
        self.backward[steps.end + shift] = frame;
        for at in (first + 1..steps.end).rev() {
            frame = self.back(at, &frame);
            self.backward[at + shift] = frame;
        }
        let mut least = FAR;
        for at in first..=last {
            for end in self.steps[at].ends.clone() {
                let line = self.line(leg, end).map_or(FAR, |(cost, _)| cost);
                let cost = line.min(self.joined(leg, at, end));
                if end >= self.gates {
                    self.costs[end] = cost;
                    least = least.min(cost);
                } else if cost + self.costs[end] < least {
                    least = cost + self.costs[end];
                    self.home = end;
                }
            }
        }
        least
    }

    /// The least costs after a step.
    fn ahead(&mut self, at: usize, before: &Frame<N>) -> Frame<N> {
        let mut after = Frame::FAR;
        let mut work = 0;
        for begun in [0, 1].into_iter().filter(|&begun| before.is_alive(begun)) {
            self.hops(at, begun, begun, |hop| {
                let cost = before.cost(begun, hop.from) + hop.cost;
                let least = &mut after.0[hop.begun][usize::from(hop.to)];
                *least = cost.min(*least);
                work += 1;
            });
        }
        self.work += work;
        after
    }

    /// The least costs to complete the walk from before a step on.
    fn back(&mut self, at: usize, after: &Frame<N>) -> Frame<N> {
        let mut before = Frame::FAR;
        let mut work = 0;
        if let Kind::Across { may_end: true } = self.steps[at].kind {
            self.complete(&mut before);
        }
        let is_alive = [after.is_alive(0), after.is_alive(1)];
        for begun in [0, 1] {
            // Before the start is placed, the completion may place it.
            if !is_alive[begun..].contains(&true) {
                continue;
            }
            self.hops(at, begun, begun + 1, |hop| {
                let cost = after.cost(hop.begun, hop.to) + hop.cost;
                let least = &mut before.0[begun][usize::from(hop.from)];
                *least = cost.min(*least);
                work += 1;
            });
        }
        self.work += work;
        before
    }

    /// Nothing costs what is complete with both ends placed.
    fn complete(&self, frame: &mut Frame<N>) {
        for &shape in &self.tables.moves[2].complete {
            frame.0[1][usize::from(shape)] = 0;
        }
    }

    /// The shortest walk whose leg ends at `end`, which lies at this step.
    fn joined(&mut self, leg: &Leg, at: usize, end: usize) -> u64 {
        let (before, after) = self.frames(leg, at);
        let (mut least, mut work) = (FAR, 0);
        for begun in [0, 1].into_iter().filter(|&begun| before.is_alive(begun)) {
            self.last_hops(at, begun, end, |hop, _| {
                let cost = before.cost(begun, hop.from) + hop.cost;
                least = least.min(cost + after.cost(hop.begun, hop.to));
                work += 1;
            });
        }
        self.work += work;
        least
    }

    /// Before and after the step at which a leg's end lies.
    pub(super) fn frames(&self, leg: &Leg, at: usize) -> (&Frame<N>, &Frame<N>) {
        (&self.forward[at + leg.shift], &self.backward[at + 1 + leg.shift])
    }

    /// All that can be done at a step without placing the leg's end: with its start placed before
    /// or not, and this many of its ends behind the frontier.
    #[inline]
    pub(super) fn hops(&self, at: usize, begun: usize, behind: usize, mut each: impl FnMut(Hop)) {
        let (step, moves) = (&self.steps[at], &self.tables.moves[behind]);
        let mut all = |list: &[Move], begun, cost, effect| {
            for &Move { from, to } in list {
                each(Hop { from, to, begun, cost, effect });
            }
        };
        match &step.kind {
            Kind::Block { block } => {
                for effect in (0..ONE_END).filter(|&effect| step.plain[effect] < FAR) {
                    all(&moves.block[*block][effect], begun, step.plain[effect], effect);
                }
                if begun == 0 && !step.starts.is_empty() {
                    for effect in
                        (ONE_END..EFFECTS.len()).filter(|&effect| step.start[effect] < FAR)
                    {
                        all(&moves.block[*block][effect], 1, step.start[effect], effect);
                    }
                }
            }
            Kind::Corner { corner } => {
                let is_stop = !step.stops.is_empty();
                let list = if is_stop { &moves.touch[*corner] } else { &moves.stay };
                all(list, begun, 0, 0);
                if begun == 0 && !step.starts.is_empty() {
                    all(&moves.toggle[*corner], 1, self.costs[step.starts.start], ONE_END);
                }
            }
            Kind::Across { .. } => {
                for &Across { from, to, times } in &moves.across {
                    let cost = u64::from(times) * self.floor.pitch();
                    each(Hop { from, to, begun, cost, effect: 0 });
                }
            }
        }
    }

    /// All that can be done at a step if the leg's end is placed there, and the start that is
    /// placed there with it.
    #[inline]
    pub(super) fn last_hops(
        &self,
        at: usize,
        begun: usize,
        end: usize,
        mut each: impl FnMut(Hop, Option<usize>),
    ) {
        let (step, moves) = (&self.steps[at], &self.tables.moves[begun]);
        let mut all = |list: &[Move], begun, cost, effect, start| {
            for &Move { from, to } in list {
                each(Hop { from, to, begun, cost, effect }, start);
            }
        };
        let starts = if begun == 0 { step.starts.clone() } else { 0..0 };
        match &step.kind {
            Kind::Block { block } => {
                let costs = self.block_costs(step, *block, &[self.places[end]]);
                for effect in (ONE_END..EFFECTS.len()).filter(|&effect| costs[effect] < FAR) {
                    all(&moves.block[*block][effect], begun, costs[effect], effect, None);
                }
                for start in starts {
                    let both = [self.places[start], self.places[end]];
                    let costs = self.block_costs(step, *block, &both);
                    for effect in (0..ONE_END).filter(|&effect| costs[effect] < FAR) {
                        let cost = self.costs[start] + costs[effect];
                        all(&moves.block[*block][effect], 1, cost, effect, Some(start));
                    }
                }
            }
            Kind::Corner { corner } => {
                all(&moves.toggle[*corner], begun, 0, ONE_END, None);
                for start in starts {
                    all(&moves.touch[*corner], 1, self.costs[start], 0, Some(start));
                }
            }
            Kind::Across { .. } => {}
        }
    }

    /// The shortest walk of a leg that never leaves one aisle, and where it begins.
    pub(super) fn line(&self, leg: &Leg, end: usize) -> Option<(u64, usize)> {
        let stops = &self.places[leg.stops.clone()];
        let (first, last, to) = (stops.first()?, stops.last()?, self.places[end]);
        if first.aisle != last.aisle || to.aisle != first.aisle {
            return None;
        }
        let here = leg.starts.clone().filter(|&start| self.places[start].aisle == to.aisle);
        here.map(|start| {
            let from = self.places[start].at;
            let low = first.at.min(from).min(to.at);
            let high = last.at.max(from).max(to.at);
            (self.costs[start] + 2 * (high - low) - from.abs_diff(to.at), start)
        })
        .min()
    }
}
